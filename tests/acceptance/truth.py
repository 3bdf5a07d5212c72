"""What the demo county's numbers must be, worked out from its clean rows in plain pandas.

Nothing of the project's measuring is used here: the definitions are read from the design (measures.md) and
written down again. Rows come from `etl.demo.generate(...).rows`, before any partner's dialect.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tests.acceptance import events

PARTNERSHIP = "harbor"
FIRST = pd.Timestamp("2022-11-01")
PART_2 = "unity_recovery"  # told by quarter and year: its rows are in no month, not even in a total
MONTHS_ONLY = "harbor_schools"  # its agreement keeps months, not days


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
        select, how = MEASURES[measure]
        rows = select(self)
        rows = rows[(rows["on"] >= FIRST) & (rows["on"] <= self.end)]
        rows = rows[rows["agency_id"] != PART_2] if grain == "month" else rows
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


def _mean(rows: pd.DataFrame) -> Cell:
    """To a tenth: a mean times its n would be somebody's exact days."""
    amounts = rows["amount"].dropna()
    return Cell(None, float(len(amounts)), round(float(amounts.mean()), 1) if len(amounts) else None)


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


MEASURES: dict[str, tuple[Callable[[Truth], pd.DataFrame], Callable[[pd.DataFrame], Cell]]] = {
    "crisis_contacts": (events.crisis, _count),
    "crisis_resolved_in_community": (events.crisis_resolved, _proportion),
    "crisis_without_police": (events.without_police, _proportion),
    "school_enrollments": (events.starts(["school_based"]), _count),
    "bh_encounters": (events.police, _count),
    "diversions": (events.diversions, _count),
    "drop_offs": (events.drop_offs, _count),
    "eligible_diversion_rate": (events.eligible, _proportion),
    "bh_arrest_rate": (events.arrests, _proportion),
    "repeat_encounters_180": (events.met_again, _share_of_people),
    "force_rate": (events.force, _proportion),
    "cit_response_rate": (events.crisis_trained, _proportion),
    "handoff_minutes": (events.handoff, _median),
    "linkage_30": (events.linked(30), _proportion),
    "linkage_7": (events.linked(7), _proportion),
    "screening_coverage": (events.screened, _proportion),
    "positive_screen_rate": (events.positive, _proportion),
    "bookings_smi": (events.booked_smi, _count),
    "bookings_smi_people": (events.booked_smi, _people),
    "bookings_smi_share": (events.booked_smi_share, _proportion),
    "jail_adp_smi": (events.nights, _mean_daily),
    "jail_releases": (events.released, _count),
    "los_smi": (events.stay("yes"), _median),
    "los_other": (events.stay("no"), _median),
    "los_median_smi": (events.stay("yes"), _median),
    "los_median_other": (events.stay("no"), _median),
    "los_mean_smi": (events.stay("yes"), _mean),
    "los_mean_other": (events.stay("no"), _mean),
    "los_open_days": (events.still_in_jail("yes"), _median),
    "los_open_other": (events.still_in_jail("no"), _median),
    "bookings_total": (events.booked, _count),
    "connected_30_other": (events.connected(30, "no"), _proportion),
    "los_gap": (events.stay_gap, _ratio_of_medians),
    "connected_7": (events.connected(7), _proportion),
    "connected_14": (events.connected(14), _proportion),
    "connected_30": (events.connected(30), _proportion),
    "release_medicaid": (events.medicaid, _proportion),
    "return_to_custody_180d": (events.returned(180), _proportion),
    "return_to_custody_12m": (events.returned(365), _proportion),
    "return_to_custody_24m": (events.returned(730), _proportion),
    "pretrial_diversion_starts": (events.starts(events.DIVERSION), _count),
    "specialty_court_retention": (events.staying(events.TREATMENT_COURTS), _survival),
    "court_referral_to_admission_days": (
        events.starts([*events.TREATMENT_COURTS, *events.DIVERSION]),
        _median,
    ),
    "diversion_completion": (events.completions, _proportion),
    "enrollments": (events.starts(), _count),
    "active_census": (events.census, _snapshot),
    "exits_completed": (events.exits, _proportion),
    "retention_180": (events.staying(None), _survival),
    "referral_to_start_days": (events.starts(), _median),
}
