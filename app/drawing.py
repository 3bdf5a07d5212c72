"""The chart grammar as large as a wall: a series in, SVG text out that scales to any screen and any sheet.

Pure: no Streamlit, no Plotly, no script, nothing from outside. Every text is at least `type_size` units high.
"""

from __future__ import annotations

import datetime as dt
import html
import math

import pandas as pd

from app import facts as say
from app import grammar, wording
from app.flags import GAP, Flag, planted
from app.lettering import width as text_width
from app.model import Series
from app.theme import Palette

FONT = "'Source Sans 3', 'Source Sans Pro', 'Segoe UI', Arial, Helvetica, sans-serif"
SHORTEST_SPAN = pd.Timedelta(days=120)
FLAG_ROWS = 3  # rows of event names above the plot, at most

Marks = tuple[tuple[dt.date, str], ...]


def trend_svg(
    series: Series,
    palette: Palette,
    marks: Marks = (),
    *,
    width: int = 1760,
    height: int = 600,
    type_size: int = 24,
) -> str:
    """One series over time as a whole chart. `marks`: dated actions and decisions, drawn as events are."""
    plot = _Plot(series, palette, marks, width, height, type_size)
    parts = [
        f"<title>{html.escape(say.alternative(series))}</title>",
        *_axes(plot),
        *_bands(plot),
        *_flags(plot),
        *_target(plot),
        *_gaps(plot),
        *_too_early(plot),
        *_lines(plot),
        *_points(plot),
        *_newest(plot),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {width} {height}" '
        f'font-family="{FONT}" font-size="{type_size}">{"".join(parts)}</svg>'
    )


class _Plot:
    """Where a period and a value lie, and what is drawn in which size."""

    def __init__(self, series: Series, palette: Palette, marks: Marks, width: int, height: int, size: int):
        self.series, self.frame, self.palette, self.size = series, series.frame, palette, size
        self.unit, self.scale = series.measure.unit, size / 24
        self.low, self.high = grammar.extent([series])
        self.ticks = [tick for tick in _nice(self.low, self.high) if self.low <= tick <= self.high]
        self.first, self.last = _span(self.frame, [day for day, _ in (*series.events, *marks)])
        words = [self.target_words, self.newest_words]
        self.left = max([text_width(self.told(tick), size) for tick in self.ticks], default=0) + 0.8 * size
        self.right = width - max(0.6 * size, *(text_width(word, size, bold=True) + size for word in words))
        self.bottom = height - 1.9 * size
        inside = [(pd.Timestamp(day), name) for day, name in (*series.events, *marks)]
        inside = [(day, name) for day, name in inside if self.first <= day <= self.last]
        named = [(self.x(day), day, name) for day, name in sorted(inside)]
        self.flags, rows = planted(named, size, (0.0, width - 0.3 * size), FLAG_ROWS)
        self.top = 0.6 * size + rows * 1.3 * size

    @property
    def target_words(self) -> str:
        target = self.series.target
        return "" if target is None else f"Target {wording.target(target, self.unit)}"

    @property
    def newest_words(self) -> str:
        point = self.series.latest_drawn
        return wording.amount(point.value, self.unit, point.denominator) if point else ""

    @property
    def halo(self) -> str:
        """Words inside the plot stand on a rim of the page's color: no line runs through them."""
        return f' stroke="{self.palette.page}" stroke-width="{5 * self.scale:.1f}" paint-order="stroke"'

    def told(self, tick: float) -> str:
        """A label of the y axis."""
        number = f"{tick:,.0f}" if float(tick).is_integer() else f"{tick:,g}"
        return f"${number}" if self.unit == "usd" else f"{number}%" if self.unit == "percent" else number

    def x(self, day: object) -> float:
        share = (pd.Timestamp(day) - self.first) / (self.last - self.first)
        inset = 0.6 * self.size
        return self.left + inset + (self.right - self.left - 2 * inset) * share

    def y(self, value: float) -> float:
        value = min(max(value, self.low), self.high)
        return self.bottom - (self.bottom - self.top) * (value - self.low) / (self.high - self.low)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, color: str, heavy: float, dash: str = ""
    ) -> str:
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        return (
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{color}"'
            f' stroke-width="{heavy * self.scale:.1f}"{dashes}/>'
        )

    def text(self, x: float, y: float, words: str, color: str, anchor: str = "start", more: str = "") -> str:
        return (
            f'<text x="{x:.1f}" y="{y:.1f}" fill="{color}" text-anchor="{anchor}"{more}>'
            f"{html.escape(words)}</text>"
        )


def _span(frame: pd.DataFrame, days: list[dt.date]) -> tuple[pd.Timestamp, pd.Timestamp]:
    if not len(frame):
        return pd.Timestamp(0), pd.Timestamp(0) + SHORTEST_SPAN
    first, last = grammar.reach(frame, days)
    return first, max(last, first + SHORTEST_SPAN)


def _nice(low: float, high: float) -> list[float]:
    """Three to seven round values that lie in the range."""
    step = grammar.round_step(low, high)
    first = math.ceil(low / step)
    return [round(n * step, 6) for n in range(first, first + 9) if n * step <= high]


def _axes(plot: _Plot) -> list[str]:
    colors, size, parts = plot.palette, plot.size, []
    for tick in plot.ticks:
        y = plot.y(tick)
        parts.append(plot.line(plot.left, y, plot.right, y, colors.grid, 1.5))
        parts.append(plot.text(plot.left - 0.4 * size, y + 0.35 * size, plot.told(tick), colors.quiet, "end"))
    parts.append(plot.line(plot.left, plot.bottom, plot.right, plot.bottom, colors.rule, 2))
    free = -math.inf
    for day, words in grammar.labeled(plot.frame["period"], plot.series.grain) if len(plot.frame) else ():
        half = text_width(words, size) / 2
        middle = max(plot.x(day), half)
        if middle - half < free:
            continue
        free = middle + half + size
        parts.append(
            plot.line(plot.x(day), plot.bottom, plot.x(day), plot.bottom + 0.3 * size, colors.rule, 2)
        )
        parts.append(plot.text(middle, plot.bottom + 1.4 * size, words, colors.quiet, "middle"))
    return parts


def _bands(plot: _Plot) -> list[str]:
    """The usual range, half a period wider than the points that it judges, and its mean."""
    parts = []
    half = (plot.x(plot.last) - plot.x(plot.first)) / max(len(plot.frame) - 1, 1) / 2
    for band in grammar.bands(plot.frame):
        xs = [plot.x(day) for day in band["period"]]
        xs = [max(xs[0] - half, plot.left), *xs, min(xs[-1] + half, plot.right)]
        top, low = ([plot.y(v) for v in band[name]] for name in ("limit_high", "limit_low"))
        upper = zip(xs, [top[0], *top, top[-1]], strict=True)
        lower = zip(xs[::-1], [low[-1], *low[::-1], low[0]], strict=True)
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in [*upper, *lower])
        parts.append(f'<polygon class="usual" points="{points}" fill="{plot.palette.band}"/>')
        middle = plot.y(float(band["center"].iloc[0]))
        parts.append(plot.line(xs[0], middle, xs[-1], middle, plot.palette.mean, 1.5))
    return parts


def _flags(plot: _Plot) -> list[str]:
    """A thin vertical line for each event, its name above the plot; a shortened name is whole on hover."""
    return [_flag(plot, flag) for flag in plot.flags]


def _flag(plot: _Plot, flag: Flag) -> str:
    colors, size = plot.palette, plot.size
    foot = plot.top - flag.row * 1.3 * size - 0.5 * size
    late = flag.side == "left"
    at = flag.x + (-GAP if late else GAP) * size
    name = plot.text(at, foot, flag.words, colors.quiet, "end" if late else "start") if flag.words else ""
    pole = plot.line(
        flag.x, (foot - 0.8 * size) if name else plot.top, flag.x, plot.bottom, colors.quiet, 1.5
    )
    return f'<g class="event"><title>{html.escape(flag.name)}</title>{pole}{name}</g>'


def _target(plot: _Plot) -> list[str]:
    """The target, dashed, each from its month on; the value of the last one at its line's end beside the
    plot, where it covers nothing."""
    if plot.series.target is None:
        return []
    y, size = plot.y(plot.series.target), plot.size
    dash = f"{0.5 * size:g} {0.4 * size:g}"
    steps = [
        (plot.x(since) if since else plot.left, plot.x(until) if until else plot.right, plot.y(value))
        for since, until, value in grammar.target_lines(plot.series)
    ]
    return [
        *(plot.line(x1, height, x2, height, plot.palette.target, 3, dash) for x1, x2, height in steps),
        plot.text(plot.right + 0.4 * size, y + 0.35 * size, plot.target_words, plot.palette.target_text),
    ]


def _gaps(plot: _Plot) -> list[str]:
    """A cross on the floor for each hidden period: a gap that says it is one."""
    arm, y = 0.28 * plot.size, plot.bottom - 0.6 * plot.size
    hidden = plot.frame[plot.frame["status"].eq("suppressed")]
    return [
        f'<path class="hidden" d="M{plot.x(day) - arm:.1f} {y - arm:.1f}l{2 * arm:.1f} {2 * arm:.1f}'
        f'm0 {-2 * arm:.1f}l{-2 * arm:.1f} {2 * arm:.1f}" stroke="{plot.palette.quiet}"'
        f' stroke-width="{2.5 * plot.scale:.1f}"/>'
        for day in hidden["period"]
    ]


def _too_early(plot: _Plot) -> list[str]:
    """The youngest cohorts: said in words over their periods, upright where these are few."""
    young = plot.frame[plot.frame["status"].eq("too_early")]["period"]
    if not len(young):
        return []
    x = (plot.x(young.iloc[0]) + plot.x(young.iloc[-1])) / 2
    y = plot.bottom - grammar.free_height(plot.series, plot.low, plot.high) * (plot.bottom - plot.top)
    words, room = "too early to say", plot.x(young.iloc[-1]) - plot.x(young.iloc[0])
    if text_width(words, plot.size) <= room:
        return [plot.text(x, y, words, plot.palette.quiet, "middle", plot.halo)]
    x += 0.3 * plot.size
    turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"'
    return [plot.text(x, y, words, plot.palette.quiet, "middle", turn + plot.halo)]


def _lines(plot: _Plot) -> list[str]:
    """Solid where shown; dotted where provisional."""
    dash = f"{0.1 * plot.size:g} {0.4 * plot.size:g}"
    runs = [(run, f' stroke-dasharray="{dash}"') for run in grammar.dotted(plot.frame, plot.unit)]
    runs += [(run, "") for run in grammar.solid(plot.frame)]
    return [
        f'<polyline class="line" points="{_places(plot, run)}" fill="none" stroke="{plot.palette.ink}"'
        f' stroke-width="{3.5 * plot.scale:.1f}" stroke-linejoin="round" stroke-linecap="round"{dashes}/>'
        for run, dashes in runs
        if len(run) > 1
    ]


def _places(plot: _Plot, run: pd.DataFrame) -> str:
    return " ".join(
        f"{plot.x(day):.1f},{plot.y(value):.1f}"
        for day, value in zip(run["period"], run["value"], strict=True)
    )


def _points(plot: _Plot) -> list[str]:
    """Small where nothing is special, large and colored for a real change, hollow where provisional."""
    frame, colors = plot.frame, plot.palette
    flagged = grammar.signals(frame)
    drawn = frame["value"].notna()
    plain = frame[frame["status"].eq("shown") & drawn].drop(flagged.index)
    hollow = frame[frame["status"].eq("provisional") & drawn]
    parts = [_point(plot, row, "plain", 0.2, colors.ink) for row in plain.itertuples(index=False)]
    for row in flagged.itertuples(index=False):
        tone = grammar.tone(row.improvement)
        parts.append(_point(plot, row, tone, 0.4, colors.tone(tone)))
    ring = f' stroke="{colors.ink}" stroke-width="{3 * plot.scale:.1f}"'
    parts += [_point(plot, row, "open", 0.32, colors.page, ring) for row in hollow.itertuples(index=False)]
    return parts


def _point(plot: _Plot, row, kind: str, radius: float, fill: str, ring: str = "") -> str:
    x, y, r = plot.x(row.period), plot.y(row.value), radius * plot.size
    if kind == "change":
        r *= 1.2
        corners = f"M{x:.1f} {y - r:.1f}l{r:.1f} {r:.1f}l{-r:.1f} {r:.1f}l{-r:.1f} {-r:.1f}z"
        return f'<path class="{kind}" d="{corners}" fill="{fill}"/>'
    return f'<circle class="{kind}" cx="{x:.1f}" cy="{y:.1f}" r="{r:.1f}" fill="{fill}"{ring}/>'


def _newest(plot: _Plot) -> list[str]:
    """The newest number: beside the plot when its point is the last one, else where its line is not."""
    point, size = plot.series.latest_drawn, plot.size
    if point is None:
        return []
    x, y = plot.x(point.period), plot.y(point.value)
    strong = ' font-weight="700"'
    if pd.Timestamp(point.period) == plot.frame["period"].iloc[-1] and x > plot.right - 2 * size:
        return [plot.text(plot.right + 0.4 * size, _clear(plot, y) + 0.35 * size, plot.newest_words,
                          plot.palette.ink, "start", strong)]  # fmt: skip
    under = (grammar.falls(plot.frame) and y + 2 * size < plot.bottom) or y - 2 * size < plot.top
    over = _off_target(plot, y, under)
    return [plot.text(x + 0.6 * size, over, plot.newest_words, plot.palette.ink, "end", strong + plot.halo)]


def _off_target(plot: _Plot, y: float, under: bool) -> float:
    """The foot of words under or over a point at y, so that the target's line does not run through them."""
    size, target = plot.size, plot.series.target
    places = [y - 0.7 * size, y + 1.5 * size, y - 2 * size, y + 2.8 * size]
    places = [places[n] for n in ((1, 0, 3, 2) if under else (0, 1, 2, 3))]
    if target is None:
        return places[0]
    line = plot.y(target)
    clear = (
        foot for foot in places
        if plot.top + 0.8 * size <= foot <= plot.bottom - 0.2 * size
        and not foot - size < line < foot + 0.4 * size
    )  # fmt: skip
    return next(clear, places[0])


def _clear(plot: _Plot, y: float) -> float:
    """The height of the newest number's words, moved off the target's where both would share a line."""
    target, room = plot.series.target, 1.2 * plot.size
    if target is None or abs(y - plot.y(target)) >= room:
        return y
    other = plot.y(target)
    over = y <= other
    if over and other - room < 0.5 * plot.size:
        over = False
    return other - room if over else other + room
