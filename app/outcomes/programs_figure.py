"""Figures of the programs page: the funnel and bars of exits. Only built and returned here."""

from __future__ import annotations

import html
import textwrap

import plotly.graph_objects as go

from app import wording
from app.figures import FONT
from app.outcomes.programs import Step, Way
from app.theme import Palette

ROW, LEGEND, MARGIN = 62, 52, 8
BAR, ABOVE, TOP = 0.36, 0.2, 0.8  # of a row: how thick a bar is, where its label begins, room for the first
LETTERS = 46  # as many as a phone shows in one line
HIDDEN = "fewer than 11, or protected"
STEP_HIDDEN = "not shown, it would tell of fewer than 11"


def funnel(steps: tuple[Step, ...], palette: Palette) -> go.Figure:
    """One bar a step: who came so far, who may still (hatched), and who did not (light)."""
    names = [step.name for step in steps]
    figure = go.Figure(layout=_layout(palette, len(steps), LEGEND))
    open_marks = {"pattern": {"shape": "/", "fgcolor": palette.improvement, "bgcolor": palette.page}}
    for label, values, look in (
        ("Came this far", [step.reached for step in steps], {"color": palette.improvement}),
        (
            "Still open",
            [step.open if step.reached is not None and step.untold is None else None for step in steps],
            {"color": palette.page} | open_marks,
        ),
        (
            "Did not",
            [step.lost if step.reached is not None and step.untold is None else None for step in steps],
            {"color": palette.band},
        ),
        ("Still open or did not", [step.untold for step in steps], {"color": palette.page}),
    ):
        figure.add_bar(
            x=values, y=names, name=label, orientation="h", width=BAR,
            marker=look | {"line": {"color": palette.quiet, "width": 1}},
            hovertemplate="%{y}: %{x:,.0f} " + wording.lower_first(label) + "<extra></extra>",
        )  # fmt: skip
    most = max(map(_width, steps)) or 1
    for place, step in enumerate(steps):
        _name(figure, place, step.name, _step_label(step, first=place == 0), palette)
    figure.update_layout(
        barmode="stack",
        legend={"orientation": "h", "traceorder": "normal", "y": -0.02, "yanchor": "top", "x": 0},
    )
    figure.update_xaxes(range=[0, most * 1.01])
    return figure


def _width(step: Step) -> float:
    """How far its bar goes; a step that is not told has none."""
    if step.reached is None:
        return 0
    return step.reached + (step.untold if step.untold is not None else (step.open or 0) + (step.lost or 0))


def _step_label(step: Step, first: bool) -> str:
    if step.reached is None:
        return STEP_HIDDEN
    told = wording.count(step.reached)
    return told if first or not step.referred else f"{told} · {step.of_referred} of the referred"


def ways(found: tuple[Way, ...], palette: Palette) -> go.Figure:
    """One bar a reason or destination; a hidden one has no bar and says so."""
    names = [way.name for way in found]
    figure = go.Figure(layout=_layout(palette, len(found), 0))
    figure.add_bar(
        x=[way.count or 0 for way in found], y=names, orientation="h", width=BAR,
        marker={"color": palette.improvement},
        hovertemplate="%{y}: %{x:,.0f}<extra></extra>", showlegend=False,
    )  # fmt: skip
    most = max((way.count or 0) for way in found) or 1
    for place, way in enumerate(found):
        _name(figure, place, way.name, HIDDEN if way.count is None else wording.count(way.count), palette)
    figure.update_xaxes(range=[0, most * 1.01])
    return figure


def _name(figure: go.Figure, place: int, name: str, told: str, palette: Palette) -> None:
    """What a bar stands for and its number, above it: beside it, a phone has no room for both."""
    lines = textwrap.wrap(f"{html.escape(name, quote=False)}: {told}", LETTERS)
    figure.add_annotation(
        x=0, xref="paper", xanchor="left", y=place - ABOVE, yanchor="bottom", text="<br>".join(lines),
        showarrow=False, align="left", borderpad=0, font={"color": palette.ink, "size": 14},
    )  # fmt: skip


def _layout(palette: Palette, rows: int, below: int) -> go.Layout:
    return go.Layout(
        height=round((rows + TOP - ABOVE) * ROW) + below + MARGIN,
        margin={"l": 0, "r": 0, "t": 4, "b": 4},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": palette.ink, "size": 14, "family": FONT},
        dragmode=False,
        xaxis={"visible": False, "fixedrange": True},
        yaxis={"visible": False, "fixedrange": True, "type": "category", "range": [rows - 0.6, -TOP]},
    )
