"""A staged file to a feed: `find_mapping` says how, `map_rows` does it, `etl.check` tells what is wrong."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from etl.amend import set_dropped_aside
from etl.definitions import Feed, feeds
from etl.errors import Refused
from etl.findings import BLOCK, WARN, Finding
from etl.mapping import rows
from etl.mapping.cells import Cells
from etl.mapping.find import find_mapping, missing_columns
from etl.mapping.rows import Counted
from etl.mapping.spec import Mapping
from etl.paths import DataHome
from etl.reference import Registry, load_reference, read_registry
from etl.sqlfile import load
from etl.words import fold

if TYPE_CHECKING:
    from etl.read import RawTable

__all__ = ["Counted", "find_mapping", "gate_columns", "heading_findings", "map_rows", "registry_for"]
SQL = Path(__file__).with_name("mapping") / "sql"


def map_rows(
    con: duckdb.DuckDBPyConnection,
    feed: Feed | str,
    mapping: Mapping,
    raw: RawTable,
    secret: bytes,
    home: DataHome,
    *,
    today: date | None = None,
    table: str = "raw",
) -> Counted:
    """Turn the staged table `raw` into rows of the feed.

    Creates TEMP TABLE mapped(_row, columns as `feed.stored()`), refused(_row, rule, reason) and the findings
    that `check` reads. `secret` keys the surrogates (64 hex digits); `today` is the day that dates may not
    exceed (the day the file was received). Cells that are wrong are NULL in `mapped` and block in `check`:
    load nothing before that. Raises Refused when a heading that the mapping reads is missing, EtlError when a
    record is not accounted for.
    """
    feed = feeds()[feed] if isinstance(feed, str) else feed
    wrong = heading_findings(mapping, list(raw.columns))
    if wrong:
        raise Refused(wrong)
    registry = registry_for(con, mapping, home)
    cells = Cells(con, feed, mapping, list(raw.columns), registry, today or date.today())
    con.execute(load(SQL / "macros.sql"))
    con.execute(load(SQL / "begin.sql"))
    cells.run("day.sql", {"today": cells.today})
    set_dropped_aside(con)
    rows.set_totals_aside(cells)
    cells.build_source(secret)
    cells.resolve()
    rows.build_typed(cells)
    rows.name_levels(cells)
    rows.find_row_problems(cells)
    rows.set_rows_aside(cells)
    rows.build_mapped(cells)
    counted = rows.count_records(cells, raw.row_count)
    _keep_notes(cells)
    rows.drop_workings(cells)
    return counted


def registry_for(con: duckdb.DuckDBPyConnection, mapping: Mapping, home: DataHome) -> Registry:
    """The deployment's partners and programs, with those that the mapping brings."""
    load_reference(con, home)
    return read_registry(con).with_mapping(mapping)


def gate_columns(
    mapping: Mapping, headings: list[str]
) -> tuple[dict[str, str], dict[str, tuple[str, ...] | None], dict[str, str]]:
    """What the identifier gate needs: (cN -> heading, cN -> feed columns or None, feed column -> type).

    Headings that the mapping drops, and those that only feed surrogates, are left out: nothing of them is
    stored. A heading that the mapping does not know has None.
    """
    feed = feeds()[mapping.feed]
    dropped = {fold(heading) for heading in mapping.drop}
    hashed: set[str] = set()
    read: dict[str, list[str]] = {}
    for name, source in mapping.columns.items():
        for heading in source.headings:
            if source.kind == "surrogate":
                hashed.add(fold(heading))
            else:
                read.setdefault(fold(heading), []).append(name)
    for each in mapping.unpivot:
        read.setdefault(fold(each.heading), []).append("numerator")
    if mapping.aggregate:
        read.setdefault(fold(mapping.aggregate.date), []).append("month")
    columns, kept = {}, {}
    for index, heading in enumerate(headings):
        folded = fold(heading)
        if folded in dropped or (folded in hashed and folded not in read):
            continue
        columns[f"c{index}"] = heading
        kept[f"c{index}"] = tuple(read[folded]) if folded in read else None
    types = {name: feed.column(name).type for names in kept.values() for name in names or ()}
    return columns, kept, types


def heading_findings(mapping: Mapping, headings: list[str]) -> list[Finding]:
    """What keeps the mapping from reading a file with these headings: one is missing, or there twice."""
    says = f"The file is read as {mapping.title}, but it has no column"
    return missing_columns(mapping, headings, says) + [
        Finding(
            "column_twice",
            BLOCK,
            f'The file has more than one column "{heading}".',
            "Rename or remove one of them.",
            column=heading,
        )
        for heading in rows.check_headings(mapping, headings)
    ]


def _keep_notes(cells: Cells) -> None:
    """Store what the mapping found out, for `check` to tell together with the rest."""
    notes: list[Finding] = list(cells.notes)
    agencies = {row[0] for row in cells.run("agencies.sql").fetchall()}
    for name in rows.expired_agreements(cells, agencies):
        text = f"The agreement of {name} that allows days has run out: dates were cut to the month."
        notes.append(Finding("agreement_expired", WARN, text, "Renew it in the partner registry."))
    for name in rows.uncovered(cells, agencies):
        text = f"The agreement of {name} does not cover {cells.feed.title.lower()}."
        notes.append(Finding("agreement_scope", WARN, text, "Have it widened before this is sent again."))
    if cells.mapping.aggregate:
        spanned, observed = cells.run("observed_days.sql").fetchone()
        if spanned and spanned > observed:
            text = f"{spanned - observed:,} of {spanned:,} days have no count: they are left out, not 0."
            notes.append(Finding("days_missing", WARN, text, column=cells.mapping.aggregate.date))
    plain: list[dict[str, Any]] = [note.as_dict() for note in notes]
    cells.run("notes.sql", {"findings": [json.dumps(each) for each in plain]})
