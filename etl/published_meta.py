"""The tables of a build that say what its numbers mean, from the definitions and the reference tables."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import duckdb

from etl import published_board
from etl.definitions import BREAKDOWN_KINDS, Measure, all_codes, feeds, measures
from etl.paths import DataHome
from etl.reference import settings
from etl.sqlfile import render
from etl.strict import check_choice, check_keys, read_yaml

SQL = Path(__file__).with_name("publish_sql")
GATE = Path(__file__).with_name("gate")
SERVICES = Path(__file__).with_name("services.yml")
AREAS = (
    "Prevention",
    "Police diversion",
    "Police diversion and courts",
    "Courts and jails",
    "Reentry",
    "Community support",
)
REGISTRIES = {"agency": "the partner registry", "program": "the program registry", "measure": "the measures"}


def write(con: duckdb.DuckDBPyConnection, home: DataHome, facts: dict) -> None:
    """Create every table but trend and verdict in the attached database `shared`."""
    own = settings(home)
    names = {"partnership": own["partnership"], "partnership_name": own["partnership_name"]}
    for statement in render(SQL / "reference.sql").split(";\n"):
        wanted = {name: value for name, value in names.items() if f"${name}" in statement}
        if statement.strip():
            con.execute(statement, wanted or None)
    con.execute(render(SQL / "agreed.sql"))
    as_of, through = con.execute(render(SQL / "as_of.sql")).fetchone()
    build = facts | names | {"as_of": as_of, "through_month": through}
    _table(
        con,
        "meta_build",
        [build],
        "build_id built_at:TIMESTAMP policy as_of:DATE through_month:DATE partnership partnership_name note",
    )
    _table(con, "meta_measure", _measures(), _measure_shape())
    breakdowns, levels = _breakdowns(con)
    _table(con, "meta_breakdown", breakdowns, "breakdown label kind")
    _table(con, "meta_level", levels, "breakdown level label sort:INTEGER")
    _table(con, "meta_intercept", _intercepts(), "intercept:INTEGER name area headline_measure")
    _table(con, "meta_feed_column", _columns(), "feed column type required:BOOLEAN allowed help")
    _table(con, "service", services(), "service name kind types page what sort:INTEGER")
    published_board.write(con)
    add_rules(con)
    codes = [
        {"list": each.name, "code": code, "label": label}
        for each in all_codes().values()
        for code, label in each.labels.items()
    ]
    _table(con, "meta_code", codes, "list code label")


def add_rules(con: duckdb.DuckDBPyConnection) -> None:
    """The gate's own rules as macros of `shared`: what partners write is looked through by them."""
    for name in ("plain", "identifiers"):
        con.execute(render(GATE / f"{name}.sql", temp="", macro=f"shared.{name}"))


def _table(con: duckdb.DuckDBPyConnection, name: str, rows: list[dict], columns: str) -> None:
    """One table from plain rows; `columns` is "name name:TYPE ...", text where no type is given."""
    shape = {column.partition(":")[0]: column.partition(":")[2] or "VARCHAR" for column in columns.split()}
    texts = [{column: row.get(column) for column in shape} for row in rows]
    sql = render(SQL / "meta_table.sql", target=f"shared.{name}", shape=json.dumps(shape))
    con.execute(sql, {"rows": json.dumps(texts, default=str)})


def _measure_shape() -> str:
    """Every field of a measure's definition, and the breakdowns as two lists."""
    typed = {"followup_days": ":INTEGER", "headline": ":INTEGER", "precision": ":INTEGER"}
    typed |= {"counts_ok": ":BOOLEAN", "people": ":BOOLEAN", "own_page": ":BOOLEAN"}
    typed |= {"partnership_only": ":BOOLEAN", "n_untold": ":BOOLEAN"}
    names = [field.name for field in dataclasses.fields(Measure)]
    names += ["breakdowns", "personal_breakdowns", "yearly_breakdowns"]
    return " ".join(name + typed.get(name, "") for name in names)


def _measures() -> list[dict]:
    """One row a measure; lists joined by |, structures as JSON text."""
    rows = []
    for measure in measures().values():
        row = {name: _plain(value) for name, value in dataclasses.asdict(measure).items()}
        row["breakdowns"] = _plain(measure.grain_breakdowns["operational"])
        row["personal_breakdowns"] = _plain(measure.grain_breakdowns["personal"])
        row["yearly_breakdowns"] = _plain(measure.grain_breakdowns["yearly"])
        rows.append(row)
    return rows


def _plain(value: object) -> object:
    if isinstance(value, dict) or (isinstance(value, tuple) and value and isinstance(value[0], dict)):
        return json.dumps(value)
    return "|".join(map(str, value)) if isinstance(value, (tuple, list)) else value


def _breakdowns(con: duckdb.DuckDBPyConnection) -> tuple[list[dict], list[dict]]:
    """(breakdowns, their levels): those the measures define, and whatever else was published.

    The order of levels is that of the code list, the same in every chart; other levels follow by name.
    """
    titles = all_codes()["breakdown"].labels
    kinds = {}
    for kind in reversed(BREAKDOWN_KINDS):  # what one tells by month is not yearly for another's sake
        for measure in measures().values():
            kinds |= dict.fromkeys(measure.grain_breakdowns[kind], kind)
    lists = {
        column.name: column.codes for feed in feeds().values() for column in feed.columns if column.codes
    }
    present = con.execute(
        "select breakdown, list(distinct level order by level) from shared.trend "
        "where breakdown <> 'all' group by breakdown order by breakdown"
    ).fetchall()
    found = dict(present)
    named = {
        row[0]: row[1]
        for row in con.execute(
            "select scope, name from shared.meta_scope where scope_kind in ('agency', 'program')"
        ).fetchall()
    }
    breakdowns, levels = [], []
    for breakdown in sorted({*kinds, *found}):
        codes = all_codes().get(breakdown) or all_codes().get(lists.get(breakdown, ""))
        known = dict(codes.labels) if codes else {}
        for level in found.get(breakdown, []):
            known.setdefault(level, named.get(level) or _composed(level) or _title(level))
        label = titles.get(breakdown) or (codes.label if codes else _title(breakdown))
        breakdowns.append(
            {"breakdown": breakdown, "label": label, "kind": kinds.get(breakdown, "operational")}
        )
        levels += [
            {"breakdown": breakdown, "level": level, "label": text, "sort": place}
            for place, (level, text) in enumerate(known.items())
        ]
    return breakdowns, levels


def _title(identifier: str) -> str:
    return identifier.replace("_", " ").capitalize()


def services() -> list[dict]:
    """What services.yml says of each service, in its order; types joined by |.

    Raises DefinitionError where it is not as it should be, or names a service type that there is not.
    """
    rows = []
    for place, (name, entry) in enumerate(read_yaml(SERVICES).items()):
        where = f"services.yml: {name}"
        check_keys(where, entry, ("name", "kind", "types", "what"), ("page",))
        check_choice(f"{where}: kind", entry["kind"], ("service", "justice", "other"))
        for each in entry["types"]:
            check_choice(f"{where}: types", each, all_codes()["service_type"].labels)
        types = {"types": "|".join(entry["types"]), "page": entry.get("page") or ""}
        rows.append({"service": name} | entry | types | {"sort": place})
    return rows


def _composed(level: str) -> str | None:
    """The label of a composite level ('act:left') out of those of its parts, or None for any other."""
    first, _, second = level.partition(":")
    named, ways = all_codes()["service_type"].labels, all_codes()["exit_reason"].labels
    second = (ways | all_codes()["exit_place"].labels).get(second)
    return f"{named[first]}: {second.lower()}" if first in named and second else None


def _intercepts() -> list[dict]:
    """The six intercepts, each with the measure that its page opens with."""
    rows = []
    for number, label in enumerate(all_codes()["intercept"].labels.values()):
        own = [m for m in measures().values() if number in m.intercepts and m.headline is not None]
        first = min(own, key=lambda measure: (measure.headline, measure.id), default=None)
        name = label.partition(": ")[2] or label
        rows.append(
            {
                "intercept": number,
                "name": name,
                "area": AREAS[number],
                "headline_measure": first.id if first else None,
            }
        )
    return rows


def _columns() -> list[dict]:
    """The data dictionary."""
    rows = []
    for feed in feeds().values():
        for column in feed.columns:
            allowed = REGISTRIES.get(column.codes or "")
            if column.codes and not allowed:
                allowed = ", ".join(all_codes()[column.codes].labels)
            rows.append(
                {
                    "feed": feed.id,
                    "column": column.name,
                    "type": column.type,
                    "required": column.required,
                    "allowed": allowed or "",
                    "help": column.help,
                }
            )
    return rows
