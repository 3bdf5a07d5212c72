"""Intercept 0."""

from app import intercept

intercept.draw(0)
