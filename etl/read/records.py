"""The records of a text file, one at a time: bounded lines into the standard csv reader."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from etl.read import limits
from etl.read.sniff import refuse

Row = tuple[int, list[str]]


class Lines:
    """The lines of a text, none longer than a record may be; counts what one record has taken so far."""

    def __init__(self, text: TextIO):
        self._text = text
        self.number = 0
        self.held = 0

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        try:
            line = self._text.readline(limits.MAX_RECORD + 1)
        except UnicodeError:
            raise refuse(
                "encoding_broken",
                f"The text breaks off or is damaged after line {self.number}.",
                'Export it again as "CSV UTF-8".',
                row=self.number + 1,
            ) from None
        if not line:
            raise StopIteration
        self.number += 1
        self.held += len(line)
        if self.held > limits.MAX_RECORD:
            raise refuse(
                "record_too_long",
                f"The record at line {self.number} is longer than {limits.MAX_RECORD:,} characters.",
                "Look for a quotation mark that is never closed, or a file without line breaks.",
            )
        if "\0" in line:
            raise refuse(
                "nul_byte",
                f"Line {self.number} holds a NUL byte: the file is damaged, or is not text.",
                "Export it again; if that does not help, open it in a spreadsheet and save it as CSV.",
                row=self.number,
            )
        return line


def rows(path: Path, encoding: str, delimiter: str, skip_lines: int = 0) -> Iterator[Row]:
    """(line on which the record starts, its cells as they are) for every record, blank ones as [].

    Raises Refused on text that does not decode, broken quotation marks, and anything over the limits.
    """
    with path.open(encoding=encoding, newline="") as text:
        lines = Lines(text)
        for _ in range(skip_lines):
            next(lines)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        lines.held, record, line = 0, 0, lines.number + 1
        try:
            for cells in reader:
                record += 1
                lines.held = 0
                yield line, cells
                line = lines.number + 1
        except csv.Error as error:
            raise _broken(str(error), record + 1, line) from None


def _broken(error: str, row: int, line: int) -> Exception:
    where = f"row {row} (line {line} of the file)"
    if "field larger" in error:
        return refuse(
            "cell_too_long",
            f"A cell in {where} is longer than {limits.MAX_CELL:,} characters.",
            "Look for a quotation mark that is never closed; leave out columns of long text.",
            row=row,
        )
    if "unexpected end" in error:
        return refuse(
            "quote_open",
            f"A quotation mark opened in {where} is never closed.",
            "Close it, or remove it. If nobody typed it, the file was cut off on its way: export it again.",
            row=row,
        )
    return refuse(
        "quote_broken",
        f"The quotation marks in {where} are broken: text follows a closing mark.",
        "A quotation mark inside a quoted cell is written twice; export the file again from its system.",
        row=row,
    )
