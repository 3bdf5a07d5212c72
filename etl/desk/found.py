"""Which mapping a file on the desk starts with: one that reads it, one that nearly does, or the guesses."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb

from etl.definitions import mappings
from etl.desk.asked import Asked
from etl.desk.columns import used
from etl.errors import Refused
from etl.findings import Finding
from etl.mapping.entry import entry_of
from etl.mapping.find import LIKENESS, OWN_NAMES, find_mapping, missing_headings
from etl.mapping.spec import Mapping
from etl.paths import DataHome
from etl.sqlfile import quoted, render
from etl.words import fold

__all__ = ["OWN_NAMES", "carried_over", "known_mapping", "like_saved", "questions", "sample"]
SQL = Path(__file__).with_name("sql")
# What only the sender can settle: how to read dates and numbers that read both ways.
QUESTIONS = {"date_ambiguous": "order", "date_mixed": "order", "number_locale": "decimal"}
GIVEN, SAVED, OWN, GUESSED = "given", "saved", "own", "guessed"
MOST_SAMPLED = 20


def known_mapping(headings: Iterable[str], home: DataHome, asked: Asked) -> Mapping | None:
    """The saved mapping, or the feed's own names, that reads exactly these headings; None when none does."""
    try:
        return find_mapping(list(headings), home, feed=asked.feed, agency=asked.agency)
    except Refused:
        return None


def known_sheets(sheets: Iterable[str], home: DataHome, asked: Asked) -> set[str]:
    """Those of a workbook's sheets that a saved mapping (of the agency, if it is known) reads."""
    read = {
        each.layout.get("sheet")
        for each in mappings(home).values()
        if asked.agency is None or each.agency in (None, asked.agency)
    }
    return set(sheets) & read


def like_saved(headings: Iterable[str], home: DataHome, asked: Asked) -> Mapping | None:
    """A saved mapping that reads most of these headings: the format has changed, or is that of a neighbor.

    One of the agency goes before those of others, who may use the same system.
    """
    headings = list(headings)
    shares = {
        each: 1 - len(missing_headings(known, headings)) / max(len(known.used), 1)
        for each, known in mappings(home).items()
        if asked.feed in (None, known.feed)
    }
    own = {each: share for each, share in shares.items() if mappings(home)[each].agency == asked.agency}
    for among in (own, shares):
        best = max(among, key=lambda name: among[name], default=None)
        if best is not None and among[best] >= LIKENESS:
            return mappings(home)[best]
    return None


def carried_over(like: Mapping, guessed: dict[str, Any], headings: list[str]) -> dict[str, Any]:
    """The saved mapping, with guesses for the columns whose heading the file no longer has."""
    entry = entry_of(like)
    have = {fold(heading) for heading in headings}
    kept = {
        name: source
        for name, source in entry["columns"].items()
        if all(fold(heading) in have for heading in used({"columns": {name: source}}))
    }
    taken = {fold(heading) for heading in used({"columns": kept})}
    if guessed["feed"] == entry["feed"]:
        for name, source in guessed["columns"].items():
            if name in entry["columns"] and name not in kept and not taken & set(map(fold, used_by(source))):
                kept[name] = entry["columns"][name] | source if "values" in entry["columns"][name] else source
    return entry | {"columns": kept}


def used_by(source: dict[str, Any]) -> list[str]:
    """The headings of one source."""
    return used({"columns": {"x": source}})


def sample(con: duckdb.DuckDBPyConnection, headings: Iterable[str]) -> dict[str, list[str]]:
    """heading -> some of its texts, for telling the feeds apart; they go no further."""
    found = {}
    for index, heading in enumerate(headings):
        sql = render(SQL / "sample.sql", column=quoted(f"c{index}"))
        found[heading] = [text for (text,) in con.execute(sql, {"most": MOST_SAMPLED}).fetchall()]
    return found


def questions(
    con: duckdb.DuckDBPyConnection, findings: list[Finding], headings: list[str]
) -> list[dict[str, Any]]:
    """What only the sender can settle: the question, its column, an example of the file, how it would read.

    Of an order only those that keep every date of the file possible are offered.
    """
    place = {fold(heading): f"c{index}" for index, heading in enumerate(headings)}
    told: dict[str, dict[str, Any]] = {}
    for finding in findings:
        asked = QUESTIONS.get(finding.rule)
        column = place.get(fold(finding.column or ""))
        if asked is None or column is None or asked in told:
            continue
        file = "ambiguous_date.sql" if asked == "order" else "ambiguous_number.sql"
        example = con.execute(render(SQL / file, column=quoted(column))).fetchone()
        if example is not None:
            readings = _readings(example[0]) if asked == "order" else {}
            told[asked] = {
                "question": asked,
                "heading": finding.column,
                "example": example[0],
                "readings": readings,
            }
    return list(told.values())


def _readings(example: str) -> dict[str, str]:
    """mdy, dmy -> the day in words: March 4, April 3."""
    first, second = (int(part) for part in re.split(r"[-/.]", example)[:2])
    return {"mdy": f"{month_name[first]} {second}", "dmy": f"{month_name[second]} {first}"}
