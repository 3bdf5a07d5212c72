"""The print view: the same pages in HTML that needs nothing, and the PDF that a browser makes of it."""

from __future__ import annotations

import io
import os
import re
import unicodedata
from html import unescape

import pytest
from pypdf import PdfReader

from app.packet import handout, pdf
from app.packet.deck import Deck
from app.packet.pages import Column, Cover, Table
from tests.app.packet.conftest import DAY
from tests.browser import chromium

pytestmark = pytest.mark.xdist_group("demo")  # what they look at is the demo county


@pytest.fixture(scope="module")
def page(packet) -> str:
    return handout.html(packet.deck)


def test_there_is_a_sheet_a_page_with_its_title_footer_and_number(packet, page):
    assert page.count("<section") == len(packet.deck.pages)
    assert len(re.findall("<h1>", page)) == len(packet.deck.pages)
    assert f"<span>{len(packet.deck.pages)}</span></footer></section></main>" in page


def test_every_measure_is_drawn_in_the_page_itself(packet, page):
    assert page.count('<svg xmlns="http://www.w3.org/2000/svg" role="img"') == len(list(packet.pictures()))


def test_it_runs_nothing_and_fetches_nothing(page):
    assert "<script" not in page
    assert not re.search(r"(src|href)=|@import|url\(", page)
    assert set(re.findall(r"https?://[^\s\"']+", page)) == {"http://www.w3.org/2000/svg"}
    assert "default-src 'none'" in unescape(page)


def test_what_people_wrote_is_text():
    table = Table("Actions", (Column("Action", 1.0),), (("<img src=x onerror=alert(1)>",),))
    deck = Deck(
        "packet", "A <b> meeting", "Harbor & Co", DAY, (Cover("A <b>", "Harbor & Co", "today", (), ""), table)
    )
    made = handout.html(deck)
    assert "<img" not in made
    assert "&lt;img src=x onerror=alert(1)&gt;" in made


@pytest.mark.browser
def test_the_pdf_has_a_page_for_each_slide_with_its_title(packet, page):
    if chromium.find() is None:
        if os.environ.get("CI"):
            pytest.fail(chromium.MISSING)
        pytest.skip(chromium.MISSING)
    printed = PdfReader(io.BytesIO(pdf.pdf_bytes(page)))
    assert len(printed.pages) == len(packet.deck.pages)
    for sheet, told in zip(printed.pages, packet.deck.pages, strict=True):
        assert squeezed(told.title) in squeezed(sheet.extract_text())
        assert (round(sheet.mediabox.width), round(sheet.mediabox.height)) == (792, 612)


def squeezed(text: str) -> str:
    """Without the spaces that a PDF puts where it likes; a font may join f and i."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
