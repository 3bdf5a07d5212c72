"""The page of bed-days averted and what they are worth."""

from app.outcomes import reinvestment_page

reinvestment_page.draw()
