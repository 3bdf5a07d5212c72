"""Enrollments: survival, census, capacity, cohorts, supervision, jail days before and after."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.etl.measuring import County

# Weeks in remission of the 21 patients given 6-mercaptopurine, (weeks, relapsed): E. J. Freireich et al.,
# Blood 21 (1963) 699-716. The survival at each relapse as printed in D. G. Kleinbaum and M. Klein, Survival
# Analysis: A Self-Learning Text, chapter 2.
REMISSION = [
    (6, 1),
    (6, 1),
    (6, 1),
    (7, 1),
    (10, 1),
    (13, 1),
    (16, 1),
    (22, 1),
    (23, 1),
    (6, 0),
    (9, 0),
    (10, 0),
    (11, 0),
    (17, 0),
    (19, 0),
    (20, 0),
    (25, 0),
    (32, 0),
    (32, 0),
    (34, 0),
    (35, 0),
]
SURVIVAL = {6: 0.8571, 7: 0.8067, 10: 0.7529, 13: 0.6902, 16: 0.6275, 22: 0.5378, 23: 0.4482}


@pytest.fixture
def county(tmp_path):
    made = County(tmp_path).partner("clinic", kind="mental_health")
    return made.sends("clinic", "enrollments", intercepts="4").program("p", "clinic", capacity=4)


def keep_reporting(county: County, first: int, last: int, year: int = 2024) -> None:
    """A start in each month that was found not eligible: the month is there, and nobody is enrolled."""
    county.add(
        "enrollments",
        *({"start_date": f"{year}-{month:02}-28"} for month in range(first, last + 1)),
        agency_id="clinic",
        person_key="nobody",
        status="ineligible",
    )


@pytest.mark.parametrize(("day_of_week", "weeks"), [(25, 7), (11, 16), (7, 23)])
def test_retention_is_the_kaplan_meier_survival_of_the_textbook(county, day_of_week, weeks):
    # A week lasts so many days that the horizon of 180 days falls on the last relapse wanted.
    for number, (time, relapsed) in enumerate(REMISSION):
        end = date(2024, 1, 1) + timedelta(days=time * day_of_week)
        reason = "left" if relapsed else "moved"  # moving away ends the watch without an answer
        county.add(
            "enrollments",
            {"exit_date": str(end), "exit_reason": reason, "person_key": f"p{number}"},
            agency_id="clinic",
            start_date="2024-01-01",
        )
    keep_reporting(county, 1, 8)
    cell = county.run("retention_180").cell("retention_180", "2024-01")
    assert cell["value"] / 100 == pytest.approx(SURVIVAL[weeks], abs=0.00006)
    assert cell["denominator"] == 21
    assert cell["numerator"] == sum(relapsed for time, relapsed in REMISSION if time <= weeks)


def test_completing_early_is_staying_and_open_enrollments_are_watched_to_the_last_complete_day(county):
    county.add(
        "enrollments",
        {"exit_date": "2024-02-01", "exit_reason": "completed"},
        {},
        {},
        {"exit_date": "2024-06-01", "exit_reason": "incarcerated"},
        agency_id="clinic",
        start_date="2024-01-01",
        person_key="a",
    )
    keep_reporting(county, 1, 8)
    cell = county.run("retention_180").cell("retention_180", "2024-01")
    assert (cell["value"], cell["numerator"], cell["denominator"]) == (75.0, 1, 4)


def test_a_cohort_younger_than_the_horizon_is_too_early(county):
    county.add("enrollments", agency_id="clinic", start_date="2024-03-01", person_key="a")
    keep_reporting(county, 1, 8)
    assert county.run("retention_180").cell("retention_180", "2024-03")["status"] == "too_early"


def test_only_those_who_started_are_enrollments(county):
    county.add(
        "enrollments",
        *(
            {"status": each}
            for each in ("active", "exited", "referred", "waitlisted", "declined", "ineligible")
        ),
        agency_id="clinic",
        start_date="2024-01-05",
        person_key="a",
    )
    county.run("enrollments")
    assert county.cell("enrollments", "2024-01")["value"] == 2
    assert county.cell("enrollments", "2024-01", scope_kind="program")["owner"] == "clinic"


def test_the_census_counts_open_enrollments_and_exits_on_the_last_day(county):
    county.add(
        "enrollments",
        {"start_date": "2023-05-01"},  # open for months
        {"start_date": "2024-01-31"},
        {"start_date": "2024-01-05", "exit_date": "2024-01-31"},  # there on the last day
        {"start_date": "2024-01-05", "exit_date": "2024-01-30"},
        {"start_date": "2024-02-01"},
        {"start_date": "2024-01-05", "status": "exited"},  # ended, nobody knows when: in no census
        agency_id="clinic",
        person_key="a",
    )
    keep_reporting(county, 1, 3)
    county.run("active_census")
    assert county.series("active_census") == {"2024-01": 3, "2024-02": 3, "2024-03": 3}


def test_a_quarters_census_is_its_last_day_not_a_sum(county):
    county.add(
        "enrollments",
        {"start_date": "2024-01-05"},
        {"start_date": "2024-03-05"},
        agency_id="clinic",
        person_key="a",
    )
    keep_reporting(county, 1, 4)
    county.run("active_census")
    assert [row["value"] for row in county.rows("active_census", grain="quarter")] == [2, 2]
    assert [row["provisional"] for row in county.rows("active_census", grain="quarter")] == [False, True]


def test_capacity_is_places_of_programs_that_have_a_known_number(county):
    county.program("unknown_size", "clinic").program("empty", "clinic", capacity=6)
    county.add(
        "enrollments",
        {"program_id": "p"},
        {"program_id": "p"},
        {"program_id": "unknown_size"},
        agency_id="clinic",
        start_date="2024-01-05",
        person_key="a",
    )
    county.run("capacity_used")
    cell = county.cell("capacity_used", "2024-01")
    assert (cell["numerator"], cell["denominator"], cell["value"]) == (2, 10, 20.0)
    assert cell["denominator_people"] is None  # places are no people
    assert county.cell("capacity_used", "2024-01", scope_kind="program", scope="p")["value"] == 50.0


def test_completion_is_by_start_cohort_and_its_open_cases_are_counted_beside_it(county):
    cohort = [
        {"exit_date": "2024-06-01", "exit_reason": "completed"},
        {"exit_date": "2024-02-01", "exit_reason": "left"},
        {"exit_date": "2024-02-01", "exit_reason": None},
        {},
    ]
    county.add(
        "enrollments",
        *cohort,
        agency_id="clinic",
        start_date="2024-01-05",
        intercept=3,
        person_key="a",
        service_type="mental_health_court",
    )
    keep_reporting(county, 2, 12)
    keep_reporting(county, 1, 1, year=2025)
    county.run("diversion_completion", "open_cases", "enrollments")
    cell = county.cell("diversion_completion", "2024-01")
    assert (cell["numerator"], cell["denominator"], cell["status"]) == (1, 3, "measured")
    assert county.cell("open_cases", "2024-01")["value"] == 1
    assert county.cell("diversion_completion", "2024-02")["status"] == "too_early"  # a year has not passed


def test_revocations_are_per_month_under_supervision(county):
    county.add(
        "enrollments",
        {"start_date": "2024-01-10", "exit_date": "2024-02-10", "exit_reason": "incarcerated"},
        {"start_date": "2024-01-10"},
        {"start_date": "2024-02-10", "exit_date": "2024-02-20", "exit_reason": "completed"},
        agency_id="clinic",
        service_type="specialized_probation",
        person_key="a",
    )
    keep_reporting(county, 1, 3)
    county.run("supervision_revocations")
    cells = [county.cell("supervision_revocations", month) for month in ("2024-01", "2024-02", "2024-03")]
    assert [(cell["numerator"], cell["denominator"]) for cell in cells] == [(0, 2), (1, 3), (0, 1)]


def test_waiting_is_from_referral_to_start(county):
    county.add(
        "enrollments",
        {"referral_date": "2024-01-01"},
        {"referral_date": "2024-01-11"},
        {},
        agency_id="clinic",
        start_date="2024-01-21",
        person_key="a",
    )
    cell = county.run("referral_to_start_days").cell("referral_to_start_days", "2024-01")
    assert (cell["value"], cell["denominator"]) == (15, 2)


def test_jail_days_before_and_after_are_nights_within_a_year_on_either_side(county):
    ann = "a" * 64
    county.partner("jail", kind="jail")
    county.add(
        "enrollments", {"start_date": "2024-01-10"}, agency_id="clinic", service_type="fact", person_key=ann
    )
    county.add(
        "bookings",
        {"booking_date": "2022-12-31", "release_date": "2023-01-15"},  # 5 nights within the year
        {"booking_date": "2023-06-01", "release_date": "2023-06-16"},  # 15
        {"booking_date": "2024-01-05", "release_date": "2024-01-12"},  # 5 before, 2 after
        {"booking_date": "2025-01-07"},  # open: 2 nights until the window's end
        agency_id="jail",
        person_key=ann,
    )
    county.add("bookings", *({"booking_date": f"2025-0{month}-28"} for month in (2, 3)), agency_id="jail")
    keep_reporting(county, 1, 12)
    cell = county.run("fact_bed_days").cell("fact_bed_days", "2024-01")
    assert (cell["numerator"], cell["denominator"], cell["value"]) == (4, 25, 16.0)
    assert (cell["numerator_people"], cell["denominator_people"]) == (1, 1)


def test_the_exits_of_a_month_say_who_completed(county):
    county.add(
        "enrollments",
        {"exit_reason": "completed"},
        {"exit_reason": "left"},
        {"exit_reason": None},
        agency_id="clinic",
        start_date="2024-01-05",
        exit_date="2024-02-05",
        person_key="a",
    )
    keep_reporting(county, 1, 2)
    cell = county.run("exits_completed").cell("exits_completed", "2024-02")
    assert (cell["numerator"], cell["denominator"]) == (1, 3)


def test_where_community_exits_went(county):
    reasons = ["completed", "left", "incarcerated", "hospitalized", "moved", "unknown"]
    county.add(
        "enrollments",
        *({"exit_reason": each} for each in reasons),
        agency_id="clinic",
        intercept=5,
        start_date="2024-01-05",
        exit_date="2024-01-25",
        person_key="a",
    )
    county.run("cases_5")
    assert {row["level"] for row in county.rows("cases_5", breakdown="outcome")} == {
        "completed",
        "left_early",
        "returned_to_custody",
        "emergency_or_hold",
        "moved_or_other",
        "open_or_unknown",
    }
