"""Targets and dated events that the partners agreed at their meetings, read from the coordination store.

The dashboard writes that store (app/together/); its tables `target` and `event` are what the two share, as
the published file is the other way round. From here they join the reference tables, before the judging.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from etl.definitions import measures
from etl.errors import EtlError
from etl.paths import DataHome
from etl.sqlfile import render

if TYPE_CHECKING:
    from sqlalchemy import URL as Address

SQL = Path(__file__).with_name("agreed_sql")
URL = "MEETING_DATABASE_URL"
TARGETS = (
    "select measure_id, scope_kind, scope, value, good_from, agreed_by, agreed_on, note "
    "from target where not gone order by id"
)
EVENTS = (
    "select id, day, name, measure_id, scope_kind, scope, rebase, reason "
    "from event where not gone order by id"
)
TARGET_SHAPE = {
    "measure_id": "VARCHAR", "scope_kind": "VARCHAR", "scope": "VARCHAR", "value": "DOUBLE",
    "good_from": "VARCHAR", "agreed_by": "VARCHAR", "agreed_on": "DATE", "note": "VARCHAR",
}  # fmt: skip
EVENT_SHAPE = {
    "event_id": "VARCHAR", "date": "DATE", "name": "VARCHAR", "measure_ids": "VARCHAR", "scope": "VARCHAR",
    "rebase": "BOOLEAN", "reason": "VARCHAR",
}  # fmt: skip


def add(con: duckdb.DuckDBPyConnection, home: DataHome) -> None:
    """Put them into the temp tables ref_targets and ref_events (see reference.load_reference).

    Raises EtlError when the store is there and cannot be read: verdicts would silently lose their targets.
    """
    targets, events = read(home)
    if targets:
        _insert(con, "target", targets, TARGET_SHAPE)
    if events:
        _insert(con, "event", events, EVENT_SHAPE)


def read(home: DataHome) -> tuple[list[dict], list[dict]]:
    """(targets, events) as the reference tables name their columns; about measures that there are.

    Raises EtlError when the store cannot be read.
    """
    if not _given() and not home.meetings.is_file():
        return [], []
    from sqlalchemy.exc import SQLAlchemyError  # loaded only where there is such a store

    try:
        targets, events = _rows(_address(home))
    except (SQLAlchemyError, ImportError, ValueError) as error:
        raise EtlError(
            "The store of meetings and actions cannot be read, and it may hold targets. Look at "
            "MEETING_DATABASE_URL, or at the folder meetings in DASHBOARD_DATA, then try again."
        ) from error
    # Two targets of one measure from one month on: the one that was agreed last.
    latest = {(t["measure_id"], t["scope_kind"], t["scope"], t["good_from"]): t for t in targets}
    known = measures()
    return (
        [target for target in latest.values() if target["measure_id"] in known],
        [_event(event) for event in events if event["measure_id"] in known],
    )


def _rows(url: Address) -> tuple[list[dict], list[dict]]:
    """(targets, events) as the store has them."""
    from sqlalchemy import create_engine, inspect, text

    engine = create_engine(url)
    try:
        if not inspect(engine).has_table("target"):
            return [], []
        with engine.connect() as con:
            return (
                [dict(row) for row in con.execute(text(TARGETS)).mappings()],
                [dict(row) for row in con.execute(text(EVENTS)).mappings()],
            )
    finally:
        engine.dispose()


def _given() -> str:
    """The store's address as the environment has it; empty where it has none."""
    return os.environ.get(URL, "").strip()


def _address(home: DataHome) -> Address:
    from sqlalchemy import make_url

    given = _given()
    if given:
        url = make_url(given.replace("postgres://", "postgresql://", 1))
        return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url
    return make_url(f"sqlite:///{home.meetings}")


def _event(row: dict) -> dict:
    return {
        "event_id": f"agreed_{row['id']}",
        "date": row["day"],
        "name": row["name"],
        "measure_ids": row["measure_id"],
        "scope": f"{row['scope_kind']}:{row['scope']}",
        "rebase": bool(row["rebase"]),
        "reason": row["reason"],
    }


def _insert(con: duckdb.DuckDBPyConnection, name: str, rows: list[dict], shape: dict[str, str]) -> None:
    for statement in render(SQL / f"{name}.sql", shape=json.dumps([shape])).split(";\n"):
        if statement.strip():
            con.execute(statement, {"rows": json.dumps(rows, default=str)})
