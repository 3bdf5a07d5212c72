"""A series in words: newest number, the n beside it, last year, usual range, verdict. No Streamlit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from app import grammar, wording
from app.model import DRAWN, Measure, Point, Series

OF_PLACES = "capacity_used"  # a share of places: its n without its numerator is no number of people
PARTNERSHIP_SHOWN = " They count in the partnership's numbers, which are shown where they are large enough."


@dataclass(frozen=True)
class Facts:
    """What stands beside a sparkline; every field is text, '' where there is nothing to say."""

    name: str
    value: str
    why_hidden: str
    of: str
    period: str
    provisional: bool
    last_year: str
    usual: str
    sentence: str
    coverage: str
    target: str
    grain: str = "month"
    before: str = ""


def facts(series: Series, point: Point | None = None) -> Facts:
    """One period put into words: the newest that says something unless another one is given."""
    point, measure = point or series.latest, series.measure
    if point is None:
        return Facts(measure.title, "No data yet", "", "", "", False, "", "", series.mark.word, "", "")
    return Facts(
        name=measure.title,
        value=shown(point, series),
        why_hidden=wording.hidden_reason(measure.unit, point.reason) if point.status == "suppressed" else "",
        of=_of(point, measure),
        period=wording.period(point.period, point.grain) + (" so far" if point.unfinished else ""),
        provisional=point.status == "provisional" and not point.unfinished,
        last_year=_last_year(series, point),
        usual=series.usual,
        sentence=series.verdict.sentence or series.mark.word,
        coverage=wording.agencies_in(point.reporting, point.expected),
        target=_target(series),
        grain=point.grain,
        before=_newest_shown(series) if point.status == "suppressed" else "",
    )


def _of(point: Point, measure: Measure) -> str:
    """The n beside a value; '16 places' where it counts places and not people."""
    if measure.id == OF_PLACES and wording.is_number(point.denominator) and point.numerator is None:
        return wording.many(round(point.denominator), "place")
    return wording.of(point.numerator, point.denominator, measure.unit, measure.agg)


def why_provisional(series: Series) -> str:
    """What is still to come where every agency is in, as the coverage beside it says; else ''."""
    point = series.latest
    whole = point is not None and point.expected and point.reporting == point.expected
    return ": cases are still to be decided or corrected" if whole else ""


def shown(point: Point | None, series: Series) -> str:
    """The value of one point, or the words that stand in its place."""
    unit = series.measure.unit
    if point is None or point.status == "missing":
        return wording.UNKNOWN
    if point.status == "suppressed":
        return wording.hidden(unit)
    if point.status == "no_cases":
        return "No cases"
    if point.status == "too_early":
        return "Too early"
    return wording.amount(point.value, unit, point.denominator)


def _target(series: Series) -> str:
    """'65%', and what is agreed for later: '65% (from Jan 2027: 70%)'."""
    unit = series.measure.unit
    now = wording.target(series.target, unit) if series.target is not None else ""
    if series.target_ahead is None:
        return now
    month, value = series.target_ahead
    later = f"from {wording.period(month)}: {wording.target(value, unit)}"
    return f"{now} ({later})" if now else later


def _newest_shown(series: Series) -> str:
    """'Sep 2026: 410', for beside a hidden number."""
    point = series.latest_drawn
    return f"{wording.period(point.period, point.grain)}: {shown(point, series)}" if point else ""


def withheld(found: list[Series], named: int | None = None) -> str:
    """Why whole series are not shown, in one sentence that names them (or so many); '' for none."""
    if not found:
        return ""
    names = "; ".join(one.measure.title for one in found[:named])
    more = len(found) - len(found[:named])
    names += f"; and {more} more" if more else ""
    scope = found[0].scope
    partnership = "" if scope.kind == "partnership" else PARTNERSHIP_SHOWN
    return (
        f"Not shown for {scope.name} in any period, because its numbers are fewer than 11 or would let such "
        f"a number be worked out: {names}.{partnership}"
    )


def crosses(series: Series) -> str:
    """How many periods of a chart are not shown and why, where those are most of it; else ''."""
    counted = int(series.frame["status"].isin([*DRAWN, "suppressed"]).sum())
    hidden = int((series.frame["status"] == "suppressed").sum())
    if 2 * hidden <= counted:
        return ""
    return (
        f"{hidden} of {wording.many(counted, series.grain)} not shown (crosses): they are fewer than 11, or "
        "would let such a number be worked out."
    )


def coarser(found: list[Series]) -> str:
    """Which series come by quarter or year only, said plainly; '' when all are monthly."""
    parts = []
    for grain in ("quarter", "year"):
        names = [one.measure.title for one in found if one.grain == grain and one.has_numbers]
        parts += [f"By {grain}: {'; '.join(names)}."] if names else []
    why = "Where months would be too small to protect people, numbers are shown by quarter or by year."
    return " ".join([why, *parts]) if parts else ""


def _last_year(series: Series, point: Point) -> str:
    before = series.year_before(point.period)
    return shown(before, series) if before is not None and before.status != "missing" else ""


def context(told: Facts, brief: bool = False) -> str:
    """The line under a number: 'last year 171 · usual range 150–196 · target 65%'; brief: numbers only."""
    last_year = told.last_year if told.last_year[:1].isdigit() or not brief else ""
    parts = [
        f"newest shown {told.before}" if told.before else "",
        f"{_before(told.grain)} {_within(_number_of(last_year))}" if last_year else "",
        f"{'usual' if brief else 'usual range'} {_number_of(told.usual)}" if told.usual else "",
        f"target {told.target}" if told.target else "",
    ]
    return " · ".join(part for part in parts if part)


def _before(grain: str) -> str:
    return "year before" if grain == "year" else "last year"


def _within(value: str) -> str:
    """A value inside a line: 'not shown' starts no sentence there."""
    return wording.lower_first(value) if value[:1].isalpha() else value


def _number_of(text: str) -> str:
    """Without its unit: it follows a number that has just named it."""
    return text.removesuffix(" days").removesuffix(" minutes")


def n_line(told: Facts, usual_period: str = "") -> str:
    """'38 of 81 · Oct 2026, provisional'; the period is left out where the page's heading says it already."""
    when = "" if told.period == usual_period else told.period
    parts = (told.of, ", ".join(part for part in (when, "provisional" if told.provisional else "") if part))
    return " · ".join(part for part in parts if part)


def alternative(series: Series) -> str:
    """The chart's text alternative: what, from when to when, the newest number, the verdict, the gaps, what
    was agreed or happened and stands on it."""
    told, measure = facts(series), series.measure
    frame = series.frame[series.frame["status"] != grammar.AHEAD]
    if not len(frame):
        return f"{measure.title}: no data."
    first = wording.period(frame["period"].iloc[0], series.grain)
    final = wording.period(frame["period"].iloc[-1], series.grain)
    whose = f"{series.scope.name}, {series.label}" if series.label else series.scope.name
    hidden = int((frame["status"] == "suppressed").sum())
    gaps = int((frame["status"] == "missing").sum())
    parts = [
        f"{measure.title}, {whose}, by {series.grain}, {first} to {final}.",
        f"Newest: {told.value}" + (f" ({n_line(told)})." if n_line(told) else "."),
        f"Usual range {told.usual}." if told.usual else "",
        f"{told.sentence.rstrip('.')}.",
        f"{wording.many(hidden, series.grain)} not shown, to protect people." if hidden else "",
        f"{wording.many(gaps, series.grain)} missing." if gaps else "",
        _marks(series),
    ]
    return " ".join(part for part in parts if part)


def _marks(series: Series) -> str:
    """'On the chart: Nov 24, 2026, Decision: a second shift; Action: train dispatchers.'; '' for nothing."""
    if not series.events:
        return ""
    first, last = grammar.reach(series.frame, [day for day, _ in series.events])
    days: dict[dt.date, list[str]] = {}
    for day, name in sorted(series.events):
        if first <= pd.Timestamp(day) <= last:
            days.setdefault(day, []).append(name)
    told = "; ".join(f"{wording.day(day)}, {'; '.join(names)}" for day, names in days.items())
    return f"On the chart: {told}." if told else ""
