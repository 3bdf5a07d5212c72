"""The protection of one table of cells: thresholds, grains, siblings, and linear programs until nothing fails."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from etl.disclose import attack, plan, relations, suppress
from etl.disclose.cells import Cells
from etl.disclose.rules import Policy
from etl.disclose.state import State, begin

REPAIRS = 6  # rounds of hiding a little more, before whole components go
REGRAINS = 6  # rounds of sending series that show too little to coarser grains


@dataclass
class Protected:
    """By row of the cells: listed in the release, told (its series is not withheld), and what of it is hidden."""

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


def protect(cells: Cells, policy: Policy) -> Protected:
    """Decides for every row whether it is released, and what of it is hidden. Needs no database."""
    grains = plan.choose_grains(cells, plan.primary(cells, policy).value, policy)
    for _ in range(REGRAINS):
        draft = _draft(cells, grains, policy)
        if not grains.close(_too_little(cells, grains, draft, policy)):
            break
    draft = _draft(cells, grains, policy)
    draft.facts["repaired"] = repair(draft.state, draft.cost, policy) if policy.rules.audit else 0
    hidden = (_by_row_id(draft.cells, rows, cells) for rows in draft.state.hidden_rows())
    told = _by_row_id(draft.cells, draft.told, cells)
    return Protected(cells, grains.listed(), told, *hidden, draft.facts)


def _draft(cells: Cells, grains: plan.Grains, policy: Policy) -> _Draft:
    """Thresholds and siblings, at these grains."""
    released = grains.released()
    play = plan.grains_in_play(cells, released)
    everything = relations.with_remainders(cells.take(np.flatnonzero(play)))
    told = _by_row_id(cells, released & (cells.measured | cells.no_cases), everything)
    system = relations.build(everything, told, policy.rules)
    state = begin(system, plan.primary(everything, policy), told, policy)
    facts = {"cells": int(state.released.sum()), "thresholds": int((state.hidden & state.released).sum())}
    cost = suppress.costs(state, told)
    facts["siblings"] = suppress.complete(state, cost, policy)
    return _Draft(everything, told, state, cost, facts)


def _by_row_id(cells: Cells, flags: np.ndarray, others: Cells) -> np.ndarray:
    """The flags of rows carried to other rows of the same table; remainders have none."""
    largest = max(cells.row_id.max(initial=-1), others.row_id.max(initial=-1))
    by_id = np.zeros(int(largest) + 2, dtype=bool)  # one more, which the -1 of remainders finds
    by_id[cells.row_id[flags]] = True
    return by_id[others.row_id] & (others.row_id >= 0)


def _too_little(cells: Cells, grains: plan.Grains, draft: _Draft, policy: Policy) -> np.ndarray:
    """bool by series: less of it shows than the policy asks, now that siblings are hidden."""
    numerator, denominator = draft.state.hidden_rows()
    shown = draft.told & ~numerator & ~denominator & plan.enough_for_value(draft.cells, policy)
    visible = _by_row_id(draft.cells, shown, cells)
    here = cells.take(np.flatnonzero(grains.listed()))
    series = grains.series[grains.listed()]
    share = plan.share_shown(here, visible[grains.listed()], series, len(grains.there))
    return share < policy.share_shown


def repair(state: State, cost: np.ndarray, policy: Policy) -> int:
    """Hides more until no linear program breaks through, or nothing is left to hide. Returns how many cells."""
    before = int(state.hidden.sum())
    only = None
    for turn in range(REPAIRS * 4):
        breach = attack.breaches(state, policy, only)
        if not breach.size:
            if only is None:
                break
            only = None  # what was near is mended: look at everything once more
            continue
        around = np.zeros(state.size, dtype=bool)
        around[breach.member] = True
        if turn >= REPAIRS * 2:
            _hide_component(state, breach)
        else:
            _hide_near(state, cost, breach)
        suppress.complete(state, cost, policy)
        only = around | (_neighbours(state, around) & state.hidden)
    return int(state.hidden.sum()) - before


def _neighbours(state: State, marked: np.ndarray) -> np.ndarray:
    """bool by class: in an equality with a marked one."""
    touched = np.zeros(state.system.equalities, dtype=bool)
    touched[state.equality[marked[state.member]]] = True
    near = np.zeros(state.size, dtype=bool)
    near[state.member[touched[state.equality]]] = True
    return near


def _hide_near(state: State, cost: np.ndarray, breach: attack.Breach) -> None:
    """For each breach the cheapest number that its attacker lacks, in the target's own equalities or, where all
    is hidden there, in those of its neighbours, and so on outwards."""
    for member, attacker in zip(breach.member, breach.attacker, strict=True):
        near = np.zeros(state.size, dtype=bool)
        near[member] = True
        for _ in range(6):
            near = _neighbours(state, near & (state.hidden | (np.arange(state.size) == member)))
            usable = np.flatnonzero(near & suppress.may_hide(state) & ((attacker < 0) | (state.owner != attacker)))
            if usable.size:
                state.hidden[usable[np.argmin(cost[usable])]] = True
                break
    state.settle()


def _hide_component(state: State, breach: attack.Breach) -> None:
    """Everything that may be hidden around the component of each breach."""
    whole = attack.problem(state)
    broken = np.unique(whole.component[np.isin(whole.member, breach.member)])
    inside = np.zeros(state.size, dtype=bool)
    inside[whole.member[np.isin(whole.component, broken)]] = True
    state.hidden |= _neighbours(state, inside) & suppress.may_hide(state)
    state.settle()
