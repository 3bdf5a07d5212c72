"""Intercept 4."""

from app import intercept

intercept.draw(4)
