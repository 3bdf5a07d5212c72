"""Ctrl+P: each page whole, on letter paper, in the light palette, without its controls.

Most pages are printed where they are visited anyway, in test_every_page.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.browser.conftest import LAPTOP, PHONE, PROJECTOR, settle
from tests.browser.paper import COLORS, assert_whole, drawn, text_of
from tests.conftest import PROJECT

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("paper")]

OF_THE_MEETING = ("meeting", "present", "actions", "curve")
ONE_WIDE_CHART = (1100, 768)  # one column of charts, each wider than the paper
OTHER_ROOMS = [(path, size) for path in ("", "police", "submissions") for size in (PROJECTOR, PHONE)]
OTHER_ROOMS.append(("police", ONE_WIDE_CHART))


@pytest.mark.parametrize("path", OF_THE_MEETING)
def test_paper_has_the_whole_page(visit, path):
    assert_whole(visit(path, LAPTOP))


@pytest.mark.parametrize("path", ["", "police", "submissions"])
def test_paper_is_light_whatever_the_screen_is(visit, path):
    light, dark = visit(path, LAPTOP), visit(path, LAPTOP, theme="dark")
    for page, scheme in ((light, "light"), (dark, "dark")):
        drawn(page)
        page.emulate_media(media="print", color_scheme=scheme)
    assert Counter(dark.evaluate(COLORS)) == Counter(light.evaluate(COLORS))


@pytest.mark.parametrize(("path", "size"), OTHER_ROOMS)
def test_paper_has_the_whole_page_from_any_other_screen(visit, path, size):
    paper = assert_whole(visit(path, size))
    if path == "":
        assert len(paper.pages) == 1


def test_an_open_data_table_is_on_paper(visit):
    page = visit("intercept_1?by=Sex")
    page.get_by_text("Data table", exact=True).first.click()
    page.get_by_test_id("stTable").wait_for()
    settle(page)
    assert_whole(page)


def test_an_agency_prints_with_what_is_folded_away_and_the_filter_that_is_on(visit):
    page = visit("submissions?agency=harbor_jail&needs_action=true", LAPTOP, theme="dark")
    told = " ".join(text_of(assert_whole(page)).split())
    assert "Needs action only" in told
    assert "With months up to" in told


@pytest.mark.parametrize("path", ["curve?measure=diversions", "programs?service=ACT+and+FACT+teams"])
def test_a_chart_that_has_the_row_to_itself_is_not_scaled_beyond_reading(visit, path):
    page = visit(path, PROJECTOR)
    drawn(page)
    wide = max(svg.evaluate("svg => svg.clientWidth") for svg in page.locator(".main-svg").all())
    assert 13 * 500 / wide > 6.5  # letters of 13 pixels on a sheet with room for 500 points of chart


@pytest.mark.parametrize("path", ["curve?measure=diversions", "programs?service=ACT+and+FACT+teams"])
def test_a_chart_that_has_the_row_to_itself_fills_it_on_the_wall_with_its_words_beside_it(visit, path):
    page = visit(path, PROJECTOR)
    drawn(page)
    alone = ".st-key-charts, [class*='st-key-chart_flow_funnel_'], [class*='st-key-chart_retention_']"
    for card in page.locator(alone).all():
        around = card.bounding_box()
        words, chart = (card.locator(part).bounding_box() for part in (".chart-head", ".stPlotlyChart"))
        assert words["x"] + words["width"] < chart["x"]
        assert words["width"] + chart["width"] > 0.9 * around["width"]
        assert abs(words["y"] - chart["y"]) < 40


def test_the_one_chart_of_a_page_has_its_words_in_letters_for_the_far_end_of_the_table(visit):
    head = visit("curve?measure=diversions", PROJECTOR).locator(".chart-head")
    size = "each => parseFloat(getComputedStyle(each).fontSize)"
    assert head.locator("h2").evaluate(size) >= 36
    assert min(line.evaluate(size) for line in head.locator("p").all()) >= 1080 / 50


def test_a_list_that_is_just_being_drawn_anew_is_not_pale_on_paper(browser):
    page = browser.new_page()
    sheet = (PROJECT / "app" / "print.css").read_text(encoding="utf-8")
    pale = '<p class="stElementContainer" data-stale="true" style="opacity: 0.33">988</p>'
    page.set_content(f"<style>{sheet}</style>{pale}")
    page.emulate_media(media="print")
    assert page.locator("p").evaluate("each => getComputedStyle(each).opacity") == "1"
    page.close()
