"""Headings that announce an identifier: the rules stand in headings.yml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import yaml

RULES = Path(__file__).with_name("headings.yml")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_WORD = re.compile(r"[a-z]+|\d+")
_PEOPLE = (
    *(
        "client",
        "patient",
        "pt",
        "person",
        "participant",
        "inmate",
        "defendant",
        "offender",
        "victim",
        "subject",
    ),
    *("consumer", "member", "student", "juvenile", "caller", "arrestee", "detainee", "suspect", "def", "clt"),
    *("pat", "cust", "officer", "contact", "applicant", "resp", "respondent"),
)


@dataclass(frozen=True)
class HeadingRule:
    """One kind of identifier that a heading can announce; see headings.yml for the fields."""

    id: str
    what: str
    sure: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    innocent: frozenset[str] = frozenset()
    person: frozenset[str] = frozenset()
    hashed: bool = False

    def matches(self, words: list[str]) -> bool:
        """Whether a heading of these words announces the identifier."""
        if any(_holds(words, phrase) for phrase in self.sure):
            return True
        forms = {form for word in words for form in _forms(word)}
        if forms & self.innocent and not forms & self.person:
            return False
        return any(_holds(words, phrase) for phrase in self.phrases)


@cache
def rules() -> tuple[HeadingRule, ...]:
    """The rules of headings.yml, in order."""
    listed = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return tuple(
        HeadingRule(
            id=name,
            what=entry["what"],
            sure=tuple(entry["sure"]),
            phrases=tuple(entry.get("phrases", ())),
            innocent=frozenset(entry.get("innocent", ())),
            person=frozenset(entry.get("person", ())),
            hashed=entry.get("hashed", False),
        )
        for name, entry in listed.items()
    )


def split(heading: str) -> list[str]:
    """The words of a heading, lower case: `ClientDOB_2` is client, dob, 2; `Case #` is case, number."""
    parted = _HUMP.sub(" ", heading.replace("#", " number ").replace("'", " "))
    return _WORD.findall(parted.lower())


@lru_cache(maxsize=4096)
def announced(heading: str) -> tuple[HeadingRule, ...]:
    """The rules that a heading breaks."""
    words = split(heading)
    return tuple(rule for rule in rules() if rule.matches(words))


def speaks_of_age(heading: str) -> bool:
    """Whether the heading has the word age."""
    return "age" in split(heading) or "ages" in split(heading)


def speaks_of_zip(heading: str) -> bool:
    """Whether the heading has a word for ZIP code."""
    return bool({"zip", "zipcode", "postal", "postcode"} & set(split(heading)))


def _forms(word: str) -> tuple[str, ...]:
    singular = word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
    return (word, singular)


def _holds(words: list[str], phrase: str) -> bool:
    wanted = phrase.split()
    for start in range(len(words) - len(wanted) + 1):
        if all(want in _forms(word) for want, word in zip(wanted, words[start:], strict=False)):
            return True
    compact = "".join(word for word in words if not word.isdigit())
    return _one_word(compact, "".join(wanted))


def _one_word(compact: str, phrase: str) -> bool:
    """`dateofbirth`, or `clientdob`: short phrases count only as the whole or behind a word for a person."""
    return compact == phrase or any(compact == person + phrase for person in _PEOPLE)
