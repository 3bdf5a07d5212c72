"""The relative rate index with its interval, the gap and the excess count: the one place of the formulas.

OJJDP, Disproportionate Minority Contact Technical Assistance Manual (4th edition, 2009), chapter 1: the rate
of events at a decision point over those who came to it, one group's divided by another's. The interval is
that of the logarithm of a relative risk (Katz, Baptista, Azen and Pike, Biometrics 34, 1978); where the base
is residents rather than people who reached the decision point, an event is no share of it, and the Poisson
form is taken.
"""

from __future__ import annotations

import numpy as np

Z = 1.96
FEWEST_BASE = 30  # no ratio on fewer
FEWEST_EVENTS = 11  # nor on so few events: below, the interval is as wide as the answer
SCALE_OF_RATE = 1000  # residents


def compare(events, base, ref_events, ref_base, of_residents) -> dict[str, np.ndarray]:
    """A group beside its reference, element by element; float64 arrays, NaN where not known.

    of_residents: bool, the base is residents. Gives rate and ref_rate (percent, or per 1,000 residents), rri,
    low, high, gap (rate - ref_rate), excess (events beyond those at the reference's rate), and status: told,
    few (too few to say), zero (nobody of the group, out of enough: no ratio) or no_cases (nobody came there).
    """
    a, n1, b, n0 = (np.asarray(each, dtype=float) for each in (events, base, ref_events, ref_base))
    of_residents = np.asarray(of_residents, dtype=bool)
    known = ~np.isnan(a) & ~np.isnan(n1) & ~np.isnan(b) & ~np.isnan(n0)
    enough = known & (n1 >= FEWEST_BASE) & (n0 >= FEWEST_BASE) & (b >= FEWEST_EVENTS)
    zero, told = enough & (a == 0), enough & (a >= FEWEST_EVENTS)
    with np.errstate(divide="ignore", invalid="ignore"):
        p1, p0 = a / n1, b / n0
        variance = 1 / a + 1 / b - np.where(of_residents, 0.0, 1 / n1 + 1 / n0)
        index = p1 / p0
        spread = np.exp(Z * np.sqrt(np.maximum(variance, 0.0)))
        scale = np.where(of_residents, SCALE_OF_RATE, 100.0)
        found = {
            "rate": np.where(n1 >= FEWEST_BASE, scale * p1, np.nan),
            "ref_rate": np.where(n0 >= FEWEST_BASE, scale * p0, np.nan),
            "rri": np.where(told, index, np.nan),
            "low": np.where(told, index / spread, np.nan),
            "high": np.where(told, index * spread, np.nan),
            "gap": np.where(told | zero, scale * (p1 - p0), np.nan),
            "excess": np.where(told | zero, a - n1 * p0, np.nan),
        }
    status = np.select([(n1 == 0) | (n0 == 0), told, zero], ["no_cases", "told", "zero"], "few")
    return found | {"status": status}
