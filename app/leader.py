"""A leader's page: the five numbers asked for first, then the charts behind them and the rest of the area."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import charts, filters, panels, published, series

NUMBERS = 5


def draw(title: str, page: str) -> None:
    """One leader's page; `page` is the name that the measures' definitions use for it."""
    build_id = published.current()
    measures = series.page_measures(build_id, page)
    panels.head(title, panels.when(build_id))
    scope = filters.choose_scope(build_id, measures)
    wanted = tuple(measure.id for measure in measures)
    found = series.of_scope(build_id, wanted, scope)
    telling = [lines[0] for name in wanted if (lines := found.get(name)) and not lines[0].empty]
    if not telling:
        panels.nothing_from(scope)
        return
    drawn = [one for one in telling if not one.withheld]
    below = panels.explain(telling, drawn, named=3)
    if not drawn:
        return
    panels.five_numbers(drawn[:NUMBERS], panels.colors())
    with st.container(key="filter_period"):
        months = filters.choose_months()
    charts.many([partial(charts.trend, build_id, one, months) for one in charts.news_at_once(drawn)])
    panels.notes(*below, panels.GRAMMAR)
