"""Panels of the programs page: the funnel, exits, completion by start, and the retention curve."""

from __future__ import annotations

import re

import streamlit as st

from app import exports, filters, panels, series, wording
from app.markup import Markup, fill
from app.model import Scope
from app.outcomes import curve_data, curves, programs
from app.outcomes.programs import Cohort, Way
from app.theme import Palette

HIDDEN = wording.HIDDEN_COUNT
HOW = (
    "Referred: every referral, by the year of the referral; a row without a referral date counts by its "
    "start. Scheduled: accepted, that is on the waiting list, enrolled or exited; declined and not eligible "
    "are not. Started: enrolled, now or before. Retained: completed, or enrolled for 180 days or more. "
    "Completed: left with the program completed. Still open is not lost: not answered yet, on the waiting "
    "list, younger than 180 days, or still enrolled."
)
NOT_KNOWN = "not_known"  # the destination of an exit of which nobody wrote it down
UNRECORDED = "This program does not record where people go."
YOUNG = "too early to compare: a year has not passed since its end"
NO_FUNNEL = "No year has a number that may be shown, or this build was made before the funnel was measured."


def choose_year(build_id: str, scope: Scope, service_type: str | None) -> int | None:
    """The year of the funnel and the exits, in the address: the one that tells most comes first."""
    found = programs.cohorts(build_id, scope, service_type)
    if not found:
        return None
    first = programs.most_told(found)
    years = [str(first), *(str(one.year) for one in reversed(found) if one.year != first)]
    filters.from_address("Year", years, "year", years[0])
    with st.container(key="filter_period"):
        chosen = st.selectbox("Year of referral, and of exit", years, key="year", bind="query-params")
    return int(chosen if chosen in years else years[0])


def funnel(build_id: str, scope: Scope, service_type: str | None, year: int | None, name: str) -> None:
    """From referral to completion for one year; the table has every year."""
    found = programs.cohorts(build_id, scope, service_type)
    one = next((each for each in found if each.year == year), None)
    key = f"funnel_{service_type or scope.id}"
    with st.container(border=True, key=panels.card_key(f"flow_{key}", one is not None)):
        if one is None:
            st.html(_head(f"{name}: from referral to completion", NO_FUNNEL))
            return
        st.html(_head(_funnel_finding(name, one), _funnel_note(one)))
        palette = panels.colors()
        _plot(
            _funnel_figure((build_id, key, year, palette.name), one, palette), key, _funnel_words(name, one)
        )
        _under(_funnel_table(found), key)


def _funnel_finding(name: str, one: Cohort) -> str:
    """The way in one sentence: of so many referred, the share that started and completed."""
    referred, completed = one.steps[0], one.steps[-1]
    started = one.steps[2]
    if referred.reached is None:
        known = (
            f"{wording.count(completed.reached)} have completed; " if completed.reached is not None else ""
        )
        return f"{name}, referred in {one.year}: {known}how many were referred is not shown"
    told = [
        f"{step.of_referred} {word}"
        for step, word in ((started, "started"), (completed, "have completed"))
        if step.reached is not None
    ]
    ending = f": {wording.listed(told)}" if told else ": the later steps are not shown"
    return f"{name}: of {wording.count(referred.reached)} referred in {one.year}{ending}"


def _funnel_note(one: Cohort) -> str:
    parts = [] if one.mature else [f"{one.year} is {YOUNG}"]
    parts += ["provisional: not every agency has sent every month of it"] if one.provisional else []
    later = one.steps[1:]
    still, untold = sum(step.open or 0 for step in later), any(step.open is None for step in later)
    if still:
        parts.append(f"{'at least ' if untold else ''}{wording.count(still)} of its people are still open")
    elif untold:
        parts.append("how many of its people are still open is not shown")
    hidden = [wording.lower_first(step.name) for step in one.steps if step.reached is None]
    parts += [f"not shown, since it would tell of fewer than 11: {wording.listed(hidden)}"] if hidden else []
    text = " ".join(f"{part[:1].upper()}{part[1:]}." for part in parts)
    return text or "Everybody's outcome is known."


def _funnel_words(name: str, one: Cohort) -> str:
    steps = "; ".join(f"{s.name} {_shown(s.reached)} ({s.of_referred} of the referred)" for s in one.steps)
    return f"{name}, people referred in {one.year}. {steps}."


def _funnel_table(found: tuple[Cohort, ...]) -> list[dict]:
    """Every year and step, newest year first."""
    return [
        {
            "Year": f"{one.year}" + ("" if one.mature else " (too early)"),
            "Step": step.name,
            "People": _shown(step.reached),
            "Of the step before": step.of_before,
            "Of the referred": step.of_referred,
            "Still open": "" if place == 0 else _shown(step.open),
            "Did not": "" if place == 0 else _shown(step.lost),
        }
        for one in reversed(found)
        for place, step in enumerate(one.steps)
    ]


def exits(build_id: str, service_type: str, year: int | None, name: str) -> None:
    """Why people left in one year, and where they went: two panels side by side."""
    if year is None:
        return
    with st.container(key=f"exits_{service_type}"):
        columns = st.columns(2)
        for column, measure_id, breakdown, what in (
            (columns[0], "exits_early", "service_exit_reason", "why people left before completing"),
            (columns[1], "exits", "service_exit_place", "where people went who left"),
        ):
            with column:
                _exit_panel(
                    f"{name}: {what}, {year}", f"{measure_id}_{service_type}", build_id,
                    programs.exits(build_id, measure_id, breakdown, service_type, year),
                )  # fmt: skip


def _exit_panel(title: str, key: str, build_id: str, found: tuple[Way, ...]) -> None:
    shown = sorted((way for way in found if way.count is not None), key=lambda way: -way.count)
    hidden = [wording.lower_first(way.name) for way in found if way.count is None]
    note = f"Most often: {wording.lower_first(shown[0].name)}. " if shown else ""
    note += f"{HIDDEN}: {wording.listed(hidden)}." if hidden else ""
    if found and all(way.code == NOT_KNOWN for way in found):
        note = UNRECORDED
    with st.container(border=True, key=panels.card_key(f"flow_{key}", bool(shown))):
        st.html(_head(title, note or "Nobody left in this year, or nobody told."))
        if shown:
            palette = panels.colors()
            words = "; ".join(f"{way.name} {_shown(way.count)}" for way in found)
            _plot(_ways_figure((build_id, title, palette.name), found, palette), key, f"{title}. {words}.")
        if found:
            _under([{"Exit": way.name, "People": _shown(way.count)} for way in found], key)


def completion(build_id: str, scope: Scope, service_type: str | None, name: str, kind: str) -> None:
    """Completion by year of start, the open cases beside it, as a table: few years, five numbers each.

    kind: the service type, also where the numbers are one program's.
    """
    found = programs.completions(build_id, scope, service_type)
    if not found:
        return
    home = series.home_scope(build_id)
    years = curve_data.year_labels(build_id, "retention", programs.SERVICE, kind, home)
    rows = [
        {
            "Started in": years.get(one.year, str(one.year)),
            "Have left since": "Too early" if one.status == "too_early" else _shown(one.ended),
            "Completed": "Too early" if one.status == "too_early" else _shown(one.completed),
            "Of those who left": programs.share(one.completed, one.ended),
        }
        for one in reversed(found)
    ]
    newest = next((one for one in reversed(found) if one.completed is not None), None)
    said = ""
    if newest:
        share = programs.share(newest.completed, newest.ended)
        said = f": {share} of the starts of {years.get(newest.year, newest.year)} that have ended"
    key = f"completion_{service_type or scope.id}"
    with st.container(border=True, key=f"chart_flow_{key}"):
        st.html(
            _head(
                f"{name}, completed{said}",
                "By the year of the start. A share is told once a year has passed since its end; before that "
                "mostly those who left early have left. Who is still enrolled stands in the funnel, as open.",
            )
        )
        st.table(rows, hide_index=True, border="horizontal")
        _download(rows, key)


def retention_curve(build_id: str, service_type: str, name: str) -> None:
    """The survival curve of one service, a line a year of start."""
    curves.panel(
        build_id, "retention", programs.SERVICE, level=service_type,
        title=f"{name}: left without completing, by time since the start", key=f"retention_{service_type}",
    )  # fmt: skip


@st.cache_resource(max_entries=200, show_spinner=False)
def _funnel_figure(key: tuple, _one: Cohort, _palette: Palette):
    """The figure for one build, series, year and theme (all in `key`). Shared: never changed."""
    from app.outcomes import programs_figure  # Plotly loads when the first chart is drawn

    return programs_figure.funnel(_one.steps, _palette)


@st.cache_resource(max_entries=200, show_spinner=False)
def _ways_figure(key: tuple, _found: tuple[Way, ...], _palette: Palette):
    """The figure for one build, title and theme (all in `key`). Shared: never changed."""
    from app.outcomes import programs_figure  # Plotly loads when the first chart is drawn

    return programs_figure.ways(_found, _palette)


def _plot(figure, key: str, words: str) -> None:
    st.plotly_chart(
        figure, key=f"plot_{key}", theme=None, width="stretch", alt=words,
        config={"displayModeBar": False, "scrollZoom": False, "doubleClick": False},
    )  # fmt: skip


def _head(title: str, note: str) -> Markup:
    return fill('<div class="chart-head"><h2>{title}</h2><p>{note}</p></div>', title=title, note=note)


def _shown(value: float | None) -> str:
    return wording.hidden("count") if value is None else wording.count(value)


@st.fragment
def _under(rows: list[dict], key: str) -> None:
    """The numbers as a table one keystroke away, and as a CSV."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"under_{key}"):
        table = st.toggle("Data table", key=f"table_{key}")
        _download(rows, key)
    if table:
        st.table(rows, hide_index=True, border="horizontal")


def _download(rows: list[dict], key: str) -> None:
    st.download_button(
        "Download CSV", data=lambda: exports.csv_bytes(rows), mime="text/csv", on_click="ignore",
        key=f"csv_{key}",
        file_name=re.sub(r"[^a-z0-9_-]+", "-", key.lower()) + ".csv", icon=":material/download:",
    )  # fmt: skip
