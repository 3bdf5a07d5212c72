"""The one module that opens a published build, read-only. Every function takes the build it reads from.

A build never changes, so everything read from it is cached under its id. `current.json` names the current
one; when that pointer is lost or broken the newest build that opens is served instead.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import threading
from functools import lru_cache
from pathlib import Path

import duckdb
import pandas as pd

from app.coverage import Attempt, State
from app.model import Build, Intercept, Measure, Scope

PROJECT = Path(__file__).resolve().parent.parent
SHARED = "shared.duckdb"
_BUILD_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_READ_ONLY = {
    "enable_external_access": "false",
    "lock_configuration": "true",
    "memory_limit": "512MB",
    "threads": "2",
}
_opening = threading.Lock()


def root() -> Path:
    """The published folder of this installation: DASHBOARD_DATA (default: the project's data/)."""
    return Path(os.environ.get("DASHBOARD_DATA") or PROJECT / "data").resolve() / "published"


def current(folder: Path | None = None) -> str | None:
    """The id of the build to serve, or None when nothing that opens has been published."""
    builds = (folder or root()) / "builds"
    named = _pointed_at((folder or root()) / "current.json")
    if named and _opens(builds / named):
        return named
    names = sorted((path.name for path in builds.glob("*") if path.is_dir()), reverse=True)
    return next((name for name in names if _BUILD_ID.fullmatch(name) and _opens(builds / name)), None)


def has(build_id: str | None) -> bool:
    """Whether this build is still there and opens: those of past meetings may have been deleted."""
    return bool(build_id) and bool(_BUILD_ID.fullmatch(build_id)) and _opens(root() / "builds" / build_id)


def _pointed_at(pointer: Path) -> str | None:
    try:
        named = json.loads(pointer.read_text(encoding="utf-8"))["build_id"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    # The pointer becomes part of a path: anything but a plain name is not followed.
    return named if isinstance(named, str) and _BUILD_ID.fullmatch(named) else None


def _opens(folder: Path) -> bool:
    file = folder / SHARED
    if not file.is_file():
        return False
    try:
        _connection(str(file)).cursor().execute("select 1 from meta_build").fetchone()
    except duckdb.Error:
        return False
    return True


@lru_cache(maxsize=8)
def _connect(path: str) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(path, read_only=True, config=_READ_ONLY)


def _connection(path: str) -> duckdb.DuckDBPyConnection:
    # lru_cache may call twice for one path from two threads; the lock keeps it to one connection.
    with _opening:
        return _connect(path)


def _rows(build_id: str, sql: str, **params: object) -> pd.DataFrame:
    """Run one SELECT on a cursor of its own (a shared connection hands one thread another's rows)."""
    cursor = _connection(str(root() / "builds" / build_id / SHARED)).cursor()
    try:
        return cursor.execute(sql, params or None).df()
    finally:
        cursor.close()


def _records(frame: pd.DataFrame) -> list[dict]:
    """Plain dicts, one a row, with None for every kind of missing."""
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


@lru_cache(maxsize=16)
def build(build_id: str) -> Build:
    """What this build says about itself."""
    return Build.from_row(_records(_rows(build_id, "select * from meta_build limit 1"))[0])


@lru_cache(maxsize=16)
def measures(build_id: str) -> dict[str, Measure]:
    """Every measure by id, in the order of the definitions (headlines first)."""
    found = [Measure.from_row(row) for row in _records(_rows(build_id, "select * from meta_measure"))]
    return {measure.id: measure for measure in sorted(found, key=lambda m: (m.headline, m.title))}


@lru_cache(maxsize=16)
def scopes(build_id: str) -> tuple[Scope, ...]:
    """Partnerships, counties, agencies, groups and programs that the build knows by name."""
    return tuple(Scope.from_row(row) for row in _records(_rows(build_id, "select * from meta_scope")))


@lru_cache(maxsize=16)
def intercepts(build_id: str) -> tuple[Intercept, ...]:
    """The six intercepts in order."""
    rows = _records(_rows(build_id, "select * from meta_intercept order by intercept"))
    return tuple(Intercept.from_row(row) for row in rows)


@lru_cache(maxsize=16)
def breakdown_labels(build_id: str) -> dict[str, str]:
    """Breakdown id -> its label, in the order that the definitions give; not those of pages of their own."""
    frame = _rows(
        build_id,
        "select breakdown, label from meta_breakdown where breakdown <> 'all' and kind <> 'yearly'",
    )
    return dict(zip(frame["breakdown"], frame["label"], strict=True))


@lru_cache(maxsize=16)
def level_labels(build_id: str) -> dict[tuple[str, str], tuple[int, str]]:
    """(breakdown, level) -> (place in the fixed order, label)."""
    frame = _rows(build_id, "select breakdown, level, sort, label from meta_level")
    return {(b, lv): (int(s), label) for b, lv, s, label in frame.itertuples(index=False, name=None)}


TREND = """
    select * from trend
    where scope_kind = $scope_kind and scope = $scope and breakdown = $breakdown
      and list_contains($measures, measure_id)
    order by measure_id, level, period
"""
VERDICT = """
    select * from verdict
    where scope_kind = $scope_kind and scope = $scope and breakdown = $breakdown
      and list_contains($measures, measure_id)
"""


@lru_cache(maxsize=256)
def trend(build_id: str, wanted: tuple[str, ...], scope: Scope, breakdown: str) -> pd.DataFrame:
    """All points of the wanted measures for one scope and breakdown, oldest first. Never change it."""
    return _series_rows(build_id, TREND, wanted, scope, breakdown)


@lru_cache(maxsize=256)
def verdicts(build_id: str, wanted: tuple[str, ...], scope: Scope, breakdown: str) -> pd.DataFrame:
    """The verdicts of the same series, one row a level. Do not change the frame."""
    return _series_rows(build_id, VERDICT, wanted, scope, breakdown)


def _series_rows(
    build_id: str, sql: str, wanted: tuple[str, ...], scope: Scope, breakdown: str
) -> pd.DataFrame:
    params = {"scope_kind": scope.kind, "scope": scope.id, "breakdown": breakdown, "measures": list(wanted)}
    return _rows(build_id, sql, **params)


@lru_cache(maxsize=64)
def offered(build_id: str) -> pd.DataFrame:
    """Which series exist (measure_id, scope_kind, scope, breakdown) with a point that is not missing."""
    return _rows(
        build_id,
        "select distinct measure_id, scope_kind, scope, breakdown from trend where status <> 'missing'",
    )


@lru_cache(maxsize=16)
def told_by(build_id: str) -> pd.DataFrame:
    """How many `scopes` of a scope_kind and partnership show any total of a measure_id."""
    return _rows(
        build_id,
        "select t.measure_id, t.scope_kind, s.partnership, count(distinct t.scope) as scopes "
        "from trend as t inner join meta_scope as s using (scope_kind, scope) "
        "where t.breakdown = 'all' and t.status in ('shown', 'provisional') group by all",
    )


@lru_cache(maxsize=64)
def targets(build_id: str) -> pd.DataFrame:
    """Agreed targets, with the measure, scope and the day from which each holds."""
    return _rows(build_id, "select * from target")


@lru_cache(maxsize=64)
def events(build_id: str) -> pd.DataFrame:
    """Dated events that explain a change, oldest first."""
    return _rows(build_id, "select * from event order by date")


@lru_cache(maxsize=64)
def submissions(build_id: str) -> pd.DataFrame:
    """What each agency sent for each month: state and days, no row content."""
    return _rows(build_id, "select * from submission order by month, agency_name, feed")


@lru_cache(maxsize=16)
def has_submission_facts(build_id: str) -> bool:
    """Whether the build tells contacts, agreements and states; builds of earlier versions do not."""
    found = _rows(build_id, "select 1 from duckdb_tables() where table_name = 'meta_state' limit 1")
    return len(found) > 0


@lru_cache(maxsize=16)
def states(build_id: str) -> dict[str, State]:
    """The states of a month of one agency and feed by their code, what needs somebody first on top."""
    rows = _records(_rows(build_id, "select * from meta_state order by rank"))
    return {
        row["state"]: State(
            *(row[name] for name in ("rank", "state", "needs_action", "word", "mark", "meaning"))
        )
        for row in rows
    }


@lru_cache(maxsize=16)
def partners(build_id: str) -> pd.DataFrame:
    """Who to call at each agency (a role), and the agreement that covers its feeds."""
    return _rows(build_id, "select * from partner order by name")


@lru_cache(maxsize=16)
def partner_feeds(build_id: str) -> pd.DataFrame:
    """agency_id, feed, due_day and last_received of what each agency sends."""
    return _rows(build_id, "select * from partner_feed")


@lru_cache(maxsize=16)
def restatements(build_id: str) -> pd.DataFrame:
    """Months (agency_id, feed, month) in which published answers changed, with the last day of a change."""
    return _rows(build_id, "select * from restatement")


@lru_cache(maxsize=16)
def arrivals(build_id: str) -> pd.DataFrame:
    """What came when (agency_id, feed, received_date, newest_month), the latest first."""
    return _rows(build_id, "select * from arrival order by received_date desc, feed")


@lru_cache(maxsize=16)
def quality(build_id: str) -> pd.DataFrame:
    """How full answers are, in percent: agency_id, feed, grain, period, complete, unknown; oldest first."""
    return _rows(build_id, "select * from quality order by period")


# Tables that one page each reads whole. Builds of earlier versions lack them.
OF_A_PAGE = (
    "program",
    "costs",
    "curve",
    "funnel",
    "disparity",
    "disparity_trend",
    "disparity_gap",
    "resource",
    "service",
    "meta_code",
)


@lru_cache(maxsize=64)
def table(build_id: str, name: str) -> pd.DataFrame | None:
    """One of the tables OF_A_PAGE, whole, or None where the build has none. Never change the frame.

    Raises KeyError for any other name.
    """
    if name not in OF_A_PAGE:
        raise KeyError(name)
    found = _rows(build_id, "select 1 from duckdb_tables() where table_name = $name limit 1", name=name)
    return _rows(build_id, "select * from query_table($name)", name=name) if len(found) else None


def attempts(folder: Path | None = None) -> list[Attempt]:
    """Files that no build shows: refused ones, and accepted ones that are not published. Never cached."""
    try:
        content = json.loads(((folder or root()) / "attempts.json").read_text(encoding="utf-8"))
        found = [Attempt.from_row(row) for row in content["attempts"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [each for each in found if each is not None]


@lru_cache(maxsize=16)
def built_at(build_id: str) -> dt.datetime | None:
    """When the build was made, UTC."""
    value = _rows(build_id, "select built_at from meta_build limit 1")["built_at"].iloc[0]
    return None if pd.isna(value) else value.to_pydatetime()


@lru_cache(maxsize=64)
def codes(build_id: str, name: str) -> dict[str, str]:
    """The codes of a list in their order, each with its label."""
    frame = _rows(build_id, "select code, label from meta_code where list = $name", name=name)
    return dict(zip(frame["code"], frame["label"], strict=True))


@lru_cache(maxsize=16)
def feed_columns(build_id: str) -> pd.DataFrame:
    """The data dictionary: feed, column, type, required, allowed, help."""
    return _rows(build_id, "select * from meta_feed_column")


def identifiers(build_id: str, text: str) -> tuple[str, ...]:
    """The rules by which a text that somebody wrote identifies a person.

    Raises LookupError in builds of earlier versions, which cannot say.
    """
    try:
        found = _rows(build_id, "select identifiers(plain($text)) as rules", text=text)["rules"].iloc[0]
    except duckdb.CatalogException as error:
        raise LookupError(build_id) from error
    return tuple(found)
