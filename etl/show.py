"""Reads published numbers back for scripts and people. Opens nothing but the shared file of a whole build."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb

from etl import builds
from etl.definitions import measures
from etl.errors import EtlError
from etl.paths import DataHome
from etl.sqlfile import load

SQL = Path(__file__).with_name("show_sql")
KINDS = ("partnership", "county", "agency", "group", "program")
_READ_ONLY = {"enable_external_access": "false", "lock_configuration": "true", "memory_limit": "256MB"}


def series(home: DataHome, measure: str, scope: str | None = None, by: str | None = None) -> list[dict]:
    """One dict per published period of a measure, empty when nothing of it is published.

    `scope` is an id or a name, or kind:id where two share it; default the installation's partnership, else
    the only one with numbers. `by` is a breakdown, or agency, county or program for one series each.
    Raises EtlError when the measure, scope or breakdown does not exist, or when it is not clear which.
    """
    if measure not in measures():
        raise EtlError(f"There is no measure {measure}. `python -m etl measures` lists them.")
    with shared(home) as con:
        available = _rows(con, "available.sql", measure=measure)
        home_scope = con.execute("select partnership from meta_build").fetchone()[0]
        if scope is None and not available:
            return []
        kind, chosen, partnership = _scope(con, available, scope, home_scope)
        scopes, breakdown = _selection(available, kind, chosen, partnership, by)
        rows = _rows(con, "series.sql", measure=measure, breakdown=breakdown, scopes=scopes)
    for row in rows:
        row["period_label"] = period_label(row["period"], row["grain"])
        row["period"] = row["period"].isoformat()
    return rows


def measure_list(home: DataHome) -> list[dict]:
    """Every defined measure: id, title, unit, has_data (numbers of it are published)."""
    has = {}
    if builds.current(home) is not None:
        with shared(home) as con:
            has = dict(con.execute(load(SQL / "measures.sql")).fetchall())
    return [
        {"id": each.id, "title": each.title, "unit": each.unit, "has_data": bool(has.get(each.id))}
        for each in measures().values()
    ]


def period_label(period: date, grain: str) -> str:
    """Mar 2026, 2026 Q1 or 2026."""
    if grain == "year":
        return str(period.year)
    if grain == "quarter":
        return f"{period.year} Q{(period.month + 2) // 3}"
    return f"{period:%b %Y}"


@contextmanager
def shared(home: DataHome) -> Iterator[duckdb.DuckDBPyConnection]:
    """The shared file of the build that is served, read-only. Raises EtlError when nothing is published."""
    build = builds.current(home)
    if build is None:
        raise EtlError("Nothing is published yet. `python -m etl load FILE` loads and publishes.")
    con = duckdb.connect(str(build.shared), read_only=True, config=_READ_ONLY)
    try:
        yield con
    finally:
        con.close()


def _rows(con: duckdb.DuckDBPyConnection, name: str, **values: object) -> list[dict]:
    cursor = con.execute(load(SQL / name), values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _scope(
    con: duckdb.DuckDBPyConnection, available: list[dict], asked: str | None, own: str
) -> tuple[str, str, str | None]:
    """(kind, id, partnership) of the scope asked for, or of the default."""
    if asked is None:
        with_data = sorted({row["scope"] for row in available if row["scope_kind"] == "partnership"})
        if own in with_data:
            return "partnership", own, own
        if len(with_data) == 1:
            return "partnership", with_data[0], with_data[0]
        others = sorted({f"{row['scope']} ({row['name']})" for row in available})
        raise EtlError("Say which with --scope: " + ", ".join(with_data or others) + ".")
    kind, _, identifier = asked.rpartition(":")
    found = con.execute(
        "select scope_kind, scope, partnership from meta_scope "
        "where lower($id) in (lower(scope), lower(name)) and ($kind = '' or scope_kind = $kind)",
        {"id": identifier.strip(), "kind": kind.strip()},
    ).fetchall()
    if not found:
        names = sorted({f"{row['scope']} ({row['name']})" for row in available})
        known = "It has numbers for: " + ", ".join(names) if names else "It has no published numbers"
        raise EtlError(f"There is no partnership, county, agency or program {asked}. {known}.")
    return min(found, key=lambda row: KINDS.index(row[0]))


def _selection(
    available: list[dict], kind: str, chosen: str, partnership: str | None, by: str | None
) -> tuple[list[str], str]:
    """(the scopes as kind:id, the breakdown) that `by` means for this scope."""
    own = {row["breakdown"] for row in available if (row["scope_kind"], row["scope"]) == (kind, chosen)}
    others = ", ".join(sorted(own - {"all"})) or "none"
    if by is None or by == "all":
        if own and "all" not in own:
            raise EtlError(f"There is no total for {chosen}. Say --by one of: {others}.")
        return [f"{kind}:{chosen}"], "all"
    if by in KINDS:
        inside = [
            f"{by}:{row['scope']}"
            for row in available
            if row["scope_kind"] == by
            and row["breakdown"] == "all"
            and _within(row, kind, chosen, partnership)
        ]
        if inside:
            return inside, "all"
    if by not in own:
        raise EtlError(f"There are no numbers by {by} for {chosen}; there are by: {others}.")
    return [f"{kind}:{chosen}"], by


def _within(row: dict, kind: str, chosen: str, partnership: str | None) -> bool:
    """Whether an available scope lies within the chosen one."""
    if kind == "partnership":
        return row["partnership"] == partnership
    return row["parent"] == chosen or (row["scope_kind"], row["scope"]) == (kind, chosen)
