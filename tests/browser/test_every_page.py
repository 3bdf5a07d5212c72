"""Every page in each of the three rooms: opens without a complaint, fits, and axe finds nothing serious."""

from __future__ import annotations

import pytest

from tests.browser.conftest import FITS, LAPTOP, PHONE, PROJECTOR, serious

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# Of the six intercepts, which are one script with other measures, the fullest and one other.
PAGES = [
    "",
    "intercept_1",
    "intercept_4",
    "police",
    "mental_health",
    "key_measures",
    "programs",
    "programs?service=ACT+and+FACT+teams",
    "between",
    "equity",
    "comparison",
    "reinvestment",
    "directory",
    "upload",
    "submissions",
    "submissions?agency=harbor_jail",
    "definitions",
]
# What colors alone can spoil: each kind of picture and form once.
IN_THE_DARK = [
    "",
    "intercept_1",
    "key_measures",
    "programs",
    "between",
    "equity",
    "reinvestment",
    "directory",
]
IN_THE_DARK += ["upload", "submissions"]


@pytest.mark.parametrize("path", PAGES)
def test_page_fits_projector_laptop_and_phone_and_axe_finds_nothing_serious(visit, path):
    page = visit(path, PROJECTOR)
    assert page.locator("h1").count() == 1
    for width, height in (PROJECTOR, LAPTOP, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        # Charts follow the width a moment later, so this waits rather than asks.
        page.wait_for_function(FITS)
    assert serious(page) == []


@pytest.mark.parametrize("path", IN_THE_DARK)
def test_axe_finds_nothing_serious_in_the_dark_theme(visit, path):
    assert serious(visit(path, LAPTOP, theme="dark")) == []
