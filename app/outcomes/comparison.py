"""Agencies or counties beside each other in one period, from released numbers alone. No Streamlit.

A number of a whole year or of twelve months is the sum of an agency's released months or quarters, and only
where every one of them is released; else the agency is named as hidden. No ranks.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from app import wording
from app.model import DRAWN, MONTHS_IN, Measure, Series
from app.outcomes import funnel

ADDS_UP = ("count", "proportion")  # ways of working out in which months add up to a year
PROTECTED = "Not shown, to protect small numbers"  # also of a sum of hundreds with a hidden month in it
NAMED = 3  # in a finding; more are counted


@dataclass(frozen=True)
class Window:
    """The period compared: its first day, how many months, and its name."""

    first: pd.Timestamp
    months: int
    name: str


@dataclass(frozen=True)
class Placed:
    """One agency or county with its number; low and high: the interval. place: among the funnel's limits."""

    name: str
    value: float
    low: float | None
    high: float | None
    numerator: float | None
    denominator: float | None
    place: str = ""
    provisional: bool = False


@dataclass(frozen=True)
class Compared:
    """All of them; `hidden` and `absent` are named, not placed. share: the partnership's own, 0 to 1."""

    measure: Measure
    window: Window
    placed: tuple[Placed, ...]
    hidden: tuple[str, ...]
    absent: tuple[str, ...]
    own: float | None
    pooled: bool
    spread: funnel.Spread | None
    alike: bool = False

    @property
    def has_limits(self) -> bool:
        """Whether chance can be told from more: proportions with a rate of their own to lie around."""
        return self.spread is not None

    @property
    def outside(self) -> tuple[Placed, ...]:
        """Those beyond the 99.8% limits."""
        return tuple(one for one in self.placed if one.place == "outside")


def windows(found: list[Series], through: pd.Timestamp | None) -> list[Window]:
    """The periods that at least two of them can tell, newest first, whole years before shorter ones."""
    if not found:
        return []
    periods = sorted({period for one in found for period in one.frame["period"]})
    last = through or periods[-1]
    years = sorted({period.year for period in periods}, reverse=True)
    options = [Window(pd.Timestamp(year, 1, 1), 12, str(year)) for year in years]
    whole = [each for each in options if _end(each) <= last + pd.offsets.MonthEnd(0)]
    options = [*whole, *(each for each in options if each not in whole)]
    twelve = pd.Timestamp(last.year, last.month, 1) - pd.DateOffset(months=11)
    options.insert(min(1, len(options)), Window(twelve, 12, f"12 months to {wording.period(last)}"))
    quarters = sorted({pd.Timestamp(p.year, 3 * ((p.month - 1) // 3) + 1, 1) for p in periods}, reverse=True)
    options += [Window(first, 3, wording.period(first, "quarter")) for first in quarters[:4]]
    return [each for each in options if sum(cell(one, each) is not None for one in found) >= 2]


def _end(window: Window) -> pd.Timestamp:
    return window.first + pd.DateOffset(months=window.months) - pd.Timedelta(days=1)


def cell(series: Series, window: Window) -> tuple[float | None, float | None, float, bool] | None:
    """(numerator, denominator, value, provisional) of a series in a window; None where it cannot be told."""
    frame, step = series.frame, MONTHS_IN[series.grain]
    if window.months % step:
        return None
    inside = frame[(frame["period"] >= window.first) & (frame["period"] <= _end(window))]
    told = inside["status"].isin(DRAWN) & inside["value"].notna()
    if len(inside) != window.months // step or not told.all():
        return None
    provisional = bool((inside["status"] == "provisional").any())
    measure = series.measure
    if len(inside) > 1 and measure.agg not in ADDS_UP:
        return None
    numerator, denominator = (_sum(inside[name]) for name in ("numerator", "denominator"))
    value = float(inside["value"].iloc[0])
    if len(inside) > 1:
        if measure.agg == "proportion" and not (numerator is not None and denominator):
            return None
        value = 100 * numerator / denominator if measure.agg == "proportion" else float(inside["value"].sum())
    return numerator, denominator, value, provisional


def _sum(values: pd.Series) -> float | None:
    return None if values.isna().any() else float(values.sum())


def compare(found: list[Series], own: Series | None, window: Window) -> Compared:
    """The series of one measure in one period. own: the partnership's, whose rate the limits lie around."""
    measure = found[0].measure
    told = {one.scope.name: cell(one, window) for one in found}
    known = {name: numbers for name, numbers in told.items() if numbers is not None}
    absent = tuple(one.scope.name for one in found if told[one.scope.name] is None and _silent(one, window))
    hidden = tuple(name for name, numbers in told.items() if numbers is None and name not in absent)
    share, pooled, spread = None, False, None
    if measure.agg == "proportion" and known:
        wholes = {name: numbers for name, numbers in known.items() if numbers[0] is not None and numbers[1]}
        share, pooled = _own_share(own, window, wholes)
        spread = funnel.dispersion([n[0] for n in wholes.values()], [n[1] for n in wholes.values()], share)
    placed = [_placed(name, numbers, measure, share, spread) for name, numbers in known.items()]
    placed.sort(key=lambda one: (-one.value, one.name))
    return Compared(measure, window, tuple(placed), hidden, absent, share, pooled, spread, alike(found))


def _silent(series: Series, window: Window) -> bool:
    """Whether nothing was reported then at all: a gap, not a protected number."""
    frame = series.frame
    inside = frame[(frame["period"] >= window.first) & (frame["period"] <= _end(window))]
    return not len(inside) or bool(inside["status"].isin(["missing", "no_cases", "too_early"]).all())


def _own_share(own: Series | None, window: Window, known: dict) -> tuple[float, bool]:
    """The partnership's own share, or that of those shown together where its own is not told."""
    numbers = cell(own, window) if own is not None else None
    if numbers is not None and numbers[0] is not None and numbers[1]:
        return numbers[0] / numbers[1], False
    events, wholes = (sum(each[at] for each in known.values()) for at in (0, 1))
    return (events / wholes if wholes else 0.0), True


def _placed(name: str, numbers: tuple, measure: Measure, share: float | None, spread) -> Placed:
    numerator, denominator, value, provisional = numbers
    ends, place = None, ""
    if measure.agg == "proportion" and numerator is not None and denominator:
        ends = tuple(100 * end for end in funnel.wilson(numerator, denominator))
        place = funnel.place(numerator, denominator, share, spread)
    elif measure.agg == "count" and numerator is not None:
        ends = funnel.poisson(numerator)
    low, high = ends or (None, None)
    return Placed(name, value, low, high, numerator, denominator, place, provisional)


LIKE = {"sheriff": "police"}  # kinds of agency that do the same work
UNLIKE = 5.0  # over-dispersion above which chance is no longer the point: its limits are for like agencies


def alike(found: list[Series]) -> bool:
    """Whether all of them are of one kind, so that a difference is not just what they are for."""
    return len({LIKE.get(one.scope.agency_kind, one.scope.agency_kind) for one in found}) == 1


def why_not(found: list[Series], window: Window, noun: str) -> str:
    """Why fewer than two can be compared in a period, in words; '' where they can."""
    if sum(cell(one, window) is not None for one in found) >= 2:
        return ""
    if any(window.months % MONTHS_IN[one.grain] for one in found):
        return "it is told by longer periods"
    if found and found[0].measure.agg not in ADDS_UP and window.months > MONTHS_IN[found[0].grain]:
        return "numbers of its shorter periods do not add up to this one"
    silent = sum(_silent(one, window) for one in found)
    hidden = sum(cell(one, window) is None for one in found) - silent
    parts = [f"{hidden} hidden in part of it (to protect small numbers)"] if hidden else []
    parts += [f"{silent} with nothing reported, or too early"] if silent else []
    return f"fewer than two {noun} shown{': ' if parts else ''}{wording.listed(parts)}"


def newer(found: list[Series], offered: list[Window], through: pd.Timestamp | None, noun: str) -> str:
    """The years after the newest period that can be compared, each with why it is none; '' where none is."""
    ends = max((_end(window) for window in offered), default=None)
    if ends is None or through is None:
        return ""
    years = [Window(pd.Timestamp(year, 1, 1), 12, str(year)) for year in range(ends.year, through.year + 1)]
    later = [year for year in years if _end(year) > ends]
    said = [
        f"{year.name}{' so far' if _end(year) > through + pd.offsets.MonthEnd(0) else ''}: "
        f"{why_not(found, year, noun)}"
        for year in later
    ]
    return f"Newer periods cannot be compared. {'. '.join(said)}." if said else ""


def not_offered(title: str, sending: int, noun: str) -> str:
    """Why a measure that is there is not among those compared. sending: how many show any number of it."""
    one = {"agencies": "agency", "counties": "county"}[noun]
    if sending == 1:
        return f"Only one {one} shows “{title}”: there is none to compare it with."
    return f"No {one} shows “{title}” of its own."


def sentence(compared: Compared, noun: str = "agencies") -> str:
    """The finding: '2 of 4 agencies lie outside what chance alone would give'."""
    number = len(compared.placed)
    one = {"agencies": "agency", "counties": "county"}[noun]
    if number < 2:
        return f"Fewer than two {noun} can be shown for this period"
    if not compared.has_limits:
        values = [each.value for each in compared.placed]
        least, most = (wording.amount(value, compared.measure.unit) for value in (min(values), max(values)))
        return f"{compared.measure.title}: from {least} to {most} at {number} {noun} of different size"
    outside, edge = len(compared.outside), _between(compared)
    if not outside and not edge and compared.spread.more_than_chance:
        return (
            f"None of {number} {noun} lies outside by itself; together they spread further than chance gives"
        )
    if not outside and edge:
        return f"{edge}; none of {number} {noun} lies beyond them"
    if not outside:
        return f"None of {number} {noun} lies outside what chance alone would give"
    verb = "lies" if outside == 1 else "lie"
    whom = noun if number != 1 else one
    told = f"{outside} of {number} {whom} {verb} outside what chance alone would give"
    told += f"; {edge}" if edge else ""
    if compared.spread.phi > UNLIKE and not compared.alike:
        return f"They differ by more than chance, as unlike {noun} do: {told}"
    return told


def _between(compared: Compared) -> str:
    """'Northgate lies between the 95% and 99.8% limits of chance', which is rare by chance alone; or ''."""
    names = [one.name for one in compared.placed if one.place == "edge"]
    if not names:
        return ""
    whose = wording.listed(names) if len(names) <= NAMED else f"{len(names)}"
    verb = "lies" if len(names) == 1 else "lie"
    return f"{whose} {verb} between the 95% and 99.8% limits of chance"


def explained(compared: Compared) -> list[str]:
    """What stands beside the picture: the middle, the spread, what is not placed."""
    told = []
    if compared.has_limits and compared.own is not None:
        whose = "those shown together" if compared.pooled else "the partnership's own rate"
        told.append(
            f"Limits lie around {whose}, {100 * compared.own:.1f}%: by chance alone 95 of 100 would lie "
            "within the inner ones, 998 of 1,000 within the outer ones. The fewer cases, the wider they are."
        )
        if compared.spread.more_than_chance:
            more = "the limits are widened by it" if compared.spread.adjusted else (
                "with so few of them the limits are left as they are"
            )  # fmt: skip
            told.append(
                f"They spread further than chance alone explains (over-dispersion {compared.spread.phi:.1f}, "
                f"where 1 is chance): their cases or their records differ, and {more}."
            )
    elif len(compared.placed) > 1:
        told.append(
            "Sizes differ: a larger one counts more. Bars are 95% intervals of the counts themselves."
            if compared.measure.agg == "count"
            else "Sizes and cases differ; no limits of chance can be worked out for this measure."
        )
    if compared.hidden:
        told.append(f"{PROTECTED}: {wording.listed(list(compared.hidden))}.")
    if compared.absent:
        told.append(f"Nothing reported, or too early: {wording.listed(list(compared.absent))}.")
    return told


PLACE_WORDS = {
    "outside": "Outside the 99.8% limits: more than chance",
    "edge": "Between the 95% and 99.8% limits",
    "inside": "Within what chance alone gives",
    "": "",
}


def table(compared: Compared) -> list[dict]:
    """The numbers as people read them, in the order of the picture, hidden ones last by name."""
    unit = compared.measure.unit
    rows = [
        {
            "Who": one.name,
            "Value": wording.amount(one.value, unit, one.denominator),
            "n": wording.of(one.numerator, one.denominator, unit, compared.measure.agg),
            "95% interval": "" if one.low is None else wording.usual_range(one.low, one.high, unit),
            "Beside chance": PLACE_WORDS[one.place],
            "Status": "Provisional" if one.provisional else "Shown",
        }
        for one in compared.placed
    ]
    blank = dict.fromkeys(("Value", "n", "95% interval", "Beside chance"), "")
    rows += [{"Who": name} | blank | {"Status": PROTECTED} for name in compared.hidden]
    return rows + [
        {"Who": name} | blank | {"Status": "Nothing reported, or too early"} for name in compared.absent
    ]


def alternative(compared: Compared) -> str:
    """The chart's text alternative."""
    told = [
        f"{one.name}: {wording.amount(one.value, compared.measure.unit, one.denominator)}"
        + (f", {PLACE_WORDS[one.place].lower()}" if one.place else "")
        for one in compared.placed
    ]
    return f"{compared.measure.title}, {compared.window.name}. {'; '.join(told)}."


def download_rows(compared: Compared) -> list[dict]:
    """The numbers as they are worked out from the published ones; blanks where nothing is told."""
    numbers = ("numerator", "denominator", "value", "low", "high")

    def row(name: str, status: str, one: Placed | None = None) -> dict:
        values = {each: getattr(one, each) if one else None for each in numbers}
        return (
            {"measure_id": compared.measure.id, "measure": compared.measure.title,
             "period": compared.window.name, "who": name}
            | {each: "" if value is None else f"{value:.6g}" for each, value in values.items()}
            | {"beside_chance": one.place if one else "", "status": status}
        )  # fmt: skip

    return [
        *(row(one.name, "provisional" if one.provisional else "shown", one) for one in compared.placed),
        *(row(name, "suppressed") for name in compared.hidden),
        *(row(name, "missing") for name in compared.absent),
    ]
