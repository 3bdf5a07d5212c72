"""How groups fare beside each other at each decision point."""

from app.outcomes import equity_page

equity_page.draw()
