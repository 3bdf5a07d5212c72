"""Every page in each of the three rooms: opens without a complaint, fits, and axe finds nothing serious."""

from __future__ import annotations

import pytest

from tests.browser.conftest import LAPTOP, PHONE, PROJECTOR, serious, sideways

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGES = [
    "",
    *[f"intercept_{n}" for n in range(6)],
    "police",
    "courts",
    "mental_health",
    "definitions",
]
SIZES = {"projector": PROJECTOR, "laptop": LAPTOP, "phone": PHONE}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("path", PAGES)
def test_page_opens_fits_and_axe_finds_nothing_serious(visit, path, size):
    page = visit(path, SIZES[size])
    assert page.locator("h1").count() == 1
    assert sideways(page) <= 0
    assert serious(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious_in_the_dark_theme(visit, path):
    assert serious(visit(path, LAPTOP, color_scheme="dark")) == []
