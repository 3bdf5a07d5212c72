"""Reference tables: typed when they are right, else the file, the row and the column are named."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from etl.errors import EtlError
from etl.mapping.spec import parse_mapping
from etl.paths import PROJECT, DataHome
from etl.reference import load_reference, read_registry, settings
from tests.etl.mapping.staged import PARTNERS, PROGRAMS, write_reference


@pytest.fixture
def home(tmp_path):
    """The small registry of the mapping tests."""
    return write_reference(tmp_path)


def change(home, name, *replaced):
    path = home.reference / name
    path.write_text(path.read_text(encoding="utf-8").replace(*replaced), encoding="utf-8")


def test_tables_are_typed(home):
    con = duckdb.connect()
    load_reference(con, home)
    row = con.execute(
        "select agreement_until, part2, affiliate from ref_partners where agency_id = 'pd'"
    ).fetchone()
    assert row == (date(2027, 12, 31), False, None)
    assert con.execute("select intercept, capacity from ref_programs order by 1").fetchall() == [
        (3, 40),
        (4, 60),
    ]
    assert con.execute("select count(*) from ref_targets").fetchone() == (0,)


def test_the_reference_tables_of_the_demo_county_are_right():
    load_reference(duckdb.connect(), DataHome(PROJECT / "nowhere"))


def test_a_cell_of_spaces_is_blank_and_a_name_may_read_as_a_number(home):
    change(home, "partners.csv", "2027-12-31", "  ")
    change(home, "partners.csv", "Harbor Police", "Infinity")
    con = duckdb.connect()
    load_reference(con, home)
    assert con.execute("select name, agreement_until from ref_partners").fetchone() == ("Infinity", None)


@pytest.mark.parametrize(
    ("name", "replaced", "told"),
    [
        ("partners.csv", ("police", "polise"), "partners.csv, row 2, column kind: 'polise' is not allowed"),
        (
            "partners.csv",
            ("2027-12-31", "31/12/2027"),
            "partners.csv, row 2, column agreement_until: '31/12/2027' is",
        ),
        ("partners.csv", ("day,no", "week,no"), "row 2, column date_precision: 'week' is not allowed"),
        ("partners.csv", ("Harbor Police", ""), "row 2, column name: is blank"),
        ("partners.csv", ("monthly_pd", "pd"), "partners.csv, row 3, column agency_id: repeats row 2"),
        ("partners.csv", ("\npd,", "\nP D,"), "row 2, column agency_id: 'P D' is not a valid"),
        ("partners.csv", ("affiliate,", "afiliate,"), "partners.csv, row 1: the columns must be"),
        (
            "programs.csv",
            ("North,pd", "North,pdd"),
            "row 2, column agency_id: 'pdd' is not known .* partners.csv",
        ),
        ("programs.csv", (",act,4", ",act,6"), "row 2, column intercept: '6' is out of range"),
        ("programs.csv", (",act,4", ",acts,4"), "row 2, column service_type: 'acts' is not allowed"),
        ("programs.csv", (",60,", ",60,7,8,9,10,"), "programs.csv is not a plain CSV file"),
    ],
)
def test_a_mistake_is_named_with_file_row_and_column(home, name, replaced, told):
    change(home, name, *replaced)
    with pytest.raises(EtlError, match=told):
        load_reference(duckdb.connect(), home)


CONTACT = {
    "contact_role": "Records desk",
    "contact_phone": "(555) 555-0100 x12",
    "contact_email": "records@pd.example",
    "agreement_kind": "dua",
    "agreement_from": "2024-01-01",
    "agreement_until": "2027-12-31",
    "agreement_feeds": "encounters|bookings",
}
OPTIONAL = "select contact_phone, agreement_kind, agreement_from, agreement_feeds from ref_partners"


def with_contact(home, **changes):
    """The registry of one agency, its contact and agreement in full."""
    row = {"agency_id": "pd", "name": "Harbor Police", "kind": "police", "partnership": "harbor"}
    row |= {"county": "harbor", "affiliate": "", "agreement": "DUA 1", "date_precision": "day", "part2": "no"}
    row |= CONTACT | changes
    lines = (",".join(row), ",".join(row.values()))
    (home.reference / "partners.csv").write_text("\n".join(lines), encoding="utf-8")
    (home.reference / "programs.csv").write_text(PROGRAMS.splitlines()[0] + "\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("column", "text", "told"),
    [
        ("contact_phone", "front desk", "'front desk' is not a valid phone"),
        ("contact_email", "records", "'records' is not a valid email"),
        ("agreement_kind", "dsb", "'dsb' is not allowed"),
        ("agreement_feeds", "encounters|jail", "'encounters.jail' is not allowed"),
        ("agreement_until", "2023-12-31", "'2023-12-31' is before agreement_from"),
    ],
)
def test_contacts_and_agreements_are_checked(home, column, text, told):
    with_contact(home, **{column: text})
    with pytest.raises(EtlError, match=f"partners.csv, row 2, column {column}: {told}"):
        load_reference(duckdb.connect(), home)


def test_contacts_and_agreements_may_be_left_out_of_the_file(home):
    con = duckdb.connect()
    load_reference(con, home)
    assert con.execute(OPTIONAL).fetchall() == [(None, None, None, None)] * 3
    with_contact(home)
    con = duckdb.connect()
    load_reference(con, home)
    known = ("(555) 555-0100 x12", "dua", date(2024, 1, 1), "encounters|bookings")
    assert con.execute(OPTIONAL).fetchall() == [known]


RESOURCE = {
    "resource_id": "line", "kind": "crisis_line", "name": "988", "service": "", "provider": "",
    "contact_role": "", "phone": "988", "email": "", "website": "https://988lifeline.org/x", "area": "",
    "notes": "",
}  # fmt: skip


def with_resource(home, **changes):
    """The directory's table with one row."""
    row = RESOURCE | changes
    (home.reference / "resources.csv").write_text(
        "\n".join((",".join(row), ",".join(row.values()))), encoding="utf-8"
    )


def test_an_installation_from_before_the_directory_has_an_empty_one(home):
    assert not (home.reference / "resources.csv").exists()
    con = duckdb.connect()
    load_reference(con, home)
    assert con.table("ref_resources").columns == list(RESOURCE)
    assert con.execute("select * from ref_resources").fetchall() == []


def test_a_resource_is_read(home):
    with_resource(home)
    con = duckdb.connect()
    load_reference(con, home)
    told = con.execute("select kind, phone, website from ref_resources").fetchall()
    assert told == [("crisis_line", "988", "https://988lifeline.org/x")]


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("kind", "hotline"),
        ("service", "act team"),
        ("phone", "call us"),
        ("phone", "98"),
        ("email", "records"),
        ("website", "javascript:alert(1)"),
        ("website", "988lifeline.org"),
        ("website", "https://user@988lifeline.org"),
        ("name", ""),
    ],
)
def test_a_resource_that_is_not_right_is_named(home, column, text):
    with_resource(home, **{column: text})
    with pytest.raises(EtlError, match=f"resources.csv, row 2, column {column}: "):
        load_reference(duckdb.connect(), home)


def test_a_missing_table_is_named(home):
    (home.reference / "costs.csv").unlink()
    with pytest.raises(EtlError, match=r"costs\.csv cannot be read"):
        load_reference(duckdb.connect(), home)


def test_settings_have_defaults_and_refuse_what_they_do_not_know(home):
    known = {
        "partnership": "harbor",
        "partnership_name": "Harbor",
        "policy": "partners",
        "totals": "protected",
    }
    assert settings(home) == known
    path = home.reference / "settings.yml"
    path.write_text("partnership: a\npartnership_name: A\npolicy: open\n", encoding="utf-8")
    with pytest.raises(EtlError, match="policy: 'open' is not one of partners, public"):
        settings(home)


def test_agencies_that_came_with_a_mapping_are_registered_unless_the_file_has_them(home):
    con = duckdb.connect()
    for name, text in (("partner", PARTNERS), ("program", PROGRAMS)):
        columns = ", ".join(f"{column} varchar" for column in text.splitlines()[0].split(","))
        con.execute(f"create temp table came_{name} ({columns})")
        con.execute(f"create temp view registry_{name} as from came_{name}")
    con.execute("insert into came_partner (agency_id, kind) values ('da', 'prosecutor'), ('pd', 'jail')")
    load_reference(con, home)
    load_reference(con, home)
    rows = con.execute("select agency_id, kind from ref_partners order by 1").fetchall()
    assert rows == [("da", "prosecutor"), ("lapsed_pd", "police"), ("monthly_pd", "police"), ("pd", "police")]


def test_a_mapping_brings_its_agency_and_programs_but_overrides_nobody(home):
    con = duckdb.connect()
    load_reference(con, home)
    partner = {"agency_id": "pd", "name": "Other", "kind": "jail", "county": "c", "partnership": "p"}
    program = {"name": "New", "service_type": "cbt", "intercept": 4}
    entry = {
        "id": "m",
        "title": "M",
        "feed": "bookings",
        "agency": "pd",
        "partner": partner | {"programs": {"new": program}},
        "columns": {"booking_id": "a", "booking_date": "b"},
    }
    registry = read_registry(con).with_mapping(parse_mapping(entry, "m.yml"))
    assert registry.partners["pd"].name == "Harbor Police"
    assert registry.programs["new"].agency_id == "pd"
