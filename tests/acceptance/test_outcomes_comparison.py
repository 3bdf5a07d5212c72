"""Comparison: what the page places and what it hides, against the demo's clean rows in plain pandas."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from scipy.stats import binom

from app import published, series
from app.outcomes import comparison
from app.outcomes.comparison import Window
from tests.acceptance.truth import PARTNERSHIP

pytestmark = [pytest.mark.acceptance, pytest.mark.xdist_group("demo")]
MEASURES = ["crisis_resolved_in_community", "exits_completed", "cit_response_rate"]
HIDDEN = ["bh_arrest_rate", "linkage_30", *MEASURES]
YEAR = Window(pd.Timestamp("2025-01-01"), 12, "2025")


@pytest.fixture
def build_id(pages_home, monkeypatch: pytest.MonkeyPatch) -> str:
    """The build that the dashboard serves."""
    monkeypatch.setenv("DASHBOARD_DATA", str(pages_home))
    return published.current()


def compared(build_id: str, measure: str, window: Window) -> comparison.Compared:
    """As the page puts them together."""
    scopes = [scope for scope in published.scopes(build_id) if scope.kind == "agency"]
    found = [one for scope in scopes if (one := series.one(build_id, measure, scope)) is not None]
    own = series.one(build_id, measure, series.home_scope(build_id))
    return comparison.compare(found, own, window)


@pytest.mark.parametrize("measure", MEASURES)
def test_every_number_placed_is_true(build_id, truth, measure):
    found = compared(build_id, measure, YEAR)
    names = {scope.name: scope.id for scope in published.scopes(build_id) if scope.kind == "agency"}
    true = truth.cells(measure, "year")
    assert found.placed
    for one in found.placed:
        cell = true["agency", names[one.name], "2025-01-01"]
        assert (one.numerator, one.denominator) == (cell.numerator, cell.denominator)
        assert one.value == pytest.approx(cell.value)
        share, n, z = cell.numerator / cell.denominator, cell.denominator, 1.959964
        middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
        spread = z * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
        assert (one.low, one.high) == pytest.approx((100 * (middle - spread), 100 * (middle + spread)))


@pytest.mark.parametrize("measure", MEASURES)
def test_who_lies_outside_is_what_the_binomial_says(build_id, truth, measure):
    found = compared(build_id, measure, YEAR)
    grain = series.one(build_id, measure, series.home_scope(build_id)).grain
    cells = truth.cells(measure, grain).items()  # by month without 42 CFR Part 2 programs, as it is told
    own = [cell for (_, scope, period), cell in cells if scope == PARTNERSHIP and period[:4] == "2025"]
    if found.pooled:  # not all of the partnership's own is told: its rate is that of those placed
        own = found.placed
    assert found.own == pytest.approx(sum(c.numerator for c in own) / sum(c.denominator for c in own))
    for one in found.placed:
        tail = min(
            binom.cdf(one.numerator, one.denominator, found.own),
            binom.sf(one.numerator - 1, one.denominator, found.own),
        )
        expected = "outside" if tail <= 0.001 else "edge" if tail <= 0.025 else "inside"
        assert one.place == expected


def test_hidden_agencies_are_named_and_not_placed(build_id):
    found = [compared(build_id, measure, YEAR) for measure in HIDDEN]
    assert any(each.hidden for each in found)
    for each in found:
        assert not set(each.hidden) & {one.name for one in each.placed}
