"""The page of the services and programs: who comes, who stays, where people go."""

from app.outcomes import programs_page

programs_page.draw()
