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
RETRIES = 2  # times that repaired series which show too little go to coarser grains
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
    for layer in _layers(cells):
        rows = rows | layer
        draft = _settle(cells, grains, rows, decided, policy)
        decided = Decided(rows, *draft.hidden_rows(cells))
    told = by_row_id(draft.cells, draft.told, cells)
    return Protected(
        cells, grains.listed(), told, decided.hide_numerator, decided.hide_denominator, draft.facts
    )


def _layers(cells: Cells) -> list[np.ndarray]:
    """By layer, bool by row: totals; breakdowns of partnership and counties; of agencies and programs."""
    wide, leveled = _wide(cells), cells.breakdown > 0
    return [~leveled, leveled & wide, leveled & ~wide]


def _wide(cells: Cells) -> np.ndarray:
    """bool by row: of the partnership or a county."""
    return np.array([kind in ("partnership", "county") for kind, _ in cells.names.scopes])[cells.scope]


def _settle(
    cells: Cells, grains: plan.Grains, rows: np.ndarray, decided: Decided | None, policy: Policy
) -> _Draft:
    """Protects these rows (bool), of which those decided before stay as they are.

    Sends series of the others that show too little to coarser grains, and withholds what cannot be protected.
    """
    free = rows & ~decided.rows if decided else rows
    movable = _series_of(grains, free)
    for _ in range(REGRAINS):
        draft = _draft(cells, grains, rows, decided, policy)
        if not grains.close(movable & _too_little(cells, grains, draft, policy)):
            break
    repaired, turn, unfinished = 0, 0, True
    while unfinished:
        draft = _draft(cells, grains, rows, decided, policy)
        more, breach = repair(draft.state, draft.cost, policy, CHEAP if turn == 0 else REPAIRS)
        repaired, turn = repaired + more, turn + 1
        little = movable & _too_little(cells, grains, draft, policy)
        if turn == 1 and little.any():  # what is sent to coarser grains need not be protected to the end
            grains.close(little)
        elif breach.size:
            unfinished = _withhold(cells, grains, draft, breach, movable)
            grains.close(little)
        elif turn > RETRIES:  # coarser grains would have to be protected again: these series stay away
            unfinished = False
            grains.open[little] = False
            draft.told &= by_row_id(cells, grains.released(), draft.cells)
        else:
            unfinished = grains.close(little)
    draft.facts["repaired"] = repaired
    return draft


def _series_of(grains: plan.Grains, rows: np.ndarray) -> np.ndarray:
    """bool by series: it has one of these rows (bool)."""
    return np.bincount(grains.series[rows], minlength=len(grains.there)) > 0


def _draft(
    cells: Cells, grains: plan.Grains, rows: np.ndarray, decided: Decided | None, policy: Policy
) -> _Draft:
    """Thresholds and siblings, at these grains."""
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
    facts["siblings"] = suppress.complete(state, cost, policy)
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


def _withhold(
    cells: Cells, grains: plan.Grains, draft: _Draft, breach: attack.Breach, movable: np.ndarray
) -> bool:
    """Withholds series, so that what could be worked out cannot be. Returns whether any was left to withhold.

    For each breach the cheapest series of this layer that stands next to it or, where none does, further out
    among hidden numbers; where none is left, a breakdown decided before, or at last a total.
    """
    leveled = _series_of(grains, cells.breakdown > 0)
    for allowed in (movable, leveled, np.ones_like(leveled)):
        chosen = _cheapest_series(cells, grains, draft, breach, allowed & grains.open.any(axis=1))
        if chosen.size:
            grains.open[chosen] = False
            return True
    return False


def _cheapest_series(
    cells: Cells, grains: plan.Grains, draft: _Draft, breach: attack.Breach, allowed: np.ndarray
) -> np.ndarray:
    """Numbers of series to withhold, one a breach; one that serves several once. allowed: bool by series."""
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
            price = np.repeat(draft.cost[near], np.diff(of_class.indptr)[near])
            usable = allowed[touched]
            if chosen[touched].any() or usable.any():
                break
            near = near[state.hidden[near]]
        if usable.any() and not chosen[touched].any():
            chosen[touched[usable][np.argmin(price[usable])]] = True
    return np.flatnonzero(chosen)


def repair(
    state: State, cost: np.ndarray, policy: Policy, rounds: int = REPAIRS
) -> tuple[int, attack.Breach]:
    """Hides more until no linear program breaks through, as long as that helps.

    Returns how many cells it hid, and what can still be worked out.
    """
    before, memory, breach = int(state.hidden.sum()), attack.Memory(state), attack.NOTHING
    least, stuck = np.inf, 0
    for turn in range(rounds if policy.rules.audit else 0):
        breach = attack.breaches(state, policy, memory, exact=turn >= CHEAP)
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
    return matrix[rows].indices
