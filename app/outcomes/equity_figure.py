"""The ratios of one decision point as a picture: a row a group, ratio and interval on a doubling scale."""

from __future__ import annotations

import html
import math

import plotly.graph_objects as go

from app.figures import FONT
from app.outcomes import equity
from app.outcomes.equity import Point
from app.theme import Palette

ROW, ROOM = 52, 64
SPAN = (0.5, 2.0)  # the scale reaches this far at least: a hair's breadth must not look like a cliff
TICKS = (0.1, 0.125, 0.25, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 4, 8, 10)


def ratios(point: Point, palette: Palette) -> go.Figure:
    """One decision point; groups without a ratio stand in the words beside the picture, not in it."""
    groups = point.told[::-1]
    low = min([SPAN[0], *(group.low for group in groups)])
    high = max([SPAN[1], *(group.high for group in groups)])
    traces = [trace for place, group in enumerate(groups) for trace in _group(point, group, place, palette)]
    names = [
        {"x": 0, "xref": "paper", "y": place + 0.17, "xanchor": "left", "yanchor": "bottom",
         "text": _name(point, group),
         "showarrow": False,
         "font": {"size": 14, "color": palette.ink}, "bgcolor": palette.page, "borderpad": 1}
        for place, group in enumerate(groups)
    ]  # fmt: skip
    same = {"type": "line", "x0": 1, "x1": 1, "y0": -0.6, "y1": len(groups) - 0.1,
            "line": {"color": palette.ink, "width": 1.5}, "layer": "below"}  # fmt: skip
    ticks = [tick for tick in TICKS if low <= tick <= high]
    layout = {
        "height": ROW * len(groups) + ROOM, "margin": {"l": 6, "r": 14, "t": 6, "b": 44},
        "paper_bgcolor": palette.page, "plot_bgcolor": palette.page, "showlegend": False, "dragmode": False,
        "font": {"family": FONT, "size": 13, "color": palette.quiet}, "annotations": names, "shapes": [same],
        "hoverlabel": {"bgcolor": palette.panel, "bordercolor": palette.rule,
                       "font": {"color": palette.ink, "size": 13}},
        "xaxis": {
            "type": "log", "range": [math.log10(low) - 0.02, math.log10(high) + 0.02], "fixedrange": True,
            "tickmode": "array", "tickvals": ticks, "ticktext": [f"{tick:g}" for tick in ticks],
            "gridcolor": palette.grid, "zeroline": False, "linecolor": palette.rule, "showline": True,
            "title": {"text": "times as often as " + html.escape(point.reference_label, quote=False),
                      "standoff": 6},
        },
        "yaxis": {"visible": False, "range": [-0.6, len(groups) - 0.1], "fixedrange": True},
    }  # fmt: skip
    return go.Figure({"data": traces, "layout": layout})


def _name(point: Point, group: equity.Beside) -> str:
    rate = equity.rate(group.rate, point.of_residents, group.base)
    return f"{html.escape(group.label, quote=False)}: <b>{equity.times(group.rri)}</b> ({rate})"


def _group(point: Point, group: equity.Beside, place: int, palette: Palette) -> list[dict]:
    """The interval as a bar, the ratio as a mark on it: colored and shaped where it leaves out 1."""
    said = equity.mark(point, group)
    color = palette.tone(said.tone)
    shape = {"▲": "triangle-up", "▼": "triangle-down"}.get(said.shape, "circle")
    told = (
        f"{html.escape(group.label, quote=False)}: {equity.times(group.rri)} times as often<br>95% interval "
        f"{equity.times(group.low)} to {equity.times(group.high)}<br>{said.word}"
    )
    return [
        {"type": "scatter", "mode": "lines", "x": [group.low, group.high], "y": [place, place],
         "line": {"color": color, "width": 3}, "hoverinfo": "skip"},
        {"type": "scatter", "mode": "markers", "x": [group.rri], "y": [place], "hoverinfo": "text",
         "hovertext": told,
         "marker": {"color": color, "size": 13 if group.differs else 10, "symbol": shape,
                    "line": {"color": palette.page, "width": 1}}},
    ]  # fmt: skip
