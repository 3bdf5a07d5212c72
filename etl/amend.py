"""What the sender mends without sending the file again: single cells, and rows that are left out.

Both happen on the staged table, before the identifier gate: a corrected cell is looked at like any other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from etl.errors import Refused
from etl.findings import BLOCK, Finding
from etl.sqlfile import load, quoted, render
from etl.strict import DefinitionError, check_choice, check_keys
from etl.words import fold

SQL = Path(__file__).with_name("amend_sql")
# A fixed list: a free text would be kept with the rows, and could name somebody.
REASONS = {
    "test": "A test record, not a real contact.",
    "repeated": "The same record stands in the file twice.",
    "elsewhere": "It belongs to another agency or another file.",
    "wrong": "It is wrong, and what would be right is not known.",
}


@dataclass(frozen=True)
class Fix:
    """The cell in the sender's row `row` under `heading` shall read `text`."""

    row: int
    heading: str
    text: str


@dataclass(frozen=True)
class Amendment:
    """Corrected cells, and rows left out: row -> one of REASONS."""

    fixes: tuple[Fix, ...] = ()
    drops: Mapping[int, str] | None = None

    def __bool__(self) -> bool:
        return bool(self.fixes or self.drops)

    @classmethod
    def of(cls, given: dict[str, Any] | None) -> Amendment:
        """From plain values: {fixes: [{row, heading, text}], drops: [{row, reason}]}."""
        given = given or {}
        check_keys("amendment", given, (), ("fixes", "drops"))
        for each in given.get("fixes") or ():
            check_keys("fixes", each, ("row", "heading", "text"))
        for each in given.get("drops") or ():
            check_keys("drops", each, ("row", "reason"))
            check_choice("drops: reason", each["reason"], REASONS)
        try:
            return cls(
                tuple(
                    Fix(int(each["row"]), str(each["heading"]), str(each["text"]))
                    for each in given.get("fixes") or ()
                ),
                {int(each["row"]): str(each["reason"]) for each in given.get("drops") or ()},
            )
        except (TypeError, ValueError):
            raise DefinitionError("a row is the number that a spreadsheet gives it") from None


def amend(
    con: duckdb.DuckDBPyConnection, amendment: Amendment, headings: list[str], table: str = "raw"
) -> list[Finding]:
    """Apply it to the staged `table` and leave TEMP TABLE dropped(_row, reason); returns what to tell.

    Raises Refused when a heading or a row is not in the file: it was decided about another one.
    """
    place = {fold(heading): f"c{index}" for index, heading in enumerate(headings)}
    drops = dict(amendment.drops or {})
    _check(con, amendment, place, drops, table)
    for heading in dict.fromkeys(fold(fix.heading) for fix in amendment.fixes):
        own = {fix.row: fix.text for fix in amendment.fixes if fold(fix.heading) == heading}
        sql = render(SQL / "fix.sql", table=quoted(table), column=quoted(place[heading]))
        con.execute(sql, {"rows": list(own), "texts": list(own.values())})
    reasons = [REASONS[reason] for reason in drops.values()]
    values = {"rows": list(drops), "reasons": reasons}
    con.execute(render(SQL / "dropped.sql", table=quoted(table)), values)
    if drops:
        blanks = ", ".join(f"{quoted(column)} = null" for column in place.values())
        con.execute(render(SQL / "blank.sql", table=quoted(table), blanks=blanks))
    if not amendment.fixes:
        return []
    count = len(amendment.fixes)
    cells = "cell was" if count == 1 else "cells were"
    rows = tuple(sorted({fix.row for fix in amendment.fixes})[:20])
    text = f"{count:,} {cells} corrected here before loading; the file itself is unchanged."
    return [
        Finding(
            "cells_corrected",
            "note",
            text,
            "Correct them in your system too, so that the next export is right.",
            rows[0],
            None,
            count,
            rows,
        )
    ]


def set_dropped_aside(con: duckdb.DuckDBPyConnection) -> None:
    """Count the rows that were left out as refused; nothing where `amend` has not run."""
    if con.execute("select 1 from duckdb_tables() where table_name = 'dropped'").fetchone():
        con.execute(load(SQL / "set_aside.sql"))


def _check(con, amendment: Amendment, place: dict[str, str], drops: dict[int, str], table: str) -> None:
    unknown = [fix.heading for fix in amendment.fixes if fold(fix.heading) not in place]
    rows = sorted({fix.row for fix in amendment.fixes} | set(drops))
    absent = con.execute(render(SQL / "absent.sql", table=quoted(table)), {"rows": rows}).fetchall()
    if unknown or absent:
        raise Refused(
            Finding(
                "amendment_unfit",
                BLOCK,
                "The corrections were made for another file: this one has not all of their rows and columns.",
                "Check this file anew, and correct what it needs.",
            )
        )
