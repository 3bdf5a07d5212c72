"""Every page in each of the three rooms: opens without a complaint, fits, and axe finds nothing serious."""

from __future__ import annotations

import pytest

from tests.browser.conftest import FITS, LAPTOP, PHONE, PROJECTOR, serious

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGES = [
    "",
    *[f"intercept_{n}" for n in range(6)],
    "police",
    "courts",
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


@pytest.mark.parametrize("path", PAGES)
def test_page_fits_projector_laptop_and_phone_and_axe_finds_nothing_serious(visit, path):
    page = visit(path, PROJECTOR)
    assert page.locator("h1").count() == 1
    assert serious(page) == []
    for width, height in (PROJECTOR, LAPTOP, PHONE):
        page.set_viewport_size({"width": width, "height": height})
        # Charts follow the width a moment later, so this waits rather than asks.
        page.wait_for_function(FITS)
    assert serious(page) == []


ALIKE = [f"intercept_{n}" for n in (0, 2, 3, 5)]  # as intercept_1 and 4, with other measures


@pytest.mark.parametrize("path", [path for path in PAGES if path not in ALIKE])
def test_axe_finds_nothing_serious_in_the_dark_theme(visit, path):
    assert serious(visit(path, LAPTOP, theme="dark")) == []
