"""Bed-days and their cost as the page reckons them equal those counted from the demo's rows by hand."""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import math
from pathlib import Path

import pytest

from app import published, series
from app.outcomes import cost, jail_days
from tests.acceptance import events

pytestmark = [pytest.mark.acceptance, pytest.mark.xdist_group("demo")]
REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
ONE_DAY = dt.timedelta(days=1)


@pytest.fixture
def build_id(pages_home, monkeypatch) -> str:
    monkeypatch.setenv("DASHBOARD_DATA", str(pages_home))
    return published.current()


@pytest.fixture(scope="module")
def nights(truth) -> dict[tuple[str, int, int], int]:
    """(measure, year, month) -> nights in jail; a stay that goes on is counted to the last day known."""
    found: dict[tuple[str, int, int], int] = {}
    rows = events.booked(truth)[["booking_date", "release_date", "smi_now"]]
    first, after = dt.date(2022, 11, 1), truth.end.date() + ONE_DAY
    for booked, released, smi in rows.itertuples(index=False, name=None):
        day = max(booked.date(), first)
        end = after if released != released or released is None else min(released.date(), after)
        while day < end:
            until = min(end, (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1))
            for measure in ("jail_adp_total", *(["jail_adp_smi"] if smi == "yes" else [])):
                key = (measure, day.year, day.month)
                found[key] = found.get(key, 0) + (until - day).days
            day = until
    return found


def given(item: str, year: int) -> float:
    with (REFERENCE / "costs.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["item"] == item and int(row["year"]) == year]
    return float(rows[0]["value"])


def days_of(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


@pytest.mark.parametrize("measure", ["jail_adp_smi", "jail_adp_total"])
@pytest.mark.parametrize(("year", "baseline"), [(2026, 2023), (2025, 2024), (2024, 2023)])
def test_days_and_dollars(build_id, nights, measure, year, baseline):
    one = series.one(build_id, measure, series.home_scope(build_id))
    comparison = jail_days.compare(one, year, baseline)
    months = range(1, 11) if year == 2026 else range(1, 13)
    length = {m: days_of(year, m) for m in months}
    before = {m: days_of(baseline, m) for m in months}
    served = sum(nights[measure, year, m] for m in months)
    expected = sum(nights[measure, baseline, m] / before[m] * length[m] for m in months)
    assert comparison.unmatched == 0
    assert comparison.days.served == pytest.approx(served)
    assert comparison.days.expected == pytest.approx(expected)

    told = cost.lines(comparison.days, jail_days.own_costs(jail_days.items(build_id, "harbor", year)))
    low = (expected - served) * given("variable_cost_per_bed_day", year)
    fewer = (expected - served) / sum(length.values())
    units = math.floor(fewer / given("housing_unit_size", year))
    staffing = given("housing_unit_staffing", year) * sum(length.values()) / 365
    assert told.low == pytest.approx(low)
    assert told.units == units
    assert told.middle == pytest.approx(low + units * staffing)
    average = given("jail_budget", year) / (given("jail_adp", year) * 365)
    assert told.average_a_day == pytest.approx(average)


def test_programs_cost_what_their_starts_cost(build_id, truth):
    rows = events.starts()(truth)
    rows = rows[rows["on"].dt.year == 2025]
    true = rows.groupby("program_id").size()
    with (REFERENCE / "programs.csv").open(encoding="utf-8") as file:
        each = {row["program_id"]: float(row["cost_per_participant"]) for row in csv.DictReader(file)}
    found = jail_days.programs(build_id, 2025)
    assert {one.id for one in found} == set(each)
    exact = [one for one in found if not one.at_least]
    assert len(exact) >= 10
    for one in found:
        assert one.cost_each == each[one.id]
        assert one.participants <= true.get(one.id, 0)
    for one in exact:
        assert one.participants == true[one.id], one.id


def test_only_a_real_improvement_is_claimed(build_id):
    one = series.one(build_id, "jail_adp_smi", series.home_scope(build_id))
    assert one.verdict.code == "improvement"
    assert jail_days.compare(one, 2026, 2023).may_claim
    assert not jail_days.compare(one, 2024, 2023).may_claim  # more days than the year before
