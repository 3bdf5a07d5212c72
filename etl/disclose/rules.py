"""The disclosure rules: every threshold, and what each means. Nothing else knows these numbers.

All functions take numbers or numpy arrays alike; NaN stands for "not known" or "does not apply".
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

NEXT_COARSER = {"month": "quarter", "quarter": "year"}


@dataclass(frozen=True)
class Rules:
    """Which mechanisms are on. All are; tests switch one off, to see the attack battery break through."""

    threshold: bool = True  # cells of few people or events are hidden
    complement: bool = True  # ... and those whose complement (denominator - numerator) is few
    siblings: bool = True  # sums over scopes and over the levels of a breakdown
    within: bool = True  # cells of one measure that are part of another's
    time: bool = True  # quarters and years are sums of months
    insiders: bool = True  # agencies that know their own cells
    audit: bool = True  # linear programs over everything published


@dataclass(frozen=True)
class Policy:
    """One way to release. Counts are of events and of people alike."""

    name: str
    largest_hidden: int = 10  # 1 to this many are hidden; 0 may show
    rate_denominator: int = 30  # no rate on fewer
    median_n: int = 20  # no median on fewer
    width: float = 5.0  # what anybody can work out of a hidden cell must stay at least this wide
    share_shown: float = 0.6  # a series that shows less goes from months to quarters, from quarters to years
    share_by_year: float = 0.4  # ... and is withheld where even by year, the coarsest, less than this shows
    round_to: int = 0  # 0: exact
    keep_within: int = 0  # a restated cell keeps its published value while the new one is this near
    totals_exact: bool = False  # counts without personal characteristics are released as they are
    rules: Rules = Rules()


PARTNERS = Policy("partners")
PUBLIC = Policy("public", largest_hidden=12, round_to=5, keep_within=4)
POLICIES = {policy.name: policy for policy in (PARTNERS, PUBLIC)}


def policy_named(name: str, totals: str = "protected") -> Policy:
    """The policy of the settings. Raises KeyError for a name that does not exist."""
    return replace(POLICIES[name], totals_exact=totals == "exact")


def is_few(count, policy: Policy):
    """1 to the largest hidden count; 0 and unknown are not few."""
    return (count > 0) & (count <= policy.largest_hidden)


def must_hide(count, people, policy: Policy):
    """A cell of few events, or of few people however many events: one caller can be fifteen events."""
    return (is_few(count, policy) | (is_few(people, policy) & (count != 0))) & policy.rules.threshold


def must_hide_complement(count, whole, people, whole_people, policy: Policy):
    """Whether those of `whole` who are not in `count` are few; their people are at least the difference."""
    few = is_few(whole - count, policy) | is_few(whole_people - people, policy)
    return few & policy.rules.complement & policy.rules.threshold


def rate_may_show(denominator, policy: Policy):
    """Rates need a denominator that carries them."""
    return denominator >= policy.rate_denominator


def median_may_show(n, policy: Policy):
    """Medians need enough values, or they are somebody's own."""
    return n >= policy.median_n


def round_half_up(count, policy: Policy):
    """The nearest multiple of the policy's step; unchanged where it does not round."""
    step = policy.round_to
    return np.floor(np.asarray(count, dtype=float) / step + 0.5) * step if step else count
