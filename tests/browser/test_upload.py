"""The volunteer's file, which nobody mapped before: from drop to published in one sitting, and taken back."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, TimeoutError, expect

from etl import show
from etl.paths import DataHome
from tests.browser.conftest import LAPTOP, PATIENCE, PHONE, fits, serious, serve, settle
from tests.etl.desk.conftest import contact, export

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("upload")]

MEASURES = ("bh_encounters", "diversions", "bh_arrest_rate", "drop_offs")
MISTAKE = "A typing mistake: I will mend it in the check"
SEPTEMBER = [contact(number) for number in range(60)]
OCTOBER = [contact(number, month=10) for number in range(64)]
BROKEN = [
    *SEPTEMBER[:57],
    SEPTEMBER[57] | {"How It Ended": "Reffered too"},
    SEPTEMBER[58] | {"Unit": "PARTOL"},
    SEPTEMBER[59] | {"Date of Contact": "9/8/2024"},
]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A data home in which nothing was ever loaded, and the address of its dashboard."""
    home = tmp_path_factory.mktemp("volunteer")
    with serve(home) as url:
        yield home, url


@pytest.fixture
def upload(visit, place) -> Callable[..., Page]:
    """The page “Send a file” of that dashboard."""

    def go(size: tuple[int, int] = LAPTOP, query: str = "") -> Page:
        page = visit(f"upload{query}", size, base=place[1])
        page.locator('input[type="file"]').first.wait_for(state="attached")
        return page

    return go


def drop(page: Page, rows: list[dict[str, str]], name: str) -> None:
    """Hand in a file and wait until it was looked at."""
    content = {"name": name, "mimeType": "text/csv", "buffer": export(rows)}
    page.locator('input[type="file"]').first.set_input_files(content)
    page.get_by_role("button", name="Discard").wait_for()
    looked_at(page)


def looked_at(page: Page) -> None:
    """Wait until no question about the file is being answered."""
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    settle(page)


def pick(page: Page, label: str, option: str) -> None:
    """Choose an option, unless it was suggested."""
    box = page.get_by_role("combobox", name=label)
    if box.input_value() != option:
        box.click()
        box.fill(option)
        page.get_by_role("option", name=option, exact=True).first.click()
        settle(page)
    expect(page.get_by_role("combobox", name=label)).to_have_value(option)


def press(page: Page, name: str) -> None:
    """Press a button that asks the desk: it goes away while the answer is worked out."""
    button = page.get_by_role("button", name=name, exact=True)
    button.click()
    expect(button).to_have_count(0)
    looked_at(page)


def mend(page: Page, text: str) -> None:
    """Type into the first table of wrong cells, and use it."""
    use = page.get_by_role("button", name="Use 1 correction", exact=True)
    grid = page.get_by_test_id("stDataFrame").first
    for _ in range(6):  # a canvas says nothing of when it is ready: a cell that did not open is opened again
        grid.scroll_into_view_if_needed()
        box = grid.bounding_box()
        page.mouse.dblclick(box["x"] + 0.75 * box["width"], box["y"] + 52)
        field = page.locator("#portal input").first
        with contextlib.suppress(TimeoutError):
            field.fill(text, timeout=5_000)
            page.locator("#portal").get_by_text(text, exact=True).last.click(timeout=5_000)
            use.wait_for(timeout=5_000)
            break
        page.keyboard.press("Escape")
    press(page, "Use 1 correction")


def publish(page: Page) -> None:
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible(timeout=PATIENCE)
    settle(page)


def receipt(page: Page) -> dict[str, str]:
    """The receipt's lines."""
    lines = page.locator(".receipt dl > div")
    return {line.locator("dt").inner_text(): line.locator("dd").inner_text() for line in lines.all()}


def shown(home: Path) -> list:
    """What readers see, as `etl show` tells it."""
    return [show.series(DataHome(home), measure) for measure in MEASURES]


def look(page: Page) -> None:
    """Nothing serious for people who cannot see or point, and nothing that runs off the page."""
    assert serious(page) == []
    assert fits(page)


@pytest.fixture(scope="module")
def sent(browser, place) -> dict:
    """September, sent for the first time: what the volunteer saw on the way, checked step by step."""
    home, url = place
    page = browser.new_context(viewport=dict(zip(("width", "height"), LAPTOP, strict=True))).new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{url}/upload")
    settle(page)
    look(page)
    drop(page, BROKEN, "september.csv")
    expect(
        page.get_by_text("Left out: row 1 (a title above the headings), row 63 (a total).")
    ).to_be_visible()
    look(page)
    pick(page, "Whose file is it?", "Northgate Police Department")
    press(page, "Go on")

    expect(page.get_by_text("Subject Name: a person's name, which may not be sent")).to_be_visible()
    look(page)
    pick(page, "Encounter ID: column in your file", "Incident Ref")
    pick(page, "Intercept: column in your file", "The same in every row")
    pick(page, "Intercept of every row", "Intercept 1: Law enforcement")
    pick(page, "Disposition: column in your file", "How It Ended")
    press(page, "These are right")

    expect(page.get_by_text("Say once what each word of your file means.")).to_be_visible()
    pick(page, "Responder: what “CIT Ofc” means", "CIT officer")
    pick(page, "Responder: what “PARTOL” means", MISTAKE)
    pick(page, "Disposition: what “Reffered too” means", MISTAKE)
    look(page)
    press(page, "These are right")

    expect(page.get_by_text("Your file says “9/8/2024”")).to_be_visible()
    look(page)
    page.reload()  # whoever reloads goes on where they were
    settle(page)
    page.get_by_text("Month first: September 8").click()
    settle(page)
    press(page, "Use this for the whole file")
    mend(page, "Cited")
    mend(page, "PATROL")

    expect(page.get_by_text("60 new rows.")).to_be_visible()
    look(page)
    publish(page)
    look(page)
    told = receipt(page)
    page.get_by_role("button", name="Done").click()
    settle(page)
    page.context.close()
    return told | {"numbers": shown(home)}


def test_a_file_that_nobody_mapped_is_published_in_one_sitting(sent):
    assert sent["Rows"] == "60 records = 60 loaded + 0 unchanged + 0 refused"
    assert (sent["Agency"], sent["Months"]) == ("Northgate Police Department", "Sep 2024")
    assert re.fullmatch(r"[0-9a-f]{64}", sent["SHA-256 of the file"])
    september = next(row for row in sent["numbers"][1] if row["period"] == "2024-09-01")
    assert september["value"] == 20  # every third contact ended at the crisis center


def test_the_second_months_file_goes_straight_through(sent, upload):
    page = upload()
    drop(page, OCTOBER, "october.csv")  # one: choosing the file
    expect(page.get_by_text("Northgate Police Department: Encounters (diversion feed)")).to_be_visible()
    expect(page.get_by_text("64 new rows.")).to_be_visible()
    publish(page)  # two: publish
    assert receipt(page)["Months"] == "Oct 2024"


def test_the_same_file_again_is_nothing_new(sent, upload, place):
    before = shown(place[0])
    page = upload()
    mended = [*SEPTEMBER[:57], SEPTEMBER[57] | {"How It Ended": "Cited"}, SEPTEMBER[58] | {"Unit": "PATROL"}]
    drop(page, [*mended, SEPTEMBER[59] | {"Date of Contact": "2024-09-08"}], "september again.csv")
    expect(page.get_by_text("there is nothing to publish")).to_be_visible()
    expect(page.get_by_role("button", name="Publish", exact=True)).to_have_count(0)
    assert shown(place[0]) == before


def test_a_corrected_file_changes_its_rows_and_undo_brings_the_numbers_back(sent, upload, place):
    before = shown(place[0])
    page = upload()
    changed = [row | {"How It Ended": "Taken to crisis ctr"} for row in SEPTEMBER[:30]]
    drop(page, changed, "september corrected.csv")
    page.get_by_text("I have looked at this").click()  # half of the month is not in the file
    settle(page)
    press(page, "Go on to the preview")
    expect(page.get_by_text("20 changed rows")).to_be_visible()
    publish(page)
    number = receipt(page)["Submission"]
    assert shown(place[0]) != before
    page.get_by_role("button", name="Done").click()
    page.locator('input[type="file"]').first.wait_for(state="attached")
    settle(page)
    page.locator(f".st-key-undo_{number} button").first.click()
    page.get_by_role("button", name="Yes, take it back").click()
    expect(page.get_by_text("Taken back. The numbers are what they were before it.")).to_be_visible()
    look(page)
    assert shown(place[0]) == before


def test_identifiers_are_refused_and_nothing_stays_on_disk(upload, place):
    page = upload(PHONE)
    rows = [row | {"Beat": f"{200 + n}-{n % 80 + 11}-{4000 + n}"} for n, row in enumerate(SEPTEMBER)]
    rows = [{("Zone" if name == "Beat" else name): text for name, text in row.items()} for row in rows]
    drop(page, rows, "with numbers.csv")
    expect(page.get_by_text("New since last time: “Zone”.")).to_be_visible()
    pick(page, "Encounter ID: column in your file", "Zone")
    press(page, "These are right")
    expect(page.get_by_text("social security numbers").first).to_be_visible()
    expect(page.get_by_text("Nothing of the file was stored.").first).to_be_visible()
    assert "200-11-4000" not in page.content()
    look(page)
    files = [path for path in place[0].rglob("*") if path.is_file()]
    assert [path for path in files if b"200-11-4000" in path.read_bytes()] == []


def test_a_file_that_is_no_table_says_what_it_is(upload):
    page = upload()
    content = {"name": "report.csv", "mimeType": "text/csv", "buffer": b"%PDF-1.7 not a table"}
    page.locator('input[type="file"]').first.set_input_files(content)
    expect(page.get_by_text("This file cannot be read, and nothing of it was stored.")).to_be_visible()
    expect(page.get_by_text("a PDF", exact=False).first).to_be_visible()
    look(page)
