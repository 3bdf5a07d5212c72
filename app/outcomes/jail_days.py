"""What Justice Reinvestment reads from a build: days in jail now and then, what they cost, who started
programs.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from app import published, series
from app.model import DRAWN, MONTHS_IN, Scope, Series
from app.outcomes.cost import BedDays, Costs, Period, Program, bed_days

WHO = {"People with serious mental illness": "jail_adp_smi", "Everybody in jail": "jail_adp_total"}
ITEMS = {
    "variable_cost_per_bed_day": "variable",
    "housing_unit_size": "unit_size",
    "housing_unit_staffing": "unit_staffing",
    "jail_budget": "budget",
    "jail_adp": "population",
}
CLAIMED = "improvement"


@dataclass(frozen=True)
class Comparison:
    """A year's days beside the same periods of another one. frame: period, days, then, now; one row a pair.

    unmatched: periods of the year that have no number, or no counterpart with one.
    """

    series: Series
    year: int
    baseline: int
    frame: pd.DataFrame
    unmatched: int

    @property
    def days(self) -> BedDays:
        """Expected and served over the pairs."""
        rows = self.frame.itertuples(index=False)
        return bed_days(Period(row.days, row.then, row.now) for row in rows)

    @property
    def months(self) -> frozenset[int]:
        """The calendar months compared, 1 to 12."""
        step = MONTHS_IN[self.series.grain]
        return frozenset(day.month + more for day in self.frame["period"] for more in range(step))

    @property
    def judged(self) -> bool:
        """Whether the verdict, which is of the newest periods, speaks of the period compared.

        It does not where it says less and more days were served, or the other way round.
        """
        if not len(self.frame):
            return False
        verdict, last = self.series.verdict, self.frame["period"].max()
        newest = last == drawn(self.series)["period"].max()
        agrees = {"up": self.days.averted <= 0, "down": self.days.averted >= 0}.get(verdict.direction, True)
        return agrees and (newest or (verdict.since is not None and verdict.since <= last.date()))

    @property
    def may_claim(self) -> bool:
        """Whether fewer days were served and the series itself says that this is a real change for the
        better.
        """
        verdict = self.series.verdict
        real = verdict.code == CLAIMED and verdict.direction == "down" and verdict.since is not None
        # A change that began after the period says nothing of it.
        return real and self.days.averted > 0 and verdict.since <= self.frame["period"].max().date()


@dataclass(frozen=True)
class Item:
    """One cost item of a county as it gave it."""

    value: float
    year: int
    source: str


def drawn(one: Series) -> pd.DataFrame:
    """The periods of a series that have a number."""
    frame = one.frame
    return frame[frame["status"].isin(DRAWN) & frame["value"].notna()]


def years(one: Series) -> list[int]:
    """The years with any number, the newest first."""
    return sorted({day.year for day in drawn(one)["period"]}, reverse=True)


def first_whole_year(one: Series) -> int | None:
    """The first year whose every period has a number; else the first with any."""
    told = drawn(one)["period"].dt.year.value_counts()
    whole = told[told == 12 // MONTHS_IN[one.grain]]
    chosen = whole if len(whole) else told
    return int(chosen.index.min()) if len(chosen) else None


def compare(one: Series, year: int, baseline: int) -> Comparison:
    """The same calendar periods of two years, those that have a number in both."""
    told = drawn(one).assign(month=lambda rows: rows["period"].dt.month)
    now = told[told["period"].dt.year == year]
    then = told[told["period"].dt.year == baseline].set_index("month")["value"]
    frame = now.assign(then=now["month"].map(then)).dropna(subset=["then", "denominator"])
    frame = frame.rename(columns={"value": "now", "denominator": "days"})[["period", "days", "then", "now"]]
    listed = one.frame["period"].dt.year == year
    return Comparison(one, year, baseline, frame.reset_index(drop=True), int(listed.sum()) - len(frame))


def counties(build_id: str) -> list[str]:
    """The counties that gave what their jail costs."""
    found = published.table(build_id, "costs")
    return [] if found is None else sorted(found["county"].dropna().unique())


def items(build_id: str, county: str, year: int) -> dict[str, Item]:
    """Field of Costs -> what the county gave for that year, or for the last one before it."""
    found = published.table(build_id, "costs")
    if found is None:
        return {}
    mine = found[(found["county"] == county) & (found["year"] <= year)].sort_values("year")
    return {
        ITEMS[row.item]: Item(float(row.value), int(row.year), str(row.source))
        for row in mine.itertuples(index=False)
        if row.item in ITEMS and pd.notna(row.value)
    }


def own_costs(given: dict[str, Item]) -> Costs:
    """The county's own figures."""
    return Costs(**{name: item.value for name, item in given.items()})


WHOLE_YEAR = frozenset(range(1, 13))


def programs(
    build_id: str, year: int, months: frozenset[int] = WHOLE_YEAR, grown_since: int | None = None
) -> list[Program]:
    """Every program with those who started in these months, as far as released; by name.

    grown_since: a year whose starts in the same months are taken off, to zero at least; where they are not
    released in full, growth is told as at least none. Empty for older builds.
    """
    registry = published.table(build_id, "program")
    if registry is None or "cost_per_participant" not in registry:
        return []
    found = []
    for row in registry.sort_values("name").itertuples(index=False):
        starts = series.one(build_id, "enrollments", Scope("program", row.program_id, row.name))
        participants, hidden = _starts(starts, year, months)
        if grown_since is not None:
            before, partly = _starts(starts, grown_since, months)
            # Of hidden starts then, growth may be nothing: only so is the cost still "at least".
            participants = 0.0 if partly else max(participants - before, 0.0)
            hidden = hidden or partly
        each = None if pd.isna(row.cost_per_participant) else float(row.cost_per_participant)
        found.append(Program(row.program_id, row.name, participants, each, at_least=hidden))
    return found


def usual_programs(build_id: str) -> list[str]:
    """The programs between arrest and sentence (intercepts 2 and 3), which stand instead of jail; by name."""
    registry = published.table(build_id, "program")
    if registry is None:
        return []
    return sorted(registry[registry["intercept"].isin([2, 3])]["name"])


def shared_out(build_id: str, months: frozenset[int], year: int) -> bool:
    """Whether starts are told by longer periods than these months, so that a part of one is reckoned."""
    for scope in published.scopes(build_id):
        one = series.one(build_id, "enrollments", scope) if scope.kind == "program" else None
        if one is not None and any(0 < part < 1 for part in _parts(one, year, months)):
            return True
    return False


def _parts(one: Series, year: int, months: frozenset[int]) -> list[float]:
    """For each period of the year, the share of its months, as far as they have been, that is asked for."""
    step = MONTHS_IN[one.grain]
    end = pd.Timestamp(one.through) if one.through is not None else None
    found = []
    for day in one.frame["period"][one.frame["period"].dt.year == year]:
        been = [day.month + more for more in range(step)
                if end is None or day + pd.DateOffset(months=more) <= end]  # fmt: skip
        found.append(len(months.intersection(been)) / len(been) if been else 0.0)
    return found


def _starts(one: Series | None, year: int, months: frozenset[int]) -> tuple[float, bool]:
    """(released starts in these months of a year, whether there may be more).

    A quarter or year of which some months are asked for counts by their share.
    """
    if one is None:
        return 0.0, True
    mine = one.frame[one.frame["period"].dt.year == year]
    mine = mine.assign(part=_parts(one, year, months))
    mine = mine[mine["part"] > 0]
    told = mine[mine["status"].isin(DRAWN) & mine["value"].notna()]
    unknown = mine["status"].isin(["suppressed", "missing"]).any()
    return float((told["value"] * told["part"]).sum()), bool(unknown) or not len(mine)
