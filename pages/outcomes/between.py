"""The page of people's ways between intercepts."""

from app.outcomes import between_page

between_page.draw()
