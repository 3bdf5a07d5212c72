"""Ages at the day of the event, and ZIP codes: right at the boundaries."""

from __future__ import annotations

from etl.mapping.cells import RESTRICTED_ZIP3
from tests.etl.deidentify.conftest import days


def bands(export, run, pairs, *options):
    rows = [
        row | {"DOB": born, "Booking Date": day}
        for row, (born, day) in zip(days(len(pairs)), pairs, strict=True)
    ]
    made = run(export(rows), "--order", "iso", *options)
    assert made.code == 0, made.complained
    return made.column("age_band")


BANDS = [
    ("2014-09-20", "2026-09-19", "under_12"),
    ("2014-09-19", "2026-09-19", "12-17"),
    ("2008-09-20", "2026-09-19", "12-17"),
    ("2008-09-19", "2026-09-19", "18-24"),
    ("2001-09-20", "2026-09-19", "18-24"),
    ("2001-09-19", "2026-09-19", "25-34"),
    ("1991-09-19", "2026-09-19", "35-44"),
    ("1981-09-19", "2026-09-19", "45-54"),
    ("1971-09-19", "2026-09-19", "55-64"),
    ("1961-09-20", "2026-09-19", "55-64"),
    ("1961-09-19", "2026-09-19", "65+"),
    ("1925-01-01", "2026-09-19", "65+"),
    ("2004-02-29", "2022-02-28", "12-17"),  # grows older on March 1 of a common year
    ("2004-02-29", "2022-03-01", "18-24"),
    ("2000-02-29", "2012-02-29", "12-17"),
    ("1999-03-14", "2016-03-14", "12-17"),  # 17 then, however old today
    ("2026-09-20", "2026-09-19", ""),  # not born yet
    ("", "2026-09-19", ""),
    ("1985-03-14", "", ""),
    ("not known", "2026-09-19", ""),
]


def test_the_band_is_of_the_day_of_the_event(export, run):
    assert bands(export, run, [case[:2] for case in BANDS]) == [case[2] for case in BANDS]


def test_the_event_can_be_another_date(export, run):
    row = {"DOB": "2008-09-20", "Booking Date": "2026-09-19", "Release Date": "2026-09-25"}
    rows = [each | row for each in days(3)]
    at_booking = run(export(rows, name="a.csv"), "--order", "iso").column("age_band")
    at_release = run(export(rows, name="b.csv"), "--order", "iso", "--date", "Release Date").column(
        "age_band"
    )
    assert (set(at_booking), set(at_release)) == ({"12-17"}, {"18-24"})


def test_years_of_two_digits_are_never_ahead(export, run):
    rows = [row | {"DOB": born} for row, born in zip(days(3), ["3/14/40", "3/14/08", "3/14/85"], strict=True)]
    assert run(export(rows)).column("age_band") == ["65+", "18-24", "35-44"]


def test_day_and_month_that_cannot_be_told_apart_are_asked_never_guessed(export, run):
    rows = [row | {"DOB": "03/04/1985"} for row in days(3)]
    made = run(export(rows))
    assert (made.code, made.out.exists()) == (2, False)
    assert "--order" in made.complained
    assert run(export(rows), "--order", "dmy").code == 0


AGES = [
    *(("11", "under_12"), ("12", "12-17"), ("17", "12-17"), ("18", "18-24"), ("24.9", "18-24")),
    *(("64", "55-64"), ("65", "65+"), ("93", "65+"), ("90+", "65+"), ("34 years old", "25-34")),
    *(("7 months", "under_12"), ("18-24", "18-24"), ("", ""), ("old", ""), ("999", "")),
]


def test_exact_ages_become_bands(export, run):
    rows = [{"Age": age, "Event Date": "2026-09-13", "Sex": "M"} for age, _ in AGES]
    made = run(export(rows, whole=True), key=None)
    assert made.column("age_band") == [band for _, band in AGES], made.complained


def zips(export, run, cells):
    rows = [{"ZIP": each, "Event Date": "2026-09-13", "Sex": "M"} for each in cells]
    made = run(export(rows, whole=True), key=None)
    assert made.code == 0, made.complained
    return made


def test_the_areas_of_few_people_are_blank(export, run):
    restricted = [f"{area}{rest}" for area in RESTRICTED_ZIP3 for rest in ("01", "99-1234")]
    made = zips(export, run, [*restricted, "98101"])
    assert made.column("zip3") == [*[""] * len(restricted), "981"]
    told = next(each for each in made.report["columns"] if each["column"] == "ZIP")
    assert (told["filled"], told["restricted"]) == (1, len(restricted))


def test_there_are_seventeen_of_them():
    assert len(RESTRICTED_ZIP3) == 17


WRITTEN = [
    *(("98101", "981"), ("98101-4711", "981"), ("981014711", "981"), ("98101.0", "981")),
    *(("2139", "021"), ("501", "005"), ("21394711", "021"), ("K1A 0B1", ""), ("homeless", ""), ("", "")),
]


def test_whole_zip_codes_keep_three_digits_with_the_zeros_that_a_spreadsheet_dropped(export, run):
    assert zips(export, run, [zip_code for zip_code, _ in WRITTEN]).column("zip3") == [
        area for _, area in WRITTEN
    ]


def test_three_digits_stay_but_for_the_areas_of_few_people(export, run):
    assert zips(export, run, ["981", "036", "501"]).column("zip3") == ["981", "", "501"]
