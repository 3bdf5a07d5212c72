"""The person key: what is the same person, under which key, and how another agency gets the same."""

from __future__ import annotations

import hashlib
import hmac

import pytest

from etl.deidentify import keys
from tests.etl.deidentify.conftest import days


def person_key(secret: bytes, *pieces: str) -> str:
    """What deploy/deidentify.md tells another agency to compute."""
    message = "\x1f".join(["person_key", "1", *pieces])
    return hmac.new(secret, message.encode(), hashlib.sha256).hexdigest()


def keys_of(export, run, rows, *options, name="export.csv", key=None):
    made = run(export(rows, name=name), *options, **({"key": key} if key else {}))
    assert made.code == 0, made.complained
    return made.column("person_key")


def people(*names: tuple[str, str], dob: str = "03/14/1985"):
    rows = days(max(len(names), 2))
    return [
        row | {"Last Name": last, "First Name": first, "DOB": dob}
        for row, (last, first) in zip(rows, names, strict=False)
    ]


def test_it_is_the_hmac_that_the_page_describes(export, run, key_file):
    secret = keys.read(key_file).secret
    made = keys_of(export, run, people(("O'Brien-Smith Jr.", "Renée Ann"), ("Smith", "John")))
    assert made[0] == person_key(secret, "family", "OBRIENSMITH", "given", "RENEE", "birth", "1985-03-14")
    assert made[1] == person_key(secret, "family", "SMITH", "given", "JOHN", "birth", "1985-03-14")


SPELLINGS = [
    ("SMITH ", "john"),
    ("smith", " John"),
    ("Smith", "JOHN Q."),
    ("Smith Jr", "John"),
    ("Smith, III", "John Quincy"),
    ("Smíth", "Jöhn"),
    ("Smith", "Mr. John"),
]


def test_spellings_of_one_person_agree(export, run):
    made = keys_of(export, run, people(("Smith", "John"), *SPELLINGS))
    assert dict(zip(SPELLINGS, made[1:], strict=True)) == dict.fromkeys(SPELLINGS, made[0])


@pytest.mark.parametrize(
    "birth", ["3/14/1985", "03-14-1985", "1985-03-14", "14 Mar 1985", "3/14/85", "1985-03-14 00:00:00"]
)
def test_spellings_of_one_birth_date_agree(export, run, birth):
    one = keys_of(export, run, people(("Smith", "John")), "--order", "mdy", name="a.csv")
    other = keys_of(export, run, people(("Smith", "John"), dob=birth), "--order", "mdy", name="b.csv")
    assert one == other


WHOLE = [
    ("SMITH, john ", "Smith", "John"),
    ("Smith, John Q", "Smith", "John"),
    ("John Q. Smith", "Smith", "John"),
    ("Dr. John Smith Jr.", "Smith", "John"),
    ("John Smith, Jr.", "Smith", "John"),
    ("Maria de la Cruz", "De La Cruz", "Maria"),
    ("de la Cruz, Maria", "De la Cruz", "Maria"),
    ("Garcia-Lopez, Ana", "Garcia Lopez", "Ana"),
    ("Ludwig van der Berg", "Van der Berg", "Ludwig"),
]


def test_one_column_of_names_agrees_with_two(export, run):
    two = keys_of(export, run, people(*(names[1:] for names in WHOLE)), name="two.csv")
    rows = [
        {
            "Inmate Name": names[0],
            "DOB": "03/14/1985",
            "Booking Date": "09/22/2026",
            "Legal Status": "Pretrial",
        }
        for names in WHOLE
    ]
    one = run(export(rows, name="one.csv", whole=True)).column("person_key")
    assert dict(zip(WHOLE, one, strict=True)) == dict(zip(WHOLE, two, strict=True))


def test_other_people_differ(export, run):
    others = [("Smyth", "John"), ("Smith", "Joan"), ("John", "Smith"), ("Smith", "Jon")]
    rows = people(("Smith", "John"), *others)
    rows.append(rows[0] | {"DOB": "03/15/1985"})
    assert len(set(keys_of(export, run, rows))) == len(rows)


def test_a_person_who_is_not_known_has_no_key(export, run):
    rows = people(("Smith", "John"), ("Unknown", "John"), ("Smith", ""), ("Smith", "J."), ("Smith", "John"))
    rows[-1]["DOB"] = ""
    rows.append(rows[0] | {"DOB": "01/01/1900"})
    rows.append(rows[0] | {"DOB": "March 1985"})
    assert [bool(each) for each in keys_of(export, run, rows)] == [True, *[False] * 6]


def test_another_key_gives_everything_another_hash(export, run, tmp_path):
    other = keys.fresh(tmp_path / "keys" / "other.key")
    keys.save(other)
    rows = days(12)
    ours = run(export(rows, name="a.csv")).rows
    theirs = run(export(rows, name="b.csv"), key=other.path).rows
    for heading in ("person_key", "booking_id"):
        assert not {row[heading] for row in ours} & {row[heading] for row in theirs}


def test_the_same_person_has_the_same_key_next_month(export, run):
    first = keys_of(export, run, days(5), name="september.csv")
    second = keys_of(
        export, run, [row | {"Booking Date": "10/13/2026"} for row in days(7)], name="october.csv"
    )
    assert set(first) == set(second)
    assert len(set(first)) == 1


def test_a_number_is_hashed_apart_from_a_person(export, run):
    """The same text as an id and as a person's number: neither tells of the other."""
    rows = [
        {"Booking Number": f"B{n:05}", "Inmate Number": f"B{n:05}", "Booking Date": f"09/{n:02}/2026"}
        for n in range(1, 28)
    ]
    made = run(export(rows, whole=True), "--agency", "harbor_jail")
    assert not set(made.column("person_key")) & set(made.column("booking_id"))


def test_numbers_of_two_agencies_stay_apart_and_the_agency_must_be_said(export, run):
    rows = [{"Inmate Number": f"{n:05}", "Booking Date": f"09/{n:02}/2026"} for n in range(1, 28)]
    unsaid = run(export(rows, whole=True))
    assert (unsaid.code, unsaid.out.exists()) == (2, False)
    assert "--agency" in unsaid.complained
    one = run(export(rows, name="a.csv", whole=True), "--agency", "harbor_jail")
    other = run(export(rows, name="b.csv", whole=True), "--agency", "lake_jail")
    short = [row | {"Inmate Number": row["Inmate Number"].lstrip("0")} for row in rows]
    same = run(export(short, name="c.csv", whole=True), "--agency", " Harbor_Jail")
    assert not set(one.column("person_key")) & set(other.column("person_key"))
    assert one.column("person_key") == same.column("person_key")


def test_the_person_can_be_made_of_other_columns(export, run, key_file):
    made = run(export(days(3)), "--person", "SSN")
    expected = person_key(keys.read(key_file).secret, "ssn", "219099999")
    assert set(made.column("person_key")) == {expected}
    assert made.report["person_key"]["from"] == ["SSN"]


def test_ssns_that_were_never_given_out_make_no_key(export, run):
    rows = [
        row | {"SSN": ssn}
        for row, ssn in zip(
            days(5), ["000-00-0000", "999999999", "219 09 9999", "19099999", "666-12-1234"], strict=True
        )
    ]
    made = run(export(rows), "--person", "SSN").column("person_key")
    assert [bool(each) for each in made] == [False, False, True, True, False]


def test_two_columns_cannot_be_the_same_part(export, run):
    made = run(export(days(3)), "--person", "Booking Number,Legal Status")
    assert made.code == 2
    assert "the same part of the person key" in made.complained


def test_numbers_that_a_spreadsheet_has_cut_are_refused(export, run):
    made = run(export([row | {"Booking Number": "1.23E+05"} for row in days(3)]))
    assert (made.code, made.out.exists()) == (2, False)
    assert "1.23E+05" in made.complained  # the example of the rule
