"""One decision point as pictures: its ratios on a doubling scale, and its gaps over time in strips."""

from __future__ import annotations

import html
import math

import pandas as pd
import plotly.graph_objects as go

from app import grammar, wording
from app.figures import FONT
from app.outcomes import equity, equity_gap
from app.outcomes.equity import Point
from app.outcomes.equity_gap import Line
from app.theme import Palette

ROW, ROOM = 70, 64
SPAN = (0.5, 2.0)  # the scale reaches this far at least: a hair's breadth must not look like a cliff
TICKS = (0.1, 0.125, 0.25, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 4, 8, 10)


def ratios(point: Point, palette: Palette) -> go.Figure:
    """One decision point; groups without a ratio stand in the words beside the picture, not in it."""
    groups = point.told[::-1]
    low = min([SPAN[0], *(group.low for group in groups)])
    high = max([SPAN[1], *(group.high for group in groups)])
    traces = [trace for place, group in enumerate(groups) for trace in _group(point, group, place, palette)]
    names = [
        {"x": 0, "xref": "paper", "y": place + 0.09, "xanchor": "left", "yanchor": "bottom",
         "text": _name(point, group),
         "showarrow": False,
         "font": {"size": 14, "color": palette.ink}, "bgcolor": palette.page, "borderpad": 1, "align": "left"}
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
    """The group and its ratio; under it its rate, and what that is out of."""
    told = equity.rate(group.rate, point.of_residents, group.base)
    if wording.is_number(group.events) and wording.is_number(group.base):
        told += f" · {wording.count(group.events)} of {wording.count(group.base)}"
    return f"{html.escape(group.label, quote=False)}: <b>{equity.times(group.rri)}</b><br>{told}"


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


STRIP, NAME = 118, 24  # pixels a strip, and of its name above it


def gaps(found: list[Line], of_residents: bool, year: int, palette: Palette) -> go.Figure:
    """A strip a group, each on its own scale around zero, with its usual range; the chosen year is framed."""
    height = STRIP * len(found) + 34
    share, room = STRIP / (STRIP * len(found)), NAME / (STRIP * len(found))
    periods = pd.concat([line.frame["period"] for line in found]).drop_duplicates().sort_values()
    ticks = grammar.labeled(periods, found[0].grain)
    first, last = (str(day.date()) for day in (periods.iloc[0], periods.iloc[-1]))
    layout = {
        "height": height, "margin": {"l": 44, "r": 14, "t": 4, "b": 30}, "showlegend": False,
        "paper_bgcolor": palette.page, "plot_bgcolor": palette.page, "dragmode": False,
        "font": {"family": FONT, "size": 13, "color": palette.quiet}, "hovermode": "closest",
        "hoverlabel": {"bgcolor": palette.panel, "bordercolor": palette.rule,
                       "font": {"color": palette.ink, "size": 13}},
        "annotations": [], "shapes": [],
        "xaxis": {
            "type": "date", "range": [_moved(periods.iloc[0], -50), _moved(periods.iloc[-1], 50)],
            "showgrid": False, "zeroline": False, "fixedrange": True, "ticks": "outside", "ticklen": 4,
            "tickcolor": palette.rule, "linecolor": palette.rule, "showline": True, "automargin": "height",
            "tickmode": "array", "tickvals": [str(day.date()) for day, _ in ticks],
            "ticktext": [words for _, words in ticks],
            "anchor": f"y{len(found)}" if len(found) > 1 else "y",
        },
    }  # fmt: skip
    traces = []
    for place, line in enumerate(found):
        axis, top = "" if place == 0 else str(place + 1), 1 - place * share
        low, high = _span(line)
        layout[f"yaxis{axis}"] = {
            "domain": [top - share * 0.97, top - room], "range": [low, high], "nticks": 4, "fixedrange": True,
            "zeroline": True, "zerolinecolor": palette.ink, "zerolinewidth": 1.2, "gridcolor": palette.grid,
            "tickfont": {"color": palette.quiet},
        }  # fmt: skip
        newest = equity_gap.amount(line.frame["gap"].iloc[-1], of_residents)
        layout["annotations"].append({
            "x": 0, "xref": "paper", "xanchor": "left", "xshift": -40,
            "y": top - room, "yref": "paper", "yanchor": "bottom",
            "text": f"<b>{html.escape(line.label, quote=False)}</b>  {newest} in "
            f"{wording.period(line.until, line.grain)}",
            "showarrow": False, "font": {"size": 14, "color": palette.ink},
        })  # fmt: skip
        layout["shapes"].append({
            "type": "rect", "xref": "x", "yref": f"y{axis} domain", "y0": 0, "y1": 1, "layer": "below",
            "x0": _moved(pd.Timestamp(year, 1, 1), -45), "x1": _moved(pd.Timestamp(year, 10, 1), 45),
            "line": {"color": palette.mean, "width": 1, "dash": "dot"},
        })  # fmt: skip
        traces += [trace | {"xaxis": "x", "yaxis": f"y{axis}"}
                   for trace in _gap(line, of_residents, (first, last), palette)]  # fmt: skip
    return go.Figure({"data": traces, "layout": layout})


def _moved(day: pd.Timestamp, days: int) -> str:
    return str((day + pd.Timedelta(days=days)).date())


def _span(line: Line) -> tuple[float, float]:
    """The strip's range: points, limits and zero, with a little room."""
    cells = [*line.frame["gap"], *(line.limits or ()), 0.0]
    pad = (max(cells) - min(cells)) * 0.1 or 1.0
    return min(cells) - pad, max(cells) + pad


def _gap(line: Line, of_residents: bool, ends: tuple[str, str], palette: Palette) -> list[dict]:
    """Usual range and mean, the line with its holes, and its points: those outside colored and shaped."""
    frame = line.frame
    low, high = line.limits
    months = {"month": 1, "quarter": 3, "year": 12}[line.grain]
    every = pd.date_range(frame["period"].iloc[0], frame["period"].iloc[-1], freq=f"{months}MS")
    whole = frame.set_index("period")["gap"].reindex(every)
    tone = {True: palette.improvement, False: palette.concern}
    marks = [
        {"color": tone[bool(row.narrowing)], "size": 12, "symbol": f"triangle-{row.direction}"}
        if row.signal
        else {"color": palette.ink, "size": 5, "symbol": "circle"}
        for row in frame.itertuples()
    ]
    return [
        {"type": "scatter", "mode": "lines", "x": [*ends, *ends[::-1]], "y": [high, high, low, low],
         "fill": "toself", "fillcolor": palette.band, "line": {"width": 0}, "hoverinfo": "skip",
         "name": "Usual range"},
        {"type": "scatter", "mode": "lines", "x": list(ends), "y": [frame["center"].iloc[0]] * 2,
         "line": {"color": palette.mean, "width": 1}, "hoverinfo": "skip", "name": "Mean"},
        {"type": "scatter", "mode": "lines", "x": [str(day.date()) for day in every],
         "y": [None if pd.isna(value) else value for value in whole], "connectgaps": False,
         "line": {"color": palette.ink, "width": 2}, "hoverinfo": "skip", "name": line.label},
        {"type": "scatter", "mode": "markers", "x": [str(day.date()) for day in frame["period"]],
         "y": list(frame["gap"]), "hoverinfo": "text", "cliponaxis": False, "name": "Gap",
         "hovertext": [_told(line, row, of_residents) for row in frame.itertuples()],
         "marker": {name: [mark[name] for mark in marks] for name in ("color", "size", "symbol")}},
    ]  # fmt: skip


def _told(line: Line, row, of_residents: bool) -> str:
    """One point in words."""
    unit = "per 1,000" if of_residents else "points"
    told = (
        f"{html.escape(line.label, quote=False)}, {wording.period(row.period.date(), line.grain)}: "
        f"{equity_gap.amount(row.gap, of_residents)} {unit}<br>"
        f"usual range {equity_gap.usual(line, of_residents)}"
    )
    if not row.signal:
        return told
    where = f"{equity_gap.side(row.direction)} it" if row.signal == "point" else "part of a real change"
    return f"{told}<br>{where}: the gap {'narrows' if row.narrowing else 'widens'}"
