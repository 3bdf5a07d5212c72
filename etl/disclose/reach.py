"""How far the numbers that must be protected can move without anybody seeing it, as far as is known."""

from __future__ import annotations

import numpy as np

from etl.disclose.state import State


class Reach:
    """How far witnesses take each target, up and down, from the eyes of every attacker.

    Attacker 0 is the outsider, attacker o + 1 the agency with number o. concerned: bool (targets, attackers).
    """

    def __init__(self, targets: np.ndarray, numbers: int, concerned: np.ndarray):
        self.place = np.full(numbers, -1)
        self.place[targets] = np.arange(targets.size)
        self.concerned = concerned
        self.up = np.zeros(concerned.shape, dtype=np.float32)
        self.down = np.zeros(concerned.shape, dtype=np.float32)
        self.proven = np.zeros(concerned.shape, dtype=bool)  # known not to be protected

    def open(self, width: float) -> np.ndarray:
        """bool (targets, attackers): not known to be protected."""
        return self.concerned & (self.up + self.down < width)

    def unsettled(self, width: float) -> np.ndarray:
        """bool (targets, attackers): to be asked; what an outsider can work out need not be of others."""
        return self.open(width) & ~self.proven & ~self.proven[:, :1]


Proofs = dict[tuple[int, int], np.ndarray]  # by (class, attacker) the equalities that hold it too tight


class Memory:
    """What is known of every target so far, while more and more is hidden.

    A witness stays one. A proof stays one for as long as no other number of its equalities is hidden: what
    bounds the target is made of these alone. reached: float32 (up or down, classes, attackers).
    """

    def __init__(self, state: State):
        self.reached = np.zeros((2, state.size, int(state.owner.max(initial=-1)) + 2), dtype=np.float32)
        self.proofs: dict[tuple[int, int], tuple[np.ndarray, np.ndarray]] = {}

    def carried(self, old: State, new: State) -> Memory:
        """The same for the state of a table with fewer rows: what could move before still can."""
        carried = Memory(new)
        keys = [_row_key(state) for state in (old, new)]
        same, mine, theirs = np.intersect1d(*keys, assume_unique=True, return_indices=True)
        source, goal = old.number[mine[same >= 0]], new.number[theirs[same >= 0]]
        for direction in (0, 1):
            np.maximum.at(carried.reached[direction], goal, self.reached[direction][source])
        return carried

    def borrowed(self) -> Memory:
        """The same to read only."""
        return _Borrowed(self)

    def recall(self, reach: Reach, member: np.ndarray) -> None:
        """What earlier witnesses say of the targets, which are these classes."""
        attackers = reach.up.shape[1]
        reach.up[:], reach.down[:] = self.reached[:, member, :attackers]

    def proven(self, state: State) -> Proofs:
        """The proofs that still hold."""
        hidden = _hidden_in(state)
        held = ((pair, proof) for pair, (proof, then) in self.proofs.items() if (hidden[proof] == then).all())
        return dict(held)

    def learn(self, state: State, proofs: Proofs) -> None:
        """Remembers proofs."""
        hidden = _hidden_in(state)
        self.proofs |= {pair: (proof, hidden[proof]) for pair, proof in proofs.items()}

    def keep(self, reach: Reach, member: np.ndarray) -> None:
        """Remembers how far the targets were taken."""
        attackers = reach.up.shape[1]
        self.reached[:, member, :attackers] = reach.up, reach.down


class _Borrowed(Memory):
    """What another remembers, for a trial of which nothing may be kept."""

    def __init__(self, memory: Memory):
        self.reached, self.proofs = memory.reached, memory.proofs

    def learn(self, state: State, proofs: Proofs) -> None:
        """Nothing: the equalities of a trial are fewer."""

    def keep(self, reach: Reach, member: np.ndarray) -> None:
        """Nothing: what moves in a trial need not move otherwise."""


def _hidden_in(state: State) -> np.ndarray:
    """int by equality: how many hidden numbers stand in it."""
    return np.bincount(state.equality[state.hidden[state.member]], minlength=state.system.equalities)


def _row_key(state: State) -> np.ndarray:
    """int64 by variable: the row of the measured table and the component, -1 and less for remainders."""
    system = state.system
    row = system.cells.row_id[np.maximum(system.row, 0)]
    remainder = (system.row < 0) | (row < 0)
    return np.where(remainder, -1 - np.arange(row.size), 3 * row.astype(np.int64) + system.component)
