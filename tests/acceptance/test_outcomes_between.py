"""The ways between intercepts as published equal those worked out from the demo county's rows."""

from __future__ import annotations

from collections import Counter

import duckdb
import pandas as pd
import pytest

from etl import builds
from etl.paths import DataHome
from tests.acceptance import ways

pytestmark = [pytest.mark.acceptance, pytest.mark.xdist_group("demo")]
TOLD = ("shown", "provisional")
STEPS = (
    *("year_contact_to_service", "year_booking_to_release", "year_release_to_care"),
    *("year_referral_to_start", "year_release_to_return"),
)


@pytest.fixture(scope="module")
def trend(demo_county) -> pd.DataFrame:
    """All published rows of the partnership's yearly measures, with the year as a number."""
    path = builds.current(DataHome(demo_county.home)).shared
    with duckdb.connect(path, read_only=True) as con:
        rows = con.execute("select * from trend where grain = 'year' and scope_kind = 'partnership'").df()
    return rows.assign(year=rows["period"].dt.year)


@pytest.fixture(scope="module")
def people(truth) -> pd.DataFrame:
    return ways.person_years(truth)


def test_every_path_shown_is_true_and_every_hidden_one_small_or_protecting(trend, people):
    true = Counter(
        people["place"] + ">" + people["led"] + ">" + people["ended"] + "@" + people["year"].astype(str)
    )
    rows = trend[(trend["measure_id"] == "year_paths") & (trend["breakdown"] == "path")]
    told = rows[rows["status"].isin(TOLD)]
    assert len(told) > 200
    wrong = {
        (row.level, row.year): (row.numerator, true[f"{row.level}@{row.year}"])
        for row in told.itertuples()
        if row.numerator != true[f"{row.level}@{row.year}"]
    }
    assert wrong == {}
    for year, hidden in rows[rows["status"] == "suppressed"].groupby("year"):
        sizes = [true[f"{level}@{year}"] for level in hidden["level"]]
        assert len(sizes) > 1 and min(sizes) <= 10  # one alone would be total minus shown


def test_the_total_is_everybody_with_a_key_once_a_year(trend, people):
    rows = trend[(trend["measure_id"] == "year_paths") & (trend["breakdown"] == "all")]
    assert dict(zip(rows["year"], rows["numerator"], strict=True)) == people.groupby("year").size().to_dict()


def test_familiar_faces_and_their_contacts(trend, truth, people):
    often = people[people["days"] >= 4]
    faces = trend[(trend["measure_id"] == "familiar_faces") & (trend["breakdown"] == "all")].set_index("year")
    assert faces["numerator"].to_dict() == often.groupby("year").size().to_dict()
    assert faces["denominator"].to_dict() == people.groupby("year").size().to_dict()
    share = trend[trend["measure_id"] == "familiar_contacts"].set_index("year")
    assert share["numerator"].to_dict() == often.groupby("year")["days"].sum().to_dict()
    assert share["denominator"].to_dict() == people.groupby("year")["days"].sum().to_dict()
    rows = ways.contacts(truth)
    kinds = rows[rows["key"] != ""].drop_duplicates(["key", "year", "place"])
    kinds = kinds.merge(people[["key", "year", "days"]], on=["key", "year"])
    by_kind = trend[(trend["measure_id"] == "familiar_faces") & (trend["breakdown"] == "contact_kind")]
    for row in by_kind[by_kind["status"].isin(TOLD)].itertuples():
        mine = kinds[(kinds["year"] == row.year) & (kinds["place"] == row.level)]
        assert (row.numerator, row.denominator) == ((mine["days"] >= 4).sum(), len(mine))


def test_contacts_without_a_key_are_told_of(trend, truth):
    rows = ways.contacts(truth)
    linked = trend[trend["measure_id"] == "linkable_contacts"].set_index("year")
    assert linked["denominator"].to_dict() == rows.groupby("year").size().to_dict()
    assert linked["numerator"].to_dict() == rows[rows["key"] != ""].groupby("year").size().to_dict()


@pytest.mark.parametrize("name", STEPS)
def test_time_between_steps(trend, truth, name):
    days = ways.steps(truth, name)
    rows = trend[(trend["measure_id"] == name) & trend["status"].isin(TOLD)]
    assert len(rows) >= 2
    for row in rows.itertuples():
        mine = days[days.index == row.year]
        assert (row.denominator, row.value) == (len(mine), mine.median())
        assert row.value_high == pytest.approx(mine.quantile(0.9))


def test_a_cohort_that_was_not_followed_is_not_told(trend):
    rows = trend[trend["measure_id"] == "year_release_to_return"].set_index("year")
    assert rows.loc[[2025, 2026], "status"].tolist() == ["too_early", "too_early"]
    assert rows.loc[[2025, 2026], "value"].isna().all()


def test_no_agency_is_told_what_links_people_across_agencies(demo_county):
    path = builds.current(DataHome(demo_county.home)).shared
    with duckdb.connect(path, read_only=True) as con:
        kinds = con.execute(
            "select distinct scope_kind from trend inner join meta_measure on id = measure_id "
            "where partnership_only"
        ).fetchall()
    assert kinds == [("partnership",)]
