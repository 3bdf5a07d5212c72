"""Send a file: the volunteer's way in, from drop to published."""

from app import upload

upload.draw()
