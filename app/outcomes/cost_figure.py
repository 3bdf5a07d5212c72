"""The sensitivity picture of Justice Reinvestment: a bar an assumption, from its low end to its high end."""

from __future__ import annotations

import html

import plotly.graph_objects as go

from app import wording
from app.outcomes.cost import Swing
from app.outcomes.cost_words import amount_of, money
from app.outcomes.jail_days import Comparison
from app.theme import Palette

FONT = "Source Sans, Source Sans Pro, Arial, sans-serif"
ROW = 62


def tornado(found: list[Swing], net: float, palette: Palette) -> go.Figure:
    """The net with each assumption low and high; a line at the net of today, one where it is zero."""
    places = list(range(len(found)))[::-1]
    ends = [(one.low_net, one.high_net) for one in found]
    everything = [net, 0.0, *(end for pair in ends for end in pair)]
    low, high = min(everything), max(everything)
    pad = max((high - low) * 0.04, 1.0)
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "y": places,
            "base": [min(pair) for pair in ends],
            "width": 0.34,
            "x": [max(pair) - min(pair) for pair in ends],
            "marker": {"color": palette.quiet},
            "hoverinfo": "text",
            "hovertext": [_words(one) for one in found],
        }
    ]
    notes = [
        {
            "x": 0,
            "xref": "paper",
            "y": place + 0.22,
            "yref": "y",
            "xanchor": "left",
            "yanchor": "bottom",
            "align": "left",
            "showarrow": False,
            "text": _words(one),
            "font": {"size": 14, "color": palette.ink},
            "bgcolor": palette.page,
        }
        for place, one in zip(places, found, strict=True)
    ]
    top = len(found) - 0.25
    for at, text, color, dash in (
        (net, f"Net {money(net)}", palette.ink, "solid"),
        (0.0, "Break-even", palette.target, "dash"),
    ):
        # A name leans away from the edge that it is near, so that it is not cut.
        anchor = "left" if at < (low + high) / 2 else "right"
        notes.append(
            {
                "x": at,
                "y": -0.62 if dash == "solid" else -0.98,
                "xref": "x",
                "yref": "y",
                "showarrow": False,
                "xanchor": anchor,
                "text": text,
                "font": {"size": 14, "color": palette.target_text if dash == "dash" else color},
            }
        )
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": [at, at],
                "y": [-0.5, top],
                "hoverinfo": "skip",
                "line": {"color": color, "width": 2, "dash": dash},
            }
        )
    layout = {
        "height": ROW * len(found) + 70,
        "margin": {"l": 4, "r": 8, "t": 6, "b": 6},
        "annotations": notes,
        "paper_bgcolor": palette.page,
        "plot_bgcolor": palette.page,
        "showlegend": False,
        "dragmode": False,
        "font": {"family": FONT, "color": palette.ink},
        "xaxis": {"visible": False, "range": [low - pad, high + pad], "fixedrange": True},
        "yaxis": {"visible": False, "range": [-1.2, top], "fixedrange": True},
    }
    return go.Figure({"data": traces, "layout": layout})


def days(comparison: Comparison, palette: Palette) -> go.Figure:
    """People on an average day, the year beside the one it is held against, each line named at its end."""
    frame = comparison.frame
    names = [wording.period(day.date(), comparison.series.grain).rsplit(" ", 1)[0] for day in frame["period"]]
    places = list(range(len(frame)))
    series = (
        (comparison.baseline, frame["then"], palette.quiet, "dot"),
        (comparison.year, frame["now"], palette.improvement, "solid"),
    )
    traces, notes = [], []
    for year, values, color, dash in series:
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": places,
                "y": list(values),
                "line": {"color": color, "width": 3, "dash": dash},
                "marker": {"size": 8, "color": color},
                "hoverinfo": "text",
                "cliponaxis": False,
                "hovertext": [
                    f"{name} {year}: {value:,.0f} people a day"
                    for name, value in zip(names, values, strict=True)
                ],
            }
        )
        text = palette.improvement_text if year == comparison.year else palette.quiet
        notes.append(
            {
                "x": places[-1],
                "y": float(values.iloc[-1]),
                "xanchor": "left",
                "xshift": 10,
                "showarrow": False,
                "text": f"<b>{year}</b>",
                "font": {"size": 15, "color": text},
            }
        )
    top = float(frame[["then", "now"]].max().max())
    layout = {
        "height": 330,
        "margin": {"l": 48, "r": 62, "t": 10, "b": 36},
        "annotations": notes,
        "showlegend": False,
        "paper_bgcolor": palette.page,
        "plot_bgcolor": palette.page,
        "dragmode": False,
        "font": {"family": FONT, "size": 14, "color": palette.quiet},
        "xaxis": {
            "tickvals": places,
            "ticktext": names,
            "showgrid": False,
            "fixedrange": True,
            "tickangle": 0,
            "zeroline": False,
        },
        "yaxis": {
            "range": [0, top * 1.12],
            "gridcolor": palette.grid,
            "fixedrange": True,
            "nticks": 5,
            "zeroline": True,
            "zerolinecolor": palette.rule,
        },
    }
    return go.Figure({"data": traces, "layout": layout})


def _words(one: Swing) -> str:
    label, low, high = amount_of(one)
    return html.escape(
        f"{label}: {low} gives {money(one.low_net)}, {high} gives {money(one.high_net)}", quote=False
    )
