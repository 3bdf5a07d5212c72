"""Monthly counts: wide tables, daily counts, numbers that the sender hides."""

from __future__ import annotations

from datetime import date

WIDE = {
    "feed": "monthly_counts",
    "agency": "pd",
    "columns": {"month": "as_of", "breakdown": {"value": "county"}, "level": {"from": "place", "slug": True}},
    "unpivot": [
        {"column": "filed", "measure_id": "care_petitions"},
        {"column": "closed", "measure_id": "care_dismissals"},
    ],
    "suppressed": ["*"],
    "drop": ["notes"],
}
HEADINGS = ["place", "filed", "closed", "as_of", "notes"]


def test_each_counted_column_of_a_wide_table_becomes_a_row(desk):
    result = desk.map(WIDE, HEADINGS, [["San Luis Obispo", "12", "3", "2025-01-31", "text"]])
    assert result.rules() == []
    assert [(row["month"], row["measure_id"], row["level"], row["numerator"]) for row in result.rows] == [
        (date(2025, 1, 1), "care_petitions", "san_luis_obispo", 12),
        (date(2025, 1, 1), "care_dismissals", "san_luis_obispo", 3),
    ]
    assert (result.counted.records, result.counted.mapped) == (1, 1)


def test_what_the_sender_hides_is_hidden_and_never_zero_and_a_blank_is_no_row(desk):
    result = desk.map(
        WIDE, HEADINGS, [["Kings", "*", "", "2025-01-31", ""], ["Alpine", "0", None, "2025-01-31", ""]]
    )
    told = [(row["level"], row["numerator"], row["suppressed"]) for row in result.rows]
    assert told == [("kings", None, True), ("alpine", 0, False)]
    assert result.rules() == []


def test_a_record_that_counts_nothing_is_set_aside(desk):
    result = desk.map(
        WIDE, HEADINGS, [["Kings", "", "", "2025-01-31", ""], ["Alpine", "0", "1", "2025-01-31", ""]]
    )
    assert [(row, rule) for row, rule, _ in result.refused] == [(2, "no_values")]
    assert (result.counted.records, result.counted.mapped, result.counted.refused) == (2, 1, 1)


def test_a_record_without_a_month_blocks_unless_the_mapping_sets_it_aside(desk):
    rows = [["Mariposa", "0", "0", "", ""], ["Alpine", "0", "1", "2025-01-31", ""]]
    assert desk.map(WIDE, HEADINGS, rows).finding("required_blank").column == "as_of"
    aside = WIDE | {"set_aside": [{"rule": "required_blank", "column": "month", "reason": "No date."}]}
    result = desk.map(aside, HEADINGS, rows)
    assert (result.rules(), result.refused) == ([], [(2, "required_blank", "No date.")])


DAILY = {
    "feed": "monthly_counts",
    "agency": "pd",
    "columns": {"measure_id": {"value": "jail_adp_total"}, "numerator": "Held"},
    "aggregate": {"by": "month", "date": "Day", "how": "mean_daily"},
}


def test_daily_counts_become_person_days_over_days_observed(desk):
    rows = [["2025-01-01", "100.0"], ["2025-01-02", "110"], ["2025-01-05", "90"], ["2025-02-01", "80"]]
    result = desk.map(DAILY, ["Day", "Held"], rows)
    told = [(row["month"], row["numerator"], row["denominator"], row["breakdown"]) for row in result.rows]
    assert told == [(date(2025, 1, 1), 300, 3, "all"), (date(2025, 2, 1), 80, 1, "all")]
    assert result.finding("days_missing").message.startswith("28 of 32 days")
    assert (result.counted.records, result.counted.mapped) == (4, 4)


def test_a_day_without_a_count_is_not_a_day_of_zero(desk):
    result = desk.map(DAILY, ["Day", "Held"], [["2025-01-01", "100"], ["2025-01-02", ""]])
    assert (result.rows[0]["numerator"], result.rows[0]["denominator"]) == (100, 1)
    assert [(row, rule) for row, rule, _ in result.refused] == [(3, "no_values")]


def test_the_same_day_twice_blocks(desk):
    result = desk.map(DAILY, ["Day", "Held"], [["2025-01-01", "100"], ["2025-01-01", "100"]])
    assert result.rules() == ["duplicate_day"]


def test_a_measure_that_takes_no_totals_is_refused_with_the_nearest(desk):
    finding = desk.counts([{"measure_id": "bh_encounter"}]).finding("unknown_measure")
    assert '"bh_encounters"' in finding.remedy


def test_a_blank_breakdown_and_level_are_the_total(desk):
    (row,) = desk.counts([{"breakdown": "", "level": None}]).rows
    assert (row["breakdown"], row["level"], row["suppressed"]) == ("all", "all", False)


def test_a_template_too_can_hide_a_number(desk):
    result = desk.counts([{"numerator": "*"}, {"numerator": "0", "month": "2024-12"}])
    assert result.rules() == []
    assert [(row["numerator"], row["suppressed"]) for row in result.rows] == [(None, True), (0, False)]


def test_groups_are_those_of_their_breakdown(desk):
    rows = [{"breakdown": "sex", "level": "femal"}, {"breakdown": "sex", "level": "male"}]
    finding = desk.counts(rows).finding("level_unknown")
    assert (finding.row, '"female"' in finding.remedy) == (2, True)
    assert desk.counts([{"breakdown": "sex"}]).rules() == ["level_without_breakdown", "level_unknown"]
    assert desk.counts([{"breakdown": "sex", "level": "Female"}]).column("level") == ["female"]


def test_a_share_above_one_hundred_percent_blocks(desk):
    row = {"measure_id": "bh_arrest_rate", "numerator": "12", "denominator": "10"}
    assert desk.counts([row]).rules() == ["numerator_above_denominator"]


def test_nothing_but_zeros_warns(desk):
    rows = [{"month": "2025-01", "numerator": "0"}, {"month": "2025-02", "numerator": "0"}]
    assert desk.counts(rows).rules("warn") == ["all_zero"]


def test_months_inside_the_range_without_a_row_warn(desk):
    finding = desk.counts([{"month": "2024-11"}, {"month": "2025-02"}]).finding("month_missing")
    assert (finding.count, "2024-12, 2025-01" in finding.message) == (2, True)


def test_months_are_not_said_to_be_missing_while_dates_cannot_be_read(desk):
    rows = [{"month": "2024-11"}, {"month": "Dec."}, {"month": "2025-02"}]
    result = desk.counts(rows)
    assert (result.rules(), "month_missing" in result.rules("warn")) == (["date_bad"], False)
