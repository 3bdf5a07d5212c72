"""A page on paper, as Ctrl+P gives it: what is on it, and whether that is all that the screen tells."""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter

from playwright.sync_api import Page
from pypdf import PdfReader

LETTER = (612, 792)  # points
MARGIN = 96  # pixels, of both sides together
QUIET_LINE = "Numbers of fewer than 11, or that would give one away, are not shown."

# Every chart in sight has its words and the width of its place, and nothing of it moves any more: a flow's
# nodes glide to where they belong.
DRAWN = """() => {
    const shown = [...document.querySelectorAll('.stPlotlyChart')].filter(each => each.checkVisibility())
    const ready = shown.every(chart => {
        const svg = chart.querySelector('.main-svg')
        return svg?.parentElement.querySelector('.xtick text, .annotation text')
            && Math.abs(svg.clientWidth - chart.clientWidth) < 2
    })
    const nodes = [...document.querySelectorAll('.sankey-node, .sankey-link')]
    const places = nodes.map(each => each.getAttribute('transform') + each.getAttribute('d')).join()
    const still = window.placesBefore === places
    window.placesBefore = places
    return ready && still
}"""

# What the page shows as text. Controls say nothing on paper, and neither do ways to other pages; `.narrow` is
# what a phone shows in place of two columns.
WORDS = """() => {
    const control = 'button:not([aria-checked="true"]), label:has([role="switch"]), .stFileUploader, style,'
        + '.sr, .narrow, .stTextInput:has(:placeholder-shown), [class*="st-key-under_"] a,'
        + '[class*="st-key-on_screen_"],'
        + '[data-testid="stIconMaterial"], [data-testid="stAlertDynamicIcon"],'
        + '.st-key-aside a[href$="submissions"]';
    const main = document.querySelector('[data-testid="stMain"]');
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    const words = [...main.querySelectorAll('[role="combobox"]')].map(input => input.value);
    while (walker.nextNode()) {
        const around = walker.currentNode.parentElement;
        if (around.checkVisibility({visibilityProperty: true}) && !around.closest(control))
            words.push(walker.currentNode.data);
    }
    return words.join(' ');
}"""

# What of the page is cut when it is as wide as a sheet: beyond its sides, or by a box of its own. Measured in
# one go: as on printing, the page's own scripts get no chance to draw a chart anew.
CUT = """(width) => {
    document.documentElement.style.width = `${width}px`;
    const shown = [...document.querySelectorAll('.stApp *')].filter(
        each => each.checkVisibility({visibilityProperty: true}) && !each.closest('.sr, defs')
            && (!each.ownerSVGElement || each.tagName === 'text'));
    const name = each => `${each.tagName} ${each.getAttribute('class')}: ${each.textContent.slice(0, 40)}`;
    const off = shown.filter(each => {
        const box = each.getBoundingClientRect();
        return box.width > 1 && box.height > 1 && (box.right > width + 1 || box.left < -1);
    });
    const clipped = shown.filter(each => each instanceof HTMLElement
        && (each.tagName === 'INPUT' || getComputedStyle(each).overflowX !== 'visible')
        && each.clientWidth > 1 && each.scrollWidth > each.clientWidth + 1);
    return [...off, ...clipped].map(name);
}"""

CONTROLS = """() => [...document.querySelector('.stApp').querySelectorAll(
    'nav a, button:not([aria-checked="true"]), [role="switch"]:not(:checked), input[type="file"]')].filter(
    each => each.checkVisibility({visibilityProperty: true})).map(each => each.outerHTML.slice(0, 200))"""

# Every color and picture that is seen, from the paper up.
COLORS = """() => [...document.querySelectorAll('html, body, .stApp, .stApp *')].filter(
    each => each.checkVisibility({visibilityProperty: true}) && !each.closest('style, script, noscript')
        && !['main-svg'].includes(each.getAttribute('class'))).map(each => {
    const style = getComputedStyle(each), svg = each.closest('svg');
    const edges = ['Top', 'Right', 'Bottom', 'Left'].filter(edge => style[`border${edge}Width`] !== '0px');
    const says = each.tagName === 'INPUT' || [...each.childNodes].some(n => n.nodeType === 3);
    return [each.tagName, style.backgroundColor, says && !svg ? style.color : '',
        svg ? style.fill + style.stroke : '', ...edges.map(edge => style[`border${edge}Color`]),
        each.tagName === 'IMG' ? each.src : ''].join(' ');
})"""


def words(text: str) -> Counter[str]:
    """How often each word or number stands in a text; a line may end anywhere between them."""
    return Counter(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text)))  # a font may join ff


def drawn(page: Page) -> None:
    """Wait until the page's charts stand still."""
    page.wait_for_function(DRAWN, polling=200)


def printed(page: Page) -> PdfReader:
    """The page as Ctrl+P gives it."""
    drawn(page)
    return PdfReader(io.BytesIO(page.pdf(format="Letter", prefer_css_page_size=True)))


def text_of(paper: PdfReader) -> str:
    return "\n".join(sheet.extract_text() for sheet in paper.pages)


def not_on(paper: PdfReader, told: list[str], wanted: Counter[str]) -> Counter[str]:
    """The words that are not on paper as often as wanted. told: the text of each sheet.

    What is missing in it is read in a second way, which takes longer: the first joins words that lie close in
    a chart, the second passes over some where a line is full; neither reads what is not there.
    """
    read = words("\n".join(told))
    if wanted - read:
        read |= words("\n".join(sheet.extract_text(extraction_mode="layout") for sheet in paper.pages))
    return wanted - read


def inside(paper: PdfReader) -> tuple[int, int]:
    """The sheet's width and height between its margins, in the pixels of the page."""
    width, height = (round(float(side) * 96 / 72) - MARGIN for side in paper.pages[0].mediabox[2:])
    return width, height


def assert_whole(page: Page) -> PdfReader:
    """All words of the screen are on letter sheets; nothing is cut, and no control is left."""
    paper = printed(page)
    assert {tuple(sorted(map(float, sheet.mediabox[2:]))) for sheet in paper.pages} == {LETTER}
    told = [sheet.extract_text() for sheet in paper.pages]
    assert not_on(paper, told, words(page.evaluate(WORDS))) == Counter()
    for number, text in enumerate(told, start=1):
        line = " ".join(text.split())
        assert QUIET_LINE in line
        assert f"{number} / {len(told)}" in line
    width, height = inside(paper)
    page.emulate_media(media="print")
    assert page.evaluate(CUT, width) == []
    assert page.evaluate(CONTROLS) == []
    assert len(paper.pages) >= page.evaluate("document.querySelector('.stMain').scrollHeight") // height
    return paper
