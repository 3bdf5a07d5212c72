"""Counts, rates, people and breakdowns, over tables small enough to count by hand."""

from __future__ import annotations

import pytest

from tests.etl.measuring import County


@pytest.fixture
def county(tmp_path):
    made = County(tmp_path).partner("pd", "so")
    return made.sends("pd", "encounters", intercepts="1").sends("so", "encounters", intercepts="1")


def test_a_count_is_of_events_and_tells_people_apart(county):
    county.add(
        "encounters",
        {"person_key": "a"},
        {"person_key": "a"},
        {"person_key": "b"},
        agency_id="pd",
        encounter_date="2024-01-05",
    )
    cell = county.run("bh_encounters").cell("bh_encounters", "2024-01", scope_kind="agency", scope="pd")
    assert (cell["numerator"], cell["numerator_people"], cell["value"]) == (3, 2, 3)
    assert (cell["denominator"], cell["denominator_people"]) == (None, None)


def test_rows_without_a_person_key_are_a_person_each(county):
    county.add("encounters", {}, {}, {"person_key": ""}, agency_id="pd", encounter_date="2024-01-05")
    cell = county.run("bh_encounters").cell("bh_encounters", "2024-01", scope_kind="agency", scope="pd")
    assert (cell["numerator"], cell["numerator_people"]) == (3, 3)


def test_a_surrogate_links_within_its_agency_and_a_shared_hash_across(county):
    shared = "0123456789abcdef" * 4
    for agency in ("pd", "so"):
        county.add(
            "encounters",
            {"person_key": "17"},
            {"person_key": shared},
            agency_id=agency,
            encounter_date="2024-01-05",
        )
    cell = county.run("bh_encounters").cell("bh_encounters", "2024-01")
    assert (cell["numerator"], cell["numerator_people"]) == (4, 3)  # "17" is two people, the hash is one


def test_only_encounters_with_a_behavioral_health_need_count_unknown_needs_included(county):
    county.add(
        "encounters",
        {"bh_need": "none"},
        {"bh_need": "unknown"},
        {"intercept": 0},
        {"intercept": 2},
        agency_id="pd",
        encounter_date="2024-01-05",
    )
    county.run("bh_encounters", "crisis_contacts")
    assert county.cell("bh_encounters", "2024-01")["value"] == 1
    assert county.cell("crisis_contacts", "2024-01")["value"] == 1


DISPOSITIONS = [  # disposition, probable cause, counts above, counts below
    ("transported_crisis_center", "yes", 1, 1),
    ("voluntary_hospital", "yes", 1, 1),
    ("diverted_prebooking", "yes", 1, 1),
    ("diverted_postbooking", "yes", 1, 1),
    ("diverted_court", "yes", 1, 1),
    ("arrest_booked", "yes", 0, 1),
    ("arrest_released", "yes", 0, 1),
    ("citation", "yes", 0, 1),
    ("referred", "yes", 0, 0),
    ("resolved_on_scene", "yes", 0, 0),
    ("transported_ed", "yes", 0, 0),
    ("involuntary_hold", "yes", 0, 0),
    ("declined", "yes", 0, 0),
    ("pending", "yes", 0, 0),
    ("transported_crisis_center", "no", 0, 0),
    ("arrest_booked", "undetermined", 0, 0),
    ("citation", "no_officer", 0, 0),
    ("diverted_prebooking", None, 0, 0),
]


def test_who_is_in_the_diversion_rate(county):
    months = [f"{2024 + i // 12}-{i % 12 + 1:02}" for i in range(len(DISPOSITIONS))]
    for month, (disposition, cause, _, _) in zip(months, DISPOSITIONS, strict=True):
        county.add(
            "encounters",
            agency_id="pd",
            encounter_date=f"{month}-05",
            disposition=disposition,
            probable_cause=cause,
        )
    county.run("eligible_diversion_rate")
    for month, (disposition, cause, above, below) in zip(months, DISPOSITIONS, strict=True):
        cell = county.cell("eligible_diversion_rate", month)
        assert (cell["numerator"], cell["denominator"]) == (above, below), (disposition, cause)


def test_the_diversion_rate_is_diverted_over_diverted_arrested_and_cited(county):
    rows = [
        "diverted_prebooking",
        "transported_crisis_center",
        "arrest_booked",
        "citation",
        "resolved_on_scene",
    ]
    county.add(
        "encounters",
        *({"disposition": each, "probable_cause": "yes"} for each in rows),
        agency_id="pd",
        encounter_date="2024-01-05",
    )
    cell = county.run("eligible_diversion_rate").cell("eligible_diversion_rate", "2024-01")
    assert (cell["numerator"], cell["denominator"], cell["value"]) == (2, 4, 50.0)


def test_a_denominator_of_0_is_no_cases_not_zero(county):
    county.add(
        "encounters",
        {"encounter_date": "2024-01-05", "disposition": "citation", "probable_cause": "yes"},
        {"encounter_date": "2024-02-05"},
        agency_id="pd",
    )
    county.run("eligible_diversion_rate")
    none, zero = (county.cell("eligible_diversion_rate", month) for month in ("2024-02", "2024-01"))
    assert (none["status"], none["value"], none["denominator"]) == ("no_cases", None, 0)
    assert (zero["status"], zero["value"], zero["denominator"]) == ("measured", 0, 1)


def test_pending_and_unknown_dispositions_are_in_neither_number(county):
    rows = ["arrest_booked", "resolved_on_scene", "pending", "unknown"]
    county.add(
        "encounters", *({"disposition": each} for each in rows), agency_id="pd", encounter_date="2024-01-05"
    )
    cell = county.run("bh_arrest_rate").cell("bh_arrest_rate", "2024-01")
    assert (cell["numerator"], cell["denominator"]) == (1, 2)


def test_a_blank_is_unknown_which_is_not_no(county):
    rows = ["yes", "no", "unknown", None]
    county.add(
        "encounters", *({"force_used": each} for each in rows), agency_id="pd", encounter_date="2024-01-05"
    )
    cell = county.run("force_rate").cell("force_rate", "2024-01")
    assert (cell["numerator"], cell["denominator"], cell["value"]) == (1, 2, 50.0)


def test_breakdowns_add_up_to_the_total_and_name_what_is_unknown(county):
    county.add(
        "encounters",
        {"responder": "cit_officer"},
        {"responder": "patrol"},
        {"responder": "patrol"},
        agency_id="pd",
        encounter_date="2024-01-05",
        call_nature=None,
    )
    county.run("bh_encounters")
    by = {row["level"]: row["value"] for row in county.rows("bh_encounters", breakdown="responder")}
    assert by == {"cit_officer": 1, "patrol": 2}
    assert [row["level"] for row in county.rows("bh_encounters", breakdown="call_nature")] == ["unknown"]


def test_a_level_seen_once_is_zero_in_the_other_reported_months(county):
    county.add(
        "encounters",
        {"encounter_date": "2024-01-05", "responder": "peer"},
        {"encounter_date": "2024-02-05", "responder": "patrol"},
        agency_id="pd",
    )
    county.run("bh_encounters")
    assert county.series("bh_encounters", breakdown="responder", level="peer") == {"2024-01": 1, "2024-02": 0}


def test_personal_characteristics_are_told_by_quarter_and_year_only(county):
    county.add(
        "encounters", {"sex": "female", "age_band": "18-24"}, agency_id="pd", encounter_date="2024-01-05"
    )
    county.run("bh_encounters")
    grains = {
        row["grain"]
        for g in ("month", "quarter", "year")
        for row in county.rows("bh_encounters", breakdown="age_band", grain=g)
    }
    assert grains == {"quarter", "year"}


def test_several_races_are_more_than_one(county):
    county.add(
        "encounters",
        {"race_ethnicity": "black|white"},
        {"race_ethnicity": "asian"},
        agency_id="pd",
        encounter_date="2024-01-05",
    )
    county.run("bh_encounters")
    found = county.rows("bh_encounters", breakdown="race_ethnicity", grain="quarter")
    assert [row["level"] for row in found] == ["asian", "multiple"]


def test_quarters_and_years_are_computed_from_the_events(county):
    county.add(
        "encounters",
        *({"encounter_date": f"2024-{month:02}-05", "person_key": "a"} for month in range(1, 7)),
        agency_id="pd",
    )
    county.run("bh_encounters")
    quarter = county.rows("bh_encounters", grain="quarter")
    assert [(str(row["period"]), row["numerator"], row["numerator_people"]) for row in quarter] == [
        ("2024-01-01", 3, 1),
        ("2024-04-01", 3, 1),
    ]
    (year,) = county.rows("bh_encounters", grain="year")
    assert (year["numerator"], year["numerator_people"]) == (6, 1)


def test_a_partnership_is_the_sum_of_its_agencies_for_events_but_not_for_people(county):
    key = "f" * 64
    for agency in ("pd", "so"):
        county.add("encounters", {"person_key": key}, agency_id=agency, encounter_date="2024-01-05")
    county.run("bh_encounters")
    whole = county.cell("bh_encounters", "2024-01")
    parts = county.rows("bh_encounters", scope_kind="agency")
    assert whole["numerator"] == sum(row["numerator"] for row in parts) == 2
    assert whole["numerator_people"] == 1 < sum(row["numerator_people"] for row in parts)
    assert [row["owner"] for row in parts] == ["pd", "so"] and whole["owner"] is None


def test_counties_are_told_apart_only_where_there_is_more_than_one(tmp_path):
    one = (
        County(tmp_path / "one").partner("pd").add("encounters", agency_id="pd", encounter_date="2024-01-05")
    )
    assert one.run("bh_encounters").rows("bh_encounters", scope_kind="county") == []
    two = County(tmp_path / "two").partner("pd").partner("po", county="elm")
    two.add("encounters", agency_id="pd", encounter_date="2024-01-05")
    two.add("encounters", {}, {"county": "oak"}, agency_id="po", encounter_date="2024-01-06")
    two.run("bh_encounters")
    found = two.rows("bh_encounters", scope_kind="county")
    assert [(row["scope"], row["value"]) for row in found] == [("elm", 1), ("oak", 2)]


def test_a_median_comes_with_its_90th_percentile_and_n(county):
    minutes = [10, 20, 30, 40, 110]
    county.add(
        "encounters",
        *({"handoff_minutes": each} for each in minutes),
        {"handoff_minutes": None},
        agency_id="pd",
        encounter_date="2024-01-05",
        disposition="transported_crisis_center",
    )
    cell = county.run("handoff_minutes").cell("handoff_minutes", "2024-01")
    assert (cell["value"], cell["denominator"], cell["numerator"]) == (30, 5, None)
    assert cell["value_high"] == pytest.approx(82)  # 40 + 0.6 x (110 - 40)


def test_people_met_again_within_180_days(county):
    met = [  # person, encounters; met again from January?
        ("a", "2024-01-02", "2024-06-30"),  # 180 days: yes
        ("b", "2024-01-02", "2024-07-01"),  # 181 days: no
        ("c", "2024-01-02", "2024-01-02"),  # twice on one day: yes
    ]
    for person, *days in met:
        county.add(
            "encounters", *({"encounter_date": day} for day in days), agency_id="pd", person_key=person * 64
        )
    county.add("encounters", {"encounter_date": "2024-01-02"}, agency_id="pd", person_key="d" * 64)
    county.add(
        "encounters", {"encounter_date": "2024-03-01"}, agency_id="so", person_key="d" * 64
    )  # elsewhere: yes
    county.add("encounters", {"encounter_date": "2024-01-09"}, agency_id="pd")  # no key: cannot be followed
    county.add(
        "encounters",
        *({"encounter_date": f"2024-{m:02}-28", "bh_need": "none"} for m in range(2, 9)),
        agency_id="pd",
    )
    county.add(
        "encounters",
        *({"encounter_date": f"2024-{m:02}-28", "bh_need": "none"} for m in range(1, 9)),
        agency_id="so",
    )
    cell = county.run("repeat_encounters_180").cell("repeat_encounters_180", "2024-01")
    assert (cell["numerator"], cell["denominator"], cell["value"]) == (3, 4, 75.0)


def test_a_first_service_on_the_same_day_counts_as_reached_and_day_31_does_not(county):
    reached = ["2024-01-05", "2024-02-04", "2024-02-05", None, "2024-01-04"]  # 0, 30, 31 days, never, before
    county.add(
        "encounters",
        *({"first_service_date": each} for each in reached),
        agency_id="pd",
        encounter_date="2024-01-05",
        disposition="referred",
    )
    county.add(
        "encounters", {"encounter_date": "2024-02-20"}, {"encounter_date": "2024-03-20"}, agency_id="pd"
    )
    cell = county.run("linkage_30").cell("linkage_30", "2024-01")
    assert (cell["numerator"], cell["denominator"], cell["value"]) == (2, 5, 40.0)


def test_the_flow_names_where_every_contact_led(county):
    rows = [
        "resolved_on_scene",
        "referred",
        "diverted_prebooking",
        "transported_ed",
        "citation",
        "declined",
        "pending",
    ]
    county.add(
        "encounters", *({"disposition": each} for each in rows), agency_id="pd", encounter_date="2024-01-05"
    )
    county.run("cases_1")
    assert county.cell("cases_1", "2024-01")["value"] == 7
    assert {row["level"]: row["value"] for row in county.rows("cases_1", breakdown="outcome")} == {
        "resolved": 1,
        "to_care": 1,
        "diversion_program": 1,
        "emergency_or_hold": 1,
        "arrested_or_cited": 1,
        "no_diversion": 1,
        "open_or_unknown": 1,
    }
