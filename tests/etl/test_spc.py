"""Statistical process control, as measures.md 'Is it a real change?' specifies it."""

import numpy as np
import pytest
from scipy.stats import binomtest

from etl import spc

GOLDEN = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
NAN = np.nan


def flat(n, center=0.0, width=3.0):
    """Limits of our own choosing, so that a rule can be seen alone."""
    return spc.Limits(np.full(n, center), np.full(n, center - width), np.full(n, center + width))


def found(values, limits=None):
    """[(rule, direction)] of each point; '.' where no rule flags it."""
    x = np.array(values, dtype=float)
    signals = spc.find_signals(x, limits or flat(x.size))
    marks = {0: "", 1: "+", -1: "-"}
    return [spc.RULES[r] + marks[int(d)] or "." for r, d in zip(signals.rule, signals.direction, strict=True)]


class TestXmrLimits:
    def test_golden_case(self):
        limits = spc.xmr_limits(np.array(GOLDEN, dtype=float))
        assert limits.center[0] == pytest.approx(1.9444, abs=5e-5)
        assert limits.low[0] == pytest.approx(-0.7156, abs=5e-5)  # never clipped at 0
        assert limits.high[0] == pytest.approx(4.6044, abs=5e-5)

    def test_the_golden_case_flags_the_ten_and_nothing_else(self):
        x = np.array(GOLDEN, dtype=float)
        assert [i for i, m in enumerate(found(x, spc.xmr_limits(x))) if m != "."] == [4]

    def test_ranges_are_screened_once_only(self):
        x = np.cumsum([0] + [1] * 20 + [3, 40])  # 40 goes; then 3 would go too, but screening is not repeated
        assert spc.xmr_limits(x.astype(float)).high[0] - x.mean() == pytest.approx(2.66 * 23 / 21)

    def test_a_range_at_exactly_3_267_means_is_dropped(self):
        ranges = np.array([1.0] * 10)
        big = spc.SCREEN * 10 / (11 - spc.SCREEN)  # big == 3.267 x mean of the eleven
        x = np.concatenate([[0.0], np.cumsum(np.append(ranges, big + 1e-9))])
        assert spc.xmr_limits(x).high[0] - x.mean() == pytest.approx(2.66)

    def test_a_constant_series_has_limits_at_its_mean_and_no_signal(self):
        x = np.full(12, 33.333333333)
        limits = spc.xmr_limits(x)
        assert limits.low[0] == limits.high[0] == pytest.approx(33.333333333)
        assert set(found(x, limits)) == {"."}

    def test_no_range_spans_a_gap(self):
        assert spc.moving_ranges(np.array([1, 2, NAN, 50, 51.0])).tolist() == [1, 1]


class TestLaney:
    def test_p_prime_by_hand(self):
        num, den = np.array([50.0, 60, 40, 55, 45, 50]), np.array([100.0, 100, 100, 100, 100, 200])
        mean = 300 / 700
        z = (num / den - mean) / np.sqrt(mean * (1 - mean) / den)
        width = 3 * np.sqrt(mean * (1 - mean) / den) * np.abs(np.diff(z)).mean() / 1.128
        limits = spc.p_prime_limits(num, den)
        np.testing.assert_allclose(limits.center, 100 * mean)
        np.testing.assert_allclose(limits.high, 100 * (mean + width))
        assert limits.high[5] < limits.high[0]  # a larger denominator has a narrower range

    def test_u_prime_by_hand(self):
        events, exposure = np.array([5.0, 9, 4, 8, 6, 7]), np.array([1.0, 2, 1, 2, 1, 2])
        mean = 39 / 9
        z = (events / exposure - mean) / np.sqrt(mean / exposure)
        width = 3 * np.sqrt(mean / exposure) * np.abs(np.diff(z)).mean() / 1.128
        np.testing.assert_allclose(spc.u_prime_limits(events, exposure, 10).low, 10 * (mean - width))

    def test_a_month_without_denominator_is_no_point(self):
        limits = spc.p_prime_limits(np.array([5.0, 0, 6, 5]), np.array([10.0, 0, 10, 10]))
        assert np.isnan(limits.high[1])
        assert limits.center[0] == pytest.approx(100 * 16 / 30)

    def test_all_or_nothing_has_no_width(self):
        limits = spc.p_prime_limits(np.full(8, 40.0), np.full(8, 40.0))
        assert set(found(np.full(8, 100.0), limits)) == {"."}


class TestRules:
    def test_1_a_point_outside_the_limits(self):
        assert found([0, 3.01, 0, -3.01, 3.0]) == [".", "point+", ".", "point-", "."]

    def test_2_seven_strictly_rising_all_flagged(self):
        assert found([5, -1, 0, 1, -1, 0, 1], flat(7, width=9)) == ["."] * 7
        rising = [-1.5, -1, -0.5, 0, 0.5, 1, 1.5]
        assert found(rising) == ["trend+"] * 7
        assert found([-x for x in rising]) == ["trend-"] * 7
        assert found(rising[:6]) == ["."] * 6

    def test_2_two_equal_points_break_a_trend(self):
        assert found([-1.5, -1, -0.5, -0.5, 0.5, 1, 1.5]) == ["."] * 7

    def test_3_two_of_three_beyond_the_near_limit_on_one_side(self):
        assert found([0.5, 2.1, 1, 2.2, -1]) == [".", "near+", ".", "near+", "."]
        assert found([-2.1, -2.1, -0.1]) == ["near-", "near-", "."]

    def test_3_needs_all_three_on_that_side(self):
        assert found([2.1, -0.1, 2.2]) == ["."] * 3
        assert found([2.1, 0.0, 2.2]) == ["."] * 3
        assert found([0, 2.1, 2.2, 0]) == ["."] * 4

    def test_3_a_point_on_the_near_limit_is_not_beyond_it(self):
        assert found([2.0, 1, 2.0]) == ["."] * 3

    def test_4_seven_in_a_row_on_one_side_all_flagged(self):
        assert found([1, 0.5] * 3 + [1]) == ["shift+"] * 7
        assert found([-1, -0.5] * 4 + [1]) == ["shift-"] * 8 + ["."]
        assert found([1, 0.5] * 3) == ["."] * 6

    def test_4_a_point_exactly_on_the_mean_breaks_the_run(self):
        assert found([1, 0.5, 1, 0.0, 0.5, 1, 0.5]) == ["."] * 7
        on_the_mean = 100 * 1 / 3  # equal in value, not in its last bit
        side = [on_the_mean + 1, on_the_mean + 0.5] * 3
        x = [*side, 100 / 3 * (1 + 1e-15), *side]
        assert "shift+" not in found(x, flat(13, center=on_the_mean))

    def test_a_missing_month_breaks_every_run(self):
        assert found([1, 0.5, 1, NAN, 0.5, 1, 0.5]) == ["."] * 7
        assert found([-1.5, -1, -0.5, NAN, 0.5, 1, 1.5, 1.8]) == ["."] * 8
        assert found([2.1, NAN, 2.2, 1]) == ["."] * 4

    def test_the_first_rule_names_the_point(self):
        assert found([1, 0.5, 1, 0.5, 1, 3.5, 1])[5] == "point+"
        assert found([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.6])[6:] == ["trend+", "shift+"]

    def test_length_and_start_of_the_run(self):
        signals = spc.find_signals(np.array([-1, 1, 0.5, 1, 0.5, 1, 0.5, 1, 0.5]), flat(9))
        assert signals.length[8] == 8
        assert signals.start[8] == 1
        near = spc.find_signals(np.array([-1, 2.1, 0.4, 2.2]), flat(4))
        assert (near.length[3], near.start[3]) == (2, 1)

    def test_an_empty_series(self):
        assert found([]) == []


@pytest.mark.parametrize(("k", "n"), [(0, 30), (1, 30), (15, 30), (30, 30), (700, 1000)])
def test_wilson_equals_scipy(k, n):
    low, high = spc.wilson(np.array([float(k)]), np.array([float(n)]))
    expected = binomtest(k, n).proportion_ci(method="wilson")
    assert low[0] == pytest.approx(100 * expected.low, abs=1e-9)
    assert high[0] == pytest.approx(100 * expected.high, abs=1e-9)


def test_wilson_of_nothing_is_unknown():
    low, _ = spc.wilson(np.array([0.0]), np.array([0.0]))
    assert np.isnan(low[0])
