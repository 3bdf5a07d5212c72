"""Every page opens from the menu with nothing left to run or draw."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from app import navigation
from tests.browser.conftest import PATIENCE, PROJECTOR

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

DRAWN = """heading => {
    const app = document.querySelector('[data-testid="stApp"]');
    const title = document.querySelector('h1');
    return app.getAttribute('data-test-script-state') === 'notRunning'
        && title && title.innerText.startsWith(heading)
        && !document.querySelector('[data-stale="true"]')
        && [...document.querySelectorAll('[data-testid="stPlotlyChart"]')]
            .every(chart => chart.querySelector('.main-svg'));
}"""


@pytest.fixture(scope="module")
def warm(browser, dashboard) -> Page:
    """A browser that has the board open, in a dashboard that has drawn pages before."""
    # So wide that the menu has room for every page, and none is behind "more".
    page = browser.new_page(viewport={"width": 2 * PROJECTOR[0], "height": PROJECTOR[1]})
    page.set_default_timeout(PATIENCE)
    page.goto(dashboard)
    page.wait_for_function(DRAWN, arg="Harbor")
    yield page
    page.close()


def switch(page: Page, entry: navigation.Entry) -> None:
    """A click on a page's link, until its heading stands there."""
    link = page.locator('[data-testid="stTopNavLink"]').filter(has=page.get_by_text(entry.title, exact=True))
    link.click()
    page.wait_for_function(DRAWN, arg="Harbor" if entry is navigation.BOARD else entry.title, polling=20)


@pytest.mark.parametrize("entry", [e for e in navigation.PAGES if not e.hidden], ids=lambda entry: entry.path)
def test_a_page_opens_from_the_menu_without_a_reload(warm, entry):
    if entry is navigation.BOARD:  # it is open
        switch(warm, navigation.DEFINITIONS)
    warm.evaluate("window.stillHere = true")
    switch(warm, entry)
    assert warm.evaluate("window.stillHere") is True
    assert warm.locator('[data-testid="stException"]').count() == 0
