"""The comparison as pictures: a row an agency with its interval, and the funnel by number of cases."""

from __future__ import annotations

import html

import plotly.graph_objects as go

from app.figures import FONT
from app.model import Measure
from app.outcomes import funnel
from app.outcomes.comparison import PLACE_WORDS, Compared, Placed
from app.theme import Palette
from app.wording import UNIT_AXIS, amount, of

ROW, ROOM, FUNNEL = 70, 58, 340
STEPS = 60  # points along a limit
SHAPES = {"outside": "diamond", "edge": "circle-open", "inside": "circle", "": "circle"}


def rows(compared: Compared, palette: Palette) -> go.Figure:
    """Ordered by value, each with its interval; the partnership's own rate as a thin line."""
    placed = compared.placed[::-1]
    unit = compared.measure.unit
    top = max([one.high if one.high is not None else one.value for one in placed], default=1) * 1.06
    traces, names, letters = [], [], _letters(compared)
    for at, one in enumerate(placed):
        if one.low is not None:
            line = {"color": _color(one, palette), "width": 3}
            traces.append(
                {"type": "scatter", "mode": "lines", "x": [one.low, one.high], "y": [at, at], "line": line,
                 "hoverinfo": "skip"}
            )  # fmt: skip
        traces.append(_mark(one, one.value, at, palette, unit))
        names.append(
            {"x": 0, "xref": "paper", "y": at + 0.09, "xanchor": "left", "yanchor": "bottom",
             "showarrow": False,
             "text": _named(one, letters, compared.measure), "align": "left",
             "font": {"size": 14, "color": palette.ink}, "bgcolor": palette.page, "borderpad": 1}
        )  # fmt: skip
    layout = _layout(palette, ROW * len(placed) + ROOM) | {
        "annotations": names,
        "xaxis": _axis(palette, UNIT_AXIS.get(unit, unit)) | {"range": [0, top]},
        "yaxis": {"visible": False, "range": [-0.6, len(placed) - 0.05], "fixedrange": True},
    }
    if compared.own is not None:
        own = 100 * compared.own
        layout["shapes"] = [{"type": "line", "x0": own, "x1": own, "y0": -0.6, "y1": len(placed) - 0.05,
                             "line": {"color": palette.mean, "width": 1.5}, "layer": "below"}]  # fmt: skip
    return go.Figure({"data": traces, "layout": layout})


def by_cases(compared: Compared, palette: Palette) -> go.Figure:
    """The funnel: the more cases, the narrower what chance alone gives."""
    shown = [one for one in compared.placed if one.denominator]
    most = max(one.denominator for one in shown) * 1.12
    least = max(min(one.denominator for one in shown) * 0.5, 5)
    steps = [least * (most / least) ** (i / (STEPS - 1)) for i in range(STEPS)]
    traces = []
    for level, color in ((funnel.OUTSIDE, palette.grid), (funnel.EDGE, palette.band)):
        ends = [
            funnel.widened(funnel.limits(compared.own, round(n), level), compared.own, compared.spread)
            for n in steps
        ]
        upper, lower = [100 * high for _, high in ends], [100 * low for low, _ in ends]
        traces.append({"type": "scatter", "mode": "lines", "x": [*steps, *steps[::-1]],
                       "y": [*upper, *lower[::-1]], "fill": "toself", "fillcolor": color,
                       "line": {"color": palette.rule, "width": 1}, "hoverinfo": "skip"})  # fmt: skip
    own = 100 * compared.own
    traces.append({"type": "scatter", "mode": "lines", "x": [least, most], "y": [own, own],
                   "hoverinfo": "skip", "line": {"color": palette.mean, "width": 1.5}})  # fmt: skip
    traces += [_mark(one, one.denominator, one.value, palette, "percent", one.value) for one in shown]
    letters = _letters(compared)
    names = [
        {"x": one.denominator, "y": one.value, "text": f"<b>{letters[one.name]}</b>", "showarrow": False,
         "yanchor": "bottom", "yshift": 7, "font": {"size": 13, "color": palette.ink}}
        for one in shown
    ]  # fmt: skip
    fewest = min(one.denominator for one in shown)
    values = [one.value for one in shown]
    values += [100 * end for end in funnel.limits(compared.own, fewest, funnel.OUTSIDE)]
    pad = max((max(values) - min(values)) * 0.12, 2)
    layout = _layout(palette, FUNNEL) | {
        "annotations": names,
        "xaxis": _axis(palette, "number of cases") | {"range": [0, most]},
        "yaxis": {"range": [max(min(values) - pad, 0), min(max(values) + pad, 100)], "fixedrange": True,
                  "ticksuffix": "%", "gridcolor": palette.grid, "zeroline": False, "nticks": 6},
    }  # fmt: skip
    layout["margin"]["l"] = 44
    return go.Figure({"data": traces, "layout": layout})


def _letters(compared: Compared) -> dict[str, str]:
    """A letter each, by name and so no rank: names would cover each other in the funnel."""
    return {name: chr(ord("A") + at) for at, name in enumerate(sorted(one.name for one in compared.placed))}


def _named(one: Placed, letters: dict[str, str], measure: Measure) -> str:
    """'Harbor Crisis Center (C): 87%', and under it what that is out of.

    The letter only where there is a funnel to find it in.
    """
    letter = f" ({letters[one.name]})" if one.place else ""
    out_of = of(one.numerator, one.denominator, measure.unit, measure.agg)
    return (
        f"{_plain(one.name)}{letter}: <b>{amount(one.value, measure.unit, one.denominator)}</b>"
        f"{f'<br>{out_of}' if out_of else ''}"
    )


def _plain(text: str) -> str:
    return html.escape(text, quote=False)


def _color(one: Placed, palette: Palette) -> str:
    return palette.change if one.place == "outside" else palette.quiet


def _mark(one: Placed, x: float, y: float, palette: Palette, unit: str, value: float | None = None) -> dict:
    said = PLACE_WORDS[one.place]
    told = f"{_plain(one.name)}: {amount(one.value if value is None else value, unit, one.denominator)}"
    return {
        "type": "scatter", "mode": "markers", "x": [x], "y": [y], "hoverinfo": "text",
        "hovertext": f"{told}<br>{said}" if said else told,
        "marker": {"color": _color(one, palette), "size": 13 if one.place == "outside" else 11,
                   "symbol": SHAPES[one.place], "line": {"color": _color(one, palette), "width": 2}},
    }  # fmt: skip


def _axis(palette: Palette, title: str) -> dict:
    return {
        "fixedrange": True, "gridcolor": palette.grid, "zeroline": False, "linecolor": palette.rule,
        "showline": True, "nticks": 7, "tickformat": ",", "title": {"text": title, "standoff": 6},
    }  # fmt: skip


def _layout(palette: Palette, height: int) -> dict:
    return {
        "height": height, "margin": {"l": 6, "r": 14, "t": 6, "b": 44}, "showlegend": False,
        "paper_bgcolor": palette.page, "plot_bgcolor": palette.page, "dragmode": False,
        "font": {"family": FONT, "size": 13, "color": palette.quiet},
        "hoverlabel": {"bgcolor": palette.panel, "bordercolor": palette.rule,
                       "font": {"color": palette.ink, "size": 13}},
    }  # fmt: skip
