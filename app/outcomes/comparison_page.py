"""The comparison page: one measure across agencies or counties, with what chance alone would give."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd
import streamlit as st

from app import charts, exports, panels, published, series, wording
from app.filters import checked, from_address
from app.markup import fill, joined
from app.model import Measure, Scope, Series
from app.outcomes import comparison
from app.outcomes.comparison import Compared

TITLE = "Comparison"
ACROSS = {"agency": "agencies", "county": "counties"}
NONE = (
    "No measure is published for two agencies or more. The page fills when a second agency sends what a "
    "measure counts and its numbers are large enough to be shown."
)
HOW = (
    "No ranks: the order is that of the values, and most of a difference between small agencies is luck. "
    "Agencies meet different people; a place outside the limits says where to ask, not who is better."
)


def draw() -> None:
    """The page."""
    build_id = published.current()
    panels.head(TITLE, panels.when(build_id))
    home = series.home_scope(build_id)
    offers = _offers(build_id, home)
    if not offers:
        st.info(NONE)
        return
    with st.container(key="filters"):
        columns = st.columns([2.2, 1, 1.2])
        names = {name: ACROSS[name].capitalize() for name in ACROSS if any(k == name for k, _ in offers)}
        across = {label: name for name, label in names.items()}
        kind = across[_pick(columns[1], "Across", list(across), "across")]
        told = _told(build_id, kind, home)
        through = published.build(build_id).through_month
        through = pd.Timestamp(through) if through else None
        measures = {m.title: m for m in _in_order([m for k, m in offers if k == kind], told, through)}
        measure = measures[
            _pick(
                columns[0],
                "Measure",
                list(measures),
                "measure",
                {one.id: title for title, one in measures.items()},
                _not_offered(build_id, kind, home, measures),
            )
        ]
        found = told.get(measure.id, [])
        choices = {w.name: w for w in comparison.windows(found, through)}
        if not choices:
            st.info("No period in which two can be shown. They count in the partnership's numbers.")
            return
        window = choices[_pick(columns[2], "Period", list(choices), "period")]
    compared = comparison.compare(found, series.one(build_id, measure.id, home), window)
    _panel(build_id, compared, kind, home)
    _not_comparable([m for m in measures.values() if m != measure], told, window, ACROSS[kind])
    newer = comparison.newer(found, list(choices.values()), through, ACROSS[kind])
    panels.notes(newer, HOW)


def _offers(build_id: str, home: Scope) -> list[tuple[str, Measure]]:
    """(kind of scope, measure) that two or more of the partnership tell; rates of the most agencies first."""
    told = published.told_by(build_id)
    told = told[(told["partnership"] == home.partnership) & (told["scopes"] > 1)]
    counts = told.set_index(["scope_kind", "measure_id"])["scopes"].to_dict()
    measures = published.measures(build_id)
    found = [
        (kind, measures[name])
        for kind, name in counts
        if kind in ACROSS and name in measures and not series.is_flow(measures[name])
    ]
    kinds = list(ACROSS)
    return sorted(
        found,
        key=lambda offer: (
            kinds.index(offer[0]), offer[1].agg != "proportion", -counts[offer[0], offer[1].id],
            offer[1].headline, offer[1].title,
        ),
    )  # fmt: skip


def _not_offered(build_id: str, kind: str, home: Scope, offered: dict[str, Measure]) -> str:
    """Why the measure in the address is not offered, where there is one of this name; else ''."""
    asked = st.query_params.get("measure")
    every = published.measures(build_id).values()
    one = next((m for m in every if asked in (m.id, m.title) and not series.is_flow(m)), None)
    if one is None or one.title in offered:
        return ""
    told = published.told_by(build_id)
    mine = told[
        told["partnership"].eq(home.partnership) & told["scope_kind"].eq(kind) & told["measure_id"].eq(one.id)
    ]
    return comparison.not_offered(one.title, int(mine["scopes"].sum()), ACROSS[kind])


def _in_order(measures: list[Measure], told: dict[str, list[Series]], through) -> list[Measure]:
    """Like for like first; what no period can compare last."""
    return sorted(
        measures,
        key=lambda m: (
            not comparison.windows(told.get(m.id, []), through),
            m.agg != "proportion",
            not comparison.alike(told.get(m.id, [])),
        ),
    )


@lru_cache(maxsize=8)
def _told(build_id: str, kind: str, home: Scope) -> dict[str, list[Series]]:
    """Measure -> the series of every agency or county of the partnership that reports it. Never changed."""
    names = tuple(m.id for k, m in _offers(build_id, home) if k == kind)
    found: dict[str, list[Series]] = {}
    for scope in published.scopes(build_id):
        if scope.kind == kind and scope.partnership == home.partnership:
            for name, lines in series.of_scope(build_id, names, scope).items():
                found.setdefault(name, []).extend(one for one in lines if not one.empty)
    return found


def _not_comparable(
    measures: list[Measure], told: dict[str, list[Series]], window: comparison.Window, noun: str
) -> None:
    """The other measures that cannot be compared in this period, each with the reason."""
    reasons = {m.title: comparison.why_not(told.get(m.id, []), window, noun) for m in measures}
    listed = [f"{title}: {why}." for title, why in reasons.items() if why]
    if listed:
        with st.expander(f"{wording.many(len(listed), 'measure')} that cannot be compared in {window.name}"):
            st.html(fill("<ul>{rows}</ul>", rows=joined(fill("<li>{one}</li>", one=one) for one in listed)))


def _pick(
    column, label: str, options: list[str], key: str, others: dict[str, str] | None = None, why: str = ""
) -> str:
    from_address(label, options, key, options[0], others, why)
    return checked(column.selectbox(label, options, key=key, bind="query-params"), options)


@st.cache_resource(max_entries=charts.FIGURES_KEPT, show_spinner=False)
def _figure(key: tuple, drawn: str, _compared: Compared, _palette):
    """One figure for a build, its choices and theme (all in `key`). Shared by sessions: never changed."""
    from app.outcomes import comparison_figure  # Plotly loads on the first page that draws

    draw = comparison_figure.by_cases if drawn == "funnel" else comparison_figure.rows
    return draw(_compared, _palette)


def _panel(build_id: str, compared: Compared, kind: str, home: Scope) -> None:
    """The finding, the numbers with their intervals, the funnel, table and CSV."""
    measure, noun = compared.measure, ACROSS[kind]
    over = f" Out of: {wording.lower_first(measure.denominator)}." if measure.denominator else ""
    provisional = any(one.provisional for one in compared.placed)
    newest = f"{measure.title} · {compared.window.name}{', provisional' if provisional else ''}"
    with st.container(border=True, key="chart_comparison"):
        st.html(
            fill(
                '<div class="chart-head"><h2>{title}</h2><p>{newest}</p><p class="quiet">{what}</p>'
                '<p class="quiet">{whose}</p></div>',
                title=comparison.sentence(compared, noun), newest=newest, what=measure.question + over,
                whose=f"{home.name} · {len(compared.placed)} of "
                f"{len(compared.placed) + len(compared.hidden) + len(compared.absent)} {noun} shown",
            )
        )  # fmt: skip
        palette = panels.colors()
        key = (build_id, measure.id, kind, compared.window, palette.name)
        drawn = ["rows"] if compared.placed else []
        drawn += ["funnel"] if compared.has_limits and len(compared.placed) > 1 else []
        for column, each in zip(st.columns(len(drawn)) if drawn else [], drawn, strict=True):
            column.plotly_chart(
                _figure(key, each, compared, palette), key=f"plot_comparison_{each}", theme=None,
                width="stretch", config={"displayModeBar": False, "scrollZoom": False, "doubleClick": False},
                alt=comparison.alternative(compared),
            )  # fmt: skip
        panels.notes(*comparison.explained(compared))
        _under(compared)


@st.fragment
def _under(compared: Compared) -> None:
    """The numbers as a table one keystroke away, the CSV, and the way to the definition."""
    with st.container(horizontal=True, vertical_alignment="center", key="under_comparison"):
        shown = st.toggle("Data table", key="table_comparison")
        st.download_button(
            "Download CSV", data=lambda: exports.csv_bytes(comparison.download_rows(compared)),
            file_name=f"{compared.measure.id}-comparison.csv", mime="text/csv", on_click="ignore",
            key="csv_comparison", icon=":material/download:",
        )  # fmt: skip
        panels.definition_link(compared.measure)
    if shown:
        st.table(comparison.table(compared), hide_index=True, border="horizontal")
