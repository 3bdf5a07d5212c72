"""From the stays of a cohort to the rows of its curves: which days, which levels, how long followed."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from etl.curves.engine import KINDS, LANDMARK, Cohort, _cohort_rows
from etl.curves.protect import Passed, Stays
from etl.disclose.rules import PARTNERS

SIZE = 2400
RETURN, RETENTION = KINDS


def stays(size: int = SIZE, days: np.ndarray | None = None) -> Stays:
    """Somebody leaves on every day from 1 to 600, again and again; every third is censored."""
    days = np.arange(size) % 600 + 1 if days is None else days
    return Stays(days.astype(np.int32), np.arange(size) % 3 > 0, np.arange(size), np.zeros(size))


def cohort(kind=RETURN, through: str = "2026-10-31", of: Stays | None = None, **levels) -> Cohort:
    """Everybody of 2024, at one agency; levels: by grouping, the level of each."""
    of = of or stays()
    everybody = {each: np.full(of.size, "all") for each in kind.groupings}
    return Cohort(kind, "county", 2024, of, everybody | levels, np.full(of.size, through, "datetime64[D]"))


def told(rows: list[dict], grouping: str) -> dict[str, list[int]]:
    """Level -> the days told."""
    shown = [row for row in rows if row["grouping"] == grouping and row["status"] == "shown"]
    return {row["level"]: [r["day"] for r in shown if r["level"] == row["level"]] for row in shown}


def half(size: int = SIZE) -> np.ndarray:
    return np.where(np.arange(size) % 2, "yes", "no")


def test_parts_are_told_only_on_days_on_which_their_whole_is():
    """`trend` hides a month of everybody's returns within 180 days, so nothing is told on day 180."""
    hidden = {
        "measure_id": "return_to_custody_180d", "events": 100.0, "people": float(SIZE), "others": 0.0,
        "hidden": 1, "hidden_people": 0, "early": 0,
    }  # fmt: skip
    assert 180 in told(_cohort_rows(cohort(smi=half()), {}, PARTNERS), "smi")["yes"]
    rows = _cohort_rows(cohort(smi=half()), {("county", "all", "all", 2024): [hidden]}, PARTNERS)
    whole = told(rows, "all")["all"]
    assert 180 not in whole
    assert all(set(part) <= set(whole) for part in told(rows, "smi").values())


def test_where_the_whole_does_not_tell_the_landmark_no_curve_starts_on_it():
    """Eight leave in the first month: day 30 would tell them, and a curve from day 30 on its size."""
    program = np.where(np.arange(SIZE) % 2, "started", "not_started")
    assert set(told(_cohort_rows(cohort(program=program), {}, PARTNERS), "program")) == set(program)
    days = np.maximum(stays().days, LANDMARK + 1)
    days[:8] = 10
    rows = _cohort_rows(cohort(of=stays(days=days), program=program), {}, PARTNERS)
    assert LANDMARK not in told(rows, "all")["all"]
    assert told(rows, "program") == {}


def test_who_cannot_be_sorted_by_program_has_no_curve():
    program = np.array(["started", "not_started", "unknown"])[np.arange(SIZE) % 3]
    rows = _cohort_rows(cohort(program=program), {}, PARTNERS)
    assert {row["level"] for row in rows if row["grouping"] == "program"} == {"started", "not_started"}


def test_a_cohort_of_which_the_funnel_tells_all_but_a_few_has_no_curve():
    one = cohort(RETENTION, service_type=np.full(SIZE, "act"))
    assert told(_cohort_rows(one, {}, PARTNERS), "service_type")
    one.funnel["act"] = Passed(early=400, left=1600, retained=SIZE - 4, completed=700)
    assert told(_cohort_rows(one, {}, PARTNERS), "service_type") == {}


@pytest.mark.parametrize(
    ("kind", "through", "mature"),
    [
        (RETURN, "2025-12-30", False),
        (RETURN, "2025-12-31", True),
        (RETENTION, "2025-06-28", False),
        (RETENTION, "2025-06-29", True),
    ],
)
def test_a_cohort_is_mature_when_the_last_day_of_its_year_was_followed_long_enough(kind, through, mature):
    """365 days after a release, 180 after a start; from Dec 31, 2024."""
    assert {row["mature"] for row in _cohort_rows(cohort(kind, through), {}, PARTNERS)} == {mature}


def test_a_service_is_followed_as_long_as_its_own_agencies():
    """Probation's rows end a month before the others': that is no reason to say so of ACT."""
    one = cohort(RETENTION, service_type=np.where(half() == "yes", "act", "probation"))
    one.through[half() == "no"] = np.datetime64("2026-09-30")
    until = {row["level"]: row["through_date"] for row in _cohort_rows(one, {}, PARTNERS)}
    assert until == {"act": date(2026, 10, 31), "probation": date(2026, 9, 30)}
