"""A mapping as plain values: what the mapping screen edits and a mapping file holds."""

from __future__ import annotations

from typing import Any

import yaml

from etl.definitions import mappings
from etl.durable import write_bytes
from etl.mapping.find import OWN_NAMES
from etl.mapping.spec import Mapping, Source
from etl.paths import DataHome
from etl.words import fold

_SHAPING = ("values", "otherwise", "format", "order", "first")


def entry_of(mapping: Mapping) -> dict[str, Any]:
    """The plain values that `parse_mapping` reads as this very mapping."""
    entry: dict[str, Any] = {
        "id": mapping.id,
        "title": mapping.title,
        "feed": mapping.feed,
        "columns": {name: _source(source) for name, source in mapping.columns.items()},
    }
    more: dict[str, Any] = {
        "agency": mapping.agency,
        "partner": _partner(mapping),
        "layout": dict(mapping.layout),
        "dates": {"order": mapping.order} if mapping.order else None,
        "numbers": {"decimal": mapping.decimal} if mapping.decimal else None,
        "drop": list(mapping.drop),
        "blank": list(mapping.blank),
        "suppressed": list(mapping.suppressed),
        "set_aside": [vars(each).copy() for each in mapping.set_aside],
        "unpivot": [{"column": each.heading, "measure_id": each.measure_id} for each in mapping.unpivot],
    }
    if mapping.aggregate:
        how = mapping.aggregate
        more["aggregate"] = {"by": how.by, "date": how.date, "how": how.how}
    return entry | {key: value for key, value in more.items() if value}


def _source(source: Source) -> dict[str, Any]:
    if source.kind == "value":
        return {"value": source.constant}
    given: dict[str, Any] = {
        source.kind: source.headings[0] if source.kind == "from" else list(source.headings)
    }
    given |= {name: getattr(source, name) for name in _SHAPING if getattr(source, name) is not None}
    if source.slug:
        given["slug"] = True
    return given | ({"separator": source.separator} if source.kind == "concat" else {})


def _partner(mapping: Mapping) -> dict[str, Any] | None:
    if not mapping.partner:
        return None
    own = ("program_id", "agency_id")
    programs = {
        each["program_id"]: {key: value for key, value in each.items() if key not in own}
        for each in mapping.programs
    }
    return mapping.partner | ({"programs": programs} if programs else {})


def save(home: DataHome, entry: dict[str, Any]) -> str:
    """Remember a mapping for the agency's next file of this format; returns its id.

    A format that is known already, by its headings, keeps its id; another one gets its own.
    """
    folder = home.private / "mappings"
    folder.mkdir(parents=True, exist_ok=True)
    known = mappings(home)
    agency = entry.get("agency") or "any"
    given = entry.get("id")
    name = given if given in known and given != OWN_NAMES else f"{agency}_{entry['feed']}"
    number = 2
    while name in known and not _same_format(known[name], entry):
        name, number = f"{agency}_{entry['feed']}_{number}", number + 1
    text = yaml.safe_dump(entry | {"id": name}, sort_keys=False, allow_unicode=True)
    write_bytes(folder / f"{name}.yml", text.encode("utf-8"))
    (folder / f"{name}.yml").chmod(0o600)
    return name


def _same_format(known: Mapping, entry: dict[str, Any]) -> bool:
    """Whether both are of the same agency and read or drop the same headings."""
    from etl.mapping.spec import parse_mapping

    new = parse_mapping(entry | {"id": known.id}, known.id)
    headings = [{fold(each) for each in (*one.used, *one.drop)} for one in (known, new)]
    return known.agency == new.agency and known.feed == new.feed and headings[0] == headings[1]
