"""What identifies a person is not kept, whichever form wrote it; numbers, dates and roles of the work are."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from app import gate
from app.together import schema
from app.together import store as stores
from app.together.store import Store

pytestmark = pytest.mark.usefixtures("published_sample")
LABELLED = gate.SAYS["value_labelled"]
# What each kind needs beside the text that is tried.
NEEDED = {
    "meeting": {"day": dt.date(2026, 11, 23)}, "item": {"meeting_id": 1, "place": 1, "kind": "text"},
    "decision": {"day": dt.date(2026, 11, 23)}, "action": {"day": dt.date(2026, 11, 23)},
    "target": {"measure_id": "m", "scope_kind": "s", "scope": "s", "value": 1.0, "good_from": "2026-11",
               "agreed_on": dt.date(2026, 11, 23)},
    "event": {"day": dt.date(2026, 11, 23), "measure_id": "m", "scope_kind": "s", "scope": "s"},
    "chapter": {"measure_id": "m", "scope_kind": "s", "scope": "s", "section": "story"},
    "resource": {"kind": "contact"}, "stand_in": {"entry": "program:act", "kind": "program"},
}  # fmt: skip
TYPED = [(kind, name) for kind in schema.RECORDS if kind not in gate.NOT_TYPED for name in schema.typed(kind)]


@pytest.fixture
def plain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv(stores.URL, f"sqlite:///{tmp_path / 'meetings.sqlite'}")
    return stores.open_store(tmp_path)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Case no. 24CR00123", LABELLED), ("case 24-CR-00123", LABELLED),
        ("docket number 2026-CV-1188", LABELLED), ("booking number 2024-00123", LABELLED),
        ("2024-CR-004412 goes to Judge", LABELLED), ("booking 2024001234", LABELLED),
        ("inmate 558213", LABELLED), ("Patient 88341 waits", LABELLED), ("license D1234567", LABELLED),
        ("Medicaid ID 12345678A", LABELLED), ("ＭＲＮ　４４７１２３４", LABELLED),
        ("123456789", "a social security number"), ("Call 5552013344", "a phone number"),
        ("John S. 04/12/1979 needs a bed", "a date of birth"),
        ("Maria Gonzalez, 1979-04-12", "a date of birth"),
        ("client lives at 12 Main Street", "where a person lives"),
        ("her home is 1416 N Maple Ave", "where a person lives"),
    ],
)  # fmt: skip
def test_a_sentence_that_identifies_a_person_is_told(text, told):
    assert told in gate.identifying(text)


@pytest.mark.parametrize(
    "text",
    [
        "case 12 of 30", "24 cases in 2026", "Booking counts of 12000", "Client 12,000 served",
        "ID cards for 250", "12,345,678 in all", "$123456789", "Since 10/01/2026",
        "Kick Off Friday 12/04/2026", "Consent decree of 04/12/1979", "From 10am-1200",
        "Crisis line 988, 24/7", "Room 12, 3 pm", "Meet at 1416 N Maple Ave",
        "Restated from 1200 to 1,350 (112%)",
        "Case managers: 15", "",
    ],
)  # fmt: skip
def test_numbers_dates_amounts_and_places_of_the_work_are_free(text):
    assert gate.identifying(text) == []


def test_counts_and_years_are_free_whatever_they_are():
    words = ("case", "booking", "patient", "client", "inmate", "docket", "license", "ID")
    for number in (1, 7, 12, 365, 999, 2026, 9999):
        told = [f"{word} {number} of {number + 1}" for word in words]
        told += [f"{number:,} of {number * 1000:,}", f"in {number}", f"${number * 100_000}"]
        assert [text for text in told if gate.identifying(text)] == []


@pytest.mark.parametrize(
    "name",
    [
        "Captain Maria Gonzalez", "Deputy J. Ramirez", "John Smith", "JOHN SMITH", "Judge Alvarez",
        "Deputy Chief Ramirez", "Records supervisor John Smith", "Jane Doe, records", "Dr. Jane Smith",
        "Sgt. O'Brien", "María de la Cruz", "John S.",
    ],
)  # fmt: skip
def test_a_name_in_place_of_a_role_is_seen(name):
    assert gate.names_a_person(name)
    assert gate.of_column("owner_role", name) == ["a person's name"]


@pytest.mark.parametrize(
    "role",
    [
        "Records supervisor", "Jail Commander", "Everybody present", "Police, jail and court", "U.S. Marshal",
        "Chief Public Defender", "Deputy Director", "CIT Coordinator", "Sheriff's Office",
        "Director of Nursing", "Vice-Chair", "Seaview and Northgate Police", "Lighthouse Crisis Center",
        "Casa Verde Clinic manager", "Data Analyst II", "john at the desk",
    ],
)  # fmt: skip
def test_a_role_and_an_agency_are_no_name(role):
    assert gate.of_column("owner_role", role) == []


@pytest.mark.parametrize(("kind", "name"), TYPED)
def test_no_column_that_somebody_types_in_takes_what_identifies_a_person(plain, kind, name):
    """Whatever a form forgets to ask: the store that pages write to asks for every column."""
    watched = gate.watched(plain)
    blank = dict.fromkeys(schema.typed(kind), "")
    with pytest.raises(gate.Refused, match="social security number"):
        watched.add(kind, blank | NEEDED.get(kind, {}) | {name: "Jane 123-45-6789"}, "chair")
    number = watched.add(kind, blank | NEEDED.get(kind, {}), "chair")
    with pytest.raises(gate.Refused, match="social security number"):
        watched.change(kind, number, 1, {name: "Jane 123-45-6789"}, "chair")
    with pytest.raises(gate.Refused):
        watched.change(kind, number, 1, {}, "chair", said="Ask inmate 558213")
    with pytest.raises(gate.Refused):
        watched.put_all(kind, [(number, 1, {name: "Jane 123-45-6789"})], "chair")
    assert "123-45" not in str(plain.rows(kind)) + str(plain.history(kind))


def test_an_organization_s_public_number_and_mailbox_have_their_columns(plain):
    entry = dict.fromkeys(schema.typed("resource"), "") | {"kind": "contact", "name": "Warm line"}
    public = {"phone": "(555) 555-0151", "email": "intake@example.org"}
    assert gate.watched(plain).add("resource", entry | public, "chair")
    with pytest.raises(gate.Refused, match="a person's name"):
        gate.watched(plain).add("resource", entry | {"contact_role": "Captain Maria Gonzalez"}, "chair")


def test_a_text_of_before_is_not_asked_about_again(plain):
    number = plain.add("action", {"title": "Ask 123-45-6789", **NEEDED["action"]}, "chair")
    kept = {"title": "Ask 123-45-6789", "status": "done"}
    assert gate.watched(plain).change("action", number, 1, kept, "chair") == 2
