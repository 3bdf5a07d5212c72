"""Mapping files are read strictly: every mistake is named with its place."""

from __future__ import annotations

import pytest

from etl.definitions import DefinitionError, mappings
from etl.mapping.spec import parse_mapping, read_mapping

GOOD = {
    "id": "m",
    "title": "M",
    "feed": "bookings",
    "agency": "pd",
    "columns": {
        "booking_id": "No",
        "booking_date": {"from": "In"},
        "sex": {"from": "Sex", "values": {"1": "male"}},
    },
    "drop": ["Cell"],
}


PARTNER = {"name": "P", "kind": "jail", "county": "c", "partnership": "p"}


def with_columns(**columns):
    return GOOD | {"columns": GOOD["columns"] | columns}


def test_a_mapping_knows_what_it_reads_and_what_the_sender_calls_it():
    mapping = parse_mapping(GOOD, "m.yml")
    assert mapping.used == ("No", "In", "Sex")
    assert (mapping.heading("booking_date"), mapping.heading("agency_id")) == ("In", "agency_id")


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({"id": "m"}, "missing title, feed, columns"),
        (GOOD | {"colour": 1}, "unknown colour"),
        (GOOD | {"feed": "booking"}, "'booking' is not one of"),
        (GOOD | {"columns": {"booking_id": "No"}}, "missing booking_date"),
        (GOOD | {"agency": None}, "missing agency_id"),
        (with_columns(height="H"), "unknown height"),
        (with_columns(sex={"from": "Sex", "value": "male"}), "exactly one of"),
        (with_columns(sex={"from": "Sex", "values": {"1": "mal"}}), "'mal' is not one of"),
        (with_columns(sex={"surrogate": ["Sex"]}), "a surrogate makes a key or an id"),
        (with_columns(booking_date={"from": "In", "order": "ymd-ish"}), "'ymd-ish' is not one of"),
        (with_columns(sex={"from": "Sex", "format": "%d"}), "format is for dates"),
        (with_columns(release_date={"from": "Out", "values": {"1": "x"}}), "values are for codes"),
        (with_columns(zip3={"from": "Zip", "first": "3"}), "first must be a number"),
        (GOOD | {"drop": ["sex"]}, "both read and dropped"),
        (GOOD | {"dates": {"order": "us"}}, "'us' is not one of"),
        (GOOD | {"numbers": {"decimal": ";"}}, "numbers: decimal"),
        (GOOD | {"layout": {"sheets": 1}}, "unknown sheets"),
        (GOOD | {"set_aside": [{"rule": "date_bad", "column": "in", "reason": "r"}]}, "set_aside: column"),
        (GOOD | {"unpivot": [{"column": "a", "measure_id": "b"}]}, "are for monthly_counts"),
        (GOOD | {"partner": {"name": "P"}}, "missing kind"),
        (GOOD | {"partner": PARTNER | {"kind": "cops"}}, "'cops' is not one of"),
        (GOOD | {"partner": PARTNER | {"agreement_until": "soon"}}, "agreement_until must be a date"),
        (GOOD | {"partner": PARTNER | {"date_precision": "hour"}}, "'hour' is not one of"),
        (GOOD | {"partner": PARTNER | {"agency_id": "other"}}, "is not the agency pd"),
        (with_columns(sex={"from": "Sex", "values": {"m": "male", "M": "female"}}), "is there twice"),
        (GOOD | {"columns": []}, "expected keys and values"),
    ],
)
def test_a_mistake_is_named_with_its_place(entry, told):
    with pytest.raises(DefinitionError, match=told) as error:
        parse_mapping(entry, "m.yml")
    assert str(error.value).startswith("m.yml")


def test_yes_and_no_are_words_in_a_mapping(tmp_path):
    path = tmp_path / "m.yml"
    path.write_text(
        "id: m\ntitle: M\nfeed: bookings\nagency: pd\n"
        "columns: {booking_id: No, booking_date: In, screened: {from: S, values: {Yes: yes, n: no}}}\n",
        encoding="utf-8",
    )
    assert read_mapping(path).columns["screened"].values == {"yes": "yes", "n": "no"}


def test_every_mapping_that_ships_can_be_read_and_a_saved_one_wins(desk):
    shipped = mappings(desk.home)
    assert {"cook_sao_diversion", "cook_jail_daily_population", "care_court_courts"} <= set(shipped)
    folder = desk.home.private / "mappings"
    folder.mkdir(parents=True)
    saved = folder / "mine.yml"
    saved.write_text(
        "id: care_court_courts\ntitle: Mine\nfeed: bookings\nagency: pd\n"
        "columns: {booking_id: a, booking_date: b}\n",
        encoding="utf-8",
    )
    try:
        assert mappings(desk.home)["care_court_courts"].title == "Mine"
    finally:
        saved.unlink()
        folder.rmdir()
