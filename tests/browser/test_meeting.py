"""The chair runs the monthly meeting with the keyboard alone; a month later it tells what changed."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from unittest import mock

import duckdb
import openpyxl
import pytest
from playwright.sync_api import Page, expect
from pptx import Presentation

from app.together import agenda
from app.together.store import open_store
from etl import builds, kept, store
from etl.definitions import Measure, measures
from etl.lock import writer_lock
from etl.measure import engine
from etl.paths import DataHome
from etl.publish import publish
from tests.browser.conftest import PHONE, PROJECTOR, fits, serious, serve, settle
from tests.browser.numbers import show
from tests.conftest import DemoCounty, run_etl

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("meeting")]

SCREENS = 3  # the most that a month's changes may take on the wall
SMALLEST_PROJECTED = 22  # pixels: a fiftieth of the screen's height
# Every text in sight with its size; texts for screen readers alone are a pixel wide.
SMALL_TEXT = """least => {
    const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node; node = walker.nextNode();) {
        const box = node.parentElement.getBoundingClientRect()
        const seen = node.parentElement.checkVisibility({opacityProperty: true, visibilityProperty: true})
        const skipped = box.bottom < 0
        if (!node.textContent.trim() || !seen || skipped || box.width < 3 || box.height < 3) continue
        const size = parseFloat(getComputedStyle(node.parentElement).fontSize)
        if (size < least) found.push([size, node.textContent.trim()])
    }
    return found
}"""
# How far a screen's content goes beyond it, down and to the side; and what is cut off inside.
OVERFLOW = """() => {
    const main = document.querySelector('[data-testid="stMain"]')
    const inner = document.querySelector('.st-key-stage_main')
    const foot = document.querySelector('.st-key-stage_foot')
    const last = [...inner.children].at(-1).getBoundingClientRect().bottom
    return [
        main.scrollHeight - main.clientHeight, main.scrollWidth - main.clientWidth,
        Math.max(0, Math.round(last - foot.getBoundingClientRect().top)),
        Math.max(0, Math.round(foot.getBoundingClientRect().bottom - window.innerHeight)),
    ]
}"""
# The letters of a drawn chart, in pixels of the screen: its smallest is what the picture was drawn with.
CHART_TYPE = """() => [...document.querySelectorAll('img.chart')].map(each => {
    const svg = atob(each.src.split(',')[1]), box = each.getBoundingClientRect()
    const [, , width, height] = svg.match(/viewBox="([^"]+)"/)[1].split(' ').map(Number)
    const scale = Math.min(box.width / width, box.height / height)
    return scale * Math.min(...[...svg.matchAll(/font-size="([0-9.]+)"/g)].map(size => Number(size[1])))
})"""


# What the focus is on, when it is something to press or to fill in.
FOCUSED = """() => {
    const at = document.activeElement
    return at.matches('button, a, input, textarea') ? `${at.innerText} ${at.ariaLabel}` : ''
}"""

# How far a form goes beyond the foot of the screen.
FORM_OVER = """() => document.querySelector('[role=dialog]').getBoundingClientRect().bottom - innerHeight"""


@pytest.fixture(scope="module")
def place(demo_county: DemoCounty, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The demo county as it was a month before, and the address of its dashboard."""
    home = tmp_path_factory.mktemp("meeting") / "home"
    shutil.copytree(demo_county.home, home)
    without_the_last_month(DataHome(home), demo_county.through)
    with serve(home) as url:
        yield home, url


def totals_and_intercepts() -> dict[str, Measure]:
    """The measures without the breakdowns that no meeting shows, and that take longest to protect."""
    shown = {
        name: tuple(one for one in each.grain_breakdowns["operational"] if one == "intercept")
        for name, each in measures().items()
    }
    return {
        name: dataclasses.replace(each, grain_breakdowns={"operational": shown[name]})
        for name, each in measures().items()
    }


def without_the_last_month(home: DataHome, month: str) -> None:
    """Publish what the county had before the files of its last month came in."""
    without = mock.patch.object(engine, "measures", totals_and_intercepts)
    with without, writer_lock(home), store.open_store(home) as con:
        for submission in kept.all_kept(home):
            if submission.facts()["months"][-1] == month:
                kept.mark_withdrawn(submission, "test", "2026-10-31T12:00:00")
                store.set_withdrawn(con, submission.submission_id)
        publish(con, home)


@pytest.fixture
def go(visit, place) -> Callable[..., Page]:
    """go("present?meeting=1", PHONE) opens a page of that dashboard."""
    return lambda path="", size=PROJECTOR: visit(path, size, base=place[1])


def tab_to(page: Page, name: str) -> None:
    """Walk there with the Tab key."""
    for _ in range(80):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if name in at:
            return
    raise AssertionError(f"the Tab key does not lead to {name}")


def step_is(page: Page, number: int) -> None:
    """Wait for a step of the agenda."""
    expect(page).to_have_url(re.compile(rf"[?&]step={number}(&|$)"))
    settle(page)


def write(page: Page, key: str, heading: str, *texts: str) -> None:
    """Press the key, write, a Tab between the fields, save with Enter; wait until the form is gone."""
    page.keyboard.press(key)
    form = page.get_by_role("dialog")
    expect(form.get_by_text(heading).first).to_be_visible()
    expect(form.locator("input:focus, textarea:focus")).to_have_count(1)
    settle(page)
    for place, text in enumerate(texts):
        if place:
            page.keyboard.press("Tab")
        page.keyboard.type(text)
        if page.evaluate("() => document.activeElement.role") == "combobox":
            expect(page.get_by_role("option", name=text)).to_be_visible()
            page.keyboard.press("Enter")  # takes the option that was typed
            expect(page.get_by_role("option")).to_have_count(0)
    assert page.evaluate(SMALL_TEXT, SMALLEST_PROJECTED) == []
    assert page.evaluate(FORM_OVER) <= 0
    page.keyboard.press("Control+Enter" if key == "n" else "Enter")
    expect(form).to_have_count(0)
    settle(page)


def readable(page: Page) -> None:
    """The back row can read it, and nothing is cut off."""
    assert page.locator("h1").count() == 1
    assert page.evaluate(SMALL_TEXT, SMALLEST_PROJECTED) == []
    assert [size for size in page.evaluate(CHART_TYPE) if size < SMALLEST_PROJECTED] == []
    assert page.evaluate(OVERFLOW) == [0, 0, 0, 0]
    expect(page.get_by_role("navigation")).to_have_count(0)


@pytest.fixture(scope="module")
def held(place, browser) -> dict[str, bytes]:
    """A whole meeting, held with the keyboard alone; gives the packet that was downloaded."""
    context = browser.new_context(viewport=dict(zip(("width", "height"), PROJECTOR, strict=True)))
    page = context.new_page()
    page.goto(f"{place[1]}/meeting")
    settle(page)
    tab_to(page, "Plan the meeting")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Open the meeting")).to_be_visible()
    settle(page)
    page.keyboard.press("o")
    step_is(page, 1)
    last = len(agenda.items(open_store(place[0]), 1))
    for step in range(1, last + 1):
        step_is(page, step)
        readable(page)
        if step == 6:  # intercept 1
            write(page, "d", "What was decided", "Open the drop-off door on weekends")
            write(page, "a", "What will be done", "Ask for weekend staffing")
            write(page, "a", "What will be done", "Tell night shifts", "Harbor County Jail", "Commander")
            write(page, "t", "Target", "62")
            write(page, "n", "Note", "Courts did not know about nights.")
            readable(page)
        if step < last:
            page.keyboard.press(("ArrowRight", "PageDown")[step % 2])
    page.keyboard.press("PageUp")
    step_is(page, last - 1)
    page.keyboard.press("ArrowRight")
    step_is(page, last)
    page.keyboard.press("Shift+E")
    expect(page.get_by_text("This meeting is closed.")).to_be_visible()
    settle(page)
    page.keyboard.press("p")
    expect(page.get_by_role("button", name="PowerPoint")).to_be_visible()
    settle(page)
    readable(page)
    files = {}
    for key, ending in (("Shift+S", "pptx"), ("Shift+F", "pdf")):
        with page.expect_download() as download:
            page.keyboard.press(key)
        files[ending] = Path(download.value.path()).read_bytes()
    assert page.locator('[data-testid="stException"]').count() == 0
    context.close()
    return files


def test_what_was_typed_is_kept_where_it_belongs(place, held):
    shop = open_store(place[0])
    [decision] = shop.rows("decision")
    first, second = shop.rows("action")
    [target] = shop.rows("target")
    [note] = shop.rows("note")
    assert decision["title"] == "Open the drop-off door on weekends"
    assert [first["title"], second["title"]] == [
        "Ask for weekend staffing",
        "Tell night shifts",
    ]
    assert (second["owner_agency"], second["owner_role"]) == ("harbor_jail", "Commander")
    assert (target["value"], target["measure_id"]) == (62, "eligible_diversion_rate")
    assert {row["measure_id"] for row in (decision, first, second, note)} == {"eligible_diversion_rate"}
    assert {row["meeting_id"] for row in (decision, first, second, note, target)} == {1}


def test_the_meeting_is_closed_with_the_build_that_it_saw_and_the_next_one_is_planned(place, held):
    shop = open_store(place[0])
    following, closed = agenda.meetings(shop)
    assert (closed.status, following.status) == ("closed", "planned")
    assert (place[0] / "published" / "builds" / closed.build_id).is_dir()
    assert following.day - closed.day == dt.timedelta(days=28)


def charts(deck: bytes) -> dict[str, dict[str, float | None]]:
    """Title -> {period: value} of every native chart, from the workbook that PowerPoint edits."""
    found = {}
    for slide in Presentation(io.BytesIO(deck)).slides:
        for shape in slide.shapes:
            if shape.has_chart:
                book = openpyxl.load_workbook(io.BytesIO(shape.chart.part.chart_workbook.xlsx_part.blob))
                rows = list(book.active.iter_rows(values_only=True))
                found[slide.shapes.title.text_frame.text] = {row[0]: row[1:] for row in rows[1:]}
    return found


def test_the_packet_s_charts_are_native_and_hold_the_published_numbers(place, held):
    county = DemoCounty(place[0], "2026-09")
    shown = show(county, "eligible_diversion_rate", "partnership:harbor")
    [title] = [title for title in charts(held["pptx"]) if title.startswith("Diversion rate where arrest")]
    cells = charts(held["pptx"])[title]
    told = {dt.date.fromisoformat(row["period"][:10]).strftime("%b %Y"): row for row in shown}
    numbers = {period: values[0] for period, values in cells.items() if period in told}
    assert len(numbers) >= 24
    assert numbers == {
        period: told[period]["value"] if told[period]["status"] == "shown" else None for period in numbers
    }
    # The six headlines, the real changes and what was agreed about; not every measure there is.
    measures = json.loads(run_etl(place[0], "measures", "--json").stdout)
    assert 10 <= len(charts(held["pptx"])) < len(measures) / 2


def test_the_packet_ends_with_what_was_agreed(held):
    words = "\n".join(
        cell.text
        for slide in Presentation(io.BytesIO(held["pptx"])).slides
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
        for cell in row.cells
    )
    for said in ("Open the drop-off door on weekends", "Ask for weekend staffing", "target 62%"):
        assert said in words
    assert held["pdf"].startswith(b"%PDF")


def test_what_is_typed_before_a_form_has_opened_goes_into_its_first_field(go, held):
    page = go("present?meeting=2&step=1")
    page.wait_for_function("() => window.typedAhead")  # the wall stands; whoever presses keys has seen it
    page.keyboard.press("n")
    page.keyboard.type("Tell the night shift")  # each letter of it is a key of the wall, or none
    form = page.get_by_role("dialog")
    expect(form.locator("textarea")).to_have_value("Tell the night shift")
    expect(form.get_by_text("Write a note")).to_be_visible()
    expect(page).to_have_url(re.compile("step=1"))


def test_the_form_to_update_an_action_fits_the_screen(go, held):
    page = go("present?meeting=2&step=1")
    page.wait_for_function("() => window.typedAhead")  # the wall stands; whoever presses keys has seen it
    page.keyboard.press("u")
    expect(page.get_by_role("button", name="Save the action")).to_be_visible()
    settle(page)
    assert page.evaluate(FORM_OVER) <= 0


def test_an_item_moves_with_the_keyboard_and_the_focus_moves_along(go, held):
    page = go("meeting?meeting=2")
    lines = page.locator(".agenda-line")
    first, second, third = (lines.nth(n).inner_text().split("\n")[1] for n in range(3))
    page.locator('[class*="st-key-down_"] button').first.focus()
    for place, above in ((1, second), (2, third)):
        page.keyboard.press("Enter")
        expect(lines.nth(place - 1)).to_contain_text(above)
        expect(lines.nth(place)).to_contain_text(first)
        settle(page)
        expect(page.locator('[class*="st-key-down_"] button').nth(place)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    for place in (1, 0):
        page.keyboard.press("Enter")
        expect(lines.nth(place)).to_contain_text(first)
        settle(page)


def test_a_closed_meeting_opens_as_it_was_shown_at_any_step(go, held, place):
    shop = open_store(place[0])
    [first, _] = shop.rows("action")
    shop.change("action", first["id"], first["version"], {"title": "Rewritten since"}, "somebody")
    steps = {item.kind: step for step, item in enumerate(agenda.items(shop, 1), start=1)}
    page = go(f"present?meeting=1&step={steps['new_actions']}")
    expect(page.get_by_text("Ask for weekend staffing")).to_be_visible()
    expect(page.get_by_text("Rewritten since")).to_have_count(0)
    expect(page.get_by_text(re.compile("as shown on"))).to_be_visible()
    expect(page.get_by_role("button", name="Action")).to_have_count(0)


def test_what_was_agreed_stands_on_the_chart_and_on_the_board(go, held):
    curve = go("curve?measure=eligible_diversion_rate")
    expect(curve.locator(".js-plotly-plot").get_by_text(re.compile("1 decision, 2")).first).to_be_visible()
    expect(curve.locator(".js-plotly-plot").get_by_text("62%").first).to_be_visible()
    assert serious(curve) == []
    board = go()
    expect(board.get_by_role("link", name="2 to be done")).to_be_visible()


def test_changes_by_others_appear_without_a_reload(go, held, place):
    page = go("actions")
    expect(page.get_by_text("Ask a third agency")).to_have_count(0)
    values = {"title": "Ask a third agency", "day": dt.date(2026, 11, 23), "status": "open"}
    open_store(place[0]).add("action", values, "somebody else")
    expect(page.get_by_text("Ask a third agency")).to_be_visible()


@pytest.mark.parametrize(
    "path", ["meeting", "actions", "curve?measure=diversions", "present?meeting=1&step=6"]
)
def test_the_pages_fit_a_phone_and_axe_finds_nothing_serious(go, held, path):
    page = go(path, PHONE)
    assert fits(page)
    assert serious(page) == []


NUMBERS = """
    select t.measure_id, t.period, t.grain, t.status, t.value, t.numerator, t.denominator
    from trend as t
    where t.scope_kind = 'partnership' and t.scope = 'harbor' and t.breakdown = 'all'
        and not starts_with(t.measure_id, 'cases_')
        and t.measure_id in (select id from meta_measure where not own_page)
"""
VERDICTS = """
    select measure_id, code, direction from verdict
    where scope_kind = 'partnership' and scope = 'harbor' and breakdown = 'all'
        and not starts_with(measure_id, 'cases_')
        and measure_id in (select id from meta_measure where not own_page)
"""
TITLES = "select id, title from meta_measure"


def table(home: Path, build_id: str, query: str) -> list[tuple]:
    with duckdb.connect(
        str(home / "published" / "builds" / build_id / "shared.duckdb"), read_only=True
    ) as con:
        return con.execute(query).fetchall()


def differs(one: Sequence[float | None], other: Sequence[float | None]) -> bool:
    """Whether any number does, but for what adding in another order leaves."""
    pairs = zip(one, other, strict=True)
    return any((a is None) != (b is None) or (a is not None and abs(a - b) > 1e-9) for a, b in pairs)


def expected_since(home: Path, before: str, now: str) -> tuple[set[tuple], set[tuple], set[str]]:
    """(what is new, what is restated, measures whose verdict changed), counted one by one.

    New and restated: (measure, period, grain).
    """
    drawn, known = {"shown", "provisional"}, {"shown", "provisional", "suppressed", "no_cases"}
    old = {row[:3]: row[3:] for row in table(home, before, NUMBERS)}
    new = {row[:3]: row[3:] for row in table(home, now, NUMBERS)}
    last = {}
    for (measure, period, _), (status, *_) in old.items():
        if status in known:
            last[measure] = max(period, last.get(measure, period))
    fresh, restated = set(), set()
    for key, (status, *numbers) in new.items():
        measure, period, grain = key
        was = old.get(key, ("missing", None, None, None))
        if status in drawn and (measure not in last or period > last[measure]):
            fresh.add(key)
        seen = (was[0] in drawn, status in drawn)
        hidden = {was[0], status} & {"suppressed"} and any(seen)
        if (all(seen) and differs(was[1:], numbers)) or hidden:
            restated.add((measure, period, grain))
    said = [{row[0]: row[1:] for row in table(home, build, VERDICTS)} for build in (before, now)]
    real = {"concern", "improvement", "change"}
    turned = {
        measure
        for measure, (code, direction) in said[1].items()
        if measure in said[0]
        and (code != said[0][measure][0] or (code in real and direction != said[0][measure][1]))
    }
    return fresh, restated, turned


def test_a_month_later_new_months_are_told_from_restated_ones(go, held, place, demo_county):
    home, _ = place
    current = builds.current(DataHome(demo_county.home)).build_id
    done = run_etl(home, "rollback", current)
    assert done.returncode == 0, done.stdout + done.stderr
    shop = open_store(home)
    following, closed = agenda.meetings(shop)
    fresh, restated, turned = expected_since(home, closed.build_id, current)
    titles = dict(table(home, current, TITLES))
    step = [item.kind for item in agenda.items(shop, following.id)].index("since") + 1
    page = go(f"present?meeting={following.id}&step={step}")
    lines, part = [], 1
    while True:
        readable(page)
        lines += page.locator(".stage-rows > li").all_inner_texts()
        page.keyboard.press("PageDown")
        part += 1
        expect(page).to_have_url(re.compile(rf"part={part}|step={step + 1}"))
        settle(page)
        if f"part={part}" not in page.url:
            break
    assert part <= SCREENS + 1
    told = {
        kind: [line for line in lines if f"{kind}." in line]
        for kind in ("New", "Restated", "Verdict changed")
    }
    assert len(lines) == sum(map(len, told.values()))
    assert len(told["Verdict changed"]) == len(turned)
    assert all(any(f"{titles[measure]}:" in line for line in told["Verdict changed"]) for measure in turned)
    [new] = told["New"]
    assert len(re.findall(r": \d+ measures?", new)) == len({(period, grain) for _, period, grain in fresh})
    of_october = sum(when == [dt.date(2026, 10, 1), "month"] for _, *when in fresh)
    assert f"Oct 2026: {of_october} measures" in new
    # Every measure that was restated is named, or counted among the rest; so is every month of those named.
    assert restated
    *named, rest = told["Restated"]
    of = {measure: sum(name == measure for name, *_ in restated) for measure, *_ in restated}
    by_title = {titles[measure]: count for measure, count in of.items()}
    for line in named:
        title = re.search(r"Restated\.\s+(.+?), (?:\w+ )?\d{4}:", line)[1]
        more = sum(map(int, re.findall(r"; (\d+) (?:month|quarter|year|period)", line)))
        assert 1 + more <= by_title.pop(title)
    assert int(re.search(r"(\d+) more measures? by less", rest)[1]) <= len(by_title)
    assert int(re.search(r"(\d+) numbers? reads? as before", rest)[1]) < len(restated)
    # One by one they stand on the meeting's page.
    page = go(f"meeting?meeting={following.id}")
    page.get_by_text("All that changed since").click()
    heading = page.locator(".stExpander h3", has_text="Restated months")
    listed = heading.locator("xpath=following-sibling::ul[1]/li")
    expect(listed).to_have_count(len(restated))
    one_by_one = listed.all_inner_texts()
    for measure, title in titles.items():
        assert sum(line.startswith(f"{title}, ") for line in one_by_one) == of.get(measure, 0)
