"""Drawing lots: one stream per topic and month, so that a later month never moves an earlier one."""

from __future__ import annotations

from collections.abc import Mapping
from zlib import crc32

import numpy as np

from etl.demo.stories import SEED, WARM_UP

NEVER = np.iinfo(np.int64).max // 4  # a day that does not come, in days since 1970
WEEKDAYS = np.array([1.02, 1.0, 0.98, 1.0, 1.08, 1.02, 0.9])  # Monday first


def stream(topic: str, month: int) -> np.random.Generator:
    """The generator of one topic in one month (counted from the start of the reports, warm-up below 0)."""
    return np.random.default_rng([SEED, crc32(topic.encode()), month + WARM_UP])


def choose(rng: np.random.Generator, weights: Mapping[str, float], count: int) -> np.ndarray:
    """`count` words drawn with these weights."""
    words = np.array(list(weights), dtype=object)
    share = np.array(list(weights.values()), dtype=float)
    return words[pick(rng, share, count)]


def pick(rng: np.random.Generator, weights: np.ndarray, count: int) -> np.ndarray:
    """`count` positions drawn with replacement, proportionally to `weights`."""
    steps = np.cumsum(weights)
    found = np.searchsorted(steps, rng.random(count) * steps[-1], side="right")
    return np.minimum(found, len(weights) - 1)


def hex_ids(rng: np.random.Generator, count: int, length: int) -> np.ndarray:
    """Random hexadecimal texts of an even length, as a surrogate key would look."""
    text = rng.bytes(count * length // 2).hex().encode()
    return np.frombuffer(text, dtype=f"S{length}").astype(f"U{length}").astype(object)


def first_day(month: np.datetime64) -> int:
    """The first day of a month, in days since 1970."""
    return int(month.astype("datetime64[D]").astype(int))


def days_in(rng: np.random.Generator, month: np.datetime64, count: int, closed=()) -> np.ndarray:
    """Days of a month, some weekdays busier than others; `closed` names weekdays (Monday = 0) without any."""
    start, end = first_day(month), first_day(month + 1)
    days = np.arange(start, end)
    weekday = (days + 3) % 7  # 1 January 1970 was a Thursday
    weights = np.where(np.isin(weekday, list(closed)), 0.0, WEEKDAYS[weekday])
    return days[pick(rng, weights, count)]


def lag(rng: np.random.Generator, count: int, median: float, spread: float = 0.8) -> np.ndarray:
    """Whole days, log-normal around `median`; 0 is possible."""
    return np.floor(median * np.exp(rng.normal(0, spread, count))).astype(np.int64)
