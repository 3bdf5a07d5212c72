"""Everything that ties published numbers to hidden ones, as a sparse system of equalities.

A variable is one component of one row: its numerator, its denominator, or its complement (denominator -
numerator). An equality says that signed variables add up to 0. Four families of them:

- complement: numerator + complement = denominator;
- siblings: a scope is the sum of the scopes in it, a total the sum of the levels of each breakdown, and a
  level the sum of the composite levels that begin with it (a service's exits, of its exits by reason), a
  kind of service the sum of its programs;
- time: a quarter is the sum of its months, a year of its quarters;
- within: a cell of one measure holds a cell of another; what is left of it is nobody's cell unless the
  definition says that it counts people (`rest`): then it is protected as one, and is another measure's cell
  where that measure counts it.

What a sum lacks (rows without a program, an agency that sends totals only) is a cell too, hidden like any
other. Where counts do not add up (distinct people), parts bound the whole: max(part) <= whole <= sum(parts),
written as equalities with slack. A released zero is never hidden, so everybody knows it: it is left out, and
an equality with one term on each side says that two cells are one and the same number. Who reads a released
table knows that what is hidden in it is 1 at least; of what is not in it, only that it is no less than 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from etl.disclose.cells import Cells
from etl.disclose.plan import has_complement, has_denominator
from etl.disclose.remainders import EPS, find, key_of
from etl.disclose.rules import Rules

NUMERATOR, DENOMINATOR, COMPLEMENT = 0, 1, 2
SERVICE = "service_type"


@dataclass(frozen=True)
class System:
    """The equalities: for entry e, sign[e] x variable[e] stands in equality[e].

    Per variable: value (float64, > 0 but for slack), row (of the cells; -1 for a remainder or slack),
    component, owner (who knows it, -1 nobody), lower (what everybody knows it is at least), slack (bool: no
    count at all), lacking (bool: what a sum lacks, a group of its own).
    """

    cells: Cells
    value: np.ndarray
    row: np.ndarray
    component: np.ndarray
    owner: np.ndarray
    lower: np.ndarray
    slack: np.ndarray
    lacking: np.ndarray
    equality: np.ndarray
    variable: np.ndarray
    sign: np.ndarray
    equalities: int
    implied: np.ndarray  # bool by equality: sums of complements, which follow from those of the other two


class _Builder:
    """Collects equalities over variables 3 x row + component, and the variables that have no row."""

    def __init__(self, cells: Cells, told: np.ndarray):
        self.cells = cells
        self.told = told
        self.values = _component_values(cells)
        zero = np.zeros(1, dtype=np.int64)
        _, self.line = np.unique(key_of(cells, grain=zero, step=zero), return_inverse=True)
        self.count = 0
        self.entries: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
        self.extra: list[tuple[np.ndarray, ...]] = []  # value, owner, slack, lacking
        self.extras = 0
        self.implied: list[np.ndarray] = []  # equalities that follow from others

    def add(self, equality: np.ndarray, variable: np.ndarray, sign: int | np.ndarray) -> None:
        """Terms of equalities numbered from `count` on; zeros and unknowns are left out."""
        if equality.size:
            self.entries.append((equality, variable, np.broadcast_to(sign, equality.shape).astype(np.int8)))

    def new(self, number: int) -> np.ndarray:
        """Numbers for that many new equalities."""
        self.count += number
        return np.arange(self.count - number, self.count)

    def remainder(
        self,
        equality: np.ndarray,
        value: np.ndarray,
        whole: np.ndarray,
        owner: np.ndarray,
        slack: bool,
        lacking: bool = False,
    ) -> None:
        """A variable of its own in each equality, with sign -1. whole: the row it is left of.

        Where it is 0 in all periods of a line (a school district has school programs only), everybody is
        taken to know that, and it is none; nobody can know a 0 that comes by chance.
        """
        ever = np.bincount(self.line[whole], value > EPS, self.cells.size) > 0
        there = ever[self.line[whole]] | slack
        number = int(there.sum())
        start = self.values.size + self.extras
        self.extras += number
        self.extra.append((value[there], owner[there], np.full(number, slack), np.full(number, lacking)))
        self.add(equality[there], np.arange(start, start + number), -1)

    def sums(self, part: np.ndarray, whole: np.ndarray, component: int, adds_up: np.ndarray) -> None:
        """One equality a whole row: its parts and what remains. Rows may repeat in `whole`, not in `part`.

        adds_up: bool by part; where it is false for a part of a whole, or where the parts exceed the whole,
        the parts only bound it.
        """
        values, owners = self.values[:, component], self.cells.owner()
        known = ~np.isnan(values[part]) & ~np.isnan(values[whole])
        part, whole, adds_up = part[known], whole[known], adds_up[known]
        wholes, group = np.unique(whole, return_inverse=True)
        left = values[wholes] - np.bincount(group, values[part], wholes.size)
        said = np.bincount(group, ~adds_up, wholes.size) == 0
        exact = (np.abs(left) <= EPS) | (said & (left > -EPS))
        numbers = self.new(wholes.size)
        self.add(numbers, 3 * wholes + component, 1)
        self.add(numbers[group], 3 * part + component, -1)
        self.remainder(
            numbers[exact], left[exact], wholes[exact], owners[wholes[exact]], slack=False, lacking=True
        )
        if component == COMPLEMENT:
            self.implied.append(numbers[exact & (np.abs(left) <= EPS)])
        loose = ~exact
        # whole - sum(parts) + slack = 0: whole <= sum(parts), where that is so
        least = np.flatnonzero(loose & (left <= EPS))
        start = self.values.size + self.extras
        self.extras += least.size
        nobody, yes = np.full(least.size, -1), np.full(least.size, True)
        self.extra.append((-left[least], nobody, yes, ~yes))
        self.add(numbers[least], np.arange(start, start + least.size), 1)
        unbounded = np.flatnonzero(loose & (left > EPS))  # nothing ties them: a slack of either sign
        nobody = np.full(unbounded.size, -1)
        self.remainder(numbers[unbounded], left[unbounded], wholes[unbounded], nobody, slack=True)
        self._bounds(part[loose[group]], whole[loose[group]], component)

    def _bounds(self, part: np.ndarray, whole: np.ndarray, component: int) -> None:
        """part <= whole, pair by pair, where it is so."""
        values = self.values[:, component]
        gap = values[whole] - values[part]
        true = gap >= -EPS
        self.pairs(part[true], whole[true], component, component, slack=True)

    def pairs(
        self, part: np.ndarray, whole: np.ndarray, inner: int, outer: int, slack: bool, lacking: bool = False
    ) -> None:
        """whole - part - remainder = 0, pair by pair; a slack remainder is no count."""
        gap = self.values[whole, outer] - self.values[part, inner]
        true = gap >= -EPS
        part, whole, gap = part[true], whole[true], np.maximum(gap[true], 0)
        numbers = self.new(part.size)
        self.add(numbers, 3 * whole + outer, 1)
        self.add(numbers, 3 * part + inner, -1)
        owner = np.full(part.size, -1) if slack else self.cells.owner()[whole]
        self.remainder(numbers, gap, whole, owner, slack, lacking)

    def splits(self, part: np.ndarray, rest: np.ndarray, whole: np.ndarray, inner: int, outer: int) -> None:
        """whole - part - rest = 0 where the numerator of row `rest` (-1 none) is what is left; else pairs."""
        left = self.values[whole, outer] - self.values[part, inner]
        same = (rest >= 0) & (np.abs(left - self.values[rest, NUMERATOR]) <= EPS)
        numbers = self.new(int(same.sum()))
        self.add(numbers, 3 * whole[same] + outer, 1)
        self.add(numbers, 3 * part[same] + inner, -1)
        self.add(numbers, 3 * rest[same] + NUMERATOR, -1)
        self.pairs(part[~same], whole[~same], inner, outer, slack=False, lacking=True)

    def system(self) -> System:
        """The collected equalities with compact numbers of variables; zeros dropped."""
        cells = self.cells
        none = np.zeros(0)
        extra = zip(*self.extra, (none,) * 4, strict=True)
        value, owner, slack, lacking = (np.concatenate(each) for each in extra)
        flat = self.values.reshape(-1)
        values = np.concatenate([flat, value])
        slacks = np.concatenate([np.zeros(flat.size, bool), slack.astype(bool)])
        owners = np.concatenate([np.repeat(cells.owner(), 3), owner.astype(np.int64)])
        empty = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int8))
        equality, variable, sign = (np.concatenate(each) for each in zip(*self.entries, empty, strict=True))
        told = np.zeros(values.size, dtype=bool)  # a zero of it would show
        told[: flat.size] = (self.told[:, None] & [True, True, False]).reshape(-1)
        kept = (values > EPS) | slacks | (~told & (values > -EPS))
        entries = kept[variable]
        used = np.flatnonzero(kept)
        number = np.full(kept.size, -1)
        number[used] = np.arange(used.size)
        real = used < flat.size
        return System(
            cells=cells,
            value=values[used],
            row=np.where(real, used // 3, -1),
            component=np.where(real, used % 3, -1).astype(np.int8),
            owner=owners[used].astype(np.int32),
            lower=np.where(told[used], np.minimum(1.0, values[used]), 0.0),
            slack=slacks[used],
            lacking=np.concatenate([np.zeros(flat.size, bool), lacking.astype(bool)])[used],
            equality=equality[entries],
            variable=number[variable[entries]],
            sign=sign[entries],
            equalities=self.count,
            implied=np.isin(np.arange(self.count), np.concatenate([*self.implied, empty[0]])),
        )


def _component_values(cells: Cells) -> np.ndarray:
    """float64 (rows, 3): numerator, denominator, complement; NaN where there is no such cell."""
    denominator = np.where(has_denominator(cells), cells.denominator, np.nan)
    complement = np.where(has_complement(cells), cells.denominator - cells.numerator, np.nan)
    return np.column_stack([cells.numerator, denominator, complement])


def build(cells: Cells, told: np.ndarray, rules: Rules) -> System:
    """The system of all equalities over these rows (with their remainders, sorted; see `remainders`).

    told: bool by row, released; what is hidden in it is a mark that somebody reads.
    """
    builder = _Builder(cells, told)
    keys = key_of(cells)
    components = (NUMERATOR, DENOMINATOR, COMPLEMENT) if rules.complement else (NUMERATOR, DENOMINATOR)
    if rules.complement:
        _complements(builder)
    if rules.siblings:
        _scopes(builder, keys, components)
        _levels(builder, keys, components)
        _composites(builder, keys, components)
        _services(builder, keys, components)
    if rules.time:
        _times(builder, keys, components)
    if rules.within:
        _withins(builder, keys)
    return builder.system()


def _complements(builder: _Builder) -> None:
    rows = np.flatnonzero(~np.isnan(builder.values[:, COMPLEMENT]))
    numbers = builder.new(rows.size)
    for component, sign in ((NUMERATOR, 1), (COMPLEMENT, 1), (DENOMINATOR, -1)):
        builder.add(numbers, 3 * rows + component, sign)


def _scopes(builder: _Builder, keys: np.ndarray, components: tuple[int, ...]) -> None:
    cells = builder.cells
    parent = cells.names.parent[cells.scope]
    part = np.flatnonzero(parent >= 0)
    whole = find(keys, key_of(cells, scope=parent)[part])
    part, whole = part[whole >= 0], whole[whole >= 0]
    for component in components:
        builder.sums(part, whole, component, cells.additive("scope")[part])


def _levels(builder: _Builder, keys: np.ndarray, components: tuple[int, ...]) -> None:
    cells = builder.cells
    zero = np.zeros(1, dtype=np.int64)
    wanted = key_of(cells, breakdown=zero, level=zero)
    for number in range(1, len(cells.names.breakdowns)):
        part = np.flatnonzero(cells.breakdown == number)
        whole = find(keys, wanted[part])
        part, whole = part[whole >= 0], whole[whole >= 0]
        for component in components:
            builder.sums(part, whole, component, np.ones(part.size, dtype=bool))


def _composites(builder: _Builder, keys: np.ndarray, components: tuple[int, ...]) -> None:
    """What a service's levels of a composite breakdown add up to is the service's level of the plain one."""
    cells = builder.cells
    inside = np.append(cells.names.inside, -1)[np.minimum(cells.level, cells.names.inside.size)]
    composite = np.flatnonzero(inside >= 0)
    for number in range(1, len(cells.names.breakdowns)):
        wanted = key_of(cells, breakdown=np.array([number]), level=np.maximum(inside, 0))
        whole = find(keys, wanted[composite])
        part, whole = composite[whole >= 0], whole[whole >= 0]
        for component in components:
            builder.sums(part, whole, component, np.ones(part.size, dtype=bool))


def _services(builder: _Builder, keys: np.ndarray, components: tuple[int, ...]) -> None:
    """What the programs of a kind of service add up to is the partnership's level of that kind.

    Which program is of which kind is in the registry, which everybody reads.
    """
    cells, names = builder.cells, builder.cells.names
    if SERVICE not in names.breakdowns:
        return
    top = np.arange(names.parent.size)
    for _ in range(3):  # agency, county, partnership
        top = np.where(names.parent[top] >= 0, names.parent[top], top)
    service = names.service[cells.scope]
    part = np.flatnonzero((service >= 0) & (cells.breakdown == 0))
    wanted = key_of(
        cells,
        scope=top[cells.scope],
        breakdown=np.array([names.breakdowns.index(SERVICE)]),
        level=np.maximum(service, 0),
    )
    whole = find(keys, wanted[part])
    part, whole = part[whole >= 0], whole[whole >= 0]
    for component in components:
        builder.sums(part, whole, component, cells.additive("scope")[part])


def _times(builder: _Builder, keys: np.ndarray, components: tuple[int, ...]) -> None:
    """Months add up to quarters, quarters to years; a snapshot is its last month's."""
    cells = builder.cells
    additive, last_of = cells.additive("time"), cells.agg("snapshot")
    for fine, coarse, ratio in ((0, 1, 3), (1, 2, 4), (0, 2, 12)):
        part = np.flatnonzero(cells.grain == fine)
        step = cells.step // ratio
        wanted = key_of(cells, grain=np.array([coarse]), step=step)
        whole = find(keys, wanted[part])
        if ratio == 12:  # only where no quarters stand between
            between = find(keys, key_of(cells, grain=np.array([1]), step=cells.step // 3)[part])
            whole = np.where(between >= 0, -1, whole)
        part, whole = part[whole >= 0], whole[whole >= 0]
        snapshot = last_of[part]
        ends = snapshot & (cells.step[part] % ratio == ratio - 1)
        for component in components:
            builder.sums(part[~snapshot], whole[~snapshot], component, additive[part[~snapshot]])
            same = builder.values[part, component] == builder.values[whole, component]
            builder.pairs(part[ends & same], whole[ends & same], component, component, slack=False)


def _withins(builder: _Builder, keys: np.ndarray) -> None:
    cells = builder.cells
    number = {measure: i for i, measure in enumerate(cells.names.measures)}
    of = {"numerator": NUMERATOR, "denominator": DENOMINATOR, "complement": COMPLEMENT}
    for definition in cells.names.definitions:
        for link in definition.within:
            if link["of"] not in number:
                continue
            part = np.flatnonzero(cells.measure == number[definition.id])
            whole = find(keys, key_of(cells, measure=np.array([number[link["of"]]]))[part])
            part, whole = part[whole >= 0], whole[whole >= 0]
            inner, outer = of[link["cell"]], of[link["of_cell"]]
            known = ~np.isnan(builder.values[part, inner]) & ~np.isnan(builder.values[whole, outer])
            part, whole = part[known], whole[known]
            if "rest" in link:
                rest = np.full(part.size, -1)
                if link["rest"] in number:
                    rest = find(keys, key_of(cells, measure=np.array([number[link["rest"]]]))[part])
                builder.splits(part, rest, whole, inner, outer)
            else:
                builder.pairs(part, whole, inner, outer, slack=False)
