"""A meeting on the wall, one item a screen."""

from app import stage

stage.draw()
