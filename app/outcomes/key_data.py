"""The four key measures in numbers: a baseline year and now, people with SMI beside everybody else.

Only released points are used: a year with a hidden or missing period in it has no number here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from app import wording
from app.model import DRAWN, MONTHS_IN, Series

LOW_COVERAGE = 80  # percent screened, below which what rests on it is called a lower bound
PERIODS = {grain: 12 // months for grain, months in MONTHS_IN.items()}  # of one year


@dataclass(frozen=True)
class Span:
    """A year's worth of one series. value: in the measure's unit, a count's is its mean a month."""

    value: float
    unit: str
    total: float
    n: str
    when: str
    provisional: bool = False

    @property
    def words(self) -> str:
        """'154 a month', '48%', '37 days'."""
        if self.unit == "times":
            return f"{self.value:.1f} times"
        told = wording.amount(self.value, self.unit)
        return f"{told} a month" if self.unit == "count" else told


@dataclass(frozen=True)
class Line:
    """One row of a key measure's table."""

    label: str
    baseline: Span | None
    now: Span | None
    why_baseline: str = ""  # why there is no number, in words
    why_now: str = ""

    @property
    def change(self) -> str:
        """'28% fewer', '6 points more', '3 days shorter'; '' without both numbers."""
        if self.baseline is None or self.now is None:
            return ""
        # Of the numbers as they stand there: 19% and 17% are two points apart.
        if self.now.unit == "times":
            more = round(self.now.value, 1) - round(self.baseline.value, 1)
            return "no change" if abs(more) < 0.05 else f"{abs(more):.1f} {'higher' if more > 0 else 'lower'}"
        by = round(self.now.value) - round(self.baseline.value)
        if self.now.unit == "percent":
            points = by
            return "no change" if not points else (
                f"{wording.many(abs(points), 'point')} {'higher' if by > 0 else 'lower'}"
            )  # fmt: skip
        if self.now.unit == "days":
            days = by
            return "no change" if not days else (
                f"{wording.many(abs(days), 'day')} {'longer' if by > 0 else 'shorter'}"
            )  # fmt: skip
        share = round(100 * (self.now.value / self.baseline.value - 1)) if self.baseline.value else 0
        return "no change" if not share else f"{abs(share)}% {'more' if share > 0 else 'fewer'}"


def span(series: Series | None, year: int | None = None) -> Span | None:
    """The numbers of a calendar year, or of the newest year's worth; None where a period is not told."""
    if series is None:
        return None
    rows, usable = _rows(series, year)
    need = PERIODS[series.grain]
    if not len(rows) or len(rows) != need or not usable[rows.index].all():
        return None
    if year is not None:
        return _span(series, rows, str(year))
    first, final = (wording.period(rows["period"].iloc[at], series.grain) for at in (0, -1))
    return _span(series, rows, final if need == 1 else f"{first} to {final}")


def _rows(series: Series, year: int | None) -> tuple[pd.DataFrame, pd.Series]:
    """(the periods of a calendar year, or the newest year's worth of them; which of all can be used)."""
    frame, need = series.frame, PERIODS[series.grain]
    drawn = frame["status"].isin(DRAWN) & frame["value"].notna()
    if year is not None:
        return frame[frame["period"].dt.year == year], drawn
    usable = drawn & ~frame["period"].map(lambda day: _begun(series, day))
    if not usable.any():
        return frame, usable
    last = usable[usable].index[-1]
    return frame.loc[max(0, last - need + 1) : last], usable


def why_not(series: Series | None, year: int | None = None) -> str:
    """Why span tells no number; '' where it does, and where no such series is published."""
    if series is None or span(series, year) is not None:
        return ""
    status = set(_rows(series, year)[0]["status"])
    if "suppressed" in status:
        return wording.lower_first(wording.HIDDEN_COUNT)
    if "too_early" in status:
        return "too early"
    return "not every period is reported"


def _begun(series: Series, day: pd.Timestamp) -> bool:
    """A quarter or year that has not ended counts less than a whole one."""
    last = day + pd.DateOffset(months=MONTHS_IN[series.grain] - 1)
    return series.through is not None and last > pd.Timestamp(series.through) and series.grain != "month"


def _span(series: Series, rows: pd.DataFrame, when: str) -> Span:
    unit, numerator, denominator = series.measure.unit, rows["numerator"].sum(), rows["denominator"].sum()
    provisional = bool(rows["status"].eq("provisional").any())
    if unit == "count":
        months = len(rows) * MONTHS_IN[series.grain]
        return Span(
            numerator / months, unit, numerator, f"{wording.count(numerator)} in all", when, provisional
        )
    if series.measure.agg in ("proportion", "mean_daily") and denominator:
        value = (100 if unit == "percent" else 1) * numerator / denominator
        n = wording.of(numerator, denominator, unit)
        return Span(value, unit, denominator, n, when, provisional)
    value = float(rows["value"].iloc[-1])
    return Span(value, unit, denominator, wording.of(None, denominator, unit), when, provisional)


def rest(whole: Span | None, part: Span | None) -> Span | None:
    """Everybody else: what both tell, of the same periods; counts only."""
    if whole is None or part is None or whole.when != part.when or whole.total < part.total:
        return None
    left = whole.total - part.total
    n = f"{wording.count(left)} in all"
    return Span(
        whole.value - part.value, whole.unit, left, n, whole.when, whole.provisional or part.provisional
    )


def ratio(part: Span | None, other: Span | None) -> Span | None:
    """How many times the other's value; both of the same time, and the other above zero."""
    if part is None or other is None or part.when != other.when or not other.value:
        return None
    n = f"{part.words} to {other.words}"
    return Span(part.value / other.value, "times", 0.0, n, part.when, part.provisional or other.provisional)


def full_years(found: list[Series]) -> list[int]:
    """The years of which any of these series tells every month or quarter, oldest first.

    Series by year do not say whether theirs is whole: the first one rarely is.
    """
    found = [one for one in found if one.grain != "year"]
    years = {year for one in found for year in one.frame["period"].dt.year.unique()}
    return sorted(int(year) for year in years if any(span(one, int(year)) for one in found))


@dataclass(frozen=True)
class Progress:
    """How far now is from the baseline to the target: share 0 is the baseline, 1 the target."""

    share: float
    words: str


def progress(line: Line, target: float | None, good: str) -> Progress | None:
    """The way from the baseline to the target; None without a target, or a number of now."""
    if target is None or line.now is None or good not in ("up", "down"):
        return None
    now, unit = line.now, line.now.unit
    aim = wording.target(target, unit) + (" a month" if unit == "count" else "")
    reached = now.value <= target if good == "down" else now.value >= target
    if line.baseline is None:
        return Progress(
            float(reached), f"{now.words} now; the target of {aim} is {'' if reached else 'not '}reached."
        )
    start = line.baseline
    told = f"{start.words} in {start.when}, {now.words} now, target {aim}"
    way = target - start.value
    already = start.value <= target if good == "down" else start.value >= target
    if reached:
        kept = "was already met and still is" if already else "is reached"
        return Progress(1.0, f"The target {kept}: {told}.")
    if already:
        return Progress(0.0, f"The target was met in the baseline year and is not now: {told}.")
    share = (now.value - start.value) / way
    if share <= 0 or now.words == start.words:
        return Progress(0.0, f"No progress yet toward the target since the baseline: {told}.")
    return Progress(share, f"{100 * share:.0f}% of the way from the baseline to the target: {told}.")


def screening(now: Span | None) -> str:
    """What screening coverage means for everything below it."""
    if now is None:
        return (
            "How many bookings were screened is not known for the last twelve months, so nobody can say how "
            "many people with serious mental illness the numbers below leave out."
        )
    share = wording.amount(now.value, now.unit)
    told = f"{share} of bookings not released on the same day were screened ({now.n}, {now.when})."
    if now.value < LOW_COVERAGE:
        return (
            f"{told} That is low: people who were not screened are missing from the numbers below, which are "
            "a lower bound, and a change in them may be a change in screening."
        )
    return (
        f"{told} The others are not among the people with serious mental illness below unless an "
        "assessment says so."
    )


def newest(series: Series | None) -> tuple[str, str] | None:
    """(value, 'n = 81, Oct 2026') of the newest number of a series."""
    point = series.latest_drawn if series else None
    if point is None:
        return None
    when: dt.date = point.period
    n = wording.of(point.numerator, point.denominator, series.measure.unit, series.measure.agg)
    words = ", ".join(part for part in (n, wording.period(when, point.grain)) if part)
    return wording.amount(point.value, series.measure.unit), words
