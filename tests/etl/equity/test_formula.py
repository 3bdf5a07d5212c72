"""The relative rate index against published worked examples, and where there is nothing to say."""

import numpy as np
import pytest

from etl.equity.formula import compare


def one(events, base, ref_events, ref_base, of_residents=False) -> dict:
    """One comparison as plain numbers."""
    found = compare([events], [base], [ref_events], [ref_base], [of_residents])
    return {name: values[0].item() for name, values in found.items()}


def test_the_ratio_and_its_interval_are_those_of_the_physicians_health_study():
    """A. Agresti, An Introduction to Categorical Data Analysis (2007), 2.2.3: 1.82, interval 1.43 to 2.31."""
    found = one(189, 11034, 104, 11037)
    assert round(found["rri"], 2) == 1.82
    assert (round(found["low"], 2), round(found["high"], 2)) == (1.43, 2.31)


def test_on_small_bases_the_interval_is_that_of_the_heart_disease_study():
    """H. Sahai and A. Khurshid, Statistics in Epidemiology (1996), example 3.1, as in the SciPy reference."""
    found = one(27, 122, 44, 487)
    assert found["rri"] == pytest.approx(2.4495156482861398)
    assert (found["low"], found["high"]) == pytest.approx((1.5836990926700116, 3.7886786315466354), rel=2e-5)


def test_on_the_smallest_bases_the_interval_is_that_worked_by_hand():
    """ln(46/22) = .7376; 1/23 + 1/11 - 1/50 - 1/50 = .09439, its root .30723; e^(.7376 -+ 1.96 x .30723)."""
    found = one(23, 50, 11, 50)
    assert (found["low"], found["high"]) == pytest.approx((1.145, 3.818), abs=0.001)


def test_the_gap_is_in_percentage_points_and_the_excess_in_events():
    found = one(60, 300, 250, 1000)
    assert found["rri"] == pytest.approx(0.8)
    assert found["gap"] == pytest.approx(-5.0)
    assert found["excess"] == pytest.approx(-15.0)


def test_over_residents_a_rate_is_per_thousand_and_an_event_no_share_of_its_base():
    found = one(200, 10_000, 400, 40_000, of_residents=True)
    assert (found["rate"], found["ref_rate"], found["gap"]) == (20, 10, 10)
    spread = np.exp(1.96 * np.sqrt(1 / 200 + 1 / 400))
    assert found["high"] == pytest.approx(2 * spread)


def test_the_reference_beside_itself_is_one():
    assert one(50, 200, 50, 200)["rri"] == 1


@pytest.mark.parametrize(
    ("numbers", "status"),
    [
        ((0, 0, 40, 200), "no_cases"),
        ((30, 100, 0, 0), "no_cases"),
        ((2, 3, 40, 200), "few"),
        ((3, 200, 40, 200), "few"),
        ((40, 200, 3, 200), "few"),
        ((40, 200, 0, 200), "few"),
        ((np.nan, 200, 40, 200), "few"),
        ((40, 200, np.nan, np.nan), "few"),
        ((0, 200, 40, 200), "zero"),
        ((11, 30, 11, 30), "told"),
    ],
)
def test_small_groups_are_never_a_wild_ratio(numbers, status):
    found = one(*numbers)
    assert found["status"] == status
    assert np.isnan(found["rri"]) == (status != "told")
    assert np.isnan(found["low"]) == np.isnan(found["high"]) == (status != "told")


def test_nobody_of_a_group_that_is_large_enough_has_a_gap_but_no_ratio():
    found = one(0, 200, 40, 200)
    assert (found["gap"], found["excess"]) == (-20, -40)
