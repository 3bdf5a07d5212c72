"""The names of a native chart's lines at their ends, so that nobody reads a legend."""

from __future__ import annotations

import re

from pptx.chart.chart import Chart
from pptx.chart.series import LineSeries
from pptx.enum.chart import XL_LABEL_POSITION
from pptx.oxml.ns import qn
from pptx.util import Pt

from app import grammar, wording
from app.model import Series
from app.packet import paging
from app.packet.columns import HIGH, LOW, MEAN, PROVISIONAL, TARGET
from app.packet.template import FONT, child, color
from app.theme import Palette

SIZE = 14
APART = SIZE * paging.LINE  # labels that end nearer to each other than this would touch
UNITS = {"days": '0" days"', "minutes": '0" minutes"', "usd": "$#,##0", "rate": "0.0", "ratio": "0.0"}


def end_labels(
    chart: Chart, one: Series, palette: Palette, heights: tuple[float, float],
    columns: dict[str, list[float | None]],
) -> None:  # fmt: skip
    """Label the newest value, the target, the usual range and the mean, in this order, while there is room.

    The target is named in any case: beside the newest value it is moved clear of it. `heights` of the plot
    and of the whole chart in points; `columns` as columns.cells gives them.
    """
    height, whole = heights
    lines = {line.name: line for line in chart.plots[0].series}
    newest = one.latest_drawn
    main = next(iter(columns))
    provisional = newest is not None and newest.status == "provisional"
    told = [
        (PROVISIONAL if provisional else main, False, palette.ink),
        (TARGET, True, palette.target_text),
        (HIGH, True, palette.quiet),
        (LOW, True, palette.quiet),
        (MEAN, True, palette.quiet),
    ]
    if one.frame["status"].eq("too_early").any():  # said in words where the names would stand
        told = told[:2]
    axis = grammar.axis(one)
    placed: list[float] = []
    for name, named, shade in told:
        at = _last(columns.get(name, []))
        if at is None:
            continue
        value = min(max(columns[name][at], axis.low), axis.high)
        y = height * (value - axis.low) / (axis.high - axis.low)
        moved = _clear(y, placed, height) if name == TARGET else y
        if all(abs(moved - other) >= APART for other in placed):
            placed.append(moved)
            side = XL_LABEL_POSITION.RIGHT if named else _side(one)
            form = number_format(one, bare=named)
            form = exact_format(form, columns[name][at]) if name == TARGET else form
            _label(lines[name], at, form, named, (shade, palette.page), side)
            if moved != y:
                _move(lines[name], at, (y - moved) / whole)


def _clear(y: float, placed: list[float], height: float) -> float:
    """A height (from the floor) that far from the newest value's label, on the side where the line is."""
    near = [other for other in placed if abs(y - other) < APART]
    if not near:
        return y
    up = (y >= near[0] and near[0] + APART <= height) or near[0] - APART < 0
    return near[0] + (APART if up else -APART)


def _move(line: LineSeries, at: int, down: float) -> None:
    """Shift a label by a share of the chart's height."""
    element = line.points[at].data_label._dLbl
    layout = element.makeelement(qn("c:layout"), {})
    element.find(qn("c:idx")).addnext(layout)
    manual = child(layout, "c:manualLayout")
    child(manual, "c:x", val="0")
    child(manual, "c:y", val=f"{down:.4f}")


def number_format(one: Series, bare: bool = False) -> str:
    """A value as the pages write it; `bare` without 'days' or 'minutes', after a name."""
    if bare and one.measure.unit in ("days", "minutes"):
        return "0"
    if one.measure.unit == "percent":
        point = one.latest_drawn
        many = (
            point and wording.is_number(point.denominator) and point.denominator > wording.LARGE_DENOMINATOR
        )
        return '0.0"%"' if many else '0"%"'
    return UNITS.get(one.measure.unit, "#,##0")


def exact_format(form: str, value: float) -> str:
    """A format with as many decimals as a value has: a target is never rounded."""
    decimals = f"{value:.10g}".partition(".")[2]
    digits = "0." + "0" * len(decimals) if decimals else "0"
    return re.sub(r"0(?:\.0+)?(?=\D*$)", digits, form, count=1)


def _last(values: list[float | None]) -> int | None:
    return next((n for n in range(len(values) - 1, -1, -1) if values[n] is not None), None)


def _side(one: Series) -> XL_LABEL_POSITION:
    """Beside the last point of all; else over or under the newest one, where its line does not come from."""
    if one.latest_drawn.period == one.frame["period"].iloc[-1].date():
        return XL_LABEL_POSITION.RIGHT
    return XL_LABEL_POSITION.BELOW if grammar.falls(one.frame) else XL_LABEL_POSITION.ABOVE


def _label(
    line: LineSeries, at: int, form: str, named: bool, shades: tuple[str, str], side: XL_LABEL_POSITION
) -> None:
    """The point's value, after the line's name if `named`: both are read from the chart's data.

    shades: of the words, and of the ground under them, which no line runs through.
    """
    label = line.points[at].data_label
    label.font.size, label.font.name, label.font.bold = Pt(SIZE), FONT, not named
    label.font.color.rgb = color(shades[0])
    label.position = side
    element = label._dLbl
    child(child(element.find(qn("c:spPr")), "a:solidFill"), "a:srgbClr", val=str(color(shades[1])))
    element.find(qn("c:showSerName")).set("val", "1" if named else "0")
    element.find(qn("c:spPr")).addprevious(
        element.makeelement(qn("c:numFmt"), {"formatCode": form, "sourceLinked": "0"})
    )
    child(element, "c:separator").text = " "
