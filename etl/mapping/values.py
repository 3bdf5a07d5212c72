"""Suggestions for what the words of a stranger's column mean."""

from __future__ import annotations

import re
from dataclasses import dataclass

from etl.definitions import REGISTRY_LISTS, Column, codes
from etl.likeness import LEAST, LEAST_OF_NAMES, Choices
from etl.mapping.choices import resolver
from etl.mapping.codes import Resolver, bands
from etl.reference import Registry
from etl.words import fold

MOST_JOINED = 4
_JOIN = re.compile(r"\s*(?:[;,|+&]|\band\b)\s*", re.IGNORECASE)
_PARTED = re.compile(r"\s*(?:\s[-–—:=]\s|[:=(\[])\s*")
_AGES = re.compile(r"\b(?:ages?|aged|adults?|juveniles?|y/o|yo|yrs?|years?|old)\b\.?|[()]")
_BAND = re.compile(r"(\d{1,2})\s*(?:-|–|—|to|thru|through)\s*(\d{1,3})")
_OLDER = r"(?:over|older|above|up|more)"
_OVER = re.compile(rf"65\s*(?:\+|plus|(?:and|&|or)\s*{_OLDER})|over 64")
_UNDER = re.compile(r"(?:under|below|less than|younger than|<)\s*12")


@dataclass(frozen=True)
class ValueGuess:
    """What one text of a column could mean. `sure`: the loader takes it by itself; `code` None: no idea."""

    text: str
    count: int
    code: str | None
    score: float
    sure: bool


def guess_values(column: Column, texts: list[tuple[str, int]], registry: Registry) -> list[ValueGuess]:
    """A guess for each text of a code column (text, rows that have it), the most frequent first.

    A column without codes has nothing to guess: its texts get None.
    """
    reader = resolver(column, registry)
    like = Choices({word: code for word, code in reader.words.items() if word and code})
    ordered = sorted(texts, key=lambda pair: (-pair[1], pair[0]))
    return [ValueGuess(text, count, *_guess(column, reader, like, text)) for text, count in ordered]


def _guess(column: Column, reader: Resolver, like: Choices, text: str) -> tuple[str | None, float, bool]:
    if column.codes is None or not text.strip():
        return None, 0.0, False
    meaning = reader.meaning(text)
    if meaning.problem is None:
        return meaning.value, 100.0 if meaning.value else 0.0, meaning.value is not None
    if meaning.problem != reader.unknown:
        return None, 0.0, False
    if column.codes == "age_band":
        band = _band(text)
        return (band, 97.0, False) if band else (None, 0.0, False)
    likely = {} if column.codes in REGISTRY_LISTS else codes(column.codes).likely
    if fold(text) in likely:
        code = likely[fold(text)]
        return code, 80.0 if code else 0.0, False
    found = _parted(reader, text) or like.best(
        text, LEAST_OF_NAMES if column.codes in REGISTRY_LISTS else LEAST
    )
    several = _joined(column, reader, like, text)
    if several and (found is None or found[1] < 90 or "|" in several):
        return several, 85.0, False
    return (*found, False) if found else (None, 0.0, False)


def _parted(reader: Resolver, text: str) -> tuple[str, float] | None:
    """`MH - Mental Health`, `F: Female`: a code and what it means, both saying the same."""
    parts = [part.strip(" )]") for part in _PARTED.split(text) if part.strip(" )]")]
    if len(parts) != 2:
        return None
    known = [reader.words.get(fold(part)) for part in parts]
    if known[0] and known[0] == known[1]:
        return known[0], 96.0
    return None


def _joined(column: Column, reader: Resolver, like: Choices, text: str) -> str | None:
    """Several codes in one text, each of which is known; only where the column may hold several."""
    if column.type != "codes":
        return None
    parts = [part for part in _JOIN.split(text) if part]
    if not 2 <= len(parts) <= MOST_JOINED:
        return None
    found = [reader.words.get(fold(part)) for part in parts]
    if not all(found) or len(set(found)) < 2:
        return None
    return "|".join(sorted(set(found)))


def _band(text: str) -> str | None:
    """The age band that a range of ages is exactly."""
    plain = " ".join(_AGES.sub(" ", text.casefold()).split())
    if _UNDER.fullmatch(plain):
        return "under_12"
    if _OVER.fullmatch(plain):
        return "65+"
    found = _BAND.fullmatch(plain)
    if found is None:
        return None
    first, last = int(found[1]), int(found[2])
    known = {(low, high): band for low, high, band in bands()}
    return known.get((first, last)) or ("65+" if first == 65 and last >= 99 else None)
