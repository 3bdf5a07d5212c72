"""Complementary suppression: siblings are hidden until no equality gives a hidden cell away by itself.

Each round looks at every equality at once. What is hidden in it, and not known to the attacker, must be two
numbers or more, with room between them. Where it is not, the cheapest shown number in it is hidden too: cells
of programs and levels before agencies and totals, and always of the series that is hidden most already, so
that a line is either there or not and does not flicker from month to month.
"""

from __future__ import annotations

import numpy as np

from etl.disclose.cells import MONTHS_OF, Cells
from etl.disclose.rules import Policy
from etl.disclose.state import State

KIND_COST = {"program": 1.0, "agency": 2.0, "county": 4.0, "group": 4.0, "partnership": 8.0}
ROUNDS = 200
EPS = 1e-6


def costs(state: State, released: np.ndarray) -> np.ndarray:
    """float64 by class: what hiding it takes away, equal for all periods of a series; a year is 12 months."""
    cells = state.system.cells
    kind = np.array([KIND_COST.get(kind, 4.0) for kind, _ in cells.names.scopes])[cells.scope]
    total = np.where(cells.breakdown == 0, 2.0, 1.0)
    numerator, _ = state.hidden_rows()
    series = _series(cells)
    size = np.nan_to_num(np.where(np.isnan(cells.numerator), cells.denominator, cells.numerator))
    seen = np.bincount(series, released & ~numerator) / np.maximum(np.bincount(series, released), 1)
    volume = np.bincount(series, size) / np.bincount(series)
    asked = cells.names.asked[cells.measure, cells.scope]
    row_cost = kind * asked * total * (0.05 + seen[series]) * (1 + np.log1p(volume[series]))
    row_cost *= MONTHS_OF[cells.grain]
    system = state.system
    own = (system.row >= 0) & released[np.where(system.row >= 0, system.row, 0)]
    return np.bincount(state.number[own], row_cost[system.row[own]], state.size)


def _series(cells: Cells) -> np.ndarray:
    """Number of the line (measure, scope, breakdown, level, grain) of each row; rows are sorted by it."""
    columns = (cells.measure, cells.scope, cells.breakdown, cells.level, cells.grain)
    change = np.zeros(cells.size, dtype=bool)
    for column in columns:
        change[1:] |= column[1:] != column[:-1]
    return np.cumsum(change)


def complete(state: State, cost: np.ndarray, policy: Policy) -> int:
    """Hides siblings until every equality is safe by itself, or none is left to hide. Returns how many.

    Equalities of released numbers come first: often what they hide keeps sums that nobody lists safe too.
    """
    before = int(state.hidden.sum())
    stuck = np.zeros(state.system.equalities, dtype=bool)
    derived = np.bincount(state.equality, ~state.released[state.member], state.system.equalities) > 0
    for _ in range(ROUNDS):
        equality, attacker = unsafe(state, policy, guarded(state))
        fresh = ~stuck[equality]
        equality, attacker = equality[fresh], attacker[fresh]
        if not equality.size:
            break
        first = ~derived[equality] | derived[equality].all()
        equality, attacker = equality[first], attacker[first]
        chosen, served = _cheapest(state, cost, equality, attacker)
        stuck[np.setdiff1d(equality, served)] = True
        state.hidden[chosen] = True
        state.settle()
    return int(state.hidden.sum()) - before


def unsafe(state: State, policy: Policy, guard: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(equality, attacker) that gives away what is guarded; one attacker an equality, -1 an outsider.

    guard: bool by class.
    """
    n = state.system.equalities
    open_ = unknown(state, guard)[state.member]
    equality, member, sign = state.equality[open_], state.member[open_], state.sign[open_]
    facts = np.column_stack(
        [
            np.ones(member.size),
            guard[member],
            sign > 0,
            (state.value - state.lower)[member],
        ]
    )
    number = (sign * state.value[member]).astype(float)
    total = np.column_stack([np.bincount(equality, fact, n) for fact in facts.T])
    failing, attacker = [np.flatnonzero(_gives_away(total, policy))], [np.full(0, -1)]
    attacker[0] = np.full(failing[0].size, -1)
    if policy.rules.insiders:
        owned = state.owner[member] >= 0
        owners = int(state.owner.max(initial=-1)) + 1
        key = equality[owned] * owners + state.owner[member[owned]]
        pair, at = np.unique(key, return_inverse=True)
        own = np.column_stack([np.bincount(at, fact, pair.size) for fact in facts[owned].T])
        bad = _gives_away(total[pair // max(owners, 1)] - own, policy)
        # what consists of its own rows alone tells an agency of nobody else
        guarded_size = np.bincount(equality, guard[member] * state.value[member], n)[pair // max(owners, 1)]
        guarded_size -= np.bincount(at, (guard[member] * state.value[member])[owned], pair.size)
        own_size = np.abs(np.bincount(at, number[owned], pair.size))
        bad &= np.abs(guarded_size - own_size) > EPS
        failing.append(pair[bad] // max(owners, 1))
        attacker.append(pair[bad] % max(owners, 1))
    found, who = np.concatenate(failing), np.concatenate(attacker)
    _, first = np.unique(found, return_index=True)
    return found[first], who[first]


def given_away(state: State, policy: Policy) -> np.ndarray:
    """bool by class: a target in an equality that gives it away by itself."""
    equality, _ = unsafe(state, policy, state.target)
    broken = np.zeros(state.system.equalities, dtype=bool)
    broken[equality] = True
    found = np.zeros(state.size, dtype=bool)
    found[state.member[broken[state.equality]]] = True
    return found & state.target & state.hidden


def guarded(state: State) -> np.ndarray:
    """bool by class: must not be worked out; what is hidden for another's sake no more than the other."""
    return state.target | (state.hidden & state.released)


def unknown(state: State, guard: np.ndarray) -> np.ndarray:
    """bool by class: hidden, and not worked out as the only hidden number of an equality that is not guarded.

    A total's quarter is never released when its months are, but everybody can add them up.
    """
    open_ = state.hidden.copy()
    n = state.system.equalities
    while True:
        entry = np.flatnonzero(open_[state.member])
        equality, member = state.equality[entry], state.member[entry]
        alone = np.bincount(equality, minlength=n)[equality] == 1
        plain = member[alone & ~guard[member]]
        if not plain.size:
            return open_
        open_[plain] = False


def _gives_away(facts: np.ndarray, policy: Policy) -> np.ndarray:
    """bool by equality: hidden numbers (count, targets, with sign +, room) are too few or too tight."""
    count, targets, plus, room = facts.T
    one_sided = (plus == 0) | (plus == count)
    return (targets > 0) & ((count == 1) | (one_sided & (room < policy.width)))


def _cheapest(
    state: State, cost: np.ndarray, equality: np.ndarray, attacker: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """(classes to hide, equalities served): in each equality the cheapest number that its attacker lacks."""
    against = np.full(state.system.equalities, -2)
    against[equality] = attacker
    who = against[state.equality]
    usable = (who > -2) & may_hide(state)[state.member]
    usable &= (who < 0) | (state.owner[state.member] != who)
    entry = np.flatnonzero(usable)
    member = state.member[entry]
    order = np.lexsort([member, cost[member], state.equality[entry]])
    served, first = np.unique(state.equality[entry][order], return_index=True)
    return member[order][first], served


def may_hide(state: State) -> np.ndarray:
    """bool by class: shown now, no exact total and not decided before."""
    return state.released & ~state.hidden & ~state.fixed & ~state.decided & ~state.slack
