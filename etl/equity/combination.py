"""Which groups may be told "alone or in combination" beside "alone": the second way's disclosure argument.

Races that a row joins are told as "more than one"; the audit of the release covers these cells. The second
way counts such a row in each of its groups, so its number less that of the group alone is the number of
multiracial people of the group, which no released table lists. It is told only where nobody learns a small
number by it:

1. the group alone and "more than one" are both shown, events and base: so what the second way adds says how
   "more than one" is made up and nothing of any other group;
2. what it adds, and what is left of "more than one" without it, is 0 or above the threshold: events, base,
   the base without events, and people of each (combination.sql);
3. the same is true of what others sent, when an agency takes its own away (insiders);
4. no combination of 1 to 10 can be narrowed down by several groups together: a linear program over all
   combinations that there can be, given every number told, leaves it at least as wide as the policy asks.

Groups fail closed: while a combination is too narrow, the group of it that adds least is left out.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Set

import numpy as np

UNLISTED = frozenset({"multiple"})  # rows that say more than one, but not which


def allowed(
    groups: Set[str], whole: float, combinations: Mapping[frozenset[str], float], few: int, width: float
) -> set[str]:
    """The groups that may be told together, of those that may be told one by one.

    whole: the count of "more than one"; combinations: the true count of each, by its groups; few: counts of 1
    to this many are protected; width: how wide what can be worked out must stay.
    """
    told = set(groups)
    names = sorted(told | {name for each in combinations for name in each})
    places = [frozenset(pair) for size in (2, 3) for pair in itertools.combinations(names, size)]
    places = [*dict.fromkeys([*places, *combinations, UNLISTED])]
    small = [each for each, count in combinations.items() if 0 < count <= few]
    while told and small:
        widths = (_width(each, places, told, whole, combinations) for each in small)
        narrow = next((each for each, found in zip(small, widths, strict=True) if found < width), None)
        if narrow is None:
            break
        sums = {name: _sum(name, combinations) for name in told}
        told.discard(min(narrow & told or told, key=lambda name: (sums[name], name)))
    return told


def _sum(group: str, combinations: Mapping[frozenset[str], float]) -> float:
    return sum(count for each, count in combinations.items() if group in each)


def _width(target, places, told, whole, combinations) -> float:
    """Between the least and the most that the target can be, given the whole and the sums told."""
    from scipy.optimize import linprog  # takes longer to load than a small file to publish

    order = sorted(told)
    matrix = np.array([[1.0] * len(places), *([float(name in each) for each in places] for name in order)])
    right = [whole, *(_sum(name, combinations) for name in order)]
    goal = np.array([float(each == target) for each in places])
    ends = [linprog(sign * goal, A_eq=matrix, b_eq=right, method="highs") for sign in (1, -1)]
    return -ends[1].fun - ends[0].fun if all(end.success for end in ends) else 0.0
