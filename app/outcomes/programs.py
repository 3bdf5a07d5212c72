"""Services and programs as published: what each is, its numbers, its funnel and its exits. No Streamlit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from app import published, series, wording
from app.model import Scope, Series

TILE_NAMES = {
    "active_census": "Enrolled",
    "capacity_used": "Of capacity",
    "enrollments": "Starts",
    "referral_to_start_days": "Wait",
    "retention_180": "Retained, 180 days",
}
TILES = tuple(TILE_NAMES)
FUNNEL = {
    "referred": "Referred",
    "scheduled": "Scheduled",
    "started": "Started",
    "retained": "Retained",
    "completed": "Completed",
}
SERVICE = "service_type"
HALF = 0.5
FOLLOWED = 365  # days after the end of a year before its people are compared with another year's


@dataclass(frozen=True)
class Service:
    """One service: its page name, what it is in two sentences, and the service types that count to it."""

    id: str
    name: str
    kind: str
    types: tuple[str, ...]
    page: str
    what: str


@dataclass(frozen=True)
class Program:
    """One program of the county; `capacity` is None where nobody told it."""

    id: str
    name: str
    agency: str
    type: str
    intercept: int | None
    capacity: float | None


@dataclass(frozen=True)
class Step:
    """One step of the funnel. None stands for a number that is not shown.

    reached: people who came that far. open: not known yet. lost: known not to come that far.
    """

    name: str
    reached: float | None
    open: float | None
    lost: float | None
    before: float | None
    referred: float | None

    @property
    def untold(self) -> float | None:
        """Those of the step before who are open or lost, where the two may not be told apart."""
        if self.open is not None and self.lost is not None:
            return None
        return None if self.before is None or self.reached is None else self.before - self.reached

    @property
    def of_before(self) -> str:
        """Share of the step before, in words."""
        return share(self.reached, self.before)

    @property
    def of_referred(self) -> str:
        """Share of everybody referred, in words."""
        return share(self.reached, self.referred)


@dataclass(frozen=True)
class Cohort:
    """The people referred in one year; `mature`: followed long enough to be compared."""

    year: int
    steps: tuple[Step, ...]
    mature: bool
    provisional: bool

    @property
    def told(self) -> bool:
        """Whether any step has a number."""
        return any(step.reached is not None for step in self.steps)


def share(part: float | None, whole: float | None) -> str:
    """'62%', or a dash where either number is not shown or there is nobody."""
    if part is None or not whole:
        return wording.UNKNOWN
    return wording.amount(100 * part / whole, "percent", whole)


@lru_cache(maxsize=16)
def services(build_id: str) -> tuple[Service, ...] | None:
    """The services in their order, or None where the build was made by an earlier version."""
    frame = published.table(build_id, "service")
    if frame is None:
        return None
    return tuple(
        Service(
            row.service, row.name, row.kind, tuple(filter(None, row.types.split("|"))), row.page, row.what
        )
        for row in frame.sort_values("sort").fillna("").itertuples(index=False)
    )


@lru_cache(maxsize=16)
def programs(build_id: str) -> tuple[Program, ...]:
    """Every program of the home partnership, by name."""
    frame = published.table(build_id, "program")
    home = series.home_scope(build_id).partnership or series.home_scope(build_id).id
    agencies = {s.id: s for s in published.scopes(build_id) if s.kind == "agency"}
    found = []
    for row in (frame if frame is not None else pd.DataFrame()).itertuples(index=False):
        agency = agencies.get(row.agency_id)
        if agency and agency.partnership in ("", home):
            intercept = None if pd.isna(row.intercept) else int(row.intercept)
            capacity = None if pd.isna(row.capacity) else float(row.capacity)
            found.append(
                Program(row.program_id, row.name, agency.name, row.service_type, intercept, capacity)
            )
    return tuple(sorted(found, key=lambda program: program.name))


def of_service(build_id: str, service: Service) -> tuple[Program, ...]:
    """The programs that give one service."""
    return tuple(program for program in programs(build_id) if program.type in service.types)


def type_label(build_id: str, service_type: str) -> str:
    """A service type as people read it."""
    return published.level_labels(build_id).get((SERVICE, service_type), (0, service_type))[1]


def lines(build_id: str, names: tuple[str, ...], scope: Scope, service_type: str | None) -> dict[str, Series]:
    """Measure id -> its series for the scope: of one service type, or in total where none is named."""
    known = tuple(name for name in names if name in published.measures(build_id))
    if service_type is None:
        found = {name: found[0] for name, found in series.of_scope(build_id, known, scope).items()}
    else:
        levels = series.of_scope(build_id, known, scope, SERVICE)
        found = {name: one for name, many in levels.items() for one in many if one.level == service_type}
    return {name: found[name] for name in names if name in found}


def reports(found: dict[str, Series]) -> bool:
    """Whether anybody has told anything that these series count."""
    return any(not one.empty for one in found.values())


def untold(found: dict[str, Series]) -> str:
    """Which numbers of a service that reports are not told at all; '' where none is missing.

    Nobody has capacity who has not said how many places there are, so that alone says nothing.
    """
    if not reports(found):
        return ""
    missing = [name for name in TILES if name not in found]
    if "active_census" in found:
        missing = [name for name in missing if name != "capacity_used"]
    names = [wording.lower_first(TILE_NAMES[name]) for name in missing]
    return f"Not shown, to protect people: {wording.listed(names)}." if names else ""


def cohorts(build_id: str, scope: Scope, service_type: str | None) -> tuple[Cohort, ...]:
    """The funnel by year of referral, oldest first; empty where the build has none."""
    frame = published.table(build_id, "funnel")
    if frame is None:
        return ()
    mine = frame[
        frame["scope_kind"].eq(scope.kind)
        & frame["scope"].eq(scope.id)
        & frame["level"].eq(service_type or "all")
    ]
    years = (_cohort(build_id, int(year), rows) for year, rows in mine.groupby("cohort"))
    return tuple(one for one in years if one.told)


def _cohort(build_id: str, year: int, rows: pd.DataFrame) -> Cohort:
    """`rows`: one a step."""
    told = {row["step"]: row for row in rows.astype(object).where(rows.notna(), None).to_dict("records")}
    steps: list[Step] = []
    for code, name in FUNNEL.items():
        row, before = told[code], steps[-1].reached if steps else None
        referred = steps[0].reached if steps else row["reached"]
        steps.append(Step(name, row["reached"], row["open"], row["lost"], before, referred))
    return Cohort(year, tuple(steps), is_mature(build_id, year), bool(rows["provisional"].any()))


def is_mature(build_id: str, year: int) -> bool:
    """Whether a year has passed since the end of this one: most of its people have left by then."""
    through = published.build(build_id).through_month
    if through is None:
        return False
    last_day = (pd.Timestamp(through) + pd.offsets.MonthEnd(0)).date()
    return last_day >= dt.date(year, 12, 31) + dt.timedelta(days=FOLLOWED)


def most_told(found: tuple[Cohort, ...]) -> int:
    """The year to open with: of the mature years the one that tells the most steps, the newest of those.

    A year of far fewer people than the newest mature one, such as the first months of data, is none. found:
    oldest first, not empty.
    """
    mature = [one for one in reversed(found) if one.mature]
    if not mature:
        return found[-1].year
    enough = HALF * (mature[0].steps[0].reached or 0)
    whole = [mature[0], *(one for one in mature[1:] if (one.steps[0].reached or 0) >= enough > 0)]
    return max(whole, key=lambda one: sum(step.reached is not None for step in one.steps)).year


@dataclass(frozen=True)
class Completion:
    """Starts of one year: how many have ended and completed; None where not shown. status: as published."""

    year: int
    ended: float | None
    completed: float | None
    status: str


def completions(build_id: str, scope: Scope, service_type: str | None) -> tuple[Completion, ...]:
    """Completion by year of start, oldest first; empty where the build has none."""
    one = lines(build_id, ("start_completion",), scope, service_type).get("start_completion")
    if one is None:
        return ()
    points = [one.at(day.date()) for day in one.frame["period"]]
    return tuple(
        Completion(
            point.period.year, point.denominator, point.numerator if point.drawn else None, point.status
        )
        for point in points
        if point.status != "missing"
    )


@dataclass(frozen=True)
class Way:
    """One reason or destination of a year's exits; None where not shown."""

    name: str
    count: float | None
    code: str = ""


def exits(build_id: str, measure_id: str, breakdown: str, service_type: str, year: int) -> tuple[Way, ...]:
    """A service's exits of one year by reason or destination, in the fixed order; zeros are left out."""
    scope = series.home_scope(build_id)
    many = series.of_scope(build_id, (measure_id,), scope, breakdown).get(measure_id, [])
    codes = _second_labels(build_id)
    ways = []
    for one in many:
        first, _, second = one.level.partition(":")
        point = one.at(dt.date(year, 1, 1)) if first == service_type else None
        if point is None or point.status == "missing" or point.value == 0:
            continue
        place, label = codes.get(second, (len(codes), second))
        ways.append((place, Way(label, point.value if point.drawn else None, second)))
    return tuple(way for _, way in sorted(ways, key=lambda pair: pair[0]))


@lru_cache(maxsize=16)
def _second_labels(build_id: str) -> dict[str, tuple[int, str]]:
    """Reasons and destinations: code -> (place in the order, label)."""
    frame = published.table(build_id, "meta_code")
    wanted = frame[frame["list"].isin(["exit_reason", "exit_place"])]
    return {
        code: (place, label)
        for place, (code, label) in enumerate(zip(wanted["code"], wanted["label"], strict=True))
    }
