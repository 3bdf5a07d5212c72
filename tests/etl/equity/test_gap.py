"""Whether a gap really changes: narrowing is an improvement from either side, and holes break a run."""

import datetime as dt

import duckdb
import pytest

from etl.equity import tables
from etl.equity.tables import judged_gap

FIRST = 2023 * 4  # January to March 2023, on the grid of quarters
NORMAL = [10.0, 11.0, 9.0, 10.5, 9.5, 10.0, 11.0, 9.0, 10.5, 9.5, 10.0, 11.0, 9.0]


def judged(gaps: list[float | None], first: int = FIRST) -> tuple[dict, list[dict]]:
    """The verdict and the points of a gap quarter by quarter; None is a quarter without one."""
    steps = [first + n for n, gap in enumerate(gaps) if gap is not None]
    return judged_gap("quarter", first, steps, [gap for gap in gaps if gap is not None])


@pytest.mark.parametrize(
    ("side", "last", "code", "direction", "narrowing"),
    [
        (1, 2.0, "improvement", "down", True),  # above zero and falling: nearer to it
        (1, 18.0, "concern", "up", False),
        (-1, -2.0, "improvement", "up", True),  # below zero and rising: nearer to it too
        (-1, -18.0, "concern", "down", False),
    ],
)
def test_a_gap_that_comes_nearer_to_zero_is_an_improvement_from_either_side(
    side, last, code, direction, narrowing
):
    verdict, points = judged([*(side * gap for gap in NORMAL), last])
    assert (verdict["code"], verdict["direction"]) == (code, direction)
    assert verdict["gap"] == ("above" if side > 0 else "below")
    newest = points[-1]
    assert (newest["signal"], newest["direction"], newest["narrowing"]) == ("point", direction, narrowing)
    assert all(point["narrowing"] is None and point["signal"] == "" for point in points[:-1])


@pytest.mark.parametrize("side", [1, -1])
def test_a_gap_that_turns_into_a_wider_one_on_the_other_side_is_no_improvement(side):
    around_zero = [side * (gap - 9.5) for gap in NORMAL]
    verdict, points = judged([*around_zero, side * -9.0])
    assert (verdict["code"], points[-1]["narrowing"]) == ("concern", False)
    verdict, points = judged([*(side * gap for gap in NORMAL), side * -2.0])
    assert (verdict["code"], points[-1]["narrowing"]) == ("improvement", True)


def test_the_verdict_names_its_period_and_every_point_has_the_limits_it_is_judged_by():
    """By hand: mean 10; moving ranges 1, 2, 1.5, 1 and 0.5, of mean 1.2; limits 10 -+ 2.66 x 1.2."""
    verdict, points = judged([10.0, 11.0, 9.0, 10.5, 9.5, 10.0])
    assert (verdict["code"], verdict["n_points"]) == ("early", 6)
    assert verdict["period"] == points[-1]["period"] == dt.date(2024, 4, 1)
    for point in points:
        assert point["center"] == pytest.approx(10)
        assert point["limit_low"] == pytest.approx(6.808)
        assert point["limit_high"] == pytest.approx(13.192)


def test_an_earlier_quarter_outside_the_limits_stays_marked_when_the_newest_is_usual():
    verdict, points = judged([*NORMAL[:6], 20.0, *NORMAL[6:]])
    assert verdict["code"] == "normal"
    assert [(point["period"], point["signal"]) for point in points if point["signal"]] == [
        (dt.date(2024, 7, 1), "point")
    ]


def test_a_quarter_without_a_gap_is_no_point_and_breaks_a_run():
    run = [10.0, 14.0] * 3 + [10.0] * 6
    assert judged([*run, 10.0])[0]["code"] != "normal"  # seven in a row below the mean
    verdict, points = judged([*run[:9], None, *run[9:], 10.0])
    assert verdict["code"] == "normal"
    assert len(points) == verdict["n_points"] == 13


def test_too_few_quarters_have_points_without_limits():
    verdict, points = judged([1.0, 2.0, None, 3.0])
    assert (verdict["code"], verdict["n_points"], len(points)) == ("too_few", 3, 3)
    assert {point["limit_low"] for point in points} == {None}


def test_both_tables_are_made_of_the_final_periods_of_the_groups_alone():
    con = duckdb.connect()
    con.execute("""
        create temp table disparity as
        select 'm' as measure_id, 'partnership' as scope_kind, 'p' as scope, counting,
            'sex' as characteristic, 'female' as level, 'male' as reference, 'quarter' as grain,
            make_date(2023 + n // 4, 1 + n % 4 * 3, 1) as period, 5.0 + n % 3 as gap, 'told' as status,
            n = 11 as provisional
        from range(12) as t(n), (values ('alone'), ('any')) as c(counting)
    """)
    tables._judged(con)
    assert con.execute("select n_points, period, gap from disparity_trend").fetchall() == [
        (11, dt.date(2025, 7, 1), "above")
    ]
    assert con.execute("select count(*), max(period) from disparity_gap").fetchone() == (
        11, dt.date(2025, 7, 1)
    )  # fmt: skip
