"""Which days of a curve may be told: disclosure control of survival curves.

What is told of a curve are the days at which it is told (its boundaries) and, between two of them, how many
had the event and how many left the watch (censored): so those are its cells. The days between are not told,
and the survival itself is rounded to a tenth of a percent, so that the order of days within an interval
stays unknown.

- Cells. In each interval the events and the censored are each 0 or above the policy's threshold, in
  releases and in people (one person may be released several times); so is what remains after the last
  boundary. An interval that fails is merged with the next. A merged interval of good ones is good, so
  leaving out a boundary never harms.
- Siblings. All levels of one grouping and cohort share their boundaries, with the level that stands for all
  the others, and a grouping takes its boundaries from those of its whole: whatever is worked out as whole
  minus parts is one of the cells already looked at, or a sum of them. Kinds of service have no whole that
  is told by day, so each stands alone; their sum is told by `trend` at 180 days only, see there.
- Insiders. Where several agencies contribute, everybody without any one of them is looked at as well, level
  by level: an agency that subtracts its own rows finds 0 or more than the threshold.
- `trend` tells the same events within 180, 365 and 730 days, but never the censored. Where all its periods of
  a cohort are released, the events by that day are known, whether the day is a boundary or not. It may be one
  as any other day may; if it is none, the events between it and the boundaries on both sides are 0 or above
  the threshold, and so are those still watched after the last boundary without the events known of them.
  Where its periods are not all released, that day is no boundary, and:
  - periods hidden: the boundaries on both sides stay more than the threshold's events away from that day,
    so that the hidden periods' sum is known no closer than that; hidden denominators withhold the cohort;
  - periods too early to tell: what a boundary tells beyond the released periods is 0 or above the
    threshold.
- The cohort's size is told with every curve. The starts and closed cases that `trend` counts of the same
  people (`beside`) differ from it by 0 or by more than the threshold: size less closed cases is who is still
  enrolled. Starts of which `trend` hides a part withhold the cohort, unless `trend` itself tells their sum.
- Closed cases that were not completed bound the events from above: the difference to each boundary is 0 or
  above the threshold, and so are those still watched there without that difference (they complete, or stay).
  Neither do those still watched differ by few from those still enrolled, nor the censored from the completed.
- The funnel tells how many left before 180 days and later, were retained and completed, by year of referral:
  of the same people only where nobody was referred in one year and started in another (`funnel`). There no
  boundary's events, censored or still watched differ by few from what the funnel could tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from etl.disclose.rules import Policy, is_few, must_hide


@dataclass(frozen=True)
class Stays:
    """Releases or enrollments: days watched (int), observed (bool), person and agency (ids), one a row."""

    days: np.ndarray
    observed: np.ndarray
    person: np.ndarray
    agency: np.ndarray

    def where(self, chosen: np.ndarray) -> Stays:
        """Those of a boolean mask."""
        return Stays(self.days[chosen], self.observed[chosen], self.person[chosen], self.agency[chosen])

    @property
    def size(self) -> int:
        """How many there are."""
        return int(self.days.size)

    def events(self, day: float) -> int:
        """How many events came by the end of that day."""
        return int((self.observed & (self.days <= day)).sum())

    @cached_property
    def without_one(self) -> tuple[Stays, ...]:
        """The rest, as each contributing agency can work it out; none where there is only one."""
        agencies = np.unique(self.agency)
        if agencies.size < 2:
            return ()
        return tuple(self.where(self.agency != agency) for agency in agencies)


@dataclass(frozen=True)
class Told:
    """What `trend` tells of one level within `day` days: events and people in its released periods, how many
    periods are hidden (and hidden_people: without denominator), how many too early."""

    day: int
    events: float
    people: float
    hidden: int
    hidden_people: int
    early: int

    @property
    def complete(self) -> bool:
        """Whether the sum over the whole cohort is known."""
        return not self.hidden and not self.early


@dataclass(frozen=True)
class Beside:
    """What a measure in `trend` tells of the same people without a time after the start.

    others: closed without completing, in its released periods. started, ended, completed: of the whole
    cohort; None where that is not known. hidden: how many periods of its starts are hidden.
    """

    others: float = 0
    started: float | None = None
    ended: float | None = None
    completed: float | None = None
    hidden: int = 0


@dataclass(frozen=True)
class Passed:
    """What the funnel could tell of the same people: who left by 180 days and in all, retained, completed."""

    early: int
    left: int
    retained: int
    completed: int


@dataclass(frozen=True)
class View:
    """A level as somebody sees it, and the days by which its events are known from `trend`."""

    stays: Stays
    known: frozenset[int]


def boundaries(
    levels: Mapping[str, Stays],
    grid: Iterable[int],
    policy: Policy,
    told: Mapping[str, Sequence[Told]] | None = None,
    beside: Mapping[str, Sequence[Beside]] | None = None,
    funnel: Mapping[str, Passed] | None = None,
) -> list[int]:
    """The days (> 0, ascending) at which all levels of one grouping and cohort may be told; [] for none.

    levels: every level, with the one for all others. grid: the days wanted. told: by level, from `trend`.
    beside: by level, what measures in `trend` tell of the same people without a time.
    funnel: by level, where it tells of the same people.
    """
    told, beside, funnel = told or {}, beside or {}, funnel or {}
    for name, stays in levels.items():
        if _size_tells(stays, told.get(name, ()), beside.get(name, ()), funnel.get(name), policy):
            return []
    known = {name: frozenset(each.day for each in told.get(name, ()) if each.complete) for name in levels}
    everywhere = frozenset.intersection(*known.values()) if known else frozenset()
    barred = {each.day for name in levels for each in told.get(name, ())} - everywhere
    views = [View(one, known[name]) for name, stays in levels.items() for one in (stays, *stays.without_one)]
    days = [
        day for day in sorted(set(grid) - barred) if not any(_beside_known(v, day, policy) for v in views)
    ]
    kept = _merged(views, days, everywhere, policy)
    for name, stays in levels.items():
        for each in told.get(name, ()):
            if each.day in barred and not each.complete:
                kept = _away(stays, each, kept, policy)
        for each in beside.get(name, ()):
            kept = [day for day in kept if not _tells_leavers(stays, day, each, policy)]
        if name in funnel:
            kept = [day for day in kept if not _tells_passed(stays, day, funnel[name], policy)]
    return kept


def _tells_passed(stays: Stays, day: int, passed: Passed, policy: Policy) -> bool:
    """Whether a boundary there differs by few from what the funnel could tell."""
    events, watched = stays.events(day), int((stays.days > day).sum())
    censored = stays.size - events - watched
    apart = (
        events - passed.early,
        events - passed.left,
        watched - passed.retained,
        censored - passed.completed,
    )
    return any(_small(abs(each), policy) for each in apart)


def _beside_known(view: View, day: int, policy: Policy) -> bool:
    """Whether a boundary there would tell few events before or after a day by which they are known."""
    stays = view.stays
    nearest = {
        *sorted(each for each in view.known if each < day)[-1:],
        *sorted(each for each in view.known if each > day)[:1],
    }
    if day in view.known:
        return False  # these events are known already
    between = ((stays.days > min(day, each)) & (stays.days <= max(day, each)) for each in nearest)
    return any(_few(stays.person[inside & stays.observed], policy) for inside in between)


def _tells_leavers(stays: Stays, day: int, beside: Beside, policy: Policy) -> bool:
    """Whether few leave or end later, or few of those still watched do not, given how many do in all."""
    events, watched = stays.events(day), int((stays.days > day).sum())
    later = beside.others - events
    apart = [later, watched - later]
    if beside.ended is not None:
        apart.append(watched - (stays.size - beside.ended))
    if beside.completed is not None:
        apart.append(abs(stays.size - events - watched - beside.completed))
    return any(_small(each, policy) for each in apart)


def _size_tells(
    stays: Stays, told: Sequence[Told], beside: Sequence[Beside], passed: Passed | None, policy: Policy
) -> bool:
    """Whether the cohort's size alone is few, or tells few that `trend` and the funnel do not."""
    people = np.unique(stays.person).size
    if must_hide(stays.size, people, policy):
        return True
    known = [count for each in beside for count in (each.started, each.ended) if count is not None]
    known += [passed.retained, passed.left + passed.completed] if passed else []
    if any(_small(abs(stays.size - count), policy) for count in known):
        return True
    if any(each.complete and not each.hidden_people for each in told):
        return False
    return any(each.hidden for each in beside) or any(
        each.hidden_people or (each.early and is_few(stays.size - each.people, policy)) for each in told
    )


def _merged(views: list[View], days: list[int], dear: frozenset[int], policy: Policy) -> list[int]:
    """The days left when intervals that fail are merged; for a day of `dear` those before it may go."""
    kept: list[int] = []
    for day in days:
        before = list(kept)
        while (
            day in dear and before and before[-1] not in dear and not _holds(views, before[-1], day, policy)
        ):
            before.pop()
        if _holds(views, before[-1] if before else -1, day, policy):
            kept = [*before, day]
    while kept and not _tail_holds(views, kept[-1], policy):
        kept.pop()
    return kept


def _holds(views: list[View], after: float, until: float, policy: Policy) -> bool:
    """Whether events and censored of one interval are 0 or enough, in every view."""
    for view in views:
        stays = view.stays
        inside = (stays.days > after) & (stays.days <= until)
        for chosen in (inside & stays.observed, inside & ~stays.observed):
            if _few(stays.person[chosen], policy):
                return False
    return True


def _tail_holds(views: list[View], after: float, policy: Policy) -> bool:
    """Whether those still watched after the last boundary are 0 or enough, and so those of them without the
    events known from `trend`."""
    for view in views:
        stays = view.stays
        watched = stays.days > after
        for day in (after, *(each for each in view.known if each > after)):
            if _few(stays.person[watched & ~(stays.observed & (stays.days <= day))], policy):
                return False
    return True


def _small(count: float, policy: Policy) -> bool:
    return bool(is_few(count, policy)) and policy.rules.threshold


def _few(person: np.ndarray, policy: Policy) -> bool:
    return bool(must_hide(person.size, np.unique(person).size, policy))


def _away(stays: Stays, told: Told, kept: list[int], policy: Policy) -> list[int]:
    """The boundaries that tell nothing close about periods that `trend` does not tell."""
    beyond = [day for day in kept if day > told.day]
    before = [day for day in kept if day < told.day]
    if told.early:
        beyond = [day for day in beyond if not is_few(stays.events(day) - told.events, policy)]
    if told.hidden:
        here, enough = stays.events(told.day), policy.largest_hidden
        beyond = [day for day in beyond if stays.events(day) - here > enough]
        before = [
            day for day in before if stays.events(day) <= told.events or here - stays.events(day) > enough
        ]
    return before + beyond
