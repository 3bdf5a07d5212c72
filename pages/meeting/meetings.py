"""The partnership's meetings: planning, opening, looking back, the packet."""

from app import meeting_page

meeting_page.draw()
