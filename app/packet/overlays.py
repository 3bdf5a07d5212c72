"""What stands around a native chart that a line chart cannot draw: events, hidden periods, cohorts too young.

Shapes of the slide, placed by the chart's own plot, each with a text alternative; they hold no numbers.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.slide import Slide
from pptx.util import Pt

from app import grammar, wording
from app.flags import Flag, planted
from app.lettering import width as text_width
from app.model import MONTHS_IN, Series
from app.packet import paging
from app.packet.native import Place
from app.packet.template import color, place, points, write
from app.theme import Palette

SIZE = 14
ROWS, ROW = 3, SIZE * 1.25


def flags(one: Series, left: float, width: float, right: float) -> tuple[list[Flag], int]:
    """The events within the series, with the places of their names over a plot from `left`; how many rows."""
    count = len(one.frame)
    named = [(day, name) for day, name in one.events if 0 <= _position(one, day) < count]
    at = [(left + width * (_position(one, day) + 0.5) / count, day, name) for day, name in sorted(named)]
    return planted(at, SIZE, (paging.MARGIN, right), ROWS)


def _position(one: Series, day: dt.date) -> float:
    """How many periods after the first one a day lies; a period's point stands for its first day."""
    first, months = one.frame["period"].iloc[0], MONTHS_IN[one.grain]
    passed = (day.year - first.year) * 12 + day.month - first.month
    return (passed + (day.day - 1) / 31) / months


def add_flags(slide: Slide, found: list[Flag], top: float, floor: float, palette: Palette) -> None:
    """A thin line for each event down to the floor of the plot, its name above it. `top`: of the plot."""
    for flag in found:
        foot = top - flag.row * ROW
        start = foot - ROW + 3 if flag.words else top
        line = slide.shapes.add_connector(
            MSO_CONNECTOR.STRAIGHT, points(flag.x), points(start), points(flag.x), points(floor)
        )
        line._element.remove(line._element.find(qn("p:style")))  # the theme's shadow
        line.line.color.rgb, line.line.width = color(palette.quiet), Pt(1)
        _describe(line, f"Event: {flag.name}")
        if flag.words:
            box = slide.shapes.add_textbox(0, 0, 0, 0)
            late, long = flag.side == "left", flag.right - flag.left + SIZE
            place(box, flag.left - SIZE if late else flag.left, foot - ROW, long, ROW)
            _say(box, flag.words, palette, PP_ALIGN.RIGHT if flag.side == "left" else PP_ALIGN.LEFT)


def add_crosses(slide: Slide, one: Series, at: Place, palette: Palette) -> None:
    """A cross on the floor for each hidden period, with the reason as its text alternative."""
    floor = at.top + at.inner[1] + at.inner[3]
    for n, row in enumerate(one.frame.itertuples(index=False)):
        if row.status != "suppressed":
            continue
        box = slide.shapes.add_textbox(
            points(at.x(n, len(one.frame)) - 8), points(floor - 19), points(16), points(17)
        )
        _say(box, "×", palette, PP_ALIGN.CENTER)
        reason = wording.hidden_reason(one.measure.unit, None if pd.isna(row.reason) else row.reason)
        _describe(box, f"{wording.period(row.period, row.grain)}: {reason}")


def add_too_early(slide: Slide, one: Series, at: Place, palette: Palette) -> None:
    """The youngest cohorts: said in words over their periods, upright where these are few."""
    young = [n for n, status in enumerate(one.frame["status"]) if status == "too_early"]
    if not young:
        return
    words, high = "too early to say", SIZE * paging.LINE
    long = text_width(words, SIZE) + 6
    left, right = at.x(young[0] - 0.5, len(one.frame)), at.x(young[-1] + 0.5, len(one.frame))
    axis = grammar.axis(one)
    middle = at.top + at.inner[1] + at.inner[3] * (1 - grammar.free_height(one, axis.low, axis.high))
    box = slide.shapes.add_textbox(0, 0, 0, 0)
    place(box, (left + right - long) / 2, middle - high / 2, long, high)
    if long > right - left:
        box.rotation = 270
    box.fill.solid()
    box.fill.fore_color.rgb = color(palette.page)  # no event's line runs through the words
    _say(box, words, palette, PP_ALIGN.CENTER)


def _say(box, words: str, palette: Palette, side: PP_ALIGN) -> None:
    frame = box.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.paragraphs[0].alignment = side
    write(frame.paragraphs[0], words, SIZE, palette.quiet)


def _describe(shape, words: str) -> None:
    shape._element.xpath(".//p:cNvPr")[0].set("descr", words)
