"""Intercept 5."""

from app import intercept

intercept.draw(5)
