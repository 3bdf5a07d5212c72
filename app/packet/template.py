"""The presentation that packets begin as: 16:9, one layout, the dashboard's colors, a common type."""

from __future__ import annotations

import copy
import datetime as dt
import re

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Opened
from pptx.slide import Slide, SlideLayout
from pptx.util import Emu, Pt

from app.packet import paging
from app.theme import Palette

FONT = "Arial"  # on every computer, or one of the same widths
TITLE_ONLY = 5  # its place among the layouts that python-pptx brings
FOOTER, NUMBER = 11, 12  # what the layout's placeholders are numbered


def color(code: str) -> RGBColor:
    """'#0072B2' as PowerPoint knows it."""
    return RGBColor.from_string(code.lstrip("#"))


def points(value: float) -> Emu:
    """Points as whole EMU."""
    return Emu(round(value * 12700))


def opened(palette: Palette, title: str, author: str, now: dt.datetime) -> Opened:
    """A presentation without slides that says whose it is."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = points(paging.WIDTH), points(paging.HEIGHT)
    _keep_one_layout(deck)
    _settle(deck.slide_layouts[0], palette)
    _settle(deck.slide_master, palette)
    _dress(deck, palette)
    told = deck.core_properties
    told.title, told.author, told.last_modified_by, told.subject = title, author, author, title
    told.comments = told.keywords = ""
    told.created = told.modified = now
    told.language = "en-US"
    return deck


def _keep_one_layout(deck: Opened) -> None:
    for layout in [each for n, each in enumerate(deck.slide_layouts) if n != TITLE_ONLY]:
        deck.slide_layouts.remove(layout)
    package = deck.part.package
    for name, rel in list(package._rels.items()):  # what is said of somebody else's empty slide, its picture
        if rel.reltype in (RT.EXTENDED_PROPERTIES, RT.THUMBNAIL):
            package._rels.pop(name)
    for name, rel in list(deck.part.rels.items()):
        if rel.reltype.endswith("/printerSettings"):
            deck.part.rels.pop(name)


def _settle(layout: SlideLayout, palette: Palette) -> None:
    """Title, footer and number where the slides have them, so that a new slide looks like the others."""
    for shape in list(layout.placeholders):
        kind = shape.element.ph.get("type")
        if kind in ("title", None) and "Title" in shape.name:
            place(
                shape, paging.MARGIN, paging.TITLE_TOP, paging.ROOM, 2 * paging.TITLE_SIZE * paging.LINE + 4
            )
            shape.text_frame.vertical_anchor = MSO_ANCHOR.TOP
        elif kind == "ftr":
            place(
                shape,
                paging.MARGIN,
                paging.FOOTER_TOP,
                paging.ROOM - paging.NUMBER_ROOM,
                paging.FOOTER_HEIGHT,
            )
        elif kind == "sldNum":
            place(shape, paging.WIDTH - paging.MARGIN - paging.NUMBER_ROOM, paging.FOOTER_TOP,
                  paging.NUMBER_ROOM, 18)  # fmt: skip
        elif kind in ("dt", "body", None):
            shape.element.getparent().remove(shape.element)


def place(shape, left: float, top: float, width: float, height: float) -> None:
    """Put a shape somewhere, in points."""
    shape.left, shape.top = points(left), points(top)
    shape.width, shape.height = points(width), points(height)


def _dress(deck: Opened, palette: Palette) -> None:
    """Fonts and colors of the theme: what somebody adds to the packet looks like the rest of it."""
    theme = deck.slide_master.part.part_related_by(RT.THEME)
    text = theme.blob.decode("utf-8")
    text = re.sub(r'<a:latin typeface="[^"]*"', f'<a:latin typeface="{FONT}"', text)
    shades = (
        palette.improvement,
        palette.concern,
        palette.change,
        palette.target,
        palette.quiet,
        palette.mean,
    )
    for n, shade in enumerate(shades, 1):
        text = re.sub(rf'(<a:accent{n}><a:srgbClr val=")[0-9A-Fa-f]{{6}}', rf"\g<1>{shade.lstrip('#')}", text)
    theme._blob = text.encode("utf-8")


def add_slide(deck: Opened, palette: Palette, title: str) -> Slide:
    """A slide with its title in the layout's own placeholder."""
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    head = slide.shapes.title
    place(head, paging.MARGIN, paging.TITLE_TOP, paging.ROOM, paging.title_height(title))
    frame = head.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    write(frame.paragraphs[0], title, paging.TITLE_SIZE, palette.ink, bold=True)
    head.text_frame.paragraphs[0].line_spacing = Pt(paging.TITLE_SIZE * paging.LINE)
    return slide


def end_slide(deck: Opened, slide: Slide, palette: Palette, footer: str) -> None:
    """Its footer and its number, in the layout's own placeholders; a screen reader comes to them last."""
    for kind, text in ((FOOTER, footer), (NUMBER, str(len(deck.slides)))):
        _copy_placeholder(deck, slide, palette, kind, text)


def write(paragraph, text: str, size: float, shade: str, bold: bool = False) -> None:
    """Text of one look, at the end of a paragraph."""
    run = paragraph.add_run()
    run.text, run.font.size, run.font.bold = text, Pt(size), bold
    run.font.color.rgb = color(shade)
    paragraph.alignment = paragraph.alignment or 1


def _copy_placeholder(deck: Opened, slide: Slide, palette: Palette, kind: int, text: str) -> None:
    """The layout's footer or number on the slide: python-pptx copies neither."""
    source = next(s for s in deck.slide_layouts[0].placeholders if s.placeholder_format.idx == kind)
    element = copy.deepcopy(source.element)
    slide.shapes._spTree.append(element)
    shape = next(s for s in slide.placeholders if s.element is element)
    shape.element.nvSpPr.cNvPr.set("id", str(max(each.shape_id for each in slide.shapes) + 1))
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    if kind == NUMBER:
        for run in element.iter(qn("a:rPr")):
            _look(run, palette)
        for shown in element.iter(qn("a:t")):
            shown.text = text
        frame.vertical_anchor, frame.paragraphs[0].alignment = MSO_ANCHOR.TOP, 3
        return
    for paragraph in list(frame.paragraphs)[1:]:
        paragraph._p.getparent().remove(paragraph._p)
    frame.paragraphs[0].clear()
    frame.vertical_anchor = MSO_ANCHOR.TOP
    write(frame.paragraphs[0], text, paging.FOOTER_SIZE, palette.quiet)


def _look(run, palette: Palette) -> None:
    run.set("sz", str(paging.FOOTER_SIZE * 100))
    for old in run.findall(qn("a:solidFill")):
        run.remove(old)
    child(child(run, "a:solidFill"), "a:srgbClr", val=palette.quiet.lstrip("#"))


def child(parent, tag: str, **attributes: str):
    """A new last child of an element; `tag` as 'a:solidFill'."""
    made = parent.makeelement(qn(tag), attributes)
    parent.append(made)
    return made
