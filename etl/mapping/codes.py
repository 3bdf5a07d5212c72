"""What the texts of a code column mean: the mapping's words first, then the codes and their labels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from etl.definitions import REGISTRY_LISTS, Column, codes, measures
from etl.likeness import LEAST, LEAST_OF_NAMES, Choices
from etl.mapping.spec import Source
from etl.reference import Registry
from etl.words import fold

MOST_DISTINCT = 2000  # more different texts than this are not codes
MOST_COMPARED = 100  # the most frequent unknown texts, for which something like them is looked for
MOST_TOLD = 20  # unknown texts named one by one; more are told as a number
_AGE = re.compile(r"\d{1,3}(\.0)?( ?(y|yr|yrs|years?)( old)?)?", re.IGNORECASE)
_WHOLE = re.compile(r"\d+\.0+")
_ERROR = re.compile(
    r"#+|#(N/A|REF!|DIV/0!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)", re.IGNORECASE
)
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?")
_UNKNOWN = {"agency": "unknown_agency", "program": "unknown_program", "measure": "unknown_measure"}
# (the age that is too old for it, band); everybody older is in OLDEST_BAND.
AGE_BANDS = (
    (12, "under_12"),
    (18, "12-17"),
    (25, "18-24"),
    (35, "25-34"),
    (45, "35-44"),
    (55, "45-54"),
    (65, "55-64"),
)
OLDEST_BAND = "65+"


@dataclass(frozen=True)
class Meaning:
    """One text: its code (None: a blank), or the rule that it breaks and what is nearest to it."""

    text: str
    value: str | None = None
    problem: str | None = None
    near: str | None = None


class Resolver:
    """Resolves the texts of one column. `words` is folded text -> code."""

    def __init__(self, column: Column, source: Source, registry: Registry):
        self.column = column
        self.source = source
        self.words, self.damaged = _words(column, registry)
        self.unknown = _UNKNOWN.get(column.codes or "", "unknown_code")
        self.compared = 0

    def meaning(self, text: str) -> Meaning:
        """What one text of the file means. `codes` columns may join several with |."""
        found = self._one(text)
        if found.problem is None or self.column.type != "codes" or "|" not in text:
            return found
        parts = [self._one(part.strip()) for part in text.split("|") if part.strip()]
        bad = next((part for part in parts if part.problem), None)
        if bad is not None:
            return Meaning(text, problem=bad.problem, near=bad.near)
        several = sorted({part.value for part in parts if part.value})
        return Meaning(text, "|".join(several) or None)

    def _one(self, text: str) -> Meaning:
        folded = fold(text)
        if _WHOLE.fullmatch(folded):
            folded = folded.split(".")[0]  # some program wrote the code 1 as 1.0
        if self.source.values is not None and folded in self.source.values:
            return Meaning(text, self.source.values[folded])
        if _ERROR.fullmatch(text):
            return Meaning(text, problem="cell_error")
        if self.column.codes is None:
            return Meaning(text, text)
        if folded in self.words:
            return Meaning(text, self.words[folded])
        if self.source.otherwise is not None:
            return Meaning(text, self.source.otherwise)
        return self._wrong(text, folded)

    def _wrong(self, text: str, folded: str) -> Meaning:
        if folded in self.damaged:
            return Meaning(text, problem="code_damaged", near=self.damaged[folded])
        if self.column.codes == "age_band" and _AGE.fullmatch(text):
            return Meaning(text, problem="exact_age", near=band_of(int(re.match(r"\d+", text)[0])))
        if self.column.codes == "age_band" and _DATE.fullmatch(text):
            return Meaning(text, problem="birth_date")
        self.compared += 1
        found = self._like.best(text, self._least) if self.compared <= MOST_COMPARED else None
        return Meaning(text, problem=self.unknown, near=found[0] if found else None)

    @cached_property
    def _like(self) -> Choices:
        known = self.words | (self.source.values or {})
        return Choices({word: code for word, code in known.items() if word and code})

    @property
    def _least(self) -> float:
        return LEAST_OF_NAMES if self.column.codes in REGISTRY_LISTS else LEAST


def band_of(age: int) -> str:
    """The age band of an exact age."""
    return next((band for below, band in AGE_BANDS if age < below), OLDEST_BAND)


def bands() -> list[tuple[int, int | None, str]]:
    """(first age, last age, band) of each age band; the last one is open."""
    firsts = [0, *(below for below, _ in AGE_BANDS)]
    lasts = [*(below - 1 for below, _ in AGE_BANDS), None]
    return list(zip(firsts, lasts, [*(band for _, band in AGE_BANDS), OLDEST_BAND], strict=True))


def _words(column: Column, registry: Registry) -> tuple[dict[str, str], dict[str, str]]:
    if column.codes == "agency":
        return _registered({each.agency_id: each.name for each in registry.partners.values()}), {}
    if column.codes == "program":
        return _registered({each.program_id: each.name for each in registry.programs.values()}), {}
    if column.codes == "measure":
        taken = {
            each.id: each.title
            for each in measures().values()
            if each.counts_ok or each.feed == "monthly_counts"
        }
        return _registered(taken), {}
    if column.codes is None:
        return {}, {}
    return codes(column.codes).words, codes(column.codes).damaged


def _registered(names: dict[str, str]) -> dict[str, str]:
    """Ids, and names where only one has them."""
    folded = [fold(name) for name in names.values()]
    words = {fold(name): key for key, name in names.items() if folded.count(fold(name)) == 1}
    return words | {fold(key): key for key in names}
