"""Witnesses found by hand: small moves that change nothing that is released, thousands at once.

A move takes a target up by one and repairs every equality that this breaks, one other hidden number at a
time, until none is broken: mostly a rectangle of two agencies and two levels, with what goes with it in other
periods and measures. Multiplied by what the bounds allow it says how far a target can go without anybody
seeing it. Nothing is assumed about the shape of the table: a move counts only when A y = 0 exactly.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csc_array, csr_array

REPAIRS = 18  # numbers that a move may touch
CHUNK = 4000  # moves searched at once
FAR = 40.0
LITTLE = 1e-9


class Moves:
    """Searches moves over matrix (equalities x numbers), given how far each can go down, and its owner."""

    def __init__(self, matrix: csc_array, room: np.ndarray, owner: np.ndarray, seed: int):
        self.by_column = csc_array(matrix)
        self.transposed = csr_array(self.by_column.T)
        self.degree = np.diff(self.by_column.indptr)
        self.room = room
        self.owner = owner
        self.random = np.random.default_rng(seed)

    def search(self, start: np.ndarray, without: np.ndarray) -> tuple[csc_array, np.ndarray, np.ndarray]:
        """(moves, up, down): numbers x moves, the j-th from start[j]; how often each fits up, and back.

        without: by move, an owner whose numbers stay as they are (-1: none). Moves that do not close fit 0
        times.
        """
        count = start.size
        column, number, step = [np.arange(count)], [start], [np.ones(count)]
        broken = self.by_column[:, start]
        for _ in range(REPAIRS):
            fresh = self._best(broken, without, np.concatenate(number), np.concatenate(column))
            if fresh is None:
                break
            moved, at, by = fresh
            for known, new in ((column, at), (number, moved), (step, by)):
                known.append(new)
            change = csr_array((by, (np.arange(moved.size), at)), shape=(moved.size, count))
            broken = csc_array(broken + self.by_column[:, moved] @ change)
            broken.data[np.abs(broken.data) < LITTLE] = 0
            broken.eliminate_zeros()
        closed = np.diff(broken.indptr) == 0
        entries = (np.concatenate(step), (np.concatenate(number), np.concatenate(column)))
        moves = csc_array(entries, shape=(self.degree.size, count))
        up, down = self._fits(moves)
        return moves, up * closed, down * closed

    def _best(self, broken: csc_array, without: np.ndarray, number: np.ndarray, column: np.ndarray):
        """(number, move, step) by open move: the number that repairs most and breaks least; None if none."""
        gain = csc_array(self.transposed @ broken)
        if not gain.nnz:
            return None
        count = gain.shape[1]
        at = np.repeat(np.arange(count), np.diff(gain.indptr))
        found, step = gain.indices, -np.sign(np.round(gain.data))
        room = self.room[found]
        tight = np.where(room >= 5, 0.5, np.where(room >= 2, -0.5, -5.0))
        score = 2 * np.abs(gain.data) - self.degree[found] + self.random.uniform(0, 0.8, found.size)
        score += np.where(step < 0, tight, np.minimum(room, 5) * 0.04)
        owned = (self.owner[found] == without[at]) & (without[at] >= 0)
        used = np.isin(found.astype(np.int64) * count + at, number.astype(np.int64) * count + column)
        usable = np.flatnonzero(~owned & ~used & (step != 0))
        order = usable[np.lexsort([-score[usable], at[usable]])]
        _, first = np.unique(at[order], return_index=True)
        chosen = order[first]
        return found[chosen], at[chosen], step[chosen]

    def _fits(self, moves: csc_array) -> tuple[np.ndarray, np.ndarray]:
        """How often each move fits forwards and backwards before a number would go below its least."""
        at = np.repeat(np.arange(moves.shape[1]), np.diff(moves.indptr))
        number, step = moves.indices, moves.data
        up, down = np.full(moves.shape[1], FAR), np.full(moves.shape[1], FAR)
        falls, rises = step < 0, step > 0
        np.minimum.at(up, at[falls], self.room[number[falls]] / -step[falls])
        np.minimum.at(down, at[rises], self.room[number[rises]] / step[rises])
        return up, down


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

    def open(self, width: float) -> np.ndarray:
        """bool (targets, attackers): not yet known to be protected."""
        return self.concerned & (self.up + self.down < width)

    def add(self, moves: csc_array, up: np.ndarray, down: np.ndarray, owner: np.ndarray) -> None:
        """Counts what moves do to all targets they touch, for every attacker who knows none of it."""
        count = moves.shape[1]
        at = np.repeat(np.arange(count), np.diff(moves.indptr))
        seen = np.zeros((count, self.up.shape[1]), dtype=bool)
        own = owner[moves.indices] >= 0
        seen[at[own], owner[moves.indices[own]] + 1] = True
        place = self.place[moves.indices]
        kept = np.flatnonzero((place >= 0) & (up + down > 0)[at])
        at, place, step = at[kept], place[kept], moves.data[kept]
        rise = np.where(step > 0, up[at], down[at]) * np.abs(step)
        fall = np.where(step > 0, down[at], up[at]) * np.abs(step)
        blind = ~seen[at]
        order = np.argsort(place, kind="stable")
        first = np.flatnonzero(np.r_[True, place[order][1:] != place[order][:-1]]) if order.size else order
        for total, amount in ((self.up, rise), (self.down, fall)):
            if order.size:
                best = np.maximum.reduceat((blind * amount[:, None])[order], first, axis=0)
                rows = place[order][first]
                total[rows] = np.maximum(total[rows], best)
