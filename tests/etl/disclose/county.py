"""A little county for the tests of disclosure control: facts by hand, the measured table made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from etl.disclose import Report, audit, disclose

GRAINS = ("month", "quarter", "year")
PARTNERSHIP = "harbor"
MEASURED = """
create or replace temp table measured as
with scoped as (
    select 'partnership' as scope_kind, 'harbor' as scope, null::varchar as owner, * from fact
    union all
    select 'agency', agency, agency, * from fact
    union all
    select 'program', program, agency, * from fact where program is not null
),

leveled as (
    select 'all' as breakdown, 'all' as level, * from scoped
    union all
    select 'kind', kind, * from scoped where kind is not null
    union all
    select 'sex', sex, * from scoped where sex is not null
),

grained as (
    select unnest($grains) as grain, * from leveled
),

summed as (
    select
        measure_id, scope_kind, scope, owner, breakdown, level, grain,
        date_trunc(grain, month)::date as period,
        sum(numerator) as numerator, sum(denominator) as denominator,
        sum(numerator_people) as numerator_people, sum(denominator_people) as denominator_people
    from grained
    where not (breakdown = 'sex' and grain = 'month')
    group by all
)

select
    measure_id, scope_kind, scope, breakdown, level, grain, period, numerator, denominator, numerator_people,
    denominator_people,
    case
        when denominator is null then numerator
        when numerator is null then 14.0
        when denominator > 0 then 100 * numerator / denominator
    end as value,
    null::double as value_high,
    case when denominator = 0 then 'no_cases' else 'measured' end as status,
    false as provisional, 1 as reporting, 1 as expected, owner
from summed
"""


class Fact(NamedTuple):
    """What happened at one agency in one month; people default to events."""

    measure_id: str
    agency: str
    program: str | None
    kind: str | None
    sex: str | None
    month: date
    numerator: float | None
    denominator: float | None
    numerator_people: int | None
    denominator_people: int | None


FACT_TYPES = (*[pa.string()] * 5, pa.date32(), *[pa.float64()] * 4)


class Row(NamedTuple):
    """One row of the released table."""

    measure_id: str
    scope_kind: str
    scope: str
    breakdown: str
    level: str
    grain: str
    period: date
    numerator: float | None
    denominator: float | None
    value: float | None
    status: str
    reason: str


def definition(name: str, agg: str = "count", **facts: Any) -> SimpleNamespace:
    """A measure as disclosure control needs it: by kind (operational) and by sex (personal)."""
    usual = {
        "id": name,
        "agg": agg,
        "additive": {"scope": True, "time": True},
        "within": (),
        "grain_breakdowns": {"operational": ("kind",), "personal": ("sex",)},
        "audiences": ("all",),
        "leaders": (),
    }
    return SimpleNamespace(**usual | facts)


@dataclass
class Release:
    """What was published, and how it came about."""

    report: Report
    rows: list[Row]

    def series(self, scope: str, breakdown: str = "all", level: str = "all", measure: str = "m") -> list[Row]:
        """One line, in the order of time."""
        wanted = (measure, scope, breakdown, level)
        found = [row for row in self.rows if (row.measure_id, row.scope, *row[3:5]) == wanted]
        return sorted(found, key=lambda row: row.period)

    def numbers(self, scope: str, breakdown: str = "all", level: str = "all", measure: str = "m") -> list:
        """The numerators of one line; None where hidden."""
        return [row.numerator for row in self.series(scope, breakdown, level, measure)]

    def grain(self, scope: str, breakdown: str = "all", measure: str = "m") -> str:
        """The one grain that a series goes by."""
        of_series = {
            row.grain
            for row in self.rows
            if (row.measure_id, row.scope, row.breakdown) == (measure, scope, breakdown)
        }
        (only,) = of_series
        return only

    def withheld(self, scope: str, breakdown: str = "all", measure: str = "m") -> bool:
        """Whether nothing of a series is told."""
        own = [
            row
            for row in self.rows
            if (row.measure_id, row.scope, row.breakdown) == (measure, scope, breakdown)
        ]
        return all(row.status == "suppressed" and row.numerator is None for row in own)


@dataclass
class County:
    """Facts go in with `put`; `release` measures and discloses them."""

    definitions: dict[str, SimpleNamespace] = field(default_factory=lambda: {"m": definition("m")})
    facts: list[Fact] = field(default_factory=list)
    grains: Sequence[str] = GRAINS

    def __post_init__(self):
        self.con = duckdb.connect(config={"threads": 1})

    def put(
        self,
        agency: str,
        numerators: Iterable[float | None],
        denominators: Iterable[float] | None = None,
        people: Iterable[int | None] | None = None,
        *,
        measure: str = "m",
        **place: str,
    ) -> County:
        """One number a month from January 2025 on; place: program, kind, sex. Returns itself."""
        numerators = list(numerators)
        wholes = list(denominators) if denominators is not None else [None] * len(numerators)
        persons = list(people) if people is not None else numerators
        for index, (number, whole, few) in enumerate(zip(numerators, wholes, persons, strict=True)):
            month = date(2025 + index // 12, index % 12 + 1, 1)
            labels = (place.get("program"), place.get("kind"), place.get("sex"))
            self.facts.append(Fact(measure, agency, *labels, month, number, whole, few, whole))
        return self

    def measure(self) -> None:
        """Makes the table `measured` of this connection."""
        columns = zip(*self.facts, strict=True)
        arrays = [pa.array(values, kind) for values, kind in zip(columns, FACT_TYPES, strict=True)]
        self.con.register("fact", pa.table(dict(zip(Fact._fields, arrays, strict=True))))
        self.con.execute(MEASURED, {"grains": list(self.grains)})

    def release(self, policy: Any = "partners", **options: Any) -> Release:
        """Measures and discloses; what a reader sees."""
        self.measure()
        report = disclose(self.con, policy, measures=self.definitions, **options)
        return Release(report, self.released())

    def released(self) -> list[Row]:
        """The released table as it stands."""
        table = self.con.table("released").select(*Row._fields)
        return [Row(*row) for row in table.fetchall()]

    def audit(self, policy: Any = "partners", **options: Any):
        """The project's own audit of the released table as it stands."""
        return audit(self.con, policy, measures=self.definitions, **options)
