"""The protection of one table of cells: thresholds, grains, siblings, linear programs until nothing fails.

Totals are decided first, by themselves: they are what a meeting asks for. The partnership's breakdowns come
second, those of agencies and programs last; each layer is protected by what is hidden in it, and a series
that cannot be protected so is withheld as a whole. Cell by cell over everything at once would hide a total to
keep one level of one of its breakdowns.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.sparse import csr_array

from etl.disclose import attack, plan, relations, suppress
from etl.disclose.cells import Cells
from etl.disclose.rules import Policy
from etl.disclose.state import Decided, State, begin

CHEAP = 5  # rounds of hiding a little more, before every doubtful target is solved for exactly
STEPS, FARTHER = 6, 5.0  # how far from a breach to look, and what a step costs
PATIENCE = 2  # rounds that did not help
REPAIRS = 20  # rounds of hiding a little more, before what still fails is withheld
AGAIN = (4, 1)  # times that totals, breakdowns go to coarser grains once they are repaired
REGRAINS = 6  # rounds of sending series that show too little to coarser grains


@dataclass
class Protected:
    """By row of the cells: listed in the release, told (its series is not withheld), what of it is hidden."""

    cells: Cells
    listed: np.ndarray
    told: np.ndarray
    hide_numerator: np.ndarray
    hide_denominator: np.ndarray
    facts: dict[str, int] = field(default_factory=dict)


@dataclass
class _Draft:
    """One attempt at given grains: rows in play, those told, the state of what is hidden."""

    cells: Cells
    told: np.ndarray
    state: State
    cost: np.ndarray
    facts: dict[str, int]

    def hidden_rows(self, others: Cells) -> tuple[np.ndarray, np.ndarray]:
        """(numerator, denominator): whether it is hidden, bool by row of the table these rows are from."""
        numerator, denominator = self.state.hidden_rows()
        return by_row_id(self.cells, numerator, others), by_row_id(self.cells, denominator, others)


def protect(cells: Cells, policy: Policy) -> Protected:
    """Decides for every row whether it is released, and what of it is hidden. Needs no database."""
    grains = plan.choose_grains(cells, plan.primary(cells, policy).value, policy)
    rows, decided = np.zeros(cells.size, dtype=bool), None
    for layer, whole in _layers(cells):
        rows = rows | layer
        draft = _settle(cells, grains, rows, decided, policy, whole)
        decided = Decided(rows, *draft.hidden_rows(cells))
    told = by_row_id(draft.cells, draft.told, cells)
    return Protected(
        cells, grains.listed(), told, decided.hide_numerator, decided.hide_denominator, draft.facts
    )


def _layers(cells: Cells) -> list[tuple[np.ndarray, bool]]:
    """By layer: bool by row, and whether its series are protected by withholding whole ones only.

    An agency's line is there or it is not; in the partnership's, single numbers may be missing.
    """
    wide, leveled = _wide(cells), cells.breakdown > 0
    kept = [(~leveled, False), (leveled & wide, False), (leveled & ~wide, True)]
    return [(rows, whole) for rows, whole in kept if rows.any()]


def _wide(cells: Cells) -> np.ndarray:
    """bool by row: of the partnership or a county."""
    return np.array([kind in ("partnership", "county") for kind, _ in cells.names.scopes])[cells.scope]


def _settle(
    cells: Cells, grains: plan.Grains, rows: np.ndarray, decided: Decided | None, policy: Policy, whole: bool
) -> _Draft:
    """Protects these rows (bool), of which those decided before stay as they are.

    Sends series of the others that show too little to coarser grains, and withholds what cannot be protected.
    """
    movable = _series_of(grains, rows & ~decided.rows if decided else rows)
    again = AGAIN[decided is not None]
    for turn in range(REGRAINS + again):
        plan.one_grain(cells, grains, _wide(cells), movable)
        draft = _draft(cells, grains, rows, decided, policy, whole)
        if turn >= REGRAINS and not whole:
            repair(draft.state, draft.cost, policy, attack.Memory(draft.state), CHEAP)
        little = movable & _too_little(cells, grains, draft, policy)
        if not grains.close(little) and (turn >= REGRAINS or whole):
            break
    plan.one_grain(cells, grains, _wide(cells), movable)
    draft = _draft(cells, grains, rows, decided, policy, whole)
    _finish(cells, grains, draft, movable, policy, whole)
    return draft


def _finish(
    cells: Cells, grains: plan.Grains, draft: _Draft, movable: np.ndarray, policy: Policy, whole: bool
) -> None:
    """Repairs to the end; what still can be worked out, or shows too little, is withheld.

    By coarser grains it would have to be protected once more.
    """
    memory = attack.Memory(draft.state)
    draft.facts["repaired"] = 0
    while policy.rules.audit:
        if whole:
            breach = attack.breaches(draft.state, policy, memory, memory.asked >= CHEAP)
        else:
            more, breach = repair(draft.state, draft.cost, policy, memory, REPAIRS)
            draft.facts["repaired"] += more
        if not breach.size:
            break
        chosen = _to_withhold(cells, grains, draft, breach, movable)
        if not chosen.any():
            return  # the audit will fail
        _stop_telling(cells, grains, draft, chosen)
    _stop_telling(cells, grains, draft, movable & _too_little(cells, grains, draft, policy))


def _stop_telling(cells: Cells, grains: plan.Grains, draft: _Draft, series: np.ndarray) -> None:
    """Withholds these series (bool): what nobody tells any more is hidden."""
    grains.open[series] = False
    draft.told &= by_row_id(cells, grains.released(), draft.cells)
    state, system = draft.state, draft.state.system
    told = (system.row >= 0) & draft.told[system.row]
    state.hidden |= ~np.bincount(state.number[told], minlength=state.size).astype(bool) & state.released


def _series_of(grains: plan.Grains, rows: np.ndarray) -> np.ndarray:
    """bool by series: it has one of these rows (bool)."""
    return np.bincount(grains.series[rows], minlength=len(grains.there)) > 0


def _draft(
    cells: Cells, grains: plan.Grains, rows: np.ndarray, decided: Decided | None, policy: Policy, whole: bool
) -> _Draft:
    """Thresholds and, unless whole series are to be withheld, siblings, at these grains."""
    shown = rows & grains.released() & (cells.measured | cells.no_cases)
    play = plan.grains_in_play(cells, shown)
    everything = relations.with_remainders(cells.take(np.flatnonzero(play)))
    told = by_row_id(cells, shown, everything)
    system = relations.build(everything, told, policy.rules)
    if decided:
        masks = (decided.rows, decided.hide_numerator, decided.hide_denominator)
        decided = Decided(*(by_row_id(cells, mask, everything) for mask in masks))
    state = begin(system, plan.primary(everything, policy), told, policy, decided)
    facts = {"cells": int(state.released.sum()), "thresholds": int((state.hidden & state.released).sum())}
    cost = suppress.costs(state, told)
    facts["siblings"] = 0 if whole else suppress.complete(state, cost, policy)
    return _Draft(everything, told, state, cost, facts)


def by_row_id(cells: Cells, flags: np.ndarray, others: Cells) -> np.ndarray:
    """The flags of rows carried to other rows of the same table; remainders have none."""
    largest = max(cells.row_id.max(initial=-1), others.row_id.max(initial=-1))
    by_id = np.zeros(int(largest) + 2, dtype=bool)  # one more, which the -1 of remainders finds
    by_id[cells.row_id[flags]] = True
    return by_id[others.row_id] & (others.row_id >= 0)


def _too_little(cells: Cells, grains: plan.Grains, draft: _Draft, policy: Policy) -> np.ndarray:
    """bool by series: less of it shows than the policy asks, now that siblings are hidden."""
    numerator, denominator = draft.state.hidden_rows()
    shown = draft.told & ~numerator & ~denominator & plan.enough_for_value(draft.cells, policy)
    visible = by_row_id(draft.cells, shown, cells)
    here = cells.take(np.flatnonzero(grains.listed()))
    series = grains.series[grains.listed()]
    share = plan.share_shown(here, visible[grains.listed()], series, len(grains.there))
    return share < policy.share_shown


def _to_withhold(
    cells: Cells, grains: plan.Grains, draft: _Draft, breach: attack.Breach, movable: np.ndarray
) -> np.ndarray:
    """bool by series: to be withheld, so that what could be worked out cannot be; none when none is left.

    For each breach the cheapest series of this layer that stands next to it or, where none does, further out
    among hidden numbers; where none is left, a breakdown decided before, then all breakdowns of this layer,
    and a total only at last.
    """
    leveled, still = _series_of(grains, cells.breakdown > 0), grains.open.any(axis=1)
    for allowed in (movable, leveled):
        chosen = _cheapest_series(cells, grains, draft, breach, allowed & still)
        if chosen.any():
            return chosen
    chosen = movable & leveled & still  # the whole layer of breakdowns rather than one total
    if not chosen.any():
        chosen = _cheapest_series(cells, grains, draft, breach, still)
    return chosen


def _cheapest_series(
    cells: Cells, grains: plan.Grains, draft: _Draft, breach: attack.Breach, allowed: np.ndarray
) -> np.ndarray:
    """bool by series: one a breach; one that serves several once. allowed: bool by series."""
    state, system = draft.state, draft.state.system
    place = np.full(int(cells.row_id.max(initial=-1)) + 2, -1)
    place[cells.row_id] = grains.series
    series = place[draft.cells.row_id]  # of each row, -1 for remainders
    told = np.flatnonzero((system.row >= 0) & draft.told[system.row] & (series[system.row] >= 0))
    ones = np.ones(told.size)
    shape = (state.size, len(grains.there))
    of_class = csr_array((ones, (state.number[told], series[system.row[told]])), shape=shape)
    links, chosen = _Links(state), np.zeros(len(grains.there), dtype=bool)
    for member in np.unique(breach.member):
        near = np.array([member])
        for _ in range(STEPS):
            near = links.around(near)
            touched = _spans(of_class, near)
            price = np.repeat(draft.cost[near], of_class.indptr[near + 1] - of_class.indptr[near])
            usable = allowed[touched]
            if chosen[touched].any() or usable.any():
                break
            near = near[state.hidden[near]]
        if usable.any() and not chosen[touched].any():
            chosen[touched[usable][np.argmin(price[usable])]] = True
    return chosen


def repair(
    state: State, cost: np.ndarray, policy: Policy, memory: attack.Memory, rounds: int
) -> tuple[int, attack.Breach]:
    """Hides more until no linear program breaks through, as long as that helps.

    Returns how many cells it hid, and what can still be worked out.
    """
    before, breach = int(state.hidden.sum()), attack.NOTHING
    least, stuck = np.inf, 0
    for turn in range(rounds if policy.rules.audit else 0):
        breach = attack.breaches(state, policy, memory, memory.asked >= CHEAP)
        stuck = stuck + 1 if breach.size >= least else 0
        if not breach.size or (turn > CHEAP and stuck >= PATIENCE):
            break
        least = min(least, breach.size)
        _hide_near(state, cost, breach)
        suppress.complete(state, cost, policy)
    return int(state.hidden.sum()) - before, breach


def _hide_near(state: State, cost: np.ndarray, breach: attack.Breach) -> None:
    """For each breach the cheapest number that its attacker lacks, hidden once where it serves several.

    It is looked for in the target's own equalities and a step or two further, where it counts as dearer.
    """
    links = _Links(state)
    fresh = np.zeros(state.size, dtype=bool)
    usable = suppress.may_hide(state)
    for member, attacker in zip(breach.member, breach.attacker, strict=True):
        near, best, price = np.array([member]), -1, np.inf
        for ring in range(STEPS):
            near = links.around(near)
            if ring == 0 and fresh[near].any():
                break
            found = near[usable[near] & ((attacker < 0) | (state.owner[near] != attacker))]
            if found.size and cost[found].min() * FARTHER**ring < price:
                best, price = found[np.argmin(cost[found])], cost[found].min() * FARTHER**ring
            if ring >= 1 and best >= 0:
                break
            near = near[state.hidden[near]]
        if best >= 0:
            fresh[best] = True
    state.hidden |= fresh
    state.settle()


class _Links:
    """Who stands with whom in an equality."""

    def __init__(self, state: State):
        ones = np.ones(state.member.size)
        self.of = csr_array(
            (ones, (state.member, state.equality)), shape=(state.size, state.system.equalities)
        )
        self.members = csr_array(self.of.T)

    def around(self, classes: np.ndarray) -> np.ndarray:
        """The classes in an equality with one of these, themselves included."""
        touched = np.unique(_spans(self.of, classes))
        return np.unique(np.concatenate([classes, _spans(self.members, touched)]))


def _spans(matrix: csr_array, rows: np.ndarray) -> np.ndarray:
    """The column numbers of these rows, one after the other."""
    begin, length = matrix.indptr[rows], matrix.indptr[rows + 1] - matrix.indptr[rows]
    ends = np.cumsum(length)
    return matrix.indices[np.repeat(begin - ends + length, length) + np.arange(length.sum())]
