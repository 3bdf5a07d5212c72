"""Who has to be called, on a phone and at a desk: the newest month first, one agency, a reminder to copy."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, PHONE, choose, serious

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_phone_shows_the_newest_month_first_and_scrolls_back_by_keyboard(visit):
    page = visit("submissions", PHONE)
    months = page.locator(".matrix th.month")
    expect(months).to_have_count(13)
    newest, oldest = months.last.bounding_box(), months.first.bounding_box()
    assert 0 <= newest["x"] <= PHONE[0] - newest["width"]
    assert oldest["x"] < 0
    page.locator(".matrix").focus()
    page.keyboard.press("Home")
    for _ in range(30):
        page.keyboard.press("ArrowLeft")
    page.wait_for_function("document.querySelector('.matrix th.month').getBoundingClientRect().x > 0")


def test_one_agency_has_an_address_and_a_reminder_that_copies_with_one_click(visit):
    page = visit("submissions", LAPTOP)
    choose(page, "Agency", "Harbor County Probation")
    page.wait_for_url("**/submissions?agency=harbor_probation")
    reminder = page.get_by_test_id("stCode")
    expect(reminder).to_contain_text("To: Deputy chief probation officer, Harbor County Probation")
    expect(reminder).to_contain_text("October 2026 (due Nov 15, 2026)")
    reminder.hover()
    expect(page.get_by_role("button", name="Copy to clipboard")).to_be_visible()
    assert serious(page) == []


def test_the_address_of_an_agency_opens_it(visit):
    page = visit("submissions?agency=harbor_jail", PHONE)
    expect(page.get_by_role("heading", name="Harbor County Jail", level=2)).to_be_visible()
    assert page.locator(".shares img").first.get_attribute("alt").startswith("Answers given, by month")
