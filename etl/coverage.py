"""Which agency reported which month of which feed: expected, received, late, missing or partial."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from etl.paths import DataHome
from etl.reference import load_reference
from etl.sqlfile import load

HERE = Path(__file__).parent


def coverage(con: Any, home: DataHome) -> None:
    """Writes TEMP TABLES `coverage` and `through` from the store's core_* views and the partner registry.

    coverage: one row per (agency_id, feed, month), with rows (a count), first_received, expected, due_date,
    state (expected, received, late, missing, partial) and final: whether the month can be judged, that is, it
    is not partial and as complete as this agency's own months are that long after their end (95%, see
    "Provisional months" in measures.md). A month without rows is received where the agency is so small that a
    silent month is likely.
    through: one row per (agency_id, feed), the date through which its rows are complete.
    Days are counted to the last day that something was received, never to the clock.
    """
    load_reference(con, home)
    known = con.execute("select 1 from duckdb_tables() where table_name = 'submission'").fetchone()
    con.execute(load(HERE / ("coverage_receipts.sql" if known else "coverage_no_receipts.sql")))
    con.execute(load(HERE / "coverage.sql"))
