"""Makes the published curves: rows from SQL, the estimate from SciPy, the boundaries from `protect`.

Return to custody starts at the release and is told for everybody, by serious mental illness, and by whether
a program was started. The last is a landmark analysis: everybody who has not returned and is still watched
LANDMARK days after the release is sorted by whether a program was started by then, and the curve starts on
that day. Sorting at the release by what comes later would count the days in which those who start had to
stay free as the program's success (immortal time). Retention starts at the start, by kind of service.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from etl.curves.estimate import kaplan_meier
from etl.curves.protect import Beside, Passed, Stays, Told, boundaries
from etl.definitions import measures
from etl.disclose.rules import Policy, policy_named, rate_may_show, round_half_up
from etl.measure import facts
from etl.sqlfile import load, quoted, render

SQL = Path(__file__).with_name("sql")
LANDMARK = 30
LONGEST = 730
MONTHS = ("first_month", "last_month", "months")
FEWEST = 2  # boundaries without which a curve says too little
ALL = "all"
WITHOUT = {"unknown"}  # levels that are protected with the others and not told: by program
DIGITS = {False: 1, True: 0}  # of percent: with counts as they are, with rounded ones


@dataclass(frozen=True)
class Kind:
    """One sort of curve. `told_by`: measures that tell the same events within their followup_days; `beside`:
    measures whose denominator are those who have left and whose complement left without completing; `starts`:
    the measure that counts everybody; `mature`: days that a cohort's last member must be followed before
    cohorts are compared; `step`: days between the boundaries wanted. A grouping's curves start after `start`
    days."""

    name: str
    feed: str
    groupings: tuple[str, ...]
    told_by: tuple[str, ...]
    mature: int
    step: int
    beside: tuple[str, ...] = ()
    starts: str = ""
    start: dict[str, int] = field(default_factory=dict)


KINDS = (
    Kind(
        "return",
        "bookings",
        (ALL, "smi", "program"),
        ("return_to_custody_180d", "return_to_custody_12m", "return_to_custody_24m"),
        mature=365,
        step=30,
        start={"program": LANDMARK},
    ),
    Kind(
        "retention",
        "enrollments",
        ("service_type",),
        ("retention_180", "specialty_court_retention"),
        mature=180,
        step=10,  # half of those who leave a service leave in its first weeks
        beside=("diversion_completion", "start_completion"),
        starts="enrollments",
    ),
)


@dataclass(frozen=True)
class Cohort:
    """The stays of one kind, partnership and year with their levels.

    through: by stay, the day through which its agency's rows are complete.
    """

    kind: Kind
    scope: str
    year: int
    stays: Stays
    levels: dict[str, np.ndarray]
    through: np.ndarray
    months: dict[str, Any] = field(default_factory=dict)  # first_month, last_month, months: what was reported
    funnel: dict[str, Passed] = field(default_factory=dict)  # by kind of service, where it tells of the same


def curves(con: Any, policy: str | Policy, totals: str = "protected", released: str = "released") -> None:
    """Creates TEMP TABLE `curve`: one row a boundary, or one row with status suppressed where none may show.

    con: needs what `etl.measure.measure` leaves (coverage, through, the reference tables) and the released
    table. `survival`, `low` and `high` are percent; at_risk counts those still watched after the day; events
    and censored those since the boundary before. Raises KeyError for a policy that does not exist.
    """
    chosen = policy if isinstance(policy, Policy) else policy_named(policy, totals)
    told = _told(con, released)
    rows: list[dict] = []
    with facts(con):
        for kind in KINDS:
            for cohort in _cohorts(con, kind):
                rows += _cohort_rows(cohort, told, chosen)
    con.register("curve_rows", pa.Table.from_pylist(rows, schema=_schema()))
    con.execute(load(SQL / "curve.sql"))
    con.unregister("curve_rows")


def _schema() -> pa.Schema:
    texts = dict.fromkeys(("kind", "scope", "grouping", "level", "status"), pa.string())
    counts = dict.fromkeys(("at_risk", "events", "censored", "survival", "low", "high", "n"), pa.float64())
    days = {"cohort": pa.int32(), "day": pa.int32(), "through_date": pa.date32(), "mature": pa.bool_()}
    days |= {"first_month": pa.date32(), "last_month": pa.date32(), "months": pa.int32()}
    return pa.schema((texts | counts | days).items())


def _told(con: Any, released: str) -> dict[tuple, list[dict]]:
    """(scope, breakdown, level, year) -> what each measure that tells the same events says of it."""
    wanted = [name for kind in KINDS for name in (*kind.told_by, *kind.beside, kind.starts)]
    cursor = con.execute(render(SQL / "told.sql", released=quoted(released)), {"measures": wanted})
    names = [column[0] for column in cursor.description]
    found: dict[tuple, list[dict]] = {}
    for values in cursor.fetchall():
        row = dict(zip(names, values, strict=True))
        key = (row["scope"], row["breakdown"], row["level"], row["cohort"])
        found.setdefault(key, []).append(row)
    return found


def _cohorts(con: Any, kind: Kind) -> Iterator[Cohort]:
    """The stays of one kind, by partnership and year, oldest first."""
    wanted = {"landmark": LANDMARK} if kind.name == "return" else None
    table = con.execute(load(SQL / f"{kind.name}.sql"), wanted).to_arrow_table()
    column = {name: table[name].to_numpy(zero_copy_only=False) for name in table.column_names}
    if not table.num_rows:
        return
    agency = np.unique(column["agency"].astype(str), return_inverse=True)[1]
    stays = Stays(column["days"], column["observed"].astype(bool), column["person"], agency)
    names = {each: column[each].astype(str) for each in kind.groupings if each != ALL}
    scopes = column["scope"].astype(str)
    reported = con.execute(load(SQL / "months.sql"), {"feed": kind.feed}).fetchall()
    months = {row[:2]: dict(zip(MONTHS, row[2:], strict=True)) for row in reported}
    for scope in np.unique(scopes):
        for year in np.unique(column["cohort"][scopes == scope]):
            here = (scopes == scope) & (column["cohort"] == year)
            levels = {ALL: np.full(int(here.sum()), ALL)} | {each: of[here] for each, of in names.items()}
            yield Cohort(
                kind, str(scope), int(year), stays.where(here), levels, column["through_date"][here],
                months.get((str(scope), int(year)), {}), _funnel(column, scopes == scope, int(year)),
            )  # fmt: skip


def _funnel(column: dict[str, np.ndarray], mine: np.ndarray, year: int) -> dict[str, Passed]:
    """By kind of service: what the funnel of the year could tell, where all were referred in it too."""
    if "referred" not in column:
        return {}
    found = {}
    for service in np.unique(column["service_type"][mine].astype(str)):
        rows = mine & (column["service_type"].astype(str) == service)
        now = rows & (column["cohort"] == year)
        if (now != (rows & (column["referred"] == year))).any():
            continue
        gone, retained, completed = (
            column[each][now].astype(bool) for each in ("gone", "retained", "completed")
        )
        sums = (gone & ~retained, gone & ~completed, retained, completed)
        found[str(service)] = Passed(*(int(each.sum()) for each in sums))
    return found


def _cohort_rows(cohort: Cohort, told: dict[tuple, list[dict]], policy: Policy) -> list[dict]:
    """The rows of all curves of one cohort: the whole first, and its parts at its boundaries."""
    rows: list[dict] = []
    grid: list[int] = list(range(cohort.kind.step, LONGEST, cohort.kind.step))
    for grouping in cohort.kind.groupings:
        start = cohort.kind.start.get(grouping, 0)
        of = cohort.levels[grouping]
        watched = cohort.stays.days > start if start else np.full(of.size, True)
        parts = {str(name): cohort.stays.where(watched & (of == name)) for name in np.unique(of[watched])}
        # A level is followed as long as all of its own agencies are.
        through = {name: cohort.through[watched & (of == name)].min() for name in parts}
        shown = [name for name in parts if not (grouping == "program" and name in WITHOUT)]
        whole = [parts] if grouping != "service_type" else [{name: part} for name, part in parts.items()]
        # A start that is no boundary of the whole would tell the whole at one more day.
        allowed = not start or start in grid
        days: dict[str, list[int]] = {}
        for together in whole:
            known = {name: _facts(cohort, grouping, name, told) for name in together}
            beside = _beside(cohort, grouping, together, told)
            funnel = cohort.funnel if grouping == "service_type" else {}
            after = {day for day in grid if day > start}
            if grouping in (ALL, "service_type"):  # parts of a whole keep to the days of that
                after |= {each.day for of_level in known.values() for each in of_level}
            kept = boundaries(together, after, policy, known, beside, funnel) if allowed else []
            days |= dict.fromkeys(together, kept)
        for name in shown:
            rows += _curve(cohort, grouping, name, parts[name], through[name], days[name], policy)
        if grouping == ALL:
            grid = days[ALL]
    return rows


def _facts(cohort: Cohort, grouping: str, level: str, told: dict[tuple, list[dict]]) -> list[Told]:
    """What `trend` tells of one level of the cohort, measure by measure."""
    horizon = {name: each.followup_days for name, each in measures().items()}
    return [
        Told(
            horizon[row["measure_id"]],
            *(row[name] for name in ("events", "people", "hidden", "hidden_people", "early")),
        )
        for row in told.get((cohort.scope, grouping, level, cohort.year), [])
        if row["measure_id"] in cohort.kind.told_by
    ]


def _beside(
    cohort: Cohort, grouping: str, levels: Any, told: dict[tuple, list[dict]]
) -> dict[str, list[Beside]]:
    """By level: what `trend` tells of the same people without a time, measure by measure."""
    found: dict[str, list[Beside]] = {}
    for name in levels:
        found[name] = []
        for row in told.get((cohort.scope, grouping, name, cohort.year), []):
            events = row["events"] if not (row["hidden"] or row["early"]) else None
            people = row["people"] if not (row["hidden_people"] or row["early"]) else None
            if row["measure_id"] == cohort.kind.starts:
                found[name].append(Beside(started=events, hidden=row["hidden"]))
            elif row["measure_id"] in cohort.kind.beside:
                found[name].append(Beside(row["others"], ended=people, completed=events))
    return found


def _curve(
    cohort: Cohort,
    grouping: str,
    level: str,
    stays: Stays,
    through: np.datetime64,
    days: list[int],
    policy: Policy,
) -> list[dict]:
    """The rows of one curve, the day it starts on first; one suppressed row where it may not show."""
    last, until = date(cohort.year, 12, 31), np.datetime64(through, "D").astype(date)
    common = {
        "kind": cohort.kind.name, "scope": cohort.scope, "grouping": grouping, "level": level,
        "cohort": cohort.year, "through_date": until,
        "mature": (until - last).days >= cohort.kind.mature,
        **cohort.months,
    }  # fmt: skip
    start = cohort.kind.start.get(grouping, 0)
    told = _told_rows(stays, start, days, policy) if days else []
    if len(told) <= FEWEST:
        return [common | {"day": start, "status": "suppressed"}]
    return [common | {"status": "shown", "n": told[0]["at_risk"]} | row for row in told]


def _told_rows(stays: Stays, start: int, days: list[int], policy: Policy) -> list[dict]:
    """Counts and estimate at each boundary while enough people are watched for a share."""
    at = np.array(days)
    place = np.searchsorted(at, stays.days)  # the interval that each stay ends in; len(at): after the last
    events = round_half_up(np.bincount(place[stays.observed], minlength=at.size + 1), policy)
    censored = round_half_up(np.bincount(place[~stays.observed], minlength=at.size + 1), policy)
    n = float(events.sum() + censored.sum())
    at_risk = n - np.cumsum(events + censored)
    if policy.round_to:  # everything that is told comes from the rounded counts
        ends = np.append(at, at[-1] + 1)
        spread = [np.repeat(ends, each.astype(int)) for each in (events, censored)]
        left, observed = np.concatenate(spread), np.arange(int(n)) < events.sum()
    else:
        left, observed = stays.days, stays.observed
    if n <= 0:
        return []
    estimate = kaplan_meier(left - start, observed, at - start)
    digits = DIGITS[bool(policy.round_to)]
    percent = {name: np.round(100 * getattr(estimate, name), digits) for name in ("survival", "low", "high")}
    rows = [{"day": start, "at_risk": n, "events": 0.0, "censored": 0.0, "survival": 100.0}]
    for i in np.flatnonzero(np.minimum.accumulate(rate_may_show(at_risk[:-1], policy))):
        told = {"day": int(at[i]), "at_risk": float(at_risk[i])}
        told |= {"events": float(events[i]), "censored": float(censored[i])}
        rows.append(told | {name: _known(of[i]) for name, of in percent.items()})
    return rows if rate_may_show(n, policy) else []


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
