"""How alike two texts are as people write codes and headings: shortened, reordered, mistyped, numbered.

Texts are compared word by word, and a word that many choices share counts little. What is left out, denied or
doubted in one of the two ("not", "maybe", "refused") is never alike; where two choices are about as like,
neither is. A wrong suggestion is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from rapidfuzz.distance import DamerauLevenshtein

from etl.strict import read_yaml

LEAST = 70.0  # of 100; less than this is not alike
LEAST_OF_NAMES = 80.0  # names of agencies and programs are longer and more like each other than codes
MARGIN = 6.0  # two choices closer than this cannot be told apart
GENERIC = frozenset({"other", "unknown", "none", "no", "yes"})
_WORD = re.compile(r"[^\W_]+")
_LEADING_NUMBER = re.compile(r"^\W*(\d{1,4})[\W_]+(?=[^\W\d_])")
_VOWELS = frozenset("aeiou")
_WEAK, _STRANGE = 0.15, 0.6
_CHOICE_SHARE, _LEAST_OF_TEXT, _LEAST_OF_TEXT_GENERIC = 0.65, 0.45, 0.75
_WHOLE = 0.95


@cache
def _rules() -> tuple[dict[str, tuple[str, ...]], frozenset[str], frozenset[str]]:
    entry = read_yaml(Path(__file__).with_suffix(".yml"))
    short = {str(word): tuple(str(full).split()) for word, full in entry["short"].items()}
    return short, frozenset(map(str, entry["weak"])), frozenset(map(str, entry["contrary"]))


@lru_cache(maxsize=8192)
def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, lower case, shortened ones written out: `Subst. Abuse` is substance, use."""
    short = _rules()[0]
    plain = _WORD.findall(text.casefold().replace("'", "").replace("’", ""))
    return tuple(full for word in plain for full in short.get(word, (word,)))


@dataclass(frozen=True)
class _Choice:
    """One text to be recognized; `letters`: those that its words begin with."""

    words: tuple[str, ...]
    compact: str
    value: str
    letters: frozenset[str]


@dataclass(frozen=True)
class _Match:
    """How like one value is; `whole`: all that it says is in the text, in the words `of`."""

    value: str
    score: float = 0.0
    whole: bool = False
    of: frozenset[str] = frozenset()


class Choices:
    """Texts to be recognized: `words` is text -> value, several texts may have the same value.

    `foreign`: what a likeness is multiplied by when the text has a word that only other values have.
    """

    def __init__(self, words: dict[str, str], foreign: float = 1.0):
        self.foreign = foreign
        self.choices = [
            _Choice(parts, compact := _compact(text), value, _letters(parts, compact))
            for text, value in words.items()
            if (parts := words_of(text)) and (len(text) > 1)
        ]
        owners: dict[str, set[str]] = {}
        for choice in self.choices:
            for word in choice.words:
                owners.setdefault(word, set()).add(choice.value)
        self.owners = owners
        weak = _rules()[1]
        self.numbered = any(word.isdigit() for word in owners)
        self.weights = {
            word: _WEAK if word in weak else len(values) ** -0.5 for word, values in owners.items()
        }

    def ranked(self, text: str) -> list[tuple[str, float]]:
        """The values that are like `text`, best first, each with 0 to 100."""
        best: dict[str, float] = {}
        for match in self._matches(text):
            if match.score:
                best.setdefault(match.value, match.score)
        return list(best.items())

    def best(self, text: str, least: float = LEAST) -> tuple[str, float] | None:
        """The value that is like `text`, and none other about as like; None when there is no such value."""
        first, *others = self._matches(text) or [_Match("")]
        for other in others:
            if other.value == first.value:
                continue
            if first.score - other.score < MARGIN or (other.whole and not other.of <= first.of):
                return None
        return (first.value, first.score) if first.score >= least else None

    def _matches(self, text: str) -> list[_Match]:
        """What is at all like the text, best first. A text with a question mark is like nothing."""
        text = self._unnumbered(text)
        words = words_of(text)
        if not self.numbered:
            words = tuple(word for word in words if not word.isdigit())
        if all(word.isdigit() for word in words) or "?" in text:
            return []
        compact = _compact(text)
        letters = _letters(words, compact)  # whatever is alike begins with the same letter
        near = [choice for choice in self.choices if not letters.isdisjoint(choice.letters)]
        matches = [self._match(words, compact, choice) for choice in near]
        return sorted((each for each in matches if each.score or each.whole), key=lambda match: -match.score)

    def _unnumbered(self, text: str) -> str:
        """The text without its number in a list (03 Crisis Ctr), unless a choice has that number."""
        found = _LEADING_NUMBER.match(text)
        if found is None or found[1] in self.weights:
            return text
        return text[found.end() :]

    def _match(self, words: tuple[str, ...], compact: str, choice: _Choice) -> _Match:
        if compact == choice.compact:
            return _Match(choice.value, 99.0, True, frozenset(words))
        if len(words) == 1 and _initials(words[0], choice.words):
            return _Match(choice.value, 85.0, True, frozenset(words))
        if not _may_agree(words, choice.words):
            return _Match(choice.value)
        if _slip(compact, choice.compact):
            return _Match(choice.value, 92.0, True, frozenset(words))
        pairs = [[_alike(word, other) for other in choice.words] for word in words]
        of_text = _share([self._weight(word) for word in words], [max(row) for row in pairs])
        best = [max(column) for column in zip(*pairs, strict=True)]
        of_choice = _share([self._weight(word) for word in choice.words], best)
        least = _LEAST_OF_TEXT_GENERIC if choice.value in GENERIC else _LEAST_OF_TEXT
        score = (
            98.0 * (_CHOICE_SHARE * of_choice + (1 - _CHOICE_SHARE) * of_text) if of_text >= least else 0.0
        )
        of = frozenset(word for word, row in zip(words, pairs, strict=True) if max(row))
        if any(choice.value not in self.owners.get(word, {choice.value}) for word in set(words) - of):
            score *= self.foreign
        return _Match(choice.value, score, of_choice >= _WHOLE, of)

    def _weight(self, word: str) -> float:
        return self.weights.get(word, _WEAK if word in _rules()[1] else _STRANGE)


def _compact(text: str) -> str:
    """The letters and digits of a text."""
    return "".join(_WORD.findall(text.casefold()))


def _letters(words: Iterable[str], compact: str) -> frozenset[str]:
    """What the words begin with, and the text as a whole."""
    return frozenset(word[0] for word in words) | {compact[:1]}


def _slip(text: str, other: str) -> bool:
    """Whether one letter was left out, doubled or swapped; with another letter it may be another word."""
    if min(len(text), len(other)) < 6 or text[0] != other[0] or other.startswith(text):
        return False
    if len(text) == len(other) and sorted(text) != sorted(other):
        return False
    return DamerauLevenshtein.distance(text, other, score_cutoff=1) == 1


def _share(weights: Sequence[float], found: Sequence[float]) -> float:
    return sum(weight * each for weight, each in zip(weights, found, strict=True)) / sum(weights)


def _may_agree(words: Iterable[str], others: Iterable[str]) -> bool:
    """Whether both deny, doubt and number the same."""
    contrary = _rules()[2]
    mine, theirs = set(words), set(others)
    if mine & contrary != theirs & contrary:
        return False
    return {word for word in mine if word.isdigit()} == {word for word in theirs if word.isdigit()}


def _initials(word: str, others: Sequence[str]) -> bool:
    if not 3 <= len(word) <= 6:
        return False
    strong = [other for other in others if other not in _rules()[1]]
    return any(len(each) >= 3 and word == "".join(other[0] for other in each) for each in (others, strong))


@lru_cache(maxsize=65536)
def _alike(word: str, other: str) -> float:
    """0 to 1: the same word, its beginning, its consonants, another form of it, or it mistyped."""
    if word == other:
        return 1.0
    if word[0] != other[0] or word.isdigit() or other.isdigit():
        return 0.0
    short, long = sorted((word, other), key=len)
    if long in (short + "s", short + "es", short + "d", short + "ed"):
        return 0.97
    if long.startswith(short) and (len(short) >= 5 or (short == word and len(short) >= 3)):
        return 0.9 if len(short) >= 4 else 0.8
    common = next((at for at, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if common >= 5 and common >= 0.65 * len(long):
        return 0.88
    if short == word and _consonants(short, long):
        return 0.75
    if len(short) >= 5:
        likeness = DamerauLevenshtein.normalized_similarity(short, long)
        return likeness if likeness >= 0.8 else 0.0
    return 0.0


def _consonants(short: str, long: str) -> bool:
    """Whether `short` (ctr, hndff) is the consonants that `long` begins with, or those up to its end."""
    if len(short) < 3 or set(short[1:]) & _VOWELS:
        return False
    sounds = iter(long)
    if not all(letter in sounds for letter in short):
        return False
    skeleton = "".join(letter for letter in long if letter not in _VOWELS)
    return skeleton.startswith(short) or long.endswith(short[-1])
