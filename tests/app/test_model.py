"""A series and its points."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from app import facts
from tests.app.conftest import measure, series


@pytest.mark.parametrize(("months", "periods"), [(12, 12), (24, 24), (None, 30), (3, 8)])
def test_the_last_months_count_back_from_the_newest_and_leave_a_line(months, periods):
    cut = series(list(range(30))).last(months)
    assert len(cut.frame) == periods
    assert cut.frame["value"].iloc[-1] == 29


def test_events_before_the_first_period_drawn_are_left_out():
    events = ((dt.date(2025, 1, 1), "early"), (dt.date(2027, 1, 1), "late"))
    assert series(list(range(30)), events=events).last(12).events == events[1:]


def test_a_hidden_point_has_no_value_even_if_the_file_had_one():
    one = series([20, 7])
    one.frame.loc[1, "status"] = "suppressed"
    assert one.latest.value is None


def test_a_series_of_gaps_is_empty_but_one_too_early_is_not():
    assert series(["missing", "missing"]).empty
    assert not series(["too_early"]).empty


def test_leaders_places_are_read_from_the_definition():
    asked = measure(leaders="police:2|board:1")
    assert (asked.place("police"), asked.place("board")) == (2, 1)
    assert asked.place("courts") > 100


def quarters(values: list, through: dt.date, unit: str = "count"):
    """A quarterly series from Q1 2025 in a build that counts through one month."""
    one = series(values, unit=unit)
    first = pd.Timestamp("2025-01-01")
    one.frame["period"] = [first + pd.DateOffset(months=3 * i) for i in range(len(values))]
    one.frame["grain"] = "quarter"
    return replace(one, through=through)


def test_a_count_of_an_unfinished_quarter_does_not_stand_beside_whole_ones():
    assert quarters([200, 210, 70], through=dt.date(2025, 7, 1)).latest.value == 210
    assert quarters([200, 210, 215], through=dt.date(2025, 9, 1)).latest.value == 215


def test_a_hidden_unfinished_quarter_gives_way_to_the_last_whole_one():
    newest = quarters([60, 61, "suppressed"], through=dt.date(2025, 7, 1), unit="percent").latest
    assert (newest.value, newest.unfinished) == (61, False)


def test_a_rate_of_an_unfinished_quarter_is_told_as_such():
    newest = quarters([60, 61, 62], through=dt.date(2025, 7, 1), unit="percent").latest
    assert (newest.value, newest.unfinished) == (62, True)


def test_a_series_is_withheld_when_it_has_numbers_and_none_may_be_shown():
    assert series(["suppressed", "suppressed", "missing"]).withheld
    assert not series(["suppressed", 20]).withheld
    assert not series(["missing"]).withheld


def test_a_verdict_on_old_numbers_only_says_how_old_they_are():
    old = series([20, 21, *["suppressed"] * 4]).dated()
    assert (old.stale, old.verdict.code, old.mark.word) == (True, "none", "Newest shown Feb 2025")
    assert facts.facts(old).sentence == "Not judged: newest shown Feb 2025"
    assert old.usual == "5–15"


def test_what_mostly_hides_is_not_judged_by_its_large_numbers():
    few = series([30, *["suppressed"] * 8, 31, 30]).dated()
    assert facts.facts(few).sentence == "Normal month-to-month variation"  # too short to say so
    half = series([30, "suppressed"] * 7).dated()
    assert (half.verdict.code, half.mark.word) == ("none", "7 of 14 months shown")
    assert facts.facts(half).sentence == "Not judged: 7 of 14 months shown"
    assert half.frame["limit_high"].isna().all()
    assert series([30, 31, "suppressed"] * 5).dated().verdict.code == "normal"
    judged = series([*[30] * 24, *[30, "suppressed"] * 7]).dated()
    assert (judged.last(14).sparse, judged.last(14).mark) == (True, judged.mark)


@pytest.mark.parametrize(
    "values", [[20, 21, *["suppressed"] * 3], [20, *["missing"] * 9], ["suppressed"] * 9, ["missing"]]
)
def test_a_verdict_on_numbers_that_are_near_stays(values):
    one = series(values)
    assert one.dated().verdict == one.verdict
