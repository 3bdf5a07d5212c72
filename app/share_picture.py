"""How full the answers are over time, as a small SVG picture from 0 to 100%; a gap where none is shown."""

from __future__ import annotations

import datetime as dt

from app import wording
from app.sparkline import Box
from app.theme import Palette

BOX = Box(width=360, height=72, stroke=2.2, radius=3.2)
EDGE = 6
SIDE = 40  # room for the scale's two labels

Point = tuple[dt.date, int | None]


def svg(points: list[Point], palette: Palette, box: Box = BOX) -> str:
    """A line over the periods, oldest first; the scale is always 0 to 100, so that 95 and 100 look alike."""
    step = (box.width - SIDE - EDGE) / max(len(points) - 1, 1)
    places = [
        (SIDE + n * step, None if share is None else _y(share, box)) for n, (_, share) in enumerate(points)
    ]
    parts = [_rule(level, palette, box) for level in (0, 100)]
    for run in _runs(places):
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in run)
        parts.append(
            f'<polyline points="{line}" fill="none" stroke="{palette.ink}" stroke-width="{box.stroke}"/>'
        )
    parts += [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{box.radius}" fill="{palette.ink}"/>'
        for x, y in places
        if y is not None
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {box.width} {box.height}" '
        f'width="{box.width}" height="{box.height}">{"".join(parts)}</svg>'
    )


def alternative(name: str, points: list[Point], grain: str) -> str:
    """The picture in words: what, from when to when, newest, lowest and highest."""
    shown = [(period, share) for period, share in points if share is not None]
    if not shown:
        return f"{name}: not shown."
    first, last = (wording.period(points[n][0], grain) for n in (0, -1))
    shares = [share for _, share in shown]
    newest = f"{shown[-1][1]}% in {wording.period(shown[-1][0], grain)}"
    spread = f"between {min(shares)}% and {max(shares)}%" if len(set(shares)) > 1 else "the same throughout"
    return f"{name}, by {grain}, {first} to {last}. Newest: {newest}; {spread}."


def _y(share: float, box: Box) -> float:
    return EDGE + (box.height - 2 * EDGE) * (1 - share / 100)


def _rule(level: int, palette: Palette, box: Box) -> str:
    y = _y(level, box)
    return (
        f'<line x1="{SIDE}" x2="{box.width}" y1="{y:.1f}" y2="{y:.1f}" stroke="{palette.rule}"/>'
        f'<text x="{SIDE - 6}" y="{y + 4:.1f}" text-anchor="end" fill="{palette.quiet}" font-size="12" '
        f'font-family="Arial, sans-serif">{level}%</text>'
    )


def _runs(places: list[tuple[float, float | None]]) -> list[list[tuple[float, float]]]:
    """Neighbors that both show; the line breaks at a gap."""
    runs: list[list[tuple[float, float]]] = [[]]
    for x, y in places:
        if y is None:
            runs.append([])
        else:
            runs[-1].append((x, y))
    return [run for run in runs if len(run) > 1]
