"""The chart grammar large: a series in, a Plotly figure out. Pure: no Streamlit, built from plain dicts."""

from __future__ import annotations

import datetime as dt
import html
import math
import textwrap

import pandas as pd
import plotly.graph_objects as go

from app import grammar, wording
from app.flags import together
from app.model import Point, Series
from app.theme import Palette

HEIGHT = 290
STRIP = 104
EVENT_ROWS, EVENT_ROW, EVENT_WIDTH = 4, 32, 28  # most rows of names, pixels a row, letters a line
EVENT_GAP = 4  # pixels between a line and its name
USUAL_ROWS, EVENTS_NAMED = 2, 8  # rows that every chart has room for; more make it taller
FONT = "Source Sans, Source Sans Pro, Arial, sans-serif"
SHORTEST_SPAN = pd.Timedelta(days=120)


def trend(series: Series, palette: Palette) -> go.Figure:
    """One series over time, direct-labelled; its finding stands above it on the page."""
    low, high = grammar.extent([series])
    traces = [*_band(series, palette), *_lines(series, palette), *_gaps(series, palette, low, high)]
    layout = _layout([series], palette, HEIGHT)
    layout["yaxis"] = _y_axis(series, palette, low, high)
    layout["shapes"], layout["annotations"] = [], []
    _events(series, palette, layout)
    _add_target(series, palette, layout)
    _add_too_early(series, palette, layout)
    return go.Figure({"data": traces, "layout": layout})


def levels(found: list[Series], palette: Palette) -> go.Figure:
    """Small multiples: one strip a level, named above it, all on one scale, so that nobody hunts a legend."""
    low, high = grammar.extent(found)
    count = len(found)
    height = STRIP * count + 40
    layout = _layout(found, palette, height)
    layout["margin"]["t"] = 26
    traces, notes = [], []
    room = 1 / count
    for i, one in enumerate(found):
        axis = "" if i == 0 else str(i + 1)
        top = 1 - i * room
        layout[f"yaxis{axis}"] = _y_axis(one, palette, low, high) | {
            "domain": [top - room * 0.70, top - room * 0.06],
            "nticks": 3,
        }
        for trace in [*_band(one, palette), *_lines(one, palette), *_gaps(one, palette, low, high)]:
            traces.append(trace | {"yaxis": f"y{axis}", "xaxis": "x"})
        notes.append(_strip_name(one, palette, top - room * 0.06))
    layout["annotations"] = notes
    # The periods stand under the last strip.
    layout["xaxis"]["anchor"] = f"y{count}" if count > 1 else "y"
    return go.Figure({"data": traces, "layout": layout})


def flow(found: list[Series], when: dt.date, palette: Palette) -> go.Figure:
    """Where one period's cases went: a bar an outcome, its name and number above; a hidden one is a cross."""
    bars = [(one, point) for one in found if (point := one.at(when)) and (point.value or not point.drawn)]
    bars = [(one, point) for one, point in bars if point.status != "missing"]
    known = [point.value for _, point in bars if point.drawn]
    top, whole = max([*known, 1]), sum(known)
    places = list(range(len(bars)))[::-1]
    hidden = [place for place, (_, point) in zip(places, bars, strict=True) if not point.drawn]
    of_what = " of those shown" if hidden else ""
    told = [_bar_words(one, point, whole, of_what) for one, point in bars]
    traces = [
        {"type": "bar", "orientation": "h", "y": places, "width": 0.36, "name": "Shown",
         "x": [point.value if point.drawn else 0 for _, point in bars], "hoverinfo": "text",
         "hovertext": told, "marker": {"color": palette.quiet}},
        {"type": "scatter", "mode": "markers", "x": [top * 0.015] * len(hidden), "y": hidden,
         "name": "Not shown", "hoverinfo": "skip", "cliponaxis": False,
         "marker": {"symbol": "x-thin", "size": 9, "line": {"color": palette.quiet, "width": 1.8}}},
    ]  # fmt: skip
    notes = [
        {"x": 0, "y": place + 0.22, "xref": "x", "yref": "y", "xanchor": "left", "yanchor": "bottom",
         "showarrow": False, "text": words, "font": {"size": 14, "color": palette.ink}}
        for place, words in zip(places, told, strict=True)
    ]  # fmt: skip
    layout = {
        "height": 56 * len(bars) + 20, "margin": {"l": 4, "r": 8, "t": 6, "b": 6}, "annotations": notes,
        "paper_bgcolor": palette.page, "plot_bgcolor": palette.page, "showlegend": False,
        "font": {"family": FONT, "color": palette.ink}, "bargap": 0.2, "dragmode": False,
        "xaxis": {"visible": False, "range": [0, top * 1.02], "fixedrange": True},
        "yaxis": {"visible": False, "range": [-0.45, len(bars) - 0.25], "fixedrange": True},
    }  # fmt: skip
    return go.Figure({"data": traces, "layout": layout})


def _plain(text: str) -> str:
    """Names as text: Plotly reads a few HTML tags in labels."""
    return html.escape(text, quote=False)


def _bar_words(series: Series, point: Point, whole: float, of_what: str) -> str:
    if not point.drawn:
        return f"{_plain(series.label)}: {wording.HIDDEN_COUNT.lower()}"
    percent = 100 * point.value / whole if whole else 0
    share = f", {'under 1' if 0 < percent < 0.5 else f'{percent:.0f}'}%{of_what}" if whole else ""
    return f"{_plain(series.label)}: <b>{wording.count(point.value)}</b>{share}"


def _layout(found: list[Series], palette: Palette, height: int) -> dict:
    periods = pd.concat([one.frame["period"] for one in found]).drop_duplicates().sort_values()
    days = [day for one in found for day, _ in one.events] if len(found) == 1 else []
    first, last = grammar.reach(pd.DataFrame({"period": periods}), days)
    span = max(last - first, SHORTEST_SPAN)
    return {
        "height": height, "margin": {"l": 44, "r": 14, "t": 30, "b": 30}, "showlegend": False,
        "paper_bgcolor": palette.page, "plot_bgcolor": palette.page, "dragmode": False,
        "font": {"family": FONT, "size": 13, "color": palette.quiet},
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": palette.panel, "bordercolor": palette.rule,
                       "font": {"color": palette.ink, "size": 13}},
        "xaxis": {
            "type": "date", "range": [str((first - span * 0.02).date()), str((last + span * 0.03).date())],
            "showgrid": False, "zeroline": False, "fixedrange": True, "ticks": "outside", "ticklen": 4,
            "tickcolor": palette.rule, "linecolor": palette.rule, "showline": True,
            "automargin": "height",  # on a phone the labels stand upright, and need the room
            **_ticks(periods, found[0].grain),
        },
    }  # fmt: skip


def _ticks(periods: pd.Series, grain: str) -> dict:
    """At most seven labels along the bottom, in the words of the page."""
    kept = grammar.labeled(periods, grain)
    return {"tickmode": "array", "tickvals": [str(day.date()) for day, _ in kept],
            "ticktext": [words for _, words in kept]}  # fmt: skip


def _y_axis(series: Series, palette: Palette, low: float, high: float) -> dict:
    return {
        "range": [low, high], "fixedrange": True, "zeroline": False, "gridcolor": palette.grid, "nticks": 5,
        "ticksuffix": "%" if series.measure.unit == "percent" else "", "separatethousands": True,
        "automargin": False, "tickfont": {"color": palette.quiet},
    }  # fmt: skip


def _band(series: Series, palette: Palette) -> list[dict]:
    """The usual range as a quiet band with its mean, half a period wider than the points that it judges."""
    traces = []
    floor, ceiling = 0.0, 100.0 if series.measure.unit == "percent" else math.inf
    for part in grammar.bands(series.frame):
        days = [str(day.date()) for day in part["period"]]
        upper, lower = part["limit_high"].clip(upper=ceiling), part["limit_low"].clip(lower=floor)
        traces.append({
            "type": "scatter", "mode": "lines", "x": [*days, *days[::-1]], "y": [*upper, *lower[::-1]],
            "fill": "toself", "fillcolor": palette.band, "line": {"width": 0}, "hoverinfo": "skip",
            "name": "Usual range",
        })  # fmt: skip
        traces.append({
            "type": "scatter", "mode": "lines", "x": days, "y": list(part["center"]), "hoverinfo": "skip",
            "line": {"color": palette.mean, "width": 1}, "name": "Mean",
        })  # fmt: skip
    return traces


def _lines(series: Series, palette: Palette) -> list[dict]:
    """Solid where shown, dotted and hollow where provisional; a real change is colored and larger."""
    frame = series.frame
    traces = []
    for part in grammar.dotted(frame, series.measure.unit):
        traces.append(_line(part, palette, "dot", "Provisional"))
    for part in grammar.solid(frame):
        traces.append(_line(part, palette, "solid", series.label or series.measure.short))
    shown = frame[frame["status"].eq("shown") & frame["value"].notna()]
    flagged = grammar.signals(frame)
    plain = shown.drop(flagged.index)
    traces.append(_points(plain, series, {"color": palette.ink, "size": 5}, "Shown"))
    for tone, part in flagged.groupby(flagged["improvement"].map(grammar.tone)):
        shape = "diamond" if tone == "change" else "circle"
        traces.append(_points(part, series, {"color": palette.tone(tone), "size": 10, "symbol": shape}, tone))
    hollow = frame[frame["status"].eq("provisional") & frame["value"].notna()]
    ring = {"color": palette.page, "size": 9, "line": {"color": palette.ink, "width": 2}}
    traces.append(_points(hollow, series, ring, "Provisional"))
    return [trace for trace in traces if len(trace["x"])]


def _line(part: pd.DataFrame, palette: Palette, dash: str, name: str) -> dict:
    return {
        "type": "scatter", "mode": "lines", "x": [str(day.date()) for day in part["period"]],
        "y": list(part["value"]), "line": {"color": palette.ink, "width": 2, "dash": dash},
        "hoverinfo": "skip", "name": name,
    }  # fmt: skip


def _points(part: pd.DataFrame, series: Series, marker: dict, name: str) -> dict:
    return {
        "type": "scatter", "mode": "markers", "x": [str(day.date()) for day in part["period"]],
        "y": list(part["value"]), "marker": marker, "hoverinfo": "text", "name": name, "cliponaxis": False,
        "hovertext": [_hover(row, series) for row in part.itertuples(index=False)],
    }  # fmt: skip


def _hover(row, series: Series) -> str:
    unit = series.measure.unit
    n = wording.of(row.numerator, row.denominator, unit, series.measure.agg)
    signal = {True: "Part of a real improvement", False: "Part of a real concern"}
    lines = [
        f"<b>{wording.period(row.period, row.grain)}: {wording.amount(row.value, unit, row.denominator)}</b>",
        n,
        f"Usual range {wording.usual_range(row.limit_low, row.limit_high, unit)}"
        if wording.is_number(row.limit_low) else "",
        "Provisional: not everything has arrived" if row.status == "provisional" else "",
        signal.get(row.improvement, "Part of a real change")
        if isinstance(row.signal, str) and row.signal else "",
        wording.agencies_in(row.reporting, row.expected),
    ]  # fmt: skip
    return "<br>".join(line for line in lines if line)


def _gaps(series: Series, palette: Palette, low: float, high: float) -> list[dict]:
    """A cross on the floor for each hidden period, its reason on hover: a gap that says why it is one."""
    hidden = series.frame[series.frame["status"].eq("suppressed")]
    if not len(hidden):
        return []
    unit = series.measure.unit
    reasons = [
        f"<b>{wording.period(row.period, row.grain)}</b><br>"
        + wording.hidden_reason(unit, None if pd.isna(row.reason) else row.reason)
        for row in hidden.itertuples(index=False)
    ]
    return [{
        "type": "scatter", "mode": "markers", "x": [str(day.date()) for day in hidden["period"]],
        "y": [low + (high - low) * 0.04] * len(hidden), "hoverinfo": "text", "hovertext": reasons,
        "cliponaxis": False,
        "marker": {"symbol": "x-thin", "size": 8, "line": {"color": palette.quiet, "width": 1.6}},
        "name": "Not shown",
    }]  # fmt: skip


def _events(series: Series, palette: Palette, layout: dict) -> None:
    """A thin vertical line for each event, its name above the plot; late ones are named to their left."""
    first, last = grammar.reach(series.frame, [day for day, _ in series.events])
    seen = [(at, names) for at, names in _by_day(series.events) if first <= at <= last]
    rows = min(len(seen), EVENT_ROWS)
    layout["margin"]["t"] = max(layout["margin"]["t"], 6 + EVENT_ROW * rows)
    layout["height"] += EVENT_ROW * max(rows - USUAL_ROWS, 0)
    for i, (at, names) in enumerate(seen):
        late = (at - first) > 0.5 * (last - first)
        layout["shapes"].append({
            "type": "line", "xref": "x", "yref": "paper", "x0": str(at.date()), "x1": str(at.date()),
            "y0": 0, "y1": 1, "line": {"color": palette.quiet, "width": 1},
        })  # fmt: skip
        if len(seen) - i > EVENTS_NAMED:
            continue  # its line alone: the newest ones are what people ask about
        words = textwrap.wrap(
            together((at, name) for name in names), EVENT_WIDTH, max_lines=2, placeholder=" …"
        )
        layout["annotations"].append({
            "x": str(at.date()), "xref": "x", "y": 1, "yref": "paper", "yanchor": "bottom",
            "yshift": EVENT_ROW * (i % EVENT_ROWS), "xanchor": "right" if late else "left",
            "xshift": -EVENT_GAP if late else EVENT_GAP,
            "text": "<br>".join(map(_plain, words)), "hovertext": "<br>".join(map(_plain, names)),
            "align": "right" if late else "left", "showarrow": False,
            "font": {"size": 12, "color": palette.quiet},
        })  # fmt: skip


def _by_day(events: tuple[tuple[dt.date, str], ...]) -> list[tuple[pd.Timestamp, list[str]]]:
    """What is on one day shares a line."""
    days: dict[pd.Timestamp, list[str]] = {}
    for day, name in sorted(events):
        days.setdefault(pd.Timestamp(day), []).append(name)
    return list(days.items())


def _add_target(series: Series, palette: Palette, layout: dict) -> None:
    """The target as a dashed line, each from its month on; the last one is named at its end beside the plot,
    where it covers nothing."""
    if series.target is None:
        return
    layout["margin"]["r"] = 50
    first, last = layout["xaxis"]["range"]
    for since, until, value in grammar.target_lines(series):
        layout["shapes"].append({
            "type": "line", "xref": "x", "yref": "y", "x0": str(since.date()) if since else first,
            "x1": str(until.date()) if until else last,
            "y0": value, "y1": value,
            "line": {"color": palette.target, "width": 1.6, "dash": "dash"},
        })  # fmt: skip
    layout["annotations"].append({
        "x": 1, "xref": "paper", "xanchor": "left", "xshift": 4, "y": series.target, "yref": "y",
        "yanchor": "middle", "text": f"Target<br>{wording.target(series.target, series.measure.unit)}",
        "align": "left", "showarrow": False,
        "font": {"size": 12, "color": palette.target_text},
    })  # fmt: skip


def _add_too_early(series: Series, palette: Palette, layout: dict) -> None:
    """The youngest cohorts: said in words over their months, never drawn as low."""
    young = series.frame[series.frame["status"].eq("too_early")]["period"]
    if not len(young):
        return
    middle = young.iloc[0] + (young.iloc[-1] - young.iloc[0]) / 2
    layout["annotations"].append({
        "x": str(middle.date()), "xref": "x", "xanchor": "center", "y": 0.5, "yref": "paper",
        "yanchor": "middle", "text": "too early to say", "textangle": -90, "showarrow": False,
        "font": {"size": 12, "color": palette.quiet},
    })  # fmt: skip


def _strip_name(series: Series, palette: Palette, top: float) -> dict:
    point = series.latest
    if point is None:
        told = "no data"
    elif point.drawn:
        n = wording.of(point.numerator, point.denominator, series.measure.unit, series.measure.agg)
        told = wording.amount(point.value, series.measure.unit, point.denominator) + (f" ({n})" if n else "")
        told += f", {wording.period(point.period, point.grain)}"
    else:
        told = wording.STATUS_WORDS[point.status].lower()
    return {
        "x": 0, "xref": "paper", "xanchor": "left", "y": top, "yref": "paper", "yanchor": "bottom",
        "text": f"<b>{_plain(series.label)}</b>  {told}", "showarrow": False,
        "font": {"size": 13, "color": palette.ink},
    }  # fmt: skip
