"""The flow between intercepts: a band a way on a wide screen, bars stage by stage on a phone."""

from __future__ import annotations

import html

import plotly.graph_objects as go

from app import wording
from app.outcomes.paths import CARED_FOR, JAILED, STAGES, Year
from app.theme import Palette

FONT = "Source Sans, Source Sans Pro, Arial, sans-serif"
HIDDEN = "Not shown"
ROW = 54


def sankey(year: Year, palette: Palette, size: int = 19) -> go.Figure:
    """Bands from stage to stage, those to jail and to a program in their colors, what is hidden in gray."""
    nodes: dict[tuple[int, str], int] = {}
    labels, colors, across = [], [], []
    for stage in range(len(STAGES)):
        named = [(code, name, people) for (code, name), people in year.of(stage).items() if people]
        for code, name, people in [*named, *([("", HIDDEN, year.hidden)] if year.hidden else [])]:
            nodes[stage, code] = len(labels)
            labels.append(f"{html.escape(name, quote=False)} <b>{wording.count(people)}</b>")
            colors.append(_tone(code, palette) if code else palette.mean)
            across.append((0.001, 0.5, 0.999)[stage])
    trace = {
        "type": "sankey", "arrangement": "snap", "link": _bands(year, nodes, labels, palette),
        "node": {
            "label": labels, "color": colors, "x": across, "y": _down(nodes, year), "pad": 26,
            "thickness": 18, "line": {"width": 0}, "hoverinfo": "skip",
        },
        "textfont": {"size": size, "color": palette.ink, "family": FONT, "shadow": "none"},
    }  # fmt: skip
    heads = [
        {
            "x": x, "y": 1.0, "xref": "paper", "yref": "paper", "yshift": 32, "xanchor": anchor, "text": name,
            "showarrow": False, "font": {"size": size, "color": palette.quiet},
        }
        for name, x, anchor in zip(STAGES, (0, 0.5, 1), ("left", "center", "right"), strict=True)
    ]  # fmt: skip
    layout = {
        "height": 640, "margin": {"l": 4, "r": 4, "t": 46, "b": 12}, "annotations": heads, "dragmode": False,
        "paper_bgcolor": palette.page, "plot_bgcolor": palette.page,
        "font": {"family": FONT, "color": palette.ink},
        "hoverlabel": {"bgcolor": palette.panel, "font": {"color": palette.ink, "size": 14}},
    }  # fmt: skip
    return go.Figure({"data": [trace], "layout": layout})


def _bands(year: Year, nodes: dict[tuple[int, str], int], labels: list[str], palette: Palette) -> dict:
    """The links of the Sankey; a band takes the color of where it goes."""
    link: dict = {"source": [], "target": [], "value": [], "color": [], "customdata": []}
    for stage in range(len(STAGES) - 1):
        found = dict(year.links(stage)) | ({("", ""): year.hidden} if year.hidden else {})
        for (code, following), people in found.items():
            start, end = nodes[stage, code], nodes[stage + 1, following]
            link["source"].append(start)
            link["target"].append(end)
            link["value"].append(people)
            link["color"].append(_faint(_tone(following, palette) if following else palette.mean))
            link["customdata"].append(f"{labels[start]} → {labels[end]}: {wording.count(people)} people")
    return link | {"hovertemplate": "%{customdata}<extra></extra>"}


def bars(year: Year, palette: Palette) -> go.Figure:
    """Stage by stage, a bar a place: for a screen on which bands cannot be followed."""
    rows: list[tuple[str, int | None, str]] = []  # text, people (None: a heading), code
    for stage, head in enumerate(STAGES):
        rows.append((f"<b>{head}</b>", None, ""))
        told = sorted(year.of(stage).items(), key=lambda each: -each[1])
        rows += [(name, people, code) for (code, name), people in told if people]
        rows += [(HIDDEN, year.hidden, "")] if year.hidden else []
    places = list(range(len(rows)))[::-1]
    top = max([people or 0 for _, people, _ in rows] + [1])
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "y": places,
            "x": [people or 0 for _, people, _ in rows],
            "width": 0.34,
            "hoverinfo": "skip",
            "marker": {"color": [_tone(code, palette) if code else palette.mean for *_, code in rows]},
        }
    ]
    notes = [
        {
            "x": 0,
            "y": place + (0.22 if people is not None else -0.1),
            "xref": "paper",
            "yref": "y",
            "xanchor": "left",
            "yanchor": "bottom",
            "showarrow": False,
            "text": text if people is None else f"{html.escape(text, quote=False)}: {_told(people, year)}",
            "font": {"size": 15, "color": palette.ink},
        }
        for place, (text, people, _) in zip(places, rows, strict=True)
    ]
    layout = {
        "height": ROW * len(rows) + 20,
        "margin": {"l": 4, "r": 8, "t": 6, "b": 6},
        "annotations": notes,
        "paper_bgcolor": palette.page,
        "plot_bgcolor": palette.page,
        "showlegend": False,
        "dragmode": False,
        "font": {"family": FONT, "color": palette.ink},
        "xaxis": {"visible": False, "range": [0, top * 1.02], "fixedrange": True},
        "yaxis": {"visible": False, "range": [-0.45, len(rows) - 0.1], "fixedrange": True},
    }
    return go.Figure({"data": traces, "layout": layout})


def _told(people: int, year: Year) -> str:
    percent = 100 * people / year.total if year.total else 0
    share = f", {'under 1' if percent < 0.5 else f'{percent:.0f}'}%" if year.total else ""
    return f"<b>{wording.count(people)}</b>{share}"


def _down(nodes: dict[tuple[int, str], int], year: Year) -> list[float]:
    """The middle of each node from the top, so that stages keep the order of the definitions."""
    places = [0.5] * len(nodes)
    for stage in range(len(STAGES)):
        sizes = {code: people for (code, _), people in year.of(stage).items() if people}
        if year.hidden:
            sizes[""] = year.hidden
        whole, gap, at = sum(sizes.values()), 0.05, 0.0
        room = 1 - gap * (len(sizes) - 1)
        for code, people in sizes.items():
            height = room * people / whole
            places[nodes[stage, code]] = min(max(at + height / 2, 0.001), 0.999)
            at += height + gap
    return places


def _tone(code: str, palette: Palette) -> str:
    """Jail in the color of concern, a program in that of improvement; the rest says nothing good or bad."""
    if code in JAILED:
        return palette.concern
    return palette.improvement if code == CARED_FOR else palette.quiet


def _faint(color: str) -> str:
    """The color of a band, through which others show."""
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.32)"
