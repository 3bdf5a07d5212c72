"""From enrollments to the table funnel: one row a step, of the partnership, its services and its programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from etl.disclose.rules import Policy, is_few, policy_named, round_half_up
from etl.funnel.protect import COMPLETED, CUTS, WHOLE, Counts, decide, sum_cuts
from etl.measure.engine import facts
from etl.sqlfile import load, quoted, render

SQL = Path(__file__).parent / "sql"
# Each step: its name, the cut before it, the cut between what is open and what is lost, the cut it passes.
STEPS = (
    ("referred", None, None, WHOLE),
    ("scheduled", WHOLE, 0, 1),
    ("started", 1, 2, 2),
    ("retained", 2, 3, 4),
    ("completed", 4, 5, COMPLETED),
)
RETAINED = frozenset({3, 4, 5})  # the cuts around those retained
SMALLEST = 8  # programs of which one or two may be silent for the partnership's sake


@dataclass(frozen=True)
class Unit:
    """Whose funnel: a program, a service (`level`) or all of a partnership."""

    scope_kind: str
    scope: str
    level: str


def funnel(con: Any, policy: str | Policy, totals: str = "protected", released: str = "released") -> None:
    """Creates TEMP TABLE `funnel`: one row a unit, year of referral and step; `reached`, `open` and `lost`.

    con: needs what `etl.measure.measure` leaves (coverage, through, the reference tables) and the released
    table. Counts are referrals; NULL where not told. Raises KeyError for a policy that does not exist.
    """
    chosen = policy if isinstance(policy, Policy) else policy_named(policy, totals)
    hidden = {
        tuple(row[:4]): tuple(row[4:])
        for row in con.execute(render(SQL / "hidden.sql", released=quoted(released))).fetchall()
    }
    unsent = set(con.execute(load(SQL / "unsent.sql")).fetchall())
    with facts(con):
        table = con.execute(load(SQL / "referral.sql")).to_arrow_table()
    column = {name: table[name].to_numpy(zero_copy_only=False) for name in table.column_names}
    rows: list[dict] = []
    for scope in np.unique(column["scope"].astype(str)) if table.num_rows else ():
        here = column["scope"].astype(str) == scope
        for year in np.unique(column["cohort"][here]):
            rows += _year(
                {name: values[here] for name, values in column.items()}, int(year), hidden, unsent, chosen
            )
    con.register("funnel_rows", pa.Table.from_pylist(rows, schema=_schema()))
    con.execute(load(SQL / "funnel.sql"))
    con.unregister("funnel_rows")


def _schema() -> pa.Schema:
    texts = dict.fromkeys(("scope_kind", "scope", "level", "step"), pa.string())
    counts = dict.fromkeys(("reached", "open", "lost"), pa.float64())
    return pa.schema((texts | {"cohort": pa.int32(), "provisional": pa.bool_()} | counts).items())


def _year(column: dict, year: int, hidden: dict, unsent: set, policy: Policy) -> Iterator[dict]:
    """The rows of one partnership and year: what each program tells, then what their sums may."""
    scope = str(column["scope"][0])
    now = column["cohort"] == year
    names = np.char.add(np.char.add(column["service"].astype(str), "\x1f"), column["program"].astype(str))
    parts: dict[str, Counts] = {}
    for name in np.unique(names[now]):
        service, program = name.split("\x1f")
        parts[name] = part = _counts(column, names == name, year)
        _beside(part, column, names == name, year, hidden.get(("program", program, "all", year)), policy)
        part.told = decide(part, CUTS, policy)
    for service in sorted({name.split("\x1f")[0] for name in parts}):
        mine = [part for name, part in parts.items() if name.split("\x1f")[0] == service]
        if len(mine) == 1:
            _beside(mine[0], column, column["service"] == service, year,
                    hidden.get(("partnership", scope, service, year)), policy)  # fmt: skip
            mine[0].told = decide(mine[0], CUTS, policy)
    sums, whole = _sums(column, year, scope, parts, hidden, policy)
    if not whole.told and not whole.silent:
        sums, whole = _for_the_whole(column, year, scope, parts, hidden, policy) or (sums, whole)
    yield from _rows(
        Unit("partnership", scope, "all"), year, whole, _partial(column, now, year, unsent), policy
    )
    for service, total in sums.items():
        there = now & (column["service"] == service)
        yield from _rows(
            Unit("partnership", scope, service), year, total, _partial(column, there, year, unsent), policy
        )
    services_of = {name.split("\x1f")[1]: 0 for name in parts}
    for name in parts:
        services_of[name.split("\x1f")[1]] += 1
    for name, part in parts.items():
        program = name.split("\x1f")[1]
        if services_of[program] == 1:  # else it is no program's whole
            there = now & (names == name)
            yield from _rows(
                Unit("program", program, "all"), year, part, _partial(column, there, year, unsent), policy
            )


def _sums(
    column: dict, year: int, scope: str, parts: dict[str, Counts], hidden: dict, policy: Policy
) -> tuple[dict[str, Counts], Counts]:
    """What the services and the partnership tell, given what each program does."""
    sums = _services(column, year, scope, parts, hidden, policy)
    every = np.ones(column["cohort"].size, dtype=bool)
    whole = _counts(column, every, year)
    _beside(whole, column, every, year, hidden.get(("partnership", scope, "all", year)), policy)
    whole.told = _whole(whole, parts, sums, policy)
    return sums, whole


def _for_the_whole(
    column: dict, year: int, scope: str, parts: dict[str, Counts], hidden: dict, policy: Policy
) -> tuple[dict[str, Counts], Counts] | None:
    """The sums where more programs are silent: the fewest and smallest that let the partnership tell its way.

    One program that tells nothing would be the sum less all others, and to an agency that knows a second one
    so would two. The others must not be told elsewhere: some of their people were referred in one year and
    started in another (see `_beside`). None where no two help; the parts chosen tell nothing from then on.
    """
    names = np.char.add(np.char.add(column["service"].astype(str), "\x1f"), column["program"].astype(str))
    moved = column["is_start"].astype(bool) & ((column["cohort"] == year) != (column["start_year"] == year))
    usable = [name for name in sorted(set(names[moved]) & set(parts)) if parts[name].told]
    usable = sorted(usable, key=lambda name: parts[name].past(WHOLE))[:SMALLEST]
    for chosen in (*combinations(usable, 1), *combinations(usable, 2)):
        told = {name: parts[name].told for name in chosen}
        for name in chosen:
            parts[name].told = ()
        sums, whole = _sums(column, year, scope, parts, hidden, policy)
        if whole.told:
            return sums, whole
        for name in chosen:
            parts[name].told = told[name]
    return None


def _counts(column: dict, mine: np.ndarray, year: int) -> Counts:
    rows = mine & (column["cohort"] == year)
    agencies = np.unique(column["agency"][rows].astype(str))
    return Counts(
        column["place"][rows], column["person"][rows], str(agencies[0]) if agencies.size == 1 else ""
    )


def _beside(
    counts: Counts, column: dict, mine: np.ndarray, year: int, hidden: tuple | None, policy: Policy
) -> None:
    """Keeps back what would give away what is hidden in `released`, or few together with what it tells.

    hidden: whether it hides a part of the starts, hides who completed, and tells who has ended.
    """
    started = mine & column["is_start"].astype(bool)
    elsewhere = (column["cohort"] == year) != (column["start_year"] == year)
    if hidden is None or (started & elsewhere).any():
        return
    starts, completed, ended = hidden
    counts.silent |= starts
    counts.forbidden |= {COMPLETED} if completed else set()
    young, early, enrolled, late = counts.events[3:7]
    small = any(is_few(number, policy) for number in (young + enrolled, early, late))
    if ended and small and policy.rules.threshold:
        counts.forbidden |= RETAINED  # less those who have ended, it would tell them


def _whole(
    whole: Counts, parts: dict[str, Counts], sums: dict[str, Counts], policy: Policy
) -> tuple[int, ...]:
    """The cuts that the partnership's sum over programs tells, given what its services tell."""
    members = {
        service: [part for name, part in parts.items() if name.startswith(f"{service}\x1f")]
        for service in sums
    }

    def parts_at(cut: int) -> list[Counts]:
        return [part for service, mine in members.items() if cut not in sums[service].told for part in mine]

    told_sums = [(members[service], cut) for service, total in sums.items() for cut in total.told]
    return sum_cuts(whole, parts_at, policy, told_sums)


def _services(
    column: dict, year: int, scope: str, parts: dict[str, Counts], hidden: dict, policy: Policy
) -> dict[str, Counts]:
    """Service type -> its sum over programs, with the cuts that it may tell."""
    found = {}
    for service in sorted({name.split("\x1f")[0] for name in parts}):
        mine = [part for name, part in parts.items() if name.split("\x1f")[0] == service]
        rows = column["service"] == service
        total = _counts(column, rows, year)
        _beside(total, column, rows, year, hidden.get(("partnership", scope, service, year)), policy)
        total.told = sum_cuts(total, lambda cut, mine=mine: mine, policy)
        found[service] = total
    return found


def _partial(column: dict, rows: np.ndarray, year: int, unsent: set) -> bool:
    """Whether a month of the year is missing from any agency of these rows."""
    return any((agency, year) in unsent for agency in np.unique(column["agency"][rows].astype(str)))


def _rows(unit: Unit, year: int, counts: Counts, partial: bool, policy: Policy) -> Iterator[dict]:
    """One row a step; None where a number is not told."""
    told = set(counts.told)

    def between(low: int | None, high: int | None) -> float | None:
        if low not in told or high not in told:
            return None
        return float(round_half_up(counts.past(low) - counts.past(high), policy))

    for name, before, middle, cut in STEPS:
        reached = float(round_half_up(counts.past(cut), policy)) if cut in told else None
        still_open = between(before, middle)
        lost = between(middle, cut) if middle != cut else (0.0 if still_open is not None else None)
        yield {
            "scope_kind": unit.scope_kind, "scope": unit.scope, "level": unit.level, "cohort": year,
            "step": name, "reached": reached, "open": still_open, "lost": lost, "provisional": partial,
        }  # fmt: skip
