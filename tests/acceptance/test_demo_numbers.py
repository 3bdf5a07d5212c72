"""Files in, numbers out: what is published of the demo county equals the truth worked out from its rows."""

from __future__ import annotations

import json
import math

import pandas as pd
import pytest

from etl import show
from etl.paths import DataHome
from tests.acceptance.truth import MEASURES, PART_2, PARTNERSHIP
from tests.conftest import run_etl

pytestmark = [pytest.mark.acceptance, pytest.mark.xdist_group("demo")]
TOLD = ("shown", "provisional")
# What must be visible by month for the whole partnership: the headline numbers of the six intercepts.
BY_MONTH = [
    *(
        "crisis_contacts",
        "crisis_resolved_in_community",
        "bh_encounters",
        "eligible_diversion_rate",
        "diversions",
    ),
    *("bookings_smi", "jail_adp_smi", "screening_coverage", "connected_30", "linkage_30", "enrollments"),
    *("pretrial_diversion_starts", "return_to_custody_12m", "school_enrollments"),
]


@pytest.fixture(scope="module")
def home(demo_county) -> DataHome:
    return DataHome(demo_county.home)


def published(home: DataHome, measure: str) -> list[dict]:
    """The partnership's and the agencies' totals."""
    rows = show.series(home, measure, f"partnership:{PARTNERSHIP}")
    try:
        return rows + show.series(home, measure, by="agency")
    except show.EtlError:  # no agency of its own is published
        return rows


def differs(told: float | None, true: float | None) -> bool:
    """A number that is there must be right; a hidden one says nothing."""
    if told is None or true is None or math.isnan(told):
        return False
    return not math.isclose(told, true, rel_tol=1e-9, abs_tol=1e-9)


@pytest.mark.parametrize("measure", MEASURES)
def test_every_published_number_is_true(home, truth, measure):
    rows = [row for row in published(home, measure) if row["status"] in TOLD]
    true = {grain: truth.cells(measure, grain) for grain in {row["grain"] for row in rows}}
    wrong = []
    for row in rows:
        cell = true[row["grain"]].get((row["scope_kind"], row["scope"], row["period"]))
        if cell is None:
            wrong += [row] if row["numerator"] else []  # a zero has no events
        elif any(differs(row[name], getattr(cell, name)) for name in ("numerator", "denominator", "value")):
            wrong.append((row, cell))
    assert rows, "nothing is published"
    assert wrong == []


@pytest.mark.parametrize("measure", BY_MONTH)
def test_the_headlines_are_visible_month_by_month(home, measure):
    rows = show.series(home, measure, f"partnership:{PARTNERSHIP}")
    assert {row["grain"] for row in rows} == {"month"}
    visible = [row for row in rows if row["status"] in TOLD]
    known = [row for row in rows if row["status"] not in ("too_early", "missing")]
    assert len(visible) >= 0.9 * len(known)


@pytest.mark.parametrize(
    ("measure", "days"),
    [
        ("connected_30", 30),
        ("linkage_30", 30),
        ("repeat_encounters_180", 180),
        ("return_to_custody_12m", 365),
    ],
)
def test_a_cohort_that_was_not_followed_long_enough_is_not_shown(home, truth, measure, days):
    for row in show.series(home, measure, f"partnership:{PARTNERSHIP}"):
        unit = {"month": "M", "quarter": "Q", "year": "Y"}[row["grain"]]
        last = pd.Timestamp(row["period"]).to_period(unit).end_time.normalize()
        if last + pd.Timedelta(days=days) > truth.end:
            assert row["status"] in ("too_early", "missing"), row
            assert row["value"] is None


def test_counts_of_one_to_ten_are_never_published(home):
    for measure in MEASURES:
        for row in published(home, measure):
            if row["unit"] in ("count", "percent"):
                assert row["numerator"] is None or not 1 <= row["numerator"] <= 10, row


def test_part_2_programs_are_not_told_by_month(home, truth):
    rows = show.series(home, "enrollments", PART_2)
    assert rows
    assert "month" not in {row["grain"] for row in rows}


def test_the_command_line_says_the_same(demo_county, home):
    done = run_etl(demo_county.home, "show", "crisis_contacts", "--json")
    assert done.returncode == 0, done.stderr
    told = [(row["period"], row["numerator"], row["status"]) for row in json.loads(done.stdout)]
    read = [(row["period"], row["numerator"], row["status"]) for row in show.series(home, "crisis_contacts")]
    assert told == read
