"""Runs the measures: one SELECT of events each, one pass of grouping sets per grain, one grid for all.

The SQL stands in the files beside this module; what is put into it are names from the definitions, never from
a file or a person. The rules: groups.sql (what "diverted" means), facts.sql (what a
release is), expected.sql (who should have reported), measured.sql (gaps, zeros, no cases, too early).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from etl.coverage import coverage
from etl.definitions import BREAKDOWN_KINDS, GRAINS, Measure, feeds, measures
from etl.paths import DataHome
from etl.reference import load_reference
from etl.sqlfile import load, quoted, render

HERE = Path(__file__).parent
SCOPES = {"partnership": "partnership", "agency": "agency_id", "program": "program_id", "county": "county"}
WITH_PROGRAMS = ("enrollments",)  # feeds whose rows belong to a program
STEPS = (
    *("row_month", "count_rows", "count_cell", "expected", "scope", "follow", "measured"),
    "linked_only",
)
FACTS = ("groups", "facts")
# Personal characteristics are never told by month, what crosses two things by year only (privacy.md).
GRAINS_OF = {"operational": GRAINS, "personal": GRAINS[1:], "yearly": GRAINS[2:], "counted": GRAINS[2:]}


def measure(con: Any, home: DataHome, definitions: Mapping[str, Measure] | None = None) -> None:
    """Writes TEMP TABLE `measured` (and `coverage`, `through`) from the store's core_* views.

    con: a DuckDB connection with core_encounters, core_enrollments, core_bookings and core_monthly_counts.
    home: where the reference tables are. definitions: {measure id: Measure}, by default the project's.
    measured has one row per (measure_id, scope_kind, scope, breakdown, level, grain, period); value is in the
    measure's unit, percent as 0-100; numerator and denominator count events, *_people distinct people.
    status: measured, missing, no_cases, too_early or sender_suppressed.
    """
    definitions = measures() if definitions is None else definitions
    load_reference(con, home)
    coverage(con, home)
    for name in (*FACTS, "linked", "settings"):
        con.execute(load(HERE / f"{name}.sql"))
    _describe(con, definitions)
    rows = [each for each in definitions.values() if not feeds()[each.feed].counts]
    columns = sorted({name for each in rows for name in breakdowns(each)})
    shape = ", ".join(f"{quoted(name)} varchar" for name in columns) or "none varchar"
    con.execute(render(HERE / "shape.sql", breakdown_columns=shape))
    counties = bool(con.execute("select count(*) from m_county").fetchone()[0])
    sent = {row[0] for row in con.execute("select distinct feed from reported_month").fetchall()}
    for each in rows:
        if sent & {each.feed, *each.also_feeds}:
            _cells(con, each, counties)
        if each.undecided:
            con.execute(render(HERE / "undecided.sql", measure=_select(each)), {"measure_id": each.id})
    for name in STEPS:
        con.execute(load(HERE / f"{name}.sql"))
    con.execute(load(HERE / "clear.sql"))


@contextmanager
def facts(con: Any) -> Iterator[None]:
    """The facts that measures read (fact_releases and the like), for as long as the block lasts.

    con: needs what `measure` leaves (coverage, through, the reference tables) and the core_* views.
    """
    for name in FACTS:
        con.execute(load(HERE / f"{name}.sql"))
    try:
        yield
    finally:
        con.execute(load(HERE / "clear.sql"))


def _select(definition: Measure) -> str:
    """The SELECT of its event rows."""
    return load(definition.sql_path).strip().rstrip(";")


def _fragment(path: Path) -> str:
    """Columns for a SELECT."""
    return load(path).strip().replace("\n", "\n        ")


def breakdowns(definition: Measure) -> tuple[str, ...]:
    """All breakdowns of a measure, the operational ones first."""
    return tuple(name for kind in BREAKDOWN_KINDS for name in definition.grain_breakdowns.get(kind, ()))


def _describe(con: Any, definitions: Mapping[str, Measure]) -> None:
    """Fills m_measure and m_grain: the definitions as the SQL needs them."""
    measured = [
        {
            "measure_id": each.id,
            "feed": each.feed,
            "agg": each.agg,
            "unit": each.unit,
            "has_denominator": bool(each.denominator),
            "counts_ok": each.counts_ok,
            "followup_days": each.followup_days,
            "follow_feeds": each.follow_feeds,
            "intercepts": each.intercepts,
            "feeds": (each.feed, *each.also_feeds),
            "partnership_only": each.partnership_only,
        }
        for each in definitions.values()
    ]
    told = [
        {"measure_id": each.id, "breakdown": name, "grain": grain}
        for each in definitions.values()
        for kind in BREAKDOWN_KINDS
        for name in (*(["all"] if kind == "operational" else []), *each.grain_breakdowns.get(kind, ()))
        for grain in GRAINS_OF[kind]
        if grain in each.grains
    ]
    for name, rows in (("described", measured), ("grain", told)):
        con.execute(load(HERE / f"{name}.sql"), {"rows": json.dumps(rows)})


def _sets(
    definition: Measure, grain: str, scopes: list[str], first: str, extra: str = ""
) -> tuple[str, list[str]]:
    """The grouping sets of one grain, and the breakdowns in them. Programs are told in total only."""
    kinds = [kind for kind, grains in GRAINS_OF.items() if grain in grains]
    shown = [name for kind in kinds for name in definition.grain_breakdowns.get(kind, ())]
    sets = []
    for scope in scopes:
        keys = ", ".join((first, SCOPES[scope])) + extra
        sets.append(f"({keys})")
        if scope != "program":
            sets += [f"({keys}, {quoted(name)})" for name in shown]
    return ", ".join(sets), shown


def _names(definition: Measure, grain: str, counties: bool, first: str, extra: str = "") -> dict[str, str]:
    """The fragments that cell.sql and survival.sql share."""
    scopes = ["partnership", "agency"]
    scopes += ["county"] if counties else []
    scopes += ["program"] if definition.feed in WITH_PROGRAMS else []
    sets, shown = _sets(definition, grain, scopes, first, extra)
    columns = [SCOPES[scope] for scope in scopes]
    kinds = " ".join(f"when {SCOPES[scope]} is not null then '{scope}'" for scope in scopes)
    named = " ".join(f"when {quoted(name)} is not null then '{name}'" for name in shown)
    return {
        "period": grain,
        "keys": ", ".join([*columns, *map(quoted, shown)]),
        "sets": sets,
        "scopes": ", ".join(columns),
        "scope_kind": f"case {kinds} end",
        "breakdown": f"case {named} else 'all' end" if shown else "'all'",
        "level": "".join(f"{quoted(name)}, " for name in shown),
    }


def _cells(con: Any, definition: Measure, counties: bool) -> None:
    """Adds the cells of one row-level measure to m_cell, grain by grain."""
    whole = {"in_quarter": "last.ends_quarter", "in_year": "last.ends_year"}
    con.execute(
        render(
            HERE / "event.sql",
            measure=_select(definition),
            breakdowns=", ".join(
                f"coalesce(nullif(event.{quoted(name)}, ''), 'unknown') as {quoted(name)}"
                for name in breakdowns(definition)
            ),
            **(whole if definition.agg == "snapshot" else dict.fromkeys(whole, "true")),
        ),
        {"feed": definition.feed},
    )
    con.execute(load(HERE / "again.sql"))
    some, *again = con.execute(load(HERE / "met.sql")).fetchone()
    if not some:
        return
    met_again = dict(zip(GRAINS, again, strict=True))
    for grain in definition.grains:
        values = {"measure_id": definition.id, "grain": grain}
        con.execute(
            render(
                HERE / "cell.sql",
                people=_fragment(HERE / "people" / ("again.sql" if met_again[grain] else "once.sql")),
                aggregates=_fragment(HERE / "cells" / f"{definition.agg}.sql"),
                **_names(definition, grain, counties, "period"),
            ),
            values,
        )
        if definition.agg == "km":
            horizon = {"horizon": definition.followup_days}
            names = _names(definition, grain, counties, grain, ", event_days")
            con.execute(render(HERE / "survival.sql", **names), values | horizon)
