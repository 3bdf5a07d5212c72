"""One series: its limits by the method of its definition, its signals, and the verdict of its last point."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from etl import spc
from etl.judge import words
from etl.judge.reference import Target

KIND = {("up", 1): "improvement", ("up", -1): "concern", ("down", -1): "improvement", ("down", 1): "concern"}
DIRECTION = {1: "up", -1: "down", 0: ""}


@dataclass(frozen=True)
class Series:
    """One line of a chart: its identity, its definition, and its points on a regular grid (float64, n)."""

    key: tuple[str, str, str, str, str, str]  # measure_id, scope_kind, scope, breakdown, level, grain
    measure: Any
    first_step: int
    value: np.ndarray
    numerator: np.ndarray
    denominator: np.ndarray

    @property
    def grain(self) -> str:
        return self.key[5]

    def period(self, position: int) -> date:
        """First day of the period at a position of the grid."""
        return step_date(self.first_step + int(position), self.grain)


@dataclass
class Judged:
    """The outcome for one series on its grid, and its verdict (a row of the verdict table)."""

    center: np.ndarray
    low: np.ndarray
    high: np.ndarray
    rule: np.ndarray
    direction: np.ndarray
    verdict: dict[str, Any]


def step_date(step: int, grain: str) -> date:
    """First day of a period from its number on the grid of its grain."""
    if grain == "month":
        return date(step // 12, step % 12 + 1, 1)
    if grain == "quarter":
        return date(step // 4, step % 4 * 3 + 1, 1)
    return date(step, 1, 1)


def date_step(day: date, grain: str) -> int:
    """The first period that lies mostly after `day`: a split period belongs to what fills most of it."""
    months = {"month": 1, "quarter": 3, "year": 12}[grain]
    exact = (day.year * 12 + day.month - 1 + (day.day - 1) / 31) / months
    return int(np.floor(exact + 0.5))


def limits_of(series: Series, part: slice) -> spc.Limits:
    """Limits of one segment by the method that the measure's definition names."""
    value, numerator, denominator = series.value[part], series.numerator[part], series.denominator[part]
    known = ~np.isnan(value)
    if series.measure.chart == "xmr":
        return spc.xmr_limits(value)
    numerator = np.where(known, numerator, np.nan)
    denominator = np.where(known, denominator, np.nan)
    if series.measure.chart == "p_prime":
        return spc.p_prime_limits(numerator, denominator)
    return spc.u_prime_limits(numerator, denominator, _scale(value, numerator, denominator))


def _scale(value: np.ndarray, numerator: np.ndarray, denominator: np.ndarray) -> float:
    """How many units of the value one event per unit of exposure is, read off the values themselves."""
    usable = (numerator > 0) & (value > 0)
    return float(np.median(value[usable] * denominator[usable] / numerator[usable])) if usable.any() else 1.0


def judge_series(series: Series, starts: Mapping[int, str], goal: Target | None) -> Judged:
    """One series: limits and signals a segment, and the verdict of its latest point.

    starts: {step: name of the event} of the rebases that concern this series.
    """
    n = series.value.size
    result = Judged(*(np.full(n, np.nan) for _ in range(3)), np.zeros(n, np.int8), np.zeros(n, np.int8), {})
    if series.measure.chart == "none":
        result.verdict = _verdict(series, code="none")
        return result
    inside = {s - series.first_step: name for s, name in starts.items() if 0 < s - series.first_step < n}
    edges = [0, *sorted(inside), n]
    for begin, end in itertools.pairwise(edges):
        part = slice(begin, end)
        points = int((~np.isnan(series.value[part])).sum())
        limits = limits_of(series, part) if points >= spc.MIN_POINTS else None
        signals = None
        if limits is not None and not np.isnan(limits.center).all():
            signals = spc.find_signals(series.value[part], limits)
            result.center[part], result.low[part], result.high[part] = limits.center, limits.low, limits.high
            result.rule[part], result.direction[part] = signals.rule, signals.direction
    result.verdict = _speak(series, result, begin, points, signals, inside.get(begin, ""))
    _add_target(series, result.verdict, goal)
    return result


def _speak(
    series: Series, result: Judged, begin: int, points: int, signals: spc.Signals | None, event: str
) -> dict[str, Any]:
    """The verdict on the latest point of the last segment, which starts at position `begin`."""
    grain = series.grain
    if signals is None:
        known = np.flatnonzero(~np.isnan(series.value))
        return _verdict(
            series,
            code="too_few",
            sentence=words.too_few(points, grain, event),
            short=f"Too few {grain}s",
            n_points=points,
            period=series.period(known[-1]) if known.size else None,
        )
    last = int(np.flatnonzero(~np.isnan(series.value[begin:]))[-1])
    at = begin + last
    direction, length = int(signals.direction[last]), int(signals.length[last])
    rule = spc.RULES[signals.rule[last]]
    side = 0
    if rule == "point":
        length = _in_a_row((signals.rule == signals.rule[last]) & (signals.direction == direction), last)
        side = _in_a_row((series.value - result.center)[begin:] * direction > 0, last)
    kind = KIND.get((series.measure.good, direction), "change") if rule else ""
    found = words.finding(rule, direction, length, series.period(at), grain, side) if rule else ""
    full = points >= spc.FULL_POINTS
    if full:
        sentence = words.real(kind, found) if kind else words.normal(grain)
    else:
        sentence = words.early(kind, found, points, grain)
    code = (kind or "normal") if full else "early"
    return _verdict(
        series,
        code=code,
        direction=DIRECTION[direction],
        rule=rule,
        run_length=length if rule else None,
        since=series.period(begin + _since(signals, last)) if rule else None,
        sentence=sentence,
        short=words.SHORT[code] if full else ("Early sign" if kind else "Early: no sign"),
        n_points=points,
        period=series.period(at),
        center=float(result.center[at]),
        limit_low=float(result.low[at]),
        limit_high=float(result.high[at]),
    )


def _in_a_row(true: np.ndarray, last: int) -> int:
    """How many in a row hold, up to and with `last`."""
    breaks = np.flatnonzero(~true[: last + 1])
    return last - int(breaks[-1]) if breaks.size else last + 1


def _since(signals: spc.Signals, last: int) -> int:
    """Where the flagged points in one direction that end at `last` began."""
    goes_on = (signals.rule > 0) & (signals.direction == signals.direction[last])
    breaks = np.flatnonzero(~goes_on[: last + 1])
    begin = int(breaks[-1]) + 1 if breaks.size else 0
    return min(begin, int(signals.start[last]))


def _verdict(series: Series, **known: Any) -> dict[str, Any]:
    """A row of the verdict table; what is not given is empty."""
    names = ("measure_id", "scope_kind", "scope", "breakdown", "level", "grain")
    row: dict[str, Any] = dict(zip(names, series.key, strict=True))
    row |= dict.fromkeys(
        ("code", "direction", "rule", "sentence", "short", "target_code", "target_sentence"), ""
    )
    row |= dict.fromkeys(
        ("period", "since", "run_length", "center", "limit_low", "limit_high", "target_value")
    )
    row["n_points"] = 0
    return row | known


def _add_target(series: Series, verdict: dict[str, Any], goal: Target | None) -> None:
    """Met, missed, or hit and miss: where the target lies among the limits at the latest point."""
    if goal is None:
        return
    verdict["target_value"] = goal.value
    good = series.measure.good
    low, high = verdict["limit_low"], verdict["limit_high"]
    if low is None or good not in ("up", "down"):
        return
    met, missed = (
        (low >= goal.value, high < goal.value) if good == "up" else (high <= goal.value, low > goal.value)
    )
    code = "met" if met else "missed" if missed else "hit_and_miss"
    verdict["target_code"] = code
    verdict["target_sentence"] = words.target(code, goal.value, series.measure.unit, good)
