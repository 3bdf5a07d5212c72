"""Two durations of one run, compared. A ratio holds on any machine; a number of seconds on one only."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Ratio:
    """`what` took `seconds`, `than` took `base` seconds; `most` is the largest ratio that is expected."""

    what: str
    seconds: float
    than: str
    base: float
    most: float

    @property
    def value(self) -> float:
        """seconds / base."""
        return self.seconds / self.base

    @property
    def as_expected(self) -> bool:
        """Whether the ratio is `most` or less."""
        return self.value <= self.most


def fastest(work: Callable[[], object], times: int = 1) -> float:
    """Seconds that `work` takes at its fastest; what else the machine does only ever makes it slower."""
    return min(_seconds(work) for _ in range(times))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def table(ratios: Sequence[Ratio]) -> str:
    """One line a ratio: what, compared to what, the ratio, what is expected, and `slow` where it is more."""
    rows = [("what", "compared to", "ratio", "at most", "")]
    rows += [
        (each.what, each.than, f"{each.value:.3g}", f"{each.most:g}", "" if each.as_expected else "slow")
        for each in ratios
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    return "\n".join(
        f"{a:<{widths[0]}}  {b:<{widths[1]}}  {c:>{widths[2]}}  {d:>{widths[3]}}  {e}".rstrip()
        for a, b, c, d, e in rows
    )
