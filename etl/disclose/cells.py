"""The measured table as numbers: an array a column, by (measure, scope, breakdown, level, grain, period)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from etl.sqlfile import load, quoted, render

SQL = Path(__file__).parent / "sql"
GRAINS = ("month", "quarter", "year")
MONTHS_OF = np.array([1, 3, 12])
WITH_COMPLEMENT = ("proportion", "km", "distinct")  # the numerator is a part of the denominator
AUDIENCE = {
    "police": "police",
    "sheriff": "police",
    "court": "courts",
    "prosecutor": "courts",
    "probation": "courts",
}
PUBLIC_DENOMINATOR = ("mean_daily", "snapshot")  # days of a month, places of a program: known to everybody


@dataclass(frozen=True)
class Names:
    """What the numbers stand for: position = number."""

    measures: list[str]
    definitions: list[Any]
    scopes: list[tuple[str, str]]
    breakdowns: list[str]
    owner: np.ndarray  # int32 by scope: number of the agency that knows it as its own, -1 nobody
    parent: np.ndarray  # int32 by scope: the scope that it adds up to, -1 none
    personal: np.ndarray  # bool by (measure, breakdown): a personal characteristic
    inside: np.ndarray  # int32 by level: the level that a composite one is part of, -1 none
    service: np.ndarray  # int32 by scope: the level of a program's kind of service, -1 none
    asked: np.ndarray  # float64 by (measure, scope): how much it is missed where it does not show, 1 at least


@dataclass(frozen=True)
class Cells:
    """Rows of the measured table, float64 and NaN where not known; all arrays have one element a row."""

    names: Names
    row_id: np.ndarray
    measure: np.ndarray
    scope: np.ndarray
    breakdown: np.ndarray
    level: np.ndarray
    grain: np.ndarray
    step: np.ndarray  # number of the period on the grid of its grain
    numerator: np.ndarray
    denominator: np.ndarray
    numerator_people: np.ndarray
    denominator_people: np.ndarray
    value: np.ndarray
    measured: np.ndarray
    no_cases: np.ndarray
    known_to: np.ndarray  # int32: the agency whose own rows it consists of, -1 none

    @property
    def size(self) -> int:
        return self.row_id.size

    def agg(self, *names: str) -> np.ndarray:
        """bool by row: the measure is worked out in one of these ways."""
        of_measure = np.array([definition.agg in names for definition in self.names.definitions])
        return of_measure[self.measure]

    def additive(self, what: str) -> np.ndarray:
        """bool by row: the measure says that its counts add up over scope, or over time."""
        of_measure = np.array([bool(each.additive.get(what, False)) for each in self.names.definitions])
        return of_measure[self.measure]

    def personal(self) -> np.ndarray:
        """bool by row: told by a personal characteristic."""
        return self.names.personal[self.measure, self.breakdown]

    def owner(self) -> np.ndarray:
        """int32 by row: the agency that knows it as its own, -1 nobody."""
        return self.known_to

    def take(self, rows: np.ndarray) -> Cells:
        """Some of the rows, in the order given."""
        columns = {name: getattr(self, name)[rows] for name in COLUMNS}
        return Cells(self.names, **columns)


COLUMNS = tuple(name for name in Cells.__dataclass_fields__ if name != "names")


def load_cells(con, source: str, measures: Mapping[str, Any]) -> Cells:
    """Reads the measured table (see SPEC of `etl.measure`) and leaves it numbered in TEMP TABLE disclose_row.

    Raises KeyError when the table holds a measure that has no definition.
    """
    con.execute(render(SQL / "row.sql", source=quoted(source)))
    con.execute(render(SQL / "scope.sql", partners=_partners(con)))
    con.execute(load(SQL / "name.sql"))
    names = _names(con, measures)
    columns = con.execute(load(SQL / "cell.sql")).fetchnumpy()
    columns = {name: np.ma.getdata(values) for name, values in columns.items()}
    month = columns.pop("month").astype(np.int32)
    columns["step"] = month // MONTHS_OF[columns["grain"]].astype(np.int32)
    keys = ("step", "grain", "level", "breakdown", "scope", "measure")
    order = np.lexsort([columns[name] for name in keys])
    columns = {name: values[order] for name, values in columns.items()}
    columns["known_to"] = _known_to(names, columns)
    return Cells(names, **{name: columns[name] for name in COLUMNS})


def _known_to(names: Names, columns: dict[str, np.ndarray]) -> np.ndarray:
    """int32 by row: its agency; for a partnership or county the one agency that is all there is of it."""
    known = names.owner[columns["scope"]].copy()
    of_agency = np.array([kind == "agency" for kind, _ in names.scopes])
    key = np.zeros(known.size, dtype=np.int64)
    for name in ("measure", "breakdown", "level", "grain", "step"):
        key = key * (int(columns[name].max(initial=0)) + 1) + columns[name]
    key *= len(names.scopes)
    counts = [np.nan_to_num(columns[name], nan=-1.0) for name in ("numerator", "denominator")]
    above = columns["scope"]
    for _ in range(2):  # county and partnership
        above = np.where(above >= 0, names.parent[above], -1)
        part = np.flatnonzero(of_agency[columns["scope"]] & (above >= 0))
        part = part[np.lexsort([counts[1][part], counts[0][part], key[part] + above[part]])]
        place = key[part] + above[part]
        whole = np.flatnonzero(known < 0)
        last = np.searchsorted(place, key[whole] + columns["scope"][whole], side="right") - 1
        whole, last = whole[last >= 0], last[last >= 0]
        largest = part[last]
        same = place[last] == key[whole] + columns["scope"][whole]
        for count in counts:
            same &= count[largest] == count[whole]
        known[whole[same]] = names.owner[columns["scope"][largest[same]]]
    return known.astype(np.int32)


def _partners(con) -> str:
    """The registry of this connection; without one, every agency belongs to the one partnership measured."""
    if _is_here(con, "ref_partners"):
        return "ref_partners"
    con.execute(load(SQL / "lone_partnership.sql"))
    return "disclose_partner"


def _programs(con) -> str:
    """The programs of this connection with their kind of service; without a registry none."""
    if _is_here(con, "ref_programs"):
        return "ref_programs"
    con.execute(load(SQL / "no_programs.sql"))
    return "disclose_program"


def _is_here(con, table: str) -> bool:
    known = "select 1 from duckdb_tables() where table_name = $table and temporary"
    return bool(con.execute(known, {"table": table}).fetchall())


def _names(con, measures: Mapping[str, Any]) -> Names:
    ids = [
        row[0] for row in con.execute("select measure_id from disclose_measure order by number").fetchall()
    ]
    named = con.execute("select breakdown from disclose_breakdown order by number").fetchall()
    breakdowns = [row[0] for row in named]
    scopes = con.execute(
        "select scope_kind, scope, owner, parent, kind from disclose_scope order by number"
    ).fetchall()
    owners = sorted({owner for _, _, owner, _, _ in scopes if owner})
    audience = [AUDIENCE.get(kind, "mental_health") if owner else "" for _, _, owner, _, kind in scopes]
    definitions = [measures[each] for each in ids]
    personal = np.array([[name in _personal(each) for name in breakdowns] for each in definitions])
    return Names(
        measures=ids,
        definitions=definitions,
        scopes=[(kind, scope) for kind, scope, *_ in scopes],
        breakdowns=breakdowns,
        owner=np.array(
            [owners.index(owner) if owner else -1 for _, _, owner, _, _ in scopes], dtype=np.int32
        ),
        parent=np.array([parent for *_, parent, _ in scopes], dtype=np.int32),
        personal=personal.reshape(len(ids), len(breakdowns)),
        inside=con.execute(load(SQL / "inside.sql")).fetchnumpy()["inside"].astype(np.int32),
        service=con.execute(render(SQL / "service.sql", programs=_programs(con)))
        .fetchnumpy()["service"]
        .astype(np.int32),
        asked=np.array([[_asked(each, name) for name in audience] for each in definitions]),
    )


def _personal(definition: Any) -> tuple[str, ...]:
    """Breakdowns by a personal characteristic, or by what became of people from step to step."""
    shown = definition.grain_breakdowns
    return (*shown.get("personal", ()), *shown.get("yearly", ()))


def _asked(definition: Any, audience: str) -> float:
    """Agencies ask for their audience's measures, the partnership for what a leader opens with, by place."""
    if audience:
        return 3.0 if audience in definition.audiences else 1.0
    places = [int(place.rpartition(":")[2]) for place in definition.leaders]
    return max(4.5 - 0.5 * min(places), 1.0) if places else 1.0
