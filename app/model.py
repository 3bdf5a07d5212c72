"""What the pages talk about: a build, its measures, scopes, verdicts, series. Plain values, no Streamlit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from functools import cached_property

import pandas as pd

from app import wording
from app.verdict import Verdict, date_of, text_of

DRAWN = ("shown", "provisional")
# A series is judged where so many of its numbers show: those that are hidden are small, so that the usual
# range of the others would be too high. Whole series show as many anyway (`share_shown`), groups may not.
LEAST_SHOWN, LONG = 0.6, 12
REAL = ("concern", "improvement", "change")  # verdicts of a real change
OLD = {"month": 3, "quarter": 2, "year": 1}  # periods back from which on a number says nothing of now
MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
NO_HEADLINE = 999
FEWEST_DRAWN = 8


def _parts(value: object) -> tuple[str, ...]:
    return tuple(part for part in str(value or "").split("|") if part)


def _places(value: object) -> tuple[tuple[str, int], ...]:
    """'police:1|courts:3' -> (('police', 1), ('courts', 3))."""
    pairs = (part.partition(":") for part in _parts(value))
    return tuple((who, int(place)) for who, _, place in pairs if place.isdigit())


@dataclass(frozen=True)
class Build:
    """One published build: whose numbers, until when, released under which policy."""

    id: str
    as_of: dt.date | None
    through_month: dt.date | None
    policy: str
    partnership: str
    partnership_name: str
    note: str

    @classmethod
    def from_row(cls, row: dict) -> Build:
        """A row of meta_build."""
        return cls(
            id=text_of(row, "build_id"),
            as_of=date_of(row.get("as_of")),
            through_month=date_of(row.get("through_month")),
            policy=text_of(row, "policy"),
            partnership=text_of(row, "partnership"),
            partnership_name=text_of(row, "partnership_name"),
            note=text_of(row, "note"),
        )


@dataclass(frozen=True)
class Measure:
    """One question that partners ask every month, as its definition file gives it."""

    id: str
    title: str
    short: str
    question: str
    why: str
    numerator: str
    denominator: str
    unit: str
    good: str
    intercepts: tuple[int, ...]
    audiences: tuple[str, ...]
    area: str
    agg: str
    chart: str
    headline: int
    leaders: tuple[tuple[str, int], ...]
    source: str
    caveats: str
    followup_days: int
    own_page: bool = False

    @classmethod
    def from_row(cls, row: dict) -> Measure:
        """A row of meta_measure; lists are joined by '|'."""
        return cls(
            id=text_of(row, "id") or text_of(row, "measure_id"),
            title=text_of(row, "title"),
            short=text_of(row, "short") or text_of(row, "title"),
            question=text_of(row, "question"),
            why=text_of(row, "why"),
            numerator=text_of(row, "numerator"),
            denominator=text_of(row, "denominator"),
            unit=text_of(row, "unit") or "count",
            good=text_of(row, "good") or "neither",
            intercepts=tuple(int(part) for part in _parts(row.get("intercepts")) if part.isdigit()),
            audiences=_parts(row.get("audiences")),
            area=text_of(row, "area"),
            agg=text_of(row, "agg"),
            chart=text_of(row, "chart") or "none",
            headline=int(row["headline"]) if row.get("headline") is not None else NO_HEADLINE,
            leaders=_places(row.get("leaders")),
            source=text_of(row, "source"),
            caveats=text_of(row, "caveats"),
            followup_days=int(row.get("followup_days") or 0),
            own_page=bool(row.get("own_page")),
        )

    def place(self, page: str) -> int:
        """Where this measure stands on a page ('police', 'board' ...); NO_HEADLINE if nowhere."""
        return dict(self.leaders).get(page, NO_HEADLINE)


@dataclass(frozen=True)
class Scope:
    """Whose numbers: a partnership, county, agency, group or program."""

    kind: str
    id: str
    name: str
    agency_kind: str = ""
    parent: str = ""
    partnership: str = ""

    @classmethod
    def from_row(cls, row: dict) -> Scope:
        """A row of meta_scope."""
        return cls(
            kind=text_of(row, "scope_kind"),
            id=text_of(row, "scope"),
            name=text_of(row, "name") or text_of(row, "scope"),
            agency_kind=text_of(row, "kind"),
            parent=text_of(row, "parent"),
            partnership=text_of(row, "partnership"),
        )


@dataclass(frozen=True)
class Intercept:
    """One step of the Sequential Intercept Model."""

    number: int
    name: str
    area: str
    headline_measure: str

    @classmethod
    def from_row(cls, row: dict) -> Intercept:
        """A row of meta_intercept."""
        return cls(
            int(row["intercept"]),
            text_of(row, "name"),
            text_of(row, "area"),
            text_of(row, "headline_measure"),
        )


@dataclass(frozen=True)
class Point:
    """One period of a series."""

    period: dt.date
    grain: str
    status: str
    value: float | None
    numerator: float | None
    denominator: float | None
    limit_low: float | None
    limit_high: float | None
    reporting: float | None
    expected: float | None
    reason: str
    unfinished: bool = False

    @property
    def drawn(self) -> bool:
        """Whether there is a number to show."""
        return self.status in DRAWN and wording.is_number(self.value)


@dataclass(frozen=True)
class Series:
    """One line of a chart. `frame`: period, value, numerator, denominator, low, high, center, limit_low,
    limit_high, signal, improvement, status, reason, reporting, expected; one row a period, oldest first.
    `through`: the last month that the build counts; a quarter or year that ends later is unfinished."""

    measure: Measure
    scope: Scope
    frame: pd.DataFrame
    verdict: Verdict = field(default_factory=Verdict)
    breakdown: str = "all"
    level: str = "all"
    label: str = ""
    target: float | None = None
    target_ahead: tuple[dt.date, float] | None = None  # the next one, and its first month
    targets: tuple[tuple[dt.date, float], ...] = ()  # all of them, each with its first month, oldest first
    events: tuple[tuple[dt.date, str], ...] = ()
    through: dt.date | None = None

    @property
    def grain(self) -> str:
        """month, quarter or year."""
        return str(self.frame["grain"].iloc[0]) if len(self.frame) else "month"

    @property
    def over_all(self) -> str:
        """What to add to the name of a measure of several intercepts that is not told of one alone."""
        several = len(self.measure.intercepts) > 1
        return ", all intercepts" if several and self.breakdown != "intercept" else ""

    @property
    def mark(self) -> wording.Mark:
        """How the verdict looks."""
        if self.stale:
            shown = wording.period(self.latest_drawn.period, self.grain)
            return replace(wording.NOT_JUDGED, word=f"Newest shown {shown}")
        if self.verdict.code == "none" and self.sparse:  # a part of a series that is judged may be sparse
            return replace(wording.NOT_JUDGED, word=self._shown_of())
        return wording.mark(self.verdict.code, self.verdict.direction, self.grain)

    @cached_property
    def latest(self) -> Point | None:
        """The newest period with a number, or the word that it is hidden; gaps at the end are skipped.

        So is an unfinished quarter or year that is hidden, or that counts: beside a whole one a part of
        one would look like a fall.
        """
        told = self.frame[self.frame["status"].isin([*DRAWN, "suppressed", "no_cases"])]
        if not len(told):
            return None
        point = self._point(told.iloc[-1])
        partial = point.unfinished and (self.measure.unit == "count" or not point.drawn)
        if partial and len(told) > 1:
            return self._point(told.iloc[-2])
        return point

    @cached_property
    def latest_drawn(self) -> Point | None:
        """The newest period that has a number, for when the newest of all is hidden."""
        drawn = self.frame[self.frame["status"].isin(DRAWN) & self.frame["value"].notna()]
        return self._point(drawn.iloc[-1]) if len(drawn) else None

    @cached_property
    def stale(self) -> bool:
        """Whether the newest number shown is older than what a verdict of now may rest on."""
        newest = self.latest
        shown = self.latest_drawn if newest and newest.status == "suppressed" else None
        if newest is None or shown is None:
            return False
        months = 12 * (newest.period.year - shown.period.year) + newest.period.month - shown.period.month
        return months > OLD[self.grain] * MONTHS_IN[self.grain]

    @cached_property
    def sparse(self) -> bool:
        """Whether so few of its numbers show that their usual range is that of the large ones."""
        shown, there = self._counted()
        return there >= LONG and 0 < shown < LEAST_SHOWN * there

    def _counted(self) -> tuple[int, int]:
        """(how many numbers show, how many there are with those that are hidden)."""
        status = self.frame["status"]
        shown = int((status.isin(DRAWN) & self.frame["value"].notna()).sum())
        return shown, shown + int(status.eq("suppressed").sum())

    def _shown_of(self) -> str:
        shown, there = self._counted()
        return f"{shown} of {there} {self.grain}s shown"

    def dated(self) -> Series:
        """The same series; a verdict on old numbers, or on few of them, says that and is none."""
        if self.stale:
            told = f"Not judged: newest shown {wording.period(self.latest_drawn.period, self.grain)}"
        elif self.sparse:
            told = f"Not judged: {self._shown_of()}"
        else:
            return self
        verdict = self.verdict.unjudged(told)
        if not self.sparse:
            return replace(self, verdict=verdict)
        unjudged = self.frame.assign(**dict.fromkeys(("center", "limit_low", "limit_high"), float("nan")))
        frame = unjudged.assign(signal=None, improvement=None)
        return replace(self, frame=frame, verdict=replace(verdict, limit_low=None, limit_high=None))

    @cached_property
    def judged(self) -> Point | None:
        """The period that the verdict speaks of."""
        return self.at(self.verdict.period) if self.verdict.period else None

    def year_before(self, day: dt.date) -> Point | None:
        """The same period of the year before."""
        return self.at(day.replace(year=day.year - 1, day=1))

    def at(self, day: dt.date) -> Point | None:
        """The point of one period, if the series has it."""
        rows = self.frame[self.frame["period"] == pd.Timestamp(day)]
        return self._point(rows.iloc[0]) if len(rows) else None

    @cached_property
    def usual(self) -> str:
        """The usual range in words: the judged period's limits, else the newest ones drawn."""
        low, high = self.verdict.limit_low, self.verdict.limit_high
        if not (wording.is_number(low) and wording.is_number(high)):
            bands = self.frame.dropna(subset=["limit_low", "limit_high"])
            if not len(bands):
                return ""
            low, high = float(bands["limit_low"].iloc[-1]), float(bands["limit_high"].iloc[-1])
        return wording.usual_range(low, high, self.measure.unit)

    @property
    def empty(self) -> bool:
        """True when no period has anything to tell."""
        return self.latest is None and not (self.frame["status"] == "too_early").any()

    @cached_property
    def has_numbers(self) -> bool:
        """True when any period has a number to draw."""
        return bool((self.frame["status"].isin(DRAWN) & self.frame["value"].notna()).any())

    @property
    def withheld(self) -> bool:
        """True when numbers exist and not one may be shown."""
        return not self.has_numbers and bool((self.frame["status"] == "suppressed").any())

    @cached_property
    def tells(self) -> bool:
        """True when the newest period has a number and at least half of the last twelve do."""
        point = self.latest
        recent = self.frame[self.frame["status"].isin([*DRAWN, "suppressed", "missing"])].tail(12)
        return bool(point and point.drawn and recent["status"].isin(DRAWN).mean() >= 0.5)

    def last(self, months: int | None) -> Series:
        """The same series, only its last so-many months (the verdict stays: it was judged on everything).

        Counted from its own newest period; quarters and years keep enough periods to be a line at all.
        """
        if months is None or not len(self.frame):
            return self
        first = self.frame["period"].iloc[-1] - pd.DateOffset(months=months - 1)
        kept = self.frame[self.frame["period"] >= first]
        kept = kept if len(kept) >= FEWEST_DRAWN else self.frame.tail(FEWEST_DRAWN)
        start = kept["period"].iloc[0].date()
        events = tuple(event for event in self.events if event[0] >= start)
        return replace(self, frame=kept.reset_index(drop=True), events=events)

    def _point(self, row: pd.Series) -> Point:
        def number(name: str) -> float | None:
            return None if pd.isna(row[name]) else float(row[name])

        return Point(
            period=row["period"].date(),
            grain=str(row["grain"]),
            status=str(row["status"]),
            value=number("value") if row["status"] in DRAWN else None,
            numerator=number("numerator"),
            denominator=number("denominator"),
            limit_low=number("limit_low"),
            limit_high=number("limit_high"),
            reporting=number("reporting"),
            expected=number("expected"),
            reason="" if pd.isna(row["reason"]) else str(row["reason"]),
            unfinished=self._unfinished(row["period"]),
        )

    def _unfinished(self, period: pd.Timestamp) -> bool:
        last = period + pd.DateOffset(months=MONTHS_IN.get(self.grain, 1) - 1)
        return self.through is not None and last > pd.Timestamp(self.through)
