"""The county's programs and contacts, which partners keep up together."""

from app.outcomes import directory_page

directory_page.draw()
