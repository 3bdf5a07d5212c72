"""Intercept 2."""

from app import intercept

intercept.draw(2)
