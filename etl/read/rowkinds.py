"""Rows that are no records: blank rows, totals, page footers, drawn lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from etl.read.header import is_number

_TOTAL = re.compile(
    r"(grand|sub|report|overall|combined|all|county|statewide|state|column|running)?[\s-]?"
    r"(total|totals|subtotal|subtotals|sum)( \(?all\)?)?\s*:?\Z",
    re.IGNORECASE,
)
_ENDS_IN_TOTAL = re.compile(r".{1,80}\s(sub-?)?totals?\s*:?\Z", re.IGNORECASE | re.DOTALL)
_PAGE = re.compile(r"page\s+\d+(\s+of\s+\d+)?\Z", re.IGNORECASE)
_DRAWN = re.compile(r":?(-{3,}|={3,}|_{3,}):?\Z")
END_OF_FILE = "\x1a"


class RowKinds:
    """Tells records from the rows between them; `total_labels` are further words for a total row."""

    def __init__(self, total_labels: Iterable[str] = ()):
        self._labels = frozenset(label.strip().casefold() for label in total_labels)

    def reason(self, cells: Sequence[str]) -> str | None:
        """Why these tidied cells are no record (blank, total, page_footer ...), or None when they may be one.

        A total row starts with a word for it, and holds otherwise numbers and blanks alone.
        """
        filled = [cell for cell in cells if cell]
        if not filled:
            return "blank"
        first = filled[0]
        if _DRAWN.match(first) and len(filled) > 1 and all(map(_DRAWN.match, filled)):
            return "drawn_line"
        if first == END_OF_FILE and len(filled) == 1:
            return "end_of_file_mark"
        if self._labels and first.casefold() in self._labels:
            return "total"
        if first[-1] in "lLsSmM:)" and (_TOTAL.match(first) or _ENDS_IN_TOTAL.match(first)):
            rest = filled[1:]
            if all(is_number(cell) for cell in rest) and (len(filled) < len(cells) or _TOTAL.match(first)):
                return "total"
        return "page_footer" if len(filled) * 2 <= len(cells) and any(map(_PAGE.match, filled)) else None
