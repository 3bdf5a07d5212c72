"""What chance alone gives, against published worked examples and what the limits are by definition."""

import math

import pytest
from scipy.stats import binom

from app.outcomes import funnel


def test_wilson_interval_of_81_of_263():
    """R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, table I, method 3."""
    low, high = funnel.wilson(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


@pytest.mark.parametrize(
    ("events", "n", "low", "high"), [(15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
)
def test_wilson_intervals_of_the_same_table(events, n, low, high):
    assert funnel.wilson(events, n) == pytest.approx((low, high), abs=5e-5)


def test_no_interval_where_there_were_no_cases():
    assert funnel.wilson(0, 0) is None


@pytest.mark.parametrize(("events", "low", "high"), [(0, 0, 3.689), (1, 0.0253, 5.572), (10, 4.795, 18.39)])
def test_exact_intervals_of_counts(events, low, high):
    """F. Garwood, Biometrika 28 (1936), as tabled by Pearson and Hartley."""
    assert funnel.poisson(events) == pytest.approx((low, high), abs=0.002)


@pytest.mark.parametrize("level", [funnel.EDGE, funnel.OUTSIDE])
@pytest.mark.parametrize(("share", "n"), [(0.1, 60), (0.5, 33), (0.876, 5000)])
def test_limits_leave_the_tails_that_they_name(share, n, level):
    """Spiegelhalter (2005), A.1.1: the limit lies between the counts on both sides of its tail."""
    low, high = funnel.limits(share, n, level)
    tail = (1 - level) / 2
    assert low == 0 or binom.cdf(math.floor(low * n), n, share) <= tail + 1e-9
    assert binom.cdf(math.ceil(low * n), n, share) >= tail
    assert binom.sf(math.ceil(high * n), n, share) <= tail + 1e-9
    assert low < share < high


def test_limits_of_many_cases_are_two_and_three_standard_deviations():
    width = math.sqrt(0.3 * 0.7 / 40_000)
    for level, z in ((0.95, 1.96), (0.998, 3.09)):
        low, high = funnel.limits(0.3, 40_000, level)
        assert (0.3 - low, high - 0.3) == pytest.approx((z * width, z * width), rel=0.01)


def test_where_a_proportion_lies():
    alone = funnel.Spread(1.0, False, False)
    assert funnel.place(50, 100, 0.5, alone) == "inside"
    assert funnel.place(61, 100, 0.5, alone) == "edge"
    assert funnel.place(70, 100, 0.5, alone) == "outside"


def test_one_of_two_is_luck():
    assert funnel.place(2, 2, 0.5, funnel.Spread(1.0, False, False)) == "inside"


def test_spread_of_chance_alone_is_about_one_and_is_not_adjusted():
    events = [binom.ppf((i + 0.5) / 20, 400, 0.4) for i in range(20)]
    found = funnel.dispersion(events, [400] * 20, 0.4)
    assert 0.5 < found.phi < 1.1  # winsorized: somewhat below 1
    assert not found.more_than_chance


def test_institutions_that_spread_further_widen_the_limits_when_there_are_enough():
    many = funnel.dispersion([100, 200] * 6, [400] * 12, 0.375)
    few = funnel.dispersion([100, 200], [400] * 2, 0.375)
    assert many.more_than_chance and many.adjusted
    assert few.more_than_chance and not few.adjusted
    assert many.phi == pytest.approx((50 / 400) ** 2 / (0.375 * 0.625 / 400))
    low, high = funnel.widened((0.36, 0.39), 0.375, many)
    assert (0.375 - low, high - 0.375) == pytest.approx([0.015 * math.sqrt(many.phi)] * 2)
