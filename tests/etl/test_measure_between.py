"""People followed from contact to contact: the cases that are easy to get wrong, by hand."""

from __future__ import annotations

import pytest

from tests.etl.measuring import County

ANNA, BEN, CARL = (f"{number:064x}" for number in (1, 2, 3))
MEASURES = ("year_paths", "familiar_faces", "familiar_contacts", "linkable_contacts")


@pytest.fixture
def county(tmp_path) -> County:
    """Two departments, two jails and a clinic that report the whole of 2024; their own rows are of nobody."""
    made = County(tmp_path).partner("pd", "so", "jail", "annex", "clinic").program("p", "clinic")
    months = [f"2024-{month:02}-15" for month in range(1, 13)]
    for agency in ("pd", "so"):
        made.add(
            "encounters", *({"encounter_date": day, "bh_need": "none"} for day in months), agency_id=agency
        )
    for agency in ("jail", "annex"):
        rows = ({"booking_date": day, "release_date": day, "smi_confirmed": "no"} for day in months)
        made.add("bookings", *rows, agency_id=agency)
    made.add("enrollments", *({"start_date": day, "exit_date": day} for day in months), agency_id="clinic")
    return made


def met(made: County, person: str, *days: str, agency: str = "pd", **facts) -> None:
    rows = ({"encounter_date": f"2024-{day}"} for day in days)
    made.add("encounters", *rows, agency_id=agency, person_key=person, **facts)


def booked(made: County, person: str, first: str, last: str | None, agency: str = "jail", **facts) -> None:
    row = {"booking_date": f"2024-{first}", "release_date": last and f"2024-{last}"}
    made.add("bookings", row, agency_id=agency, person_key=person, **{"smi_confirmed": "yes"} | facts)


def paths(made: County) -> dict[str, float]:
    """{path: people} of 2024."""
    found = made.run(*MEASURES).rows("year_paths", grain="year", breakdown="path")
    return {row["level"]: row["numerator"] for row in found if row["numerator"]}


def cell(made: County, name: str) -> tuple[float, float]:
    row = made.cell(name, "2024-01", grain="year")
    return row["numerator"], row["denominator"]


def test_a_person_is_followed_from_agency_to_agency(county):
    met(county, ANNA, "03-01", agency="so", disposition="referred")
    booked(county, ANNA, "05-01", "05-09")
    assert paths(county) == {"police>to_care>jailed": 1}


def test_the_contact_and_the_booking_of_one_day_are_one_contact_and_the_contact_comes_first(county):
    met(county, ANNA, "03-01", disposition="arrest_booked")
    booked(county, ANNA, "03-01", "03-04")
    assert paths(county) == {"police>arrested_or_cited>jailed": 1}
    assert cell(county, "familiar_contacts") == (0, 1)
    assert cell(county, "linkable_contacts") == (2, 2)


def test_who_is_still_in_jail_is_in_jail_at_the_years_end(county):
    booked(county, ANNA, "12-20", None)
    booked(county, BEN, "02-01", "12-31")
    assert paths(county) == {"jail>booked>in_jail": 1, "jail>booked>neither": 1}


def test_overlapping_stays_of_one_person_are_no_return(county):
    booked(county, ANNA, "02-01", "04-01")
    booked(county, ANNA, "03-01", "03-15", agency="annex")
    assert paths(county) == {"jail>booked>neither": 1}


def test_a_transfer_is_no_return_and_a_booking_after_release_is(county):
    booked(county, ANNA, "02-01", "03-01", release_type="transfer")
    booked(county, ANNA, "03-01", "04-01", agency="annex")
    booked(county, BEN, "02-01", "03-01", release_type="bond")
    booked(county, BEN, "03-01", "04-01", agency="annex")
    assert paths(county) == {"jail>booked>neither": 1, "jail>booked>jailed": 1}


def test_a_program_that_goes_on_and_one_that_was_left(county):
    met(county, ANNA, "03-01")
    met(county, BEN, "03-01")
    met(county, CARL, "03-01")
    common = {"agency_id": "clinic", "start_date": "2024-03-02"}
    county.add("enrollments", {"person_key": ANNA}, {"person_key": BEN, "exit_date": "2024-05-01"}, **common)
    county.add("enrollments", {"person_key": CARL, "status": "referred"}, **common)
    assert paths(county) == {
        "police>resolved>in_program": 1,
        "police>resolved>left_program": 1,
        "police>resolved>neither": 1,
    }


def test_what_came_before_the_first_contact_is_no_outcome_of_it(county):
    booked(county, ANNA, "01-02", "01-05", smi_confirmed="no")
    met(county, ANNA, "03-01")
    assert paths(county) == {"police>resolved>neither": 1}


def test_people_without_a_key_or_with_an_agencys_own_are_told_of_and_not_followed(county):
    met(county, "", "03-01", "03-02")
    met(county, "pd-77", "04-01")
    met(county, ANNA, "05-01")
    assert paths(county) == {"police>resolved>neither": 1}
    assert cell(county, "linkable_contacts") == (1, 4)


def test_four_days_make_a_familiar_face_whoever_met_the_person(county):
    met(county, ANNA, "03-01", "03-02")
    met(county, ANNA, "03-03", agency="so")
    booked(county, ANNA, "03-04", "03-05")
    met(county, BEN, "03-01", "03-01", "03-01", "03-02")  # two days
    paths(county)
    assert cell(county, "familiar_faces") == (1, 2)
    assert cell(county, "familiar_contacts") == (4, 6)
    kinds = county.rows("familiar_faces", grain="year", breakdown="contact_kind")
    assert {row["level"]: (row["numerator"], row["denominator"]) for row in kinds} == {
        "police": (1, 2),
        "jail": (1, 1),
    }


def test_a_year_in_which_nobody_was_met_has_no_cases(county):
    county.run(*MEASURES)
    assert county.rows("familiar_faces", grain="year") == []
    met(county, "", "03-01")
    county.run(*MEASURES)
    assert county.cell("linkable_contacts", "2024-01", grain="year")["numerator"] == 0


def test_only_the_partnership_is_told(county):
    met(county, ANNA, "03-01")
    county.run(*MEASURES)
    kinds = county.con.execute("select distinct scope_kind from measured").fetchall()
    assert kinds == [("partnership",)]


def test_agencies_of_both_feeds_are_expected(county):
    met(county, ANNA, "03-01")
    booked(county, BEN, "03-01", "03-02")
    row = county.run(*MEASURES).cell("year_paths", "2024-01", grain="year")
    assert (row["numerator"], row["expected"], row["status"]) == (2, 2, "measured")
