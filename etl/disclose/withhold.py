"""Which series to withhold where hiding single numbers does not help: no more than it takes.

What proves a breach names the series that stand around it, but most of them only lend a number to that one
proof: without them the next proof is found. So it is tried out what withholding mends.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array

from etl.disclose import attack
from etl.disclose.reach import Memory
from etl.disclose.rules import Policy
from etl.disclose.state import State

STEPS = 6  # how far around a breach to look for a series to withhold
PROOFS = 12  # of the same breaches, one after the other


class Around:
    """What stands around breaches: classes of numbers, and the series that tell them.

    cost: float64 by class; told: bool by row; series: int by row, -1 for none; count: how many series.
    """

    def __init__(self, state: State, cost: np.ndarray, told: np.ndarray, series: np.ndarray, count: int):
        system = state.system
        row = np.flatnonzero((system.row >= 0) & told[system.row] & (series[system.row] >= 0))
        ones, shape = np.ones(row.size), (state.size, count)
        self.state, self.cost, self.links = state, cost, Links(state)
        self.of_class = csr_array((ones, (state.number[row], series[system.row[row]])), shape=shape)
        self.telling = self.of_class.sum(axis=1)
        self.price = self.of_class.T @ cost
        self._families(told, series, count)

    def _families(self, told: np.ndarray, series: np.ndarray, count: int) -> None:
        """Which equalities stand because a breakdown of a measure is told by somebody.

        Where it is told by nobody, its levels at agencies say nothing (see `plan.grains_in_play`).
        """
        system = self.state.system
        of_row = system.cells.measure * len(system.cells.names.breakdowns) + system.cells.breakdown
        of_row = np.where(system.cells.breakdown > 0, of_row, -1)
        number = int(of_row.max(initial=-1)) + 1
        tells = np.flatnonzero(told & (series >= 0) & (of_row >= 0))
        ones = np.ones(tells.size)
        self.by_family = csr_array((ones, (of_row[tells], series[tells])), shape=(number, count))
        row = system.row[system.variable]
        at = np.flatnonzero((row >= 0) & (of_row[row] >= 0))
        ones = np.ones(at.size)
        shape = (system.equalities, number)
        self.stands_on = csr_array((ones, (system.equality[at], of_row[row[at]])), shape=shape)

    def cheapest(self, breach: attack.Breach, allowed: np.ndarray) -> np.ndarray:
        """bool by series: the cheapest of those that prove each breach or, where none does, around it.

        One that serves several counts once. allowed: bool by series.
        """
        chosen = np.zeros(allowed.size, dtype=bool)
        for member, proof in zip(breach.member, breach.proof, strict=True):
            near = self.links.members_of(proof)
            for _ in range(1 + STEPS):
                touched = _spans(self.of_class, near)
                price = np.repeat(
                    self.cost[near], self.of_class.indptr[near + 1] - self.of_class.indptr[near]
                )
                usable = allowed[touched]
                if chosen[touched].any() or usable.any():
                    break
                inner = near[self.state.hidden[near]] if near.size else np.array([member])
                near = self.links.around(inner)
            if usable.any() and not chosen[touched].any():
                chosen[touched[usable][np.argmin(price[usable])]] = True
        return chosen

    def helpful(
        self, breach: attack.Breach, allowed: np.ndarray, policy: Policy, memory: Memory
    ) -> np.ndarray:
        """bool by series: a set without which some of the breaches are none, and of which each is needed.

        First all that any proof stands on, proof after proof; then the most asked for are put back, as long
        as nothing breaks open again. None where withholding these mends nothing. allowed: bool by series.
        """
        gone, left = np.zeros(allowed.size, dtype=bool), breach
        for _ in range(PROOFS):
            more = self._proving(left) & allowed & ~gone
            if not more.any():
                break
            gone |= more
            left = self._without(gone, breach.member, policy, memory)
            if not left.size:
                break
        mended = np.setdiff1d(breach.member, left.member)
        if not mended.size:
            return np.zeros(allowed.size, dtype=bool)
        at = np.flatnonzero(gone)
        todo = [at[np.argsort(-self.price[at], kind="stable")]]
        while todo:
            some = todo.pop()
            fewer = gone.copy()
            fewer[some] = False
            if not self._without(fewer, mended, policy, memory).size:
                gone = fewer
            elif some.size > 1:
                dear, cheap = np.array_split(some, 2)
                todo += [cheap, dear]
        return gone

    def _proving(self, breach: attack.Breach) -> np.ndarray:
        """bool by series: it tells a number in the proof of a breach, or an equality of it stands on it."""
        found = np.zeros(self.price.size, dtype=bool)
        pairs = list(zip(breach.member, breach.proof, strict=True))
        near = [self.links.members_of(proof) for _, proof in pairs if proof.size]
        near += [self.links.around(np.array([member])) for member, proof in pairs if not proof.size]
        found[_spans(self.of_class, np.unique(np.concatenate(near)))] = True
        families = np.unique(_spans(self.stands_on, np.unique(np.concatenate(breach.proof))))
        found[_spans(self.by_family, families)] = True
        return found

    def _without(self, gone: np.ndarray, member: np.ndarray, policy: Policy, memory: Memory) -> attack.Breach:
        """What of these classes can still be worked out when these series (bool) are withheld."""
        state = self.state
        hidden = state.hidden | ((self.telling > 0) & (self.of_class @ gone.astype(float) >= self.telling))
        target = np.zeros(state.size, dtype=bool)
        target[member] = True
        tells = self.by_family.sum(axis=1)
        silent = (tells > 0) & (self.by_family @ gone.astype(float) >= tells)
        entry = (self.stands_on @ silent.astype(float) == 0)[state.equality]
        tried = replace(
            state,
            hidden=hidden,
            target=target & state.target,
            equality=state.equality[entry],
            member=state.member[entry],
            sign=state.sign[entry],
        )
        return attack.breaches(tried, policy, memory.borrowed())


class Links:
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

    def members_of(self, equalities: np.ndarray) -> np.ndarray:
        """The classes in these equalities."""
        return np.unique(_spans(self.members, equalities))


def _spans(matrix: csr_array, rows: np.ndarray) -> np.ndarray:
    """The column numbers of these rows, one after the other."""
    begin, length = matrix.indptr[rows], matrix.indptr[rows + 1] - matrix.indptr[rows]
    ends = np.cumsum(length)
    return matrix.indices[np.repeat(begin - ends + length, length) + np.arange(length.sum())]
