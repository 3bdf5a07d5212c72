"""Harbor County, month by month: canonical rows as the partners know them, before anybody writes a file."""

from __future__ import annotations

import numpy as np
import pandas as pd

from etl.demo.contacts import crisis_month, police_month
from etl.demo.custody import bookings_month, courts_month
from etl.demo.draw import NEVER
from etl.demo.people import populate
from etl.demo.programs import programs_month, waiting_lists_month
from etl.demo.stories import START, WARM_UP
from etl.demo.world import World

DATES = {
    "encounters": ["encounter_date", "first_service_date", "diversion_closed_date"],
    "bookings": ["booking_date", "release_date", "appointment_date"],
    "enrollments": ["referral_date", "start_date", "first_service_date", "exit_date"],
}
EVENT = {"encounters": "encounter_date", "bookings": "booking_date", "enrollments": "start_date"}


def simulate(through: np.datetime64) -> dict[str, pd.DataFrame]:
    """All rows of the county up to a month: feed -> frame of feed columns and `_` columns about delivery.

    Dates are datetime64[s], NaT when they never come; dates after the last month are there too.
    """
    world = World.of(populate())
    for month in np.arange(START - WARM_UP, through + 1):
        crisis_month(world, month)
        arrested = police_month(world, month)
        booked = bookings_month(world, month, arrested)
        courts_month(world, month, booked)
        programs_month(world, month)
        waiting_lists_month(world, month)
        world.end_month()
    return {feed: _frame(feed, pieces) for feed, pieces in world.pieces.items()}


def _frame(feed: str, pieces: list[dict]) -> pd.DataFrame:
    """One frame of all pieces; a column that a piece does not have is blank there."""
    names = dict.fromkeys(name for piece in pieces for name in piece if name != "_count")
    numeric = {
        name for piece in pieces for name, value in piece.items() if np.asarray(value).dtype.kind in "if"
    }
    frame = pd.DataFrame({name: _column(name, pieces, name in numeric) for name in names})
    frame["_typed"] = as_dates(frame["_day"] + frame["_delay"])
    if "_decided" in frame:
        frame["_decided"] = as_dates(frame["_decided"])
    for name in DATES[feed]:
        frame[name] = as_dates(frame[name])
    return frame.drop(columns=["_day", "_delay", "_who"])


def _column(name: str, pieces: list[dict], numeric: bool) -> np.ndarray:
    blank = np.nan if numeric else ""
    parts = [np.broadcast_to(np.asarray(piece.get(name, blank)), piece["_count"]) for piece in pieces]
    return np.concatenate([part if numeric else part.astype(object) for part in parts])


def as_dates(days: pd.Series) -> pd.Series:
    """Days since 1970 as dates; NEVER and unknown become NaT."""
    known = days.notna() & (days.abs() < NEVER // 2)
    values = days.where(known, 0).astype("int64").to_numpy().astype("datetime64[D]").astype("datetime64[s]")
    return pd.Series(values, index=days.index).where(known)
