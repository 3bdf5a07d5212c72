"""What is suggested for a stranger's file: the right column and code, or nothing."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.definitions import Column, feeds
from etl.gate.headings import announced
from etl.mapping.choices import known_words
from etl.mapping.suggest import guess_agency, guess_columns, guess_feeds, guess_values
from etl.reference import Partner, Program, Registry
from tests.etl.mapping.exports import EXPORTS, Export, stage
from tests.etl.mapping.vocabulary import PAIRS, column_of

REGISTRY = Registry(
    {
        key: Partner(key, name, kind, "harbor")
        for key, name, kind in (
            ("harbor_pd", "Harbor Police Department", "police"),
            ("harbor_prosecutor", "Harbor County Prosecuting Attorney", "prosecutor"),
            ("harbor_jail", "Harbor County Jail", "jail"),
            ("lakeside_services", "Lakeside Community Services", "housing"),
        )
    },
    {
        key: Program(key, name, "lakeside_services", kind, 4)
        for key, name, kind in (
            ("bh_act", "Assertive Community Treatment teams", "act"),
            ("court_mhc", "Mental Health Court", "mental_health_court"),
            ("court_drug", "Drug Court", "drug_court"),
        )
    },
)


@pytest.fixture
def con():
    with duckdb.connect() as opened:
        yield opened


def meant(column: Column, text: str):
    (guess,) = guess_values(column, [(text, 1)], REGISTRY)
    return guess


# -- codes ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("codes", "text", "code"), PAIRS)
def test_a_partners_word_is_recognized_or_left_alone(codes, text, code):
    assert meant(column_of(codes), text).code == code


def test_the_commonest_text_comes_first_and_only_what_the_loader_takes_is_sure():
    found = guess_values(
        column_of("disposition"), [("Arrest - Booked in to jail", 3), ("Booked", 9)], REGISTRY
    )
    assert [(each.text, each.count, each.code, each.sure) for each in found] == [
        ("Booked", 9, "arrest_booked", True),
        ("Arrest - Booked in to jail", 3, "arrest_booked", False),
    ]


def test_an_agency_is_not_taken_for_its_neighbor():
    agency = feeds()["encounters"].column("agency_id")
    assert meant(agency, "Harbor Police Dept").code == "harbor_pd"
    assert meant(agency, "harbor_p").code is None
    assert meant(agency, "Harbor County").code is None


def test_an_exact_age_gets_no_band():
    assert meant(column_of("age_band"), "34").code is None


def test_a_column_without_codes_has_nothing_to_guess():
    assert meant(feeds()["encounters"].column("county"), "harbor").code is None


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=40), st.sampled_from([c for f in feeds().values() for c in f.columns]))
def test_no_text_breaks_the_guessing_and_a_guess_is_a_code(text, column):
    guess = meant(column, text)
    assert guess.code is None or set(guess.code.split("|")) <= set(known_words(column, REGISTRY).values())


# -- columns ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.id)
def test_the_right_columns_of_an_export_are_suggested(con, export: Export):
    stage(con, export.table)
    guesses = guess_columns(con, feeds()[export.feed], list(export.table), REGISTRY)
    assert [guess.name for guess in guesses] == list(feeds()[export.feed].names)
    assert {guess.name: guess.heading for guess in guesses if guess.heading} == export.expected


@pytest.mark.parametrize("export", EXPORTS, ids=lambda export: export.id)
def test_the_feed_of_an_export_comes_first(export: Export):
    sample = {heading: texts[:20] for heading, texts in export.table.items()}
    for found in (guess_feeds(list(export.table)), guess_feeds(list(export.table), sample)):
        assert found[0][0] == export.feed
        assert {feed for feed, _ in found} == set(feeds())


def test_a_template_is_its_feed_with_every_column_by_name(con):
    for feed in feeds().values():
        assert guess_feeds(list(feed.names))[0][0] == feed.id
        stage(con, {name: [] for name in feed.names})
        for guess in guess_columns(con, feed, list(feed.names), REGISTRY):
            assert guess.heading in (guess.name, None)


def test_a_date_column_must_hold_dates_and_an_id_must_be_unique(con):
    table = {"Booked": ["a lot", "a little", "none"], "Booking key": ["k1", "k1", "k2"]}
    stage(con, table)
    guesses = {g.name: g.heading for g in guess_columns(con, feeds()["bookings"], list(table), REGISTRY)}
    assert (guesses["booking_date"], guesses["booking_id"]) == (None, None)


def test_codes_tell_a_column_whose_heading_says_nothing(con):
    table = {
        "F7": ["Resolved", "Ref'd to provider", "Booked", "Cited", "GOA"],
        "F8": ["a", "b", "c", "d", "e"],
    }
    stage(con, table)
    guesses = {g.name: g for g in guess_columns(con, feeds()["encounters"], list(table), REGISTRY)}
    assert (guesses["disposition"].heading, guesses["disposition"].why) == ("F7", "contents")
    assert [guess.heading for guess in guesses.values() if guess.heading == "F8"] == []


HEADINGS = st.lists(
    st.one_of(
        st.sampled_from(["Name", "DOB", "SSN", "Booking Number", "Status", "Date", "Outcome", "Age", "Sex"]),
        st.sampled_from([s for f in feeds().values() for c in f.columns for s in (c.name, *c.synonyms)]),
        st.text(max_size=12),
    ),
    min_size=1,
    max_size=12,
)
CELLS = st.one_of(
    st.none(), st.sampled_from(["yes", "2025-01-02", "1/2/2025", "12", "Booked"]), st.text(max_size=8)
)


@settings(max_examples=60, deadline=None)
@given(HEADINGS, st.lists(CELLS, min_size=3, max_size=3), st.sampled_from(list(feeds().values())))
def test_no_heading_serves_twice_and_none_that_announces_an_identifier(headings, cells, feed):
    with duckdb.connect() as con:
        stage(con, headings, [cells] * len(headings))
        guesses = guess_columns(con, feed, headings, REGISTRY)
        guess_agency(headings, con, REGISTRY, "file.csv")
    used = [guess.heading for guess in guesses if guess.heading is not None]
    assert all(used.count(heading) <= headings.count(heading) for heading in used)
    assert not any(announced(heading) for heading in used)


# -- the agency -------------------------------------------------------------------------------------------


def agency(con, table, shown_name="export.csv"):
    stage(con, table)
    return guess_agency(list(table), con, REGISTRY, shown_name)


def test_the_agency_is_known_by_its_only_name_in_a_column(con):
    assert agency(con, {"Facility": ["Harbor County Jail"] * 3, "n": ["1", "2", "3"]}) == "harbor_jail"


def test_the_agency_is_known_by_the_name_of_the_file(con):
    assert agency(con, {"n": ["1"]}, "Harbor County Jail March.csv") == "harbor_jail"
    assert agency(con, {"n": ["1"]}, "harbor_pd-2025.csv") == "harbor_pd"


def test_where_people_were_sent_is_not_whose_file_it_is(con):
    assert agency(con, {"Referred By": ["Harbor County Jail"]}) is None


def test_two_agencies_in_a_file_or_its_name_are_none(con):
    assert agency(con, {"Agency": ["harbor_pd", "harbor_jail"]}, "harbor_pd.csv") is None
    assert agency(con, {"n": ["1"]}, "harbor_pd and harbor_jail.csv") is None
    assert agency(con, {"n": ["1"]}, "harbor.csv") is None
