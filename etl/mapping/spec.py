"""The mapping file: how one partner's columns and words become a feed's. Read strictly.

id, title, feed        what it is
agency                 constant agency_id (or columns: agency_id)
partner                registers an agency, and its programs, that the registry does not have
layout                 header_row, sheet, total_labels, delimiter: how the file is laid out
dates: {order}         mdy, dmy, ymd or iso, where the dates themselves do not tell
numbers: {decimal}     "." or ",", where the numbers themselves do not tell
columns                feed column: HEADING, or
                       {from: HEADING, values:, otherwise:, format:, order:, first:, slug:}
                       {value: CONSTANT}   {concat: [HEADINGS], separator:}   {surrogate: [HEADINGS]}
drop                   headings that are not wanted; they are never stored
blank                  texts that mean "no value"
suppressed             texts that mean "hidden by the sender"; never read as 0
set_aside              rows refused one by one: {rule, column, reason}
unpivot                wide to long: {column: HEADING, measure_id}
aggregate              {by: month, date: HEADING, how: mean_daily}
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from etl.definitions import REGISTRY_LISTS, Column, Feed, codes, feeds
from etl.reference import partner_kinds
from etl.strict import DefinitionError, check_bool, check_choice, check_keys, read_yaml, texts
from etl.words import fold

ORDERS = ("mdy", "dmy", "ymd", "iso")
_MONTH_OF_FORMAT = re.compile(r"%-?[mbBjxcDF]")
VALUED = ("code", "codes", "flag", "id")
_LAYOUT = ("header_row", "sheet", "total_labels", "delimiter", "skip_rows")
_PARTNER = ("agency_id", "name", "kind", "county", "partnership")
_PARTNER_MORE = (
    *("partnership_name", "affiliate", "contact_role", "agreement", "agreement_until", "date_precision"),
    *("part2", "programs"),
)
_PROGRAM = ("program_id", "name", "service_type", "intercept")
_PROGRAM_MORE = ("capacity", "cost_per_participant", "part2", "description", "contact")


@dataclass(frozen=True)
class Source:
    """Where one feed column comes from. `kind`: from, concat, surrogate (headings) or value (a constant)."""

    kind: str
    headings: tuple[str, ...] = ()
    constant: str | None = None
    values: dict[str, str | None] | None = None
    otherwise: str | None = None
    format: str | None = None
    order: str | None = None
    first: int | None = None
    slug: bool = False
    separator: str = "-"


@dataclass(frozen=True)
class SetAside:
    """Rows that break `rule` in the feed column `column` are refused one by one for `reason`."""

    rule: str
    column: str
    reason: str


@dataclass(frozen=True)
class Unpivot:
    """The numbers under `heading` are the numerators of `measure_id`."""

    heading: str
    measure_id: str


@dataclass(frozen=True)
class Aggregate:
    """Daily rows become months: numerator = sum of the daily counts, denominator = days observed."""

    date: str
    by: str = "month"
    how: str = "mean_daily"


@dataclass(frozen=True)
class Mapping:
    """One partner format. `agency` is the agency that the file must be of, when the mapping fixes it."""

    id: str
    title: str
    feed: str
    columns: dict[str, Source]
    agency: str | None = None
    partner: dict[str, Any] | None = None
    programs: tuple[dict[str, Any], ...] = ()
    layout: dict[str, Any] = field(default_factory=dict)
    order: str | None = None
    decimal: str | None = None
    drop: tuple[str, ...] = ()
    blank: tuple[str, ...] = ()
    suppressed: tuple[str, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    unpivot: tuple[Unpivot, ...] = ()
    aggregate: Aggregate | None = None

    @property
    def used(self) -> tuple[str, ...]:
        """The headings it reads, each once."""
        headings = [heading for source in self.columns.values() for heading in source.headings]
        headings += [each.heading for each in self.unpivot]
        headings += [self.aggregate.date] if self.aggregate else []
        return tuple(dict.fromkeys(headings))

    @property
    def total_labels(self) -> tuple[str, ...]:
        """Further names of total rows in this format."""
        return texts("total_labels", self.layout.get("total_labels"))

    def heading(self, name: str) -> str:
        """What the sender calls the feed column `name`; the column's own name when it is a constant."""
        source = self.columns.get(name)
        if name == "numerator" and self.unpivot:
            return ", ".join(each.heading for each in self.unpivot)
        return ", ".join(source.headings) if source and source.headings else name


def read_mapping(path: Path) -> Mapping:
    """One mapping file. Raises DefinitionError naming the file, the place and what would be right."""
    return parse_mapping(read_yaml(path), path.name)


def parse_mapping(entry: dict[str, Any], where: str) -> Mapping:
    """A mapping from plain values, as the YAML or the mapping screen gives them. Raises DefinitionError."""
    check_keys(
        where,
        entry,
        ("id", "title", "feed", "columns"),
        (
            *("agency", "partner", "layout", "dates", "numbers", "drop", "blank", "suppressed"),
            *("set_aside", "unpivot", "aggregate"),
        ),
    )
    check_choice(f"{where}: feed", entry["feed"], feeds())
    feed = feeds()[entry["feed"]]
    layout = entry.get("layout") or {}
    check_keys(f"{where}: layout", layout, (), _LAYOUT)
    dates = entry.get("dates") or {}
    check_keys(f"{where}: dates", dates, (), ("order",))
    if dates.get("order") is not None:
        check_choice(f"{where}: dates: order", dates["order"], ORDERS)
    numbers = entry.get("numbers") or {}
    check_keys(f"{where}: numbers", numbers, (), ("decimal",))
    if numbers.get("decimal") is not None:
        check_choice(f"{where}: numbers: decimal", numbers["decimal"], (".", ","))
    check_keys(f"{where}: columns", entry["columns"], (), feed.names)
    columns = {name: _source(f"{where}: {name}", feed, name, each) for name, each in entry["columns"].items()}
    partner, programs = _partner(where, entry.get("partner"), entry.get("agency"))
    mapping = Mapping(
        id=str(entry["id"]),
        title=str(entry["title"]),
        feed=feed.id,
        columns=columns,
        agency=entry.get("agency"),
        partner=partner,
        programs=programs,
        layout=layout,
        order=dates.get("order"),
        decimal=numbers.get("decimal"),
        drop=texts(f"{where}: drop", entry.get("drop")),
        blank=texts(f"{where}: blank", entry.get("blank")),
        suppressed=texts(f"{where}: suppressed", entry.get("suppressed")),
        set_aside=_set_aside(where, feed, entry.get("set_aside")),
        unpivot=_unpivot(where, entry.get("unpivot")),
        aggregate=_aggregate(where, entry.get("aggregate")),
    )
    _check_whole(where, feed, mapping)
    return mapping


def _source(where: str, feed: Feed, name: str, entry: Any) -> Source:
    column = feed.column(name)
    if isinstance(entry, str):
        entry = {"from": entry}
    shaping = ("values", "otherwise", "format", "order", "first", "slug", "separator")
    check_keys(where, entry, (), ("from", "value", "concat", "surrogate", *shaping))
    kinds = [kind for kind in ("from", "value", "concat", "surrogate") if kind in entry]
    if len(kinds) != 1:
        raise DefinitionError(f"{where}: exactly one of from, value, concat, surrogate is needed")
    kind = kinds[0]
    if kind == "surrogate" and column.type not in ("key", "id"):
        raise DefinitionError(f"{where}: a surrogate makes a key or an id, not a {column.type}")
    if entry.get("order") is not None:
        check_choice(f"{where}: order", entry["order"], ORDERS)
    if entry.get("first") is not None and not (isinstance(entry["first"], int) and entry["first"] > 0):
        raise DefinitionError(f"{where}: first must be a number of characters")
    if entry.get("format") is not None and column.type not in ("date", "month"):
        raise DefinitionError(f"{where}: format is for dates, not for a {column.type}")
    if entry.get("format") is not None and not _MONTH_OF_FORMAT.search(str(entry["format"])):
        raise DefinitionError(
            f"{where}: format: {entry['format']} has no month; a year is never read as January"
        )
    return Source(
        kind=kind,
        headings=() if kind == "value" else texts(where, entry[kind]),
        constant=str(entry["value"]) if kind == "value" else None,
        values=_values(where, column, entry.get("values")),
        otherwise=_code(where, column, entry.get("otherwise")),
        format=entry.get("format"),
        order=entry.get("order"),
        first=entry.get("first"),
        slug=check_bool(f"{where}: slug", entry.get("slug", False)),
        separator=str(entry.get("separator", "-")),
    )


def _values(where: str, column: Column, entry: Any) -> dict[str, str | None] | None:
    if entry is None:
        return None
    if column.type not in VALUED and column.codes is None:
        raise DefinitionError(f"{where}: values are for codes, not for a {column.type}")
    if not isinstance(entry, dict):
        raise DefinitionError(f"{where}: values: expected the sender's word: our code")
    values = {}
    for word, code in entry.items():
        folded = "" if word is None else fold(str(word))
        found = _code(f"{where}: values: {word}", column, code)
        if values.setdefault(folded, found) != found:
            raise DefinitionError(f"{where}: values: {word} is there twice, but for case or spaces")
    return values


def _code(where: str, column: Column, code: Any) -> str | None:
    """A code that the column allows; registry lists are checked when the file is."""
    if code is None or code == "":
        return None
    if column.codes and column.codes not in REGISTRY_LISTS:
        for part in str(code).split("|") if column.type == "codes" else [str(code)]:
            check_choice(where, part, codes(column.codes).labels)
    return str(code)


def _partner(where: str, entry: Any, agency: str | None) -> tuple[dict | None, tuple[dict, ...]]:
    if entry is None:
        return None, ()
    entry = {"agency_id": agency} | entry
    check_keys(f"{where}: partner", entry, _PARTNER, _PARTNER_MORE)
    check_choice(f"{where}: partner: kind", entry["kind"], partner_kinds())
    check_choice(f"{where}: partner: date_precision", entry.get("date_precision", "month"), ("day", "month"))
    check_bool(f"{where}: partner: part2", entry.get("part2", False))
    if not isinstance(entry.get("agreement_until"), (date, type(None))):
        raise DefinitionError(f"{where}: partner: agreement_until must be a date such as 2027-12-31")
    if agency is not None and entry["agency_id"] != agency:
        raise DefinitionError(f"{where}: partner: agency_id {entry['agency_id']} is not the agency {agency}")
    programs = []
    for program_id, each in (entry.pop("programs", None) or {}).items():
        each = {"program_id": program_id, **each}
        check_keys(f"{where}: partner: programs: {program_id}", each, _PROGRAM, _PROGRAM_MORE)
        check_choice(
            f"{where}: programs: {program_id}: service_type",
            each["service_type"],
            codes("service_type").labels,
        )
        check_choice(f"{where}: programs: {program_id}: intercept", each["intercept"], range(6))
        programs.append({"agency_id": entry["agency_id"], **each})
    return entry, tuple(programs)


def _set_aside(where: str, feed: Feed, entries: Any) -> tuple[SetAside, ...]:
    for each in entries or ():
        check_keys(f"{where}: set_aside", each, ("rule", "column", "reason"))
        check_choice(f"{where}: set_aside: column", each["column"], feed.names)
    return tuple(SetAside(**each) for each in entries or ())


def _unpivot(where: str, entries: Any) -> tuple[Unpivot, ...]:
    for each in entries or ():
        check_keys(f"{where}: unpivot", each, ("column", "measure_id"))
    return tuple(Unpivot(str(each["column"]), str(each["measure_id"])) for each in entries or ())


def _aggregate(where: str, entry: Any) -> Aggregate | None:
    if entry is None:
        return None
    check_keys(f"{where}: aggregate", entry, ("by", "date", "how"))
    check_choice(f"{where}: aggregate: by", entry["by"], ("month",))
    check_choice(f"{where}: aggregate: how", entry["how"], ("mean_daily",))
    return Aggregate(str(entry["date"]))


def _check_whole(where: str, feed: Feed, mapping: Mapping) -> None:
    """What only the whole mapping shows: required columns, headings both read and dropped."""
    if (mapping.unpivot or mapping.aggregate or mapping.suppressed) and not feed.counts:
        raise DefinitionError(f"{where}: unpivot, aggregate and suppressed are for monthly_counts")
    given = set(mapping.columns)
    given |= {"agency_id"} if mapping.agency else set()
    given |= {"measure_id", "numerator"} if mapping.unpivot else set()
    given |= {"month", "denominator"} if mapping.aggregate else set()
    missing = [each.name for each in feed.columns if each.required and each.name not in given]
    if missing:
        raise DefinitionError(f"{where}: columns: missing {', '.join(missing)}, which {feed.title} needs")
    dropped = {fold(heading) for heading in mapping.drop}
    both = [heading for heading in mapping.used if fold(heading) in dropped]
    if both:
        raise DefinitionError(f"{where}: drop: {', '.join(both)} cannot be both read and dropped")
