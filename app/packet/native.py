"""A measure's chart as PowerPoint's own: its lines are native, its numbers in a workbook."""

from __future__ import annotations

from dataclasses import dataclass

from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide
from pptx.util import Pt

from app import facts as say
from app import grammar, wording
from app.model import Series
from app.packet.columns import CHANGES, HIGH, LOW, MEAN, PROVISIONAL, TARGET, cells, number_format, workbook
from app.packet.labels import end_labels
from app.packet.template import FONT, child, color, points
from app.theme import Palette

SIZE = 14
AXIS_FORMATS = {"percent": 'General"%"', "usd": "$#,##0"}


@dataclass(frozen=True)
class Place:
    """Where the chart stands on its slide and its plot within it, in points."""

    left: float
    top: float
    width: float
    height: float
    inner: tuple[float, float, float, float]  # the plot: left, top, width and height, within the chart

    def x(self, n: float, count: int) -> float:
        """Where the n-th of so many periods lies on the slide; fractions lie between two."""
        return self.left + self.inner[0] + self.inner[2] * (n + 0.5) / count

    def y(self, value: float, axis: grammar.Axis) -> float:
        """Where a value lies on the slide."""
        share = (value - axis.low) / (axis.high - axis.low)
        return self.top + self.inner[1] + self.inner[3] * (1 - share)


def add_chart(slide: Slide, one: Series, palette: Palette, at: Place) -> GraphicFrame:
    """The series as a native chart on the slide; its name and text alternative are set."""
    columns, form = cells(one), number_format(one)
    data = CategoryChartData(number_format=form)
    data.categories = [wording.period(day, one.grain) for day in one.frame["period"]]
    for name, values in columns.items():
        data.add_series(name, values)
    frame = slide.shapes.add_chart(
        XL_CHART_TYPE.LINE_MARKERS, *(points(v) for v in (at.left, at.top, at.width, at.height)), data
    )
    chart = frame.chart
    chart.part.chart_workbook.update_from_xlsx_blob(workbook(one, columns, form))
    described = frame._element.nvGraphicFramePr.cNvPr
    described.set("name", f"Chart: {one.measure.short}")
    described.set("descr", say.alternative(one))
    _look(chart, one, palette, at)
    return frame


def _look(chart: Chart, one: Series, palette: Palette, at: Place) -> None:
    chart.has_legend, chart.has_title = False, False
    chart.font.size, chart.font.name, chart.font.color.rgb = Pt(SIZE), FONT, color(palette.quiet)
    _axes(chart, one, palette)
    _inner_plot(chart, at)
    _see_through(chart)
    for line in chart.plots[0].series:
        line.smooth = False
        _line(line, one, palette)
    end_labels(chart, one, palette, (at.inner[3], at.height), cells(one))


def _axes(chart: Chart, one: Series, palette: Palette) -> None:
    axis = grammar.axis(one)
    y, x = chart.value_axis, chart.category_axis
    y.minimum_scale, y.maximum_scale, y.major_unit = axis.low, axis.high, axis.step
    y.major_gridlines.format.line.color.rgb = color(palette.grid)
    y.format.line.fill.background()
    y.major_tick_mark = XL_TICK_MARK.NONE
    y.tick_labels.number_format = AXIS_FORMATS.get(one.measure.unit, "#,##0" if axis.step >= 1 else "General")
    y.tick_labels.number_format_is_linked = False
    x.format.line.color.rgb = color(palette.rule)
    x.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    x.tick_labels.font.size = Pt(SIZE)
    turned = x._element.find(qn("c:txPr")).find(qn("a:bodyPr"))
    turned.set(
        "rot", "60"
    )  # a thousandth of a degree: at 0 LibreOffice breaks every label instead of skipping
    turned.set("vert", "horz")
    every = max(1, -(-len(one.frame) // 6))
    anchor = x._element.find(qn("c:noMultiLvlLbl"))
    for name in ("c:tickLblSkip", "c:tickMarkSkip"):
        anchor.addprevious(anchor.makeelement(qn(name), {"val": str(every)}))


def _inner_plot(chart: Chart, at: Place) -> None:
    """Fix the plot within the chart, so that what stands over it stays where it belongs."""
    area = chart._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    layout = area.makeelement(qn("c:layout"))
    manual = child(layout, "c:manualLayout")
    values = {"layoutTarget": "inner", "xMode": "edge", "yMode": "edge"}
    shares = zip("xywh", at.inner, (at.width, at.height, at.width, at.height), strict=True)
    values |= {key: f"{value / whole:.5f}" for key, value, whole in shares}
    for key, value in values.items():
        child(manual, f"c:{key}", val=value)
    area.insert(0, layout)
    crosses = chart.value_axis._element.find(qn("c:crosses"))
    crosses.addnext(area.makeelement(qn("c:crossBetween"), {"val": "between"}))


def _see_through(chart: Chart) -> None:
    """Nothing behind the chart is hidden by it: the lines of events stand there (see labels)."""
    space = chart._chartSpace
    for before in (space.chart, space.chart.plotArea[-1]):
        shape = before.makeelement(qn("c:spPr"), {})
        before.addnext(shape)
        child(shape, "a:noFill")


def _line(line, one: Series, palette: Palette) -> None:
    looks = {
        PROVISIONAL: (palette.ink, 2.25, MSO_LINE.ROUND_DOT), LOW: (palette.mean, 1.0, None),
        HIGH: (palette.mean, 1.0, None), MEAN: (palette.mean, 1.0, MSO_LINE.SQUARE_DOT),
        TARGET: (palette.target, 2.0, MSO_LINE.DASH),
    }  # fmt: skip
    if line.name in CHANGES.values():
        _changes(line, palette)
        return
    shade, heavy, dash = looks.get(line.name, (palette.ink, 2.25, None))
    line.format.line.color.rgb, line.format.line.width = color(shade), Pt(heavy)
    if dash is not None:
        line.format.line.dash_style = dash
    line.marker.style = XL_MARKER_STYLE.NONE
    if line.name == TARGET and sum(value is not None for value in line.values) == 1:
        # It holds from the newest period on: one point makes no line.
        _marker(line.marker, XL_MARKER_STYLE.DASH, 9, palette.target, palette.target)
    if line.name == PROVISIONAL:
        _hollow(line, one, palette)
    elif line.name not in looks:
        _marker(line.marker, XL_MARKER_STYLE.CIRCLE, 5, palette.ink, palette.ink)


def _changes(line, palette: Palette) -> None:
    """Large colored dots over the line for a real change; diamonds where neither way is better."""
    tone = next(tone for tone, name in CHANGES.items() if name == line.name)
    line.format.line.fill.background()
    shape = XL_MARKER_STYLE.DIAMOND if tone == "change" else XL_MARKER_STYLE.CIRCLE
    _marker(line.marker, shape, 12 if tone == "change" else 10, palette.tone(tone), palette.tone(tone))


def _hollow(line, one: Series, palette: Palette) -> None:
    """Rings for provisional values; none on the shown point that their line hangs on."""
    _marker(line.marker, XL_MARKER_STYLE.CIRCLE, 9, palette.page, palette.ink)
    for n, (status, value) in enumerate(zip(one.frame["status"], line.values, strict=True)):
        if status == "shown" and value is not None:
            line.points[n].marker.style = XL_MARKER_STYLE.NONE


def _marker(marker, shape, size: int, fill: str, ring: str) -> None:
    marker.style, marker.size = shape, size
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = color(fill)
    marker.format.line.color.rgb = color(ring)
