"""What is done with a column when nobody says otherwise: by its heading first, then by its values."""

from __future__ import annotations

from collections.abc import Sequence

from etl.deidentify.looks import HALF, Look, goal, types
from etl.deidentify.plan import (
    AGE,
    BIRTH,
    BORN,
    DROP,
    FAMILY,
    GIVEN,
    HASH,
    KEEP,
    NAME,
    NUMBER,
    SSN,
    ZIP,
    Decision,
)
from etl.gate.headings import announced, speaks_of_age, speaks_of_zip, split
from etl.gate.rules import RULES
from etl.words import fold

# A name of somebody else than the person whom the row is about, or only a part of one.
_OTHERS = frozenset(
    (
        *("officer", "judge", "attorney", "worker", "staff", "doctor", "physician", "nurse", "therapist"),
        *("clinician", "manager", "deputy", "supervisor", "navigator", "victim", "caller", "witness"),
        *("mother", "father", "parent", "guardian", "spouse", "contact", "kin", "emergency", "reporting"),
        *("middle", "mname", "alias", "aliases", "aka", "maiden", "nickname", "moniker", "initials"),
        *("initial", "preferred", "signature", "user", "username", "agency", "hospital"),
    )
)
_FAMILY = frozenset(("last", "family", "surname", "lname", "lastname"))
_GIVEN = frozenset(("first", "given", "fname", "firstname", "forename"))
_PERSON_NUMBERS = ("medical_record", "inmate_number")
_AGES = frozenset(("value_age_exact", "value_age_90"))
# Rules on values after which the values are of no use to anybody but a reader who knows the people.
_LEFT_OUT = tuple(
    name
    for name in RULES
    if name not in (*_AGES, "value_zip", "value_birth_date", "value_case_number", "value_name_doubt")
)


def decide(headings: Sequence[str], looks: Sequence[Look]) -> list[Decision]:
    """One decision a column, each looked at by itself; `part` is what it could be in a person key."""
    return [_column(heading, look) for heading, look in zip(headings, looks, strict=True)]


def part_of(heading: str) -> str:
    """Which part of a person key a column can be, by its heading; a number of the agency when in doubt."""
    words = set(split(heading))
    family, given = words & _FAMILY, words & _GIVEN
    rules = {rule.id for rule in announced(heading)}
    if "birth_date" in rules:
        return BORN
    if "ssn" in rules:
        return SSN
    if family and not given:
        return FAMILY
    if given and not family:
        return GIVEN
    return NAME if "person_name" in rules else NUMBER


def _column(heading: str, look: Look) -> Decision:
    own_name = fold(heading) in types()
    rules = [] if own_name else announced(heading)
    if look.surrogate and all(rule.hashed for rule in rules):
        return Decision(heading, KEEP, "keyed hashes or random keys already")
    if rules:
        return _announced(heading, look, [rule.id for rule in rules], rules[0].what)
    if (speaks_of_age(heading) or goal(heading) == "age_band") and _exact_ages(look):
        return Decision(heading, AGE, "exact ages")
    if (speaks_of_zip(heading) or "value_zip" in look.rules) and look.share(look.zips) >= HALF:
        return Decision(heading, ZIP, "whole ZIP codes, or three digits of them")
    return _by_rules(heading, look) or _by_use(heading, look)


def _exact_ages(look: Look) -> bool:
    return bool(look.rules & _AGES) or look.share(look.ages) >= HALF


def _announced(heading: str, look: Look, rules: list[str], what: str) -> Decision:
    """The heading says that it is an identifier; the first rule is what it is called in the report."""
    why = f"by its heading: {what}"
    if "birth_date" in rules and look.share(look.days + look.packed) >= HALF:
        return Decision(heading, BIRTH, "by its heading: a date of birth", part=BORN)
    if "ssn" in rules:
        last_four = {"4", "ssn4", "four"} & set(split(heading))
        return Decision(heading, DROP, why, part=None if last_four else SSN)
    if "person_name" in rules:
        own = not set(split(heading)) & _OTHERS
        return Decision(heading, DROP, why, part=part_of(heading) if own else None)
    if set(rules) <= {"case_number", *_PERSON_NUMBERS}:
        part = NUMBER if rules[0] in _PERSON_NUMBERS else None
        return Decision(heading, HASH, why, part=part)
    return Decision(heading, DROP, why)


def _by_rules(heading: str, look: Look) -> Decision | None:
    """The heading says nothing, but the values do."""
    for rule in _LEFT_OUT:
        if rule in look.rules:
            return Decision(heading, DROP, RULES[rule].says, doubt=True)
    if "value_birth_date" in look.rules:
        action = BIRTH if look.share(look.days + look.packed) >= HALF else DROP
        part = BORN if action == BIRTH else None
        return Decision(heading, action, RULES["value_birth_date"].says, part=part, doubt=True)
    if "value_case_number" in look.rules:
        return Decision(heading, HASH, RULES["value_case_number"].says)
    broken = sorted(look.rules)
    if broken:
        return Decision(heading, DROP, RULES[broken[0]].says, doubt=True)
    return None


def _by_use(heading: str, look: Look) -> Decision:
    """What the column is for in a feed; of an unknown one, whether its values could point at a person."""
    kind = types().get(goal(heading))
    if kind == "key" and look.filled:
        return Decision(heading, HASH, "tells people apart", part=NUMBER)
    if kind == "id" and goal(heading) != "county" and look.filled and look.different >= HALF * look.filled:
        return Decision(heading, HASH, "tells rows apart")
    if kind is None and look.own and not look.periods:
        if look.share(look.coded) >= HALF:
            return Decision(heading, HASH, "nearly every row has its own number", doubt=True)
        if look.share(look.ages) < HALF:
            return Decision(heading, DROP, "nearly every row has its own text", doubt=True)
    return Decision(heading, KEEP, "")
