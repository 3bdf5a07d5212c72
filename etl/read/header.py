"""Which row holds the headings, and whether they are headings at all."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from statistics import median

from etl.read import limits
from etl.read.sniff import refuse

# Zero-width characters, soft hyphen and marks of direction: invisible, so no part of what people compare.
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"))
SPACES = dict.fromkeys(map(ord, "\u00a0\u2007\u202f\u2009\u2002\u2003\u3000"), " ")
TIDY = INVISIBLE | SPACES
_NUMBER = re.compile(r"[-+(]?[$€£]?\s*\d[\d\s.,']*%?\)?\Z")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}([-/.]\d{1,4})?([ T]\d{1,2}:\d{2}.*)?\Z")
_PERSONAL = re.compile(r"\S+@\S+\.\w+\Z|\(?\d{3}\)?[-. ]?\d{3}[-. ]\d{4}\Z|\d{3}-\d{2}-\d{4}\Z")
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_PERIOD = re.compile(
    rf"((19|20)\d\d([-/](0?[1-9]|1[0-2]))?|(0?[1-9]|1[0-2])/(19|20)\d\d|({_MONTH})\w*[- ]\d+)\Z", re.I
)
_MADE_UP = re.compile(r"(unnamed:? ?\d+|(column|field|col|var|v|x|_)_? ?\d+)\Z", re.IGNORECASE)


def tidy(cell: str) -> str:
    """One cell as text: NFC, special spaces as spaces, invisible characters out, trimmed."""
    cell = cell.strip()
    return cell if cell.isascii() else unicodedata.normalize("NFC", cell.translate(TIDY)).strip()


def heading(cell: str) -> str:
    """A tidied heading: line breaks and runs of spaces become one space."""
    return " ".join(tidy(cell).split())


def is_number(cell: str) -> bool:
    """Whether the cell reads as a number, thousands separators, currency and percent signs allowed."""
    return bool(_NUMBER.match(cell))


def find(sample: Sequence[Sequence[str]]) -> int:
    """The index of the first row that has more than half as many filled cells as rows usually have.

    Title rows fill one or two cells of a wide table. Raises Refused when no row has two cells filled.
    """
    filled = [sum(1 for cell in cells if cell) for cells in sample]
    usual = [count for count in filled if count > 1]
    if not usual:
        raise refuse("no_header", "No row with column headings was found.", _HEADER_REMEDY)
    half = max(1.0, median(usual) / 2)
    return next(index for index, count in enumerate(filled) if count > half)


_HEADER_REMEDY = "Put the name of each column in the first row, one name a column, and send the file again."


def check(headings: Sequence[str], row: int, told: bool) -> None:
    """Raise Refused unless these are headings: named, distinct, not too many, and not a row of data.

    `told`: a mapping names this row as the heading, so numbers may be names.
    """
    named = [name for name in headings if name]
    if len(headings) > limits.MAX_COLUMNS and len(named) > limits.MAX_COLUMNS:
        raise refuse(
            "too_many_columns",
            f"The file has {len(named):,} columns; {limits.MAX_COLUMNS} is the most.",
            "Send one row for each event or month, not one column; leave out columns that are not asked for.",
            row=row,
        )
    if not told:
        _check_names(named, row)
    twice = _repeated(named)
    if twice:
        listed = ", ".join(f'"{name[:60]}"' for name in twice[:5])
        raise refuse(
            "duplicate_header",
            f"Row {row} has the same heading more than once: {listed}.",
            "Give every column its own name, so that nobody has to guess which one is meant.",
            row=row,
            column=twice[0][:60],
        )


def _repeated(named: Sequence[str]) -> list[str]:
    seen: set[str] = set()
    return [name for name in named if name.casefold() in seen or seen.add(name.casefold())]


def _check_names(named: Sequence[str], row: int) -> None:
    numbers = [name for name in named if is_number(name) and not _PERIOD.match(name)]
    made_up = [name for name in named if _MADE_UP.match(name)]
    if _counting(numbers) or len(made_up) * 2 >= len(named):
        raise refuse(
            "header_unnamed",
            f"{max(len(numbers), len(made_up))} of the {len(named)} columns have a number for a name "
            f"(row {row}), so nobody can tell what they hold. It happens when a table is copied from a PDF.",
            "Ask for the file as the system exports it, or type each column's name in the first row "
            "(County, Month, Inmates ...), delete page footers and totals, and send it again.",
            row=row,
        )
    data = [name for name in named if _is_data(name)]
    if data and not _wide(named, data):
        raise refuse(
            "no_header",
            f"Row {row} looks like data, not like column headings: {len(data)} of its {len(named)} cells are "
            "numbers, dates or the like.",
            _HEADER_REMEDY,
            row=row,
        )


def _counting(numbers: Sequence[str]) -> bool:
    """0, 1, 2 ...: numbers that a program gave to columns without a name."""
    whole = sorted(int(name) for name in numbers if name.isdecimal() and len(name) < 5)
    return (
        len(whole) >= 2
        and len(whole) == len(numbers)
        and whole == list(range(whole[0], whole[0] + len(whole)))
    )


def _is_data(name: str) -> bool:
    return bool(_NUMBER.match(name) or _DATE.match(name) or _PERSONAL.match(name))


def _wide(named: Sequence[str], data: Sequence[str]) -> bool:
    """A wide table: years or months as headings, after a first column with a name."""
    return not _is_data(named[0]) and all(_PERIOD.match(name) for name in data)
