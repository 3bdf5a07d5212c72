"""The identifier gate: nothing of an upload is stored before every kept column has passed it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etl.findings import BLOCK, Finding
from etl.gate import headings, rules, shares
from etl.sqlfile import count_rows, load, quoted, render

if TYPE_CHECKING:
    import duckdb

HERE = Path(__file__).parent
SURROGATE = "surrogate:"
UNKNOWN_COLUMN = "unknown_column"  # the rule about a column that nobody asked for
# The lists that names.sql looks words up in; see lists/SOURCE.md.
LISTS = ("given", "family", "county", "other")
# In a file whose newest dates are older than this many years, ages are counted from them, not from today.
ARCHIVE_YEARS = 1.0
CELLS_AT_ONCE = 2_000_000  # how many cells are looked at together: few queries, little memory

Kept = Mapping[str, "str | Collection[str] | None"]


def inspect(
    con: duckdb.DuckDBPyConnection,
    columns: Mapping[str, str],
    kept: Kept,
    types: Mapping[str, str],
    *,
    table: str = "raw",
    today: date | None = None,
) -> list[Finding]:
    """Look for direct identifiers in the staged TEMP TABLE `table` (see etl.read.stage), over all its rows.

    columns: cN -> the sender's heading. kept: cN -> the feed column it goes to (or several), None for a
    column that the mapping neither uses nor drops; dropped columns are absent, and are not looked at.
    types: feed column -> kind (code, date, key ...). A column that goes only to `SURROGATE`, or to feed
    columns of the kind "surrogate", is hashed before anything is stored, so it may hold identifiers.
    today: what ages are counted from, unless the newest dates in the file are older.
    Returns block and warn findings with heading, rule, first rows and count; never a value.
    """
    looked_at = [_Column(name, columns[name], _targets(goal), types) for name, goal in kept.items()]
    looked_at = [column for column in looked_at if not column.hashed_later]
    _load_lists(con)
    today = today or date.today()
    _measure(con, looked_at, table, today)
    newest = min((column.newest for column in looked_at if column.newest is not None), default=0.0)
    if newest > ARCHIVE_YEARS:
        _measure(con, looked_at, table, today - timedelta(days=newest * 365.25), dates_only=True)
    return [finding for column in looked_at for finding in column.findings()]


def _targets(goal: str | Collection[str] | None) -> tuple[str, ...]:
    if goal is None:
        return ()
    return (goal,) if isinstance(goal, str) else tuple(goal)


@dataclass
class _Column:
    """One column on its way through the gate, with what was measured of it."""

    name: str
    heading: str
    goals: tuple[str, ...]
    types: Mapping[str, str]
    figures: dict[str, Any] | None = None
    names: dict[str, Any] | None = None
    hits: tuple[tuple[str, int, list[int]], ...] = ()

    @property
    def hashed_later(self) -> bool:
        return bool(self.goals) and all(
            goal == SURROGATE or self.types.get(goal) == "surrogate" for goal in self.goals
        )

    @property
    def newest(self) -> float | None:
        """Years from its newest dates to today, when it is a column of dates."""
        figures = self.figures
        if not figures or not figures["written"] or figures["written"] < shares.MOST * figures["different"]:
            return None
        return max(figures["written_newest"], 0.0)

    def findings(self) -> list[Finding]:
        """What its heading and its values break."""
        found = [] if self.goals else [_unknown(self.heading)]
        found += self._of_heading()
        if self.figures is None or self.names is None:
            return found
        broken = [
            *self.hits,
            *shares.judge(
                self.figures, self._kind, name_only=self._name_only, age=self._age, zip_code=self._zip
            ),
            *shares.judge_names(self.names, self.figures["filled"]),
        ]
        found += [rules.finding(rule, self.heading, int(count), rows or []) for rule, count, rows in broken]
        return list({finding.rule: finding for finding in reversed(found)}.values())[::-1]

    def _of_heading(self) -> list[Finding]:
        """The feed's own names are no announcement; nor is `client id` over keyed hashes."""
        if self.heading.strip().casefold() in self.goals:
            return []
        hashed = self.figures is not None and self.figures["hashed"] == self.figures["different"]
        return [
            _announced(self.heading, rule)
            for rule in headings.announced(self.heading)
            if not (rule.hashed and hashed)
        ]

    @property
    def _kind(self) -> str | None:
        return next((self.types[goal] for goal in self.goals if goal in self.types), None)

    @property
    def _name_only(self) -> bool:
        return bool(self.goals) and all(self.types.get(goal) in shares.NAMES for goal in self.goals)

    @property
    def _age(self) -> bool:
        return "age_band" in self.goals or headings.speaks_of_age(self.heading)

    @property
    def _zip(self) -> bool:
        return "zip3" in self.goals or headings.speaks_of_zip(self.heading)


def _unknown(heading: str) -> Finding:
    return Finding(
        UNKNOWN_COLUMN,
        BLOCK,
        f'The column "{heading}" is unknown: neither the feed nor the mapping has it.',
        "Leave it out of the file, or list it under `drop:` in the mapping: dropped columns are never "
        "stored. If it is part of the feed, say in the mapping which column it is.",
        column=heading,
    )


def _announced(heading: str, rule: headings.HeadingRule) -> Finding:
    return Finding(
        f"heading_{rule.id}",
        BLOCK,
        f'The heading "{heading}" announces {rule.what}, which no upload may hold.',
        rules.SURROGATE if rule.hashed else "Leave the column out, or list it under `drop:` in the mapping.",
        column=heading,
    )


def _measure(
    con: duckdb.DuckDBPyConnection, columns: list[_Column], table: str, today: date, dates_only: bool = False
) -> None:
    """Fill in hits, figures and names; a blank column gets none. `dates_only`: figures again, from `today`.

    Columns go through together: planning these queries costs more than running them over a small file.
    """
    rows = count_rows(con, table)
    size = max(1, CELLS_AT_ONCE // max(rows, 1))
    for start in range(0, len(columns), size):
        batch = columns[start : start + size]
        parts = [render(HERE / "value_part.sql", name=column.name, table=quoted(table)) for column in batch]
        con.execute(render(HERE / "values.sql", parts="union all\n    ".join(parts)))
        figures = _rows(con, "shares.sql", {"today": today})
        names = {} if dates_only else _rows(con, "names.sql")
        hits = [] if dates_only else con.execute(load(HERE / "one_hit.sql")).fetchall()
        for column in batch:
            column.figures = figures.get(column.name)
            if not dates_only:
                column.names = names.get(column.name)
                column.hits = tuple(hit[1:] for hit in hits if hit[0] == column.name)


def _rows(
    con: duckdb.DuckDBPyConnection, name: str, parameters: dict[str, Any] | None = None
) -> dict[str, dict[str, Any]]:
    """The rows of a query as dicts, by the name of the column that they are about."""
    cursor = con.execute(load(HERE / name), parameters or {})
    names = [column[0] for column in cursor.description]
    rows = (dict(zip(names, row, strict=True)) for row in cursor.fetchall())
    return {row["name"]: row for row in rows}


@cache
def _words(name: str) -> str:
    """The words of a list, with a space between them."""
    return " ".join((HERE / "lists" / f"{name}.txt").read_text(encoding="utf-8").split())


def _load_lists(con: duckdb.DuckDBPyConnection) -> None:
    """gate_name(name, given, family, county, other): one row a word of the lists; and the macros."""
    if con.execute("select 1 from duckdb_tables() where table_name = 'gate_name'").fetchone():
        return
    for name in ("plain", "identifiers"):
        con.execute(render(HERE / f"{name}.sql", temp="temp", macro=f"gate_{name}"))
    con.execute(load(HERE / "lists.sql"), {name: _words(name) for name in LISTS})
