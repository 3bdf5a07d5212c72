"""Who is treated how, group against group: worked out after disclosure, from released numbers alone."""

from etl.equity.tables import disparity

__all__ = ["disparity"]
