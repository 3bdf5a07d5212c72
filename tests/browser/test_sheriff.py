"""The sheriff between two calls, on a phone: how many diversions this month, last year, usually?"""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, choose, fits, serious
from tests.browser.numbers import show, told

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

OFFICE = "Harbor County Sheriff's Office"


@pytest.fixture
def phone(visit) -> Page:
    """The police and sheriffs' page on a phone."""
    return visit("police", PHONE)


def first_number(page: Page) -> Locator:
    """The first of the numbers that this page opens on."""
    return page.locator(".five .tile").first


def fact(tile: Locator, name: str) -> Locator:
    """One line under a number."""
    return tile.locator("dl div").filter(has_text=name).locator("dd")


def expect_in_first_screen(*parts: Locator) -> None:
    """All of them are seen whole without scrolling, once the page has its shape."""
    for part in parts:
        expect(part).to_be_in_viewport(ratio=1)


def test_diversions_this_month_last_year_and_usual_range_are_in_the_first_screen(phone, demo_county):
    months = {row["period"]: row for row in show(demo_county, "diversions")}
    now, before = months["2026-10-01"], months["2025-10-01"]
    tile = first_number(phone)
    expect(tile.get_by_role("heading")).to_have_text("Diversions")
    expect(tile.locator(".big")).to_have_text(told(now))
    expect(tile).to_contain_text("Oct 2026")
    expect(fact(tile, "Same month last year")).to_have_text(told(before))
    expect(fact(tile, "Usual range")).to_have_text(f"{now['limit_low']:,.0f}–{now['limit_high']:,.0f}")
    expect_in_first_screen(
        tile.locator(".big"), fact(tile, "Same month last year"), fact(tile, "Usual range")
    )


def test_nothing_runs_off_the_side(phone):
    assert fits(phone)
    assert serious(phone) == []


def test_the_own_agency_is_two_taps_away_and_answers_or_says_why_not(phone):
    choose(phone, "Whose numbers", f"{OFFICE} (agency)")
    answer = phone.locator(".five .tile").filter(has_text="Diversions")
    why = phone.get_by_text(f"Not shown for {OFFICE} in any period, because its numbers are fewer than 11")
    expect_in_first_screen(answer.or_(why).first)
    assert fits(phone)
    assert serious(phone) == []
