"""Curves of a build as values: who returned or left by when, with the words that tell them. No Streamlit."""

from __future__ import annotations

import calendar
import datetime as dt
import math
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from app import published, wording
from app.model import Scope

ALL = "all"
SHORT = {
    ("smi", "yes"): "With SMI", ("smi", "no"): "Without SMI", ("smi", "unknown"): "Not known",
    ("program", "started"): "Program", ("program", "not_started"): "No program",
}  # fmt: skip
LONG = {
    ("smi", "yes"): "people with serious mental illness",
    ("smi", "no"): "people without serious mental illness",
    ("smi", "unknown"): "people about whom this is not known",
    ("program", "started"): "people who started a program within 30 days",
    ("program", "not_started"): "people who did not",
}
ORDER = ("yes", "no", "unknown", "started", "not_started")
VERB = {"return": "had returned to custody", "retention": "had left without completing"}
WHOM = {"return": "people released", "retention": "people who started"}
BY_LANDMARK = {"program": " and not back within 30 days"}  # groupings whose clock starts later
MONTH_DAYS = 365 / 12
READ_AT = (365, 360, 180)  # days that people ask about, the first that all tell


@dataclass(frozen=True)
class Curve:
    """One curve. `frame`: day, at_risk (still watched after it), events and censored since the row before,
    share (percent with the event by then), low, high; empty where it is withheld. `n`: at its start."""

    kind: str
    grouping: str
    level: str
    year: int
    mature: bool
    through: dt.date | None
    n: float
    frame: pd.DataFrame
    name: str
    months: tuple[int, int] | None = None  # the first and the last month reported, where not all twelve were

    @property
    def compared(self) -> bool:
        """Whether it may stand beside others: a whole year of people, and told while all were followed."""
        told = not self.shown or len(self.whole) > 1
        return self.mature and self.months is None and told

    @property
    def label(self) -> str:
        """Its year, with the months where those tell that it is none: '2022 (Nov–Dec)'."""
        if self.months is None or (self.months[0] == 1 and not self.mature):
            return str(self.year)
        first, last = (calendar.month_abbr[each] for each in self.months)
        return f"{self.year} ({first})" if first == last else f"{self.year} ({first}–{last})"

    @property
    def young(self) -> str:
        """Why it is not compared; '' where it is."""
        if self.compared:
            return ""
        short = self.mature and self.months is not None
        return "not a whole year, not compared" if short else "too early to compare"

    @property
    def caution(self) -> str:
        """Why it is not compared, or from when on it is not read; '' where it is whole."""
        if not self.compared or len(self.whole) == len(self.frame):
            return self.young
        return f"gray after {span(self.followed)}: not all followed longer"

    @property
    def shown(self) -> bool:
        """Whether there is anything to draw."""
        return len(self.frame) > 1

    @property
    def followed(self) -> float:
        """The days that even the last of its people can have been watched; no end where that is not said."""
        return (self.through - dt.date(self.year, 12, 31)).days if self.through else math.inf

    @property
    def whole(self) -> pd.DataFrame:
        """The rows that rest on all of its people: up to the days that the last of them were followed."""
        return self.frame[self.frame["day"] <= self.followed]

    @property
    def last(self) -> pd.Series:
        """The row that it is read at: of a compared curve the last that all its people were followed to."""
        return (self.whole if self.compared and self.shown else self.frame).iloc[-1]

    @property
    def short(self) -> str:
        """A name of a word or two, for the end of a line."""
        return SHORT.get((self.grouping, self.level), self.name)

    @property
    def last_day(self) -> int:
        """The last day told."""
        return int(self.frame["day"].iloc[-1])

    def at(self, day: int) -> pd.Series | None:
        """The row of one day, if it is told."""
        rows = self.frame[self.frame["day"] == day]
        return rows.iloc[0] if len(rows) else None


@lru_cache(maxsize=128)
def found(build_id: str, kind: str, grouping: str, scope: Scope) -> tuple[Curve, ...] | None:
    """All curves of one kind and grouping for a partnership, oldest year first; None: the build has none.

    kind: return or retention. grouping: all, smi or program (return), service_type (retention).
    """
    table = published.table(build_id, "curve")
    if table is None:
        return None
    mine = table[
        table["kind"].eq(kind)
        & table["grouping"].eq(grouping)
        & table["scope_kind"].eq(scope.kind)
        & table["scope"].eq(scope.id)
    ]
    labels = published.level_labels(build_id)
    curves = [
        _curve(rows, kind, grouping, str(level), labels)
        for (_, level), rows in mine.groupby(["cohort", "level"], sort=True)
    ]
    curves.sort(key=lambda one: (one.year, ORDER.index(one.level) if one.level in ORDER else 0, one.name))
    return tuple(curves)


def _curve(rows: pd.DataFrame, kind: str, grouping: str, level: str, labels: dict) -> Curve:
    first = rows.iloc[0]
    told = rows[rows["status"].eq("shown")].sort_values("day")
    frame = told[["day", "at_risk", "events", "censored"]].assign(
        share=100 - told["survival"], low=100 - told["high"], high=100 - told["low"]
    )
    name = LONG.get((grouping, level)) or labels.get((grouping, level), (0, level))[1]
    through = None if pd.isna(first["through_date"]) else pd.Timestamp(first["through_date"]).date()
    n = float(first["n"]) if len(frame) else float("nan")
    year = int(pd.Timestamp(first["cohort"]).year)
    return Curve(
        kind, grouping, level, year, bool(first["mature"]), through, n, frame.reset_index(drop=True), name,
        _months(first),
    )  # fmt: skip


def year_labels(build_id: str, kind: str, grouping: str, level: str, scope: Scope) -> dict[int, str]:
    """Year -> its name for one level: '2022 (Nov–Dec)' where its reports cover no whole year."""
    curves = of_level(found(build_id, kind, grouping, scope) or (), level)
    return {one.year: one.label for one in curves}


def _months(first: pd.Series) -> tuple[int, int] | None:
    """The first and last month of a year that is not whole; None too where the build does not say."""
    dates = [first.get(name) for name in ("first_month", "last_month")]
    if any(pd.isna(each) for each in dates) or first.get("months") == 12:
        return None
    start, end = (pd.Timestamp(each).month for each in dates)
    return start, end


def newest_mature(curves: tuple[Curve, ...]) -> int | None:
    """The newest year that has been followed long enough to be compared."""
    return max((one.year for one in curves if one.compared and one.shown), default=None)


def of_level(curves: tuple[Curve, ...], level: str) -> list[Curve]:
    """The curves of one level, a year each."""
    return [one for one in curves if one.level == level]


def of_year(curves: tuple[Curve, ...], year: int | None) -> list[Curve]:
    """The curves of one year, a level each."""
    return [one for one in curves if one.year == year]


def span(day: float) -> str:
    """'6 months', '45 days': how long after the start."""
    months = day / MONTH_DAYS
    if day >= 180 and abs(months - round(months)) < 0.2:
        return f"{round(months)} months"
    return wording.many(int(day), "day")


def common_day(curves: list[Curve]) -> int | None:
    """The day to read curves side by side at: what people ask for if all tell it, else the last in common.

    None lies beyond what the last of their people were followed: later only those who came first are watched.
    """
    if not curves or not all(one.shown for one in curves):
        return None
    days = set.intersection(*(set(one.whole["day"].astype(int)) for one in curves))
    days -= {int(one.frame["day"].iloc[0]) for one in curves}
    return next((day for day in READ_AT if day in days), max(days, default=None))


def percent(row: pd.Series, digits: int = 0) -> str:
    """'61% (95% interval 59–63%)'."""
    if not (wording.is_number(row["low"]) and wording.is_number(row["high"])):
        return f"{row['share']:.{digits}f}%"
    interval = f"{row['low']:.{digits}f}–{row['high']:.{digits}f}%"
    return f"{row['share']:.{digits}f}% (95% interval {interval})"


def finding(curves: list[Curve]) -> str:
    """What the curves of one year say side by side, in one sentence; '' where they may not be compared."""
    compared = [one for one in curves if one.compared and one.level != "unknown"]
    day = common_day(compared)
    if day is None:
        return ""
    kind, year = compared[0].kind, compared[0].year
    rows = [one.at(day) for one in compared]
    late = BY_LANDMARK.get(compared[0].grouping, "")
    digits = 1 if len(rows) == 2 and not _overlap(rows) and _overlap([row.round() for row in rows]) else 0
    shares = [percent(row, digits) for row in rows]
    if compared[0].level == ALL:
        noun = "releases" if kind == "return" else "starts"
        start = f"Of the {wording.count(compared[0].n)} {noun} of {year}, {shares[0]}"
    elif kind == "retention" and len(compared) == 1:
        start = f"Of {WHOM[kind]} in {compared[0].name} in {year}, {shares[0]}"
    else:
        of = "in" if kind == "retention" else "of"
        told = [f"{share} {of} {one.name}" for one, share in zip(compared, shares, strict=True)]
        start = f"Of {WHOM[kind]} in {year}{late}, {wording.listed(told)}"
    apart = f" {_apart(compared, rows)}" if len(rows) == 2 else ""
    since = " of the release" if late else ""
    return f"{start} {VERB[kind]} within {span(day)}{since}.{apart}"


def left_out(curves: list[Curve]) -> str:
    """How many are in no line because it is not known which they belong to; '' where there are none."""
    if not curves:
        return ""
    known = [one for one in curves if one.shown]
    if not known or len(known) < len(curves):
        return "Releases for which this is not known are in neither line."
    return f"Not known for {wording.count(sum(one.n for one in known))} releases: they are in neither line."


def _overlap(rows: list[pd.Series]) -> bool:
    return bool(max(row["low"] for row in rows) <= min(row["high"] for row in rows))


def _apart(compared: list[Curve], rows: list[pd.Series]) -> str:
    """Whether two shares differ by more than chance, as far as their intervals say."""
    if compared[0].grouping == "program":
        return "This is not a controlled comparison and says nothing about what the program did."
    apart = "The intervals do not overlap."
    return "The intervals overlap: no clear difference." if _overlap(rows) else apart


def table(curves: list[Curve]) -> list[dict]:
    """The numbers behind the curves as people read them."""
    rows = []
    for one in curves:
        for row in one.frame.to_dict("records"):
            told = wording.is_number(row["low"])
            rows.append({
                "Curve": one.label if one.level == ALL else f"{one.label}: {one.short}",
                "Day": f"{row['day']:.0f}",
                "Share by then": f"{row['share']:.1f}%",
                "95% interval": f"{row['low']:.1f}–{row['high']:.1f}%" if told else wording.UNKNOWN,
                "Still watched": wording.count(row["at_risk"]),
                "Events since": wording.count(row["events"]),
                "Left the watch since": wording.count(row["censored"]),
            })  # fmt: skip
    return rows


def download_rows(curves: list[Curve]) -> list[dict]:
    """The released rows as they are published, with the share turned around as it is drawn."""
    return [
        {
            "kind": one.kind, "grouping": one.grouping, "level": one.level, "cohort": one.year,
            "mature": "yes" if one.mature else "no", "followed_through": str(one.through or ""),
            **{name: _plain(value) for name, value in row.items()},
        }
        for one in curves
        for row in one.frame.to_dict("records")
    ]  # fmt: skip


def _plain(value: float) -> str:
    return "" if pd.isna(value) else f"{value:.1f}".rstrip("0").rstrip(".")


def alternative(curves: list[Curve], what: str) -> str:
    """The text alternative of a figure of curves."""
    parts = [what + "."]
    for one in curves:
        last = one.last
        label = one.label if one.level == ALL else f"{one.name}, {one.label}"
        young = f" {one.young.capitalize()}." if one.young else ""
        parts.append(
            f"{label}: {percent(last)} within {span(last['day'])}, n = {wording.count(one.n)}.{young}"
        )
    return " ".join(parts)
