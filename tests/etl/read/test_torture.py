"""Files that break readers: each is read exactly, or refused with the row and the reason."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

THREE = [
    ["2024-01", "2", "Mental Health Court", "F", "25-34", "12"],
    ["2024-02", "2", "Mental Health Court", "M", "35-44", "15"],
    ["2024-03", "0", "Crisis Line", "F", "18-24", "031"],
]
SIX = ["month", "intercept", "program", "sex", "age_band", "count"]
ZERO = [[*row[:5], "0"] for row in THREE]
MPC, EPC = ["month", "program", "count"], ["event_date", "program", "count"]

# file -> (headings, cells). What the cells mean (dates, numbers, doubles) is the mapping's to judge, so the
# texts arrive as they were written.
READ = {
    "ok_utf8.csv": (SIX, THREE),
    "bom_utf8.csv": (SIX, THREE),
    "utf16le_tab_excel_unicode_text.txt": (SIX, THREE),
    "utf16le_nobom.csv": (SIX, THREE),
    "cp1252_smart.csv": (SIX, [["2024-01", "2", "Women’s “Recovery” Court – Núñez", "F", "25-34", "12"]]),
    "semicolon.csv": (SIX, THREE),
    "sep_line.csv": (SIX, THREE),
    "tab.csv": (SIX, THREE),
    "pipe.csv": (SIX, THREE),
    "mixed_newlines.csv": (SIX, THREE),
    "title_rows.csv": (SIX, THREE),
    "total_row.csv": (SIX, THREE),
    "subtotals.csv": (SIX, [*THREE[:2], THREE[2]]),
    "blank_rows_end.csv": (SIX, THREE),
    "header_spaces_nbsp.csv": (["Month", "INTERCEPT", "Program", "Sex", "Age Band", "Count (people)"], THREE),
    "quoted_newline.csv": (MPC, [["2024-01", "Mental Health\r\nCourt", "12"]]),
    "ctrl_z.csv": (SIX, THREE),
    "excel_serial_dates.csv": (EPC, [["45292", "X", "12"], ["45323", "X", "13"]]),
    "dates_mdy.csv": (EPC, [["1/2/2024", "X", "12"], ["1/31/2024", "X", "13"]]),
    "dates_ambiguous.csv": (EPC, [["1/2/24", "X", "12"], ["2/1/24", "X", "13"]]),
    "dates_text_month.csv": (MPC, [["Jan-24", "X", "12"], ["24-Feb", "X", "13"]]),
    "future_date.csv": (MPC, [["2042-01", "X", "12"]]),
    "hash_na.csv": (
        MPC,
        [
            ["2024-01", "X", "#N/A"],
            ["2024-02", "X", "#REF!"],
            ["2024-03", "X", "#DIV/0!"],
            ["2024-04", "X", "########"],
        ],
    ),
    "na_tokens.csv": (
        MPC,
        [
            [f"2024-0{i}", text, f"{n}"]
            for i, text, n in zip(
                range(1, 6), ["NA", "None", "null", "-", "N/A"], [12, 3, 4, 5, 6], strict=True
            )
        ],
    ),
    "thousands.csv": (
        MPC,
        [[f"2024-0{i}", "X", text] for i, text in enumerate(["1,234", "1 234", "1 234", "1.234"], start=1)],
    ),
    "decimals.csv": (MPC, [["2024-01", "X", "12.0"], ["2024-02", "X", "12.5"]]),
    "sci_notation.csv": (
        ["client_key", "month", "count"],
        [["1.23E+05", "2024-01", "1"], ["4.56789E+12", "2024-01", "1"]],
    ),
    "long_digits_15.csv": (["client_key", "month"], [["123456789012345000", "2024-01"]]),
    "checkbox_bool.csv": (
        ["month", "program", "completed"],
        [[f"2024-0{i}", "X", text] for i, text in enumerate(["TRUE", "Yes", "y", "1", "✓"], start=1)],
    ),
    "whitespace_values.csv": (MPC, [["2024-01", "Mental  Health Court", "12"]]),
    "unicode_nfd.csv": (MPC, [["2024-01", "Núñez", "12"]]),
    "invalid_utf8.csv": (SIX, [*THREE[:2], ["2024-03", "0", "Criÿþsis Line", "F", "18-24", "031"]]),
    "sql_injection_value.csv": (MPC, [["2024-01", "x'); ATTACH '/etc/passwd' AS p; --", "12"]]),
    "wrong_agency.csv": (["agency", "month", "program", "count"], [["Other County", "2024-01", "X", "12"]]),
    "all_zero.csv": (SIX, ZERO),
    "row_level_dup.csv": (SIX, [*THREE, *THREE]),
}
# file -> (rule, row)
REFUSED = {
    "dup_headers.csv": ("duplicate_header", 1),
    "no_header.csv": ("no_header", 1),
    "ragged_short.csv": ("ragged_row", 2),
    "unquoted_comma.csv": ("ragged_row", 2),
    "nul_bytes.csv": ("nul_byte", 2),
    "xlsx_renamed.csv": ("file_kind", None),
    "pdf.csv": ("file_kind", None),
    "json.csv": ("file_kind", None),
    "zip_bomb.zip.csv": ("file_kind", None),
    "gzip_10MB.csv": ("file_kind", None),
    "empty.csv": ("file_empty", None),
    "only_bom.csv": ("file_empty", None),
    "header_only.csv": ("no_rows", 1),
    "one_col.csv": ("one_column", None),
    "many_columns.csv": ("too_many_columns", 1),
}


def test_every_case_of_the_manifest_has_an_outcome(torture_files: Path):
    with (torture_files / "excel" / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
        cases = {row["file"] for row in csv.DictReader(manifest)}
    assert cases == READ.keys() | REFUSED.keys()
    assert not READ.keys() & REFUSED.keys()


@pytest.mark.parametrize("name", READ)
def test_read_exactly(name: str, read, torture_files: Path):
    columns, cells = READ[name]
    table = read(torture_files / "excel" / name)
    assert table.columns == columns
    assert table.cells == cells


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_the_row_and_the_reason(name: str, refusal, torture_files: Path):
    finding = refusal(torture_files / "excel" / name)
    assert (finding.rule, finding.row) == REFUSED[name]
    assert finding.remedy


@pytest.mark.parametrize(
    ("name", "skipped"),
    [
        ("title_rows.csv", [(1, "title", 2), (3, "blank", 3)]),
        ("total_row.csv", [(5, "total", 5)]),
        ("subtotals.csv", [(4, "total", 4), (6, "total", 6)]),
        ("blank_rows_end.csv", [(5, "blank", 504)]),
        ("ctrl_z.csv", [(5, "end_of_file_mark", 5)]),
        ("sep_line.csv", [(0, "separator_line", 0)]),
    ],
)
def test_what_is_left_out_is_reported(name: str, skipped, read, torture_files: Path):
    table = read(torture_files / "excel" / name)
    assert [(each.row, each.reason, each.last) for each in table.raw.skipped] == skipped


@pytest.mark.parametrize(
    ("name", "rule"), [("cp1252_smart.csv", "encoding_cp1252"), ("utf16le_nobom.csv", "encoding_utf16")]
)
def test_a_guessed_encoding_is_told(name: str, rule: str, read, torture_files: Path):
    assert rule in [finding.rule for finding in read(torture_files / "excel" / name).raw.findings]


SPECTRUM = [
    *("comma_in_quotes", "empty", "empty_crlf", "escaped_quotes", "json", "location_coordinates", "newlines"),
    *("newlines_crlf", "quotes_and_newlines", "simple", "simple_crlf", "utf8"),
]


@pytest.mark.parametrize("name", SPECTRUM)
def test_csv_spectrum(name: str, read, torture_files: Path):
    table = read(torture_files / "csv-spectrum" / "csvs" / f"{name}.csv")
    expected = json.loads((torture_files / "csv-spectrum" / "json" / f"{name}.json").read_text("utf-8"))
    expected = expected if isinstance(expected, list) else [expected]
    found = [dict(zip(table.columns, cells, strict=True)) for cells in table.cells]
    if name == "location_coordinates":  # its JSON carries another phone number than its CSV
        for record in (*expected, *found):
            record.pop("Contact Phone Number")
    # Cells are trimmed at their ends; nothing inside them changes. (The corpus was checked out with plain
    # line feeds, so newlines_crlf no longer holds what its JSON expects.)
    trimmed = [{key: value.strip().replace("\r\n", "\n") for key, value in each.items()} for each in expected]
    assert found == trimmed


# csvkit's own outcome for these is a table with columns or cells made up to fill the gaps.
CSVKIT_REFUSED = {
    "bad.csv": "ragged_row",
    "bad_skip_lines.csv": "ragged_row",
    "blanks_converted.csv": "no_rows",
    "date_like_number.csv": "one_column",
    "dummy.csv.bz2": "file_kind",
    "dummy.csv.gz": "file_kind",
    "dummy.xls": "file_kind",
    "empty.csv": "file_empty",
    "join_a_short.csv": "ragged_row",
    "no_header_row.csv": "header_unnamed",
    "no_header_row2.csv": "header_unnamed",
    "no_header_row3.csv": "header_unnamed",
    "null_byte.csv": "nul_byte",
    "sheets.xls": "file_kind",
    "sheets.xlsx": "sheet_choose",
    "sheetsxlsx_converted.csv": "unnamed_column",
    "test.xls": "file_kind",
    "test.xlsx": "unnamed_column",
    "test_date_format.csv": "one_column",
    "test_date_format_converted.csv": "one_column",
    "test_empty_columns.csv": "ragged_row",
    "test_empty_columns_long_row.csv": "no_rows",
    "test_empty_columns_short_row.csv": "no_rows",
    "test_extra_header.csv": "ragged_row",
    "test_geojson.json": "file_kind",
    "test_join_short_rows.csv": "ragged_row",
    "test_numeric_date_format.csv": "one_column",
    "test_precision.csv": "one_column",
    "test_skip_lines.xls": "file_kind",
    "test_skip_lines.xlsx": "unnamed_column",
    "testdbf.dbf": "nul_byte",
    "testjson.json": "file_kind",
    "testjson_multiline.json": "file_kind",
    "testjson_nested.json": "file_kind",
    "testfixed": "ragged_row",
    "testfixed_skip_lines": "ragged_row",
    "SOURCE.txt": "ragged_row",
}
CSVKIT_READ = {
    "blanks.csv": [["", "NA", "N/A", "NONE", "NULL", "."]],
    "dummy.tsv": [["1", "2", "3"]],
    "dummy.xlsx": [["1", "2", "3"]],
    "mac_newlines.csv": [["1", "2", "3"], ["Once upon\ra time", "5", "6"]],
    "optional_quote_characters.csv": [["1", "2", "3"]],
    "sniff_limit.csv": [["1", "2", "3"]],
    "test_header_newline.csv": [["d", "e", "f"]],
    "test_latin1.csv": [["1", "2", "3"], ["4", "5", "©"]],
    "test_locale.csv": [["1,7", "200.000.000", ""]],
    "test_no_leading_zeroes.csv": [["01", "00.11", "0.1"]],
    "test_skip_lines.csv": [["1", "2", "3"]],
    "test_utf16_big.csv": [["1", "2", "3"], ["4", "5", "ʤ"]],
    "test_utf16_little.csv": [["1", "2", "3"], ["4", "5", "ʤ"]],
    "test_utf8.csv": [["1", "2", "3"], ["4", "5", "ʤ"]],
    "test_utf8_bom.csv": [["1", "2", "3"], ["4", "5", "ʤ"]],
}


@pytest.mark.parametrize("name", CSVKIT_REFUSED)
def test_csvkit_refused(name: str, refusal, torture_files: Path):
    assert refusal(torture_files / "csvkit-examples" / name).rule == CSVKIT_REFUSED[name]


@pytest.mark.parametrize("name", CSVKIT_READ)
def test_csvkit_read(name: str, read, torture_files: Path):
    assert read(torture_files / "csvkit-examples" / name).cells == CSVKIT_READ[name]


def test_all_other_csvkit_files_are_read_as_the_csv_module_reads_them(read, torture_files: Path):
    folder = torture_files / "csvkit-examples"
    others = {path.name for path in folder.glob("*.csv")} - CSVKIT_REFUSED.keys() - CSVKIT_READ.keys()
    assert len(others) > 25
    for name in sorted(others):
        with (folder / name).open(encoding="utf-8", newline="") as source:
            header, *rows = [[cell.strip() for cell in row] for row in csv.reader(source)]
        named = [index for index, heading in enumerate(header) if heading]
        expected = [[row[index] for index in named] for row in rows if any(row)]
        assert read(folder / name).cells == expected, name


def test_the_jail_report_out_of_a_pdf_is_refused_so_that_a_clerk_can_act(refusal, real_files: Path):
    finding = refusal(real_files / "texas-tcjs-2021-09" / "raw.csv")
    assert (finding.rule, finding.row, finding.count) == ("header_unnamed", 1, 1)
    assert "21 of the 25 columns have a number for a name (row 1)" in finding.message
    assert "type each column's name in the first row" in finding.remedy


@pytest.mark.parametrize(
    ("name", "records"),
    [
        ("cook-sao-diversion-2021/Diversion.csv", 22508),
        ("cook-jail-daily-population/cook-jail-data.csv", 3060),
        ("care-court/county-data-from-courts.csv", 56),
    ],
)
def test_real_files_keep_every_record(name: str, records: int, read, real_files: Path):
    table = read(real_files / name)
    assert table.raw.row_count == len(table.cells) == records
    assert table.raw.skipped == []


def test_a_total_row_that_only_the_mapping_knows(read, real_files: Path):
    layout = {"total_labels": ["Judicial Council of California"]}
    table = read(real_files / "care-court" / "county-data-from-courts.csv", layout=layout)
    assert table.raw.row_count == 55
    assert [(each.row, each.reason) for each in table.raw.skipped] == [(2, "total")]
