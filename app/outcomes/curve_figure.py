"""Kaplan-Meier curves as a figure: a line and its 95% band each, and the number at risk under the axis.

Only the days told are known: a line runs straight between them where they are near enough to each other for a
course, and else they are points with their intervals. A line is gray after the days that the last of its
people were followed.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from app import wording
from app.figures import FONT
from app.outcomes.curve_data import ALL, MONTH_DAYS, Curve
from app.theme import Palette

PLOT, ROW, AXIS = 300, 40, 44  # pixels: the plot, a curve's two lines of numbers, the axis above them
RIGHT = 108
STEPS = (30, 60, 90, 180)
COLUMNS = 5
FEW_POINTS = 4  # rows, the start included: fewer are points, not a course
WIDE = 1 / 3  # of a line, between two told days: nobody knows its course
EVEN = 4  # marks: fewer days in common are no scale
NEAR = 0.04  # of the axis: a number this far from a mark may stand for it
LONG = 180  # days from which an axis may be told in months
MOST = 0.75  # of the axis: days in common that reach this far are marked
YOUNG = {"dash": "dot", "symbol": "circle-open"}  # and gray: not followed long enough


def figure(curves: list[Curve], palette: Palette) -> go.Figure:
    """The curves of `shown` ones, direct-labelled; those not mature are gray and dotted."""
    end = max(one.last_day for one in curves)
    top = min(100.0, 1.12 * max(_highest(one) for one in curves))
    looks = _looks(curves, palette)
    ticks = _tick_days(curves, end)
    traces = [_band(one, palette) for one in curves if one.compared and not _sparse(one)]  # under every line
    traces += [trace for one, look in zip(curves, looks, strict=True) for trace in _lines(one, look, palette)]
    below = AXIS + ROW * len(curves) + 22
    height = PLOT + below
    layout = {
        "height": height, "margin": {"l": 44, "r": RIGHT, "t": 12, "b": below}, "showlegend": False,
        "paper_bgcolor": palette.page, "plot_bgcolor": palette.page, "dragmode": False,
        "font": {"family": FONT, "size": 13, "color": palette.quiet}, "hovermode": "closest",
        "hoverlabel": {"bgcolor": palette.panel, "bordercolor": palette.rule,
                       "font": {"color": palette.ink, "size": 13}},
        "xaxis": {"range": [-end * 0.015, end * 1.015], "fixedrange": True, "showgrid": False,
                  "zeroline": False, "showline": True, "linecolor": palette.rule, "ticks": "outside",
                  "tickcolor": palette.rule, "ticklen": 4, **_ticks(ticks)},
        "yaxis": {"range": [0, top], "fixedrange": True, "zeroline": False, "gridcolor": palette.grid,
                  "ticksuffix": "%", "nticks": 6, "automargin": False},
        "annotations": [*_names(curves, looks, top), *_at_risk(curves, looks, ticks, palette)],
    }  # fmt: skip
    return go.Figure({"data": traces, "layout": layout})


def _highest(one: Curve) -> float:
    return float(max(one.frame["share"].max(), one.frame["high"].fillna(0).max(), 5))


def _looks(curves: list[Curve], palette: Palette) -> list[dict]:
    """Color, dash and marker by place: never by color alone; young cohorts are the quiet ones."""
    own = [
        {"color": palette.ink, "dash": "solid", "symbol": "circle"},
        {"color": palette.change, "dash": "dash", "symbol": "diamond"},
        {"color": palette.improvement, "dash": "longdash", "symbol": "square"},
        {"color": palette.concern, "dash": "dashdot", "symbol": "triangle-up"},
        {"color": palette.target, "dash": "longdashdot", "symbol": "cross"},
    ]
    young = YOUNG | {"color": palette.mean}
    mature = [one for one in curves if one.compared]
    by_year = len({one.year for one in curves}) > 1
    order = mature[::-1] if by_year else mature  # the newest year is the solid one
    return [own[_place(one, order) % len(own)] if one.compared else young for one in curves]


def _place(one: Curve, order: list[Curve]) -> int:
    return next(i for i, each in enumerate(order) if each is one)


def _label(one: Curve, curves: list[Curve]) -> str:
    return (
        one.label
        if len({each.year for each in curves}) > 1 or one.level == ALL or one.grouping == "service_type"
        else one.short
    )


def _sparse(one: Curve) -> bool:
    """Whether so few days are told, or two so far apart, that what happened between them is not known."""
    days = one.frame["day"]
    return len(days) < FEW_POINTS or days.diff().max() > WIDE * (days.iloc[-1] - days.iloc[0])


def _band(one: Curve, palette: Palette) -> dict:
    """The 95% interval, as far as all its people were followed."""
    start, told = int(one.frame["day"].iloc[0]), one.whole.dropna(subset=["low", "high"])
    return {
        "type": "scatter", "mode": "lines", "x": [start, *told["day"], *told["day"][::-1], start],
        "y": [0, *told["high"], *told["low"][::-1], 0], "fill": "toself", "fillcolor": palette.band,
        "opacity": 0.75, "line": {"width": 0}, "hoverinfo": "skip", "name": "95% interval",
    }  # fmt: skip


def _lines(one: Curve, look: dict, palette: Palette) -> list[dict]:
    """The curve; beyond the days that all its people were followed it is gray, as a young cohort is."""
    if not one.compared:
        return [_line(one, one.frame, look)]
    whole = one.whole
    rest = one.frame.iloc[max(len(whole) - 1, 0) :]
    later = [_line(one, rest, YOUNG | {"color": palette.mean})] if len(rest) > 1 else []
    return [*later, _line(one, whole, look)]


def _line(one: Curve, frame: pd.DataFrame, look: dict) -> dict:
    sparse = _sparse(one)
    line = {"width": 1, "dash": "dot"} if sparse else {"width": 2, "dash": look["dash"]}
    drawn = {
        "type": "scatter", "mode": "lines+markers", "x": list(frame["day"]), "y": list(frame["share"]),
        "name": one.short, "line": {"color": look["color"]} | line, "cliponaxis": False,
        "marker": {"color": look["color"], "size": 8 if sparse else 4, "symbol": look["symbol"]},
        "hoverinfo": "text", "hovertext": [_hover(one, row) for row in frame.to_dict("records")],
    }  # fmt: skip
    if sparse and one.compared:
        above, below = frame["high"] - frame["share"], frame["share"] - frame["low"]
        drawn["error_y"] = {
            "type": "data", "symmetric": False, "array": list(above.fillna(0)),
            "arrayminus": list(below.fillna(0)), "thickness": 1, "width": 3,
        }  # fmt: skip
    return drawn


def _hover(one: Curve, row: dict) -> str:
    name = one.label if one.level == ALL else f"{one.short}, {one.label}"
    lines = [f"<b>{name}, day {row['day']:.0f}: {row['share']:.1f}%</b>"]
    if wording.is_number(row["low"]):
        lines.append(f"95% interval {row['low']:.1f}–{row['high']:.1f}%")
    lines.append(f"{wording.count(row['at_risk'])} still watched, of {wording.count(one.n)}")
    return "<br>".join([*lines, *([one.young.capitalize()] if one.young else [])])


def _tick_days(curves: list[Curve], end: int) -> list[float]:
    """The days marked below: days that all curves tell where these reach far enough, else even steps."""
    common = sorted(set.intersection(*(set(one.frame["day"].astype(int)) for one in curves)))
    marked = _spread(common, end)
    if len(marked) >= EVEN and common[-1] >= MOST * end:
        return [float(day) for day in marked]
    if end >= 360:
        every = 6 if end > 400 else 3
        return [month * MONTH_DAYS for month in range(0, int(end / MONTH_DAYS + 0.5) + 1, every)]
    step = next((each for each in STEPS if end / each <= COLUMNS), STEPS[-1])
    return [float(day) for day in range(0, end + 1, step)]


def _ticks(days: list[float]) -> dict:
    """The axis with its words."""
    return {"tickmode": "array", "tickvals": days, "ticktext": _whens(days)}


def _whens(days: list[float]) -> list[str]:
    """'6 mo' where all are months, else '45 d'."""
    months = [day / MONTH_DAYS for day in days]
    if max(days) >= LONG and all(abs(each - round(each)) < 0.2 for each in months):
        return [f"{round(each)} mo" if each else "0" for each in months]
    return [f"{day:.0f} d" if day else "0" for day in days]


def _names(curves: list[Curve], looks: list[dict], top: float) -> list[dict]:
    """Each line's name, last share and its time, at its end; moved apart where they would touch.

    The names of lines that end late stand after all of them, clear of their intervals. A line that ends early
    has its name below its end, where the other lines do not pass.
    """
    end = max(one.last_day for one in curves)
    late = [i for i, one in enumerate(curves) if one.last_day >= MOST * end]
    placed: dict[int, float] = {}
    gap, floor = top * 0.125, -1e9
    for i in sorted(late, key=lambda i: curves[i].frame["share"].iloc[-1]):
        floor = max(float(curves[i].frame["share"].iloc[-1]), floor + gap)
        placed[i] = floor
    over = max(0.0, max(placed.values()) + gap / 2 - top)
    return [
        {"x": end if i in placed else one.last_day,
         "y": placed[i] - over if i in placed else one.frame["share"].iloc[-1],
         "xref": "x", "yref": "y", "xanchor": "left", "yanchor": "middle" if i in placed else "top",
         "xshift": 8, "yshift": 0 if i in placed else -14, "showarrow": False, "align": "left",
         "font": {"size": 12.5, "color": looks[i]["color"] if one.compared else None},
         "text": f"<b>{_wrapped(_label(one, curves))}</b><br>"
                 f"{one.last['share']:.0f}% at {_end(int(one.last['day']))}"}
        for i, one in enumerate(curves)
    ]  # fmt: skip


def _end(day: int) -> str:
    return f"{day / MONTH_DAYS:.0f} mo" if day >= 60 else f"{day} d"


def _wrapped(name: str) -> str:
    words = name.split(" ")
    return name if len(name) <= 14 else "<br>".join(words[:2])


def _at_risk(curves: list[Curve], looks: list[dict], ticks: list[float], palette: Palette) -> list[dict]:
    """The number still watched, a row a curve: its name above, the numbers under the days they hold for."""
    title = {"xref": "paper", "yref": "paper", "x": 0, "y": 0, "xanchor": "left", "yanchor": "top",
             "showarrow": False, "yshift": -AXIS + 14, "xshift": -36, "font": {"size": 12.5},
             "text": "Number at risk (still watched after the day)"}  # fmt: skip
    notes = [title]
    for place, (one, look) in enumerate(zip(curves, looks, strict=True)):
        down = -AXIS - 4 - ROW * place
        color = look["color"] if one.compared else palette.quiet
        caution = f": {one.caution}" if one.caution else ""
        notes.append(title | {"yshift": down, "text": f"<b>{_label(one, curves)}</b>{caution}",
                              "font": {"size": 12.5, "color": color}})  # fmt: skip
        for day, left in _columns(one, ticks):
            mark = [*ticks, one.last_day]  # the line's end says its own day
            notes.append({
                "x": day, "xref": "x", "y": 0, "yref": "paper", "yanchor": "top", "yshift": down - 16,
                "xanchor": "center", "showarrow": False, "text": _at(day, left, mark),
                "font": {"size": 12.5, "color": palette.ink},
            })  # fmt: skip
    return notes


def _at(day: int, left: float, ticks: list[float]) -> str:
    """The number, with its day where no mark stands near."""
    marked = min(abs(day - tick) for tick in ticks) <= NEAR * max(ticks)
    return wording.count(left) if marked else f"{wording.count(left)} ({_end(day)})"


def _columns(one: Curve, ticks: list[float]) -> list[tuple[int, float]]:
    """The told days nearest to the marks, with room between them; the first and the last told always."""
    days = list(one.frame["day"].astype(int))
    at_risk = dict(zip(days, one.frame["at_risk"], strict=True))
    apart = ticks[-1] / (COLUMNS + 2)
    chosen = [days[0], days[-1]]
    for tick in ticks:
        near = min(days, key=lambda day: abs(day - tick))
        wide = 1 if abs(near - tick) <= NEAR * ticks[-1] else 2  # with its day it needs more room
        if all(abs(near - other) >= wide * apart for other in chosen):
            chosen.append(near)
    return [(day, at_risk[day]) for day in sorted(set(chosen))]


def _spread(days: list[int], end: int) -> list[int]:
    """Up to COLUMNS of these days, the nearest to each even step, the first and the last among them."""
    chosen = [days[0], days[-1]]
    for i in range(1, COLUMNS - 1):
        near = min(days, key=lambda day: abs(day - end * i / (COLUMNS - 1)))
        if all(abs(near - other) > end / (COLUMNS + 2) for other in chosen):
            chosen.append(near)
    return sorted(set(chosen))
