"""The monthly meeting: one projector, one screen, then an intercept, its numbers and their file."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PROJECTOR, choose, serious, settle
from tests.browser.numbers import show

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

HALF = 0.5  # tables round to whole numbers
SMALLEST_PROJECTED = 22  # pixels: a fiftieth of the screen's height
OUT_OF_SIGHT = """() => {
    const main = document.querySelector('[data-testid="stMain"]');
    return main.scrollHeight - main.clientHeight;
}"""
SMALL_TEXT = """least => [...document.querySelectorAll('[data-testid="stMain"] :is(p, h2, li)')]
    .filter(each => each.innerText.trim() && parseFloat(getComputedStyle(each).fontSize) < least)
    .map(each => each.innerText)"""


@pytest.fixture
def board(visit) -> Page:
    """The board on the projector."""
    return visit("", PROJECTOR)


def test_the_board_is_one_screen(board):
    assert board.evaluate(OUT_OF_SIGHT) <= 0
    assert serious(board) == []


def test_the_back_row_can_read_it(board):
    assert board.evaluate(SMALL_TEXT, SMALLEST_PROJECTED) == []


def test_the_ribbon_tells_each_intercept_with_its_number_verdict_and_coverage(board):
    for intercept in range(6):
        card = board.locator(f'[class*="st-key-card_{intercept}_"]')
        expect(card.locator(".big")).to_have_text(re.compile(r"\d|Not shown"))
        expect(card.locator(".verdict")).not_to_be_empty()
        expect(card.locator(".cover")).to_have_text(re.compile(r"\d+ of \d+ agenc(y|ies) in"))
        expect(card.get_by_role("img")).to_have_attribute("alt", re.compile("Newest: "))


def test_the_board_says_until_when_who_is_in_and_what_stands_out(board):
    expect(board.locator(".head")).to_contain_text(re.compile(r"October 2026, as of \w+ \d+"))
    expect(board.locator(".pill")).to_have_text(re.compile(r"\d+ of \d+ agencies in"))
    expect(board.get_by_role("heading", name="What stands out")).to_be_visible()
    expect(board.get_by_role("heading", name="Reports for Oct 2026")).to_be_visible()


def test_an_intercept_opens_from_the_ribbon(board):
    board.locator(".st-key-ribbon").get_by_role("link", name="3 Jails and courts").click()
    expect(board.get_by_role("heading", level=1)).to_have_text("3 Jails and courts")
    settle(board)
    assert serious(board) == []


def test_the_filters_stay_in_the_address(visit):
    page = visit("intercept_3", PROJECTOR)
    choose(page, "Whose numbers", "Harbor County Jail (agency)")
    choose(page, "Period", "Last 12 months")
    page.reload()
    settle(page)
    expect(page.get_by_role("combobox", name="Whose numbers")).to_have_value("Harbor County Jail (agency)")
    expect(page.get_by_role("combobox", name="Period")).to_have_value("Last 12 months")
    assert "scope=" in page.url
    assert "period=" in page.url


def test_table_and_file_beside_a_chart_hold_the_published_numbers(visit, demo_county):
    page = visit("intercept_3?period=All+months", PROJECTOR)
    chart = page.locator(".st-key-charts > div").filter(has=page.locator(".stPlotlyChart")).first
    with page.expect_download() as download:
        chart.get_by_role("button", name="Download CSV").click()
    rows = read(download.value.path())
    published = show(demo_county, rows[0]["measure_id"])
    assert len(rows) == len(published)
    assert [held(row) for row in rows] == [held(row) for row in published]

    chart.get_by_text("Data table").click()
    table = chart.get_by_role("table")
    expect(table.get_by_role("row")).to_have_count(len(published) + 1)
    values = table.locator("tbody tr td:nth-child(2)").all_inner_texts()
    for cell, row in zip(reversed(values), published, strict=True):
        assert (digits(cell) is None) == (row["value"] is None)
        assert row["value"] is None or abs(digits(cell) - row["value"]) <= HALF
    settle(page)
    assert serious(page) == []


def read(path: Path) -> list[dict]:
    """The rows of a downloaded CSV."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def digits(cell: str) -> float | None:
    """The number that a cell of a table shows; None where words stand in its place."""
    number = "" if "protected" in cell else re.sub(r"[^0-9.]", "", cell)
    return float(number) if number else None


def held(row: dict) -> tuple:
    """What a row says, however it is written: period, status and numbers to four decimals."""
    low, high = ("usual_low", "usual_high") if "usual_low" in row else ("limit_low", "limit_high")
    numbers = [row[name] for name in ("numerator", "denominator", "value", low, high)]
    return (row["period"], row["status"], *(None if n in ("", None) else round(float(n), 4) for n in numbers))
