"""A chart on a page: its finding as the title, what it measures, picture, table, CSV and definition."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import streamlit as st
from markupsafe import Markup

from app import coordination, exports, panels, wording
from app import facts as say
from app.markup import fill
from app.model import Series
from app.theme import Palette

FIGURES_KEPT = 400
AT_ONCE = 8  # charts drawn before anybody asks for more
REAL = ("improvement", "concern", "change")
ROWS_ONLY = "from agencies that send rows"  # who sends totals only is in no group
NAMED = 3  # groups named in a title; more are counted


def many(panels_to_draw: list[Callable[[], None]], last: Callable[[], None] | None = None) -> None:
    """The first panels at once, the others when asked for; `last` closes the first ones."""
    with st.container(key="charts"):
        for draw in panels_to_draw[:AT_ONCE]:
            draw()
        if last:
            last()
    rest = panels_to_draw[AT_ONCE:]
    if rest and st.toggle(f"Show {len(rest)} more", key="more", bind="query-params"):
        with st.container(key="charts_more"):
            for draw in rest:
                draw()


def news_at_once(found: list[Series]) -> list[Series]:
    """In their order, but no real change behind "show more" while a chart without one is drawn at once."""
    real = [one for one in found if one.verdict.code in REAL]
    chosen = {id(one) for one in [*real, *(one for one in found if one.verdict.code not in REAL)][:AT_ONCE]}
    return sorted(found, key=lambda one: id(one) not in chosen)


def trend(build_id: str, series: Series, months: int | None, with_curve: bool = True) -> None:
    """A panel with one series over time, and on it what the partners agreed about its measure."""
    series = coordination.agreed_now().on_chart(series)
    told = say.facts(series)
    n = f" ({told.of})" if told.of else ""
    ending = f", provisional{say.why_provisional(series)}" if told.provisional else ""
    newest = f"{told.value}{n} in {told.period}{ending}" if told.period else told.value
    _panel(
        build_id, [series.last(months)], f"trend {months}",
        title=wording.finding(series.measure.title, told.sentence),
        newest=" · ".join(part for part in (newest, say.context(told)) if part), with_curve=with_curve,
    )  # fmt: skip


def levels(build_id: str, found: list[Series], months: int | None, breakdown: str) -> None:
    """A panel with one strip a level; levels without any number are named instead."""
    cut = [one.last(months) for one in found]
    hidden = [one.label for one in cut if not one.has_numbers]
    newest = [f"One strip a group, one point a {found[0].grain}, all on one scale"]
    if hidden:
        newest.append(f"Fewer than 11, or protected, throughout: {wording.listed(hidden)}")
    if len(hidden) == len(cut):
        newest = [f"Fewer than 11, or protected, in every group and {found[0].grain}"]
    _panel(
        build_id,
        cut,
        f"levels {months}",
        title=_levels_title(found, breakdown),
        newest=". ".join(newest) + ".",
    )


def _levels_title(found: list[Series], breakdown: str) -> str:
    """The measure and what changed for whom: groups by name where they are few, else how many."""
    changes: dict[str, list[str]] = {}
    for one in found:
        if one.verdict.code in REAL:
            changes.setdefault(wording.lower_first(one.mark.word), []).append(one.label)
    told = [
        f"{word} for {wording.listed(names) if len(names) <= NAMED else f'{len(names)} groups'}"
        for word, names in changes.items()
    ]
    title = f"{found[0].measure.title}, by {wording.lower_first(breakdown)}"
    return f"{title}: {wording.listed(told)}" if told else title


def flow(build_id: str, found: list[Series], when: dt.date, total: float | None) -> None:
    """A panel with one period's cases by outcome."""
    grain = found[0].grain
    name = _by_grain(found[0].measure.title, grain)
    point = found[0].at(when)
    period = wording.period(when, grain) + (" so far" if point and point.unfinished else "")
    _panel(
        build_id, found, f"flow {when}",
        title=f"{name}{',' if ':' in name else ':'} {period}",
        newest=f"{wording.count(total)} in all, one bar an outcome" if total else "One bar an outcome",
    )  # fmt: skip


def _by_grain(text: str, grain: str) -> str:
    """The flow's words say month; a quarter's or a year's chart says what it is."""
    return text if grain == "month" else text.replace("the month's", f"the {grain}'s")


@st.cache_resource(max_entries=FIGURES_KEPT, show_spinner=False)
def _figure(key: tuple, drawn: str, _found: list[Series], _palette: Palette):
    """The figure for one build, filters and theme (all in `key`). Shared between sessions: never changed."""
    from app import figures  # Plotly loads on the first page that draws, not on the board

    kind, _, detail = drawn.partition(" ")
    if kind == "trend":
        return figures.trend(_found[0], _palette)
    if kind == "flow":
        return figures.flow(_found, dt.date.fromisoformat(detail), _palette)
    return figures.levels([one for one in _found if one.has_numbers], _palette)


def _panel(
    build_id: str, found: list[Series], drawn: str, title: str, newest: str, with_curve: bool = False
) -> None:
    one, palette = found[0], panels.colors()
    kind = drawn.partition(" ")[0]
    name = f"{kind}_{one.measure.id}"
    key = (build_id, one.measure.id, one.scope, one.breakdown, one.level, palette.name)
    key += (one.events, one.target, one.targets)
    draws = kind == "trend" or any(series.has_numbers for series in found)
    with st.container(border=True, key=panels.card_key(name, draws)):
        st.html(_head(one, title, newest, with_shape=kind == "trend"))
        if draws:
            st.plotly_chart(
                _figure(key, drawn, found, palette), key=f"plot_{name}", theme=None, width="stretch",
                config={"displayModeBar": False, "scrollZoom": False, "doubleClick": False},
                alt=" ".join(say.alternative(series) for series in found),
            )  # fmt: skip
        _under(found, name, with_curve=with_curve and one.breakdown == "all")


def _head(series: Series, title: str, newest: str, with_shape: bool) -> Markup:
    """The finding; the newest number; what is measured over what; for whom, until when and how complete."""
    measure, told, mark = series.measure, say.facts(series), series.mark
    over = f" Out of: {wording.lower_first(measure.denominator)}." if measure.denominator else ""
    what = _by_grain(measure.question, series.grain) + over
    whose = f"{series.scope.name}, {series.label}" if with_shape and series.label else series.scope.name
    whose += series.over_all
    until = f"until {told.period}" if told.period else ""
    shape = fill('<span class="{tone}" aria-hidden="true">{shape}</span> ', tone=mark.tone, shape=mark.shape)
    return fill(
        '<div class="chart-head"><h2>{shape}{title}</h2><p>{newest}</p><p class="quiet">{what}</p>'
        '<p class="quiet">{whose}</p></div>',
        shape=shape if with_shape else "", title=title, newest=newest, what=what,
        whose=" · ".join(part for part in (whose, until, told.coverage if with_shape else ROWS_ONLY) if part),
    )  # fmt: skip


@st.fragment
def _under(found: list[Series], name: str, with_curve: bool) -> None:
    """The numbers as a table one keystroke away, the CSV, and the way to the definition."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"under_{name}"):
        shown = st.toggle("Data table", key=f"table_{name}")
        st.download_button(
            "Download CSV", data=lambda: exports.csv_bytes(exports.download_rows(found)),
            file_name=exports.file_name(found), mime="text/csv", on_click="ignore", key=f"csv_{name}",
            icon=":material/download:",
        )  # fmt: skip
        panels.definition_link(found[0].measure)
        if with_curve:
            panels.curve_link(found[0].measure)
    if shown:
        st.table(exports.table(found), hide_index=True, border="horizontal")
