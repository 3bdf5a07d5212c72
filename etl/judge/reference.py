"""Dated events that rebase a series, and targets, read from the reference tables of this connection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
YES = {"yes", "true", "1"}
GOOD = {"up": "up", "above": "up", "down": "down", "below": "down"}


@dataclass(frozen=True)
class Target:
    """A value that partners agreed on; good is up, down, or '' for the measure's own direction."""

    value: float
    good: str = ""


def _rows(con, table: str, columns: str) -> list[dict]:
    """The rows of a reference table as dicts; none when the table was not loaded."""
    known = con.execute(
        "select count(*) from duckdb_tables() where table_name = $table and temporary", {"table": table}
    ).fetchone()[0]
    if not known:
        return []
    cursor = con.table(table)
    names = cursor.columns
    wanted = [name for name in columns.split() if name in names]
    return [dict(zip(wanted, row, strict=True)) for row in cursor.project(", ".join(wanted)).fetchall()]


def _day(value: object) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


def _above(con) -> dict[str, set[str]]:
    """{scope: the scopes that contain it}: a program's agency, an agency's county and partnership."""
    above: dict[str, set[str]] = {}
    for row in _rows(con, "ref_partners", "agency_id county partnership"):
        above[row["agency_id"]] = {row.get("county"), row.get("partnership")} - {None, ""}
    for row in _rows(con, "ref_programs", "program_id agency_id"):
        above[row["program_id"]] = {row["agency_id"]} | above.get(row["agency_id"], set())
    return above


def rebases(con) -> Callable[[str, str, str], list[tuple[date, str]]]:
    """(measure_id, scope_kind, scope) -> [(date, event name)] of the rebases that concern that series.

    An event concerns its own scope and what lies within it; a blank scope, or a blank list of measures,
    means all. An event without a reason rebases nothing: a break in a line must be explained.
    """
    above = _above(con)
    known = [
        (
            _day(row["date"]),
            str(row["name"]),
            set(str(row.get("measure_ids") or "").replace(" ", "").split("|")) - {""},
            str(row.get("scope") or ""),
        )
        for row in _rows(con, "ref_events", "event_id date name measure_ids scope rebase reason")
        if str(row.get("rebase")).lower() in YES and str(row.get("reason") or "").strip()
    ]

    def concerning(measure_id: str, scope_kind: str, scope: str) -> list[tuple[date, str]]:
        scopes = {"", "all", scope} | above.get(scope, set())
        return [
            (day, name)
            for day, name, ids, where in known
            if where in scopes and (not ids or measure_id in ids)
        ]

    return concerning


def targets(con) -> dict[tuple[str, str, str], Target]:
    """{(measure_id, scope_kind, scope): Target}; the one agreed on last where there are several."""
    rows = _rows(con, "ref_targets", "measure_id scope_kind scope value good_from agreed_on")
    rows = [row for row in rows if row.get("value") not in (None, "")]
    rows.sort(key=lambda row: str(row.get("agreed_on") or ""))
    return {
        (row["measure_id"], row["scope_kind"], row["scope"]): Target(
            float(row["value"]), GOOD.get(str(row.get("good_from") or "").lower(), "")
        )
        for row in rows
    }
