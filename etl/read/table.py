"""What reading a file gives: the normalized table, and what was left out of it and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etl.errors import EtlError
from etl.findings import Finding
from etl.sqlfile import count_rows, quoted, render

if TYPE_CHECKING:
    import duckdb

DELIMITER_NAMES = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
STAGE_SQL = Path(__file__).with_name("stage.sql")


@dataclass(frozen=True)
class Skipped:
    """Rows `row` to `last` of the sender's file (both included) that are no records, and the reason.

    Reasons: separator_line (row 0: spreadsheets do not count it), title, blank, total, page_footer,
    drawn_line, end_of_file_mark, told (the mapping says so).
    """

    row: int
    reason: str
    last: int = -1

    @property
    def count(self) -> int:
        """How many rows it stands for."""
        return max(self.last, self.row) - self.row + 1


@dataclass(frozen=True)
class Layout:
    """What a mapping knows about the shape of a file; everything else is found out.

    `header_row` is the row with the headings as a spreadsheet numbers it; naming it also allows headings
    that are plain numbers. `skip_rows` are rows to leave out, `total_labels` the further words that mark a
    total row when they fill its first cell. `delimiter` is one character, or its name (comma, tab ...).
    """

    header_row: int | None = None
    skip_rows: tuple[int, ...] = ()
    total_labels: tuple[str, ...] = ()
    delimiter: str | None = None
    sheet: str | None = None

    @classmethod
    def of(cls, given: Any) -> Layout:
        """From nothing, a Layout, or anything with these names as keys or attributes."""
        if given is None or isinstance(given, Layout):
            return given or cls()
        read = given.get if hasattr(given, "get") else lambda name: getattr(given, name, None)
        skip = read("skip_rows") or ()
        return cls(
            header_row=read("header_row"),
            skip_rows=tuple(range(1, skip + 1)) if isinstance(skip, int) else tuple(skip),
            total_labels=tuple(read("total_labels") or ()),
            delimiter=DELIMITER_NAMES.get(read("delimiter"), read("delimiter")),
            sheet=read("sheet"),
        )


@dataclass(frozen=True)
class RawTable:
    """A file as it was read: all text, nothing interpreted.

    `csv_path` is strict UTF-8, comma, every field quoted, no header: the sender's row number (as a
    spreadsheet counts, from 1, heading and blank rows included), then one field a column. Every row of the
    file is either the heading, one of `row_count` records, or in `skipped`. `sha256` is of the original
    bytes, in hex. `sheet` and `sheets` are set for workbooks.
    """

    columns: list[str]
    csv_path: Path
    row_count: int
    encoding: str
    delimiter: str
    header_row: int
    skipped: list[Skipped] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    sha256: str = ""
    sheet: str | None = None
    sheets: tuple[str, ...] = ()

    @property
    def skipped_rows(self) -> int:
        """How many rows of the file are neither heading nor record."""
        return sum(run.count for run in self.skipped)


def stage(con: duckdb.DuckDBPyConnection, raw: RawTable, table: str = "raw") -> None:
    """Create the TEMP TABLE `table` (_row BIGINT, c0 VARCHAR, c1 VARCHAR, ...) from the normalized file.

    A blank cell is NULL; every other text, "NULL" and "NA" among them, stays as it is. Raises EtlError
    when the database does not count the very records that were read.
    """
    names = ["_row", *(f"c{index}" for index in range(len(raw.columns)))]
    types = ["BIGINT", *("VARCHAR" for _ in raw.columns)]
    shape = ", ".join(f"'{name}': '{kind}'" for name, kind in zip(names, types, strict=True))
    con.execute(render(STAGE_SQL, table=quoted(table), shape=shape), {"path": str(raw.csv_path)})
    counted = count_rows(con, table)
    if counted != raw.row_count:
        raise EtlError(f"{raw.row_count} records were read, but {counted} were staged")
