"""What spreadsheets do to monthly files: each case of the manifest that concerns values, read and mapped."""

from __future__ import annotations

import pytest

from etl.mapping.spec import parse_mapping
from etl.read import read_file, stage
from tests.etl.mapping.staged import Desk

COUNTS = {
    "feed": "monthly_counts",
    "agency": "pd",
    "columns": {"month": "month", "measure_id": {"value": "bh_encounters"}, "numerator": "count"},
}
BY_PROGRAM = {"breakdown": {"value": "program"}, "level": {"from": "program", "slug": True}}
WIDE = ["intercept", "sex", "age_band"]
# file -> (heading of the month, further drops, values of `numerator`, or the rules that block)
CASES = {
    "all_zero.csv": ("month", WIDE, [0, 0, 0]),
    "dates_mdy.csv": ("event_date", [], ["duplicate_key"]),
    "dates_ambiguous.csv": ("event_date", [], ["date_ambiguous"]),
    "dates_text_month.csv": ("month", [], ["date_unclear"]),
    "decimals.csv": ("month", [], ["count_not_whole"]),
    "excel_serial_dates.csv": ("event_date", [], [12, 13]),
    "future_date.csv": ("month", [], ["date_future"]),
    "hash_na.csv": ("month", [], ["cell_error"]),
    "na_tokens.csv": ("month", [], ["level_without_breakdown"]),
    "ok_utf8.csv": ("month", WIDE, [12, 15, 31]),
    "row_level_dup.csv": ("month", WIDE, [12, 15, 31]),
    "sql_injection_value.csv": ("month", [], [12]),
    "subtotals.csv": ("month", WIDE, [12, 15, 31]),
    "thousands.csv": ("month", [], ["number_locale"]),
    "title_rows.csv": ("month", WIDE, [12, 15, 31]),
    "total_row.csv": ("month", WIDE, [12, 15, 31]),
    "unicode_nfd.csv": ("month", [], [12]),
    "whitespace_values.csv": ("month", [], [12]),
}


def opened(desk: Desk, path, month, drop, tmp_path):
    raw = read_file(path, work=tmp_path)
    stage(desk.con, raw)
    columns = COUNTS["columns"] | BY_PROGRAM | {"month": month}
    entry = {"id": "m", "title": "M"} | COUNTS | {"columns": columns, "drop": drop}
    return desk.staged(parse_mapping(entry, "m.yml"), raw)


@pytest.mark.parametrize("name", list(CASES))
def test_a_damaged_file_is_read_exactly_or_refused_with_the_reason(desk, torture_files, tmp_path, name):
    month, drop, expected = CASES[name]
    result = opened(desk, torture_files / "excel" / name, month, drop, tmp_path)
    if isinstance(expected[0], str):
        assert result.rules() == expected
    else:
        assert result.rules() == []
        assert result.column("numerator") == expected
    assert result.counted.records == result.counted.mapped + result.counted.refused


def test_what_was_converted_or_left_out_is_told(desk, torture_files, tmp_path):
    excel = torture_files / "excel"
    serial = opened(desk, excel / "excel_serial_dates.csv", "event_date", [], tmp_path)
    assert [str(day) for day in serial.column("month")] == ["2024-01-01", "2024-02-01"]
    assert serial.rules("warn") == ["date_excel_serial"]
    assert opened(desk, excel / "all_zero.csv", "month", WIDE, tmp_path).rules("warn") == ["all_zero"]
    twice = opened(desk, excel / "row_level_dup.csv", "month", WIDE, tmp_path)
    assert (twice.rules("warn"), twice.counted.refused) == (["duplicate_row"], 3)


def test_a_text_that_looks_like_sql_is_only_a_text(desk, torture_files, tmp_path):
    result = opened(desk, torture_files / "excel" / "sql_injection_value.csv", "month", [], tmp_path)
    assert result.column("level") == ["x_attach_etc_passwd_as_p"]
