"""Intercept 1."""

from app import intercept

intercept.draw(1)
