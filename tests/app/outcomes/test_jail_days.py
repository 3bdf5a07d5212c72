"""Which months a comparison counts, and when the verdict of the newest ones speaks of it."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import pandas as pd
import pytest

from app.outcomes import jail_days
from app.outcomes.jail_days import Comparison


def told(first: str, values: list, grain: str, through: dt.date | None = None, **verdict):
    """A series with these values from the first period on; None is a hidden one."""
    periods = pd.date_range(first, periods=len(values), freq={"month": "MS", "quarter": "QS"}[grain])
    status = ["suppressed" if value is None else "shown" for value in values]
    frame = pd.DataFrame({"period": periods, "value": values, "status": status, "denominator": 30})
    judged = SimpleNamespace(**{"code": "normal", "direction": "", "since": None} | verdict)
    return SimpleNamespace(frame=frame, grain=grain, through=through, verdict=judged)


@pytest.mark.parametrize(
    ("months", "starts"),
    [
        (range(1, 13), 30 + 60 + 90 + 12),
        (range(1, 11), 30 + 60 + 90 + 12),  # the last quarter has had its October only
        (range(2, 4), 20),  # two of three months
    ],
)
def test_starts_are_of_the_months_compared_a_part_of_a_quarter_by_its_share(months, starts):
    one = told("2026-01-01", [30, 60, 90, 12], "quarter", dt.date(2026, 10, 1))
    assert jail_days._starts(one, 2026, frozenset(months)) == (pytest.approx(starts), False)


def test_a_hidden_quarter_outside_the_months_hides_nothing():
    one = told("2023-01-01", [None, 60, 90, 30], "quarter")
    assert jail_days._starts(one, 2023, frozenset({11, 12})) == (pytest.approx(20), False)
    assert jail_days._starts(one, 2023, frozenset({1, 11, 12})) == (pytest.approx(20), True)
    assert jail_days._starts(one, 2022, frozenset({11, 12})) == (0, True)


def compared(series, then: float, now: float, months: list[str]) -> Comparison:
    days = pd.to_datetime(months)
    frame = pd.DataFrame({"period": days, "days": 30, "then": then, "now": now})
    return Comparison(series, int(days[0].year), int(days[0].year) - 1, frame, 0)


def test_a_verdict_speaks_of_its_own_time_and_of_what_it_agrees_with():
    down = {"code": "improvement", "direction": "down", "since": dt.date(2025, 8, 1)}
    series = told("2022-11-01", [100] * 48, "month", **down)
    assert not compared(series, 90, 100, ["2023-11-01", "2023-12-01"]).judged  # before it began
    assert compared(series, 100, 90, ["2025-08-01", "2025-09-01"]).judged
    assert compared(series, 100, 90, ["2026-09-01", "2026-10-01"]).judged
    assert not compared(series, 90, 100, ["2026-09-01", "2026-10-01"]).judged  # more days were served
    assert compared(told("2022-11-01", [100] * 48, "month"), 100, 90, ["2026-10-01"]).judged
    assert compared(series, 100, 90, ["2026-09-01", "2026-10-01"]).months == {9, 10}
