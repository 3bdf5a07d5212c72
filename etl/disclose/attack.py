"""What an attacker can work out, by linear programs over everything that was released.

With y the distance of every hidden number from the truth, what is released says A y = 0 and y >= lower -
value. An attacker who knows numbers of its own has y = 0 there. A target is protected when two points that an
attacker cannot tell apart put it `width` or more apart; y = 0, the truth, is one of them.

Hidden numbers that no equality ties together are settled apart, component by component. Most targets are
settled by a few points at random corners of the polytope; what is left is solved one target at a time. y is
held within CAP of the truth: that only narrows what is found, so that it errs on the side of hiding.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import coo_array, csc_array
from scipy.sparse.csgraph import connected_components

from etl.disclose.reach import Memory, Proofs, Reach
from etl.disclose.rules import Policy
from etl.disclose.state import State
from etl.disclose.suppress import given_away

CAP = 8.0
BATCH = 400  # variables solved at once
CORNERS = 40
FEW = 3  # targets that a random corner must settle, or they are solved one at a time
SEED = 20240607
OUTSIDER = -1
SLACK = 1e-6


@dataclass(frozen=True)
class Breach:
    """Arrays of the same length: a class, and the attacker who can work it out too closely.

    proof: by breach the numbers of the equalities that say so; empty where that was not solved for.
    """

    member: np.ndarray
    attacker: np.ndarray
    width: np.ndarray
    proof: list[np.ndarray]

    @property
    def size(self) -> int:
        return self.member.size

    def joined(self, away: np.ndarray) -> Breach:
        """With the classes (bool) that one equality gives away, unless they are in it already."""
        more = np.setdiff1d(np.flatnonzero(away), self.member)
        return Breach(
            np.concatenate([self.member, more]),
            np.concatenate([self.attacker, np.full(more.size, OUTSIDER)]),
            np.concatenate([self.width, np.zeros(more.size)]),
            self.proof + [NO_PROOF] * more.size,
        )


NO_PROOF = np.zeros(0, dtype=np.int64)
NOTHING = Breach(NO_PROOF, NO_PROOF, NO_PROOF, [])


@dataclass
class Problem:
    """Hidden classes, in the order of `member`, their equalities and the component of each."""

    member: np.ndarray
    component: np.ndarray
    equality: np.ndarray  # by row of the matrix, its number in the state
    matrix: csc_array  # equalities x hidden classes


def problem(state: State) -> Problem:
    """The system restricted to what is hidden, less what cannot bind within CAP of the truth."""
    n, equalities = state.size, state.system.equalities
    entry = np.flatnonzero(state.hidden[state.member] & ~state.system.implied[state.equality])
    entry = entry[_binding(state, entry)]
    equality, member = state.equality[entry], state.member[entry]
    graph = coo_array((np.ones(entry.size), (equality + n, member)), shape=(n + equalities,) * 2)
    _, component = connected_components(graph, directed=False)
    component = component[:n]
    tied = np.zeros(n, dtype=bool)
    tied[member] = True
    kept = np.flatnonzero(tied & np.isin(component, np.unique(component[state.target & tied])))
    kept = kept[np.argsort(component[kept], kind="stable")]
    position = np.full(n, -1)
    position[kept] = np.arange(kept.size)
    entry = entry[position[member] >= 0]
    used, row = np.unique(state.equality[entry], return_inverse=True)
    signs = state.sign[entry].astype(float)
    matrix = csc_array((signs, (row, position[state.member[entry]])), shape=(used.size, kept.size))
    return Problem(kept, component[kept], used, matrix)


def _binding(state: State, entry: np.ndarray) -> np.ndarray:
    """bool by entry: its equality can bind.

    It cannot where it holds a number that stands in no other equality, is no target, and has room for
    whatever the others do within CAP. An attacker who knows that number is bound by it, though; so the number
    must be nobody's own, or the whole equality one agency's.
    """
    n = state.system.equalities
    alive = np.ones(entry.size, dtype=bool)
    equality, member = state.equality[entry], state.member[entry]
    owner = state.owner[member]
    spread = np.full((2, n), [[np.iinfo(np.int64).max], [-2]])
    np.minimum.at(spread[0], equality, owner)
    np.maximum.at(spread[1], equality, owner)
    unknown = (owner < 0) | (spread[0] == spread[1])[equality]
    room = (state.value - state.lower)[member]
    free = unknown & ~state.target[member] & (np.abs(state.sign[entry]) == 1)
    while True:
        terms = np.bincount(equality[alive], minlength=n)
        times = np.bincount(member[alive], minlength=state.size)
        loose = alive & free & (times[member] == 1) & (room >= CAP * (terms[equality] - 1))
        if not loose.any():
            return alive
        gone = np.zeros(n, dtype=bool)
        gone[equality[loose]] = True
        alive &= ~gone[equality]


def breaches(state: State, policy: Policy, memory: Memory | None = None, exact: bool = True) -> Breach:
    """Every target that somebody can work out to less than the policy's width. Deterministic.

    memory: of the same state when less of it was hidden. exact: what is not settled at random corners is
    solved one target at a time; otherwise it counts as a breach.
    """
    whole = problem(state)
    if not whole.member.size:
        return NOTHING.joined(given_away(state, policy))
    target = np.flatnonzero(state.target[whole.member])
    reach = Reach(target, whole.member.size, _concerned(state, whole, target, policy))
    proofs: Proofs = {}
    if memory:
        memory.recall(reach, whole.member[target])
        proofs = memory.proven(state)
        place = np.full(state.size, -1)
        place[whole.member[target]] = np.arange(target.size)
        for member, attacker in proofs:
            if place[member] >= 0:
                reach.proven[place[member], attacker] = True
    width = policy.width - SLACK
    left = np.zeros(whole.member.size, dtype=bool)
    left[target] = reach.unsettled(width).any(axis=1)
    batches = [columns for columns in _batches(whole.component) if left[columns].any()]
    batches.sort(key=lambda columns: -columns.size)
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # the solver leaves the interpreter to others
        settled = pool.map(lambda columns: _Batch(state, whole, columns, reach).settle(width, exact), batches)
        for proof in settled:
            proofs |= proof
    if memory:
        memory.keep(reach, whole.member[target])
        memory.learn(state, proofs)
    open_ = reach.open(width)
    if exact:
        open_[open_[:, 0], 1:] = False  # what an outsider can work out was not asked of anybody else
    at, who = np.nonzero(open_)
    found = (reach.up + reach.down)[at, who]
    member = whole.member[target[at]]
    proof = [proofs.get(pair, NO_PROOF) for pair in zip(member.tolist(), who.tolist(), strict=True)]
    return Breach(member, who - 1, found, proof).joined(given_away(state, policy))


def _concerned(state: State, whole: Problem, target: np.ndarray, policy: Policy) -> np.ndarray:
    """bool (targets, attackers): an outsider, and every agency with numbers in the component but the owner.

    What a sum lacks is no cell of any table: no agency may subtract its way to it (see `suppress.unsafe`),
    but the width asked of cells is asked of it for outsiders only.
    """
    owner, cell = state.owner[whole.member], state.cell[whole.member]
    attackers = int(owner.max(initial=-1)) + 2
    there = np.zeros((int(whole.component.max()) + 1, attackers), dtype=bool)
    if policy.rules.insiders:
        there[whole.component[owner >= 0], owner[owner >= 0] + 1] = True
    there[:, 0] = True
    concerned = there[whole.component[target]]
    own = owner[target] >= 0
    concerned[np.flatnonzero(own), owner[target][own] + 1] = False
    concerned[~cell[target], 1:] = False
    itself, who = _own_sums(state)
    place = np.full(state.size, -1)
    place[whole.member[target]] = np.arange(target.size)
    there = (place[itself] >= 0) & (who + 1 < attackers)
    concerned[place[itself][there], who[there] + 1] = False
    return concerned


def _own_sums(state: State) -> tuple[np.ndarray, np.ndarray]:
    """(class, owner): hidden numbers that consist of one agency's own rows; they tell it of nobody else."""
    hidden = np.flatnonzero(state.hidden[state.member])
    equality, number, equalities = state.equality[hidden], state.member[hidden], state.system.equalities
    signed, owner = state.sign[hidden] * state.value[number], state.owner
    owned, owners = owner[number] >= 0, max(int(owner.max(initial=-1)) + 1, 1)
    pair, at = np.unique(equality[owned] * owners + owner[number[owned]], return_inverse=True)
    own = np.bincount(at, signed[owned], pair.size)
    own_size = np.bincount(at, np.abs(signed[owned]), pair.size)
    rest = np.bincount(equality, np.abs(signed), equalities)[pair // owners] - own_size
    alone = np.flatnonzero(np.abs(rest - np.abs(own)) <= SLACK)  # one other, as large as its own
    begin = np.searchsorted(pair[alone] // owners, np.arange(equalities + 1))
    length = (begin[1:] - begin[:-1])[equality]
    entry = np.repeat(np.arange(equality.size), length)
    step = np.arange(entry.size) - np.repeat(np.cumsum(length) - length, length)
    chosen = alone[begin[equality[entry]] + step]
    same = np.abs(signed[entry] + own[chosen]) <= SLACK
    return number[entry[same]], pair[chosen[same]] % owners


def _batches(component: np.ndarray) -> list[np.ndarray]:
    """Columns by batch: whole components, BATCH columns or one component at a time."""
    starts = np.flatnonzero(np.r_[True, component[1:] != component[:-1]])
    cuts, begin = [], 0
    for start in starts[1:]:
        if start - begin >= BATCH:
            cuts.append(start)
            begin = start
    return np.split(np.arange(component.size), cuts)


class _Batch:
    """Some components as one linear program, kept in the solver from one objective to the next."""

    def __init__(self, state: State, whole: Problem, columns: np.ndarray, reach: Reach):
        self.reach, self.columns = reach, columns
        member = whole.member[columns]
        self.member, self.owner = member, state.owner[member]
        self.place = reach.place[columns]  # of each column among the targets, -1 none
        self.low = np.maximum((state.lower - state.value)[member], -CAP)
        self.high = np.full(columns.size, CAP)
        self.random = np.random.default_rng([SEED, int(columns[0])])
        self.matrix = whole.matrix[:, columns]
        self.equality = whole.equality[np.unique(self.matrix.indices)]
        self.all = np.arange(columns.size, dtype=np.int32)
        self.solver: highspy.Highs | None = None

    def settle(self, width: float, exact: bool) -> Proofs:
        """Takes every open target of the batch as far as it goes, attacker by attacker.

        Returns what keeps those that are still open from going any further.
        """
        proofs: Proofs = {}
        targets = np.flatnonzero(self.place >= 0)
        attackers = np.flatnonzero(self.reach.unsettled(width)[self.place[targets]].any(axis=0))
        self._shared_corners(attackers[attackers > 0], targets, width)
        for attacker in [*attackers[attackers > 0], *attackers[attackers == 0]]:
            self._corners(int(attacker), targets, width)
        for attacker in attackers if exact else ():  # the outsider first: whom he pins down, everybody can
            proofs |= self._one_by_one(int(attacker), targets, width)
            targets = np.setdiff1d(targets, self._open(0, targets, width))
        return proofs

    def _open(self, attacker: int, targets: np.ndarray, width: float) -> np.ndarray:
        """The columns of targets of which it must still be asked what the attacker can work out."""
        reach, rows = self.reach, self.place[targets]
        reached = reach.up[rows, attacker] + reach.down[rows, attacker]
        known = reach.proven[rows, attacker] | reach.proven[rows, 0]
        return targets[reach.concerned[rows, attacker] & (reached < width) & ~known]

    def _face(self, *attackers: int) -> None:
        """Holds what the attackers know where it is."""
        if self.solver is None:
            self.solver = _solver(self.matrix, self.low, self.high)
        known = np.isin(self.owner, [each - 1 for each in attackers if each > 0])
        low, high = np.where(known, 0, self.low), np.where(known, 0, self.high)
        self.solver.changeColsBounds(self.all.size, self.all, low, high)

    def _shared_corners(self, attackers: np.ndarray, targets: np.ndarray, width: float) -> None:
        """Random corners of what several agencies know at once: each settles targets against all of them."""
        for _ in range(CORNERS if attackers.size > 1 else 0):
            together = self.random.choice(attackers, (attackers.size + 1) // 2, replace=False)
            still = {int(each): self._open(int(each), targets, width) for each in together}
            left = np.unique(np.concatenate(list(still.values())))
            if not left.size:
                continue
            self._face(*still)
            cost = np.zeros(self.all.size)
            cost[left] = self.random.uniform(0.5, 1, left.size)
            self._corner(cost, list(still), targets)
            settled = sum(old.size - self._open(each, targets, width).size for each, old in still.items())
            if settled < FEW * len(still):
                break

    def _corners(self, attacker: int, targets: np.ndarray, width: float) -> None:
        """Random corners, for as long as one settles more targets than solving for single ones would."""
        left = self._open(attacker, targets, width)
        if left.size:
            self._face(attacker)
        for _ in range(CORNERS if left.size >= FEW else 0):
            cost = np.zeros(self.all.size)
            cost[left] = self.random.uniform(0.5, 1, left.size)  # up, where there is room
            self._corner(cost, [attacker], targets)
            before, left = left.size, self._open(attacker, targets, width)
            if left.size > before - FEW:
                break

    def _one_by_one(self, attacker: int, targets: np.ndarray, width: float) -> Proofs:
        left, proofs = self._open(attacker, targets, width), {}
        if left.size:
            self._face(attacker)
        for column in left:
            one, proof, solved = np.array([column]), NO_PROOF, True
            for direction in (1.0, -1.0):
                if self._open(attacker, one, width).size:
                    cost = np.zeros(self.all.size)
                    cost[column] = direction
                    solved &= self._corner(cost, [attacker], targets)
                    proof = np.union1d(proof, self._binding())
            if solved and self._open(attacker, one, width).size:
                proofs[int(self.member[column]), attacker] = proof
        return proofs

    def _binding(self) -> np.ndarray:
        """The equalities whose multipliers prove that the last corner is the farthest."""
        multiplier = np.asarray(self.solver.getSolution().row_dual)
        return self.equality[np.abs(multiplier) > SLACK]

    def _corner(self, cost: np.ndarray, attackers: list[int], targets: np.ndarray) -> bool:
        """Goes to the point that is farthest in a direction and counts how far that takes the targets.

        Whether there is one; else nothing is counted, so that it errs on the side of hiding.
        """
        self.solver.changeColsCost(self.all.size, self.all, cost)
        self.solver.run()
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return False
        point = np.asarray(self.solver.getSolution().col_value)[targets]
        rows = self.place[targets]
        for who in {*attackers, 0}:  # whom an insider cannot pin down, an outsider cannot either
            self.reach.up[rows, who] = np.maximum(self.reach.up[rows, who], point)
            self.reach.down[rows, who] = np.maximum(self.reach.down[rows, who], -point)
        return True


def _solver(matrix: csc_array, low: np.ndarray, high: np.ndarray) -> highspy.Highs:
    """HiGHS with rows A y = 0 and bounds on y; maximizes."""
    rows, index = np.unique(matrix.indices, return_inverse=True)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = matrix.shape[1], rows.size
    model.col_cost_ = np.zeros(matrix.shape[1])
    model.col_lower_, model.col_upper_ = low, high
    model.row_lower_ = model.row_upper_ = np.zeros(rows.size)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = matrix.indptr.astype(np.int32)
    model.a_matrix_.index_ = index.astype(np.int32)
    model.a_matrix_.value_ = matrix.data
    model.sense_ = highspy.ObjSense.kMaximize
    solver = highspy.Highs()
    for option, setting in (
        ("output_flag", False),
        ("threads", 1),
        ("solver", "simplex"),
        ("simplex_strategy", 4),
    ):
        solver.setOptionValue(option, setting)
    solver.passModel(model)
    return solver
