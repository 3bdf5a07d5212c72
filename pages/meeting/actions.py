"""Actions and decisions of the partnership."""

from app import actions_page

actions_page.draw()
