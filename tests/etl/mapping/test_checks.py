"""What is told about a whole file, and against what was sent before."""

from __future__ import annotations

from datetime import date

import pytest

from tests.etl.mapping.staged import KEY


def test_a_clean_file_has_no_findings(desk):
    assert desk.encounters([{"sex": "male"}, {"sex": "female"}]).findings == []


def test_stays_of_one_person_that_overlap_warn(desk):
    rows = [
        {"person_key": KEY, "booking_date": "2025-01-01", "release_date": "2025-01-10"},
        {"person_key": KEY, "booking_date": "2025-01-05", "release_date": "2025-01-06"},
        {"person_key": KEY, "booking_date": "2025-01-10"},
        {"person_key": KEY[::-1], "booking_date": "2025-01-05"},
    ]
    finding = desk.bookings(rows).finding("overlapping_stays")
    assert (finding.severity, finding.rows) == ("warn", (3,))


def test_stays_in_one_month_do_not_overlap_because_days_are_cut(desk):
    rows = [
        {
            "agency_id": "monthly_pd",
            "person_key": KEY,
            "booking_date": "2025-01-10",
            "release_date": "2025-02-02",
        },
        {
            "agency_id": "monthly_pd",
            "person_key": KEY,
            "booking_date": "2025-01-02",
            "release_date": "2025-01-03",
        },
    ]
    assert desk.bookings(rows).rules("warn") == []


def test_diverted_and_booked_at_once_warns(desk):
    row = {"disposition": "arrest_booked", "diversion_program_id": "act_north"}
    assert desk.encounters([row]).rules("warn") == ["diverted_and_booked"]


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ({"status": "exited", "exit_date": ""}, "exited_without_date"),
        ({"status": "active", "exit_date": "2025-02-01"}, "open_with_exit_date"),
    ],
)
def test_status_and_exit_date_that_contradict_each_other_warn(desk, row, rule):
    assert desk.enrollments([row]).rules("warn") == [rule]


def test_more_than_a_tenth_unknown_warns(desk):
    rows = [{"sex": "male"}] * 9 + [{"sex": "unknown"}]
    assert desk.encounters(rows).rules("warn") == []
    finding = desk.encounters([*rows, {"sex": ""}]).finding("many_unknown")
    assert (finding.column, finding.count) == ("sex", 2)


def test_a_blank_is_usual_where_a_column_applies_to_some_rows_only(desk):
    rows = [{"diversion_outcome": ""}] * 20 + [{"diversion_outcome": "successful"}]
    assert desk.encounters(rows).rules("warn") == []


def test_blocks_are_told_first(desk):
    rows = [{"disposition": "arrest_booked", "diversion_program_id": "act_north"}, {"sex": "none of these"}]
    assert [finding.severity for finding in desk.encounters(rows).findings] == ["block", "warn", "warn"]


def test_wrong_codes_are_wrong_and_not_also_unknown(desk):
    rows = [{"call_nature": "nonsense of some kind"}] * 9 + [{"call_nature": "suicide"}]
    assert desk.encounters(rows).rules("block") == ["unknown_code"]
    assert desk.encounters(rows).rules("warn") == []


@pytest.fixture
def history(desk):
    """A view of what the store knows: ten encounters in each of eight months, January among them."""
    desk.con.execute(
        "create or replace temp view core_encounters as "
        "select 'pd' as agency_id, 'k' || m || '_' || i as encounter_id, "
        "(date '2024-06-01' + to_months(m::integer))::date as encounter_date "
        "from range(8) months(m), range(10 + m % 2) rows(i)"
    )
    yield desk
    desk.con.execute("drop view core_encounters")


def test_a_month_with_an_unusual_number_of_rows_warns(history):
    rows = [{"encounter_id": f"n{i}", "encounter_date": "2025-02-03"} for i in range(40)]
    result = history.encounters(rows)
    assert "2025-02 has 40 rows" in result.finding("volume_unusual").message
    assert history.encounters(rows[:11]).rules("warn") == []
    assert history.encounters(rows, today=date(2025, 2, 20)).rules("warn") == []  # February is not over


def test_rows_that_vanish_since_the_last_upload_warn(history):
    rows = [{"encounter_id": f"k7_{i}", "encounter_date": "2025-01-01"} for i in range(9)]
    finding = history.encounters(rows).finding("rows_vanished")
    assert (finding.count, "2025-01" in finding.message) == (2, True)


def test_a_few_corrections_are_neither_a_small_month_nor_a_vanished_one(history):
    rows = [{"encounter_id": "k7_1", "encounter_date": "2025-01-01"}, {"encounter_id": "k2_1"}]
    rows[1]["encounter_date"] = "2024-08-01"
    assert history.encounters(rows).rules("warn") == []


def test_a_month_that_was_sent_before_is_not_missing(history):
    rows = [{"encounter_date": "2024-06-02"}, {"encounter_date": "2025-01-02"}]
    assert "month_missing" not in history.encounters(rows).rules("warn")
