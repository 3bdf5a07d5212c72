"""Statistical process control: is a change real, or the noise that every month brings?

Pure numpy, one series at a time. A series is an array of float64, one element a period on a regular grid
(month, quarter or year), NaN where there is no point to judge; a NaN breaks every run. All arrays of a series
have the same length n.

Sources: XmR limits with screened moving ranges, the four rules and their order as in NHS England "Making Data
Count" (the algorithm of the R package NHSRplotthedots); p' and u' after D. B. Laney, "Improved control charts
for attributes", Quality Engineering 14 (2002).
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

MIN_POINTS = 6  # fewer: no limits, no verdict
FULL_POINTS = 12  # fewer: the verdict is called early
RUN = 7  # points of a trend or of a shift
SCREEN = 3.267  # moving ranges at or beyond this multiple of their mean are left out, once
XMR_WIDTH = 2.66  # 3 / d2, d2 = 1.128 for ranges of two points
D2 = 1.128
NEAR = 2 / 3  # the near limits stand at two thirds of the way to the limits

RULES = ("", "point", "trend", "near", "shift")  # in the order in which they are named


@dataclass(frozen=True)
class Limits:
    """Center line and limits, each float64 (n), in the units of the values; NaN where there are none."""

    center: np.ndarray
    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True)
class Signals:
    """What the rules say of each point.

    rule: int8 (n), index into RULES, the first rule that flags the point; direction: int8 (n), +1 up or high,
    -1 down or low, 0 no signal; length: int64 (n), how many points the flagged run has up to this point;
    start: int64 (n), where that run began.
    """

    rule: np.ndarray
    direction: np.ndarray
    length: np.ndarray
    start: np.ndarray


def _flat(center: float, width: np.ndarray | float, n: int) -> Limits:
    middle = np.full(n, center)
    return Limits(middle, middle - width, middle + width)


def _no_limits(n: int) -> Limits:
    return _flat(np.nan, np.nan, n)


def moving_ranges(x: np.ndarray) -> np.ndarray:
    """|x_i - x_(i-1)| of neighboring periods that both have a point; across a gap there is no range."""
    ranges = np.abs(np.diff(x))
    return ranges[~np.isnan(ranges)]


def xmr_limits(x: np.ndarray) -> Limits:
    """XmR: mean +- 2.66 x mean moving range; ranges >= 3.267 x their mean are dropped once.

    Not clipped at 0 or 100: a chart may draw the limits clipped, the arithmetic never does.
    """
    ranges = moving_ranges(x)
    if not ranges.size:
        return _no_limits(x.size)
    mean_range = ranges.mean()
    if mean_range > 0:
        mean_range = ranges[ranges < SCREEN * mean_range].mean()
    return _flat(float(np.nanmean(x)), XMR_WIDTH * mean_range, x.size)


def _laney(x: np.ndarray, center: float, sigma: np.ndarray) -> Limits:
    """Limits center +- 3 sigma_i sigma_z, sigma_z = mean moving range of z scores / 1.128 (Laney 2002)."""
    scores = np.divide(x - center, sigma, out=np.where(np.isnan(x), np.nan, 0.0), where=sigma > 0)
    ranges = moving_ranges(scores)
    if not ranges.size:
        return _no_limits(x.size)
    return _flat(center, 3 * sigma * ranges.mean() / D2, x.size)


def p_prime_limits(numerator: np.ndarray, denominator: np.ndarray, scale: float = 100.0) -> Limits:
    """Laney's p' for proportions, in units of `scale` (100: percent). Limits vary with the denominator.

    Where numerator or denominator is NaN, or the denominator is 0, there is no point and no limit.
    """
    share = _ratio(numerator, denominator)
    known = ~np.isnan(share)
    if not known.any():
        return _no_limits(share.size)
    mean = numerator[known].sum() / denominator[known].sum()
    sigma = np.sqrt(max(mean * (1 - mean), 0.0) / np.where(known, denominator, np.nan))
    limits = _laney(share, mean, sigma)
    return Limits(limits.center * scale, limits.low * scale, limits.high * scale)


def u_prime_limits(numerator: np.ndarray, exposure: np.ndarray, scale: float = 1.0) -> Limits:
    """Laney's u' for rates of events in an exposure, in units of `scale` (e.g. 100,000 residents)."""
    rate = _ratio(numerator, exposure)
    known = ~np.isnan(rate)
    if not known.any():
        return _no_limits(rate.size)
    mean = numerator[known].sum() / exposure[known].sum()
    limits = _laney(rate, mean, np.sqrt(max(mean, 0.0) / np.where(known, exposure, np.nan)))
    return Limits(limits.center * scale, limits.low * scale, limits.high * scale)


def _ratio(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    return np.divide(numerator, denominator, out=np.full(numerator.shape, np.nan), where=denominator > 0)


def _sign(difference: np.ndarray, scale: np.ndarray | float) -> np.ndarray:
    """-1, 0, +1; NaN counts as 0, and so does what is only floating-point noise around zero."""
    noise = 1e-9 * np.maximum(1.0, np.abs(scale))
    with np.errstate(invalid="ignore"):
        return np.where(difference > noise, 1, np.where(difference < -noise, -1, 0)).astype(np.int8)


def _runs(sign: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(start, end) index of the run of equal signs that each element belongs to."""
    n = sign.size
    if n == 0:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    first = np.flatnonzero(np.r_[True, sign[1:] != sign[:-1]])
    last = np.r_[first[1:] - 1, n - 1]
    lengths = last - first + 1
    return np.repeat(first, lengths), np.repeat(last, lengths)


def _trends(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(direction, start) of seven or more strictly rising or falling points; every point of it is flagged."""
    direction = np.zeros(x.size, dtype=np.int8)
    start = np.zeros(x.size, dtype=np.int64)
    steps = _sign(np.diff(x), np.nan_to_num(x[1:]))
    first, last = _runs(steps)
    for begin in np.unique(first[(steps != 0) & (last - first + 1 >= RUN - 1)]):
        points = slice(begin, last[begin] + 2)
        direction[points] = steps[begin]
        start[points] = begin
    return direction, start


def _shifts(side: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(direction, start) of seven or more points in a row on one side; a point on the mean has side 0."""
    first, last = _runs(side)
    flagged = (side != 0) & (last - first + 1 >= RUN)
    return np.where(flagged, side, 0).astype(np.int8), first


def _near(side: np.ndarray, beyond: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(direction, start) of points beyond the near limit, two or more of three in a row on one side."""
    n = side.size
    flagged = np.zeros(n, dtype=bool)
    start = np.arange(n)
    if n < 3:
        return np.zeros(n, dtype=np.int8), start
    together = (side[:-2] != 0) & (side[:-2] == side[1:-1]) & (side[1:-1] == side[2:])
    enough = together & (beyond[:-2].astype(int) + beyond[1:-1] + beyond[2:] >= 2)
    for window in np.flatnonzero(enough)[::-1]:
        points = window + np.flatnonzero(beyond[window : window + 3])
        flagged[points] = True
        start[points] = points[0]
    return np.where(flagged, side, 0).astype(np.int8), start


def find_signals(x: np.ndarray, limits: Limits) -> Signals:
    """The four rules over one series (or one segment of it between two rebases).

    1. a point outside the limits; 2. seven strictly rising or falling; 3. within three consecutive points
    all on the same side, two or more beyond the near limit (those are flagged); 4. seven in a row
    on one side of the center. A point that several rules flag carries the first.
    """
    side = _sign(x - limits.center, limits.center)
    outside = _sign(x - limits.high, limits.high).clip(0) + _sign(x - limits.low, limits.low).clip(max=0)
    reach = NEAR * (limits.high - limits.center)
    beyond = _sign(np.abs(x - limits.center) - reach, limits.center) > 0
    here = np.arange(x.size)
    found = [(outside, here), _trends(x), _near(side, beyond), _shifts(side)]
    if np.isnan(limits.center).all():
        found = [(np.zeros(x.size, dtype=np.int8), here)] * 4

    rule = np.zeros(x.size, dtype=np.int8)
    direction = np.zeros(x.size, dtype=np.int8)
    start = here.copy()
    for number, (flag, begin) in reversed(list(enumerate(found, start=1))):
        hit = flag != 0
        rule[hit], direction[hit], start[hit] = number, flag[hit], begin[hit]
    length = here - start + 1
    is_near = rule == RULES.index("near")
    if is_near.any():  # of the three points only those beyond the near limit count
        reached = np.cumsum(beyond)
        length[is_near] = (reached - reached[start] + 1)[is_near]
    return Signals(rule, direction, length, start)


def wilson(
    numerator: np.ndarray, denominator: np.ndarray, level: float = 0.95
) -> tuple[np.ndarray, np.ndarray]:
    """Wilson score interval of proportions, (low, high) in percent 0-100; NaN where denominator is 0 or NaN.

    E. B. Wilson, JASA 22 (1927), without continuity correction; equals scipy's
    binomtest(k, n).proportion_ci(method="wilson"), which takes one proportion at a time.
    """
    z = NormalDist().inv_cdf(0.5 + level / 2)
    n = np.where(denominator > 0, denominator, np.nan)
    share = numerator / n
    middle = share + z**2 / (2 * n)
    spread = z * np.sqrt(np.maximum(share * (1 - share), 0) / n + z**2 / (4 * n**2))
    base = 1 + z**2 / n
    return np.clip(100 * (middle - spread) / base, 0, 100), np.clip(100 * (middle + spread) / base, 0, 100)
