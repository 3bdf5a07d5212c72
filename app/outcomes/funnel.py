"""What chance alone would give: intervals, funnel limits and over-dispersion. Pure numbers, no pages.

D. J. Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in Medicine 24 (2005)
1185-1202: exact binomial and Poisson limits by interpolation (its appendix A.1), the dispersion of winsorized
z scores (3.1). E. B. Wilson, JASA 22 (1927), for proportions; F. Garwood, Biometrika 28 (1936), for counts.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

EDGE, OUTSIDE = 0.95, 0.998  # two standard deviations, and three
FEWEST_TO_ADJUST = 10  # with fewer, how far they spread says little
WINSOR = 0.1  # the share of z scores at each end that is drawn in


def wilson(events: float, n: float, level: float = EDGE) -> tuple[float, float] | None:
    """The score interval of a proportion, 0 to 1; None where n is 0."""
    if n <= 0:
        return None
    z = NormalDist().inv_cdf(0.5 + level / 2)
    share, base = events / n, 1 + z**2 / n
    middle = (share + z**2 / (2 * n)) / base
    spread = z * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / base
    return max(0.0, middle - spread), min(1.0, middle + spread)


def poisson(events: float, level: float = EDGE) -> tuple[float, float]:
    """The exact interval of a count."""
    from scipy.stats import chi2  # it takes longer to load than a page to draw

    tail = (1 - level) / 2
    low = chi2.ppf(tail, 2 * events) / 2 if events > 0 else 0.0
    return float(low), float(chi2.ppf(1 - tail, 2 * events + 2) / 2)


def limits(share: float, n: float, level: float) -> tuple[float, float]:
    """Between which a proportion out of n lies if the true one is `share`: exact binomial, interpolated."""
    from scipy.stats import binom

    if n <= 0 or not 0 < share < 1:
        return (0.0, 1.0) if n <= 0 else (share, share)
    tail = (1 - level) / 2
    ends = []
    for p in (tail, 1 - tail):
        r = float(binom.ppf(p, n, share))
        above, here = float(binom.cdf(r, n, share)), float(binom.pmf(r, n, share))
        ends.append(min(max((r - (above - p) / here) / n, 0.0), 1.0))
    return ends[0], ends[1]


@dataclass(frozen=True)
class Spread:
    """How far institutions spread: phi, 1 where chance alone is at work, and whether it is more than that."""

    phi: float
    more_than_chance: bool
    adjusted: bool  # there are enough of them to widen the limits by it


def dispersion(events: list[float], wholes: list[float], share: float) -> Spread:
    """The mean of the squared z scores, winsorized; more than chance above 1 + 2 sqrt(2 / I)."""
    if not 0 < share < 1 or len(events) < 2:
        return Spread(1.0, False, False)
    z = sorted(
        (a / n - share) / math.sqrt(share * (1 - share) / n) for a, n in zip(events, wholes, strict=True)
    )
    cut = int(WINSOR * len(z))
    low, high = z[cut], z[len(z) - 1 - cut]
    phi = sum(min(max(value, low), high) ** 2 for value in z) / len(z)
    more = phi > 1 + 2 * math.sqrt(2 / len(z))
    return Spread(phi, more, more and len(z) >= FEWEST_TO_ADJUST)


def widened(ends: tuple[float, float], share: float, spread: Spread) -> tuple[float, float]:
    """The limits moved away from the middle by the square root of phi, where they are adjusted at all."""
    if not spread.adjusted:
        return ends
    factor = math.sqrt(spread.phi)
    low, high = (share + (end - share) * factor for end in ends)
    return max(low, 0.0), min(high, 1.0)


def place(events: float, n: float, share: float, spread: Spread) -> str:
    """outside, edge or inside: where a proportion lies among the limits of its own n.

    By the exact tails, unless the limits were widened: interpolated ones would call 2 of 2 remarkable.
    """
    from scipy.stats import binom

    value = events / n
    for name, level in (("outside", OUTSIDE), ("edge", EDGE)):
        if spread.adjusted:
            low, high = widened(limits(share, n, level), share, spread)
            beyond = value < low or value > high
        else:
            tails = (binom.cdf(events, n, share), binom.sf(events - 1, n, share))
            beyond = min(tails) <= (1 - level) / 2
        if beyond:
            return name
    return "inside"
