"""From rows as they come to the normalized file: heading found, records written, everything else told."""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from etl.errors import Refused
from etl.findings import BLOCK, NOTE, Finding
from etl.read import header, limits
from etl.read.records import Row
from etl.read.rowkinds import RowKinds
from etl.read.sniff import refuse
from etl.read.table import Layout, Skipped

_TOLD = {
    "title": "left out as titles above the headings",
    "total": "left out as totals, which would be counted twice",
    "page_footer": "left out as page footers",
    "drawn_line": "left out as lines drawn between rows",
    "told": "left out because the mapping says so",
}


@dataclass
class Normalized:
    """What one pass over the rows found."""

    columns: list[str]
    header_row: int
    row_count: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def skip(self, row: int, reason: str) -> None:
        """Count a row as no record; runs of the same reason are kept as one."""
        last = self.skipped[-1] if self.skipped else None
        if last and last.reason == reason and max(last.last, last.row) == row - 1:
            self.skipped[-1] = Skipped(last.row, reason, row)
        else:
            self.skipped.append(Skipped(row, reason, row))


class Trouble:
    """Rows that keep a file out, gathered so that all are told at once: the first few named, all counted."""

    def __init__(self) -> None:
        self._rows: dict[str, list[int]] = {}
        self._count: dict[str, int] = {}
        self._first: dict[str, str] = {}

    def add(self, rule: str, row: int, message: str) -> None:
        """One more row; the message of the first is kept."""
        named = self._rows.setdefault(rule, [])
        if len(named) < limits.ROWS_NAMED:
            named.append(row)
        self._count[rule] = self._count.get(rule, 0) + 1
        self._first.setdefault(rule, message)

    def check(self) -> None:
        """Raise Refused when there was any."""
        if self._rows:
            raise Refused([self._finding(rule, rows) for rule, rows in self._rows.items()])

    def _finding(self, rule: str, rows: list[int]) -> Finding:
        count = self._count[rule]
        more = f" So it is with {count:,} rows in all." if count > 1 else ""
        message = self._first[rule] + more
        return Finding(rule, BLOCK, message, _REMEDY[rule], rows[0], None, count, tuple(rows))


_REMEDY = {
    "ragged_row": "A comma inside a text needs quotation marks around the text; a short row lost its last "
    "cells. Mend the rows, or export the file again.",
    "cell_too_long": "Leave out columns of long text; no feed asks for them.",
    "unnamed_column": "Give the column a heading, or delete the column.",
}


def normalize(rows: Iterator[Row], layout: Layout, work: Path) -> tuple[Normalized, Path]:
    """Write the records to a new private file in `work`; see RawTable for its form.

    Raises Refused (and leaves no file) for a missing heading, ragged rows and everything over the limits.
    """
    handle, name = tempfile.mkstemp(suffix=".csv", prefix="raw-", dir=work)
    path = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as target:
            found = _Pass(layout).run(rows, target)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return found, path


class _Pass:
    """One pass over the rows of one file."""

    def __init__(self, layout: Layout):
        self.layout = layout
        self.kinds = RowKinds(layout.total_labels)
        self.trouble = Trouble()

    def run(self, rows: Iterator[Row], target) -> Normalized:
        """Heading, then records; all troubles of the records are raised together."""
        numbered = enumerate(rows, start=1)
        head = [(number, line, tidied(cells)) for number, (line, cells) in islice(numbered, self._ahead())]
        at = self._header_index([cells for _, _, cells in head])
        number, _, cells = head[at]
        headings = [header.heading(cell) for cell in cells]
        header.check(headings, number, told=self.layout.header_row is not None)
        keep = [index for index, name in enumerate(headings) if name]
        found = Normalized([headings[index] for index in keep], number)
        for number, _, cells in head[:at]:
            found.skip(number, "title" if any(cells) else "blank")
        rest = chain(head[at + 1 :], ((number, line, tidied(cells)) for number, (line, cells) in numbered))
        self._write(rest, len(headings), keep, found, target)
        self.trouble.check()
        if not found.row_count:
            raise refuse(
                "no_rows",
                f"The file has headings (row {found.header_row}) but no rows under them.",
                "If there was nothing to report, say so instead of sending an empty file; else export again.",
                row=found.header_row,
            )
        _tell(found, len(headings) - len(keep))
        return found

    def _ahead(self) -> int:
        return max(limits.HEADER_SEARCH, self.layout.header_row or 0)

    def _header_index(self, sample: list[list[str]]) -> int:
        told = self.layout.header_row
        if told is None:
            skipped = set(self.layout.skip_rows)
            return header.find([[] if row in skipped else cells for row, cells in enumerate(sample, start=1)])
        if told > len(sample) or not any(sample[told - 1]):
            raise refuse(
                "no_header",
                f"The mapping says that row {told} holds the headings; it is blank.",
                "",
                row=told,
            )
        return told - 1

    def _write(self, rows, width: int, keep: list[int], found: Normalized, target) -> None:
        writer = csv.writer(target, quoting=csv.QUOTE_ALL, lineterminator="\n")
        everything = keep == list(range(width))
        unnamed = [index for index in range(width) if index not in set(keep)]
        told = frozenset(self.layout.skip_rows)
        reason_of = self.kinds.reason
        for number, line, cells in rows:
            reason = "told" if number in told else reason_of(cells)
            if reason:
                found.skip(number, reason)
                continue
            if len(cells) != width and not self._fits(cells, width, number, line):
                continue
            if sum(map(len, cells)) > limits.MAX_CELL and max(map(len, cells)) > limits.MAX_CELL:
                self.trouble.add(
                    "cell_too_long", number, f"Row {number} has a cell over {limits.MAX_CELL:,} characters."
                )
                continue
            for index in unnamed:
                if cells[index]:
                    self.trouble.add(
                        "unnamed_column",
                        number,
                        f"Column {index + 1} has no heading, but row {number} fills it.",
                    )
            writer.writerow([number, *cells] if everything else [number, *(cells[index] for index in keep)])
            found.row_count += 1
            if found.row_count > limits.MAX_ROWS:
                raise refuse(
                    "too_many_rows", f"The file has more than {limits.MAX_ROWS:,} rows.", "Send it by year."
                )

    def _fits(self, cells: list[str], width: int, number: int, line: int) -> bool:
        """Blank cells beyond the last heading are cut; any other difference in width is ragged."""
        if len(cells) > width and not any(cells[width:]):
            del cells[width:]
            return True
        where = f"Row {number}" if line in (0, number) else f"Row {number} (line {line} of the file)"
        had = f"{len(cells)} cell" + ("s" if len(cells) != 1 else "")
        self.trouble.add("ragged_row", number, f"{where} has {had}, but the heading has {width}.")
        return False


def tidied(cells: list[str]) -> list[str]:
    """Each cell tidied; rows of plain ASCII, which most are, only need trimming."""
    if "".join(cells).isascii():
        return [cell.strip() for cell in cells]
    return [header.tidy(cell) for cell in cells]


def _tell(found: Normalized, unnamed: int) -> None:
    for reason, words in _TOLD.items():
        runs = [run for run in found.skipped if run.reason == reason]
        if runs:
            count = sum(run.count for run in runs)
            were = "row was" if count == 1 else "rows were"
            rows = tuple(run.row for run in runs[: limits.ROWS_NAMED])
            message = f"{count:,} {were} {words}."
            found.findings.append(Finding(f"rows_{reason}", NOTE, message, "", rows[0], None, count, rows))
    if unnamed:
        message = f"{unnamed} blank column(s) without a heading were left out."
        found.findings.append(Finding("blank_columns", NOTE, message, "", found.header_row))
