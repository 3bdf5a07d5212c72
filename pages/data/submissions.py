"""Submissions: who sent which month, what is late or needs fixing, and who to call."""

from app import submissions_board

submissions_board.draw()
