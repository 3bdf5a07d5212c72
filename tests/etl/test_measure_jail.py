"""Bookings: open stays, nights, releases that are none, the recidivism clock, connection to care."""

from __future__ import annotations

import pytest

from tests.etl.measuring import County

ANN, BOB, CAL, DEE, EVE = (letter * 64 for letter in "abcde")


@pytest.fixture
def jail(tmp_path):
    return County(tmp_path).partner("jail", kind="jail").sends("jail", "bookings", intercepts="3")


def keep_reporting(jail: County, *months: str) -> None:
    """A booking without SMI on the last day of each month, so that the month is there and complete."""
    days = {
        "01": 31,
        "02": 29,
        "03": 31,
        "04": 30,
        "05": 31,
        "06": 30,
        "07": 31,
        "08": 31,
        "09": 30,
        "12": 31,
    }
    jail.add(
        "bookings",
        *({"booking_date": f"{month}-{days[month[-2:]]}"} for month in months),
        agency_id="jail",
        smi_confirmed="no",
    )


def test_an_open_stay_is_in_the_population_of_every_month_it_lasts(jail):
    jail.add(
        "bookings",
        {"booking_date": "2024-01-10", "release_date": "2024-01-20"},
        {"booking_date": "2024-01-30"},
        agency_id="jail",
        smi_confirmed="yes",
    )
    keep_reporting(jail, "2024-01", "2024-02", "2024-03")
    jail.run("jail_adp_smi")
    cells = [jail.cell("jail_adp_smi", month) for month in ("2024-01", "2024-02", "2024-03")]
    assert [(cell["numerator"], cell["denominator"]) for cell in cells] == [(10 + 2, 31), (29, 29), (31, 31)]
    assert [cell["value"] for cell in cells] == [pytest.approx(12 / 31), 1, 1]
    assert [cell["numerator_people"] for cell in cells] == [2, 1, 1]


def test_nights_are_counted_from_booking_to_release_and_split_at_the_month(jail):
    jail.add(
        "bookings",
        {"booking_date": "2024-01-31", "release_date": "2024-02-02"},  # one night in each month
        {"booking_date": "2024-01-15", "release_date": "2024-01-15"},  # no night
        {"booking_date": "2024-01-15", "release_date": "2024-02-01"},  # 17 nights of January
        agency_id="jail",
        smi_confirmed="yes",
    )
    keep_reporting(jail, "2024-02")
    jail.run("jail_adp_smi")
    assert [row["numerator"] for row in jail.rows("jail_adp_smi")] == [1 + 17, 1]


def test_a_quarters_population_is_nights_over_days(jail):
    jail.add("bookings", {"booking_date": "2024-01-01"}, agency_id="jail", smi_confirmed="yes")
    keep_reporting(jail, "2024-02", "2024-03")
    (quarter,) = jail.run("jail_adp_smi").rows("jail_adp_smi", grain="quarter")
    assert (quarter["numerator"], quarter["denominator"], quarter["value"]) == (91, 91, 1)


def test_smi_is_what_was_confirmed_else_what_the_screen_says(jail):
    told = [
        ("yes", "negative", 1),
        ("no", "positive", 0),
        (None, "positive", 1),
        ("unknown", "positive", 1),
        (None, "negative", 0),
        (None, "refused", 0),
        (None, None, 0),
    ]
    jail.add(
        "bookings",
        *({"smi_confirmed": smi, "screen_result": result} for smi, result, _ in told),
        agency_id="jail",
        booking_date="2024-01-10",
    )
    cell = jail.run("bookings_smi").cell("bookings_smi", "2024-01")
    assert cell["value"] == sum(counts for *_, counts in told) == 3


def test_people_booked_are_counted_once_in_a_quarter_however_often_they_come(jail):
    jail.add(
        "bookings",
        {"booking_date": "2024-01-10"},
        {"booking_date": "2024-01-20"},
        {"booking_date": "2024-02-20"},
        agency_id="jail",
        smi_confirmed="yes",
        person_key=ANN,
    )
    jail.run("bookings_smi", "bookings_smi_people")
    assert jail.series("bookings_smi_people") == {"2024-01": 1, "2024-02": 1}
    assert jail.rows("bookings_smi_people", grain="quarter")[0]["value"] == 1
    assert jail.rows("bookings_smi", grain="quarter")[0]["value"] == 3


def test_positive_screens_are_over_those_screened_and_coverage_over_those_who_stayed(jail):
    jail.add(
        "bookings",
        {"screened": "yes", "screen_result": "positive", "release_date": "2024-01-10"},  # out the same day
        {"screened": "yes", "screen_result": "negative"},
        {"screened": "no"},
        {"screened": None, "release_date": "2024-01-12"},
        {"screened": "no", "release_date": "2024-01-10"},
        agency_id="jail",
        booking_date="2024-01-10",
    )
    jail.run("screening_coverage", "positive_screen_rate")
    coverage, positive = (
        jail.cell("screening_coverage", "2024-01"),
        jail.cell("positive_screen_rate", "2024-01"),
    )
    assert (coverage["numerator"], coverage["denominator"]) == (1, 3)
    assert (positive["numerator"], positive["denominator"]) == (1, 2)


def test_a_month_with_no_screened_bookings_has_no_rate(jail):
    jail.add(
        "bookings",
        {"booking_date": "2024-01-10", "screened": "yes"},
        {"booking_date": "2024-02-10"},
        agency_id="jail",
    )
    cell = jail.run("positive_screen_rate").cell("positive_screen_rate", "2024-02")
    assert (cell["status"], cell["value"]) == ("no_cases", None)


def test_length_of_stay_is_by_release_and_its_gap_is_the_ratio_of_medians(jail):
    stays = {
        "yes": ("2024-01-03", "2024-01-21", "2024-03-01"),
        "no": ("2024-01-02", "2024-01-06", "2024-01-10"),
    }
    for smi, days in stays.items():
        jail.add(
            "bookings",
            *({"release_date": day} for day in days),
            agency_id="jail",
            smi_confirmed=smi,
            booking_date="2024-01-01",
        )
    jail.add(
        "bookings", {"booking_date": "2024-01-01", "smi_confirmed": "yes"}, agency_id="jail"
    )  # still there
    keep_reporting(jail, "2024-02", "2024-03")
    jail.run("los_smi", "los_other", "los_gap")
    assert [(row["value"], row["denominator"]) for row in jail.rows("los_smi", grain="quarter")] == [(20, 3)]
    assert [(row["value"], row["denominator"]) for row in jail.rows("los_other", grain="quarter")] == [(5, 3)]
    (gap,) = jail.rows("los_gap", grain="quarter")
    assert (gap["value"], gap["numerator"], gap["denominator"]) == (4.0, 3, 3)


@pytest.mark.parametrize("smi", ["yes", "no"])
def test_nothing_is_left_of_the_stays_when_those_released_to_the_community_are_subtracted(jail, smi):
    """Else the difference would be how many were transferred, died or were held on under another booking."""
    ends = ("ror", "transfer", "deceased", "sentence_served")
    jail.add(
        "bookings",
        *({"release_date": "2024-01-20", "release_type": each} for each in ends),
        {"release_date": "2024-01-25", "release_type": "ror", "person_key": ANN},  # held on until the 31st
        {
            "booking_date": "2024-01-10",
            "release_date": "2024-01-31",
            "release_type": "ror",
            "person_key": ANN,
        },
        agency_id="jail",
        smi_confirmed=smi,
        booking_date="2024-01-01",
    )
    keep_reporting(jail, "2024-02", "2024-03", "2024-04")
    stays, connected = ("los_smi", "connected_30") if smi == "yes" else ("los_other", "connected_30_other")
    years = [f"los_{name}_{'smi' if smi == 'yes' else 'other'}" for name in ("mean", "median")]
    jail.run(stays, connected, "los_gap", *years)
    assert jail.cell(stays, "2024-01")["denominator"] == jail.cell(connected, "2024-01")["denominator"] == 3
    assert jail.cell("los_gap", "2024-01")["numerator" if smi == "yes" else "denominator"] == 3
    for name in years:
        assert [row["denominator"] for row in jail.rows(name, grain="year")] == [3]


def test_a_gap_needs_somebody_on_both_sides(jail):
    jail.add(
        "bookings",
        {"booking_date": "2024-01-01", "release_date": "2024-01-05", "smi_confirmed": "yes"},
        agency_id="jail",
    )
    cell = jail.run("los_gap").cell("los_gap", "2024-01")
    assert (cell["status"], cell["value"], cell["denominator"]) == ("no_cases", None, 0)


def test_open_stays_are_shown_as_days_so_far(jail):
    jail.add(
        "bookings",
        {"booking_date": "2023-10-03"},
        {"booking_date": "2024-01-21"},
        {"booking_date": "2024-01-01", "release_date": "2024-01-31"},  # there on the last day
        {"booking_date": "2024-01-01", "release_date": "2024-01-30"},  # gone by then
        agency_id="jail",
        smi_confirmed="yes",
    )
    keep_reporting(jail, "2024-01")
    cell = jail.run("los_open_days").cell("los_open_days", "2024-01")
    assert (cell["denominator"], cell["value"]) == (3, 30)  # of 120, 30 and 10 days


def test_the_clock_of_a_return_starts_at_the_release_and_the_booking_before_it_is_none(jail):
    stays = [  # person, booking, release: booked again within 180 days of the release?
        (ANN, "2024-01-02", "2024-01-10"),
        (ANN, "2024-07-08", "2024-07-09"),  # 180 days after: yes
        (BOB, "2024-01-02", "2024-01-10"),
        (BOB, "2024-07-09", "2024-07-10"),  # 181 days after: no
        (CAL, "2023-12-20", "2024-01-10"),
        (CAL, "2023-12-01", "2023-12-05"),  # only a booking before it: no
        (DEE, "2023-06-01", "2024-01-10"),  # 180 days after the booking, none after the release: no
        (EVE, "2024-01-02", "2024-01-10"),
        (EVE, "2024-01-10", "2024-02-01"),  # the same day: yes
    ]
    for person, booked, released in stays:
        jail.add(
            "bookings",
            {"booking_date": booked, "release_date": released},
            agency_id="jail",
            person_key=person,
        )
    keep_reporting(jail, *(f"2024-{month:02}" for month in range(2, 10)))
    cell = jail.run("return_to_custody_180d").cell("return_to_custody_180d", "2024-01")
    assert (cell["numerator"], cell["denominator"], cell["value"]) == (2, 5, 40.0)


def test_a_transfer_is_no_release_and_what_follows_it_no_return(jail):
    jail.partner("state", kind="jail")
    jail.add(
        "bookings",
        {"booking_date": "2024-01-02", "release_date": "2024-01-10", "release_type": "transfer"},
        agency_id="jail",
        person_key=ANN,
    )
    jail.add("bookings", {"booking_date": "2024-01-10"}, agency_id="state", person_key=ANN)
    jail.add(
        "bookings",
        {"booking_date": "2024-01-02", "release_date": "2024-01-10", "release_type": "bond"},
        agency_id="jail",
        person_key=BOB,
    )
    keep_reporting(jail, *(f"2024-{month:02}" for month in range(2, 9)))
    cell = jail.run("return_to_custody_180d").cell("return_to_custody_180d", "2024-01")
    assert (cell["numerator"], cell["denominator"]) == (0, 1)


def test_overlapping_stays_are_one_custody_until_the_last_of_them_ends(jail):
    jail.add(
        "bookings",
        {"booking_date": "2024-01-02", "release_date": "2024-01-20"},  # held on under the next
        {"booking_date": "2024-01-10", "release_date": "2024-01-25"},
        agency_id="jail",
        person_key=ANN,
    )
    jail.add(
        "bookings",
        {"booking_date": "2024-01-02", "release_date": "2024-01-20"},  # held on, still there
        {"booking_date": "2024-01-10"},
        agency_id="jail",
        person_key=BOB,
    )
    keep_reporting(jail, *(f"2024-{month:02}" for month in range(2, 9)))
    cell = jail.run("return_to_custody_180d").cell("return_to_custody_180d", "2024-01")
    assert (cell["numerator"], cell["denominator"]) == (0, 1)  # Ann's release of January 25


def test_a_cohort_not_followed_long_enough_has_no_rate(jail):
    jail.add(
        "bookings",
        {"booking_date": "2024-01-02", "release_date": "2024-01-10"},
        agency_id="jail",
        person_key=ANN,
    )
    jail.add(
        "bookings",
        {"booking_date": "2024-02-02", "release_date": "2024-02-10"},
        agency_id="jail",
        person_key=ANN,
    )
    keep_reporting(jail, *(f"2024-{month:02}" for month in range(2, 8)))
    jail.run("return_to_custody_180d")
    first, second = (jail.cell("return_to_custody_180d", month) for month in ("2024-01", "2024-02"))
    assert (
        first["status"] == "measured"
    )  # January 31 + 180 days = July 29; bookings are complete through July 31
    assert (second["status"], second["value"], second["numerator"]) == ("too_early", None, None)  # August 27
    assert jail.rows("return_to_custody_180d", grain="year")[0]["status"] == "too_early"


def released(jail: County, person: str, **facts) -> None:
    stay = {"booking_date": "2024-01-02", "release_date": "2024-01-10", "release_type": "bond"} | facts
    jail.add("bookings", stay, agency_id="jail", person_key=person, smi_confirmed="yes")


def test_connection_counts_kept_appointments_and_program_starts_from_the_day_of_release(jail):
    jail.partner("clinic")
    released(jail, ANN, appointment_date="2024-01-10", appointment_attended="yes")  # the same day: yes
    released(jail, BOB, appointment_date="2024-02-09", appointment_attended="yes")  # day 30: yes
    released(jail, CAL, appointment_date="2024-02-10", appointment_attended="yes")  # day 31: no
    released(jail, DEE, appointment_date="2024-01-12", appointment_attended="no")  # missed, but see below
    released(jail, EVE, appointment_date="2024-01-12", appointment_attended="unknown")  # no
    jail.add("enrollments", {"start_date": "2024-01-20"}, agency_id="clinic", person_key=DEE)  # day 10: yes
    jail.add("enrollments", {"start_date": "2024-01-09"}, agency_id="clinic", person_key=EVE)  # before: no
    jail.add("enrollments", {"start_date": "2024-03-05"}, agency_id="clinic", person_key=ANN)
    keep_reporting(jail, "2024-02", "2024-03")
    jail.run("connected_30", "connected_14", "connected_7", "los_smi")
    assert [(jail.cell(f"connected_{days}", "2024-01")["numerator"]) for days in (30, 14, 7)] == [3, 2, 1]
    assert jail.cell("connected_30", "2024-01")["denominator"] == 5


def test_connection_waits_for_the_programs_rows_too(jail):
    jail.partner("clinic").sends("clinic", "enrollments", intercepts="4")
    released(jail, ANN)
    keep_reporting(jail, "2024-02", "2024-03")
    jail.add("enrollments", {"start_date": "2024-01-31"}, agency_id="clinic", person_key=BOB)
    assert jail.run("connected_30").cell("connected_30", "2024-01")["status"] == "too_early"


def test_medicaid_is_told_of_those_for_whom_it_is_known(jail):
    for person, active in ((ANN, "yes"), (BOB, "no"), (CAL, "unknown"), (DEE, None)):
        released(jail, person, medicaid_active=active)
    cell = jail.run("release_medicaid").cell("release_medicaid", "2024-01")
    assert (cell["numerator"], cell["denominator"], cell["value"]) == (1, 2, 50.0)
