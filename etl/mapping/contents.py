"""What the columns of a stranger's file hold, and whether a feed's column could be filled from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from etl.definitions import Column, Feed
from etl.likeness import Choices
from etl.mapping.choices import known_words
from etl.reference import Registry
from etl.sqlfile import load, quoted, render
from etl.words import fold

SQL = Path(__file__).with_name("sql")
MOST_ROWS, MOST_TEXTS = 20_000, 200
MOSTLY, NEARLY = 0.8, 0.97
MOST_CODES = 400  # more different texts than this are not codes
# A few rows of text say little about what is nearly unique or mostly codes.
FEWEST = 3


@dataclass(frozen=True)
class Contents:
    """One column: `filled` rows, `different` texts and how many of those have which shape."""

    rows: int = 0
    filled: int = 0
    different: int = 0
    dates: int = 0
    packed_dates: int = 0
    months: int = 0
    numbers: int = 0
    small_numbers: int = 0
    zips: int = 0
    hashes: int = 0
    references: int = 0
    years: int = 0
    common: tuple[tuple[str, int], ...] = ()

    def share(self, shape: str) -> float:
        """The share of the different texts that have a shape, 0 to 1."""
        return getattr(self, shape) / self.different if self.different else 0.0

    @property
    def unique(self) -> bool:
        """Whether nearly every row has a text of its own."""
        return self.filled >= NEARLY * self.rows and self.different >= NEARLY * self.filled


@dataclass(frozen=True)
class Judged:
    """Whether a feed's column can hold such contents, and how much of them it knows (0 to 1)."""

    possible: bool = True
    known: float = 0.0


POSSIBLE, IMPOSSIBLE = Judged(), Judged(possible=False)


def look_into(con: duckdb.DuckDBPyConnection, count: int, table: str = "raw") -> list[Contents]:
    """The contents of the columns c0, c1 ... of a staged table, `count` of them, judged on its first rows."""
    con.execute(load(SQL / "macros.sql"))
    rows = con.execute(render(SQL / "rows_of.sql", table=quoted(table)), {"most": MOST_ROWS}).fetchone()[0]
    found = []
    for index in range(count):
        sql = render(SQL / "contents.sql", column=quoted(f"c{index}"), table=quoted(table))
        *counts, common = con.execute(sql, {"most": MOST_ROWS, "told": MOST_TEXTS}).fetchone()
        found.append(Contents(rows, *counts, tuple((each["text"], each["number"]) for each in common)))
    return found


@dataclass
class Judge:
    """Judges contents for the columns of one feed; what a code list knows is worked out once."""

    feed: Feed
    registry: Registry
    _words: dict[str, tuple[dict[str, str], Choices]] = field(default_factory=dict)

    def judge(self, column: Column, held: Contents) -> Judged:
        """Whether the column could be filled from such contents. Nothing is said of an empty column."""
        if not held.filled:
            return Judged(possible=column.name not in self.feed.key)
        if column.type in ("date", "month"):
            return self._date(held)
        if column.codes is not None:
            return self._codes(column, held)
        if column.type in ("int", "number"):
            return Judged(held.share("numbers") >= MOSTLY, held.share("numbers"))
        if column.type == "text3":
            return Judged(held.share("zips") >= MOSTLY, held.share("zips"))
        if self._looks_dated(held):
            return IMPOSSIBLE
        if column.name == self.own_id:
            return Judged(held.unique, held.share("references"))
        if column.type == "key":
            return Judged(True, held.share("hashes"))
        return Judged(not held.unique or held.rows < FEWEST)

    @property
    def own_id(self) -> str | None:
        """The column that, with the agency, makes a row's key; None where the key is longer."""
        return self.feed.key[1] if len(self.feed.key) == 2 else None

    def _looks_dated(self, held: Contents) -> bool:
        return held.share("dates") >= MOSTLY

    def _date(self, held: Contents) -> Judged:
        share = held.share("dates") + held.share("packed_dates")
        return Judged(share >= MOSTLY, held.share("dates"))

    def _codes(self, column: Column, held: Contents) -> Judged:
        if self._looks_dated(held) or held.different > MOST_CODES:
            return IMPOSSIBLE
        if held.different > 30 and held.unique:
            return IMPOSSIBLE
        known = self._known(column, held)
        if held.share("numbers") >= MOSTLY and held.different > 12 and known < 0.5:
            return IMPOSSIBLE
        return Judged(True, known)

    def _known(self, column: Column, held: Contents) -> float:
        """The share of the different texts that are codes of the column, or other words for them."""
        name = column.codes or ""
        if name not in self._words:
            words = known_words(column, self.registry)
            self._words[name] = words, Choices({word: code for word, code in words.items() if word and code})
        words, like = self._words[name]
        texts = [text for text, _ in held.common]
        known = sum(fold(text) in words or like.best(text) is not None for text in texts)
        return known / len(texts) if texts else 0.0
