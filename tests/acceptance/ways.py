"""A year's people from contact to contact, in plain pandas; see truth.py. Not the project's SQL."""

from __future__ import annotations

import numpy as np
import pandas as pd

from tests.acceptance import events
from tests.acceptance.truth import FIRST, Truth

PLACES = {0: "crisis", 1: "police", 2: "court", 3: "court", 4: "community", 5: "community"}
LED = {
    **dict.fromkeys(["resolved_on_scene", "transferred_line"], "resolved"),
    **dict.fromkeys(["referred", "transported_crisis_center", "voluntary_hospital"], "to_care"),
    **dict.fromkeys(["diverted_prebooking", "diverted_postbooking", "diverted_court"], "diversion_program"),
    **dict.fromkeys(["transported_ed", "involuntary_hold"], "emergency_or_hold"),
    **dict.fromkeys(["arrest_booked", "arrest_released", "citation"], "arrested_or_cited"),
}


def contacts(truth: Truth) -> pd.DataFrame:
    """Every contact: key, id, on, rank, place, led, year; those without a key have an empty one."""
    met = truth.encounters
    met = met[(met["intercept"] != 1) | (met["bh_need"] != "none")]
    met = pd.DataFrame(
        {
            "key": met["person_key"],
            "agency": met["agency_id"],
            "id": met["encounter_id"],
            "on": met["encounter_date"],
            "rank": met["intercept"].astype(int),
            "place": met["intercept"].astype(int).map(PLACES),
            "led": met["disposition"].map(LED).fillna("other"),
        }
    )
    booked = events.booked_smi(truth)
    booked = pd.DataFrame(
        {
            "key": booked["person_key"],
            "agency": booked["agency_id"],
            "id": booked["booking_id"],
            "on": booked["booking_date"],
            "rank": 9,
            "place": "jail",
            "led": "booked",
        }
    )
    rows = pd.concat([met, booked], ignore_index=True)
    rows = rows[(rows["on"] >= FIRST) & (rows["on"] <= truth.end)]
    return rows.assign(year=rows["on"].dt.year)


def person_years(truth: Truth) -> pd.DataFrame:
    """One row a person and year: the first contact, days with one (`days`), and where the year ended."""
    rows = contacts(truth)
    rows = rows[rows["key"] != ""].sort_values(["on", "rank", "agency", "id"])
    days = rows.groupby(["key", "year"])["on"].nunique().rename("days")
    first = rows.drop_duplicates(["key", "year"]).join(days, on=["key", "year"])
    pairs = set()
    for name, found in (
        ("in_jail", _held(truth)),
        ("in_program", _enrolled(truth)),
        ("jailed", _jailed(truth, first)),
        ("left_program", _started(truth, first)),
    ):
        pairs |= {(key, year, name) for key, year in found}
    order = ("in_jail", "in_program", "jailed", "left_program")
    ended = [
        next((name for name in order if (key, year, name) in pairs), "neither")
        for key, year in zip(first["key"], first["year"], strict=True)
    ]
    return first.assign(ended=ended)


def _ends(truth: Truth) -> dict[int, pd.Timestamp]:
    return {
        year: min(pd.Timestamp(year, 12, 31), truth.end) for year in range(FIRST.year, truth.end.year + 1)
    }


def _held(truth: Truth) -> set:
    """(key, year) of those in jail on the year's last day; an open stay has no end."""
    rows, found = truth.bookings, set()
    for year, end in _ends(truth).items():
        there = (rows["booking_date"] <= end) & (rows["release_date"].isna() | (rows["release_date"] > end))
        found |= {(key, year) for key in rows.loc[there, "person_key"]}
    return found


def _enrolled(truth: Truth) -> set:
    """(key, year) of those in a program on the last day that its agency reported of the year."""
    found = set()
    rows = truth.enrollments[truth.enrollments["started"]]
    for agency, mine in rows.groupby("agency_id"):
        days = truth.month_ends(agency, "enrollments")
        for year in _ends(truth):
            last = days[days.year == year]
            if not len(last):
                continue
            end = last.max()
            active = mine["exit_date"].isna() & (mine["status"] == "active")
            there = (mine["start_date"] <= end) & (active | (mine["exit_date"] >= end))
            found |= {(key, year) for key in mine.loc[there, "person_key"]}
    return found


def _jailed(truth: Truth, first: pd.DataFrame) -> set:
    """(key, year) of those booked on or after the first contact of the year, into a stay of its own."""
    rows = truth.bookings.sort_values(["booking_date", "booking_id"])
    begins = rows["booking_date"].copy()
    gone = rows["release_date"].fillna(pd.Timestamp("2262-01-01"))
    # The latest end of any earlier stay, and of any earlier one that a transfer ended.
    until = gone.groupby(rows["person_key"]).transform(lambda ends: ends.cummax().shift())
    moved = gone.where(rows["release_type"] == "transfer")
    moved_on = moved.groupby(rows["person_key"]).transform(lambda ends: ends.cummax().shift())
    own = ~((until > begins) | (moved_on >= begins - pd.Timedelta(days=1)))
    rows = rows[own].assign(year=begins.dt.year)
    both = rows.merge(first, left_on=["person_key", "year"], right_on=["key", "year"])
    later = (both["booking_date"] >= both["on"]) & (both["booking_id"] != both["id"])
    return set(zip(both.loc[later, "key"], both.loc[later, "year"], strict=True))


def _started(truth: Truth, first: pd.DataFrame) -> set:
    rows = truth.enrollments[truth.enrollments["started"]]
    rows = rows.assign(year=rows["start_date"].dt.year)
    both = rows.merge(first, left_on=["person_key", "year"], right_on=["key", "year"])
    later = both["start_date"] >= both["on"]
    return set(zip(both.loc[later, "key"], both.loc[later, "year"], strict=True))


def steps(truth: Truth, name: str) -> pd.Series:
    """Days between two steps, indexed by the year that they count in."""
    if name == "year_contact_to_service":
        rows = events.linked(30)(truth)
        rows = rows[rows["num"]]
        days = (rows["first_service_date"] - rows["encounter_date"]).dt.days
    elif name == "year_booking_to_release":
        rows = events.stay("yes")(truth)
        days = rows["amount"]
    elif name == "year_referral_to_start":
        rows = events.starts()(truth).dropna(subset="amount")
        days = rows["amount"]
    elif name == "year_release_to_return":
        rows = events.returned(365)(truth)
        rows = rows[rows["num"]]
        days = (rows["next"] - rows["release_date"]).dt.days
    else:
        rows, days = _to_care(truth)
    inside = (rows["on"] >= FIRST) & (rows["on"] <= truth.end)
    return pd.Series(days[inside].to_numpy(), index=rows.loc[inside, "on"].dt.year)


def _to_care(truth: Truth) -> tuple[pd.DataFrame, pd.Series]:
    """Releases that reached care in 30 days, and how long each took."""
    rows = events.to_community(truth)
    rows = rows[rows["smi_now"] == "yes"]
    seen = (rows["appointment_date"] - rows["release_date"]).dt.days.where(
        rows["appointment_attended"] == "yes"
    )
    starts = truth.enrollments.loc[truth.enrollments["started"], ["person_key", "start_date"]]
    pairs = rows[["booking_id", "person_key", "release_date"]].merge(starts, on="person_key")
    waits = (pairs["start_date"] - pairs["release_date"]).dt.days
    soonest = waits[waits >= 0].groupby(pairs["booking_id"]).min()
    both = np.fmin(seen.where(seen >= 0), rows["booking_id"].map(soonest))
    inside = both.between(0, 30)
    return rows[inside], both[inside]
