"""Suggestions for matching a stranger's file to a feed: which column is which, and which word which code.

Nothing here decides: a person looks at what is suggested. So a doubtful suggestion is left out, and a heading
that announces an identifier is never suggested for anything.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath

import duckdb

from etl.definitions import Column, Feed, feeds
from etl.gate.headings import announced, split
from etl.likeness import Choices
from etl.mapping.choices import known_words
from etl.mapping.contents import FEWEST, Contents, Judge, Judged, look_into
from etl.mapping.values import ValueGuess, guess_values
from etl.reference import Registry
from etl.words import fold

__all__ = [
    "ColumnGuess",
    "ValueGuess",
    "guess_agency",
    "guess_columns",
    "guess_feeds",
    "guess_names",
    "guess_values",
]
NAME, SYNONYM, SIMILAR, CONTENTS, NONE = "name", "synonym", "similar", "contents", "none"
LEAST_SCORE = 50.0
_AS_NAME, _AS_SYNONYM, _MOST_SIMILAR = 100.0, 97.0, 90.0
_UNKNOWN_WORDS = 0.7  # a column of codes none of which is known keeps this share of its heading's score
_CONTENTS_SCORE = 60.0
_LIKE_HEADING = 62.0
_FOREIGN = 0.75  # "Disch Reason" is hardly the reason for the booking


@dataclass(frozen=True)
class ColumnGuess:
    """The heading suggested for one feed column. `why`: name, synonym, similar, contents or none."""

    name: str
    heading: str | None
    score: float
    why: str


_NO_GUESS = (0.0, NONE)


def guess_feeds(headings: list[str], sample: dict[str, list[str]] | None = None) -> list[tuple[str, float]]:
    """All feeds, the most likely first, each with 0 to 100. `sample`: some texts under each heading."""
    usable = [heading for heading in headings if not announced(heading)]
    found = [(feed.id, _fit(feed, usable, sample or {})) for feed in feeds().values()]
    return sorted(found, key=lambda pair: -pair[1])


def guess_names(feed: Feed, headings: list[str]) -> list[ColumnGuess]:
    """What headings alone say: a guess for each column of the feed, in the feed's order."""
    named = _by_name(feed, [heading if not announced(heading) else "" for heading in headings])
    table = [[each.get(column.name, _NO_GUESS) for each in named] for column in feed.columns]
    chosen = _assign([[score for score, _ in row] for row in table])
    return [
        ColumnGuess(column.name, headings[chosen[row]], *_told(table[row][chosen[row]]))
        if row in chosen
        else ColumnGuess(column.name, None, *_NO_GUESS)
        for row, column in enumerate(feed.columns)
    ]


def guess_columns(
    con: duckdb.DuckDBPyConnection,
    feed: Feed,
    headings: list[str],
    registry: Registry,
    *,
    agency: str | None = None,
    table: str = "raw",
) -> list[ColumnGuess]:
    """The best heading for each column of the feed, in the feed's order; no heading is used twice.

    `table` is the staged file: c0, c1 ... in the order of `headings`. `agency` is whose file it is: then no
    column for it has to be found by its contents.
    """
    held = look_into(con, len(headings), table)
    scores = _Scores(feed, headings, held, registry, agency)
    return scores.assigned()


def guess_agency(
    headings: list[str],
    con: duckdb.DuckDBPyConnection,
    registry: Registry,
    shown_name: str,
    table: str = "raw",
) -> str | None:
    """Whose file it is, when that is certain: by the only text of a column for agencies, or the file's name.

    A column counts unless its heading says that it is something else (where people were referred to).
    """
    words = known_words(feeds()["encounters"].column("agency_id"), registry)
    named: set[str] = set()
    for heading, held in zip(headings, look_into(con, len(headings), table), strict=True):
        if announced(heading) or not held.common or _means_another(heading):
            continue
        found = {words.get(fold(text)) for text, _ in held.common}
        if found <= set(words.values()):
            named |= found
    if named:
        return named.pop() if len(named) == 1 else None
    return _agency_in(shown_name, registry)


def _agency_in(shown_name: str, registry: Registry) -> str | None:
    """The agency whose id or name stands in the file's name; one whose name is part of another's does not."""
    folded = f"_{fold(PurePath(shown_name).stem)}_"
    found = {
        (text, partner.agency_id)
        for partner in registry.partners.values()
        for text in (fold(partner.agency_id), fold(partner.name))
        if f"_{text}_" in folded
    }
    whole = {
        agency for text, agency in found if not any(text != other and text in other for other, _ in found)
    }
    return whole.pop() if len(whole) == 1 else None


def _means_another(heading: str) -> bool:
    """Whether a heading is some other column of a feed, rather than the agency."""
    folded = fold(heading)
    owners = {owner for feed in feeds().values() if (owner := _owners(feed.id).get(folded))}
    if owners:
        return "agency_id" not in {name for name, _ in owners}
    likely = [best for feed in feeds().values() if (best := _headings(feed.id).best(_spaced(heading)))]
    return any(name != "agency_id" for name, _ in likely)


class _Scores:
    """How well each heading of a file would do for each column of a feed."""

    def __init__(
        self,
        feed: Feed,
        headings: list[str],
        held: list[Contents],
        registry: Registry,
        agency: str | None,
    ):
        self.feed, self.headings, self.held, self.agency = feed, headings, held, agency
        self.judge = Judge(feed, registry)
        self.usable = [not announced(heading) for heading in headings]
        named = _by_name(feed, headings)
        self.named = [
            [named[at].get(column.name, _NO_GUESS) for at in range(len(headings))] for column in feed.columns
        ]

    def assigned(self) -> list[ColumnGuess]:
        """One guess a column: names first, then what only the contents tell of the headings left over."""
        table = [
            [self._score(column, at) for at in range(len(self.headings))] for column in self.feed.columns
        ]
        chosen = _assign([[score for score, _ in row] for row in table])
        left = [at for at in range(len(self.headings)) if self.usable[at] and at not in chosen.values()]
        for at, column in self._by_contents(left, set(chosen)).items():
            table[column][at] = (_CONTENTS_SCORE, CONTENTS)
            chosen[column] = at
        return [
            ColumnGuess(column.name, self.headings[chosen[row]], *_told(table[row][chosen[row]]))
            if row in chosen
            else ColumnGuess(column.name, None, *_NO_GUESS)
            for row, column in enumerate(self.feed.columns)
        ]

    def _score(self, column: Column, at: int) -> tuple[float, str]:
        row = self.feed.names.index(column.name)
        score, why = self.named[row][at]
        if not score or not self.usable[at]:
            return _NO_GUESS
        judged = self.judge.judge(column, self.held[at])
        if not judged.possible:
            return _NO_GUESS
        if column.codes is not None and self.held[at].filled:
            score *= _UNKNOWN_WORDS + (1 - _UNKNOWN_WORDS) * min(1.0, 2 * judged.known)
        return score, why

    def _by_contents(self, left: list[int], taken: set[int]) -> dict[int, int]:
        """Heading -> column, for columns that exactly one heading left over can fill, and no other column."""
        wanted: dict[int, list[int]] = {}
        for row, column in enumerate(self.feed.columns):
            if row not in taken:
                for at in left:
                    if self._tells(column, self.held[at]):
                        wanted.setdefault(row, []).append(at)
        times = Counter(at for found in wanted.values() for at in found)
        return {found[0]: row for row, found in wanted.items() if len(found) == 1 and times[found[0]] == 1}

    def _tells(self, column: Column, held: Contents) -> bool:
        """Whether contents alone say that they are this column's."""
        judged: Judged = self.judge.judge(column, held)
        if not judged.possible or held.filled < FEWEST:
            return False
        if column.name == self.feed.date_column:
            return held.share("dates") >= 0.95 and held.filled >= 0.95 * held.rows
        if column.name == self.judge.own_id:
            return held.unique and judged.known >= 0.95 and held.share("numbers") < 0.5
        if column.type == "key":
            return judged.known >= 0.95 and not held.unique
        return self._coded(column, held, judged)

    def _coded(self, column: Column, held: Contents, judged: Judged) -> bool:
        shared = sum(each.codes == column.codes for each in self.feed.columns) > 1
        if column.codes is None or column.type in ("flag", "int") or shared or held.share("numbers") >= 0.5:
            return False
        if column.codes == "agency":
            return self.agency is None and judged.known == 1.0 and held.different <= 3
        return judged.known >= 0.7 and held.different >= 3


def _told(found: tuple[float, str]) -> tuple[float, str]:
    return round(found[0], 1), found[1]


def _assign(scores: list[list[float]]) -> dict[int, int]:
    """Row -> column with the best total of cubes: two middling guesses do not push out a sure one."""
    if not scores or not scores[0]:
        return {}
    import numpy as np  # both take longer to load than most questions to answer
    from scipy.optimize import linear_sum_assignment

    table = np.array(scores)
    table[table < LEAST_SCORE] = 0.0
    rows, columns = linear_sum_assignment(table**3, maximize=True)
    return {int(row): int(at) for row, at in zip(rows, columns, strict=True) if table[row, at] > 0}


def _spaced(heading: str) -> str:
    return " ".join(split(heading)) or heading


@cache
def _owners(feed: str) -> dict[str, tuple[str, str]]:
    """Folded heading -> the column that is called so, with name or synonym."""
    owners = {fold(column.name): (column.name, NAME) for column in feeds()[feed].columns}
    for column in feeds()[feed].columns:
        for synonym in column.synonyms:
            owners.setdefault(fold(synonym), (column.name, SYNONYM))
    return owners


@cache
def _headings(feed: str) -> Choices:
    """What the columns of a feed are called, for headings that are like it."""
    words = {column.name.replace("_", " "): column.name for column in feeds()[feed].columns}
    for column in feeds()[feed].columns:
        for synonym in column.synonyms:
            words.setdefault(synonym, column.name)
    return Choices(words, foreign=_FOREIGN)


def _by_name(feed: Feed, headings: list[str]) -> list[dict[str, tuple[float, str]]]:
    """For each heading the columns that it could name: name -> (score, why)."""
    owners, like = _owners(feed.id), _headings(feed.id)
    found = []
    for heading in headings:
        spaced = _spaced(heading)
        exact = owners.get(fold(heading)) or owners.get(fold(spaced))
        if exact:
            name, why = exact
            found.append({name: (_AS_NAME if why == NAME else _AS_SYNONYM, why)})
            continue
        ranked = like.ranked(spaced)
        found.append(
            {name: (score * _MOST_SIMILAR / 100, SIMILAR) for name, score in ranked if score >= _LIKE_HEADING}
        )
    return found


def _fit(feed: Feed, headings: list[str], sample: dict[str, list[str]]) -> float:
    """0 to 100: how much of what the feed needs is named, and how many of the headings it explains."""
    named = _by_name(feed, headings)
    table = [[each.get(column.name, _NO_GUESS)[0] for each in named] for column in feed.columns]
    chosen = _assign(table)
    needed = [row for row, each in enumerate(feed.columns) if each.required and each.name != "agency_id"]
    of_needed = sum(table[row][chosen[row]] for row in needed if row in chosen) / (100 * len(needed))
    explained = sum(table[row][at] for row, at in chosen.items()) / (100 * max(len(headings), 1))
    known = _known_share(feed, headings, sample)
    return round(100 * (0.3 * of_needed + 0.5 * explained + 0.2 * known), 1)


def _known_share(feed: Feed, headings: list[str], sample: dict[str, list[str]]) -> float:
    """The share of the columns with several texts whose texts are codes of the feed."""
    none = Registry({}, {})
    texts = [{fold(text) for text in sample.get(heading, ()) if text} for heading in headings]
    texts = [each for each in texts if len(each) >= 2]
    if not texts:
        return 0.0
    lists = [known_words(column, none) for column in feed.columns if column.type in ("code", "codes")]
    found = sum(any(len(each & words.keys()) >= 0.7 * len(each) for words in lists) for each in texts)
    return found / len(texts)
