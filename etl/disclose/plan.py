"""What may be shown before anything is worked out: thresholds row by row, and one grain for every series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.disclose import rules
from etl.disclose.cells import PUBLIC_DENOMINATOR, WITH_COMPLEMENT, Cells
from etl.disclose.rules import Policy


@dataclass(frozen=True)
class Primary:
    """bool by row: what the thresholds alone decide. A hidden complement hides the numerator."""

    numerator: np.ndarray
    denominator: np.ndarray
    complement: np.ndarray
    few: np.ndarray  # bool (rows, 3): numerator, denominator, complement are few themselves
    exempt: np.ndarray  # an exact total: released as it is
    value: np.ndarray  # the rate, median or count itself may show


def has_denominator(cells: Cells) -> np.ndarray:
    """bool by row: the denominator counts people or events (not days of a month, not places) and is told."""
    return ~np.isnan(cells.denominator) & ~cells.agg(*PUBLIC_DENOMINATOR) & ~n_untold(cells)


def has_complement(cells: Cells) -> np.ndarray:
    """bool by row: denominator - numerator is a count of people or events."""
    both = ~np.isnan(cells.numerator) & ~np.isnan(cells.denominator)
    return both & cells.agg(*WITH_COMPLEMENT) & (cells.denominator >= cells.numerator)


def primary(cells: Cells, policy: Policy) -> Primary:
    """The thresholds of the policy on every row."""
    exempt = ~cells.personal() if policy.totals_exact else np.zeros(cells.size, dtype=bool)
    numerator = rules.must_hide(cells.numerator, cells.numerator_people, policy)
    days = np.where(cells.agg("mean_daily"), cells.denominator, np.nan)
    a_day = cells.numerator / days  # people on an average day
    numerator = (numerator | rules.must_hide(a_day, cells.numerator_people, policy)) & ~exempt
    denominator = rules.must_hide(cells.denominator, cells.denominator_people, policy)
    denominator &= has_denominator(cells) & ~exempt
    complement = rules.must_hide_complement(
        cells.numerator, cells.denominator, cells.numerator_people, cells.denominator_people, policy
    )
    complement &= has_complement(cells) & ~exempt
    few = np.column_stack([numerator, denominator, complement])
    hidden_numerator = numerator | complement | (denominator & (cells.numerator > 0))
    value = cells.measured & enough_for_value(cells, policy) & ~hidden_numerator & ~denominator
    return Primary(hidden_numerator, denominator, complement, few, exempt, value)


def enough_for_value(cells: Cells, policy: Policy) -> np.ndarray:
    """bool by row: the denominator carries a rate, the n a median; a count needs neither."""
    rate = cells.agg("proportion", "km", "distinct") & ~np.isnan(cells.denominator)
    median, ratio = cells.agg("median", "mean"), cells.agg("ratio_of_medians")
    smaller = np.minimum(cells.numerator, cells.denominator)
    return (
        (~rate | rules.rate_may_show(cells.denominator, policy))
        & (~median | rules.median_may_show(cells.denominator, policy))
        & (~ratio | rules.median_may_show(smaller, policy))
    )


@dataclass
class Grains:
    """Which grain each series goes by. A series is (measure, scope, breakdown), all its levels together.

    series: number of the series by row. there, open: bool (series, 3), the grain exists, the grain may still
    be used. A series that shows too little even by its coarsest grain has none open: it is withheld.
    """

    series: np.ndarray
    grain: np.ndarray
    there: np.ndarray
    open: np.ndarray

    def chosen(self) -> np.ndarray:
        """int by series: the finest grain still open, or else the coarsest there is."""
        coarsest = 2 - np.argmax(self.there[:, ::-1], axis=1)
        return np.where(self.open.any(axis=1), np.argmax(self.open, axis=1), coarsest)

    def listed(self) -> np.ndarray:
        """bool by row: it stands in the release, if only as hidden."""
        return self.grain == self.chosen()[self.series]

    def released(self) -> np.ndarray:
        """bool by row: it stands in the release and its series is not withheld."""
        return self.listed() & self.open.any(axis=1)[self.series]

    def close(self, too_little: np.ndarray) -> bool:
        """Closes the grain that these series (bool by series) go by now; whether anything changed."""
        at = np.flatnonzero(too_little & self.open.any(axis=1))
        self.open[at, self.chosen()[at]] = False
        return bool(at.size)


def choose_grains(cells: Cells, may_show: np.ndarray, policy: Policy) -> Grains:
    """Every series by the finest grain at which the thresholds let enough of its measured cells show."""
    series, n = families(cells)
    slot = series * 3 + cells.grain
    there = np.bincount(slot, minlength=n * 3).reshape(n, 3) > 0
    enough = share_shown(cells, may_show, slot, n * 3).reshape(n, 3) >= least_shown(cells, series, n, policy)
    open_to_all = np.bincount(series[may_be_told(cells)], minlength=n) > 0
    return Grains(series, cells.grain, there, there & enough & open_to_all[:, None])


def may_be_told(cells: Cells) -> np.ndarray:
    """bool by row: its measure is told for such a scope, and its breakdown is told at all.

    What is not told is still worked out: agencies know their own rows, told or not, so these stay in the
    system of what insiders know (see `grains_in_play`).
    """
    names = cells.names
    kinds = [kind for kind, _ in names.scopes]
    told_for = [getattr(each, "told_for", kinds) for each in names.definitions]
    counted = [each.grain_breakdowns.get("counted", ()) for each in names.definitions]
    scopes = np.array([[kind in told for kind in kinds] for told in told_for])
    breakdowns = np.array([[name not in never for name in names.breakdowns] for never in counted])
    return scopes[cells.measure, cells.scope] & breakdowns[cells.measure, cells.breakdown]


def least_shown(cells: Cells, series: np.ndarray, n: int, policy: Policy) -> np.ndarray:
    """float64 (series, 3): the part of it that must show by each grain; nothing where a measure says so.

    By year less is asked for: no coarser grain is left, and a table of some kinds of service says more than
    none.
    """
    any_part = np.bincount(series[told_in_part(cells)], minlength=n) > 0
    by_grain = np.array([policy.share_shown, policy.share_shown, policy.share_by_year])
    return np.where(any_part[:, None], 0.0, by_grain)


def n_untold(cells: Cells) -> np.ndarray:
    """bool by row: its measure never tells out of how many its value is; that there are enough, it does."""
    of_measure = np.array([bool(getattr(each, "n_untold", False)) for each in cells.names.definitions])
    return of_measure[cells.measure]


def told_in_part(cells: Cells) -> np.ndarray:
    """bool by row: its measure is told however few of its groups may show."""
    return np.array([bool(getattr(each, "partly", False)) for each in cells.names.definitions])[cells.measure]


def one_grain(cells: Cells, grains: Grains, wide: np.ndarray, movable: np.ndarray) -> None:
    """Sends each breakdown of a measure to one grain in all scopes: that of the widest that tells it.

    A series that cannot be shown at that grain is withheld. Otherwise months of the whole less quarters of
    some parts would give the quarters of another away. wide: bool by row, of the partnership or a county;
    movable: bool by series.
    """
    count = len(grains.there)
    family = np.full(count, -1)
    family[grains.series] = cells.measure * len(cells.names.breakdowns) + cells.breakdown
    is_wide = np.bincount(grains.series[wide], minlength=count) > 0
    leveled = np.bincount(grains.series[cells.breakdown > 0], minlength=count) > 0
    told = grains.open.any(axis=1) & leveled
    goes_by = np.full(int(family.max()) + 1, -1)
    for first in (told & ~is_wide, told & is_wide):  # the wide overrule the others
        at = np.full(goes_by.size, -1)
        np.maximum.at(at, family[first], grains.chosen()[first])
        goes_by = np.where(at >= 0, at, goes_by)
    wanted = np.flatnonzero(told & movable)
    grain = goes_by[family[wanted]]
    can = grains.open[wanted, grain]
    grains.open[wanted] &= can[:, None] & (np.arange(3) >= grain[:, None])


def share_shown(cells: Cells, may_show: np.ndarray, group: np.ndarray, groups: int) -> np.ndarray:
    """float64 by group: the part of its measured rows that show; 1 where nothing was measured.

    Nothing is counted where nobody was: a series that shows its zeros only shows nothing.
    """
    says = cells.measured & ((cells.numerator > 0) | (cells.denominator > 0))
    measured = np.bincount(group, says, groups)
    shown = np.bincount(group, says & may_show, groups)
    return np.where(measured > 0, shown / np.maximum(measured, 1), 1.0)


def families(cells: Cells) -> tuple[np.ndarray, int]:
    """(number of the series (measure, scope, breakdown) of each row, how many series there are)."""
    scopes, breakdowns = len(cells.names.scopes), len(cells.names.breakdowns)
    key = (cells.measure.astype(np.int64) * scopes + cells.scope) * breakdowns + cells.breakdown
    values, number = np.unique(key, return_inverse=True)
    return number, values.size


def grains_in_play(cells: Cells, told: np.ndarray) -> np.ndarray:
    """bool by row: its grain matters for what is released (`told`, bool by row) of its measure.

    Totals are by every grain: a sum can be found where its parts cannot, and what protects a total must not
    depend on which breakdowns are told later. A breakdown is in play at the grains by which it is told itself
    and those by which a whole that holds it is told; so are measures that are part of, or hold, a told one.
    (Who is left of a whole is known only where the part is told: a link with a `rest` waits for that.)
    Breakdowns go by one grain in all scopes (see `one_grain`). Where a whole is not in play by a grain, its
    untold parts at that grain say nothing more than by coarser grains: whatever the coarser cells are, finer
    ones can be found that add up to them (a table with given margins always can be filled).
    """
    names = cells.names
    shape = (len(names.measures), len(names.scopes), len(names.breakdowns), 3)
    known = np.zeros(shape, dtype=bool)
    known[cells.measure[told], cells.scope[told], cells.breakdown[told], cells.grain[told]] = True
    play = known.copy()
    parts = np.flatnonzero(names.parent >= 0)
    play[:, parts] |= known[:, names.parent[parts]]
    number = {measure: i for i, measure in enumerate(names.measures)}
    for each in names.definitions:
        for link in each.within:
            inner = number[each.id]
            outer = [number[name] for name in (link["of"], link.get("rest")) if name in number]
            play[outer] |= known[inner]
            if outer and "rest" not in link:
                play[inner] |= known[outer[0]]
    play[:, :, 0] = True
    return play[cells.measure, cells.scope, cells.breakdown, cells.grain]
