"""An attacker with the released table, a solver, and perhaps an agency's files. Uses no code of etl.disclose.

The unknowns are the facts themselves: what each agency counted, by month, program, kind and sex. Every number
that is released is the sum of some of them, so it is an equation. Where the equations leave a small number an
interval that is too narrow, the attacker has won.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array, vstack

from tests.etl.disclose.county import GRAINS, County, Row

OUTSIDER = "outsider"
WIDTH = 5.0
FEW = 10
TINY = 1e-6
LONG = {"month": 1, "quarter": 3, "year": 12}


class Secret(NamedTuple):
    """A number of few people or events: its name, the sum of facts that it is, and who knows it anyway."""

    name: tuple
    sum: np.ndarray
    owner: str | None


class Breach(NamedTuple):
    """A secret that somebody can work out to an interval too narrow."""

    secret: tuple
    attacker: str
    low: float
    high: float


class Attack:
    """Equations of a released table over the facts of a county.

    few: the largest number that is a secret. step: released numbers are rounded to it, 0 exact. exempt:
    whether numbers without personal characteristics are no secrets.
    """

    def __init__(
        self, county: County, released: Sequence[Row], few: int = FEW, step: int = 0, exempt: bool = False
    ):
        self.county, self.released, self.few, self.step, self.exempt = county, released, few, step, exempt
        facts = county.facts
        self.size = len(facts)
        self.rate = np.array([county.definitions[each.measure_id].agg == "proportion" for each in facts])
        count = np.array([np.nan if each.numerator is None else each.numerator for each in facts])
        whole = np.array([np.nan if each.denominator is None else each.denominator for each in facts])
        self.truth = np.concatenate([count, np.where(self.rate, whole - count, 0)])
        self.people = np.array([each.numerator_people for each in facts], dtype=float)
        self.labels = {
            name: np.array([getattr(each, name) or "" for each in facts])
            for name in ("measure_id", "agency", "program", "kind", "sex")
        }
        self.months = np.array([each.month.year * 12 + each.month.month - 1 for each in facts])
        self.equal, self.equal_to, self.least, self.least_to = [], [], [], []
        self._read()

    def holds(
        self, measure: str, kind: str, scope: str, breakdown: str, level: str, grain: str, period: date
    ):
        """bool by fact: it is part of the cell."""
        own = self.labels["measure_id"] == measure
        if kind != "partnership":
            own &= self.labels[kind] == scope
        if breakdown != "all":
            own &= self.labels[breakdown] == level
        first = period.year * 12 + period.month - 1
        return own & (self.months >= first) & (self.months < first + LONG[grain])

    def _sum(self, mask: np.ndarray, numerator: float, complement: float) -> np.ndarray:
        return np.concatenate([mask * numerator, mask * complement])

    def _read(self) -> None:
        told = {row[:4] for row in self.released if row.status != "suppressed" or row.numerator is not None}
        told |= {row[:4] for row in self.released if row.denominator is not None}
        for row in self.released:
            mask = self.holds(*row[:7])
            for number, total in (
                (row.numerator, self._sum(mask, 1, 0)),
                (row.denominator, self._sum(mask, 1, 1)),
            ):
                if number is not None:
                    self._know(total, number)
                elif row[:4] in told and row.status == "suppressed" and (total @ self.truth) > 0:
                    self._at_least(total, 1)  # a zero would show
            if row.value is not None and not self.step:
                by = self._sum(mask, 100 - row.value, -row.value) if self.rate[mask].any() else None
                self._know(self._sum(mask, 1, 0) if by is None else by, row.value if by is None else 0)
        for within in self._withins():
            self._at_least(within, 0)
        unbounded = np.abs(np.array(self.equal) @ self.truth - self.equal_to) if self.equal else np.zeros(1)
        assert np.nanmax(unbounded) < 1e-6, "the release does not fit the facts"

    def _know(self, total: np.ndarray, number: float) -> None:
        if self.step and number:
            self._at_least(total, number - self.step / 2)
            self._at_least(-total, -number - self.step / 2)
        else:
            self.equal.append(total)
            self.equal_to.append(number)

    def _at_least(self, total: np.ndarray, number: float) -> None:
        self.least.append(total)
        self.least_to.append(number)

    def _withins(self) -> Iterator[np.ndarray]:
        """Outer minus inner, fact by fact, where one measure counts some of what another counts."""
        places = {}
        for index, fact in enumerate(self.county.facts):
            places[(fact.measure_id, *fact[1:6])] = index
        for inner in self.county.definitions.values():
            for link in inner.within:
                for (measure, *place), index in places.items():
                    outer = places.get((link["of"], *place))
                    if measure == inner.id and outer is not None:
                        total = np.zeros(2 * self.size)
                        for sign, at, cell in ((1, outer, link["of_cell"]), (-1, index, link["cell"])):
                            total[at] += sign
                            total[at + self.size] += sign * (cell == "denominator")
                        yield total

    def secrets(self) -> list[Secret]:
        """Every number of few events or people, whether released or not, at every grain; each once."""
        found: dict[bytes, Secret] = {}
        for cell in self._cells():
            mask = self.holds(*cell)
            owner = {"partnership": None, "agency": cell[2]}.get(cell[1], self._provider(cell[2]))
            sums = {"numerator": self._sum(mask, 1, 0)}
            if self.rate[mask].any():
                sums |= {"denominator": self._sum(mask, 1, 1), "complement": self._sum(mask, 0, 1)}
            for name, total in sums.items():
                number = total @ self.truth
                persons = self.people[mask].sum() if name == "numerator" else number
                if number > 0 and min(number, persons) <= self.few:
                    found.setdefault(total.tobytes(), Secret((*cell, name), total, owner))
        return list(found.values())

    def _provider(self, program: str) -> str:
        return next((each.agency for each in self.county.facts if each.program == program), "")

    def _cells(self) -> Iterator[tuple]:
        wanted = set()
        for fact in self.county.facts:
            scopes = [("partnership", "harbor"), ("agency", fact.agency), ("program", fact.program)]
            levels = [("all", "all"), ("kind", fact.kind), ("sex", fact.sex)]
            for scope in scopes:
                for level in levels:
                    for grain in self.county.grains:
                        first = (fact.month.month - 1) // LONG[grain] * LONG[grain] + 1
                        personal = level[0] == "sex"
                        if None in (*scope, *level) or (personal and grain == "month"):
                            continue
                        if not personal and self.exempt:
                            continue
                        wanted.add((fact.measure_id, *scope, *level, grain, fact.month.replace(month=first)))
        assert {each[5] for each in wanted} <= set(GRAINS)
        yield from sorted(wanted)

    def breaches(self, insiders: bool = True) -> list[Breach]:
        """Every secret that an outsider, or an agency that knows its own facts, can work out too closely.

        Two men among an exact total of two say no more than the total did: beside exact totals, only what is
        known more closely than from them alone counts.
        """
        found = self._narrow(insiders)
        if not (self.exempt and found):
            return found
        totals = [row for row in self.released if row.breakdown != "sex"]
        before = Attack(self.county, totals, self.few, self.step, exempt=True)._narrow(insiders)
        known = {(each.secret, each.attacker): each.high - each.low for each in before}
        return [
            each
            for each in found
            if each.high - each.low < known.get((each.secret, each.attacker), WIDTH) - 1e-4
        ]

    def _narrow(self, insiders: bool) -> list[Breach]:
        agencies = sorted(set(self.labels["agency"])) if insiders else []
        secrets = self.secrets()
        return [each for who in (OUTSIDER, *agencies) for each in self._against(who, secrets)]

    def _against(self, who: str, secrets: list[Secret]) -> list[Breach]:
        own = np.tile(self.labels["agency"] == who, 2)
        mine = [each for each in secrets if each.owner != who]
        mine = [
            each for each in mine if (each.sum * ~own) @ self.truth > 0
        ]  # there is something of others in it
        if not mine:
            return []
        sums = np.array([each.sum for each in mine])
        low = high = sums @ self.truth
        program = _Program(self, own)
        for index in range(len(mine)):
            for sign in (1, -1):
                if high[index] - low[index] < WIDTH:
                    point = program.farthest(sign * sums[index])
                    low, high = np.minimum(low, sums @ point), np.maximum(high, sums @ point)
        narrow = np.flatnonzero(high - low < WIDTH - 1e-4)
        return [Breach(mine[i].name, who, float(low[i]), float(high[i])) for i in narrow]


class _Program:
    """What is released, as a linear program over the facts; own facts are what they are."""

    def __init__(self, attack: Attack, own: np.ndarray):
        none = np.zeros((0, 2 * attack.size))
        self.truth, self.bounds = attack.truth, np.column_stack([np.zeros(2 * attack.size)] * 2)
        self.bounds[:, 1] = np.where(np.concatenate([np.ones(attack.size, bool), attack.rate]), 1e4, 0)
        self.bounds[own] = attack.truth[own, None]
        self.equal = csr_array(vstack([csr_array(none), csr_array(np.array(attack.equal or none))]))
        self.equal_to = attack.equal_to
        self.least = csr_array(-np.array(attack.least)) if attack.least else None
        self.least_to = -np.array(attack.least_to) + TINY if attack.least else None

    def farthest(self, direction: np.ndarray) -> np.ndarray:
        """The facts that fit what is released and lie farthest in a direction."""
        solved = linprog(
            -direction, self.least, self.least_to, self.equal, self.equal_to, self.bounds, method="highs"
        )
        assert solved.status == 0, solved.message
        return solved.x
