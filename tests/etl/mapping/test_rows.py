"""Rows: every record counted, whose they are, what is set aside, durations before days are cut."""

from __future__ import annotations

from datetime import date

import pytest

from etl.errors import EtlError, Refused
from etl.map import gate_columns, map_rows
from etl.mapping.spec import parse_mapping
from tests.etl.mapping.staged import KEY, SECRET, TODAY


def test_durations_are_worked_out_before_days_are_cut_to_the_month(desk):
    row = {"encounter_date": "2025-01-20", "first_service_date": "2025-02-03"}
    (days,) = desk.encounters([row]).rows
    (months,) = desk.encounters([row | {"agency_id": "monthly_pd"}]).rows
    assert (days["encounter_date"], days["days_to_service"]) == (date(2025, 1, 20), 14)
    assert (months["encounter_date"], months["first_service_date"]) == (date(2025, 1, 1), date(2025, 2, 1))
    assert months["days_to_service"] == 14


def test_without_an_agreement_in_force_days_are_not_kept(desk):
    result = desk.encounters([{"agency_id": "lapsed_pd"}])
    assert result.column("encounter_date") == [date(2025, 1, 1)]
    assert result.rules("warn") == ["agreement_expired"]
    before = desk.encounters(
        [{"agency_id": "lapsed_pd", "encounter_date": "2024-11-20"}], today=date(2024, 12, 31)
    )
    assert before.column("encounter_date") == [date(2024, 11, 20)]


def test_enrollment_durations_count_from_the_referral_where_there_is_one(desk):
    rows = [
        {"referral_date": "2024-12-01", "start_date": "2024-12-20", "first_service_date": "2024-12-22"},
        {"start_date": "2024-12-20", "first_service_date": "2024-12-22"},
    ]
    first, second = desk.enrollments(rows).rows
    assert (first["days_referral_to_start"], first["days_to_service"], first["days_to_exit"]) == (
        19,
        21,
        None,
    )
    assert (second["days_referral_to_start"], second["days_to_service"]) == (None, 2)


def test_a_stay_has_whole_days_and_an_open_one_none(desk):
    rows = [
        {"booking_date": "2025-01-31", "release_date": "2025-02-02", "appointment_date": "2025-02-09"},
        {"booking_date": "2025-01-31 23:50:00", "release_date": "2025-02-01 00:10:00"},
        {"booking_date": "2025-01-31"},
    ]
    result = desk.bookings(rows)
    assert result.column("stay_days") == [2, 1, None]
    assert result.column("days_to_appointment") == [7, None, None]


def test_an_end_before_its_start_warns_and_gives_no_duration(desk):
    result = desk.bookings([{"booking_date": "2025-01-20", "release_date": "2025-01-10"}])
    assert (result.rules(), result.rules("warn")) == ([], ["ends_before_start"])
    assert (result.finding("ends_before_start").column, result.column("stay_days")) == (
        "release_date",
        [None],
    )


def test_a_row_without_what_every_row_needs_blocks(desk):
    result = desk.encounters([{}, {"disposition": ""}, {"disposition": None}])
    finding = result.finding("required_blank")
    assert (finding.column, finding.rows, finding.count) == ("disposition", (3, 4), 2)


def test_a_bad_cell_is_not_told_a_second_time_as_blank(desk):
    assert desk.encounters([{"encounter_date": "soon"}]).rules() == ["date_bad"]


def test_duplicate_keys_are_told_also_while_the_agency_is_wrong(desk):
    wrong = {"agency_id": "nobody", "encounter_id": "x"}
    rows = [
        wrong | {"disposition": "referred"},
        wrong | {"disposition": "declined"},
        wrong | {"encounter_id": "y"},
    ]
    result = desk.encounters(rows)
    assert set(result.rules()) == {"unknown_agency", "duplicate_key"}
    assert result.finding("duplicate_key").rows == (2, 3)
    assert "duplicate_key" not in desk.encounters([wrong, wrong]).rules()
    assert "duplicate_key" not in desk.encounters([wrong, wrong | {"agency_id": "no one"}]).rules()


def test_rows_of_an_unknown_agency_block_with_the_nearest(desk):
    finding = desk.encounters([{"agency_id": "monthly_dp"}]).finding("unknown_agency")
    assert '"monthly_pd"' in finding.remedy


def test_an_agency_may_be_named_as_the_registry_names_it(desk):
    assert desk.encounters([{"agency_id": "Harbor Police"}]).column("agency_id") == ["pd"]


def test_a_file_that_says_another_agency_than_its_sender_blocks(desk):
    result = desk.encounters([{}, {"agency_id": "monthly_pd"}, {"agency_id": ""}], agency="pd")
    assert result.finding("agency_mismatch").rows == (3,)
    assert result.column("agency_id")[2] == "pd"


def test_programs_are_those_of_the_registry(desk):
    assert desk.enrollments([{"program_id": "act north"}]).column("program_id") == ["act_north"]
    assert '"act_north"' in desk.enrollments([{"program_id": "act_nort"}]).finding("unknown_program").remedy


def test_one_key_with_different_values_blocks(desk):
    rows = [{"encounter_id": "x"}, {"encounter_id": "y"}, {"encounter_id": "x", "sex": "male"}]
    finding = desk.encounters(rows).finding("duplicate_key")
    assert (finding.rows, finding.count, finding.column) == ((2, 4), 2, "encounter_id")


def test_a_row_pasted_twice_is_loaded_once_and_the_copy_reported(desk):
    result = desk.encounters([{"encounter_id": "x"}, {"encounter_id": "y"}, {"encounter_id": "x"}])
    assert (result.rules(), result.rules("warn")) == ([], ["duplicate_row"])
    assert [row for row, rule, _ in result.refused if rule == "duplicate_row"] == [4]
    assert (result.counted.records, result.counted.mapped, result.counted.refused) == (3, 2, 1)


SET_ASIDE = {
    "feed": "bookings",
    "agency": "pd",
    "columns": {"booking_id": "booking_id", "booking_date": "booking_date", "sex": "sex"},
    "drop": ["agency_id"],
    "set_aside": [
        {"rule": "date_implausible", "column": "booking_date", "reason": "Typed by hand before 2000."}
    ],
}


def test_rows_that_the_mapping_sets_aside_are_reported_and_take_no_part(desk):
    rows = [{"booking_date": "1946-07-30", "sex": "wrong"}, {"sex": "male"}]
    result = desk.bookings(rows, mapping=SET_ASIDE)
    assert result.refused == [(2, "date_implausible", "Typed by hand before 2000.")]
    assert (result.rules(), len(result.rows), result.counted.refused) == ([], 1, 1)
    assert "Typed by hand" in result.finding("date_implausible").message


def test_only_the_rule_that_is_named_sets_a_row_aside(desk):
    result = desk.bookings([{"booking_date": "2042-07-30", "sex": "male"}], mapping=SET_ASIDE)
    assert (result.rules(), result.refused) == (["date_future"], [])


def test_total_rows_that_the_mapping_names_are_left_out_and_reported(desk):
    mapping = SET_ASIDE | {"layout": {"total_labels": ["County total"]}, "set_aside": []}
    mapping["columns"] = {"booking_date": "booking_date", "sex": "sex", "booking_id": "booking_id"}
    headings = ["booking_id", "booking_date", "sex"]
    rows = [["a", "2025-01-02", "male"], ["COUNTY TOTAL", None, None]]
    result = desk.map(mapping | {"drop": []}, headings, rows)
    assert (result.rules(), result.refused[0][:2], len(result.rows)) == ([], (3, "total_row"), 1)


def test_an_empty_file_is_accounted_for(desk):
    result = desk.map("bookings", ["agency_id", "booking_id", "booking_date"], [])
    assert (result.rows, result.counted.records) == ([], 0)


def test_a_heading_that_the_mapping_reads_must_be_in_the_file(desk):
    with pytest.raises(Refused) as refused:
        desk.map(SET_ASIDE, ["booking_id", "sex"], [["1", "male"]])
    assert [(each.rule, each.column) for each in refused.value.findings] == [
        ("column_missing", "booking_date")
    ]


def test_nothing_of_the_days_or_the_texts_stays_behind(desk):
    desk.encounters([{"agency_id": "monthly_pd", "person_key": KEY}])
    left = {name for (name,) in desk.con.execute("select table_name from duckdb_tables()").fetchall()}
    assert not {name for name in left if name in ("source", "typed") or name.startswith("look_")}


def test_a_lost_record_is_an_error_not_a_shorter_table(desk):
    raw = desk.stage(["agency_id", "booking_id", "booking_date"], [["pd", "a", "2025-01-02"]])
    desk.con.execute("insert into raw select * from raw")  # the same row number twice: two records, one place
    mapping = parse_mapping(
        {
            "id": "m",
            "title": "M",
            "feed": "bookings",
            "columns": dict.fromkeys(["agency_id", "booking_id"], "x"),
        }
        | {"columns": {name: name for name in raw.columns}},
        "test.yml",
    )
    with pytest.raises(EtlError, match="not accounted for"):
        map_rows(desk.con, "bookings", mapping, raw, SECRET, desk.home, today=TODAY)


def test_the_gate_sees_what_is_kept_and_not_what_is_dropped_or_hashed(desk):
    mapping = parse_mapping(
        {
            "id": "m",
            "title": "M",
            "feed": "bookings",
            "agency": "pd",
            "columns": {
                "booking_id": {"surrogate": ["Case"]},
                "booking_date": "Booked",
                "most_serious_level": "Charge",
                "most_serious_category": "Charge",
            },
            "drop": ["Name"],
        },
        "test.yml",
    )
    columns, kept, types = gate_columns(mapping, ["Case", "Name", "Booked", "Charge", "Officer"])
    assert columns == {"c2": "Booked", "c3": "Charge", "c4": "Officer"}
    assert kept == {
        "c2": ("booking_date",),
        "c3": ("most_serious_level", "most_serious_category"),
        "c4": None,
    }
    assert types["booking_date"] == "date"
