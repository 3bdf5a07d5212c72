"""The board: the partnership's month on one screen. Sparklines are SVG; no charting library loads here."""

from app import board

board.draw()
