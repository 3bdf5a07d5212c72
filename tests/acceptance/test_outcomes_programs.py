"""The programs page: its published numbers equal those worked out from the demo county's clean rows."""

from __future__ import annotations

import json

import duckdb
import pandas as pd
import pytest

from tests.acceptance.truth import FIRST, PART_2, PARTNERSHIP, Truth

pytestmark = [pytest.mark.acceptance, pytest.mark.xdist_group("demo")]
TOLD = ("shown", "provisional")
HOMES = ["422", "423", "426", "410", "435", "421", "411"]
FOR_NOW = ["302", "329", "314", "332", "312", "313", "327", "336", "335"]
CARE = ["215", "206", "204", "225", "205"]


@pytest.fixture(scope="module")
def trend(demo_county) -> pd.DataFrame:
    """Every published point."""
    folder = demo_county.home / "published"
    build = json.loads((folder / "current.json").read_text(encoding="utf-8"))["build_id"]
    with duckdb.connect(str(folder / "builds" / build / "shared.duckdb"), read_only=True) as con:
        frame = con.execute("from trend").df()
    return frame.assign(year=frame["period"].dt.year)


def in_reported_months(truth: Truth, rows: pd.DataFrame, on: pd.Series) -> pd.DataFrame:
    """The rows whose day lies in a month that their agency sent, with the year of that day."""
    rows = rows.assign(on=pd.to_datetime(on))
    months = zip(rows["agency_id"], rows["on"].dt.to_period("M"), strict=True)
    sent = pd.Series([each in truth.reported["enrollments"] for each in months], index=rows.index)
    rows = rows[sent & (rows["on"] >= FIRST) & (rows["on"] <= truth.end)]
    return rows.assign(year=rows["on"].dt.year)


@pytest.fixture(scope="module")
def referred(truth: Truth) -> pd.DataFrame:
    """One row a referral, by the day of the referral or else of the start, with the steps it has passed."""
    rows = truth.enrollments
    rows = in_reported_months(truth, rows, rows["referral_date"].fillna(rows["start_date"]))
    so_far = (rows["through"] - rows["start_date"]).dt.days.where(rows["status"] == "active", 0)
    completed = rows["started"] & (rows["exit_reason"] == "completed")
    return rows.assign(
        everybody=True,
        answered=rows["status"] != "referred",
        accepted=rows["status"].isin(["waitlisted", "active", "exited"]),
        completed=completed,
        retained=rows["started"] & (completed | (rows["stay"].fillna(so_far) >= 180)),
    ).assign(
        known=lambda rows: rows["started"] & (rows["retained"] | (rows["status"] == "exited")),
        over=lambda rows: rows["retained"] & (rows["status"] == "exited"),
    )


@pytest.fixture(scope="module")
def begun(truth: Truth) -> pd.DataFrame:
    """One row a start."""
    rows = truth.enrollments[truth.enrollments["started"]]
    rows = in_reported_months(truth, rows, rows["start_date"])
    over = rows["status"] == "exited"
    return rows.assign(everybody=True, over=over, completed=over & (rows["exit_reason"] == "completed"))


@pytest.fixture(scope="module")
def left(truth: Truth) -> pd.DataFrame:
    """One row an exit, with the reason and the group of the destination."""
    rows = truth.enrollments[truth.enrollments["status"] == "exited"]
    rows = in_reported_months(truth, rows, rows["exit_date"])
    groups = {
        "207": "custody",
        "24": "died",
        **dict.fromkeys(HOMES, "permanent"),
        **dict.fromkeys(CARE, "institution"),
        **dict.fromkeys(FOR_NOW, "temporary"),
        **dict.fromkeys(["116", "101", "118"], "no_home"),
    }
    reason = rows["exit_reason"].replace("", "unknown").fillna("unknown")
    place = rows["exit_destination"].map(groups).fillna("not_known")
    return rows.assign(
        everybody=True, reason=rows["service_type"] + ":" + reason, place=rows["service_type"] + ":" + place
    )


def wrong(
    trend: pd.DataFrame, rows: pd.DataFrame, measure: str, upper: str, lower: str | None = None
) -> list:
    """Published points of a measure (partnership, service and program) that are not what the rows say."""
    points = trend[(trend["measure_id"] == measure) & trend["status"].isin(TOLD)]
    assert len(points), "nothing is published"
    assert set(points["grain"]) == {"year"}
    keys = {
        ("partnership", "all"): [],
        ("partnership", "service_type"): ["service_type"],
        ("program", "all"): ["program_id"],
    }
    bad = []
    for (kind, breakdown), columns in keys.items():
        counted = [upper, lower] if lower else [upper]
        true = rows.groupby([*columns, "year"])[counted].sum()
        for point in points[(points["scope_kind"] == kind) & (points["breakdown"] == breakdown)].itertuples():
            who = {"service_type": point.level, "program_id": point.scope}
            key = (*(who[each] for each in columns), point.year)
            found = (
                true.loc[key if columns else point.year]
                if (key if columns else point.year) in true.index
                else None
            )
            wanted = [0] * len(counted) if found is None else [found[each] for each in counted]
            if [point.numerator, point.denominator][: len(counted)] != wanted:
                bad.append((point, wanted))
    return bad


@pytest.fixture(scope="module")
def funnel(demo_county) -> pd.DataFrame:
    """Every published step."""
    folder = demo_county.home / "published"
    build = json.loads((folder / "current.json").read_text(encoding="utf-8"))["build_id"]
    with duckdb.connect(str(folder / "builds" / build / "shared.duckdb"), read_only=True) as con:
        return con.execute("from funnel").df()


def test_each_step_of_the_funnel_is_true(funnel, referred):
    past = {
        "referred": "everybody",
        "scheduled": "accepted",
        "started": "started",
        "retained": "retained",
        "completed": "completed",
    }
    still = {
        "scheduled": referred["status"] == "referred",
        "started": referred["accepted"] & ~referred["started"],
        "retained": referred["started"] & ~referred["known"],
        "completed": referred["retained"] & ~referred["over"],
    }
    told = 0
    for row in funnel.itertuples():
        mine = referred["year"] == row.cohort
        if row.scope_kind == "program":
            mine &= referred["program_id"] == row.scope
        elif row.level != "all":
            mine &= referred["service_type"] == row.level
        if not pd.isna(row.reached):
            assert row.reached == (mine & referred[past[row.step]]).sum(), row
            told += 1
        if not pd.isna(row.open):
            assert row.open == (mine & still[row.step]).sum(), row
    assert told > len(funnel) / 2


def test_the_waiting_list_stands_between_scheduled_and_started(funnel):
    """All programs together, and one whose every referral got a place in line."""
    for scope in ("harbor", "bh_act"):
        mine = funnel[(funnel["scope"] == scope) & (funnel["level"] == "all")]
        told = mine[(mine["step"] == "scheduled") & mine["reached"].notna()]["cohort"]
        rows = mine[mine["cohort"] == told.max()].set_index("step")
        assert rows.loc["scheduled", "reached"] > rows.loc["started", "reached"] + 10, scope
        assert rows.loc["started", "open"] > 10


def test_no_step_of_the_funnel_is_one_to_ten_from_another(funnel):
    for _, rows in funnel.groupby(["scope_kind", "scope", "level", "cohort"]):
        reached = rows.set_index("step")["reached"]
        steps = reached[["referred", "scheduled", "started", "retained", "completed"]].dropna()
        assert not (-steps.diff()).between(1, 10).any()
        for numbers in (rows["reached"], rows["open"], rows["lost"]):
            assert not numbers.between(1, 10).any()


def test_each_step_lies_within_the_step_before(referred):
    for inner, outer in (
        ("accepted", "answered"),
        ("started", "accepted"),
        ("known", "started"),
        ("retained", "known"),
        ("over", "retained"),
        ("completed", "over"),
    ):
        assert (referred[outer] | ~referred[inner]).all(), (inner, outer)


def test_completion_is_by_the_year_of_the_start(trend, begun):
    assert wrong(trend, begun, "start_completion", "completed", "over") == []


def test_a_year_that_was_not_followed_for_another_year_has_no_completion(trend, truth):
    points = trend[(trend["measure_id"] == "start_completion") & trend["status"].isin(TOLD)]
    assert points["year"].max() == truth.end.year - 2


@pytest.mark.parametrize(
    ("measure", "breakdown", "column"),
    [("exits", "service_exit_place", "place"), ("exits_early", "service_exit_reason", "reason")],
)
def test_exits_are_told_by_what_they_are(trend, left, measure, breakdown, column):
    rows = left if measure == "exits" else left[~left["reason"].str.endswith(":completed")]
    assert wrong(trend, rows, measure, "everybody") == []
    true = rows.groupby([column, "year"]).size()
    points = trend[(trend["measure_id"] == measure) & (trend["breakdown"] == breakdown)]
    points = points[(points["scope"] == PARTNERSHIP) & points["status"].isin(TOLD)]
    assert len(points)
    told = {(point.level, point.year): point.value for point in points.itertuples()}
    assert {key: true.get(key, 0) for key in told} == told


def test_no_count_of_one_to_ten_is_told(trend):
    mine = trend["measure_id"].isin(["exits", "exits_early", "start_completion"])
    points = trend[mine & trend["status"].isin(TOLD)]
    for counted in (points["numerator"], points["denominator"], points["denominator"] - points["numerator"]):
        assert not counted.between(1, 10).any()


def test_waiting_and_the_census_against_capacity_are_true_by_service(trend, truth, begun):
    waited = begun[begun["wait"] >= 0]
    periods = {
        grain: waited["on"].dt.to_period(grain[0].upper()).dt.start_time
        for grain in ("month", "quarter", "year")
    }
    by_service = dict(tuple(waited.groupby("service_type")))
    for point in _of_services(trend, "referral_to_start_days").itertuples():
        rows = by_service[point.level]
        rows = rows[periods[point.grain][rows.index] == point.period]
        rows = rows[rows["agency_id"] != PART_2] if point.grain == "month" else rows
        assert point.value == rows["wait"].median(), point
        assert len(rows) >= 20, point
        assert pd.isna(point.denominator), point  # it would be nearly the starts, some of which are hidden
    started = truth.enrollments[truth.enrollments["started"] & (truth.enrollments["agency_id"] != PART_2)]
    by_service = dict(tuple(started.groupby("service_type")))
    census = _of_services(trend, "active_census")
    for point in census[census["grain"] == "month"].itertuples():
        day = point.period + pd.offsets.MonthEnd(0)
        sent = {agency for agency, month in truth.reported["enrollments"] if month == day.to_period("M")}
        rows = by_service[point.level]
        rows = rows[rows["agency_id"].isin(sent)]
        there = (rows["start_date"] <= day) & (rows["exit_date"].isna() | (rows["exit_date"] >= day))
        assert point.numerator == there.sum(), point


def _of_services(trend: pd.DataFrame, measure: str) -> pd.DataFrame:
    found = trend[(trend["measure_id"] == measure) & (trend["breakdown"] == "service_type")]
    found = found[(found["scope"] == PARTNERSHIP) & found["status"].isin(TOLD)]
    assert len(found)
    return found


def test_a_part_2_program_is_told_by_quarter_or_year_and_without_characteristics(trend):
    mine = trend[(trend["scope"] == PART_2) | trend["scope"].str.startswith("unity_")]
    assert len(mine)
    assert "month" not in set(mine["grain"])
    personal = {"race_ethnicity", "sex", "age_band", "smi", "veteran", "homeless"}
    told = mine[mine["breakdown"].isin(personal) & (mine["numerator"].fillna(0) > 0)]
    assert set(told["level"]) <= {"unknown"}


def test_nobody_who_is_still_enrolled_is_left_of_two_told_numbers(trend):
    """Starts less the cases that are closed are those still open; a difference of 1 to 10 tells how few."""
    keys = ["scope_kind", "scope", "breakdown", "level", "grain", "period"]
    told = trend[trend["status"].isin(TOLD)]
    starts = told[told["measure_id"] == "enrollments"].set_index(keys)["numerator"]
    compared = 0
    for measure_id in ("diversion_completion", "start_completion", "retention_180"):
        part = told[told["measure_id"] == measure_id].set_index(keys)["denominator"]
        left = (starts - part).dropna()
        assert not left.between(1, 10).any(), measure_id
        compared += len(left)
    assert compared > 100
