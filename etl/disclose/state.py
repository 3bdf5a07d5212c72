"""Which cells are hidden: variables that are one number merged; hiding one may hide another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from etl.disclose import rules as law
from etl.disclose.plan import Primary
from etl.disclose.relations import COMPLEMENT, DENOMINATOR, NUMERATOR, System
from etl.disclose.rules import Policy


@dataclass
class State:
    """The system over classes of identical numbers. Arrays by class unless said otherwise.

    number: class by variable. value, lower, owner, slack: as in System. released: somebody can read it where
    it is not hidden. fixed: never hidden, an exact total. decided: shown by what was decided before. target:
    what must be protected. cell: it has a row of its own, is no remainder. hidden: now. equality, member,
    sign: the entries, each class once an equality, equalities that say nothing left out.
    """

    system: System
    number: np.ndarray
    value: np.ndarray
    lower: np.ndarray
    owner: np.ndarray
    slack: np.ndarray
    released: np.ndarray
    fixed: np.ndarray
    decided: np.ndarray
    target: np.ndarray
    cell: np.ndarray
    hidden: np.ndarray
    equality: np.ndarray
    member: np.ndarray
    sign: np.ndarray
    links: np.ndarray  # int (n, 2): where the first is hidden, so is the second

    @property
    def size(self) -> int:
        return self.value.size

    def settle(self) -> None:
        """Carries hiding along the links: a hidden denominator or complement hides the numerator."""
        first, second = self.links.T
        while True:
            fresh = self.hidden[first] & ~self.hidden[second]
            if not fresh.any():
                return
            self.hidden[second[fresh]] = True

    def hidden_rows(self) -> tuple[np.ndarray, np.ndarray]:
        """(numerator, denominator): bool by row of the cells, whether that variable is hidden."""
        system = self.system
        found = []
        for component in (NUMERATOR, DENOMINATOR):
            rows = np.zeros(system.cells.size, dtype=bool)
            own = (system.component == component) & self.hidden[self.number]
            rows[system.row[own]] = True
            found.append(rows)
        return found[0], found[1]

    def hide_rows(self, numerator: np.ndarray, denominator: np.ndarray) -> None:
        """Hides these too, bool by row of the cells, and what goes with them."""
        system = self.system
        gone = (system.row >= 0) & _of_rows(system, numerator, denominator)
        self.hidden[self.number[gone]] = True
        self.settle()


@dataclass(frozen=True)
class Decided:
    """What was decided before and stays: bool by row of the cells."""

    rows: np.ndarray
    hide_numerator: np.ndarray
    hide_denominator: np.ndarray


def begin(
    system: System, primary: Primary, released: np.ndarray, policy: Policy, decided: Decided | None = None
) -> State:
    """The state after the thresholds, and what was decided before. released: bool by row."""
    number, count = _identical(system)
    real = system.row >= 0
    row = np.where(real, system.row, 0)
    few = np.where(
        system.component == NUMERATOR,
        primary.numerator[row],
        np.where(system.component == DENOMINATOR, primary.denominator[row], primary.complement[row]),
    )
    exempt = real & primary.exempt[row]
    readable = real & released[row]
    few_itself = real & primary.few[row, np.maximum(system.component, 0)]
    target = (
        (real | system.lacking)
        & ~system.slack
        & ~exempt
        & (system.value > 0)
        & (law.is_few(system.value, policy) | few_itself)
    )
    if policy.totals_exact:  # what totals lack is no personal characteristic
        target &= real
    equality, member, sign = _compact(system, number, count)
    any_of = _any_by(number, count)
    value = np.zeros(count)
    value[number] = system.value
    lower = np.zeros(count)
    np.maximum.at(lower, number, system.lower)
    owner = np.full(count, -1, dtype=np.int64)
    np.maximum.at(owner, number, system.owner)
    readable_class, fixed = any_of(readable), any_of(exempt & readable)
    hidden, settled = any_of(real & few) & ~fixed, np.zeros(count, dtype=bool)
    if decided:
        told = readable & decided.rows[row]
        gone = _of_rows(system, decided.hide_numerator, decided.hide_denominator)
        hidden |= any_of(told & gone) & ~fixed
        settled = any_of(told & ~gone) & ~hidden
    state = State(
        system=system,
        number=number,
        value=value,
        lower=lower,
        owner=owner,
        slack=any_of(system.slack),
        released=readable_class,
        fixed=fixed,
        decided=settled,
        target=any_of(target),
        cell=any_of(real),
        hidden=hidden | ~readable_class,
        equality=equality,
        member=member,
        sign=sign,
        links=_links(system, number, released),
    )
    state.settle()
    return state


def _of_rows(system: System, numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """bool by variable, of flags by row; a complement goes with its numerator."""
    return np.where(system.component == DENOMINATOR, denominator[system.row], numerator[system.row])


def _any_by(number: np.ndarray, count: int):
    return lambda flags: np.bincount(number[flags], minlength=count) > 0


def _identical(system: System) -> tuple[np.ndarray, int]:
    """(class by variable, count): equalities with one term on each side make two variables one number.

    So do two equalities with the same terms but for what remains in each: where one agency is all there is of
    a partnership, what its sums lack is one number too, and the agency's own. Repeated, because merged terms
    cancel and leave further such equalities.
    """
    number, count = np.arange(system.value.size), system.value.size
    while count:
        ends = np.concatenate([_pairs(system, number, count), _twins(system, number, count)])
        ends = ends[ends[:, 0] != ends[:, 1]]
        if not ends.size:
            break
        graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(count, count))
        count, merged = connected_components(graph, directed=False)
        number = merged[number]
    return number, count


def _pairs(system: System, number: np.ndarray, count: int) -> np.ndarray:
    """int (n, 2): classes that stand alone against each other in an equality."""
    equality, member, sign = _compact(system, number, count)
    terms = np.bincount(equality, minlength=system.equalities)
    solid = np.bincount(equality, system.slack[_first(number, count)][member], system.equalities) == 0
    pairs = (terms == 2) & solid
    entry = pairs[equality]
    ends = member[entry].reshape(-1, 2)
    opposite = sign[entry].reshape(-1, 2).sum(axis=1) == 0
    return ends[opposite]


def _twins(system: System, number: np.ndarray, count: int) -> np.ndarray:
    """int (n, 2): classes of remainders whose equalities are otherwise the same, compared by a random sum."""
    left = (system.row[system.variable] < 0) & ~system.slack[system.variable]
    mark = np.random.default_rng(0).integers(1, 2**62, count)
    said = np.zeros(system.equalities, dtype=np.int64)
    np.add.at(said, system.equality[~left], system.sign[~left] * mark[number[system.variable[~left]]])
    said, member = said[system.equality[left]], number[system.variable[left]]
    order = np.argsort(said, kind="stable")
    said, member = said[order], member[order]
    same = np.flatnonzero(said[1:] == said[:-1])
    return np.column_stack([member[same], member[same + 1]])


def _first(number: np.ndarray, count: int) -> np.ndarray:
    """One variable of each class."""
    first = np.zeros(count, dtype=np.int64)
    first[number[::-1]] = np.arange(number.size)[::-1]
    return first


def _compact(system: System, number: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The entries by class, sorted by equality; terms that cancel are left out."""
    key = system.equality.astype(np.int64) * max(count, 1) + number[system.variable]
    order = np.argsort(key, kind="stable")
    key, sign = key[order], system.sign[order].astype(np.int64)
    if not key.size:
        return key, key, sign
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    total = np.add.reduceat(sign, starts)
    kept = total != 0
    key, total = key[starts][kept], total[kept]
    return key // max(count, 1), key % max(count, 1), total


def _links(system: System, number: np.ndarray, released: np.ndarray) -> np.ndarray:
    """Within a released row: denominator -> numerator, numerator <-> complement."""
    rows = system.cells.size
    of = np.full((3, rows), -1)
    for component in (NUMERATOR, DENOMINATOR, COMPLEMENT):
        own = system.component == component
        of[component, system.row[own]] = number[own]
    found = []
    for first, second in ((DENOMINATOR, NUMERATOR), (NUMERATOR, COMPLEMENT), (COMPLEMENT, NUMERATOR)):
        both = released & (of[first] >= 0) & (of[second] >= 0) & (of[first] != of[second])
        found.append(np.column_stack([of[first][both], of[second][both]]))
    return np.concatenate(found)
