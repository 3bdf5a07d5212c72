"""CSV as it leaves the system: opens right in Excel, and no cell of it is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA_STARTS = tuple("=+-@\t\r＝＋－＠")


def safe_cell(value: object) -> object:
    """The value for a cell: text that a spreadsheet would run as a formula gets a leading apostrophe.

    Numbers stay numbers: -3.5 is not text.
    """
    return "'" + value if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]] = ()) -> bytes:
    """A CSV file: UTF-8 with BOM, CRLF, every text cell safe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([safe_cell(cell) for cell in header])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
