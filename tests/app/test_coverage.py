"""Who sent which month: one state a cell, what stands above what, what is laid over the build's states."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from app import coverage
from app.coverage import Attempt, State

TODAY = dt.date(2026, 11, 12)
BUILT = dt.datetime(2026, 11, 12, 9)
ORDER = ("needs_fixing", "late", "missing", "partial", "restated", "published", "received", "expected")
STATES = {code: State(n, code, n < 4, code, "*", "") for n, code in enumerate(ORDER)}
OCTOBER = dt.date(2026, 10, 1)


def month(back: int) -> pd.Timestamp:
    return pd.Timestamp(OCTOBER) - pd.DateOffset(months=back)


def rows(*states: str, agency: str = "pd", feed: str = "encounters", due_day: int = 10) -> pd.DataFrame:
    """Coverage of the months up to October 2026, newest first."""
    return pd.DataFrame(
        [
            {
                "agency_id": agency, "agency_name": agency.upper(), "feed": feed, "month": month(back),
                "state": state, "received_date": pd.Timestamp("2026-11-05"),
                "due_date": month(back) + pd.DateOffset(months=1) + pd.Timedelta(days=due_day - 1),
            }
            for back, state in enumerate(states)
        ]
    )  # fmt: skip


def line(
    frame: pd.DataFrame, *attempts: Attempt, restated: tuple = (), today: dt.date = TODAY
) -> coverage.Line:
    """The one line of one agency and feed."""
    feeds = frame[["agency_id", "feed"]].drop_duplicates()
    feeds = feeds.assign(due_day=10, last_received=pd.Timestamp("2026-11-05"))
    again = pd.DataFrame(
        [("pd", "encounters", month(back), pd.Timestamp("2026-11-08")) for back in restated],
        columns=["agency_id", "feed", "month", "restated_on"],
    )
    (found,) = coverage.lines(frame, feeds, again, STATES, attempts, BUILT, today)
    return found


def codes(found: coverage.Line, most: int = 4) -> list[str]:
    """The newest months' states, newest first; '' where nothing was expected."""
    return [cell.state.code if cell.state else "" for cell in found.cells[:most]]


REFUSED = Attempt("pd", "encounters", refused_at=dt.datetime(2026, 11, 11), rules={"date_future": 3})


def test_a_line_has_thirteen_months_and_blanks_before_anything_was_expected():
    found = line(rows("received", "received"))
    assert [cell.month for cell in found.cells] == [month(back).date() for back in range(13)]
    assert codes(found, 13) == ["published", "published", *[""] * 11]


@pytest.mark.parametrize(
    ("state", "shown"),
    [("received", "published"), ("partial", "partial"), ("missing", "missing"), ("late", "late")],
)
def test_the_builds_own_state_shows(state, shown):
    assert codes(line(rows(state, "received")), 2) == [shown, "published"]


def test_what_is_not_due_yet_becomes_late_when_its_day_is_past():
    assert codes(line(rows("expected", "received"), today=dt.date(2026, 11, 10)), 1) == ["expected"]
    assert codes(line(rows("expected", "received"), today=dt.date(2026, 11, 11)), 1) == ["late"]


# Which of two states that hold for one month shows: each stands above all those after it.
@pytest.mark.parametrize(
    ("state", "attempts", "restated", "shown"),
    [
        ("late", [REFUSED], (), "needs_fixing"),
        ("missing", [REFUSED], (), "needs_fixing"),
        ("partial", [REFUSED], (), "needs_fixing"),
        ("expected", [REFUSED], (), "needs_fixing"),
        ("received", [REFUSED], (), "needs_fixing"),  # nothing else is open: it is for the newest month
        ("partial", [], (0,), "partial"),
        ("late", [], (0,), "late"),
        ("received", [], (0,), "restated"),
        ("received", [], (), "published"),
    ],
)
def test_precedence(state, attempts, restated, shown):
    assert codes(line(rows(state, "received"), *attempts, restated=restated), 1) == [shown]


def test_a_refused_file_is_for_the_months_after_the_last_that_came():
    assert codes(line(rows("expected", "late", "received", "missing"), REFUSED)) == [
        *("needs_fixing", "needs_fixing", "published", "missing"),
    ]


def test_a_refused_file_of_another_feed_or_agency_touches_nothing():
    other = Attempt("pd", "bookings", refused_at=dt.datetime(2026, 11, 11))
    assert codes(line(rows("received"), other), 1) == ["published"]


def accepted(at: dt.datetime, *months: dt.date) -> Attempt:
    return Attempt("pd", "encounters", received_at=at, months=months)


@pytest.mark.parametrize("state", ["late", "missing", "partial", "expected"])
def test_an_accepted_month_that_the_build_does_not_have_is_received(state):
    after = accepted(dt.datetime(2026, 11, 12, 10), OCTOBER)
    assert codes(line(rows(state, "received"), after), 2) == ["received", "published"]


def test_an_accepted_month_from_before_the_build_is_what_the_build_says():
    before = accepted(dt.datetime(2026, 11, 12, 9), OCTOBER)
    assert codes(line(rows("partial"), before), 1) == ["partial"]


def test_days_without_data_are_counted_to_today_and_from_a_file_that_is_not_published_yet():
    assert line(rows("received")).days_since(TODAY) == 7
    after = accepted(dt.datetime(2026, 11, 12, 10), OCTOBER)
    assert line(rows("received"), after).days_since(TODAY) == 0


def test_days_are_counted_to_the_build_where_the_clock_is_behind_it():
    assert coverage.counted_to(dt.date(2020, 1, 1), TODAY) == TODAY
    assert coverage.counted_to(dt.date(2027, 1, 1), TODAY) == dt.date(2027, 1, 1)
    assert coverage.counted_to(TODAY, None) == TODAY


@pytest.mark.parametrize(
    ("states", "due"),
    [
        (("received",), "2026-12-10"),  # November's
        (("expected",), "2026-11-12"),  # October's, today
        (("late", "received"), "2026-12-10"),  # October's is past: it is late, not next
    ],
)
def test_the_next_due_date_is_not_a_past_one(states, due):
    frame = rows(*states, due_day=12 if states == ("expected",) else 10)
    assert str(line(frame).next_due) == due


def test_what_needs_action_is_open_and_ranks_the_line():
    found = line(rows("late", "received", "missing"))
    assert [cell.state.code for cell in found.open] == ["late", "missing"]
    assert found.worst == STATES["late"].rank
    assert line(rows("received")).worst > STATES["partial"].rank


@pytest.mark.parametrize(
    "row",
    [{}, None, {"agency": "a", "feed": "f", "months": ["soon"]}, {"agency": "a", "feed": "f", "rules": 1}],
)
def test_what_is_no_attempt_is_left_out(row):
    assert Attempt.from_row(row) is None


def test_times_of_attempts_are_utc_without_a_zone_as_the_builds_own():
    row = {
        "agency": "pd",
        "feed": "encounters",
        "received_at": "2026-11-12T10:00:00+02:00",
        "months": ["2026-10"],
    }
    assert Attempt.from_row(row) == accepted(dt.datetime(2026, 11, 12, 8), OCTOBER)


def test_nothing_covered_is_no_months():
    assert coverage.months(rows()) == []
