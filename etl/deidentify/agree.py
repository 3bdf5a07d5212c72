"""From decisions on single columns to one plan: one age band, one person key, one id, different headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from etl.definitions import Feed, feeds
from etl.deidentify.looks import Look, goal
from etl.deidentify.plan import (
    AGE,
    AGE_BAND,
    BIRTH,
    BORN,
    DROP,
    FAMILY,
    GIVEN,
    HASH,
    KEEP,
    NAME,
    NUMBER,
    PERSON_KEY,
    SSN,
    ZIP,
    ZIP3,
    Decision,
    Plan,
)
from etl.gate.headings import announced, split
from etl.mapping.find import fit_feed
from etl.words import fold

# Tried in this order: names with a birth date are what several agencies have in common.
_KEYS = ((FAMILY, GIVEN, BORN), (NAME, BORN), (NUMBER,), (SSN,))
_COUNTING_WORDS = frozenset(("number", "no", "num", "nbr", "id", "identifier", "ref"))


CHOSEN = "you chose so"


def agree(plan: Plan, looks: Sequence[Look], *, person: bool = True) -> Plan:
    """The plan as a whole, from columns decided one by one. `person`: find what the person key is made of."""
    plan = _one_person(plan, looks) if person else plan
    plan = replace(plan, date=plan.date or event_date(plan, looks))
    plan = _one_age(plan)
    return name_outputs(_fit(plan), looks)


def event_dates(plan: Plan, looks: Sequence[Look]) -> list[str]:
    """Headings of the columns at whose day an age can be worked out; the feed's own date first."""
    known = {feed.date_column for feed in feeds().values() if not feed.counts}
    found = [
        each.heading
        for each, look in zip(plan.decisions, looks, strict=True)
        if each.action == KEEP and look.periods
    ]
    return sorted(found, key=lambda heading: goal(heading) not in known)


def event_date(plan: Plan, looks: Sequence[Look]) -> str | None:
    """The first of `event_dates`, if there is one."""
    return next(iter(event_dates(plan, looks)), None)


def _one_person(plan: Plan, looks: Sequence[Look]) -> Plan:
    """Of all columns that could be in the person key, those that are; the others give up their part."""
    first: dict[str, int] = {}
    for index, each in enumerate(plan.decisions):
        if each.part and looks[index].filled and not (each.doubt and each.part in first):
            first.setdefault(each.part, index)
    ready = any(
        goal(each.heading) == PERSON_KEY and each.action == KEEP and look.surrogate
        for each, look in zip(plan.decisions, looks, strict=True)
    )
    chosen = () if ready else next((parts for parts in _KEYS if set(parts) <= set(first)), ())
    decided = []
    for index, each in enumerate(plan.decisions):
        part = each.part if each.part in chosen and first[each.part] == index else None
        if each.part == NUMBER and chosen and each.action == HASH:
            why = each.why if part else "the person key stands for the person"
            each = replace(each, action=DROP, why=why)
        decided.append(replace(each, part=part))
    return replace(plan, decisions=tuple(decided))


def _one_age(plan: Plan) -> Plan:
    """One source of the age band: a band that is there, else the birth date, else exact ages."""
    births = [index for index, each in enumerate(plan.decisions) if each.action == BIRTH]
    ages = [index for index, each in enumerate(plan.decisions) if each.action == AGE]
    for found in (births, ages):
        found.sort(key=lambda index: (plan.decisions[index].why != CHOSEN, plan.decisions[index].doubt))
    there = any(each.action == KEEP and goal(each.heading) == AGE_BAND for each in plan.decisions)
    left_out: list[tuple[int, str]] = []
    if there:
        left_out = [(index, "the file has the age band") for index in (*births, *ages)]
    elif plan.date is None:
        why = "the file has no date of the event at which the age could be worked out"
        left_out = [(index, why) for index in births]
        left_out += [(index, "the file has another column of ages") for index in ages[1:]]
    elif births:
        left_out = [(index, "another column has the date of birth") for index in births[1:]]
        left_out += [(index, "the birth date gives the age band") for index in ages]
    else:
        left_out = [(index, "the file has another column of ages") for index in ages[1:]]
    for index, why in left_out:
        plan = plan.with_decision(index, action=DROP, why=why)
    return plan


def _fit(plan: Plan) -> Plan:
    """The feed that the file is made for, when it has all that one needs; what the feed lacks is left out."""
    given = {PERSON_KEY} if plan.parts else set()
    given |= {AGE_BAND for each in plan.decisions if each.action in (BIRTH, AGE)}
    kept = [each.heading for each in plan.decisions if each.action == KEEP]
    candidates = [feeds()[plan.feed]] if plan.feed else [feed for feed in feeds().values() if not feed.counts]
    fits = {feed.id: fit_feed(feed, [*kept, *given], agency="its own") for feed in candidates}
    hashes = any(each.action == HASH for each in plan.decisions)
    whole = {
        name: fit
        for name, fit in fits.items()
        if not set(fit.missing) - ({fit.feed.key[-1]} if hashes else set())
    }
    if not whole:
        return plan
    most = max(len(fit.headings) for fit in whole.values())
    best = [fit for fit in whole.values() if len(fit.headings) == most]
    if len(best) > 1:
        return plan
    used = set(best[0].headings.values())
    for index, each in enumerate(plan.decisions):
        if each.action == KEEP and each.heading not in used and not each.why:
            why = f"{best[0].feed.title} has no such column"
            plan = plan.with_decision(index, action=DROP, why=why)
    return replace(plan, feed=best[0].feed.id)


def name_outputs(plan: Plan, looks: Sequence[Look]) -> Plan:
    """Every column that stays gets its heading: the feed's own where it becomes one of the feed's columns.

    A column that has its heading already, from the settings, keeps it.
    """
    identity = _identity(plan, looks)
    taken: set[str] = {PERSON_KEY} if plan.parts else set()
    taken |= {fold(each.heading) for each in plan.decisions if each.action == KEEP}
    taken |= {fold(each.output) for each in plan.decisions if each.output}
    named = []
    for index, each in enumerate(plan.decisions):
        if each.action == DROP:
            output = None
        elif each.action == KEEP or each.output:
            output = each.output or each.heading
        else:
            output = _free(_wanted(each, identity if index == identity else None, plan), taken)
            taken.add(fold(output))
        named.append(replace(each, output=output))
    return replace(plan, decisions=tuple(named))


def _wanted(each: Decision, identity: int | None, plan: Plan) -> str:
    if each.action == ZIP:
        return ZIP3
    if each.action in (BIRTH, AGE):
        return AGE_BAND
    if identity is not None and plan.feed:
        return feeds()[plan.feed].key[-1]
    words = [word for word in split(each.heading) if word not in _COUNTING_WORDS]
    name = "_".join([*words, "key"])
    return name if words and all(rule.hashed for rule in announced(name)) else "hashed_key"


def _free(name: str, taken: set[str]) -> str:
    number = 2
    wanted = name
    while fold(name) in taken:
        name, number = f"{wanted}_{number}", number + 1
    return name


def _identity(plan: Plan, looks: Sequence[Look]) -> int | None:
    """The hashed column that tells the rows of the feed apart: named so, else different in every row."""
    hashed = [index for index, each in enumerate(plan.decisions) if each.action == HASH]
    feed: Feed | None = feeds()[plan.feed] if plan.feed else None
    named = [index for index in hashed if feed and goal(plan.decisions[index].heading) == feed.key[-1]]
    unique = [index for index in hashed if looks[index].unique]
    return next(iter([*named, *unique]), None)
