"""The reference tables of a deployment: partners, programs, population, costs, targets, events, resources.

They are small CSV files that people edit: a mistake is an EtlError that names file, row and column.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from etl.definitions import all_codes, measures
from etl.errors import EtlError
from etl.sqlfile import load, quoted, render
from etl.strict import check_choice, check_keys, read_yaml

if TYPE_CHECKING:
    from etl.mapping.spec import Mapping
    from etl.paths import DataHome

HERE = Path(__file__).resolve().parent
SQL = HERE / "reference_sql"
KINDS = {
    "text": "VARCHAR",
    "id": "VARCHAR",
    "list": "VARCHAR",
    "month": "VARCHAR",
    "int": "BIGINT",
    "number": "DOUBLE",
    "date": "DATE",
    "yes_no": "BOOLEAN",
    "phone": "VARCHAR",
    "email": "VARCHAR",
    "hotline": "VARCHAR",
    "website": "VARCHAR",
}
_PHONE = r"\+?[0-9(][0-9 ().-]{5,20}[0-9]( x[0-9]{1,6})?"
_PATTERNS = {
    "id": "[a-z0-9][a-z0-9_]{0,59}",
    "month": "[12][0-9]{3}-(0[1-9]|1[0-2])",
    "yes_no": "yes|no",
    "date": "[12][0-9]{3}-[01][0-9]-[0-3][0-9]",
    "phone": _PHONE,
    "hotline": f"[2-9]11|988|{_PHONE}",
    "email": r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+",
    "website": r"https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}([/?#][^\s<>\"'\\]*)?",
}
_NUMBERS = ("int", "number")
_SETTINGS = {"policy": ("partners", "public"), "totals": ("protected", "exact")}


@dataclass(frozen=True)
class Field:
    """A column of a reference table. `allowed`: what it must be one of; `other`: (table, column) it is in.

    `optional`: the file may leave the column out. `after`: a date of the same row that may not be later.
    """

    name: str
    kind: str
    required: bool = False
    allowed: tuple[str, ...] | None = None
    other: tuple[str, str] | None = None
    low: float | None = None
    high: float | None = None
    optional: bool = False
    after: str | None = None


@dataclass(frozen=True)
class Table:
    """One reference table; `name`.csv in the reference folder, ref_`name` in the database.

    `optional`: an installation may have no such file; the table is empty then.
    """

    name: str
    key: tuple[str, ...]
    fields: tuple[Field, ...]
    optional: bool = False


@dataclass(frozen=True)
class Partner:
    """An agency of the registry. Days are kept only under an agreement that allows them and still runs."""

    agency_id: str
    name: str
    kind: str
    partnership: str
    county: str | None = None
    agreement: str | None = None
    agreement_until: date | None = None
    agreement_feeds: str | None = None
    date_precision: str = "month"
    part2: bool = False

    def covers(self, feed: str) -> bool:
        """Whether the agreement is about this feed; one that names none is about all that is sent."""
        return not self.agreement_feeds or feed in self.agreement_feeds.split("|")

    def precision(self, on: date) -> str:
        """day or month, as the agreement allows on that day."""
        runs = bool(self.agreement) and (self.agreement_until is None or self.agreement_until >= on)
        return self.date_precision if runs else "month"


@dataclass(frozen=True)
class Program:
    """A program of the registry; `agency_id` is its provider."""

    program_id: str
    name: str
    agency_id: str
    service_type: str
    intercept: int
    part2: bool = False


@dataclass(frozen=True)
class Registry:
    """Who may send rows, and the programs that they may name."""

    partners: dict[str, Partner]
    programs: dict[str, Program]

    def with_mapping(self, mapping: Mapping) -> Registry:
        """This registry and what the mapping's `partner:` block adds; what is registered already stays."""
        partners, programs = dict(self.partners), dict(self.programs)
        if mapping.partner and mapping.partner["agency_id"] not in partners:
            partners[mapping.partner["agency_id"]] = _made(Partner, mapping.partner)
        for each in mapping.programs:
            programs.setdefault(each["program_id"], _made(Program, each))
        return replace(self, partners=partners, programs=programs)


@cache
def tables() -> dict[str, Table]:
    """The reference tables as etl/reference.yml defines them, by name."""
    found = {}
    for name, entry in read_yaml(HERE / "reference.yml").items():
        check_keys(f"reference.yml: {name}", entry, ("key", "columns"), ("optional",))
        where = f"reference.yml: {name}"
        fields = (_field(f"{where}.{key}", key, each) for key, each in entry["columns"].items())
        found[name] = Table(name, tuple(entry["key"]), tuple(fields), bool(entry.get("optional")))
    return found


@cache
def partner_kinds() -> tuple[str, ...]:
    """The kinds of agencies that there are."""
    return tuple(read_yaml(HERE / "reference.yml")["partners"]["columns"]["kind"]["in"])


def settings(home: DataHome) -> dict[str, str]:
    """partnership, partnership_name, policy (partners, public) and totals (protected, exact).

    Raises EtlError when the file is missing, or holds something else.
    """
    path = home.reference / "settings.yml"
    entry = read_yaml(path)
    check_keys(path.name, entry, ("partnership", "partnership_name"), tuple(_SETTINGS))
    known = {name: str(entry.get(name, choices[0])) for name, choices in _SETTINGS.items()}
    for name, choices in _SETTINGS.items():
        check_choice(f"{path.name}: {name}", known[name], choices)
    return {
        "partnership": str(entry["partnership"]),
        "partnership_name": str(entry["partnership_name"]),
    } | known


def load_reference(con: duckdb.DuckDBPyConnection, home: DataHome) -> None:
    """Create TEMP TABLE ref_<table> for each reference table, typed (yes_no is BOOLEAN, months stay YYYY-MM).

    Partners and programs that the store has from mappings (registry_partner, registry_program) are added
    unless the CSV has them. The CSVs are read and checked once a connection; what the store has is added each
    time. Raises EtlError naming file, row (as a spreadsheet counts) and column.
    """
    if not con.execute(load(SQL / "is_loaded.sql")).fetchone():
        _read_tables(con, home)
    for table, view in (("partners", "registry_partner"), ("programs", "registry_program")):
        if con.execute("select 1 from duckdb_views() where view_name = $view", {"view": view}).fetchone():
            key = tables()[table].key[0]
            present = set(con.table(view).columns)
            fields = [field for field in tables()[table].fields if field.name in present]
            names = ", ".join(quoted(field.name) for field in fields)
            casts = ", ".join(f"try_cast({quoted(each.name)} as {KINDS[each.kind]})" for each in fields)
            sql = render(
                SQL / "add.sql", table=f"ref_{table}", view=view, key=key, columns=names, casts=casts
            )
            con.execute(sql)


def _read_tables(con: duckdb.DuckDBPyConnection, home: DataHome) -> None:
    """Stage and check every CSV; the table that says so is made last, so that half a run is read again."""
    for table in tables().values():
        _stage(con, home.reference, table)
    for table in tables().values():
        _check_fields(con, table)
        _check_key(con, table)
        _finish(con, table)
    con.execute(load(SQL / "loaded.sql"))


def read_registry(con: duckdb.DuckDBPyConnection) -> Registry:
    """The registry in the temp tables that `load_reference` made."""
    return Registry(
        {row["agency_id"]: _made(Partner, row) for row in _rows(con, "ref_partners")},
        {row["program_id"]: _made(Program, row) for row in _rows(con, "ref_programs")},
    )


def _rows(con: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Any]]:
    cursor = con.execute(render(SQL / "all.sql", table=table))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _made(cls: type, row: dict[str, Any]) -> Any:
    known = {name: row[name] for name in cls.__dataclass_fields__ if row.get(name) is not None}
    if isinstance(known.get("agreement_until"), str):
        known["agreement_until"] = date.fromisoformat(known["agreement_until"])
    return cls(**known)


def _field(where: str, name: str, entry: dict[str, Any]) -> Field:
    check_keys(where, entry, ("kind",), ("required", "in", "from", "to", "optional", "after"))
    check_choice(f"{where}: kind", entry["kind"], KINDS)
    listed = entry.get("in")
    allowed, other = None, None
    if isinstance(listed, list):
        allowed = tuple(listed)
    elif listed == "measure":
        allowed = tuple(measures()) or None
    elif listed and "." in listed:
        other = tuple(listed.split(".", 1))
    elif listed:
        allowed = tuple(all_codes()[listed].labels)
    required, optional = bool(entry.get("required")), bool(entry.get("optional"))
    bounds = entry.get("from"), entry.get("to")
    return Field(name, entry["kind"], required, allowed, other, *bounds, optional, entry.get("after"))


def _stage(con: duckdb.DuckDBPyConnection, folder: Path, table: Table) -> None:
    """TEMP TABLE ref_x of texts, with _row as a spreadsheet numbers it."""
    path = folder / f"{table.name}.csv"
    if table.optional and not path.exists():
        blank = _blank(field.name for field in table.fields)
        con.execute(render(SQL / "empty.sql", table=f"ref_{table.name}", blank=blank))
        return
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            heading = next(csv.reader(file), [])
    except (OSError, UnicodeDecodeError) as error:
        raise EtlError(f"{path.name} cannot be read: {error}") from error
    names = [field.name for field in table.fields]
    left_out = [field.name for field in table.fields if field.optional and field.name not in heading]
    missing = [name for name in names if name not in heading and name not in left_out]
    unknown = [name for name in heading if name not in names]
    if missing or unknown or len(set(heading)) != len(heading):
        told = f"missing {', '.join(missing)}" if missing else f"unknown or repeated {', '.join(unknown)}"
        raise EtlError(f"{path.name}, row 1: the columns must be {', '.join(names)} ({told})")
    shape = ", ".join(f"'{name}': 'VARCHAR'" for name in heading)
    sql = render(SQL / "stage.sql", table=f"ref_{table.name}", shape=shape, blank=_blank(left_out))
    try:
        con.execute(sql, {"path": str(path)})
    except duckdb.Error as error:
        raise EtlError(
            f"{path.name} is not a plain CSV file with {len(heading)} columns in each row"
        ) from error


def _blank(names: Iterable[str]) -> str:
    """SQL of columns that a file does not have."""
    return "".join(f", null::varchar as {quoted(name)}" for name in names)


def _check_fields(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    values: dict[str, Any] = {}
    for place, field in enumerate(table.fields):
        limits: dict[str, Any] = {
            "required": field.required,
            "pattern": _PATTERNS.get(field.kind, ".*"),
            "what": field.kind.replace("_", " or "),
        }
        if field.allowed is not None:
            limits |= {"listed": field.kind == "list", "allowed": list(field.allowed)}
        if field.kind in _NUMBERS:
            limits["low"] = field.low if field.low is not None else -1e300
            limits["high"] = field.high if field.high is not None else 1e300
        values |= {f"{name}_{place}": limit for name, limit in limits.items()}
    parts = [_part(table, place, field) for place, field in enumerate(table.fields)]
    texts = ", ".join(
        f"trim({quoted(field.name)}) as text_{place}" for place, field in enumerate(table.fields)
    )
    sql = render(SQL / "bad.sql", table=f"ref_{table.name}", texts=texts, parts=", ".join(parts))
    found = con.execute(sql, values).fetchone()
    if found:
        place, row, value, why = found
        field = table.fields[place]
        allowed = f" (one of {', '.join(field.allowed)})" if field.allowed and why == "is not allowed" else ""
        if field.other and why == "is not known":
            allowed = f" (it must be in {field.other[0]}.csv, column {field.other[1]})"
        told = f"{value!r} " if value is not None else ""
        raise EtlError(f"{table.name}.csv, row {row}, column {field.name}: {told}{why}{allowed}")


def _part(table: Table, place: int, field: Field) -> str:
    """SQL that judges one column by the rules that it has: to plan them takes longer than to judge."""
    rules = []
    if field.allowed is not None:
        rules.append(render(SQL / "bad_allowed.sql", place=str(place)))
    if field.kind in _NUMBERS:
        rules.append(render(SQL / "bad_range.sql", place=str(place)))
    if field.after:
        earlier = [each.name for each in table.fields].index(field.after)
        fragments = {"place": str(place), "earlier": str(earlier), "after": field.after}
        rules.append(render(SQL / "bad_after.sql", **fragments))
    if field.other:
        other, column = field.other
        fragments = {"place": str(place), "other_table": f"ref_{other}", "other_column": quoted(column)}
        rules.append(render(SQL / "bad_known.sql", **fragments))
    more = ("\n" + " " * 20).join(rule.strip() for rule in rules)
    return render(SQL / "bad_part.sql", place=str(place), type=KINDS[field.kind], more=more).strip()


def _check_key(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    key = ", ".join(map(quoted, table.key))
    found = con.execute(render(SQL / "repeated.sql", table=f"ref_{table.name}", key=key)).fetchone()
    if found:
        raise EtlError(
            f"{table.name}.csv, row {found[1]}, column {', '.join(table.key)}: repeats row {found[0]}"
        )


def _finish(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    casts = ", ".join(
        f"cast({_filled(field)} as {KINDS[field.kind]}) as {quoted(field.name)}" for field in table.fields
    )
    con.execute(render(SQL / "finish.sql", table=f"ref_{table.name}", casts=casts))


def _filled(field: Field) -> str:
    """SQL of a column's text; spaces alone are no date and no number."""
    name = quoted(field.name)
    return name if KINDS[field.kind] == "VARCHAR" else f"nullif(trim({name}), '')"
