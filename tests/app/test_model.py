"""A series and its points."""

from __future__ import annotations

import datetime as dt

import pytest

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
