"""What may not stand in a text that the whole partnership reads, and the store that refuses to keep it.

The rules for columns of files come with the published build (see published.identifiers). Here are those that
only sentences need: a label may be followed by a space, a number may stand bare, and a role has words of its
own. No Streamlit.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from app import published
from app.together import schema
from app.together.store import Store

# What may not stand in a text that all read, and what to say of it. Addresses of places and pages may.
SAYS = {
    "value_ssn": "a social security number", "value_email": "an e-mail address",
    "value_phone": "a phone number", "value_birth_date": "a date of birth", "value_age_90": "an age above 89",
    "value_labelled": "a person's number (case, booking, medical record, license)",
    "value_coordinates": "a point on the map", "home_address": "where a person lives",
    "person_name": "a person's name",
}  # fmt: skip
# Columns in which a public number or mailbox has its place, and those in which a role is asked.
PUBLIC = {"phone": ("value_phone",), "email": ("value_email",)}
ROLES = ("owner_role", "agreed_by", "contact_role")
NOT_TYPED = ("attendee",)  # its roles are the partner registry's

_LABELS = (
    "case|docket|cause|citation|warrant|booking|inmate|offender|patient|client|chart|account|acct|medicaid"
    "|medicare|mrn|ssn|medical record|passport|plate|licen[cs]e|lic|dl|id"
)
_PROSE = {
    "value_ssn": r"(?<![\d.,$/-])\d{9}(?![\d,])",
    "value_phone": r"(?<![\d.,$/-])1?\d{10}(?![\d,])",
    # A label, perhaps 'no.', then five digits in a row, perhaps after letters or a year: not 'case 12 of 30'.
    "value_labelled": rf"\b(?:{_LABELS})(?: ?(?:no|num|number|id)\b)?[.:#= -]*"
    r"(?:[a-z]{1,3}-?|\d\d(?:\d\d)?-)?\d{5,}"
    # The number of a court case as courts write it: 24CR00123, 2024-CR-004412.
    r"|\b(?:19|20)?\d\d[- ]?(?!am|pm)[a-z]{2,3}-?\d{3,}\b(?! ?(?:am|pm))",
}
_LIVES = re.compile(
    r"\b(?:lives?|lived|living|resid(?:es?|ed|ing)|stay(?:s|ed|ing)|sleep(?:s|ing)|home (?:is|address)"
    r"|(?:his|her|their|client'?s?|patient'?s?) (?:home|house|address))\b"
)
_DATE = re.compile(r"\b(?:\d{1,2}[-/.]\d{1,2}[-/.]((?:19|20)?\d\d)|((?:19|20)\d\d)-\d\d-\d\d)\b")
_YOUNGEST = 10  # years: a later date is that of a plan

_RANK = (
    "mr|mrs|ms|mx|miss|dr|hon|judge|justice|sheriff|undersheriff|deputy|officer|ofc|sergeant|sgt|lieutenant|lt"
    "|captain|capt|detective|det|corporal|cpl|commander|cmdr|major|maj|chief|trooper|director|attorney|nurse"
)
# Words of roles and organizations: a run of capital words that has one of them names no person.
_OFFICES = frozenset(Path(__file__).with_name("office_words.txt").read_text(encoding="utf-8").split())
_PARTICLES = ("de", "la", "del", "los", "da", "dos", "van", "von", "der", "den", "bin", "al", "el")
_WORD = re.compile(r"[^\W\d_][\w'’-]*\.?")
_INITIAL = re.compile(r"\b[A-Z]\. ?(?=([A-Z][\w'’-]+))|\b([A-Z][a-z'’-]+) [A-Z]\.(?!\w)")
_TITLED = re.compile(rf"\b(?:{_RANK})\b\.? +(?=([\w'’-]+))", re.IGNORECASE)


class Refused(Exception):
    """A text was not written since it holds what identifies a person. `found`: what, in words."""

    def __init__(self, found: list[str]) -> None:
        super().__init__(f"Not saved: it holds what looks like {', '.join(found)}.")
        self.found = found


class Watched(Store):
    """The store as the pages write to it: whatever a form lets through, no identifying text is kept.

    Raises Refused; LookupError where the newest build cannot look through texts.
    """

    def add_all(self, kind: str, many: list[Mapping[str, Any]], who: str, said: str = "") -> list[int]:
        """Several new records, all or none of them."""
        for values in many:
            _refuse(kind, values, said)
        return super().add_all(kind, many, who, said)

    def change(
        self, kind: str, number: int, version: int, values: Mapping[str, Any], who: str, said: str = ""
    ) -> int:
        """Change a record; a text that stays as it was is not asked about again."""
        self._look(kind, number, values, said)
        return super().change(kind, number, version, values, who, said)

    def put_all(self, kind: str, many: Sequence[tuple[int | None, int, Mapping[str, Any]]], who: str) -> None:
        """Several records, all or none of them."""
        for number, _, values in many:
            self._look(kind, number, values)
        super().put_all(kind, many, who)

    def _look(self, kind: str, number: int | None, values: Mapping[str, Any], said: str = "") -> None:
        now = (self.row(kind, number) if number else None) or {}
        _refuse(kind, {name: v for name, v in values.items() if now.get(name) != v}, said)


@lru_cache(maxsize=8)
def watched(store: Store) -> Watched:
    """The same store, watched."""
    return Watched(store.engine)


def _refuse(kind: str, values: Mapping[str, Any], said: str) -> None:
    typed = () if kind in NOT_TYPED else schema.typed(kind)
    found = [told for name in typed if values.get(name) for told in of_column(name, str(values[name]))]
    found += identifying(said)
    if found:
        raise Refused(list(dict.fromkeys(found)))


def of_column(name: str, text: str) -> list[str]:
    """What of a column's text identifies a person: a public number may stand in `phone`, no name in a role.

    Raises LookupError when the newest build cannot say.
    """
    found = identifying(text, PUBLIC.get(name, ()))
    return [*found, SAYS["person_name"]] if name in ROLES and names_a_person(text) else found


def identifying(text: str, but: tuple[str, ...] = ()) -> list[str]:
    """What of a text identifies a person, in words; not the rules `but`, where such a thing has its place.

    Names of persons it cannot know. The rules are those of the newest build, whatever a meeting looks at.
    Raises LookupError when that cannot say.
    """
    rules = {*published.identifiers(published.current(), text), *_of_prose(text)} if text else set()
    plain = unicodedata.normalize("NFKC", text).lower()
    if "value_address" in rules and _LIVES.search(plain):
        rules.add("home_address")
    return [said for rule, said in SAYS.items() if rule in rules and rule not in but]


def _of_prose(text: str) -> set[str]:
    """The rules by which a sentence identifies a person, beside those for columns."""
    plain = unicodedata.normalize("NFKC", text)
    found = {rule for rule, pattern in _PROSE.items() if re.search(pattern, plain, re.IGNORECASE)}
    if any(map(_long_ago, _DATE.finditer(plain))) and names_a_person(plain):
        found.add("value_birth_date")
    return found


def _long_ago(found: re.Match[str]) -> bool:
    """Whether somebody whom the partners speak of may have been born on a date."""
    year, now = int(found[1] or found[2]), dt.date.today().year
    century = 0 if year > 99 else 2000 if year <= now % 100 + _YOUNGEST else 1900
    return century + year <= now - _YOUNGEST


def names_a_person(text: str) -> bool:
    """Whether a role reads as somebody's name: 'Deputy J. Ramirez', 'Captain Gonzalez', 'John Smith'.

    A rank or an initial beside a capital word, or two capital words in a row, that no office, place or agency
    of the newest build is called by. Written small ('records supervisor') anything is a role.
    """
    known = _OFFICES | _places(published.current())
    text = text.title() if text.isupper() else text

    def strange(word: str) -> bool:
        return word[:1].isupper() and not known & set(_bare(word).split("-"))

    beside = [found[1] or found[2] for found in _INITIAL.finditer(text)]
    beside += [found[1] for found in _TITLED.finditer(text)]
    return any(map(strange, beside)) or any(
        # What an office's word follows is called so: 'Casa Verde Clinic'.
        any(map(all, pairwise(map(strange, run)))) and strange(run[-1])
        for run in _runs(text)
    )


def _runs(text: str) -> list[list[str]]:
    """The capital words that stand in a row; anything between two but a space parts them."""
    runs: list[list[str]] = []
    end = -1
    for found in _WORD.finditer(text):
        if runs and found[0] in _PARTICLES:
            end = found.end() if end >= 0 else -1
            continue
        if not found[0][0].isupper() or (len(found[0]) > 1 and found[0].isupper()):
            end = -1  # small, or an abbreviation: CIT, LCSW
            continue
        joined = end >= 0 and text[end : found.start()].isspace()
        runs = [*runs[:-1], [*runs[-1], found[0]]] if joined else [*runs, [found[0]]]
        end = found.end()
    return runs


def _bare(word: str) -> str:
    return re.sub(r"['’]s$|[.'’]", "", word.lower())


@lru_cache(maxsize=4)
def _places(build_id: str) -> frozenset[str]:
    """The words of the names of partnerships, agencies and programs, in small letters."""
    return frozenset(_bare(word) for each in published.scopes(build_id) for word in _WORD.findall(each.name))
