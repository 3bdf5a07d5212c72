"""What the demo county's numbers must be, worked out from its clean rows in plain pandas.

Nothing of the project's measuring is used here: the definitions are read from the design (measures.md) and
written down again. Rows come from `etl.demo.generate(...).rows`, before any partner's dialect.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

PARTNERSHIP = "harbor"
FIRST = pd.Timestamp("2022-11-01")
PART_2 = "unity_recovery"  # told by quarter and year: its rows are in no month, not even in a total
PART2 = "unity_recovery"  # substance use treatment: told by quarter or year, never by month
MONTHS_ONLY = "harbor_schools"  # its agreement keeps months, not days
DIVERTED = ["transported_crisis_center", "voluntary_hospital", "diverted_prebooking", "diverted_postbooking",
            "diverted_court"]  # fmt: skip
ARRESTED = ["arrest_booked", "arrest_released"]
UNKNOWN = ["", "unknown", "pending"]
TREATMENT_COURTS = ["mental_health_court", "drug_court", "veterans_court"]
DIVERSION = ["pretrial_diversion", "prosecutor_diversion"]


@dataclass(frozen=True)
class Cell:
    """One number: a count (numerator), a share (both), a middle value (denominator = n) or a ratio."""

    numerator: float | None
    denominator: float | None
    value: float | None


class Truth:
    """The clean rows, prepared; `cells(measure)` gives (scope_kind, scope, period) -> Cell."""

    def __init__(self, rows: dict[str, pd.DataFrame], through: str) -> None:
        self.end = pd.Timestamp(through) + pd.offsets.MonthEnd(0)
        self.months = pd.period_range(FIRST, self.end, freq="M")
        self.encounters = rows["encounters"].copy()
        self.bookings = rows["bookings"].copy()
        self.enrollments = self._prepared(rows["enrollments"].copy())
        self.counts = rows["monthly_counts"].copy()
        self.reported = {
            "encounters": _reported(self.encounters, "encounter_date"),
            "bookings": _reported(self.bookings, "booking_date"),
            "enrollments": _reported(self.enrollments, "start_date"),
        }

    def _prepared(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Waits and stays first, in days; then the school's dates are cut to the month."""
        rows["wait"] = (rows["start_date"] - rows["referral_date"]).dt.days
        rows["stay"] = (rows["exit_date"] - rows["start_date"]).dt.days
        cut = rows["agency_id"] == MONTHS_ONLY
        for name in ("referral_date", "start_date", "first_service_date", "exit_date"):
            first = rows[name].dt.to_period("M").dt.to_timestamp()
            rows[name] = rows[name].mask(cut, first.astype(rows[name].dtype))
        rows["started"] = rows["status"].isin(["active", "exited"])
        rows["through"] = self.end - pd.to_timedelta(
            np.where(rows["agency_id"] == "harbor_probation", self.end.day, 0), unit="D"
        )
        return rows

    def cells(self, measure: str, grain: str = "month") -> dict[tuple[str, str, str], Cell]:
        """Every partnership and agency number of a measure by month, quarter or year."""
        events, how = MEASURES[measure]
        rows = events(self)
        rows = rows[(rows["on"] >= FIRST) & (rows["on"] <= self.end)]
        rows = rows[rows["agency_id"] != PART_2] if grain == "month" else rows
        rows = rows[(rows["agency_id"] != PART2) | (grain != "month")]
        unit = {"month": "M", "quarter": "Q", "year": "Y"}[grain]
        if how is _snapshot:  # a quarter's census is that of the last month that the agency reported in it
            latest = rows.groupby(["agency_id", rows["on"].dt.to_period(unit)])["on"].transform("max")
            rows = rows[rows["on"] == latest]
        period = rows["on"].dt.to_period(unit).dt.to_timestamp()
        rows = rows.assign(period=period.dt.strftime("%Y-%m-%d"))
        found = {}
        for kind, scope, part in [("partnership", PARTNERSHIP, rows), *_by_agency(rows)]:
            for start, group in part.groupby("period"):
                found[kind, scope, start] = how(group)
        return self._with_counts(found, measure, grain, how)

    def _with_counts(self, found: dict, measure: str, grain: str, how: Callable) -> dict:
        """Adds what Bayside counted itself, to its own numbers and the partnership's."""
        rows = self.counts[self.counts["measure_id"] == measure]
        period = (
            rows["month"].dt.to_period({"month": "M", "quarter": "Q", "year": "Y"}[grain]).dt.to_timestamp()
        )
        for start, group in rows.groupby(period.dt.strftime("%Y-%m-%d")):
            upper, lower = group["numerator"].sum(), group["denominator"].sum(min_count=1)
            for kind, scope in (("partnership", PARTNERSHIP), ("agency", "bayside_pd")):
                before = found.get((kind, scope, start), Cell(0, 0, None))
                numerator = (before.numerator or 0) + upper
                if how is _count:
                    found[kind, scope, start] = Cell(numerator, None, None)
                else:
                    found[kind, scope, start] = _share(numerator, (before.denominator or 0) + lower)
        return found

    def month_ends(self, agency: str, feed: str) -> pd.DatetimeIndex:
        """The last days of the months that an agency reported."""
        return pd.DatetimeIndex(
            [month.end_time.normalize() for month in self.months if (agency, month) in self.reported[feed]]
        )


_DAY = pd.Timedelta(days=1)


def _reported(rows: pd.DataFrame, day: str) -> set:
    return set(zip(rows["agency_id"], rows[day].dt.to_period("M"), strict=True))


def _by_agency(rows: pd.DataFrame) -> list:
    return [("agency", agency, part) for agency, part in rows.groupby("agency_id")]


# How a group of events becomes a number.


def _share(numerator: float, denominator: float) -> Cell:
    return Cell(numerator, denominator, 100 * numerator / denominator if denominator else None)


def _count(rows: pd.DataFrame) -> Cell:
    return Cell(float(rows["num"].sum()), None, None)


_snapshot = lambda rows: _count(rows)  # noqa: E731 - a name of its own: a census is taken on a period's last day


def _proportion(rows: pd.DataFrame) -> Cell:
    den = rows["den"].astype(bool)
    return _share(float((rows["num"].astype(bool) & den).sum()), float(den.sum()))


def _people(rows: pd.DataFrame) -> Cell:
    return Cell(float(rows["person_key"].nunique()), None, None)


def _share_of_people(rows: pd.DataFrame) -> Cell:
    met_again = rows.groupby("person_key")["num"].any()
    return _share(float(met_again.sum()), float(len(met_again)))


def _median(rows: pd.DataFrame) -> Cell:
    amounts = rows["amount"].dropna()
    return Cell(None, float(len(amounts)), float(amounts.median()) if len(amounts) else None)


def _ratio_of_medians(rows: pd.DataFrame) -> Cell:
    upper, lower = rows.loc[rows["num"], "amount"], rows.loc[~rows["num"], "amount"]
    value = upper.median() / lower.median() if len(upper) and len(lower) and lower.median() else None
    return Cell(float(len(upper)), float(len(lower)), value)


def _mean_daily(rows: pd.DataFrame) -> Cell:
    days = rows.drop_duplicates("on")["on"].dt.days_in_month.sum()
    return Cell(float(rows["amount"].sum()), float(days), float(rows["amount"].sum() / days))


def _survival(rows: pd.DataFrame, horizon: int = 180) -> Cell:
    """Kaplan-Meier by hand: the product of (1 - left / at risk) over the days on which somebody left."""
    days, left = rows["days"].to_numpy(), rows["left"].to_numpy()
    staying = 1.0
    for day in np.unique(days[left & (days <= horizon)]):
        staying *= 1 - (left & (days == day)).sum() / (days >= day).sum()
    return Cell(float((left & (days <= horizon)).sum()), float(len(rows)), 100 * staying)


# The events of each measure: agency_id, on (a date) and what the aggregate needs.


def _contacts(truth: Truth, intercept: int) -> pd.DataFrame:
    rows = truth.encounters[truth.encounters["intercept"] == intercept]
    rows = rows[rows["bh_need"] != "none"] if intercept == 1 else rows
    return rows.assign(on=rows["encounter_date"], num=True, den=True)


def _crisis(truth: Truth) -> pd.DataFrame:
    return _contacts(truth, 0)


def _police(truth: Truth) -> pd.DataFrame:
    return _contacts(truth, 1)


def _crisis_resolved(truth: Truth) -> pd.DataFrame:
    rows = _crisis(truth)
    good = ["resolved_on_scene", "referred", "transported_crisis_center", "transferred_line"]
    return rows.assign(num=rows["disposition"].isin(good), den=~rows["disposition"].isin(UNKNOWN))


def _without_police(truth: Truth) -> pd.DataFrame:
    rows = _crisis(truth)
    return rows.assign(
        num=rows["responder"].isin(["mobile_crisis", "peer", "ems"]), den=~rows["responder"].isin(UNKNOWN)
    )


def _diversions(truth: Truth) -> pd.DataFrame:
    rows = pd.concat([_contacts(truth, number) for number in range(6)])
    return rows[rows["disposition"].isin(DIVERTED)]


def _drop_offs(truth: Truth) -> pd.DataFrame:
    rows = truth.encounters
    rows = rows[(rows["intercept"] == 1) & (rows["disposition"] == "transported_crisis_center")]
    return rows.assign(on=rows["encounter_date"], num=True)


def _eligible(truth: Truth) -> pd.DataFrame:
    rows = _police(truth)
    rows = rows[rows["probable_cause"] == "yes"]
    diverted = rows["disposition"].isin(DIVERTED)
    return rows.assign(num=diverted, den=diverted | rows["disposition"].isin([*ARRESTED, "citation"]))


def _arrests(truth: Truth) -> pd.DataFrame:
    rows = _police(truth)
    return rows.assign(num=rows["disposition"].isin(ARRESTED), den=~rows["disposition"].isin(UNKNOWN))


def _force(truth: Truth) -> pd.DataFrame:
    rows = _police(truth)
    return rows.assign(num=rows["force_used"] == "yes", den=rows["force_used"].isin(["yes", "no"]))


def _crisis_trained(truth: Truth) -> pd.DataFrame:
    rows = _police(truth)
    trained = ["cit_officer", "co_responder", "mobile_crisis", "peer"]
    return rows.assign(num=rows["responder"].isin(trained), den=~rows["responder"].isin(UNKNOWN))


def _met_again(truth: Truth) -> pd.DataFrame:
    rows = _police(truth)
    rows = rows[rows["person_key"] != ""].sort_values("encounter_date", kind="stable")
    following = rows.groupby("person_key")["encounter_date"].shift(-1)
    return rows.assign(num=(following - rows["encounter_date"]).dt.days <= 180)


def _handoff(truth: Truth) -> pd.DataFrame:
    rows = _drop_offs(truth)
    return rows.assign(amount=rows["handoff_minutes"]).dropna(subset="amount")


def _linked(days: int) -> Callable[[Truth], pd.DataFrame]:
    def events(truth: Truth) -> pd.DataFrame:
        rows = truth.encounters
        rows = rows[(rows["disposition"] == "referred") | (rows["referred_program_id"] != "")]
        waited = (rows["first_service_date"] - rows["encounter_date"]).dt.days
        return rows.assign(on=rows["encounter_date"], num=waited.between(0, days), den=True)

    return events


def _booked(truth: Truth) -> pd.DataFrame:
    rows = truth.bookings
    answer = rows["smi_confirmed"].where(rows["smi_confirmed"].isin(["yes", "no"]))
    screen = rows["screen_result"].map({"positive": "yes", "negative": "no"})
    return rows.assign(on=rows["booking_date"], smi_now=answer.fillna(screen), num=True, den=True)


def _booked_smi(truth: Truth) -> pd.DataFrame:
    rows = _booked(truth)
    return rows[rows["smi_now"] == "yes"]


def _booked_smi_share(truth: Truth) -> pd.DataFrame:
    rows = _booked(truth)
    rows = rows[rows["screened"] == "yes"]
    return rows.assign(num=rows["smi_now"] == "yes")


def _screened(truth: Truth) -> pd.DataFrame:
    rows = _booked(truth)
    rows = rows[rows["release_date"].isna() | (rows["release_date"] > rows["booking_date"])]
    return rows.assign(num=rows["screened"] == "yes")


def _positive(truth: Truth) -> pd.DataFrame:
    rows = _booked(truth)
    rows = rows[rows["screened"] == "yes"]
    return rows.assign(num=rows["screen_result"] == "positive")


def _nights(truth: Truth) -> pd.DataFrame:
    """Nights of each month spent in jail by people with SMI, stays that go on included."""
    rows = _booked_smi(truth)
    parts = []
    for month in truth.months:
        first, after = month.start_time, month.end_time.normalize() + _DAY
        leaving = rows["release_date"].astype("datetime64[s]").fillna(after).clip(upper=after)
        nights = (leaving - rows["booking_date"].clip(lower=first)).dt.days.clip(lower=0)
        parts.append(rows.assign(on=first, amount=nights)[nights > 0])
    return pd.concat(parts)


def _released(truth: Truth) -> pd.DataFrame:
    rows = _booked(truth)
    rows = rows[rows["release_date"].notna()]
    return rows.assign(on=rows["release_date"], amount=(rows["release_date"] - rows["booking_date"]).dt.days)


def _stay(answer: str) -> Callable[[Truth], pd.DataFrame]:
    return lambda truth: _released(truth)[lambda rows: rows["smi_now"] == answer]


def _stay_gap(truth: Truth) -> pd.DataFrame:
    rows = _released(truth)
    rows = rows[rows["smi_now"].isin(["yes", "no"])]
    return rows.assign(num=rows["smi_now"] == "yes")


def _to_community(truth: Truth) -> pd.DataFrame:
    rows = _released(truth)
    return rows[~rows["release_type"].isin(["transfer", "deceased"])]


def _connected(days: int) -> Callable[[Truth], pd.DataFrame]:
    def events(truth: Truth) -> pd.DataFrame:
        rows = _to_community(truth)
        rows = rows[rows["smi_now"] == "yes"]
        seen = (rows["appointment_date"] - rows["release_date"]).dt.days.between(0, days)
        seen &= rows["appointment_attended"] == "yes"
        starts = truth.enrollments.loc[truth.enrollments["started"], ["person_key", "start_date"]]
        pairs = rows[["booking_id", "person_key", "release_date"]].merge(starts, on="person_key")
        soon = (pairs["start_date"] - pairs["release_date"]).dt.days.between(0, days)
        return rows.assign(num=seen | rows["booking_id"].isin(pairs.loc[soon, "booking_id"]))

    return events


def _returned(days: int) -> Callable[[Truth], pd.DataFrame]:
    def events(truth: Truth) -> pd.DataFrame:
        following = (
            truth.bookings.sort_values("booking_date")
            .groupby("person_key")["booking_date"]
            .shift(-1)
            .rename("next")
        )
        rows = _to_community(truth).join(following)
        return rows.assign(num=(rows["next"] - rows["release_date"]).dt.days <= days)

    return events


def _medicaid(truth: Truth) -> pd.DataFrame:
    rows = _to_community(truth)
    rows = rows[rows["smi_now"] == "yes"]
    return rows.assign(num=rows["medicaid_active"] == "yes", den=rows["medicaid_active"].isin(["yes", "no"]))


def _starts(services: list[str] | None = None) -> Callable[[Truth], pd.DataFrame]:
    def events(truth: Truth) -> pd.DataFrame:
        rows = truth.enrollments[truth.enrollments["started"]]
        rows = rows if services is None else rows[rows["service_type"].isin(services)]
        return rows.assign(
            on=rows["start_date"], num=True, den=True, amount=rows["wait"].where(rows["wait"] >= 0)
        )

    return events


def _staying(services: list[str] | None) -> Callable[[Truth], pd.DataFrame]:
    """Leaving without completing ends it; completing stays; death, a move or a transfer ends the watch."""

    def events(truth: Truth) -> pd.DataFrame:
        rows = _starts(services)(truth)
        so_far = (rows["through"] - rows["start_date"]).dt.days
        days = rows["stay"].fillna(so_far).where(rows["exit_reason"] != "completed", 181)
        gone = (rows["status"] == "exited") & ~rows["exit_reason"].isin(
            ["completed", "deceased", "moved", "transferred"]
        )
        return rows.assign(days=days, left=gone)

    return events


def _census(truth: Truth) -> pd.DataFrame:
    parts = []
    for agency, rows in _starts()(truth).groupby("agency_id"):
        for day in truth.month_ends(agency, "enrollments"):
            there = (rows["start_date"] <= day) & (rows["exit_date"].isna() | (rows["exit_date"] >= day))
            parts.append(rows[there].assign(on=day))
    return pd.concat(parts)


def _exits(truth: Truth) -> pd.DataFrame:
    """Exits told later of a month that the agency skipped are left out: the month is a gap, not a part."""
    rows = truth.enrollments[truth.enrollments["status"] == "exited"]
    months = zip(rows["agency_id"], rows["exit_date"].dt.to_period("M"), strict=True)
    rows = rows[[each in truth.reported["enrollments"] for each in months]]
    return rows.assign(on=rows["exit_date"], num=rows["exit_reason"] == "completed", den=True)


def _completions(truth: Truth) -> pd.DataFrame:
    rows = truth.enrollments
    rows = rows[rows["intercept"].isin([2, 3]) & (rows["status"] == "exited")]
    return rows.assign(on=rows["start_date"], num=rows["exit_reason"] == "completed", den=True)


MEASURES: dict[str, tuple[Callable[[Truth], pd.DataFrame], Callable[[pd.DataFrame], Cell]]] = {
    "crisis_contacts": (_crisis, _count),
    "crisis_resolved_in_community": (_crisis_resolved, _proportion),
    "crisis_without_police": (_without_police, _proportion),
    "school_enrollments": (_starts(["school_based"]), _count),
    "bh_encounters": (_police, _count),
    "diversions": (_diversions, _count),
    "drop_offs": (_drop_offs, _count),
    "eligible_diversion_rate": (_eligible, _proportion),
    "bh_arrest_rate": (_arrests, _proportion),
    "repeat_encounters_180": (_met_again, _share_of_people),
    "force_rate": (_force, _proportion),
    "cit_response_rate": (_crisis_trained, _proportion),
    "handoff_minutes": (_handoff, _median),
    "linkage_30": (_linked(30), _proportion),
    "linkage_7": (_linked(7), _proportion),
    "screening_coverage": (_screened, _proportion),
    "positive_screen_rate": (_positive, _proportion),
    "bookings_smi": (_booked_smi, _count),
    "bookings_smi_people": (_booked_smi, _people),
    "bookings_smi_share": (_booked_smi_share, _proportion),
    "jail_adp_smi": (_nights, _mean_daily),
    "jail_releases": (_released, _count),
    "los_smi": (_stay("yes"), _median),
    "los_other": (_stay("no"), _median),
    "los_gap": (_stay_gap, _ratio_of_medians),
    "connected_7": (_connected(7), _proportion),
    "connected_14": (_connected(14), _proportion),
    "connected_30": (_connected(30), _proportion),
    "release_medicaid": (_medicaid, _proportion),
    "return_to_custody_180d": (_returned(180), _proportion),
    "return_to_custody_12m": (_returned(365), _proportion),
    "return_to_custody_24m": (_returned(730), _proportion),
    "pretrial_diversion_starts": (_starts(DIVERSION), _count),
    "specialty_court_retention": (_staying(TREATMENT_COURTS), _survival),
    "court_referral_to_admission_days": (_starts([*TREATMENT_COURTS, *DIVERSION]), _median),
    "diversion_completion": (_completions, _proportion),
    "enrollments": (_starts(), _count),
    "active_census": (_census, _snapshot),
    "exits_completed": (_exits, _proportion),
    "retention_180": (_staying(None), _survival),
    "referral_to_start_days": (_starts(), _median),
}
