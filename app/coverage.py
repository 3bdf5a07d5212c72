"""Who sent which month of which feed: the rows of the submissions board. Plain values, no Streamlit.

The states are the build's own coverage, which the charts' "9 of 11 agencies in" counts too. Three things are
laid over it here, because they happen after a build or without one: a file that was refused, a file that was
accepted and is not published yet, and a due date that passed while nothing came in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import pandas as pd

MONTHS_SHOWN = 13
HERE = ("received", "partial")  # coverage states of a month that has come in
FEEDS = {
    "encounters": "Encounters",
    "enrollments": "Enrollments",
    "bookings": "Bookings",
    "monthly_counts": "Monthly counts",
}


@dataclass(frozen=True)
class State:
    """A state as the build defines it: of those that hold for a month the lowest `rank` shows."""

    rank: int
    code: str
    needs_action: bool
    word: str
    mark: str
    meaning: str


@dataclass(frozen=True)
class Attempt:
    """The last files of an agency and feed that the build may not show. `rules`: rule id -> rows."""

    agency: str
    feed: str
    refused_at: dt.datetime | None = None
    rules: dict[str, int] = field(default_factory=dict)
    received_at: dt.datetime | None = None
    months: tuple[dt.date, ...] = ()

    @classmethod
    def from_row(cls, row: dict) -> Attempt | None:
        """An entry of attempts.json; None when it is not one."""
        try:
            return cls(
                agency=str(row["agency"]),
                feed=str(row["feed"]),
                refused_at=_time(row.get("refused_at")),
                rules={str(rule): int(rows) for rule, rows in row.get("rules", {}).items()},
                received_at=_time(row.get("received_at")),
                months=tuple(dt.date.fromisoformat(f"{month}-01") for month in row.get("months", ())),
            )
        except (KeyError, TypeError, ValueError, AttributeError):
            return None


@dataclass(frozen=True)
class Cell:
    """One month of one agency and feed. `state` is None where nothing was expected yet."""

    month: dt.date
    state: State | None
    due: dt.date | None = None
    received: dt.date | None = None
    restated_on: dt.date | None = None


@dataclass(frozen=True)
class Line:
    """One agency and feed: `cells` are the board's months, newest first; `refused` while a file needs fixing.

    `next_due`: the first due date still to come of a month that is not here.
    """

    agency_id: str
    agency: str
    feed: str
    cells: tuple[Cell, ...]
    last_received: dt.date | None
    next_due: dt.date | None
    refused: Attempt | None = None

    @property
    def feed_name(self) -> str:
        """The feed as people call it."""
        return feed_name(self.feed)

    @property
    def open(self) -> tuple[Cell, ...]:
        """The months that somebody has to do something about, newest first."""
        return tuple(cell for cell in self.cells if cell.state and cell.state.needs_action)

    @property
    def worst(self) -> int:
        """The rank of the state that needs somebody first; high when none does."""
        return min((cell.state.rank for cell in self.open), default=99)

    def days_since(self, today: dt.date) -> int | None:
        """Days since the last file came in, counted to `today`; None when nothing ever came."""
        return max((today - self.last_received).days, 0) if self.last_received else None


def counted_to(today: dt.date, as_of: dt.date | None) -> dt.date:
    """The day to which lateness and days without data are counted: today, or the build's if that is later.

    The build itself counts to its last delivery, so that its numbers do not depend on a clock; somebody who
    waits for files has to see the days since as well, above all when nobody sends anything.
    """
    return max(today, as_of) if as_of else today


def feed_name(feed: str) -> str:
    """'Monthly counts' for monthly_counts."""
    return FEEDS.get(feed, feed.replace("_", " ").capitalize())


def overdue(state: str, due: dt.date | None, today: dt.date) -> bool:
    """Whether a month that was not due when the build was made is late by now."""
    return state == "expected" and due is not None and due < today


def months(rows: pd.DataFrame, count: int = MONTHS_SHOWN) -> list[dt.date]:
    """The last months that the build's coverage knows, newest first, without a gap."""
    if not len(rows):
        return []
    newest = rows["month"].max()
    return [(newest - pd.DateOffset(months=n)).date() for n in range(count)]


def lines(
    rows: pd.DataFrame,
    feeds: pd.DataFrame,
    restated: pd.DataFrame,
    states: dict[str, State],
    attempts: Iterable[Attempt],
    built_at: dt.datetime | None,
    today: dt.date,
) -> list[Line]:
    """The board's rows, by agency and feed.

    rows: the build's `submission` (a row per agency, feed, month); feeds: `partner_feed`; restated:
    `restatement`. `built_at` (UTC) tells what was accepted after the build. `today`: see `counted_to`.
    """
    shown = months(rows)
    noted = {(each.agency, each.feed): each for each in attempts}
    facts = {(row.agency_id, row.feed): row for row in feeds.itertuples(index=False)}
    again = {
        (row.agency_id, row.feed, day(row.month)): day(row.restated_on)
        for row in restated.itertuples(index=False)
    }
    found = []
    for (agency_id, feed), own in rows.groupby(["agency_id", "feed"], sort=True):
        attempt = noted.get((agency_id, feed))
        known = {day(row.month): row for row in own.itertuples(index=False)}
        changed = {month: again.get((agency_id, feed, month)) for month in known}
        accepted = _accepted_since(attempt, built_at)
        cells = [
            _cell(month, known.get(month), changed.get(month), states, accepted, today) for month in shown
        ]
        refused = attempt if attempt and attempt.refused_at else None
        if refused:
            cells = _needing(cells, states["needs_fixing"])
        fact = facts.get((agency_id, feed))
        found.append(
            Line(
                agency_id=str(agency_id),
                agency=str(own["agency_name"].iloc[0]),
                feed=str(feed),
                cells=tuple(cells),
                last_received=_last(day(fact.last_received) if fact else None, attempt, accepted),
                next_due=next_due(own, int(fact.due_day) if fact else 15, accepted, today),
                refused=refused,
            )
        )
    return found


def next_due(own: pd.DataFrame, due_day: int, accepted: frozenset[dt.date], today: dt.date) -> dt.date:
    """The first due date from `today` on of a month that is not here; past ones are late, not next."""
    waiting = [
        day(row.due_date)
        for row in own.itertuples(index=False)
        if row.state not in HERE and day(row.month) not in accepted and day(row.due_date) >= today
    ]
    month = own["month"].max()
    while not waiting:
        month = month + pd.DateOffset(months=1)
        due = (month + pd.DateOffset(months=1) + pd.Timedelta(days=due_day - 1)).date()
        waiting = [due] if due >= today else []
    return min(waiting)


def _cell(
    month: dt.date,
    row: object | None,
    restated_on: dt.date | None,
    states: dict[str, State],
    accepted: frozenset[dt.date],
    today: dt.date,
) -> Cell:
    if row is None:
        return Cell(month, None)
    due, code = day(row.due_date), str(row.state)
    if month in accepted and code != "received":
        holds = {"received"}  # it came after the build: whatever the build misses is here
    elif overdue(code, due, today):
        holds = {"late"}
    else:
        holds = {"published" if code == "received" else code}
        holds |= {"restated"} if restated_on else set()
    state = min((states[each] for each in holds), key=lambda each: each.rank)
    return Cell(month, state, due, day(row.received_date), restated_on)


def _needing(cells: list[Cell], state: State) -> list[Cell]:
    """A refused file may be for any month after the last that came in, or for that one."""
    came = next((n for n, cell in enumerate(cells) if cell.state and _is_here(cell)), len(cells))
    upto = max(came, 1)
    return [
        replace(cell, state=min(cell.state, state, key=lambda each: each.rank))
        if n < upto and cell.state
        else cell
        for n, cell in enumerate(cells)
    ]


def _is_here(cell: Cell) -> bool:
    return cell.state.code in ("published", "restated", "received")


def _accepted_since(attempt: Attempt | None, built_at: dt.datetime | None) -> frozenset[dt.date]:
    """Months of accepted files that the build cannot have."""
    if not attempt or not attempt.received_at or not built_at or attempt.received_at <= built_at:
        return frozenset()
    return frozenset(attempt.months)


def _last(published: dt.date | None, attempt: Attempt | None, accepted: frozenset[dt.date]) -> dt.date | None:
    since = [attempt.received_at.date()] if attempt and attempt.received_at and accepted else []
    return max([*since, *([published] if published else [])], default=None)


def _time(value: object) -> dt.datetime | None:
    """A UTC time without its zone, as the build writes its own."""
    if not value:
        return None
    time = dt.datetime.fromisoformat(str(value))
    return time.astimezone(dt.UTC).replace(tzinfo=None) if time.tzinfo else time


def day(value: object) -> dt.date | None:
    if value is None or pd.isna(value):
        return None
    return value.date() if isinstance(value, dt.datetime) else value
