"""Definitions: every measure, the feeds' data dictionary, how to read a chart, what is hidden and why."""

from app import definitions

definitions.draw()
