"""`python -m etl coverage`: the submissions board on the command line, from the published file alone."""

from __future__ import annotations

import json
from datetime import date
from itertools import groupby
from pathlib import Path

from etl import attempts, show
from etl.errors import EtlError
from etl.paths import DataHome
from etl.sqlfile import load

SQL = Path(__file__).with_name("show_sql")
# Letters, not the pages' marks: not every terminal has those.
SHORT = {
    "needs_fixing": "FIX",
    "late": "LATE",
    "missing": "MISS",
    "partial": "PART",
    "restated": "again",
    "published": "ok",
    "received": "came",
    "expected": ".",
}
OLD_BUILD = "What is published was made before this command existed. Run `python -m etl publish` first."


def coverage_list(home: DataHome, today: date) -> list[dict]:
    """One dict an agency and feed, what needs somebody first on top; `months` maps YYYY-MM to a state.

    Days are counted to `today`, or to the build's own day where that is later. Raises EtlError when nothing
    is published, or only a build without the board's tables.
    """
    with show.shared(home) as con:
        if not con.execute("select 1 from duckdb_tables() where table_name = 'meta_state'").fetchone():
            raise EtlError(OLD_BUILD)
        as_of = con.execute("select as_of from meta_build").fetchone()[0]
        to = max(today, as_of) if as_of else today
        noted = [vars(each) for each in attempts.read(home)]
        cursor = con.execute(load(SQL / "coverage.sql"), {"attempts": json.dumps(noted), "today": to})
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return [_line(list(own), to) for _, own in groupby(rows, key=lambda row: (row["agency_id"], row["feed"]))]


def states(home: DataHome) -> list[dict]:
    """The states with word and meaning, what needs somebody first on top."""
    with show.shared(home) as con:
        rows = con.execute("select state, word, meaning from meta_state order by rank").fetchall()
    return [dict(zip(("state", "word", "meaning"), row, strict=True)) for row in rows]


def text(lines: list[dict], legend: list[dict]) -> str:
    """The matrix with a short word a month, who to call, and what the words mean."""
    if not lines:
        return "No agency is expected to send anything yet."
    months = sorted({month for line in lines for month in line["months"]})
    wide = max(len(f"{line['agency']}, {line['feed']}") for line in lines)
    head = f"{'agency, feed':<{wide}}  {' '.join(month[2:] for month in months)}  last data     who to call"
    rows = [
        f"{line['agency'] + ', ' + line['feed']:<{wide}}  "
        + " ".join(f"{SHORT.get(line['months'].get(month), ''):^5}" for month in months)
        + f"  {_ago(line['days_since']):<12}  {line['contact']}"
        for line in lines
    ]
    told = [f"  {SHORT[each['state']]:<5}  {each['word']}: {each['meaning']}" for each in legend]
    return "\n".join([head, *rows, "", *told])


def _line(own: list[dict], today: date) -> dict:
    first = own[0]
    last = first["last_received"]
    reach = (first["contact_role"], first["contact_phone"], first["contact_email"])
    return {
        "agency_id": first["agency_id"],
        "agency": first["agency_name"],
        "feed": first["feed"],
        "needs_action": any(row["needs_action"] for row in own),
        "months": {row["month"]: row["state"] for row in own},
        "last_received": last,
        "days_since": max((today - last).days, 0) if last else None,
        "agreement_until": first["agreement_until"],
        "contact": ", ".join(part for part in reach if part),
    }


def _ago(days: int | None) -> str:
    if days is None:
        return "never"
    return f"{days} day{'' if days == 1 else 's'} ago"
