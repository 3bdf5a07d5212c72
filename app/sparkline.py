"""The chart grammar small, as an SVG picture: the first screens load no charting library."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace

import pandas as pd

from app import grammar
from app.model import Series
from app.theme import Palette


@dataclass(frozen=True)
class Box:
    """The picture's size in its own units, and how heavy its strokes are."""

    width: int = 300
    height: int = 60
    stroke: float = 2.4
    radius: float = 4.2
    years: bool = False


FONT = "'Source Sans Pro', Arial, sans-serif"
CARD = Box()
ROW = Box(width=520, height=88, stroke=2.2, radius=4.0, years=True)


def svg(series: Series, palette: Palette, box: Box = CARD, last: int = 24) -> str:
    """The last `last` periods as SVG. Its y range fits the data: it shows shape, the number stands beside."""
    frame = series.frame.tail(last).reset_index(drop=True)
    targets = grammar.target_lines(replace(series, frame=frame))
    plot = _Plot(frame, [value for *_, value in targets], box)
    parts = [*_bands(plot, frame, palette), *_target(plot, targets, palette)]
    parts += _marks_of_gaps(plot, frame, palette)
    parts += [plot.line(run, palette.ink) for run in grammar.solid(frame) if len(run) > 1]
    parts += [
        plot.line(run, palette.ink, dash="2 4")
        for run in grammar.dotted(frame, series.measure.unit)
        if len(run) > 1
    ]
    parts += [plot.dot(i, palette.ink, small=True) for i in _lonely(frame)]
    parts += [
        plot.dot(i, palette.tone(grammar.tone(better)))
        for i, better in grammar.signals(frame)["improvement"].items()
    ]
    hollow = frame.index[frame["status"].eq("provisional") & frame["value"].notna()]
    parts += [plot.dot(i, palette.page, ring=palette.ink) for i in hollow]
    if box.years:
        parts += _years(plot, frame, palette)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {box.width} {box.height}" '
        f'width="{box.width}" height="{box.height}">{"".join(parts)}</svg>'
    )


def data_uri(picture: str) -> str:
    """An SVG as a data address that an image element can show."""
    return "data:image/svg+xml;base64," + base64.b64encode(picture.encode()).decode()


class _Plot:
    """Where a period and a value lie in the picture."""

    def __init__(self, frame: pd.DataFrame, targets: list[float], box: Box) -> None:
        cells = frame[["value", "limit_low", "limit_high"]].stack().dropna().tolist() + targets
        low, high = (min(cells), max(cells)) if cells else (0.0, 1.0)
        self.box, self.frame = box, frame
        self.low, self.span = low, (high - low) or 1.0
        self.foot = 19 if box.years else 0
        self.margin = box.radius + 1.5
        self.step = (box.width - 2 * self.margin) / max(len(frame) - 1, 1)

    def x(self, i: float) -> float:
        return round(self.margin + i * self.step, 1)

    def y(self, value: float) -> float:
        room = self.box.height - self.foot - 2 * self.margin
        return round(self.margin + room * (1 - (value - self.low) / self.span), 1)

    @property
    def floor(self) -> float:
        return self.box.height - self.foot - self.margin

    def line(self, run: pd.DataFrame, color: str, dash: str = "") -> str:
        points = " ".join(f"{self.x(i)},{self.y(v)}" for i, v in run["value"].items())
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        return (
            f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="{self.box.stroke}"'
            f' stroke-linejoin="round" stroke-linecap="round"{dashes}/>'
        )

    def dot(self, i: int, fill: str, ring: str = "", small: bool = False) -> str:
        radius = self.box.radius * (0.6 if small else 1)
        edge = f' stroke="{ring}" stroke-width="{self.box.stroke * 0.9:.1f}"' if ring else ""
        y = self.y(self.frame["value"][i])
        return f'<circle cx="{self.x(i)}" cy="{y}" r="{radius:.1f}" fill="{fill}"{edge}/>'


def _lonely(frame: pd.DataFrame) -> list[int]:
    """Shown points without a shown neighbor: no line would show them."""
    return [run.index[0] for run in grammar.solid(frame) if len(run) == 1]


def _bands(plot: _Plot, frame: pd.DataFrame, palette: Palette) -> list[str]:
    parts = []
    for band in grammar.bands(frame):
        half = plot.step / 2
        first, last = band.index[0], band.index[-1]
        xs = [max(plot.x(first) - half, 0), *(plot.x(i) for i in band.index), plot.x(last) + half]
        top = [plot.y(v) for v in band["limit_high"]]
        low = [plot.y(v) for v in band["limit_low"]]
        upper = zip(xs, [top[0], *top, top[-1]], strict=True)
        lower = zip(xs[::-1], [low[-1], *low[::-1], low[0]], strict=True)
        points = " ".join(f"{x:.1f},{y}" for x, y in [*upper, *lower])
        center = plot.y(float(band["center"].iloc[0]))
        parts.append(f'<polygon points="{points}" fill="{palette.band}"/>')
        parts.append(
            f'<line x1="{xs[0]:.1f}" x2="{xs[-1]:.1f}" y1="{center}" y2="{center}"'
            f' stroke="{palette.mean}" stroke-width="1.2"/>'
        )
    return parts


def _target(plot: _Plot, targets: list, palette: Palette) -> list[str]:
    """The target, dashed, each from its month on."""
    periods, parts = plot.frame["period"], []
    for since, until, value in targets:
        y = plot.y(value)
        left = 0 if since is None else plot.x(max(periods.searchsorted(since) - 0.5, 0))
        right = plot.box.width if until is None else plot.x(periods.searchsorted(until) - 0.5)
        parts.append(
            f'<line x1="{left}" x2="{right}" y1="{y}" y2="{y}" stroke="{palette.target}"'
            ' stroke-width="1.8" stroke-dasharray="5 4"/>'
        )
    return parts


def _marks_of_gaps(plot: _Plot, frame: pd.DataFrame, palette: Palette) -> list[str]:
    """A small cross on the floor of the picture for each hidden period: a gap that says so."""
    arm, y = plot.box.radius * 0.8, plot.floor
    return [
        f'<path d="M{plot.x(i) - arm:.1f} {y - arm:.1f}l{2 * arm:.1f} {2 * arm:.1f}'
        f'm0 {-2 * arm:.1f}l{-2 * arm:.1f} {2 * arm:.1f}" stroke="{palette.quiet}" stroke-width="1.6"/>'
        for i in frame.index[frame["status"].eq("suppressed")]
    ]


def _years(plot: _Plot, frame: pd.DataFrame, palette: Palette) -> list[str]:
    """A year under each January, where there is room for it."""
    parts = []
    for i, day in frame["period"].items():
        if day.month == 1 and plot.x(i) < plot.box.width - 42:
            x = plot.x(i)
            parts.append(
                f'<line x1="{x}" x2="{x}" y1="{plot.floor + 2}" y2="{plot.box.height - 2}"'
                f' stroke="{palette.mean}" stroke-width="1"/>'
                f'<text x="{x + 4}" y="{plot.box.height - 3}" fill="{palette.quiet}" font-size="16"'
                f' font-family="{FONT}">{day.year}</text>'
            )
    return parts
