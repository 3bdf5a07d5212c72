"""The protection of one table of cells: thresholds, grains, siblings, linear programs until nothing fails.

The partnership's totals are decided first, then what it tells by intercept: they are what a meeting asks for.
Then come the totals of agencies and programs, the partnership's other breakdowns, and at last the breakdowns
of agencies and programs. Each layer is protected by what is hidden in it, and a series that cannot be
protected so is withheld as a whole. Cell by cell over everything at once would hide a total to keep one level
of one of its breakdowns.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from etl.disclose import attack, plan, relations, remainders, suppress
from etl.disclose.cells import Cells
from etl.disclose.rules import Policy
from etl.disclose.state import Decided, State, begin
from etl.disclose.withhold import Around, Links

PATIENCE, HANDFUL = 2, 10  # rounds that did not help; four times as many where so few breaches are left
REPAIRS = 20  # rounds of hiding a little more, before what still fails is withheld
NEARLY_ALL = 0.95  # of a series, so that a month of it may be given up
SINGLE = 100  # breaches, for which it is tried out what withholding a series mends
MANY = 1000  # breaches, which it takes too long to solve for one by one
AGAIN, FIRST = 3, 4  # times that a layer goes to coarser grains once outsiders are kept out, rounds for that
REGRAINS = 12  # rounds of sending series that show too little to coarser grains


@dataclass
class Protected:
    """By row of the cells: listed in the release, told (its series is not withheld), what of it is hidden."""

    cells: Cells
    listed: np.ndarray
    told: np.ndarray
    hide_numerator: np.ndarray
    hide_denominator: np.ndarray
    facts: dict[str, int] = field(default_factory=dict)


def protect(cells: Cells, policy: Policy) -> Protected:
    """Decides for every row whether it is released, and what of it is hidden. Needs no database."""
    grains = plan.choose_grains(cells, plan.primary(cells, policy).value, policy)
    rows, decided = np.zeros(cells.size, dtype=bool), None
    for chosen, whole in _layers(cells):
        rows = rows | chosen
        draft = _Layer(cells, grains, rows, decided, policy, whole).settle()
        decided = Decided(rows, *draft.hidden_rows(cells))
    told = by_row_id(draft.cells, draft.told, cells)
    listed = grains.listed() & plan.may_be_told(cells)
    return Protected(cells, listed, told, decided.hide_numerator, decided.hide_denominator, draft.facts)


def _layers(cells: Cells) -> list[tuple[np.ndarray, bool]]:
    """By layer: bool by row, and whether its series are protected by withholding whole ones only.

    An agency's line by some level is there or it is not; elsewhere single numbers may be missing. Measures
    told however few of their groups show come last: nothing that others tell is given up for them.
    """
    wide, leveled, late = _wide(cells), cells.breakdown > 0, plan.told_in_part(cells)
    first, of_service = (
        np.array([each == name for each in cells.names.breakdowns])[cells.breakdown]
        for name in ("intercept", relations.SERVICE)
    )
    first |= of_service & ~cells.additive("scope")
    kept = [
        (wide & ~leveled, False),
        (wide & first, False),
        (~wide & ~leveled, False),
        (wide & leveled & ~first, False),
        (~wide & leveled, True),
    ]
    kept = [(rows & ~late, whole) for rows, whole in kept]
    return [(rows, whole) for rows, whole in (*kept, (late, False)) if rows.any()]


def _wide(cells: Cells) -> np.ndarray:
    """bool by row: of the partnership or a county."""
    return np.array([kind in ("partnership", "county") for kind, _ in cells.names.scopes])[cells.scope]


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


@dataclass
class _Layer:
    """Rows (bool) to protect, of which those decided before stay as they are.

    whole: series are withheld as a whole, no single number is hidden for another's sake.
    """

    cells: Cells
    grains: plan.Grains
    rows: np.ndarray
    decided: Decided | None
    policy: Policy
    whole: bool

    def __post_init__(self):
        undecided = self.rows & ~self.decided.rows if self.decided else self.rows
        self.movable = self._series_of(undecided)
        self.leveled = self._series_of(self.cells.breakdown > 0)
        self.wide = _wide(self.cells)
        self.least = plan.least_shown(self.cells, self.grains.series, len(self.grains.there), self.policy)
        self._outsiders = replace(self.policy, rules=replace(self.policy.rules, insiders=False))
        self.family = np.zeros(len(self.grains.there), dtype=np.int64)
        self.family[self.grains.series] = (
            self.cells.measure * len(self.cells.names.breakdowns) + self.cells.breakdown
        )

    def settle(self) -> _Draft:
        """Sends series that show too little to coarser grains, and withholds what cannot be protected.

        First by the thresholds and siblings, then by what has to be hidden from outsiders.
        """
        draft = self._draft()
        for _ in range(REGRAINS):
            if not self._coarser(draft):
                break
            draft = self._draft()
        memory = attack.Memory(draft.state)
        for _ in range(0 if self.whole else AGAIN):
            repair(draft.state, draft.cost, self._outsiders, memory, FIRST)
            if not self._coarser(draft):
                break
            draft = self._draft()
            memory = attack.Memory(draft.state)
        return self._finish(draft, memory)

    def _coarser(self, draft: _Draft) -> bool:
        """Sends what shows too little to the next grain. Returns whether anything went.

        Of each measure's totals only the half that shows least, since the others show more then.
        """
        share = self._share(draft)
        little = self.movable & self._open() & self._below(share)
        if not (self.movable & self.leveled).any():
            at = np.flatnonzero(little)
            order = at[np.lexsort([share[at], self.family[at]])]
            _, first, size = np.unique(self.family[order], return_index=True, return_counts=True)
            rank = np.arange(order.size) - np.repeat(first, size)
            little[order[rank >= np.repeat((size + 1) // 2, size)]] = False
        return self.grains.close(little)

    def _finish(self, draft: _Draft, memory: attack.Memory) -> _Draft:
        """Repairs to the end; what still can be worked out, or shows too little, is withheld.

        By coarser grains it would have to be protected once more.
        """
        while self.policy.rules.audit:
            breach = self._breaches(draft, memory)
            if not breach.size:
                break
            if self._give_up(draft, breach):
                continue
            chosen = self._to_withhold(draft, breach, memory)
            if not chosen.any():
                return draft  # the audit will fail
            self.grains.open[chosen] = False
            draft, memory = self._drawn_again(draft, memory)
        self.grains.open[self.movable & self._too_little(draft)] = False
        return self._drawn_again(draft, memory)[0]

    def _breaches(self, draft: _Draft, memory: attack.Memory) -> attack.Breach:
        """What can still be worked out when as much was hidden as helps."""
        if self.whole:
            for policy, exact in ((self._outsiders, False), (self.policy, False), (self.policy, True)):
                breach = attack.breaches(draft.state, policy, memory, exact)
                if breach.size > MANY:  # most of them are true then, and series have to go anyway
                    break
            return breach
        more, breach = repair(draft.state, draft.cost, self.policy, memory, REPAIRS)
        draft.facts["repaired"] += more
        return breach

    def _draft(self) -> _Draft:
        """Thresholds and, unless whole series are to be withheld, siblings, at these grains."""
        cells, policy, decided = self.cells, self.policy, self.decided
        plan.one_grain(cells, self.grains, self.wide, self.movable)
        shown = self.rows & self.grains.released() & (cells.measured | cells.no_cases)
        play = plan.grains_in_play(cells, shown)
        everything = remainders.with_remainders(cells.take(np.flatnonzero(play)))
        told = by_row_id(cells, shown, everything)
        system = relations.build(everything, told, policy.rules)
        if decided:
            masks = (decided.rows, decided.hide_numerator, decided.hide_denominator)
            decided = Decided(*(by_row_id(cells, mask, everything) for mask in masks))
        state = begin(system, plan.primary(everything, policy), told, policy, decided)
        facts = {"cells": int(state.released.sum()), "thresholds": int((state.hidden & state.released).sum())}
        cost = suppress.costs(state, told)
        facts["siblings"] = 0 if self.whole else suppress.complete(state, cost, policy)
        facts["repaired"] = 0
        return _Draft(everything, told, state, cost, facts)

    def _drawn_again(self, old: _Draft, memory: attack.Memory) -> tuple[_Draft, attack.Memory]:
        """The same without the rows that are in play no longer."""
        new = self._draft()
        # The rest nobody was told: it stays hidden, and what is one number with its complement need not be.
        numerator, denominator = (
            by_row_id(old.cells, hidden & old.told, new.cells) for hidden in old.state.hidden_rows()
        )
        new.state.hide_rows(numerator, denominator)
        new.facts = old.facts
        return new, memory.carried(old.state, new.state)

    def _open(self) -> np.ndarray:
        """bool by series: not withheld so far."""
        return self.grains.open.any(axis=1)

    def _series_of(self, rows: np.ndarray) -> np.ndarray:
        """bool by series: it has one of these rows (bool)."""
        return np.bincount(self.grains.series[rows], minlength=len(self.grains.there)) > 0

    def _too_little(self, draft: _Draft) -> np.ndarray:
        """bool by series: less of it shows than the policy asks, now that siblings are hidden."""
        return self._below(self._share(draft))

    def _below(self, share: np.ndarray) -> np.ndarray:
        """bool by series: that share of it is less than the policy asks by the grain it goes by."""
        return share < np.take_along_axis(self.least, self.grains.chosen()[:, None], axis=1)[:, 0]

    def _share(self, draft: _Draft) -> np.ndarray:
        """float64 by series: the part of its numbers that shows."""
        numerator, denominator = draft.state.hidden_rows()
        shown = draft.told & ~numerator & ~denominator & plan.enough_for_value(draft.cells, self.policy)
        visible = by_row_id(draft.cells, shown, self.cells)
        listed = self.grains.listed()
        here, series = self.cells.take(np.flatnonzero(listed)), self.grains.series[listed]
        return plan.share_shown(here, visible[listed], series, len(self.grains.there))

    def _give_up(self, draft: _Draft, breach: attack.Breach) -> bool:
        """Hides single months of totals decided before rather than withhold an agency's whole series.

        Only of series that show nearly all they have, and never for the sake of a breakdown.
        """
        if self.whole or (self.movable & self.leveled).any():
            return False
        state, system = draft.state, draft.state.system
        spare = by_row_id(self.cells, (self._share(draft) > NEARLY_ALL)[self.grains.series], draft.cells)
        kept = (system.row >= 0) & draft.told[system.row] & ~spare[system.row]
        free = state.decided & (np.bincount(state.number[kept], minlength=state.size) == 0)
        state.decided &= ~free
        found = _hide_near(state, draft.cost, breach)
        state.decided |= free & ~state.hidden
        suppress.complete(state, draft.cost, self.policy)
        return found

    def _to_withhold(self, draft: _Draft, breach: attack.Breach, memory: attack.Memory) -> np.ndarray:
        """bool by series: what to withhold of this layer for these breaches; none when none is left.

        Where none stands near, a breakdown decided before, then all breakdowns of this layer, and a total
        only at last.
        """
        still = self._open()
        around = Around(draft.state, draft.cost, draft.told, self._series_in(draft), still.size)
        if breach.size <= SINGLE and not self.whole:
            chosen = around.helpful(breach, self.movable & still, self.policy, memory)
            if chosen.any():
                return chosen
        for allowed in (self.movable, self.leveled):
            chosen = around.cheapest(breach, allowed & still)
            if chosen.any():
                return chosen
        every = self.movable & self.leveled & still
        return every if every.any() else around.cheapest(breach, still)

    def _series_in(self, draft: _Draft) -> np.ndarray:
        """int by row of the draft: its series, -1 for remainders."""
        place = np.full(int(self.cells.row_id.max(initial=-1)) + 2, -1)
        place[self.cells.row_id] = self.grains.series
        return place[draft.cells.row_id]


def by_row_id(cells: Cells, flags: np.ndarray, others: Cells) -> np.ndarray:
    """The flags of rows carried to other rows of the same table; remainders have none."""
    largest = max(cells.row_id.max(initial=-1), others.row_id.max(initial=-1))
    by_id = np.zeros(int(largest) + 2, dtype=bool)  # one more, which the -1 of remainders finds
    by_id[cells.row_id[flags]] = True
    return by_id[others.row_id] & (others.row_id >= 0)


def repair(
    state: State, cost: np.ndarray, policy: Policy, memory: attack.Memory, rounds: int
) -> tuple[int, attack.Breach]:
    """Hides more until no linear program breaks through, as long as that helps.

    Returns how many cells it hid, and what can still be worked out.
    """
    before, breach = int(state.hidden.sum()), attack.NOTHING
    least, stuck = np.inf, 0
    for _ in range(rounds if policy.rules.audit else 0):
        breach = attack.breaches(state, policy, memory)
        stuck = stuck + 1 if breach.size >= least else 0
        if not breach.size or stuck >= (4 * PATIENCE if breach.size <= HANDFUL else PATIENCE):
            break
        least = min(least, breach.size)
        if not _hide_near(state, cost, breach, each=stuck > 0):
            break
        suppress.complete(state, cost, policy)
    return int(state.hidden.sum()) - before, breach


def _hide_near(state: State, cost: np.ndarray, breach: attack.Breach, each: bool = False) -> bool:
    """For each breach the cheapest number that its attacker lacks, hidden once where it serves several.

    It is one of those that prove the breach, since hiding others would not help. each: one for each breach
    all the same, where sharing did not help. Returns whether one was hidden.
    """
    links = Links(state)
    fresh = np.zeros(state.size, dtype=bool)
    usable = suppress.may_hide(state)
    for member, attacker, proof in zip(breach.member, breach.attacker, breach.proof, strict=True):
        near = links.members_of(proof) if proof.size else links.around(np.array([member]))
        found = near[usable[near] & ((attacker < 0) | (state.owner[near] != attacker))]
        if found.size and (each or not fresh[found].any()):
            found = found[~fresh[found]]
            fresh[found[np.argsort(cost[found])[:1]]] = True
    state.hidden |= fresh
    state.settle()
    return bool(fresh.any())
