"""What leaves the system opens in Excel and runs nothing."""

import pytest

from etl.export import csv_bytes, safe_cell


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(start):
    assert safe_cell(start + "cmd") == "'" + start + "cmd"


@pytest.mark.parametrize("value", ["plain", "a=b", "", 5, -3.5, None])
def test_everything_else_stays_as_it_is(value):
    assert safe_cell(value) == value


def test_a_csv_has_a_byte_order_mark_and_quotes_what_needs_it():
    assert csv_bytes(["a", "=b"], [[1, 'x,"y"']]) == b'\xef\xbb\xbfa,\'=b\r\n1,"x,""y"""\r\n'
