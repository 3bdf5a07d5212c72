"""What partners need to send passes the gate: a false alarm costs a month of data."""

from __future__ import annotations

import hashlib
import random
import uuid

import pytest

from etl.definitions import feeds
from etl.gate import SURROGATE, inspect
from etl.gate.headings import announced
from tests.etl.gate.conftest import TODAY
from tests.etl.gate.people import birth, column, digits, event, ssn


def one_of(*texts: str):
    """A maker that draws one of these."""
    return lambda chance: chance.choice(texts)


AGENCIES = one_of(
    *("Harbor City Police Department", "Northgate PD", "Harbor County Sheriff", "Jackson County Jail"),
    *("Marion Behavioral Health Authority", "Grace House", "NAMI Harbor County", "St. Joseph Hospital"),
    *("Madison Unified School District", "Lakeside Services Inc.", "Unity Recovery Center", "Franklin Court"),
)
PROGRAMS = one_of(
    *("Mental Health Court", "Veterans Treatment Court", "Martin Luther King Crisis Center", "Hope House"),
    *("Assertive Community Treatment", "Peer Support - NAMI Peer-to-Peer", "Housing First", "Drug Court"),
    *("5th District Drug Court", "24 Hour Crisis Line", "Division 2 Mental Health Court", "A Safe Place"),
    *("Harper Street Center", "Santa Maria Outreach", "Young Adult Program", "Seeking Safety (trauma)"),
)
PLACES = one_of(
    *("Springfield", "Harbor City", "Northgate", "Bayside", "Lakeside", "Unincorporated", "Fort Wayne"),
    *("San Jose", "Santa Clara", "Virginia Beach", "Baton Rouge", "St. Paul", "Cedar Rapids", "Madison"),
)
COUNTIES = [
    *(
        "Anderson",
        "Andrews",
        "Angelina",
        "Archer",
        "Armstrong",
        "Austin",
        "Bailey",
        "Baylor",
        "Bell",
        "Bowie",
    ),
    *(
        "Brooks",
        "Brown",
        "Burleson",
        "Calhoun",
        "Carson",
        "Cass",
        "Clay",
        "Collin",
        "Cooke",
        "Crane",
        "Dawson",
    ),
    *("Denton", "Donley", "Duval", "Ellis", "Fisher", "Floyd", "Franklin", "Gillespie", "Glenn", "Graham"),
]
OFFENSES = one_of(
    *(
        "RETAIL THEFT",
        "POSSESSION OF A CONTROLLED SUBSTANCE",
        "DOMESTIC BATTERY",
        "CRIMINAL TRESPASS TO LAND",
    ),
    *(
        "AGGRAVATED UNLAWFUL USE OF A WEAPON - VEHICLE, LOADED, NO FOID CARD",
        "DISORDERLY CONDUCT",
        "BURGLARY",
    ),
)


def key(chance: random.Random) -> str:
    """64 hex digits of a keyed hash."""
    return hashlib.sha256(digits(chance, 12).encode()).hexdigest()


# What the file holds -> cells, and the feed column that they go to with its type.
CLEAN = {
    "codes": (
        column(one_of("patrol", "cit_officer", "co_responder", "mobile_crisis", "ems")),
        "responder",
        "code",
    ),
    "yes and no": (column(one_of("Yes", "No", "Unknown", "")), "smi", "flag"),
    "call natures": (
        column(one_of("Welfare check", "Suicidal person", "Disorderly", "Threats")),
        "call_nature",
        "code",
    ),
    "ISO dates": (column(event), "encounter_date", "date"),
    "US dates with time": (column(lambda c: event(c, "%m/%d/%Y 12:00:00 AM")), "encounter_date", "date"),
    "days of June": ([f"{day:02}-Jun-2026" for day in range(1, 31)], "encounter_date", "date"),
    "days of July in capitals with the time": (
        [f"{day:02} JUL 2026 {day - 1:02}30" for day in range(1, 25)],
        "encounter_date",
        "date",
    ),
    "days of summer in one word": ([f"{day:02}Jul2026" for day in range(1, 31)], "encounter_date", "date"),
    "dates of an old archive": (
        column(lambda c: f"201{c.randint(1, 4)}-0{c.randint(1, 9)}-1{c.randint(0, 9)}"),
        "start_date",
        "date",
    ),
    "one date of 1946": (["1946-05-04", *column(event)], "referral_date", "date"),
    "months": (column(lambda c: event(c, "%Y-%m")), "month", "month"),
    "months in words": (column(lambda c: event(c, "%b-%y")), "month", "month"),
    "agencies": (column(AGENCIES), "agency_id", "code"),
    "programs": (column(PROGRAMS), "program_id", "code"),
    "places": (column(PLACES), "county", "id"),
    "counties": (COUNTIES, "county", "id"),
    "offense titles": (column(OFFENSES), "offense_category", "code"),
    "statutes": (
        column(lambda c: f"720 ILCS {c.randint(5, 570)}/{c.randint(1, 402)}(c)"),
        "offense_level",
        "code",
    ),
    "surrogates of twelve digits": (column(lambda c: digits(c, 12)), "person_key", "key"),
    "keyed hashes": (column(key), "person_key", "key"),
    "UUIDs": (column(lambda c: str(uuid.UUID(int=c.getrandbits(128)))), "person_key", "key"),
    "running numbers": ([f"E{number:06}" for number in range(1, 60)], "encounter_id", "id"),
    "running numbers with a year": (
        [f"ENC-2026-{number:05}" for number in range(1, 60)],
        "encounter_id",
        "id",
    ),
    "keys that begin with the day": (
        column(lambda c: f"C{event(c, '%Y%m%d')}{digits(c, 4)}"),
        "encounter_id",
        "id",
    ),
    "minutes": (column(lambda c: str(c.randint(1, 240))), "response_minutes", "number"),
    "counts near two thousand": (column(lambda c: str(c.randint(1900, 2010))), "numerator", "int"),
    "money": (column(lambda c: f"{c.randint(1, 900)},{c.randint(100, 999)}.50"), "numerator", "number"),
    "age bands": (column(one_of("18-24", "25-34", "35-44", "65+", "under_12")), "age_band", "code"),
    "race": (
        column(one_of("White", "Black", "Hispanic or Latino", "Asian", "white|asian")),
        "race_ethnicity",
        "codes",
    ),
    "first three of ZIP": (column(lambda c: digits(c, 3)), "zip3", "text3"),
    "intercepts": (column(one_of("0", "1", "2", "3", "4", "5")), "intercept", "int"),
    "cells of units": (column(lambda c: f"{c.choice('ABCD')}-{c.randint(1, 40)}"), "responder", "code"),
    "one value": (["cook_sao"] * 30, "agency_id", "code"),
    "blank": ([""] * 30, "call_nature", "code"),
    "provider numbers again and again": (column(one_of("1234567893", "1987654321")), "agency_id", "code"),
}
HEADINGS = ("Ref", "status", "Program name", "agency name", "County Name")


@pytest.mark.parametrize("kind", CLEAN)
def test_clean_columns_pass(kind: str, look):
    cells, goal, type_ = CLEAN[kind]
    table = {"event day": column(event, len(cells)), "Ref": cells, "Program name": cells}
    assert look(table, goal=goal, kind=type_) == []


def test_a_whole_clean_file_passes(look):
    rows = 40
    table = {
        f"{kind} column": (cells * rows)[:rows]
        for kind, (cells, _, type_) in CLEAN.items()
        if type_ != "number"
    }
    assert [
        each for each in look(table) if each.severity == "block" and "counts near" not in each.column
    ] == []


@pytest.mark.parametrize("feed", feeds())
def test_the_feeds_own_names_and_synonyms_announce_nothing(feed: str):
    for each in feeds()[feed].columns:
        for heading in (
            each.name,
            each.name.upper(),
            *each.synonyms,
            *(name.title() for name in each.synonyms),
        ):
            assert announced(heading) == (), heading


class TestWhatIsLookedAt:
    SENT = ("c0", "c1", "c2")

    @pytest.fixture
    def staged(self, look, database):
        look({"CASE_ID": column(ssn), "client": column(ssn), "day": column(event)})
        return database, {"c0": "CASE_ID", "c1": "client", "c2": "day"}

    def test_an_unknown_column_is_named_and_its_values_are_not(self, staged):
        con, headings = staged
        [finding] = inspect(con, headings, {"c2": None}, {}, today=TODAY)
        assert (finding.rule, finding.severity, finding.column) == ("unknown_column", "block", "day")

    def test_dropped_columns_are_not_looked_at(self, staged):
        con, headings = staged
        kept = {"c2": "encounter_date"}
        assert inspect(con, headings, kept, {"encounter_date": "date"}, today=TODAY) == []

    def test_what_is_hashed_before_it_is_stored_may_hold_anything(self, staged):
        con, headings = staged
        kept = {"c0": SURROGATE, "c1": "person_key", "c2": "encounter_date"}
        types = {"person_key": "surrogate", "encounter_date": "date"}
        assert inspect(con, headings, kept, types, today=TODAY) == []

    def test_a_column_that_is_hashed_and_kept_as_well_is_looked_at(self, staged):
        con, headings = staged
        kept = {"c1": [SURROGATE, "encounter_id"]}
        assert [each.rule for each in inspect(con, headings, kept, {"encounter_id": "id"}, today=TODAY)] == [
            "value_ssn"
        ]

    def test_an_identifier_in_the_last_row_is_found(self, look):
        cells = ["referred"] * 5000 + ["123-45-6789"]
        [finding] = look({"status": cells})
        assert (finding.rule, finding.rows) == ("value_ssn", (5002,))


def test_birth_dates_in_an_old_archive_are_still_found(look):
    events = column(lambda c: f"201{c.randint(1, 4)}-0{c.randint(1, 9)}-1{c.randint(0, 9)}")
    found = look({"day": events, "ref": column(birth)}, goal="encounter_date", kind="date")
    assert [(each.rule, each.column) for each in found] == [("value_birth_date", "ref")]


def test_a_few_possible_names_are_asked_about_not_refused(look):
    cells = [
        *column(one_of(*(f"Unit {number}" for number in range(40)))),
        "Grace Hall",
        "Virginia Grant",
        "Ann Lane",
    ]
    assert {each.severity for each in look({"unit": cells})} <= {"warn"}
