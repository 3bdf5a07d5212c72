"""The key measures' baseline, now and change, as the page reads them, against the demo's clean rows."""

from __future__ import annotations

import pandas as pd
import pytest

from app import published, series
from app.model import Series
from app.outcomes import key_data
from tests.acceptance.truth import PARTNERSHIP, Cell, Truth

pytestmark = [pytest.mark.acceptance, pytest.mark.xdist_group("demo")]
BASELINE = 2023
COUNTS = ("bookings_smi", "bookings_total")
SHARES = (
    "screening_coverage", "bookings_smi_share", "connected_7", "connected_14", "connected_30",
    "connected_30_other", "return_to_custody_180d", "return_to_custody_12m", "return_to_custody_24m",
)  # fmt: skip
STAYS = ("los_median_smi", "los_median_other", "los_mean_smi", "los_mean_other")


@pytest.fixture
def found(pages_home, monkeypatch) -> dict[str, Series]:
    """Measure -> the partnership's series."""
    monkeypatch.setenv("DASHBOARD_DATA", str(pages_home))
    build_id = published.current()
    lines = series.of_scope(build_id, (*COUNTS, *SHARES, *STAYS), series.home_scope(build_id))
    return {name: of[0] for name, of in lines.items()}


def cells(truth: Truth, one: Series, last: pd.Timestamp, number: int) -> list[Cell]:
    """The true numbers of so many periods, the last of which begins on a day."""
    step = {"month": 1, "quarter": 3, "year": 12}[one.grain]
    days = [last - pd.DateOffset(months=step * back) for back in range(number)]
    true = truth.cells(one.measure.id, one.grain)
    return [true["partnership", PARTNERSHIP, day.strftime("%Y-%m-%d")] for day in days]


def value(parts: list[Cell], name: str) -> float:
    """A count's mean a month; the share of all, or a year's own number."""
    above = [part.numerator for part in parts]
    if name in COUNTS:
        return sum(above) / 12
    if name in SHARES:
        return 100 * sum(above) / sum(part.denominator for part in parts)
    (part,) = parts
    return part.value


def change(before: float, now: float, name: str) -> str:
    """In whole points and days of the numbers as they are told, in percent of counts."""
    if name in COUNTS:
        by = round(100 * (now / before - 1))
        return f"{abs(by)}% {'more' if by > 0 else 'fewer'}" if by else "no change"
    by = round(now) - round(before)
    unit, more, less = ("point", "higher", "lower") if name in SHARES else ("day", "longer", "shorter")
    return f"{abs(by)} {unit}{'' if abs(by) == 1 else 's'} {more if by > 0 else less}" if by else "no change"


@pytest.mark.parametrize("name", [*COUNTS, *SHARES, *STAYS])
def test_baseline_now_and_change_are_true(found, truth, name):
    one = found[name]
    number = {"month": 12, "quarter": 4, "year": 1}[one.grain]
    line = key_data.Line("", key_data.span(one, BASELINE), key_data.span(one))
    last = pd.Timestamp(BASELINE, 12 if one.grain == "month" else 10 if one.grain == "quarter" else 1, 1)
    before = value(cells(truth, one, last, number), name)
    assert line.baseline.value == pytest.approx(before)
    told = one.frame[one.frame["value"].notna()]["period"]
    ended = told + pd.DateOffset(months=12 // number) <= truth.end + pd.Timedelta(days=1)
    last = told[ended].iloc[-1]
    if line.now is None:  # a period of it is hidden, so the sum would tell it
        window = one.frame[one.frame["period"] <= last].tail(number)
        assert (window["status"] == "suppressed").any()
        return
    now = value(cells(truth, one, last, number), name)
    assert line.now.value == pytest.approx(now)
    assert line.change == change(before, now, name)


def test_everybody_else_is_all_bookings_less_those_with_serious_mental_illness(found, truth):
    whole, part = (key_data.span(found[name], BASELINE) for name in ("bookings_total", "bookings_smi"))
    booked = truth.bookings[truth.bookings["booking_date"].dt.year == BASELINE]
    mine = truth.cells("bookings_smi", "year")["partnership", PARTNERSHIP, f"{BASELINE}-01-01"].numerator
    assert key_data.rest(whole, part).total == len(booked) - mine


@pytest.mark.parametrize(
    ("stays", "released"), [("los_smi", "connected_30"), ("los_other", "connected_30_other")]
)
def test_nothing_is_left_of_the_stays_less_the_releases(pages_home, monkeypatch, stays, released):
    """Not the month's transfers of people with serious mental illness, nor anybody who died."""
    monkeypatch.setenv("DASHBOARD_DATA", str(pages_home))
    build_id = published.current()
    lines = series.of_scope(build_id, (stays, released), series.home_scope(build_id))
    both = [lines[name][0].frame.set_index("period")["denominator"].dropna() for name in (stays, released)]
    left = (both[0] - both[1]).dropna()
    assert len(left) > 40
    assert (left == 0).all()
