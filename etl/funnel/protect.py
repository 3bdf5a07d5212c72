"""Which steps of a funnel may be told: disclosure control of nested counts.

The referrals of a year are in one of eight places along the way (sql/referral.sql). A step says how many came
past a cut between two places; what is told of a program, a service or the partnership is therefore the number
between each two cuts that are told. Those are its cells:

- Cells. Between two cuts that are told there are 0, or more than the policy's threshold, referrals and
  people. Of all choices of cuts the one that tells the most important steps is taken.
- Siblings. A service is the sum of its programs, the partnership the sum of its services. At a cut that a sum
  tells and some of its programs do not, what these have past the cut is known together; so is what those have
  between two cuts that tell neither. Each such sum is 0 or above the threshold and of two programs or more,
  and each one's own part of it still has room of the policy's width. Then linear programs over all that is
  told, as in the audit of `etl.disclose`, decide: where one finds a small number, the sum tells a cut less.
- Insiders. The same is asked for every agency that knows its own programs' numbers among those not told.
- Starts told by month, and completion by year of start, tell of the same people where nobody of a year was
  referred in one year and started in another. Where a part of them is hidden there, the funnel that would
  give it is not told (`silent`, `forbidden`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import combinations, pairwise

import numpy as np

from etl.disclose.rules import Policy, is_few

PLACES = 8
SLACK = 1e-6
WHOLE = -1  # the cut before everything: how many were referred
CUTS = (WHOLE, *range(PLACES - 1))
COMPLETED = 6
# What each cut tells, and how much it is missed: the steps, and between them what is still open.
WORTH = {COMPLETED: 4.0, 2: 3.0, 4: 2.0, 1: 1.5, 5: 0.3, 3: 0.2, 0: 0.1}


@lru_cache(maxsize=1)
def choices() -> tuple[tuple[int, ...], ...]:
    """Every set of cuts, the most telling first."""
    cuts = range(PLACES - 1)
    every = [chosen for size in range(PLACES) for chosen in combinations(cuts, size)]
    return tuple(sorted(every, key=lambda chosen: -sum(WORTH[cut] for cut in chosen)))


@dataclass
class Counts:
    """Referrals of one year: `place` and `person` (ids), one a row. `told`: the cuts that may be told."""

    place: np.ndarray
    person: np.ndarray
    agency: str = ""
    forbidden: frozenset[int] = frozenset()
    silent: bool = False
    told: tuple[int, ...] = ()
    events: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.events = np.bincount(self.place, minlength=PLACES)

    def past(self, cut: int) -> int:
        """How many came past the cut."""
        return int(self.events[cut + 1 :].sum())

    def fits(self, cuts: Iterable[int], policy: Policy) -> bool:
        """Whether every group between two of these cuts is empty or large enough."""
        edges = [0, *(cut + 1 for cut in cuts), PLACES]
        return all(self._fits(low, high, policy) for low, high in pairwise(edges))

    def _fits(self, low: int, high: int, policy: Policy) -> bool:
        count = int(self.events[low:high].sum())
        if not count:
            return True
        people = np.unique(self.person[(self.place >= low) & (self.place < high)]).size
        return not (is_few(count, policy) or is_few(people, policy))

    def between(self, low: int, high: int) -> tuple[float, float]:
        """What the cuts that are told leave for the number between two cuts."""
        if not self.told:
            return 0.0, np.inf
        inner = [cut for cut in self.told if low <= cut <= high]
        least = self.past(min(inner)) - self.past(max(inner)) if len(inner) > 1 else 0
        before = [self.past(cut) for cut in self.told if cut <= low]
        after = [self.past(cut) for cut in self.told if cut >= high]
        return float(least), (min(before) if before else np.inf) - max(after, default=0)


PartsAt = Callable[[int], Sequence[Counts]]
Sum = tuple[Sequence[Counts], int]  # the parts of a sum, and a cut that it tells


def decide(counts: Counts, allowed: Iterable[int], policy: Policy) -> tuple[int, ...]:
    """The most telling cuts among those allowed, WHOLE first; none where not even the whole may be told."""
    usable = set(allowed) - counts.forbidden
    if not policy.rules.threshold:
        return (WHOLE, *sorted(usable - {WHOLE}))
    if counts.silent or WHOLE not in usable or not counts.fits((), policy):
        return ()
    fitting = (cuts for cuts in choices() if usable.issuperset(cuts) and counts.fits(cuts, policy))
    return (WHOLE, *next(fitting))


def sum_cuts(
    total: Counts, parts_at: PartsAt, policy: Policy, told_sums: Sequence[Sum] = ()
) -> tuple[int, ...]:
    """The most telling cuts that a sum may tell.

    parts_at(cut): the parts that no other sum tells there. told_sums: what such sums of these parts tell.
    """
    untold = {cut: [part for part in parts_at(cut) if cut not in part.told] for cut in CUTS}
    if not policy.rules.siblings:
        return decide(total, CUTS, policy)
    alone = [
        cut
        for cut in CUTS
        if all(_room(parts, cut, PLACES - 1, policy) for parts in views(untold[cut], policy))
    ]
    usable = set(alone) - total.forbidden
    if not policy.rules.threshold or total.silent or WHOLE not in usable:
        return decide(total, usable, policy)
    together = {
        (low, high): all(
            _room(parts, low, high, policy)
            for parts in views(
                [part for part in untold[low] if any(part is other for other in untold[high])], policy
            )
        )
        for low, high in combinations(sorted(usable), 2)
    }
    for cuts in choices():
        told = (WHOLE, *cuts)
        fitting = usable.issuperset(told) and total.fits(cuts, policy)
        if fitting and all(map(together.get, combinations(told, 2))):
            return _audited(told, parts_at, policy, told_sums)
    return ()


def _audited(
    told: tuple[int, ...], parts_at: PartsAt, policy: Policy, told_sums: Sequence[Sum]
) -> tuple[int, ...]:
    """The cuts less those by which a linear program still finds a small number; the least missed go first."""
    while told and policy.rules.audit and _found_out(told, parts_at, policy, told_sums):
        least = min(told, key=lambda cut: WORTH.get(cut, np.inf))
        told = tuple(cut for cut in told if cut != least)
    return told


def _found_out(told: tuple[int, ...], parts_at: PartsAt, policy: Policy, told_sums: Sequence[Sum]) -> bool:
    """Whether an outsider or an agency knows a small number to less than the policy's width."""
    parts = list({id(part): part for cut in told for part in parts_at(cut) if cut not in part.told}.values())
    every = [*told_sums, *((parts_at(cut), cut) for cut in told)]
    sums = [([part for part in some if any(part is one for one in parts)], cut) for some, cut in every]
    for who in {None, *(part.agency for part in parts)} if policy.rules.insiders else {None}:
        known = [([part], cut) for part in parts for cut in (CUTS if part.agency == who else part.told)]
        matrix = np.zeros((len(known) + len(sums), len(parts), PLACES))
        for row, (some, cut) in enumerate(known + sums):
            mine = [any(part is one for one in some) for part in parts]
            matrix[row, mine, cut + 1 :] = 1
        values = [sum(part.past(cut) for part in some) for some, cut in known + sums]
        flat = matrix.reshape(len(values), -1)
        for number, part in enumerate(parts):
            few = np.flatnonzero(is_few(part.events, policy)) if part.agency != who else ()
            if any(_width(flat, values, number * PLACES + spot) < policy.width - SLACK for spot in few):
                return True
    return False


def _width(matrix: np.ndarray, values: Sequence[int], column: int) -> float:
    """How far one number may lie from another that fits all that is known."""
    from scipy.optimize import linprog  # takes longer to load than a small file to publish

    goal = np.zeros(matrix.shape[1])
    goal[column] = 1
    least, most = (linprog(sign * goal, A_eq=matrix, b_eq=values, method="highs") for sign in (1, -1))
    return -most.fun - least.fun if least.status == most.status == 0 else np.inf


def views(untold: Sequence[Counts], policy: Policy) -> Iterator[Sequence[Counts]]:
    """What an outsider lacks of these, and what every agency does that knows some of them."""
    yield untold
    for who in {part.agency for part in untold} if policy.rules.insiders else ():
        yield [part for part in untold if part.agency != who]


def _room(untold: Sequence[Counts], low: int, high: int, policy: Policy) -> bool:
    """Whether the sum of what lies between two cuts leaves everybody's own part of it open.

    It is 0 or above the threshold, and each one's own can be this and that, as wide as the policy asks.
    """
    if not untold:
        return True
    own = [part.past(low) - part.past(high) for part in untold]
    if not sum(own):
        return True  # nobody is there, and none may show
    if len(untold) == 1 or is_few(sum(own), policy):
        return False
    least, most = zip(*(part.between(low, high) for part in untold), strict=True)
    for place in range(len(untold)):
        lowest = max(least[place], sum(own) - (sum(most) - most[place]))
        highest = min(most[place], sum(own) - (sum(least) - least[place]))
        if highest - lowest < policy.width:
            return False
    return True
