"""Intercept 3."""

from app import intercept

intercept.draw(3)
