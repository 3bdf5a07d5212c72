"""A packet as PowerPoint: titles in title placeholders, native charts and tables, notes for the speaker."""

from __future__ import annotations

import datetime as dt
import io

from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Pt

from app.packet import native, overlays, paging
from app.packet.deck import Deck
from app.packet.pages import Cover, Picture, Table
from app.packet.template import add_slide, child, color, end_slide, opened, points, write
from app.theme import LIGHT, Palette

SIDE, GAP = 224, 16  # the column of facts beside a chart, and the space between
TEXT = 14
COVER_TOP = 140
NUMBER, WORDS = 40, 20  # the newest value: as a number, and as words in its place
AXIS_ROOM, FOOT_ROOM = 58, 26  # for the labels of the chart's axes
NAME_ROOM = 112  # at the right of the plot, for what its lines are called
PLAIN_TABLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # PowerPoint's "no style, no grid"


def pptx_bytes(deck: Deck, palette: Palette = LIGHT, now: dt.datetime | None = None) -> bytes:
    """The packet as a .pptx file."""
    made = opened(palette, f"{deck.partnership}: {deck.title}", deck.partnership, now or dt.datetime.now())
    draw = {Cover: _cover, Picture: _picture, Table: _table}
    for page in deck.pages:
        slide = add_slide(made, palette, page.title)
        draw[type(page)](slide, page, palette)
        end_slide(made, slide, palette, page.footer)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _cover(slide: Slide, page: Cover, palette: Palette) -> None:
    _kicker(slide, page.kicker, palette, COVER_TOP)
    slide.shapes.title.top = points(COVER_TOP + paging.TITLE_TOP - paging.KICKER_TOP)
    frame = _box(slide, paging.MARGIN, paging.body_top(page.title) + COVER_TOP, paging.ROOM, 160)
    for n, line in enumerate((page.day, *page.lines)):
        paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
        paragraph.space_after = Pt(10)
        write(paragraph, line, 24 if n == 0 else 20, palette.ink if n == 0 else palette.quiet)


def _kicker(slide: Slide, text: str, palette: Palette, top: float = paging.KICKER_TOP) -> None:
    if text:
        frame = _box(slide, paging.MARGIN, top, paging.ROOM, paging.KICKER_SIZE * paging.LINE)
        write(frame.paragraphs[0], text, paging.KICKER_SIZE, palette.quiet)


def _box(slide: Slide, left: float, top: float, width: float, height: float):
    """The text frame of a box whose text starts at its edge."""
    box = slide.shapes.add_textbox(points(left), points(top), points(width), points(height))
    frame = box.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    return frame


def _picture(slide: Slide, page: Picture, palette: Palette) -> None:
    _kicker(slide, page.kicker, palette)
    top, width = paging.body_top(page.title), paging.ROOM - SIDE - GAP
    plot_left = paging.MARGIN + AXIS_ROOM
    plot_width = width - AXIS_ROOM - NAME_ROOM
    found, rows = overlays.flags(page.series, plot_left, plot_width, paging.MARGIN + width)
    above = 12 + rows * overlays.ROW
    height = paging.FOOTER_TOP - 6 - top
    at = native.Place(
        paging.MARGIN, top, width, height, (AXIS_ROOM, above, plot_width, height - above - FOOT_ROOM)
    )
    floor = top + height - FOOT_ROOM
    overlays.add_flags(slide, found, top + above, floor, palette)  # behind the chart: they cross no label
    native.add_chart(slide, page.series, palette, at)
    overlays.add_crosses(slide, page.series, at, palette)
    overlays.add_too_early(slide, page.series, at, palette)
    _facts(slide, page, palette, top)
    slide.notes_slide.notes_text_frame.text = page.notes


def _facts(slide: Slide, page: Picture, palette: Palette, top: float) -> None:
    """The newest value, large, and what to hold it against."""
    left = paging.WIDTH - paging.MARGIN - SIDE
    frame = _box(slide, left, top, SIDE, paging.FOOTER_TOP - 6 - top)
    size = NUMBER if page.number[:1] in "0123456789$" else WORDS
    tone = page.series.mark.tone
    write(frame.paragraphs[0], page.number, size, palette.ink, bold=True)
    if page.under:
        write(frame.add_paragraph(), page.under, TEXT, palette.quiet)
    word = frame.add_paragraph()
    word.space_before, word.space_after = Pt(6), Pt(4)
    shade = getattr(palette, f"{tone}_text", palette.quiet)
    write(word, f"{page.series.mark.shape} {page.series.mark.word}", TEXT, shade, bold=True)
    for name, value in page.facts:
        paragraph = frame.add_paragraph()
        paragraph.space_before = Pt(3)
        write(paragraph, f"{name}: ", TEXT, palette.quiet)
        write(paragraph, value, TEXT, palette.ink)


def _table(slide: Slide, page: Table, palette: Palette) -> None:
    _kicker(slide, page.kicker, palette)
    if not page.rows:
        frame = _box(slide, paging.MARGIN, paging.body_top(page.title), paging.ROOM, 40)
        write(frame.paragraphs[0], page.empty, WORDS, palette.ink)
        return
    heads = tuple(column.name for column in page.columns)
    heights = [
        paging.row_height(page, heads, bold=True),
        *(paging.row_height(page, row) for row in page.rows),
    ]
    frame = slide.shapes.add_table(
        len(page.rows) + 1, len(heads), points(paging.MARGIN), points(paging.body_top(page.title)),
        points(paging.ROOM), points(sum(heights)),
    )  # fmt: skip
    described = frame._element.nvGraphicFramePr.cNvPr
    described.set("name", f"Table: {page.title}")
    described.set("descr", f"{page.title}: {', '.join(heads)}.")
    table = frame.table
    frame._element.graphic.graphicData.tbl.tblPr.find(qn("a:tableStyleId")).text = PLAIN_TABLE
    table.horz_banding = False
    for place, column in enumerate(page.columns):
        table.columns[place].width = points(column.share * paging.ROOM)
    for line, (height, cells) in enumerate(zip(heights, (heads, *page.rows), strict=True)):
        table.rows[line].height = points(height)
        for place, text in enumerate(cells):
            _cell(table.cell(line, place), text, palette, head=line == 0)


def _cell(cell, text: str, palette: Palette, head: bool) -> None:
    cell.margin_left = cell.margin_right = points(paging.CELL_SIDE)
    cell.margin_top = cell.margin_bottom = points(paging.CELL_TOP)
    cell.vertical_anchor = MSO_ANCHOR.TOP
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.line_spacing = Pt(paging.TABLE_SIZE * paging.LINE)
    for n, line in enumerate(text.split("\n")):
        if n:
            paragraph.add_line_break()
        write(paragraph, line, paging.TABLE_SIZE, palette.quiet if head else palette.ink, bold=head)
    _rule(cell, palette.quiet if head else palette.rule)


def _rule(cell, shade: str) -> None:
    """A thin line under a cell."""
    line = child(cell._tc.get_or_add_tcPr(), "a:lnB", w="9525")
    child(child(line, "a:solidFill"), "a:srgbClr", val=str(color(shade)))
