"""How much a file may hold. One place decides; beyond a limit a file is refused, never cut."""

from __future__ import annotations

MAX_BYTES = 200 * 1024 * 1024
MAX_COLUMNS = 500
MAX_ROWS = 5_000_000
MAX_CELL = 100_000
# A record in characters. At four bytes a character it stays under DuckDB's own limit of 2 MiB a line.
MAX_RECORD = 500_000
# A workbook is held in memory as a grid, so its grid is bounded, not only its bytes.
MAX_WORKBOOK_CELLS = 12_000_000
MAX_UNZIPPED = 1024 * 1024 * 1024
# The texts of a workbook are held in memory too, at worst at three times their size.
MAX_WORKBOOK_TEXTS = 80 * 1024 * 1024
# Real workbooks shrink to a tenth; one that is larger than this and shrinks a hundredfold is a trap.
MAX_SWELLING, SMALL_UNZIPPED = 100, 50 * 1024 * 1024
# Rows within which the heading must stand, and rows on which the delimiter is judged.
HEADER_SEARCH = 50
SAMPLE_RECORDS = 300
# A finding names at most this many rows; its count tells the rest.
ROWS_NAMED = 20
