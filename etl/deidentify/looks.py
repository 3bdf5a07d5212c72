"""What the columns of a file look like: figures of their values, and the gate's rules that they break."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from etl.definitions import feeds
from etl.gate import inspect
from etl.sqlfile import load, render
from etl.words import fold

SQL = Path(__file__).with_name("sql")
MAPPING_SQL = Path(__file__).parent.parent / "mapping" / "sql"
MOSTLY, HALF = 0.9, 0.5
FEWEST = 10  # in fewer rows than this it means nothing that all are different


@dataclass(frozen=True)
class Look:
    """One column: counts of its different values by shape (profile.sql), and the rules of the gate.

    `filled` counts rows, `rows` those of the file. `rules` are the gate's names of value rules.
    """

    rows: int
    filled: int
    different: int
    hashed: int
    days: int
    months: int
    packed: int
    ages: int
    zips: int
    coded: int
    cut: int
    rules: frozenset[str] = frozenset()

    def share(self, count: int) -> float:
        """A count as a share of the different values; 0 for a blank column."""
        return count / self.different if self.different else 0.0

    @property
    def surrogate(self) -> bool:
        """All values are keyed hashes or UUIDs already."""
        return self.different > 0 and self.hashed == self.different

    @property
    def dates(self) -> bool:
        """Mostly days (numbers of eight digits or of a spreadsheet do not count)."""
        return self.share(self.days) >= HALF

    @property
    def periods(self) -> bool:
        """Mostly days or months."""
        return self.share(self.days + self.months) >= HALF

    @property
    def own(self) -> bool:
        """Nearly every row has a value of its own."""
        return self.filled >= FEWEST and self.different >= MOSTLY * self.filled

    @property
    def unique(self) -> bool:
        """Every row has a value, and no other row has it."""
        return self.different == self.filled == self.rows


def look_at(con: duckdb.DuckDBPyConnection, headings: Sequence[str], rows: int) -> list[Look]:
    """The looks of the columns c0, c1 ... of the staged table `raw`."""
    names = [f"c{index}" for index in range(len(headings))]
    parts = [render(SQL / "profile_part.sql", column=name) for name in names]
    figures = {row[0]: row[1:] for row in con.execute("\nunion all\n".join(parts)).fetchall()}
    kept = {name: goal(heading) for name, heading in zip(names, headings, strict=True)}
    broken: dict[str, set[str]] = {}
    for finding in inspect(con, dict(zip(names, headings, strict=True)), kept, types()):
        if finding.rule.startswith("value_"):
            broken.setdefault(finding.column, set()).add(finding.rule)
    return [
        Look(rows, *figures[name], rules=frozenset(broken.get(heading, ())))
        for name, heading in zip(names, headings, strict=True)
    ]


def prepare(con: duckdb.DuckDBPyConnection) -> None:
    """The macros that reading and hashing need."""
    con.execute(load(MAPPING_SQL / "macros.sql"))
    con.execute(load(SQL / "macros.sql"))


def goal(heading: str) -> str:
    """What the gate is told that a column is for: a feed column of this name or synonym, else just kept."""
    return owners().get(fold(heading), "kept")


@cache
def owners() -> dict[str, str]:
    """Folded name or synonym -> column of a feed of rows; a name wins over a synonym."""
    row_feeds = [feed for feed in feeds().values() if not feed.counts]
    columns = [column for feed in row_feeds for column in feed.columns]
    said = {fold(synonym): column.name for column in columns for synonym in column.synonyms}
    return said | {fold(column.name): column.name for column in columns}


@cache
def types() -> dict[str, str]:
    """Feed column -> its type."""
    return {column.name: column.type for feed in feeds().values() for column in feed.columns}
