"""Dates: read when they can mean one thing only, asked for when they cannot, never guessed."""

from __future__ import annotations

from datetime import date

import pytest

from etl.mapping.dates import Order, Profile, decide


def dated(desk, *texts, **how):
    return desk.encounters([{"encounter_date": text} for text in texts], **how)


ALONE = {
    "2025-01-20": date(2025, 1, 20),
    "2025-1-5": date(2025, 1, 5),
    "2025/01/20": date(2025, 1, 20),
    "2025-01-20 13:45:00": date(2025, 1, 20),
    "2025-01-20T13:45:00.000Z": date(2025, 1, 20),
    "20250120": date(2025, 1, 20),
    "3/3/2024": date(2024, 3, 3),
    "20-Jan-2025": date(2025, 1, 20),
    "20-JAN-25": date(2025, 1, 20),
    "Jan 20, 2025": date(2025, 1, 20),
    "January 20 2025": date(2025, 1, 20),
    "2025-01": date(2025, 1, 1),
    "01/2025": date(2025, 1, 1),
    "Jan-24": date(2024, 1, 1),
    "January 2025": date(2025, 1, 1),
}
BY_PROOF = {
    "1/20/2025": date(2025, 1, 20),
    "01/20/2025 12:00:00 AM": date(2025, 1, 20),
    "1/20/25": date(2025, 1, 20),
    "20.1.2025": date(2025, 1, 20),
}
NEVER = {
    "24-Mar": "date_unclear",
    "Mar 24": "date_unclear",
    "2024-02-30": "date_bad",
    "last Tuesday": "date_bad",
    "N/A": "date_bad",
    "010224": "date_bad",
    "#REF!": "cell_error",
    "2042-01-01": "date_future",
    "1946-07-30": "date_implausible",
    "1989-12-31": "date_implausible",
    "99999": "date_bad",
    "1/2/2024": "date_ambiguous",
    "1/2/24": "date_ambiguous",
    "1.2.2024": "date_ambiguous",
}


def test_a_date_that_can_mean_one_day_is_read(desk):
    result = dated(desk, *ALONE)
    assert result.rules() == []
    assert dict(zip(ALONE, result.column("encounter_date"), strict=True)) == ALONE


@pytest.mark.parametrize("text", list(BY_PROOF))
def test_a_day_above_12_can_be_nothing_else(desk, text):
    result = dated(desk, text)
    assert (result.rules(), result.column("encounter_date")) == ([], [BY_PROOF[text]])


def test_any_other_text_blocks_and_is_not_repeated(desk):
    result = dated(desk, *NEVER)
    assert result.column("encounter_date") == [None] * len(NEVER)
    blocks = [finding for finding in result.findings if finding.severity == "block"]
    told = {row: finding.rule for finding in blocks for row in finding.rows}
    assert told == dict(enumerate(NEVER.values(), start=2))
    assert not [text for text in NEVER if text != "N/A" and text in str(result.findings)]  # as in #N/A


@pytest.mark.parametrize(("text", "rule"), [("13/13/2024", "date_bad"), ("1/20/30", "date_future")])
def test_an_impossible_day_and_a_year_to_come_block(desk, text, rule):
    assert dated(desk, text).rules() == [rule]


def test_a_day_above_12_proves_the_order_of_its_whole_column_and_is_reported(desk):
    result = dated(desk, "1/2/2024", "1/31/2024")
    assert result.column("encounter_date") == [date(2024, 1, 2), date(2024, 1, 31)]
    assert "month/day/year" in result.finding("date_order").message
    result = dated(desk, "1/2/2024", "31/1/2024")
    assert result.column("encounter_date") == [date(2024, 2, 1), date(2024, 1, 31)]
    assert "day/month/year" in result.finding("date_order").message


def test_one_column_does_not_prove_another(desk):
    rows = [{"encounter_date": "1/31/2024", "first_service_date": "2/1/2024"}]
    assert desk.encounters(rows).finding("date_ambiguous").column == "first_service_date"


def test_a_single_slip_among_many_ambiguous_dates_proves_nothing(desk):
    texts = [f"{month}/{day}/2024" for month in range(1, 13) for day in range(1, 13)]
    assert dated(desk, *texts, "31/1/2024").rules() == ["date_ambiguous"]


def test_both_orders_in_one_column_block(desk):
    assert dated(desk, "1/31/2024", "31/1/2024", "1/2/2024").finding("date_mixed").count == 3


def test_dates_against_a_proved_order_are_told_by_row(desk):
    texts = [f"{month}/{day}/2024" for month in (1, 3) for day in range(13, 32)]
    result = dated(desk, *texts, "2/1/2024", "31/1/2024")
    assert result.rules() == ["date_bad"]
    assert result.finding("date_bad").rows == (41,)


def test_the_mapping_may_tell_the_order(desk):
    mapping = {
        "feed": "encounters",
        "agency": "pd",
        "dates": {"order": "dmy"},
        "columns": {
            name: name for name in ("encounter_id", "encounter_date", "intercept", "source", "responder")
        }
        | {"bh_need": "bh_need", "disposition": "disposition"},
        "drop": ["agency_id"],
    }
    assert dated(desk, "1/2/2024", mapping=mapping).column("encounter_date") == [date(2024, 2, 1)]
    mapping["dates"] = {"order": "iso"}
    assert dated(desk, "1/2/2024", mapping=mapping).rules() == ["date_bad"]


def test_a_two_digit_year_may_come_first_unless_a_date_shows_that_it_does_not(desk):
    assert dated(desk, "13/01/15", "24/01/15").rules() == ["date_ambiguous"]
    result = dated(desk, "13/01/15", "31/01/15")
    assert result.column("encounter_date") == [date(2015, 1, 13), date(2015, 1, 31)]


def test_day_numbers_of_a_spreadsheet_are_converted_with_a_warning(desk):
    result = dated(desk, "45292", "45323.75")
    assert result.column("encounter_date") == [date(2024, 1, 1), date(2024, 2, 1)]
    assert result.rules("warn") == ["date_excel_serial"]


def test_today_is_not_the_future_and_a_coming_appointment_is_welcome(desk):
    assert dated(desk, "2025-03-15").rules() == []
    assert dated(desk, "2025-03-16").rules() == ["date_future"]
    result = desk.bookings([{"release_date": "2025-03-01", "appointment_date": "2025-03-20"}])
    assert result.rules() == []


def test_where_only_the_month_is_known_no_duration_is_made_up(desk):
    result = desk.encounters([{"encounter_date": "2025-01", "first_service_date": "2025-01-20"}])
    assert result.rows[0]["days_to_service"] is None
    assert result.rules("note") == ["date_month_only"]


def test_a_format_that_the_mapping_tells_is_the_only_one(desk):
    mapping = {
        "feed": "bookings",
        "agency": "pd",
        "columns": {
            "booking_id": "booking_id",
            "booking_date": {"from": "booking_date", "format": "%d.%m.%Y"},
        },
        "drop": ["agency_id"],
    }
    result = desk.bookings([{"booking_date": "02.01.2025"}, {"booking_date": "2025-01-02"}], mapping=mapping)
    assert result.column("booking_date") == [date(2025, 1, 2), None]
    assert result.finding("date_bad").rows == (3,)
    assert result.finding("date_bad").remedy.endswith("such as 23.09.2025.")  # 2025-09-23 would not do


def test_how_to_write_a_date_depends_on_whether_it_may_be_blank(desk):
    rows = [{"encounter_date": "soon"}, {"first_service_date": "soon"}]
    told = {each.column: each.remedy for each in desk.encounters(rows).findings if each.rule == "date_bad"}
    assert told["encounter_date"] == "Write dates as YYYY-MM-DD."
    assert told["first_service_date"].endswith("leave the cell blank where the date is unknown.")


def test_thousands_of_bad_rows_are_one_finding_with_twenty_rows(desk):
    finding = dated(desk, *(["soon"] * 500)).finding("date_bad")
    assert (finding.count, len(finding.rows), finding.rows[:2]) == (500, 20, (2, 3))


PROFILE = {"parts": 100, "day_first": 0, "month_first": 0, "either": 100, "two_digit": 0, "not_ymd": 100}
BOUNDARIES = [
    ({}, Order(None)),
    ({"month_first": 4}, Order(None)),
    ({"month_first": 5}, Order("mdy", proved_by=5)),
    ({"day_first": 5}, Order("dmy", proved_by=5)),
    ({"day_first": 1, "month_first": 20}, Order("mdy", proved_by=20)),
    ({"day_first": 1, "month_first": 19}, Order(None, "date_mixed")),
    ({"day_first": 60, "two_digit": 100, "not_ymd": 0}, Order(None)),
    ({"day_first": 60, "two_digit": 100, "not_ymd": 1}, Order("dmy", proved_by=60)),
    ({"parts": 0}, Order(None)),
]


@pytest.mark.parametrize(("counts", "order"), BOUNDARIES)
def test_what_is_proof_enough(counts, order):
    assert decide(Profile(**(PROFILE | {"serial": 0, "month_only": 0} | counts)), None) == order


def test_what_is_told_needs_no_proof():
    assert decide(Profile(**(PROFILE | {"serial": 0, "month_only": 0})), "mdy") == Order("mdy")
