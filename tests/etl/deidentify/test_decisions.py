"""What is done with a column when nobody says otherwise, and when somebody does."""

from __future__ import annotations

import random

import pytest

from tests.etl.deidentify.conftest import EXPORT, days
from tests.etl.gate import people

ROWS = 40


def sheet(heading: str, cells: list[str]) -> list[dict[str, str]]:
    """One column under test beside a date."""
    return [
        {
            heading: cell,
            "Event Date": f"2026-09-{number % 28 + 1:02}",
            "Outcome Code": ["A", "B", "C"][number % 3],
        }
        for number, cell in enumerate(cells)
    ]


@pytest.mark.parametrize(
    ("heading", "done"),
    [
        ("Booking Number", "hash"),
        ("Last Name", "drop"),
        ("First Name", "drop"),
        ("DOB", "band_birth_date"),
        ("SSN", "drop"),
        ("Home Address", "drop"),
        ("Phone", "drop"),
        ("ZIP", "zip3"),
        ("Booking Date", "keep"),
        ("Release Date", "keep"),
        ("Legal Status", "keep"),
        ("Sex", "keep"),
        ("Booking Notes", "drop"),
    ],
)
def test_a_case_systems_columns_by_their_headings(export, run, heading, done):
    assert run(export(days(12))).what(heading) == done


@pytest.mark.parametrize(
    ("heading", "maker", "done"),
    [
        ("Column B", lambda r: f"{people.family(r)}, {people.given(r)}", "drop"),
        ("Who", people.given, "drop"),
        ("Ref", people.ssn, "drop"),
        ("Reach at", people.phone, "drop"),
        ("Where", people.street, "drop"),
        ("Mail", lambda r: f"{people.given(r)}{r.randint(1, 99)}@example.org".lower(), "drop"),
        (
            "Told",
            lambda r: f"Said that {people.given(r)} {people.family(r)} took the car and never came back",
            "drop",
        ),
        (
            "Since",
            lambda r: f"{r.randint(1, 12)}/{r.randint(1, 28)}/{r.randint(1945, 2000)}",
            "band_birth_date",
        ),
        ("Age", lambda r: str(r.randint(18, 80)), "band_age"),
        ("Postal", lambda r: f"98{r.randint(100, 199)}", "zip3"),
        ("Cause", lambda r: f"24-CR-{r.randint(10000, 99999)}", "hash"),
        ("Internal", lambda r: f"AX{r.randint(100000, 999999)}", "hash"),
        ("Minutes", lambda r: str(r.randint(1, 90)), "keep"),
        ("Severity", lambda r: r.choice(["low", "high"]), "keep"),
        ("age_band", lambda r: r.choice(["18-24", "25-34", "65+"]), "keep"),
        ("client_id", lambda r: f"{r.getrandbits(256):064x}", "keep"),
    ],
)
def test_a_column_by_its_values_when_the_heading_says_nothing(export, run, heading, maker, done):
    made = run(export(sheet(heading, people.column(maker, ROWS)), whole=True), "--order", "mdy")
    assert made.what(heading) == done, made.complained


def test_what_was_judged_by_values_alone_is_pointed_out(export, run):
    made = run(export(sheet("Where", people.column(people.street, ROWS)), whole=True), key=None)
    assert any('"Where" was judged by its values' in note for note in made.report["notes"])


def test_a_feed_column_name_is_no_announcement(export, run):
    rows = [
        {"call_nature": "overdose", "encounter_date": f"2026-09-{n:02}", "sex": "male"} for n in range(1, 20)
    ]
    assert run(export(rows, whole=True), key=None).what("call_nature") == "keep"


def test_options_change_single_columns(export, run):
    made = run(
        export(days(12)),
        "--drop",
        "Legal Status",
        "--hash",
        "ssn",
        "--keep",
        "sex",
        "--zip",
        "ZIP",
        "--age",
        "DOB",
    )
    assert [made.what(name) for name in ("Legal Status", "SSN", "Sex", "ZIP", "DOB")] == [
        *("drop", "hash", "keep", "zip3", "band_birth_date")
    ]


def test_an_option_for_a_column_that_is_not_there_names_the_nearest(export, run):
    made = run(export(days(12)), "--drop", "Legal Statis")
    assert (made.code, made.out.exists()) == (2, False)
    assert 'Did you mean "Legal Status"?' in made.complained


def test_a_second_birth_date_or_an_age_beside_it_is_left_out(export, run):
    chance = random.Random(1)
    rows = [row | {"Age": str(chance.randint(18, 60)), "Birthdate": "03/15/1985"} for row in days(30)]
    made = run(export(rows))
    assert (made.what("DOB"), made.what("Birthdate"), made.what("Age")) == ("band_birth_date", "drop", "drop")
    assert list(made.rows[0]).count("age_band") == 1


def test_without_a_date_of_the_event_a_birth_date_is_left_out(export, run):
    rows = [{"DOB": f"03/{n:02}/1985", "Sex": "M", "Legal Status": "Pretrial"} for n in range(13, 29)]
    made = run(export(rows, whole=True))
    assert made.what("DOB") == "drop"


def test_ids_and_keys_get_the_feeds_own_names(export, run):
    assert list(run(export(days(12))).rows[0])[:3] == ["person_key", "booking_id", "age_band"]
    assert run(export(days(12))).code == 2  # there already


def test_columns_that_a_whole_feed_does_not_have_are_left_out(export, run):
    made = run(export([row | {"Cell block": "C"} for row in days(12)]))
    assert made.what("Cell block") == "drop"


def test_every_heading_of_the_sample_is_decided(export, run):
    assert [each["column"] for each in run(export(days(12))).report["columns"]] == list(EXPORT)


def test_a_file_without_anything_that_tells_people_apart_says_so(export, run):
    rows = [{"Event Date": f"2026-09-{n:02}", "Sex": "M"} for n in range(13, 29)]
    assert any("no person_key" in note for note in run(export(rows, whole=True), key=None).report["notes"])
