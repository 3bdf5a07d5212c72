"""Where hiding single numbers does not help, no more series are withheld than it takes."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np
import pytest

from etl.disclose import attack, withhold
from etl.disclose.rules import PARTNERS
from tests.etl.disclose.county import PARTNERSHIP, County, definition

SERIES = 4
WITHIN_STARTS = ({"cell": "denominator", "of": "m", "of_cell": "numerator"},)


def table() -> SimpleNamespace:
    """A row for each number, totals but for the last: that is a breakdown's."""
    rows = np.arange(1 + SERIES)
    names = SimpleNamespace(breakdowns=["all", "kind"])
    cells = SimpleNamespace(measure=np.zeros_like(rows), breakdown=(rows == SERIES).astype(int), names=names)
    entries = {"equality": np.repeat(np.arange(SERIES), 2), "variable": np.array([0, 1, 0, 2, 0, 3, 0, 4])}
    return SimpleNamespace(row=rows, cells=cells, equalities=SERIES, **entries)


@dataclass
class Numbers:
    """Class 0 is small and hidden; 1 to 4 are told, each by a series and in an equality of its own."""

    hidden: np.ndarray = field(default_factory=lambda: np.arange(1 + SERIES) == 0)
    target: np.ndarray = field(default_factory=lambda: np.arange(1 + SERIES) == 0)
    number: np.ndarray = field(default_factory=lambda: np.arange(1 + SERIES))
    size: int = 1 + SERIES
    equality: np.ndarray = field(default_factory=lambda: np.repeat(np.arange(SERIES), 2))
    member: np.ndarray = field(default_factory=lambda: np.array([0, 1, 0, 2, 0, 3, 0, 4]))
    sign: np.ndarray = field(default_factory=lambda: np.array([1, -1] * SERIES))
    system: SimpleNamespace = field(default_factory=table)


def breach(*equalities: int) -> attack.Breach:
    """Class 0 can be worked out, as these equalities prove."""
    return attack.Breach(np.array([0]), np.array([-1]), np.zeros(1), [np.array(equalities, dtype=np.int64)])


def helpful(monkeypatch, needed: set[int], allowed: list[bool]) -> list[int]:
    """The series chosen where the number is safe once the `needed` are gone; each proof names two series."""
    told = np.arange(1 + SERIES) > 0
    cost = np.array([0.0, 1, 2, 3, 4])
    around = withhold.Around(Numbers(), cost, told, np.arange(-1, SERIES), SERIES)

    def breaches(tried, policy, memory):
        gone = set(np.flatnonzero(tried.hidden[1:]).tolist())
        if needed <= gone:
            return attack.NOTHING
        left = [series for series in range(SERIES) if series not in gone]
        return breach(*left[:2])

    monkeypatch.setattr(attack, "breaches", breaches)
    memory = SimpleNamespace(borrowed=lambda: None)
    return np.flatnonzero(around.helpful(breach(0, 1), np.array(allowed), PARTNERS, memory)).tolist()


@pytest.mark.parametrize("needed", [{3}, {0}, {1, 2}, {0, 1, 2, 3}])
def test_a_series_that_only_lends_a_number_to_one_proof_stays(monkeypatch, needed):
    assert helpful(monkeypatch, needed, [True] * SERIES) == sorted(needed)


def test_nothing_is_withheld_where_that_mends_nothing(monkeypatch):
    assert helpful(monkeypatch, {3}, [True, True, True, False]) == []


def test_a_breakdown_that_nobody_tells_any_more_binds_nobody(monkeypatch):
    """Its levels at agencies stand in equalities only because somebody tells them."""
    seen = []
    monkeypatch.setattr(
        attack, "breaches", lambda tried, *_: seen.append(set(tried.equality.tolist())) or attack.NOTHING
    )
    around = withhold.Around(Numbers(), np.ones(5), np.arange(5) > 0, np.arange(-1, SERIES), SERIES)
    for gone in (3, 0):
        around._without(np.arange(SERIES) == gone, np.array([0]), PARTNERS, SimpleNamespace(borrowed=dict))
    assert seen == [{0, 1, 2}, {0, 1, 2, 3}]


def test_a_zero_that_nobody_is_told_yet_hides_nothing():
    """Nobody left in any month: those who stayed are all who started, and that is a number which shows."""
    leaving = definition("left", "km", additive={"scope": False, "time": False}, within=WITHIN_STARTS)
    made = County({"m": definition("m"), "left": leaving})
    made.put("a", [30] * 14 + [5], program="p").put("a", [0] * 14, [30] * 14, measure="left", program="p")
    release = made.release()
    assert release.numbers(PARTNERSHIP) == [30] * 14 + [None]
    for scope in (PARTNERSHIP, "a", "p"):
        assert {(row.numerator, row.denominator) for row in release.series(scope, measure="left")} == {
            (0, 30)
        }
    assert release.report.passed
