"""Every page, in each of the three rooms and on paper: nothing is cut, nothing complains, nor does axe."""

from __future__ import annotations

import pytest

from tests.browser.conftest import FITS, LAPTOP, PHONE, PROJECTOR, serious
from tests.browser.paper import assert_whole

pytestmark = pytest.mark.browser

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
IN_THE_DARK = ["", "intercept_1", "equity", "upload", "submissions"]


def in_two_groups(paths: list[str]) -> list:
    """Half of the pages for each of two browsers."""
    groups = ("browser", "paper")
    return [pytest.param(path, marks=pytest.mark.xdist_group(groups[n % 2])) for n, path in enumerate(paths)]


@pytest.mark.parametrize("path", in_two_groups(PAGES))
def test_page_fits_everywhere_prints_whole_and_axe_finds_nothing_serious(visit, path):
    page = visit(path, PROJECTOR)
    assert page.locator("h1").count() == 1
    for width, height in (PROJECTOR, PHONE, LAPTOP):
        page.set_viewport_size({"width": width, "height": height})
        # Charts follow the width a moment later, so this waits rather than asks.
        page.wait_for_function(FITS)
        if (width, height) == PHONE:
            assert serious(page) == []
    assert_whole(page)


@pytest.mark.parametrize("path", in_two_groups(IN_THE_DARK))
def test_axe_finds_nothing_serious_in_the_dark_theme(visit, path):
    assert serious(visit(path, LAPTOP, theme="dark")) == []
