"""Who has sent what for the month of the packet, from the build's own coverage."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from app import coverage, published, wording
from app.model import Scope
from app.packet.pages import Column, Table

HERE = ("received", "partial")
WORDS = {"late": "late", "missing": "missing", "expected": "not due yet", "partial": "incomplete"}


def agency_names(build_id: str) -> dict[str, str]:
    """Agency id -> name."""
    return {scope.id: scope.name for scope in published.scopes(build_id) if scope.kind == "agency"}


def of_month(build_id: str, scope: Scope) -> pd.DataFrame:
    """What the agencies of a scope's partnership owe for the month that the build goes to: a row a feed."""
    rows = published.submissions(build_id)
    month = published.build(build_id).through_month
    home = scope.partnership or published.build(build_id).partnership
    mine = {s.id for s in published.scopes(build_id) if s.kind == "agency" and s.partnership == home}
    return rows[(rows["month"] == pd.Timestamp(month)) & rows["agency_id"].isin(mine)] if month else rows[:0]


def all_in(build_id: str, scope: Scope, day: dt.date) -> str:
    """'10 of 14 agencies have sent everything for Oct 2026'; '' when nothing is expected."""
    rows = of_month(build_id, scope)
    if not len(rows):
        return ""
    complete = int(rows.groupby("agency_id")["state"].agg(lambda states: states.eq("received").all()).sum())
    count = rows["agency_id"].nunique()
    month = wording.period(published.build(build_id).through_month)
    noun, verb = ("agency", "has") if count == 1 else ("agencies", "have")
    return f"{complete} of {count} {noun} {verb} sent everything for {month}"


def table(build_id: str, scope: Scope, day: dt.date) -> Table:
    """Each agency with what has come in and what has not; those who owe something on top."""
    rows = of_month(build_id, scope)
    month = published.build(build_id).through_month
    lines = []
    for agency, own in rows.groupby("agency_name", sort=True):
        here = [_come(row) for row in own.itertuples(index=False) if row.state in HERE]
        owed = [_owed(row, day) for row in own.itertuples(index=False) if row.state not in HERE]
        lines.append(
            (not owed, (str(agency), "; ".join(here) or wording.UNKNOWN, "; ".join(owed) or "Nothing"))
        )
    lines.sort(key=lambda line: line[0])
    return Table(
        f"Who has sent data for {wording.period(month)}" if month else "Who has sent data",
        (Column("Agency", 0.34), Column("Came in", 0.34), Column("Still to come", 0.32)),
        tuple(line for _, line in lines),
        footer=all_in(build_id, scope, day),
        empty="No agency is expected to send anything.",
    )


def _come(row) -> str:
    when = f" {wording.short_day(coverage.day(row.received_date))}" if pd.notna(row.received_date) else ""
    return f"{coverage.feed_name(row.feed)}{when}" + (" (incomplete)" if row.state == "partial" else "")


def _owed(row, day: dt.date) -> str:
    due = coverage.day(row.due_date)
    state = "late" if coverage.overdue(row.state, due, day) else row.state
    ending = f", due {wording.short_day(due)}" if due else ""
    return f"{coverage.feed_name(row.feed)} {WORDS.get(state, state)}{ending}"
