"""The chart grammar as geometry, shared by the big charts (figures) and the small ones (sparkline).

Actual: a solid dark line. Usual range: a quiet band, broken at a rebase. Provisional: hollow and dotted.
Missing, hidden and too-early periods: gaps. No Streamlit, no Plotly: runs of points for either drawer.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from app import wording
from app.model import MONTHS_IN, Series

SINCE = pd.Timedelta(days=200)  # how far after the last period a chart still reaches for what was agreed
AHEAD = "ahead"  # a period after the numbers, which an axis reaches for what was agreed since
STEPS = (1, 2, 5, 10)
LEAST_PERCENT = 10.0  # a rate's axis spans ten points at least: half a point must not look like a cliff


def runs(keep: pd.Series) -> Iterator[slice]:
    """Slices of consecutive rows where `keep` is true."""
    start = None
    for i, kept in enumerate([*keep.tolist(), False]):
        if kept and start is None:
            start = i
        elif not kept and start is not None:
            yield slice(start, i)
            start = None


def solid(frame: pd.DataFrame) -> list[pd.DataFrame]:
    """Stretches of consecutive shown points: each a solid line."""
    return [frame.iloc[part] for part in runs(frame["status"].eq("shown") & frame["value"].notna())]


def dotted(frame: pd.DataFrame, unit: str = "") -> list[pd.DataFrame]:
    """Stretches that touch a provisional point, with the shown neighbor they hang on.

    A provisional count of a quarter or year hangs on nothing: part of a period beside whole ones is no fall.
    """
    if unit == "count" and not frame["grain"].eq("month").all():
        return []
    provisional = frame["status"].eq("provisional") & frame["value"].notna()
    drawn = frame["status"].isin(["shown", "provisional"]) & frame["value"].notna()
    parts = []
    for part in runs(provisional):
        first = part.start - 1 if part.start and drawn.iloc[part.start - 1] else part.start
        last = part.stop + 1 if part.stop < len(frame) and drawn.iloc[part.stop] else part.stop
        parts.append(frame.iloc[first:last])
    return parts


def bands(frame: pd.DataFrame) -> list[pd.DataFrame]:
    """Stretches with limits, carried over gaps of the line and broken where the mean moves (a rebase)."""
    center = frame["center"].round(9)
    before, after = center.ffill(), center.bfill()
    carried = frame.assign(center=before.where(before.eq(after)))
    for limit in ("limit_low", "limit_high"):
        carried[limit] = frame[limit].interpolate(limit_area="inside").where(carried["center"].notna())
    parts = []
    for part in runs(carried["limit_low"].notna() & carried["limit_high"].notna()):
        stretch = carried.iloc[part]
        pieces = stretch["center"].ne(stretch["center"].shift()).cumsum()
        parts.extend(piece for _, piece in stretch.groupby(pieces))
    return parts


def falls(frame: pd.DataFrame) -> bool:
    """Whether the line comes to its newest point from above."""
    drawn = frame[frame["status"].isin(["shown", "provisional"]) & frame["value"].notna()]["value"]
    return len(drawn) > 1 and bool(drawn.iloc[-2] > drawn.iloc[-1])


def free_height(series: Series, low: float, high: float) -> float:
    """Where words in the middle of a plot are not struck through by its target: a share of its height."""
    if series.target is None or abs((series.target - low) / (high - low) - 0.5) > 0.25:
        return 0.5
    return 0.25 if series.target > (low + high) / 2 else 0.75


def target_lines(series: Series) -> list[tuple[pd.Timestamp | None, pd.Timestamp | None, float]]:
    """Each target that held in the periods drawn: since when (None: before them), until when (None: it still
    does), and its value. One without a known month held all along."""
    if series.target is None:
        return []
    held = [each for each in series.targets if series.through is None or each[0] <= series.through]
    if not held or held[-1][1] != series.target or not len(series.frame):
        return [(None, None, series.target)]
    first = series.frame["period"].iloc[0]
    starts = [pd.Timestamp(day) for day, _ in held]
    ends = [*starts[1:], None]
    return [
        (None if start <= first else start, end, value)
        for start, end, (_, value) in zip(starts, ends, held, strict=True)
        if end is None or end > first
    ]


def target_by_period(series: Series) -> pd.Series:
    """The target that held in each period drawn; NaN where none did."""
    periods = series.frame["period"]
    held = pd.Series(float("nan"), index=periods.index)
    for since, _, value in target_lines(series):
        held = held.mask(periods >= since if since is not None else periods.notna(), value)
    return held


def signals(frame: pd.DataFrame) -> pd.DataFrame:
    """The judged points that say something changed."""
    return frame[frame["signal"].fillna("").ne("") & frame["status"].eq("shown") & frame["value"].notna()]


def labeled(periods: pd.Series, grain: str) -> list[tuple[pd.Timestamp, str]]:
    """At most seven periods and their words for under a chart: 'Mar 2026', 'Q1 2026', '2026'."""
    months = MONTHS_IN[grain]
    step = next(s for s in (1, 2, 3, 6, 12, 24, 48, 120) if s >= months and len(periods) * months / s <= 6.5)
    kept = periods[[(day.year * 12 + day.month - 1) % step == 0 for day in periods]]
    return [(day, wording.period(day, "year" if step >= 12 else grain)) for day in kept]


def tone(improvement: object) -> str:
    """The tone of one signal point: improvement, concern, or change where neither way is better."""
    if improvement is None or pd.isna(improvement):
        return "change"
    return "improvement" if bool(improvement) else "concern"


def extent(series: list[Series]) -> tuple[float, float]:
    """The y range that holds the series' points, limits and target: from zero unless it is a percentage."""
    unit = series[0].measure.unit
    columns = [one.frame[["value", "limit_low", "limit_high"]] for one in series]
    cells = pd.concat([frame.stack() for frame in columns]) if columns else pd.Series(dtype=float)
    numbers = [*cells.dropna().tolist(), *(value for one in series for *_, value in target_lines(one))]
    if not numbers:
        return (0.0, 100.0 if unit == "percent" else 10.0)
    low, high = min(numbers), max(numbers)
    pad = (high - low) * 0.08 or max(abs(high) * 0.1, 1.0)
    if unit == "percent":
        room = max(0.0, LEAST_PERCENT - (high - low) - 2 * pad) / 2
        most = max([100.0, *(one.frame["value"].max() for one in series if one.has_numbers)])
        return max(0.0, low - pad - room), min(most + (pad if most > 100 else 0), high + pad + room)
    return (0.0, high + pad) if high > 0 else (0.0, 10.0)


def reach(frame: pd.DataFrame, days: Iterable[dt.date]) -> tuple[pd.Timestamp, pd.Timestamp]:
    """From the first period to the last; on to what was agreed since, which has no period of its own yet."""
    first, last = frame["period"].iloc[0], frame["period"].iloc[-1]
    later = [pd.Timestamp(day) for day in days if last < pd.Timestamp(day) <= last + SINCE]
    return first, max([last, *later])


@dataclass(frozen=True)
class Axis:
    """A y axis that begins and ends on round values, `step` apart."""

    low: float
    high: float
    step: float


def axis(series: Series) -> Axis:
    """The axis of one series, its extent widened to round values."""
    low, high = extent([series])
    step = round_step(low, high)
    top = math.ceil(round(high / step, 6)) * step
    return Axis(round(math.floor(low / step) * step, 6), round(top, 6), step)


def round_step(low: float, high: float) -> float:
    """The distance of round values, three to seven of which lie in the range."""
    rough = (high - low) / 6
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step for step in STEPS if step * power >= rough) * power
