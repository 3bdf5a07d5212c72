"""A file against what the same agency sent before: unusual numbers of rows, rows that vanished."""

from __future__ import annotations

from pathlib import Path

import duckdb

from etl.definitions import Feed
from etl.findings import WARN, Finding
from etl.mapping.spec import Mapping
from etl.mapping.wording import rows_text
from etl.sqlfile import quoted, render

SQL = Path(__file__).with_name("sql") / "history"
LEAST_MONTHS = 6  # fewer earlier months say nothing about what is usual
LIMIT = 2.66  # XmR limits: mean +- 2.66 x mean moving range (measures.md)


def has_view(con: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether the connection has a view of that name, as it has when the store is open."""
    return con.execute(render(SQL / "has_view.sql"), {"view": name}).fetchone() is not None


def history_findings(con: duckdb.DuckDBPyConnection, feed: Feed, mapping: Mapping) -> list[Finding]:
    """volume_unusual and rows_vanished, both warnings; none where the connection has no core_<feed> view."""
    core = f"core_{feed.id}"
    if feed.counts or not has_view(con, core):
        return []
    shape = {
        "core": core,
        "date": quoted(feed.date_column),
        "key": ", ".join(map(quoted, feed.key)),
        "key_but_agency": ", ".join(quoted(name) for name in feed.key if name != "agency_id"),
        "known_key": ", ".join(f"known.{quoted(name)}" for name in feed.key),
        "keyed": " and ".join(f"{quoted(name)} is not null" for name in feed.key),
    }
    heading = mapping.heading(feed.date_column)
    findings = []
    limits = {"least": LEAST_MONTHS, "limit": LIMIT}
    for month, rows, low, high in con.execute(render(SQL / "volume.sql", **shape), limits).fetchall():
        usual = f"{max(low, 0):,.0f} to {high:,.0f}"
        text = f"{month} has {rows_text(rows)}; this agency's months usually have {usual}."
        findings.append(
            Finding(
                "volume_unusual", WARN, text, "Is the file complete, and only once in it?", column=heading
            )
        )
    for month, rows in con.execute(render(SQL / "vanished.sql", **shape)).fetchall():
        text = f"{month}: {rows_text(rows)} sent before are not in this file. They stay as they were."
        remedy = "If they were sent by mistake, withdraw that submission."
        findings.append(Finding("rows_vanished", WARN, text, remedy, column=heading, count=rows))
    return findings
