"""A served dashboard and a browser that fails a test on any exception box or console error."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    expect,
    sync_playwright,
)

from tests.browser import chromium
from tests.conftest import PROJECT, DemoCounty

pytest.register_assert_rewrite("tests.browser.paper")  # so that a failure says which words are missing

FITS = """() => {
    const main = document.querySelector('[data-testid="stMain"]');
    return main.scrollWidth <= main.clientWidth;
}"""
# Milliseconds to wait for what another process works on; nothing is asserted about how long it takes.
PATIENCE = 120_000
PROJECTOR, LAPTOP, PHONE = (1920, 1080), (1366, 768), (390, 844)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _healthy(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/_stcore/script-health-check", timeout=30) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _is_complaint(said: ConsoleMessage) -> bool:
    """An error in the console, other than Streamlit looking for its own base path on a deep link (a 404)."""
    probes = ("/_stcore/health", "/_stcore/host-config")
    return said.type == "error" and not str(said.location.get("url", "")).endswith(probes)


@contextmanager
def serve(home: Path) -> Iterator[str]:
    """The dashboard over one data home, on a free port of this machine; gives its address."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryFile() as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "dashboard.py",
             "--server.address", "127.0.0.1", "--server.port", str(port), "--server.headless", "true"],
            cwd=PROJECT, env=os.environ | {"DASHBOARD_DATA": str(home)}, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            while not _healthy(url):
                if server.poll() is not None:
                    log.seek(0)
                    raise RuntimeError(f"the dashboard did not start: {log.read().decode()[-2000:]}")
            yield url
        finally:
            server.terminate()
            server.wait()


@pytest.fixture(scope="session")
def dashboard(demo_county: DemoCounty) -> Iterator[str]:
    """The address of the dashboard over the demo county."""
    with serve(demo_county.home) as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the run; without one the tests are skipped at a desk and fail under CI."""
    path = chromium.find()
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(chromium.MISSING)
        pytest.skip(chromium.MISSING)
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=path, args=chromium.ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Visitor:
    """One visitor's browser. Tabs are used again: a new one would compile the dashboard's scripts anew."""

    context: BrowserContext
    idle: list[Page] = field(default_factory=list)

    def tab(self) -> Page:
        """An empty tab."""
        return self.idle.pop() if self.idle else self.context.new_page()

    def leave(self, page: Page) -> None:
        """Empties a tab that is needed no longer."""
        page.emulate_media(media="null", color_scheme="null")
        page.mouse.move(0, 0)
        page.goto("about:blank")
        self.idle.append(page)


@pytest.fixture(scope="session")
def visitor(browser: Browser) -> Iterator[Visitor]:
    """The visitor of all tests of a process."""
    with browser.new_context(accept_downloads=True) as context:
        context.set_default_timeout(PATIENCE)
        yield Visitor(context)


@pytest.fixture
def visit(visitor: Visitor, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """`visit("police", PHONE)` opens a page and waits for it; the test fails if the page complained.

    The dashboard is that of the demo county, unless `base` is the address of another.
    """
    complaints: list[str] = []
    pages: list[Page] = []

    def on_console(said: ConsoleMessage) -> None:
        if _is_complaint(said):
            complaints.append(said.text)

    def on_error(error: Error) -> None:
        complaints.append(str(error))

    def go(path: str = "", size: tuple[int, int] = LAPTOP, *, base: str = "", theme: str = "light") -> Page:
        base = base or request.getfixturevalue("dashboard")
        page = visitor.tab()
        pages.append(page)
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.emulate_media(color_scheme=theme)
        page.on("console", on_console)
        page.on("pageerror", on_error)
        page.goto(f"{base}/{path}")
        settle(page)
        return page

    yield go
    boxes = [box.inner_text() for page in pages for box in page.locator('[data-testid="stException"]').all()]
    for page in pages:
        page.remove_listener("console", on_console)
        page.remove_listener("pageerror", on_error)
        visitor.leave(page)
    assert boxes == [], f"exception boxes: {boxes}"
    assert complaints == [], f"console errors: {complaints}"


def serious(page: Page) -> list[tuple]:
    """What axe finds on the page as it stands that is serious or worse: rule, place, why."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        (rule["id"], node["target"], node.get("failureSummary", ""))
        for rule in found
        if rule["impact"] in {"serious", "critical"}
        for node in rule["nodes"]
    ]


def fits(page: Page) -> bool:
    """Whether nothing of the page runs off its side."""
    return page.evaluate(FITS)


def choose(page: Page, label: str, option: str) -> None:
    """Pick one option of a filter and wait until it shows."""
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()
    expect(page.get_by_role("combobox", name=label)).to_have_value(option)
    settle(page)


def settle(page: Page) -> None:
    """Wait until the page has a heading and its script has stopped running."""
    page.locator("h1").first.wait_for()
    page.wait_for_function(
        """() => {
            const app = document.querySelector('[data-testid="stApp"]');
            return app && app.getAttribute('data-test-script-state') === 'notRunning'
                && !document.querySelector('[data-testid="stSkeleton"]');
        }"""
    )
