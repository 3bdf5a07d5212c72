"""Kaplan-Meier by SciPy: what stands between the rows' days and a curve."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Estimate:
    """Shares (0 to 1) that had not had the event just after each day asked for, with their 95% interval.

    NaN stands where no interval exists: before the first event, and where nobody is left.
    """

    survival: np.ndarray
    low: np.ndarray
    high: np.ndarray


def kaplan_meier(days: np.ndarray, observed: np.ndarray, at: np.ndarray) -> Estimate:
    """The product-limit estimate with Greenwood's variance on the log-minus-log scale.

    days: whole days watched, >= 0; observed: bool, whether the event came on that day (else censored, and
    still at risk on it); at: days to evaluate at. Raises ValueError where there is nobody.
    """
    from scipy.stats import CensoredData, ecdf  # takes longer to load than a small file to publish

    fit = ecdf(CensoredData.right_censored(days, ~observed)).sf
    with warnings.catch_warnings():
        # A curve that starts at 1 or ends at 0 has no interval there: that is told as NaN.
        warnings.simplefilter("ignore", RuntimeWarning)
        interval = fit.confidence_interval(CONFIDENCE, method="log-log")
        low, high = interval.low.evaluate(at), interval.high.evaluate(at)
    survival = fit.evaluate(at)
    flat = survival >= 1
    return Estimate(survival, np.where(flat, np.nan, low), np.where(flat, np.nan, high))
