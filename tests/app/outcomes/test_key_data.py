"""Baseline, now and the way to the target, from released points only."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from app.model import Measure, Scope, Series
from app.outcomes import key_data
from app.outcomes.key_data import Line, Span

HOME = Scope("partnership", "harbor", "Harbor")
COLUMNS = ("limit_low", "limit_high", "reporting", "expected", "reason", "low", "high", "center")


def series(
    values: list[float], unit: str = "count", status: dict[int, str] | None = None, first: str = "2024-01"
) -> Series:
    """A monthly series: counts, or shares of 100 each."""
    share = unit == "percent"
    row = {"id": "m", "title": "M", "unit": unit, "good": "down", "agg": "proportion" if share else "count"}
    frame = pd.DataFrame({
        "period": pd.date_range(first, periods=len(values), freq="MS"), "grain": "month", "value": values,
        "numerator": values, "denominator": [100.0 if share else None] * len(values), "status": "shown",
    }).assign(**dict.fromkeys(COLUMNS))  # fmt: skip
    for at, told in (status or {}).items():
        frame.loc[at, "status"] = told
        frame.loc[at, ["value", "numerator", "denominator"]] = None
    return Series(Measure.from_row(row), HOME, frame, through=dt.date(2026, 10, 1))


def test_a_count_is_told_as_its_mean_a_month_with_the_sum_beside_it():
    told = key_data.span(series([10.0] * 12), 2024)
    assert (told.words, told.n) == ("10 a month", "120 in all")


def test_a_share_of_a_year_is_the_sum_over_the_sum():
    told = key_data.span(series([50.0] * 6 + [70.0] * 6, "percent"), 2024)
    assert (told.value, told.n) == (60.0, "720 of 1,200")


@pytest.mark.parametrize("status", ["suppressed", "missing", "no_cases"])
def test_a_year_with_a_month_that_is_not_told_has_no_number(status):
    assert key_data.span(series([10.0] * 12, status={4: status}), 2024) is None


def test_now_is_the_last_twelve_months_told_and_skips_those_too_early():
    told = key_data.span(series([10.0] * 12 + [20.0] * 4, status={15: "too_early"}))
    assert told.when == "Apr 2024 to Mar 2025"
    assert told.value == pytest.approx((9 * 10 + 3 * 20) / 12)


def test_now_needs_a_whole_year():
    assert key_data.span(series([10.0] * 11)) is None
    assert key_data.span(None) is None


def test_part_of_a_year_is_no_baseline():
    assert key_data.full_years([series([10.0] * 14, first="2022-11")]) == [2023]


def test_everybody_else_is_all_less_those_of_the_same_months():
    whole, part = key_data.span(series([50.0] * 12)), key_data.span(series([10.0] * 12))
    assert key_data.rest(whole, part).n == "480 in all"
    assert key_data.rest(whole, None) is None
    later = key_data.span(series([10.0] * 12, first="2025-01"))
    assert key_data.rest(whole, later) is None


def line(before: float | None, now: float | None, unit: str = "count") -> Line:
    made = [None if v is None else Span(v, unit, v, "", when) for v, when in ((before, "2023"), (now, "now"))]
    return Line("SMI", *made)


@pytest.mark.parametrize(
    ("before", "now", "good", "share", "words"),
    [
        (200, 170, "down", 0.5, "50% of the way"),
        (200, 210, "down", 0, "No progress"),
        (200, 130, "down", 1, "The target is reached"),
        (130, 120, "down", 1, "was already met and still is"),
        (130, 150, "down", 0, "was met in the baseline year and is not now"),
        (100, 120, "up", 0.5, "50% of the way"),
        (None, 120, "up", 0, "not reached"),
    ],
)
def test_the_way_to_the_target(before, now, good, share, words):
    told = key_data.progress(line(before, now), 140, good)
    assert told.share == pytest.approx(share)
    assert words in told.words


def test_without_a_target_or_a_number_there_is_no_way():
    assert key_data.progress(line(1, 2), None, "up") is None
    assert key_data.progress(line(1, None), 140, "up") is None


def test_a_change_is_told_of_the_numbers_as_they_stand_there():
    assert line(19.4, 16.6, "percent").change == "2 points lower"
    assert line(200, 150).change == "25% fewer"
    assert line(10, 11, "days").change == "1 day longer"
    assert line(None, 11, "days").change == ""


def test_low_screening_makes_what_follows_a_lower_bound():
    assert "lower bound" in key_data.screening(Span(60, "percent", 100, "60 of 100", "2024"))
    assert "lower bound" not in key_data.screening(Span(95, "percent", 100, "95 of 100", "2024"))
    assert "not known" in key_data.screening(None)


def test_a_ratio_is_of_the_same_time_and_never_by_zero():
    part, other = (key_data.Span(days, "days", 100, "", "2025") for days in (30.0, 12.0))
    told = key_data.ratio(part, other)
    assert (told.words, told.n) == ("2.5 times", "30 days to 12 days")
    assert key_data.Line("", key_data.ratio(other, other), told).change == "1.5 higher"
    assert key_data.ratio(part, key_data.Span(0.0, "days", 1, "", "2025")) is None
    assert key_data.ratio(part, key_data.Span(12.0, "days", 1, "", "2024")) is None


def test_what_reads_the_same_is_no_progress_yet():
    line = key_data.Line("", *(key_data.Span(v, "percent", 9, "", "2025") for v in (78.0, 78.2)))
    found = key_data.progress(line, 95, "up")
    assert found.share == 0 and found.words.startswith("No progress yet")


def test_a_number_that_is_not_told_says_why():
    assert key_data.why_not(series([10.0] * 12), 2024) == ""
    assert key_data.why_not(None, 2024) == ""
    hidden = series([10.0] * 12, status={3: "suppressed"})
    assert key_data.why_not(hidden, 2024) == key_data.why_not(hidden) == "fewer than 11, or protected"
    assert key_data.why_not(series([1.0], status={0: "suppressed"})) == "fewer than 11, or protected"
    assert (
        key_data.why_not(series([10.0] * 12, status={3: "missing"}), 2024) == "not every period is reported"
    )
    assert key_data.why_not(series([10.0] * 12, status={11: "too_early"}), 2024) == "too early"


def test_what_is_judged_names_its_group():
    from dataclasses import replace

    from app import facts
    from app.outcomes import key_measures

    one = series([10.0] * 12, "percent")
    foot = key_measures._foot(replace(one, breakdown="smi", level="yes"), facts.facts(one))
    assert foot.startswith("Judged: M, people with serious mental illness, by month")
    assert key_measures._foot(one, facts.facts(one)).startswith("Judged: M, by month")
