"""What each partner sends, and when: an onboarding file, then monthly what is new or has changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from etl.demo.county import EVENT
from etl.demo.draw import stream
from etl.demo.stories import LATE_AGENCY, START

# agency, feed, days after the month's end until the file comes, months between grid points of the onboarding
SENDERS = (
    ("harbor_city_pd", "encounters", 5, 6),
    ("harbor_sheriff", "encounters", 7, 6),
    ("northgate_pd", "encounters", 8, 2),
    ("bayside_pd", "monthly_counts", 10, 6),
    ("harbor_jail", "bookings", 4, 6),
    ("harbor_court", "encounters", 9, 2),
    ("harbor_court", "enrollments", 9, 2),
    ("harbor_prosecutor", "encounters", 8, 2),
    ("harbor_prosecutor", "enrollments", 8, 2),
    ("harbor_bh", "encounters", 6, 6),
    ("harbor_bh", "enrollments", 6, 2),
    ("harbor_crisis_center", "encounters", 5, 2),
    ("harbor_crisis_center", "enrollments", 5, 2),
    ("harbor_probation", "enrollments", 11, 2),
    ("lakeside_services", "enrollments", 12, 2),
    ("unity_recovery", "enrollments", 13, 2),
    ("harbor_schools", "enrollments", 12, 2),
    ("nami_harbor", "enrollments", 9, 2),
)
# What can still change after a row was first sent.
MUTABLE = (
    "disposition",
    "diversion_program_id",
    "diversion_outcome",
    "diversion_closed_date",
    "first_service_date",
    "release_date",
    "release_type",
    "appointment_date",
    "appointment_attended",
    "exit_date",
    "exit_reason",
    "exit_destination",
    "status",
)
FIRST_DAY = START.astype("datetime64[s]")


@dataclass(frozen=True)
class Delivery:
    """One file: what the agency knew at the end of `month`, typed in by the day it was sent."""

    agency: str
    feed: str
    month: np.datetime64
    received: date
    first: bool

    @property
    def end(self) -> np.datetime64:
        """The first day after the month."""
        return (self.month + 1).astype("datetime64[s]")


def deliveries(through: np.datetime64) -> list[Delivery]:
    """All files up to a month, in the order in which they came. The late agency's last one is missing.

    The onboarding ends at a fixed grid of months, so that one month more adds files and changes none.
    """
    planned = []
    for agency, feed, days, grid in SENDERS:
        last = through - 1 if agency == LATE_AGENCY else through
        onboarded = through - max(grid, 2) + 1
        onboarded -= (onboarded.astype(int) + 3) % grid  # April and October for 6, even months for 2
        planned += [
            Delivery(agency, feed, month, _received(agency, feed, month, days), month == onboarded)
            for month in np.arange(onboarded, last + 1)
        ]
    return sorted(planned, key=lambda each: (each.received, each.agency, each.feed))


def _received(agency: str, feed: str, month: np.datetime64, days: int) -> date:
    """Some days after the month's end, never the same number twice running."""
    rng = stream(f"{agency}:{feed}:post", int((month - START).astype(int)))
    first = (month + 1).astype("datetime64[D]")
    return (first + days - 1 + int(rng.integers(0, 4))).astype(date)


def known(feed: str, rows: pd.DataFrame, delivery: Delivery) -> pd.DataFrame:
    """The agency's rows as they stood at the end of the delivered month; ends that lie later are blank.

    Stays and enrollments from before the partnership's first month come along when they were still open.
    """
    event, end = rows[EVENT[feed]], delivery.end
    recent = event >= FIRST_DAY
    if feed == "bookings":
        recent |= rows["release_date"].isna() | (rows["release_date"] >= FIRST_DAY)
    if feed == "enrollments":
        recent |= (rows["exit_date"].isna() & (rows["_unstarted"] == "")) | (rows["exit_date"] >= FIRST_DAY)
    typed = rows["_typed"] < np.datetime64(delivery.received, "s")
    seen = rows[recent & (event < end) & typed].copy()
    {"encounters": _encounters, "bookings": _bookings, "enrollments": _enrollments}[feed](seen, end)
    return seen


def _later(rows: pd.DataFrame, column: str, end: np.datetime64) -> pd.Series:
    later = rows[column].isna() | (rows[column] >= end)
    rows[column] = rows[column].mask(later)
    return later


def _encounters(rows: pd.DataFrame, end: np.datetime64) -> None:
    _later(rows, "first_service_date", end)
    still_open = _later(rows, "diversion_closed_date", end)
    undecided = rows["_decided"] >= end
    outcome = rows["diversion_outcome"].mask(still_open & (rows["diversion_outcome"] != ""), "in_progress")
    rows["diversion_outcome"] = outcome.mask(undecided, "")
    rows["diversion_program_id"] = rows["diversion_program_id"].mask(undecided, "")
    rows["disposition"] = rows["disposition"].mask(undecided, "pending")


def _bookings(rows: pd.DataFrame, end: np.datetime64) -> None:
    rows["release_type"] = rows["release_type"].mask(_later(rows, "release_date", end), "")
    rows["appointment_attended"] = rows["appointment_attended"].mask(
        _later(rows, "appointment_date", end), ""
    )


def _enrollments(rows: pd.DataFrame, end: np.datetime64) -> None:
    _later(rows, "first_service_date", end)
    still_in = _later(rows, "exit_date", end)
    for column in ("exit_reason", "exit_destination"):
        rows[column] = rows[column].mask(still_in, "")
    rows["status"] = still_in.map({True: "active", False: "exited"}).where(
        rows["_unstarted"] == "", rows["_unstarted"]
    )


def changed(now: pd.DataFrame, before: pd.DataFrame | None) -> pd.DataFrame:
    """The rows that are new or differ from what the file before said (all rows for a first file)."""
    if before is None:
        return now
    columns = [name for name in now.columns if name in MUTABLE]
    same = before[columns].reindex(now.index)
    differs = ~now.index.isin(before.index)
    for column in columns:
        left, right = now[column], same[column]
        differs |= ((left != right) & ~(left.isna() & right.isna())).to_numpy()
    return now[differs]
