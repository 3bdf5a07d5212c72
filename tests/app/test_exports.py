"""What leaves the screen opens right in Excel, runs no formula, and holds no number that the chart hides."""

from __future__ import annotations

import csv
import io

import pytest

from app import exports
from tests.app.conftest import series, with_status


@pytest.mark.parametrize(
    "text", ["=1+1", "+SUM(A1)", "-2+3", "@cmd", "\tx", "\rx", "＝1", "＋1", "－x", "＠x"]
)
def test_formula_cells_are_neutralized(text):
    assert exports.safe_cell(text) == f"'{text}"


@pytest.mark.parametrize(
    ("value", "text"), [("-3", "-3"), ("-3.5", "-3.5"), (7, "7"), (None, ""), ("a=b", "a=b")]
)
def test_numbers_and_plain_text_pass(value, text):
    assert exports.safe_cell(value) == text


def read(data: bytes) -> list[dict]:
    """The rows of a CSV as a spreadsheet reads them."""
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_the_download_holds_what_is_released_and_blanks_for_the_rest():
    rows = read(exports.csv_bytes(exports.download_rows([series([20, "suppressed", "missing", 22])])))
    assert [row["value"] for row in rows] == ["20", "", "", "22"]
    assert [row["status"] for row in rows] == ["shown", "suppressed", "missing", "shown"]
    assert rows[1]["reason"] == "Protects a small number"
    assert rows[0]["agencies_reporting"] == "3"


def test_the_table_says_fewer_than_11_where_a_count_is_hidden():
    newest, hidden, _ = exports.table([series([20, "suppressed", 22])])
    assert newest["Value"] == "22"
    assert hidden["Value"] == "<11 or protected"
    assert hidden["Status"] == "Protects a small number"


def test_the_table_says_provisional():
    table = exports.table([with_status(series([20, 21]), 1, "provisional")])
    assert table[0]["Status"].startswith("Provisional")


def test_a_template_is_its_header_line():
    assert exports.csv_header(["agency_id", "month"]) == b"\xef\xbb\xbfagency_id,month\r\n"


def test_file_names_are_plain():
    one = series([1], breakdown="sex", level="female", label="Female")
    assert exports.file_name([one]) == "diversions-harbor-sex.csv"
