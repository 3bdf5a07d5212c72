"""The pictures of Justice Reinvestment: days in jail in two years, and what each assumption changes."""

from __future__ import annotations

import html

import plotly.graph_objects as go

from app import wording
from app.outcomes.cost import Spending, Swing
from app.outcomes.cost_words import amount_of, at_most, money, short_money
from app.outcomes.jail_days import Comparison
from app.theme import Palette

FONT = "Source Sans, Source Sans Pro, Arial, sans-serif"
ROW = 92
PHONE = 44  # letters that a line of a phone has room for


def tornado(found: list[Swing], net: float, spent: Spending, palette: Palette) -> go.Figure:
    """The net with each assumption low and high; a line at the net of today, one where it is zero."""
    places = list(range(len(found)))[::-1]
    everything = [net, 0.0, *(end for one in found for end in (one.low_net, one.high_net))]
    low, high = min(everything), max(everything)
    pad, top = max((high - low) * 0.04, 1.0), len(found) - 0.25
    bars = {
        "type": "bar", "orientation": "h", "y": places, "width": 0.3, "marker": {"color": palette.quiet},
        "base": [min(one.low_net, one.high_net) for one in found], "x": [one.width for one in found],
        "hoverinfo": "text", "hovertext": [_words(one, spent) for one in found],
    }  # fmt: skip
    notes = [
        _note(_words(one, spent), 0, place + 0.18, palette.ink)
        | {"xref": "paper", "yanchor": "bottom", "align": "left", "bgcolor": palette.page}
        for place, one in zip(places, found, strict=True)
    ]
    marks = (
        (net, -0.62, f"Net {at_most(spent)}{money(net)}", palette.ink, palette.ink, "solid"),
        (0.0, -0.98, "Break-even", palette.target_text, palette.target, "dash"),
    )
    lines = []
    for at, below, text, ink, color, dash in marks:
        # A name leans away from the edge that it is near, so that it is not cut.
        anchor = "left" if at < (low + high) / 2 else "right"
        notes.append(_note(text, at, below, ink) | {"xanchor": anchor})
        lines.append({
            "type": "scatter", "mode": "lines", "x": [at, at], "y": [-0.5, top], "hoverinfo": "skip",
            "line": {"color": color, "width": 2, "dash": dash},
        })  # fmt: skip
    layout = _layout(palette, ROW * len(found) + 80, {"l": 4, "r": 8, "t": 6, "b": 6}) | {
        "annotations": notes,
        "xaxis": {"visible": False, "range": [low - pad, high + pad], "fixedrange": True},
        "yaxis": {"visible": False, "range": [-1.2, top], "fixedrange": True},
    }
    return go.Figure({"data": [bars, *lines], "layout": layout})


def days(comparison: Comparison, palette: Palette) -> go.Figure:
    """People on an average day, the year beside the one it is held against, each line named at its end."""
    frame = comparison.frame
    names = [wording.period(day.date(), comparison.series.grain).rsplit(" ", 1)[0] for day in frame["period"]]
    both = (
        (comparison.baseline, frame["then"], palette.quiet, palette.quiet, "dot"),
        (comparison.year, frame["now"], palette.improvement, palette.improvement_text, "solid"),
    )
    traces, notes = [], []
    for year, values, color, ink, dash in both:
        told = [f"{name} {year}: {value:,.0f} a day" for name, value in zip(names, values, strict=True)]
        traces.append({
            "type": "scatter", "mode": "lines+markers", "x": names, "y": list(values), "hoverinfo": "text",
            "hovertext": told, "line": {"color": color, "width": 3, "dash": dash}, "cliponaxis": False,
            "marker": {"size": 8, "color": color},
        })  # fmt: skip
        notes.append(_note(f"<b>{year}</b>", names[-1], float(values.iloc[-1]), ink) | {"xshift": 10})
    top = float(frame[["then", "now"]].max().max())
    layout = _layout(palette, 400, {"l": 48, "r": 62, "t": 10, "b": 36}) | {
        "annotations": notes,
        # Without an angle of its own, names turn where a narrow screen has no room.
        "xaxis": {"type": "category", "showgrid": False, "fixedrange": True},
        "yaxis": {
            "range": [0, top * 1.12], "gridcolor": palette.grid, "fixedrange": True, "nticks": 5,
            "zerolinecolor": palette.rule,
        },
    }  # fmt: skip
    return go.Figure({"data": traces, "layout": layout})


def _note(text: str, x: float | str, y: float, color: str) -> dict:
    font = {"size": 14, "color": color}
    return {"text": text, "x": x, "y": y, "xanchor": "left", "showarrow": False, "font": font}


def _layout(palette: Palette, height: int, margin: dict) -> dict:
    return {
        "height": height, "margin": margin, "paper_bgcolor": palette.page, "plot_bgcolor": palette.page,
        "showlegend": False, "dragmode": False, "font": {"family": FONT, "size": 14, "color": palette.quiet},
    }  # fmt: skip


def _words(one: Swing, spent: Spending) -> str:
    """Two lines, or three where the ends are long: a phone has no room for fewer."""
    label, low, high = amount_of(one, spent)
    most = at_most(spent)
    ends = [f"{low} → {most}{short_money(one.low_net)};", f"{high} → {most}{short_money(one.high_net)}"]
    between = "<br>" if len(" ".join(ends)) > PHONE else " "
    told = between.join(html.escape(end, quote=False) for end in ends)
    return f"<b>{html.escape(label, quote=False)}</b><br>{told}"
