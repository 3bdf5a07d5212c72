"""Excel workbooks: which sheet, and its cells as the texts that a CSV would hold."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
    XmlError,
    ZipError,
)

from etl.findings import WARN, Finding
from etl.read import limits
from etl.read.records import Row
from etl.read.sniff import refuse

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"')
_ERROR = re.compile(
    rb'<c r="([A-Z]{1,3})(\d+)"[^>]*? t="e"[^>]*>(?:<f[^>]*/>|<f[^>]*>[^<]*</f>)?<v>(#[^<]{1,20})</v>'
)
_NO_RESULT = re.compile(rb"</f>(?:<v\s*/>|<v></v>)?</c>")
_TAIL = 4096
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError),
    *(CalamineError, PasswordError, XmlError, ZipError, KeyError, ElementTree.ParseError, UnicodeDecodeError),
)


@dataclass
class Book:
    """An open workbook: the names of its visible sheets, and the part of the archive that holds each."""

    path: Path
    calamine: CalamineWorkbook
    sheets: tuple[str, ...]
    parts: dict[str, str]
    errors: dict[str, dict[tuple[int, int], str]] = field(default_factory=dict)
    without_result: dict[str, int] = field(default_factory=dict)


def open_book(path: Path) -> Book:
    """Open a workbook. Raises Refused for any other zip archive, one that is broken, or one that swells."""
    with _whole():
        with zipfile.ZipFile(path) as archive:
            names = {entry.filename: entry.file_size for entry in archive.infolist()}
            if "xl/workbook.xml" not in names:
                raise refuse(
                    "file_kind",
                    "This is a zip archive, not a CSV file.",
                    "Unpack it and send the CSV inside.",
                )
            if _too_big(names, path.stat().st_size):
                raise refuse("file_too_big", "The workbook is too big when unpacked.", _SMALLER)
            parts = _parts(archive)
        book = CalamineWorkbook.from_path(path)
    shown = tuple(sheet.name for sheet in book.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible)
    return Book(path, book, tuple(name for name in shown if name in parts), parts)


@contextmanager
def _whole() -> Iterator[None]:
    """Refuse the workbook when reading any part of it fails."""
    try:
        yield
    except _DAMAGED:
        raise refuse(
            "file_kind",
            "This is an Excel workbook or a zip archive, and it cannot be opened: it is damaged or locked.",
            'Open it in Excel, save it as "CSV UTF-8 (comma delimited)", and send that.',
        ) from None


_SMALLER = 'Save the sheet as "CSV UTF-8 (comma delimited)" and send that.'


def _too_big(sizes: dict[str, int], packed: int) -> bool:
    """Whether a workbook of `packed` bytes takes too much memory or time; `sizes` of its parts unpacked."""
    unpacked = sum(sizes.values())
    swells = unpacked > max(limits.SMALL_UNZIPPED, limits.MAX_SWELLING * packed)
    texts = sizes.get("xl/sharedStrings.xml", 0)
    return swells or unpacked > limits.MAX_UNZIPPED or texts > limits.MAX_WORKBOOK_TEXTS


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name -> its part in the archive (worksheets only)."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    target = {
        each.get("Id"): each.get("Target", "") for each in relations if "worksheet" in each.get("Type", "")
    }
    sheets = ElementTree.fromstring(archive.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")
    return {
        sheet.get("name", ""): str(PurePosixPath("xl") / target[sheet.get(_RELATION)].removeprefix("/xl/"))
        for sheet in sheets
        if sheet.get(_RELATION) in target
    }


def sheet_names(path: Path) -> list[str]:
    """The visible sheets of a workbook. Raises Refused like `open_book`."""
    return list(open_book(path).sheets)


def choose(book: Book, wanted: str | None) -> str:
    """The sheet to read: the one asked for, else the only one with anything in it.

    Raises Refused naming the sheets when the choice is the sender's.
    """
    listed = ", ".join(f'"{name}"' for name in book.sheets)
    if wanted is not None:
        if wanted not in book.parts:
            raise refuse(
                "sheet_unknown", f"The workbook has no such sheet; it has {listed}.", "Name one of them."
            )
        _inspect(book, wanted)
        return wanted
    for name in book.sheets:
        _inspect(book, name)
    with _whole():
        filled = [name for name in book.sheets if book.calamine.get_sheet_by_name(name).start is not None]
    if not filled:
        raise refuse(
            "file_empty", "The workbook has no filled sheet.", "Check that it was saved with its rows."
        )
    if len(filled) > 1:
        named = ", ".join(f'"{name}"' for name in filled)
        raise refuse(
            "sheet_choose",
            f"The workbook has {len(filled)} filled sheets: {named}.",
            "Say which one holds the rows (--sheet NAME), or send a workbook with that sheet alone.",
        )
    return filled[0]


def _inspect(book: Book, sheet: str) -> None:
    """One pass over a sheet's XML: the size of its grid, its error cells, formulas without a result.

    Calamine holds the grid between the first and the last filled cell, so one stray cell at the far corner
    would take all memory; and it gives error cells as blanks, which would hide them.
    """
    columns: set[bytes] = set()
    last_row, errors, without = 0, {}, 0
    with _whole(), zipfile.ZipFile(book.path) as archive, archive.open(book.parts[sheet]) as part:
        tail = b""
        while chunk := part.read(1 << 20):
            text = tail + chunk
            cells = _CELL.findall(text)
            columns.update(letters for letters, _ in cells)
            last_row = max(last_row, *(int(row) for _, row in cells[-1:]), 0)
            errors |= {(int(row), _column(name)): value.decode() for name, row, value in _ERROR.findall(text)}
            without += len(_NO_RESULT.findall(text)) - len(_NO_RESULT.findall(tail))
            tail = text[-_TAIL:]
    width = max(map(_column, columns), default=0)
    if last_row * width > limits.MAX_WORKBOOK_CELLS:
        raise refuse(
            "file_too_big",
            f"The sheet reaches to row {last_row:,} and column {width:,}: too large a grid for a workbook.",
            "Delete stray cells far from the table. " + _SMALLER,
        )
    book.errors[sheet], book.without_result[sheet] = errors, without


def _column(letters: bytes) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def rows(book: Book, name: str) -> Iterator[Row]:
    """(0, cells as text) for every row from row 1 on; error cells as their text, such as #N/A."""
    with _whole():
        sheet: CalamineSheet = book.calamine.get_sheet_by_name(name)
    errors, first = book.errors[name], (sheet.start or (0, 0))[1] + 1
    marked = {row for row, _ in errors}
    for number, values in enumerate(sheet.iter_rows(), start=1):
        cells = [value if isinstance(value, str) else as_text(value) for value in values]
        if number in marked:
            for index in range(len(cells)):
                cells[index] = errors.get((number, first + index), cells[index])
        yield 0, cells


def as_text(value: object) -> str:
    """A cell as the text that its CSV would hold: ISO dates and times, numbers without a needless .0."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e18 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return str(value)


def findings(book: Book, sheet: str) -> list[Finding]:
    """What the sender should know of the sheet that was read."""
    count = book.without_result[sheet]
    if not count:
        return []
    message = f"{count:,} formulas carry no result, so their cells read as blank."
    return [
        Finding(
            "formula_without_result", WARN, message, "Open the workbook in Excel, save it, send it again."
        )
    ]
