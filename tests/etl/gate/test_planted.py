"""Identifiers under innocent headings do not pass, whatever they are called and however they are written."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from etl.gate import inspect
from tests.etl.gate.conftest import TODAY
from tests.etl.gate.people import (
    among,
    birth,
    column,
    digits,
    event,
    family,
    given,
    phone,
    ssn,
    story,
    street,
)

PLANTED = {
    "ssn": ("value_ssn", column(ssn)),
    "ssn with spaces": ("value_ssn", column(lambda c: ssn(c, " "))),
    "ssn with dots": ("value_ssn", column(lambda c: ssn(c, "."))),
    "ssn with typographic dashes": ("value_ssn", column(lambda c: ssn(c, "–"))),
    "ssn in full-width digits": ("value_ssn", ["１２３－４５－６７８９", *["yes"] * 39]),
    "ssn masked to its last four": ("value_ssn", column(lambda c: f"XXX-XX-{digits(c, 4)}")),
    "one ssn among codes": ("value_ssn", [*["referred"] * 39, "ok 123-45-6789"]),
    "ssn bare": ("value_bare_digits", column(lambda c: digits(c, 9))),
    "ssn through a spreadsheet": ("value_bare_digits", column(lambda c: f"{digits(c, 9)}.0")),
    "ssn bare in half of the rows": ("value_bare_digits", among(lambda c: digits(c, 9), 2, other="none")),
    "phone": ("value_phone", column(phone)),
    "phone with area in brackets": ("value_phone", column(lambda c: phone(c, "({0}) {1}-{2}"))),
    "phone with dots": ("value_phone", column(lambda c: phone(c, "{0}.{1}.{2}"))),
    "phone with country": ("value_phone", column(lambda c: phone(c, "+1 {0} {1} {2}"))),
    "phone from abroad": ("value_phone", ["+44 20 7946 0958", *["yes"] * 39]),
    "one phone among codes": ("value_phone", among(phone, 40)),
    "phone bare": ("value_bare_digits", column(lambda c: phone(c, "{0}{1}{2}"))),
    "phone bare with 1": ("value_bare_digits", column(lambda c: phone(c, "1{0}{1}{2}"))),
    "phone without area": ("value_local_phone", column(lambda c: phone(c, "{1}-{2}"))),
    "e-mail": ("value_email", column(lambda c: f"{given(c)}.{digits(c, 3)}@example.org")),
    "one e-mail among codes": ("value_email", among(lambda c: "ask j.doe@example.org", 40)),
    "web page": ("value_web", among(lambda c: "https://example.org/u/jdoe", 40)),
    "network address": (
        "value_web",
        column(lambda c: f"10.{c.randint(0, 255)}.{c.randint(0, 255)}.{c.randint(1, 9)}"),
    ),
    "street address": ("value_address", column(street)),
    "street address with apartment": (
        "value_address",
        column(lambda c: f"{street(c)}, Apt {c.randint(1, 99)}"),
    ),
    "street address in full": (
        "value_address",
        column(lambda c: f"{street(c)}, Springfield, IL 627{c.randint(10, 99)}"),
    ),
    "one address among codes": ("value_address", among(lambda c: "picked up at 1416 N Maple Ave", 40)),
    "block of a street": ("value_address", column(lambda c: f"{c.randint(1, 99)}00 block of Oak St")),
    "crossing": ("value_address", column(lambda c: f"Maple Ave & {c.randint(4, 90)}th St")),
    "po box": ("value_address", among(lambda c: f"P.O. Box {digits(c, 4)}", 40)),
    "point on the map": ("value_coordinates", column(lambda c: f"41.{digits(c, 5)}, -87.{digits(c, 5)}")),
    "birth date": ("value_birth_date", column(birth)),
    "birth date US": ("value_birth_date", column(lambda c: birth(c, "%m/%d/%Y"))),
    "birth date day first": ("value_birth_date", column(lambda c: birth(c, "%d.%m.%Y"))),
    "birth date two-digit year": ("value_birth_date", column(lambda c: birth(c, "%m/%d/%y"))),
    "birth date in words": ("value_birth_date", column(lambda c: birth(c, "%B %d, %Y"))),
    "birth date short month": ("value_birth_date", column(lambda c: birth(c, "%d-%b-%Y"))),
    "birth date with time": ("value_birth_date", column(lambda c: birth(c, "%Y-%m-%d 00:00:00"))),
    "birth date packed": ("value_birth_date", column(lambda c: birth(c, "%Y%m%d"))),
    "birth date packed US": ("value_birth_date", column(lambda c: birth(c, "%m%d%Y"))),
    "birth dates in a few rows": ("value_birth_date", among(birth, 8)),
    "birth dates of pupils": (
        "value_birth_date",
        column(lambda c: f"{c.randint(2005, 2010)}-0{c.randint(1, 9)}-1{c.randint(0, 9)}"),
    ),
    "birth date in a text": ("value_birth_date", among(lambda c: "male, born 3/4/1985", 40)),
    "birth date labelled": ("value_birth_date", among(lambda c: "DOB: 03/04/85", 40)),
    "birth year": ("value_birth_year", column(lambda c: birth(c, "%Y"))),
    "key of initials and birth date": (
        "value_birth_key",
        column(lambda c: given(c)[0] + family(c)[0] + birth(c, "%Y%m%d")),
    ),
    "key of name and short birth date": (
        "value_birth_key",
        column(lambda c: family(c)[:3].upper() + birth(c, "%m%d%y")),
    ),
    "age of 90 or more in a text": ("value_age_90", among(lambda c: "93-year-old", 40)),
    "full name": ("value_person_name", column(lambda c: f"{given(c)} {family(c)}")),
    "family name first": ("value_person_name", column(lambda c: f"{family(c)}, {given(c)}")),
    "upper case with initial": (
        "value_person_name",
        column(lambda c: f"{family(c)}, {given(c)} {given(c)[0]}".upper()),
    ),
    "lower case": ("value_person_name", column(lambda c: f"{given(c)} {family(c)}".lower())),
    "joined by a dot": ("value_person_name", column(lambda c: f"{given(c)}.{family(c)}".lower())),
    "with accents": ("value_person_name", ["José Hernández", "María Núñez", "Ana López", "Luis Gómez"] * 10),
    "initial and family name": ("value_person_name", column(lambda c: f"{given(c)[0]}. {family(c)}")),
    "title and family name": ("value_person_name", column(lambda c: f"Officer {family(c)}")),
    "given names": ("value_person_name", column(given)),
    "family names": ("value_person_name", column(family)),
    "initials": ("value_person_name", column(lambda c: f"{given(c)[0]}.{family(c)[0]}.")),
    "names in a fifth of the rows": ("value_person_name", among(lambda c: f"{given(c)} {family(c)}", 5)),
    "twelve officers again and again": (
        "value_person_name",
        [f"{g} {f}" for g, f in zip(["James", "Linda", "Robert"], ["Smith", "Garcia", "Murphy"], strict=True)]
        * 40,
    ),
    "free text": ("value_free_text", column(lambda c: f"{story(c)} {digits(c, 2)}")),
    "one long story among codes": ("value_free_text", among(lambda c: story(c) * 3, 40)),
    "labelled record number": ("value_labelled", among(lambda c: "MRN: 00482913", 40)),
    "court case numbers": ("value_case_number", column(lambda c: f"24-CR-{digits(c, 5)}")),
    "court case numbers of a full year": ("value_case_number", column(lambda c: f"2026-CR-{digits(c, 6)}")),
    "court case numbers that end in the year": (
        "value_case_number",
        [f"{number:02}-CV-2026" for number in range(1, 41)],
    ),
    "court case numbers that begin with the kind": (
        "value_case_number",
        column(lambda c: f"CR-2026-{digits(c, 3)}"),
    ),
    "juvenile case numbers of a kind called as a month": (
        "value_case_number",
        column(lambda c: f"{c.randint(10, 26)}-JUN-{digits(c, 5)}"),
    ),
    "case numbers among days": (
        "value_case_number",
        [*column(lambda c: f"24-CR-{digits(c, 5)}"), *(f"{day:02}-Jun-2026" for day in range(1, 31))],
    ),
    "vehicle numbers": ("value_vehicle", column(lambda c: f"1HGCM82633A{digits(c, 6)}")),
    "ZIP+4": ("value_zip", column(lambda c: f"627{c.randint(10, 99)}-{digits(c, 4)}")),
}
HEADINGS = ("ref", "col7", "status", "Outcome")


@pytest.mark.parametrize("kind", PLANTED)
def test_planted_identifiers_are_refused_under_any_heading(kind: str, look):
    rule, cells = PLANTED[kind]
    table = {"encounter_date": column(event, len(cells))} | dict.fromkeys(HEADINGS, cells)
    refused = {each.column for each in look(table) if each.rule == rule and each.severity == "block"}
    assert refused == set(HEADINGS)


@pytest.mark.parametrize("kind", PLANTED)
def test_findings_carry_rows_but_never_a_value(kind: str, look):
    rule, cells = PLANTED[kind]
    told = {cell.lower() for cell in cells if cell not in ("yes", "none", "referred")}
    for finding in look({"ref": cells}):
        text = f"{finding.message} {finding.remedy}".lower()
        assert not [cell for cell in told if len(cell) > 3 and cell in text]
        assert finding.column == "ref"
        assert 1 <= finding.count <= len(cells)
        assert finding.rows
        assert all(2 <= row < len(cells) + 2 for row in finding.rows)
    if "among codes" in kind:
        [finding] = [each for each in look({"ref": cells}) if each.rule == rule]
        [expected] = [row for row, cell in enumerate(cells, start=2) if cell != "referred"]
        assert (finding.row, finding.rows, finding.count) == (expected, (expected,), 1)


@pytest.mark.parametrize("goal", ["call_nature", "encounter_id", "person_key", "response_minutes", None])
def test_no_feed_column_is_a_way_around(goal: str | None, blocked):
    kinds = {"call_nature": "code", "encounter_id": "id", "person_key": "key", "response_minutes": "number"}
    for kind in ("ssn", "phone bare", "e-mail", "full name", "birth date", "street address", "free text"):
        rule, cells = PLANTED[kind]
        assert rule in blocked({"ref": cells}, goal=goal, kind=kinds.get(goal, "code")), kind


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%m/%d/%Y", "%Y%m%d"])
@pytest.mark.parametrize("goal", ["county", "encounter_id"])
def test_birth_dates_of_children_are_no_name_of_anything(goal: str, form: str, look, database):
    """They are too young for the rules about dates of birth, which event days must pass."""
    child = column(lambda c: (date(2009, 1, 1) + timedelta(days=c.randint(0, 6 * 365))).strftime(form))
    look({"place": child, "day": column(event)})  # put on the table
    kept = {"c0": goal, "c1": "encounter_date"}
    types = {goal: "id", "encounter_date": "date"}
    found = inspect(database, {"c0": "place", "c1": "day"}, kept, types, today=TODAY)
    assert [(each.rule, each.column, each.severity) for each in found] == [
        ("value_birth_date", "place", "block")
    ]


@pytest.mark.parametrize("heading", ["Age", "age_at_booking", "Age Band"])
def test_ages(heading: str, blocked):
    assert "value_age_90" in blocked({heading: ["34", "91", "25"]})
    assert "value_age_exact" in blocked({heading: ["34", "51", "25", "34"]})
    assert not blocked({heading: ["25-34", "18-24", "65+", "unknown", "4"]})


@pytest.mark.parametrize("heading", ["ZIP", "zip_code", "Postal code"])
def test_full_zip_codes(heading: str, blocked):
    assert "value_zip" in blocked({heading: ["62701", "62702"]})
    assert not blocked({heading: ["627", "628", ""]})
