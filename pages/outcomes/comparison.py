"""Agencies or counties beside each other, with what chance alone would give."""

from app.outcomes import comparison_page

comparison_page.draw()
