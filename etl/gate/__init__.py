"""The identifier gate (privacy.md): headings and values that could name a person keep a file out.

`inspect` reads the staged rows and returns findings. Heading rules stand in headings.yml, patterns of which
one hit refuses in identifiers.sql, shares of a column in shares.sql and names.sql with their thresholds in
shares.py, and what each finding says in rules.py.
"""

from etl.gate.inspection import SURROGATE, UNKNOWN_COLUMN, inspect

__all__ = ["SURROGATE", "UNKNOWN_COLUMN", "inspect"]
