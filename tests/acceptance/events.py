"""The events that each measure counts, in plain pandas: agency_id, on (a date) and what the aggregate needs.

Written down from the design (measures.md), not from the project's measures; see truth.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from tests.acceptance.truth import Truth

DAY = pd.Timedelta(days=1)
DIVERTED = ["transported_crisis_center", "voluntary_hospital", "diverted_prebooking", "diverted_postbooking",
            "diverted_court"]  # fmt: skip
ARRESTED = ["arrest_booked", "arrest_released"]
UNKNOWN = ["", "unknown", "pending"]
TREATMENT_COURTS = ["mental_health_court", "drug_court", "veterans_court"]
DIVERSION = ["pretrial_diversion", "prosecutor_diversion"]


def contacts(truth: Truth, intercept: int) -> pd.DataFrame:
    rows = truth.encounters[truth.encounters["intercept"] == intercept]
    rows = rows[rows["bh_need"] != "none"] if intercept == 1 else rows
    return rows.assign(on=rows["encounter_date"], num=True, den=True)


def crisis(truth: Truth) -> pd.DataFrame:
    return contacts(truth, 0)


def police(truth: Truth) -> pd.DataFrame:
    return contacts(truth, 1)


def crisis_resolved(truth: Truth) -> pd.DataFrame:
    rows = crisis(truth)
    good = ["resolved_on_scene", "referred", "transported_crisis_center", "transferred_line"]
    return rows.assign(num=rows["disposition"].isin(good), den=~rows["disposition"].isin(UNKNOWN))


def without_police(truth: Truth) -> pd.DataFrame:
    rows = crisis(truth)
    return rows.assign(
        num=rows["responder"].isin(["mobile_crisis", "peer", "ems"]), den=~rows["responder"].isin(UNKNOWN)
    )


def diversions(truth: Truth) -> pd.DataFrame:
    rows = pd.concat([contacts(truth, number) for number in range(6)])
    return rows[rows["disposition"].isin(DIVERTED)]


def drop_offs(truth: Truth) -> pd.DataFrame:
    rows = truth.encounters
    rows = rows[(rows["intercept"] == 1) & (rows["disposition"] == "transported_crisis_center")]
    return rows.assign(on=rows["encounter_date"], num=True)


def eligible(truth: Truth) -> pd.DataFrame:
    rows = police(truth)
    rows = rows[rows["probable_cause"] == "yes"]
    diverted = rows["disposition"].isin(DIVERTED)
    return rows.assign(num=diverted, den=diverted | rows["disposition"].isin([*ARRESTED, "citation"]))


def arrests(truth: Truth) -> pd.DataFrame:
    rows = police(truth)
    return rows.assign(num=rows["disposition"].isin(ARRESTED), den=~rows["disposition"].isin(UNKNOWN))


def force(truth: Truth) -> pd.DataFrame:
    rows = police(truth)
    return rows.assign(num=rows["force_used"] == "yes", den=rows["force_used"].isin(["yes", "no"]))


def crisis_trained(truth: Truth) -> pd.DataFrame:
    rows = police(truth)
    trained = ["cit_officer", "co_responder", "mobile_crisis", "peer"]
    return rows.assign(num=rows["responder"].isin(trained), den=~rows["responder"].isin(UNKNOWN))


def met_again(truth: Truth) -> pd.DataFrame:
    rows = police(truth)
    rows = rows[rows["person_key"] != ""].sort_values("encounter_date", kind="stable")
    following = rows.groupby("person_key")["encounter_date"].shift(-1)
    return rows.assign(num=(following - rows["encounter_date"]).dt.days <= 180)


def handoff(truth: Truth) -> pd.DataFrame:
    rows = drop_offs(truth)
    return rows.assign(amount=rows["handoff_minutes"]).dropna(subset="amount")


def linked(days: int) -> Callable[[Truth], pd.DataFrame]:
    def events(truth: Truth) -> pd.DataFrame:
        rows = truth.encounters
        rows = rows[(rows["disposition"] == "referred") | (rows["referred_program_id"] != "")]
        waited = (rows["first_service_date"] - rows["encounter_date"]).dt.days
        return rows.assign(on=rows["encounter_date"], num=waited.between(0, days), den=True)

    return events


def booked(truth: Truth) -> pd.DataFrame:
    rows = truth.bookings
    answer = rows["smi_confirmed"].where(rows["smi_confirmed"].isin(["yes", "no"]))
    screen = rows["screen_result"].map({"positive": "yes", "negative": "no"})
    return rows.assign(on=rows["booking_date"], smi_now=answer.fillna(screen), num=True, den=True)


def booked_smi(truth: Truth) -> pd.DataFrame:
    rows = booked(truth)
    return rows[rows["smi_now"] == "yes"]


def booked_smi_share(truth: Truth) -> pd.DataFrame:
    rows = booked(truth)
    rows = rows[rows["screened"] == "yes"]
    return rows.assign(num=rows["smi_now"] == "yes")


def screened(truth: Truth) -> pd.DataFrame:
    rows = booked(truth)
    rows = rows[rows["release_date"].isna() | (rows["release_date"] > rows["booking_date"])]
    return rows.assign(num=rows["screened"] == "yes")


def positive(truth: Truth) -> pd.DataFrame:
    rows = booked(truth)
    rows = rows[rows["screened"] == "yes"]
    return rows.assign(num=rows["screen_result"] == "positive")


def nights(truth: Truth) -> pd.DataFrame:
    """Nights of each month spent in jail by people with SMI, stays that go on included."""
    rows = booked_smi(truth)
    parts = []
    for month in truth.months:
        first, after = month.start_time, month.end_time.normalize() + DAY
        leaving = rows["release_date"].astype("datetime64[s]").fillna(after).clip(upper=after)
        nights = (leaving - rows["booking_date"].clip(lower=first)).dt.days.clip(lower=0)
        parts.append(rows.assign(on=first, amount=nights)[nights > 0])
    return pd.concat(parts)


def released(truth: Truth) -> pd.DataFrame:
    rows = booked(truth)
    rows = rows[rows["release_date"].notna()]
    return rows.assign(on=rows["release_date"], amount=(rows["release_date"] - rows["booking_date"]).dt.days)


def stay(answer: str) -> Callable[[Truth], pd.DataFrame]:
    """A transfer to another facility and a death end no stay."""
    return lambda truth: to_community(truth)[lambda rows: rows["smi_now"] == answer]


def still_in_jail(answer: str) -> Callable[[Truth], pd.DataFrame]:
    """Whoever is in jail on the last day of a month, with the days so far."""

    def events(truth: Truth) -> pd.DataFrame:
        rows = booked(truth)
        rows = rows[rows["smi_now"] == answer]
        parts = []
        for agency, mine in rows.groupby("agency_id"):
            for day in truth.month_ends(agency, "bookings"):
                there = mine["booking_date"] <= day
                there &= mine["release_date"].isna() | (mine["release_date"] >= day)
                so_far = (day - mine["booking_date"]).dt.days
                parts.append(mine.assign(on=day, amount=so_far)[there])
        return pd.concat(parts)

    return events


def stay_gap(truth: Truth) -> pd.DataFrame:
    rows = to_community(truth)
    rows = rows[rows["smi_now"].isin(["yes", "no"])]
    return rows.assign(num=rows["smi_now"] == "yes")


def to_community(truth: Truth) -> pd.DataFrame:
    rows = released(truth)
    return rows[~rows["release_type"].isin(["transfer", "deceased"])]


def connected(days: int, answer: str = "yes") -> Callable[[Truth], pd.DataFrame]:
    def events(truth: Truth) -> pd.DataFrame:
        rows = to_community(truth)
        rows = rows[rows["smi_now"] == answer]
        seen = (rows["appointment_date"] - rows["release_date"]).dt.days.between(0, days)
        seen &= rows["appointment_attended"] == "yes"
        starts = truth.enrollments.loc[truth.enrollments["started"], ["person_key", "start_date"]]
        pairs = rows[["booking_id", "person_key", "release_date"]].merge(starts, on="person_key")
        soon = (pairs["start_date"] - pairs["release_date"]).dt.days.between(0, days)
        return rows.assign(num=seen | rows["booking_id"].isin(pairs.loc[soon, "booking_id"]))

    return events


def returned(days: int) -> Callable[[Truth], pd.DataFrame]:
    def events(truth: Truth) -> pd.DataFrame:
        following = (
            truth.bookings.sort_values("booking_date")
            .groupby("person_key")["booking_date"]
            .shift(-1)
            .rename("next")
        )
        rows = to_community(truth).join(following)
        return rows.assign(num=(rows["next"] - rows["release_date"]).dt.days <= days)

    return events


def medicaid(truth: Truth) -> pd.DataFrame:
    rows = to_community(truth)
    rows = rows[rows["smi_now"] == "yes"]
    return rows.assign(num=rows["medicaid_active"] == "yes", den=rows["medicaid_active"].isin(["yes", "no"]))


def starts(services: list[str] | None = None) -> Callable[[Truth], pd.DataFrame]:
    def events(truth: Truth) -> pd.DataFrame:
        rows = truth.enrollments[truth.enrollments["started"]]
        rows = rows if services is None else rows[rows["service_type"].isin(services)]
        return rows.assign(
            on=rows["start_date"], num=True, den=True, amount=rows["wait"].where(rows["wait"] >= 0)
        )

    return events


def staying(services: list[str] | None) -> Callable[[Truth], pd.DataFrame]:
    """Leaving without completing ends it; completing stays; death, a move or a transfer ends the watch."""

    def events(truth: Truth) -> pd.DataFrame:
        rows = starts(services)(truth)
        so_far = (rows["through"] - rows["start_date"]).dt.days
        days = rows["stay"].fillna(so_far).where(rows["exit_reason"] != "completed", 181)
        gone = (rows["status"] == "exited") & ~rows["exit_reason"].isin(
            ["completed", "deceased", "moved", "transferred"]
        )
        return rows.assign(days=days, left=gone)

    return events


def census(truth: Truth) -> pd.DataFrame:
    parts = []
    for agency, rows in starts()(truth).groupby("agency_id"):
        for day in truth.month_ends(agency, "enrollments"):
            there = (rows["start_date"] <= day) & (rows["exit_date"].isna() | (rows["exit_date"] >= day))
            parts.append(rows[there].assign(on=day))
    return pd.concat(parts)


def exits(truth: Truth) -> pd.DataFrame:
    """Exits told later of a month that the agency skipped are left out: the month is a gap, not a part."""
    rows = truth.enrollments[truth.enrollments["status"] == "exited"]
    months = zip(rows["agency_id"], rows["exit_date"].dt.to_period("M"), strict=True)
    rows = rows[[each in truth.reported["enrollments"] for each in months]]
    return rows.assign(on=rows["exit_date"], num=rows["exit_reason"] == "completed", den=True)


def completions(truth: Truth) -> pd.DataFrame:
    rows = truth.enrollments
    rows = rows[rows["intercept"].isin([2, 3]) & (rows["status"] == "exited")]
    return rows.assign(on=rows["start_date"], num=rows["exit_reason"] == "completed", den=True)
