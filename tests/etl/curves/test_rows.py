"""What counts as a release, a return and an end of the watch, one row a stay."""

from __future__ import annotations

import pytest

from etl.curves.engine import LANDMARK, SQL
from etl.measure import facts
from etl.sqlfile import load
from tests.etl.measuring import County

ANN, BOB, CAL = (letter * 64 for letter in "abc")
COLUMNS = {"return": "days, observed, smi, program", "retention": "days, observed"}


@pytest.fixture
def county(tmp_path) -> County:
    county = County(tmp_path).partner("jail", "clinic").sends("jail", "bookings")
    county.sends("clinic", "enrollments").program("p", "clinic")
    # Somebody without a key is booked every month, so that the months are there until June 30.
    county.add(
        "bookings",
        *({"booking_date": f"2024-{month:02}-28"} for month in range(1, 6)),
        {"booking_date": "2024-06-30"},
        agency_id="jail",
    )
    return county.add("enrollments", {"start_date": "2024-06-30"}, agency_id="clinic", service_type="cbt")


def stays(county: County, kind: str = "return") -> list[tuple]:
    """The rows of a kind, as the curves see them, those that keep the months there left out."""
    county.run("return_to_custody_180d", "retention_180")
    wanted = {"landmark": LANDMARK} if kind == "return" else None
    with facts(county.con):
        query = load(SQL / f"{kind}.sql").rstrip().rstrip(";")
        sql = f"select {COLUMNS[kind]} from ({query}) where service_type <> 'cbt' order by all"  # noqa: S608
        return county.con.execute(sql, wanted).fetchall()


def book(county: County, person: str, *pairs: tuple[str, str | None], **common) -> None:
    rows = [{"booking_date": start, "release_date": end} for start, end in pairs]
    county.add("bookings", *rows, agency_id="jail", person_key=person, **common)


def test_the_clock_runs_from_the_release_to_the_next_booking_or_the_end(county):
    book(county, ANN, ("2024-01-10", "2024-02-01"), ("2024-03-01", "2024-03-31"))
    assert [row[:2] for row in stays(county)] == [(29, True), (91, False)]


def test_a_stay_that_goes_on_is_no_release_and_ends_no_watch_but_its_own(county):
    book(county, ANN, ("2024-01-10", None))
    assert stays(county) == []


def test_a_booking_before_the_release_is_no_return(county):
    book(county, ANN, ("2024-01-10", "2024-02-01"))
    book(county, ANN, ("2023-12-01", "2023-12-05"))
    assert [row[:2] for row in stays(county)] == [(150, False)]


def test_a_return_after_the_day_through_which_all_jails_are_complete_is_not_counted(county):
    """The second jail sent nothing of June: who knows who was booked there."""
    last = ("2024-01-28", "2024-02-28", "2024-03-28", "2024-04-28", "2024-05-31")
    county.partner("other").sends("other", "bookings")
    county.add("bookings", *({"booking_date": day} for day in last), agency_id="other")
    book(county, ANN, ("2024-01-10", "2024-02-01"), ("2024-06-15", None))
    assert [row[:2] for row in stays(county)] == [(120, False)]


def test_of_two_stays_that_overlap_only_the_end_of_both_is_a_release(county):
    book(county, ANN, ("2024-01-10", "2024-02-01"), ("2024-01-20", "2024-03-01"))
    assert [row[:2] for row in stays(county)] == [(121, False)]


def test_a_transfer_and_a_death_are_no_releases(county):
    book(county, ANN, ("2024-01-10", "2024-02-01"), release_type="transfer")
    book(county, ANN, ("2024-02-01", "2024-03-01"), release_type="ror")
    book(county, BOB, ("2024-01-10", "2024-02-01"), release_type="deceased")
    assert [row[:2] for row in stays(county)] == [(121, False)]


def test_a_booking_on_the_day_of_release_is_a_return_on_day_0(county):
    book(county, ANN, ("2024-01-10", "2024-02-01"), ("2024-02-01", None))
    assert [row[:2] for row in stays(county)] == [(0, True)]


def test_whoever_has_no_key_cannot_be_followed(county):
    county.add("bookings", {"booking_date": "2024-01-10", "release_date": "2024-02-01"}, agency_id="jail")
    assert stays(county) == []


def test_a_program_started_by_the_landmark_counts_the_day_of_release_included(county):
    for person, start in ((ANN, "2024-02-01"), (BOB, "2024-03-02"), (CAL, "2024-03-03")):
        book(county, person, ("2024-01-10", "2024-02-01"))
        county.add(
            "enrollments", {"start_date": start}, agency_id="clinic", person_key=person, service_type="cbt"
        )
    assert sorted(row[3] for row in stays(county)) == ["not_started", "started", "started"]


def test_a_release_whose_landmark_is_not_reached_yet_is_in_neither_group(county):
    book(county, ANN, ("2024-06-01", "2024-06-10"))
    assert [row[3] for row in stays(county)] == ["unknown"]


@pytest.mark.parametrize(
    ("reason", "event"),
    [
        ("left", True),
        ("discharged_noncompliance", True),
        ("incarcerated", True),
        ("unknown", True),
        ("completed", False),
        ("deceased", False),
        ("moved", False),
        ("transferred", False),
    ],
)
def test_leaving_for_any_reason_but_completion_is_the_event(county, reason, event):
    county.add(
        "enrollments",
        {"start_date": "2024-01-10", "exit_date": "2024-02-01", "exit_reason": reason},
        agency_id="clinic",
    )
    assert stays(county, "retention") == [(22, event)]


def test_whoever_is_still_enrolled_is_censored_on_the_last_complete_day(county):
    county.add("enrollments", {"start_date": "2024-01-10"}, agency_id="clinic")
    assert stays(county, "retention") == [(172, False)]


def test_whoever_has_not_started_is_not_watched(county):
    county.add("enrollments", {"start_date": "2024-01-10", "status": "declined"}, agency_id="clinic")
    assert stays(county, "retention") == []
