"""The file's own words beside the feed's codes: one decision for each distinct text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from etl.definitions import Feed, codes
from etl.desk.columns import options, title
from etl.mapping.codes import Resolver
from etl.mapping.spec import VALUED, Mapping
from etl.mapping.suggest import guess_values
from etl.reference import Registry
from etl.sqlfile import load, quoted, render
from etl.words import fold

SQL = Path(__file__).with_name("sql")
MACROS = Path(__file__).parent.parent / "mapping" / "sql" / "macros.sql"
UNKNOWN = ("unknown_code", "unknown_agency", "unknown_program", "unknown_measure")
MOST_TEXTS = 300  # a column with more different texts holds no codes: the check says so


def values(
    con: duckdb.DuckDBPyConnection, feed: Feed, mapping: Mapping, headings: list[str], registry: Registry
) -> list[dict[str, Any]]:
    """One dict a code column that the file fills: its texts with counts, their codes, or the nearest code.

    A text is `open` while neither the feed nor the mapping knows it. Reads the staged table `raw`, which has
    passed the identifier gate.
    """
    con.execute(load(MACROS))
    place = {fold(heading): f"c{index}" for index, heading in enumerate(headings)}
    found = []
    for name, source in mapping.columns.items():
        column = feed.column(name)
        coded = column.codes is not None and column.type in VALUED
        if source.kind != "from" or not coded or source.first or source.slug or source.otherwise:
            continue
        heading = source.headings[0]
        sql = render(SQL / "texts.sql", column=quoted(place[fold(heading)]))
        texts = con.execute(sql, {"blanks": list(mapping.blank), "most": MOST_TEXTS + 1}).fetchall()
        if len(texts) > MOST_TEXTS:
            continue
        resolver = Resolver(column, source, registry)
        told = [_told(resolver, text, rows) for text, rows in texts if text is not None]
        told += [_blank(column, source, rows) for text, rows in texts if text is None and column.required]
        near = {
            each.text: each.code
            for each in guess_values(column, [(t["text"], t["rows"]) for t in told if t["open"]], registry)
        }
        for each in told:
            if each["open"]:
                each["near"] = near.get(each["text"]) or each["near"]
        found.append(
            {
                "name": name,
                "title": title(name),
                "heading": heading,
                "required": column.required,
                "program": column.codes == "program",
                "texts": told,
                "options": [list(pair) for pair in options(column, registry).items()],
            }
        )
    return found


def _told(resolver: Resolver, text: str, rows: int) -> dict[str, Any]:
    meaning = resolver.meaning(text)
    return {
        "text": text,
        "rows": rows,
        "code": meaning.value,
        "open": meaning.problem in UNKNOWN,
        "mapped": fold(text) in (resolver.source.values or {}),
        "problem": meaning.problem,
        "near": None,
    }


def _blank(column, source, rows: int) -> dict[str, Any]:
    """Blank cells of a column that every row needs: somebody has to say what they mean."""
    told = (source.values or {}).get("") or column.default
    listed = codes(column.codes).labels if column.codes and column.type in ("code", "codes", "flag") else {}
    near = "unknown" if column.codes not in ("agency", "program", "measure") and "unknown" in listed else None
    return {
        "text": "",
        "rows": rows,
        "code": told,
        "open": told is None,
        "mapped": told is not None,
        "problem": None,
        "near": near,
    }
