"""Return to custody, retention and what stands beside the key measures, against the demo's clean rows.

Kaplan-Meier in plain Python, from rows that no project SQL has touched; see truth.py.
"""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest

from etl import builds
from etl.paths import DataHome
from tests.acceptance import events
from tests.acceptance.truth import FIRST, Truth

pytestmark = [pytest.mark.acceptance, pytest.mark.xdist_group("demo")]
ROUNDED = 0.0501  # survival is told to a tenth of a percent
LANDMARK = 30
LEFT = ["left", "discharged_noncompliance", "incarcerated", "hospitalized", "unknown"]


@pytest.fixture(scope="module")
def told(demo_county) -> pd.DataFrame:
    """The published table."""
    file = builds.newest(DataHome(demo_county.home)).folder / builds.SHARED
    with duckdb.connect(str(file), read_only=True) as con:
        return con.execute("from curve").df()


def estimate(days: np.ndarray, observed: np.ndarray, at: int) -> float:
    """Kaplan-Meier by hand, in percent."""
    staying = 1.0
    for day in np.unique(days[observed & (days <= at)]):
        staying *= 1 - (observed & (days == day)).sum() / (days >= day).sum()
    return 100 * staying


def interval(days: np.ndarray, observed: np.ndarray, at: int) -> tuple[float, float]:
    """Greenwood's variance on the log-minus-log scale by hand, in percent (Kalbfleisch and Prentice, 1.4)."""
    staying, spread = estimate(days, observed, at) / 100, 0.0
    for day in np.unique(days[observed & (days <= at)]):
        left, watched = (observed & (days == day)).sum(), (days >= day).sum()
        spread += left / (watched * (watched - left))
    wide = 1.959964 * np.sqrt(spread) / np.log(staying)
    low, high = sorted(staying ** np.exp(sign * wide) for sign in (1, -1))
    return 100 * low, 100 * high


def releases(truth: Truth) -> pd.DataFrame:
    rows = events.returned(730)(truth)
    rows = rows[(rows["release_date"] >= FIRST) & (rows["release_date"] <= truth.end)]
    until = (truth.end - rows["release_date"]).dt.days
    back = (rows["next"] - rows["release_date"]).dt.days
    return rows.assign(
        days=np.minimum(back.fillna(10**6), until).astype(int),
        observed=back <= until,
        cohort=rows["release_date"].dt.year,
        all="all",
        smi=rows["smi_now"].fillna("unknown"),
    )


def by_program(truth: Truth) -> pd.DataFrame:
    rows = releases(truth)
    starts = truth.enrollments.loc[truth.enrollments["started"], ["person_key", "start_date"]]
    pairs = rows[["booking_id", "person_key", "release_date"]].merge(starts, on="person_key")
    soon = (pairs["start_date"] - pairs["release_date"]).dt.days.between(0, LANDMARK)
    started = rows["booking_id"].isin(pairs.loc[soon, "booking_id"])
    rows = rows.assign(program=np.where(started, "started", "not_started"))
    known = rows["release_date"] + pd.Timedelta(days=LANDMARK) <= truth.enrollments["through"].min()
    return rows[known & (rows["days"] > LANDMARK)]


def stays(truth: Truth) -> pd.DataFrame:
    rows = truth.enrollments[truth.enrollments["started"]]
    rows = rows[rows["start_date"] >= FIRST]
    months = zip(rows["agency_id"], rows["start_date"].dt.to_period("M"), strict=True)
    rows = rows[[each in truth.reported["enrollments"] for each in months]]
    so_far = (rows["through"] - rows["start_date"]).dt.days
    days = rows["stay"].fillna(so_far)
    gone = (rows["status"] == "exited") & rows["exit_reason"].isin(LEFT)
    rows = rows.assign(days=days, observed=gone, cohort=rows["start_date"].dt.year)
    return rows[rows["days"] >= 0].astype({"days": int})


ROWS = {
    ("return", "all"): releases,
    ("return", "smi"): releases,
    ("return", "program"): by_program,
    ("retention", "service_type"): stays,
}


@pytest.mark.parametrize(("kind", "grouping"), ROWS)
def test_every_point_of_every_curve_is_true(told, truth, kind, grouping):
    rows = ROWS[kind, grouping](truth)
    mine = told[told["kind"].eq(kind) & told["grouping"].eq(grouping) & told["status"].eq("shown")]
    assert len(mine)
    wrong = []
    for (level, cohort), curve in mine.groupby(["level", "cohort"]):
        part = rows[(rows[grouping] == level) & (rows["cohort"] == cohort.year)]
        days, observed = part["days"].to_numpy(), part["observed"].to_numpy().astype(bool)
        start = curve["day"].min()
        for row in curve.itertuples():
            true = (estimate(days, observed, row.day), (days > row.day).sum())
            if row.day == start:  # the start, before anything has happened
                true = (100.0, days.size)
            if abs(row.survival - true[0]) > ROUNDED or row.at_risk != true[1]:
                wrong.append((level, cohort.year, row.day, row.survival, row.at_risk, *true))
            if row.day > start and true[0] < 100:
                ends = interval(days, observed, row.day)
                if max(abs(row.low - ends[0]), abs(row.high - ends[1])) > ROUNDED:
                    wrong.append((level, cohort.year, row.day, row.low, row.high, *ends))
    assert wrong == []


def test_counts_between_two_days_add_up_to_those_still_watched(told):
    for _, curve in told[told["status"].eq("shown")].groupby(["kind", "grouping", "level", "cohort"]):
        left = curve["n"] - curve["events"].cumsum() - curve["censored"].cumsum()
        assert (left == curve["at_risk"]).all()
        assert curve["survival"].is_monotonic_decreasing


def test_no_count_of_any_curve_is_few(told):
    """Above 10, or 0: on every row, the days that `trend` tells as well included."""
    shown = told[told["status"].eq("shown")]
    assert len(shown)
    few = shown[["events", "censored", "at_risk"]].apply(lambda column: column.between(1, 10))
    assert shown[few.any(axis=1)].empty


def test_what_may_not_be_shown_has_no_number(told):
    hidden = told[told["status"].eq("suppressed")]
    assert len(hidden)
    assert hidden[["n", "at_risk", "events", "censored", "survival", "low", "high"]].isna().all(axis=None)


def test_a_cohort_is_mature_once_its_last_member_was_followed(told, truth):
    mature = told.groupby(["kind", told["cohort"].dt.year])["mature"].first()
    assert mature["return"].to_dict() == {2022: True, 2023: True, 2024: True, 2025: False, 2026: False}
    assert mature["retention"].to_dict() == {2022: True, 2023: True, 2024: True, 2025: True, 2026: False}


def test_within_180_days_the_curve_counts_the_returns_that_the_trend_counts(told, truth):
    curve = told[told["kind"].eq("return") & told["grouping"].eq("all")]
    curve = curve[curve["cohort"].dt.year.eq(2024) & curve["day"].le(180)]
    months = [
        cell.numerator
        for (kind, _, month), cell in truth.cells("return_to_custody_180d").items()
        if kind == "partnership" and month.startswith("2024")
    ]
    assert len(months) == 12
    assert curve["events"].sum() == sum(months)
