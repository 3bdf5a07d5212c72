"""What a year is called: one that is not whole says so."""

import datetime as dt

import pytest

from app.outcomes import paths

FIRST = dt.date(2022, 11, 1)


@pytest.mark.parametrize(
    ("year", "unfinished", "first", "name"),
    [
        (2025, False, FIRST, "2025"),
        (2026, True, FIRST, "2026 so far"),
        (2022, False, FIRST, "2022 (Nov-Dec only)"),
        (2022, False, dt.date(2022, 12, 1), "2022 (Dec only)"),
        (2022, False, dt.date(2022, 1, 1), "2022"),
        (2022, True, FIRST, "2022 (since Nov)"),
        (2022, False, None, "2022"),
    ],
)
def test_a_part_of_a_year_is_not_called_a_year(year, unfinished, first, name):
    assert paths.named(dt.date(year, 1, 1), unfinished, first) == name
