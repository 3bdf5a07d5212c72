"""What the screen shows of a file's columns: how they look, where they go, what is still missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from etl.definitions import Column, Feed, codes, measures
from etl.gate import headings as gate_headings
from etl.mapping.suggest import ColumnGuess
from etl.reference import Registry
from etl.sqlfile import quoted, render
from etl.words import fold

SQL = Path(__file__).with_name("sql")
# What the download of a checked file adds; sent back, they are no part of the file.
_SPELLED = {"bh": "behavioral health", "smi": "SMI", "id": "ID", "zip3": "ZIP3"}
ADDED = ("Row in your file", "What to mend")


def shapes(con: duckdb.DuckDBPyConnection, headings: list[str]) -> dict[str, dict[str, Any]]:
    """heading -> {looks, different, blank, rows} of the first 5,000 records; looks hold no value."""
    places = [f"c{index}" for index in range(len(headings))]
    sql = render(SQL / "shapes.sql", columns=", ".join(map(quoted, places)))
    found = {place: told for place, *told in con.execute(sql).fetchall()}
    nothing = ([], 0, 0, 0)  # of a file without records
    return {
        heading: dict(zip(("looks", "different", "blank", "rows"), found.get(place, nothing), strict=True))
        for heading, place in zip(headings, places, strict=True)
    }


def covers(
    con: duckdb.DuckDBPyConnection, feed: Feed, entry: dict[str, Any], headings: list[str]
) -> dict[str, list[Any]]:
    """{months: [first, last]} or {years: ...} of the column that places a record in time; empty if unsure."""
    source = entry["columns"].get(feed.date_column)
    heading = source.get("from") if isinstance(source, dict) else None
    if heading not in headings:
        return {}
    sql = render(SQL / "covers.sql", column=quoted(f"c{headings.index(heading)}"))
    first, last, first_year, last_year, no_month, no_year = con.execute(sql).fetchone()
    if first and not no_month:
        return {"months": [first, last]}
    return {"years": [first_year, last_year]} if first_year and not no_year else {}


def announced(headings: list[str]) -> dict[str, str]:
    """heading -> what identifier it announces, for those that do."""
    told = {heading: gate_headings.announced(heading) for heading in headings}
    return {heading: rules[0].what for heading, rules in told.items() if rules}


def guessed_entry(feed: Feed, guesses: list[ColumnGuess], headings: list[str]) -> dict[str, Any]:
    """A first mapping from the guesses; what no column takes is dropped.

    A column that names a case or a person is used for an id only as a surrogate, made before it is stored.
    """
    named = announced(headings)
    columns: dict[str, Any] = {}
    for guess in guesses:
        if guess.heading is not None:
            columns[guess.name] = {"from": guess.heading}
    taken = {fold(source["from"]) for source in columns.values()}
    key = next((name for name in feed.key if name.endswith("_id") and name != "agency_id"), None)
    if key and key in feed.names and key not in columns:
        spare = next((heading for heading in headings if heading in named and _hashable(heading)), None)
        if spare and fold(spare) not in taken:
            columns[key] = {"surrogate": [spare]}
            taken.add(fold(spare))
    drop = [heading for heading in headings if fold(heading) not in taken]
    return {"id": "new", "title": "New", "feed": feed.id, "columns": columns, "drop": drop}


def _hashable(heading: str) -> bool:
    return all(rule.hashed for rule in gate_headings.announced(heading))


def complete_drops(entry: dict[str, Any], headings: list[str]) -> list[str]:
    """Put what the mapping does not read under `drop`; returns the headings that it did not know before."""
    known = {fold(heading) for heading in (*used(entry), *entry.get("drop", ()))}
    new = [heading for heading in headings if fold(heading) not in known]
    reads = {fold(heading) for heading in used(entry)}
    entry["drop"] = [heading for heading in headings if fold(heading) not in reads]
    return [heading for heading in new if heading not in ADDED]


def used(entry: dict[str, Any]) -> list[str]:
    """The headings that a mapping reads."""
    found: list[str] = []
    for source in entry["columns"].values():
        for kind in ("from", "concat", "surrogate"):
            given = source.get(kind) if isinstance(source, dict) else source if kind == "from" else None
            found += [given] if isinstance(given, str) else list(given or ())
    found += [each["column"] for each in entry.get("unpivot") or ()]
    found += [entry["aggregate"]["date"]] if entry.get("aggregate") else []
    return list(dict.fromkeys(found))


def missing(feed: Feed, entry: dict[str, Any], headings: list[str]) -> dict[str, str]:
    """Feed column -> why the mapping cannot fill it yet."""
    given = set(entry["columns"]) | ({"agency_id"} if entry.get("agency") else set())
    given |= {"measure_id", "numerator"} if entry.get("unpivot") else set()
    given |= {"month", "denominator"} if entry.get("aggregate") else set()
    found = {each.name: "needed" for each in feed.columns if each.required and each.name not in given}
    have = {fold(heading) for heading in headings}
    for name, source in entry["columns"].items():
        gone = [each for each in used({"columns": {name: source}}) if fold(each) not in have]
        if gone:
            found[name] = f'The file has no column "{gone[0]}".'
    return found


def described(feed: Feed, registry: Registry) -> list[dict[str, Any]]:
    """The feed's columns as the screen lists them: required ones first, the agency aside."""
    listed = [
        {
            "name": column.name,
            "title": title(column.name),
            "help": column.help,
            "type": column.type,
            "required": column.required,
            "options": [list(pair) for pair in options(column, registry).items()],
        }
        for column in feed.columns
    ]
    return sorted(listed, key=lambda each: not each["required"])


def title(name: str) -> str:
    """A column's name as people read it: bh_need is Behavioral health need."""
    words = [_SPELLED.get(word, word) for word in name.split("_")]
    return words[0][:1].upper() + words[0][1:] + "".join(f" {word}" for word in words[1:])


def options(column: Column, registry: Registry) -> dict[str, str]:
    """code -> label of what a code column may hold; empty for other columns."""
    if column.codes is None:
        return {}
    if column.codes == "agency":
        return {each.agency_id: each.name for each in registry.partners.values()}
    if column.codes == "program":
        return {each.program_id: each.name for each in registry.programs.values()}
    if column.codes == "measure":
        return countable()
    return codes(column.codes).labels


def countable() -> dict[str, str]:
    """id -> title of the measures whose monthly totals an agency may send."""
    return {
        each.id: each.title for each in measures().values() if each.counts_ok or each.feed == "monthly_counts"
    }


def partner_block(
    registry: Registry, agency: str | None, entry: dict[str, Any], own: dict[str, str]
) -> dict[str, Any]:
    """What a mapping says of its agency when it brings programs along; empty while the agency is unknown."""
    known = registry.partners.get(agency or "")
    if entry.get("partner") or known is None:
        return dict(entry.get("partner") or {})
    return {
        "agency_id": known.agency_id,
        "name": known.name,
        "kind": known.kind,
        "county": known.county or own["partnership"],
        "partnership": known.partnership,
    }
