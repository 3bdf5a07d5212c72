"""Dated events that rebase a series, and targets, read from the reference tables of this connection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
YES = {"yes", "true", "1"}


@dataclass(frozen=True)
class Target:
    """A value that partners agreed on, in the measure's unit, and the day from which it holds."""

    value: float
    since: date = date.min


def _rows(con, table: str, columns: str) -> list[dict]:
    """The rows of a reference table as dicts; none when the table was not loaded."""
    known = con.execute(
        "select count(*) from duckdb_tables() where table_name = $table and temporary", {"table": table}
    ).fetchall()[0][0]  # read to its end: DuckDB 2 reads no relation while a result is open
    if not known:
        return []
    cursor = con.table(table)
    names = cursor.columns
    wanted = [name for name in columns.split() if name in names]
    return [dict(zip(wanted, row, strict=True)) for row in cursor.project(", ".join(wanted)).fetchall()]


def _day(value: object) -> date:
    """A date, or a text such as 2025-01 or 2025-01-15."""
    if isinstance(value, date):
        return value
    text = str(value)[:10]
    return date.fromisoformat(text if len(text) == 10 else f"{text[:7]}-01")


def _scope(text: str) -> str:
    """The scope of an event: harbor, whether written harbor or partnership:harbor."""
    return text.split(":", 1)[-1].strip()


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
            _scope(str(row.get("scope") or "")),
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


def targets(con) -> dict[tuple[str, str, str], list[Target]]:
    """{(measure_id, scope_kind, scope): its targets, the first agreed first}."""
    known: dict[tuple[str, str, str], list[Target]] = {}
    rows = _rows(con, "ref_targets", "measure_id scope_kind scope value good_from agreed_on")
    for row in sorted(
        rows, key=lambda row: (str(row.get("good_from") or ""), str(row.get("agreed_on") or ""))
    ):
        if row.get("value") in (None, ""):
            continue
        key = (row["measure_id"], row["scope_kind"], row["scope"])
        since = row.get("good_from")
        known.setdefault(key, []).append(Target(float(row["value"]), _day(since) if since else date.min))
    return known


def target_at(known: list[Target], period: date) -> Target | None:
    """The target that holds in a period: the last of those good from then or before."""
    return next((target for target in reversed(known) if target.since <= period), None)
