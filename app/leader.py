"""A leader's page: the five numbers asked for first, then the charts behind them and the rest of the area."""

from __future__ import annotations

from functools import partial

import streamlit as st

from app import charts, door, filters, panels, published, series

NUMBERS = 5


def draw(title: str, page: str) -> None:
    """One leader's page; `page` is the name that the measures' definitions use for it."""
    build_id, viewer = published.current(), door.visitor()
    measures = series.page_measures(build_id, page)
    panels.head(title, panels.when(build_id))
    numbers = st.container()
    choice = filters.choose(build_id, measures, viewer, with_breakdown=False)
    wanted = tuple(measure.id for measure in measures)
    found = series.of_scope(build_id, wanted, choice.scope, viewer)
    telling = [lines[0] for name in wanted if (lines := found.get(name)) and not lines[0].empty]
    if not telling:
        panels.nothing_from(choice.scope)
        return
    with numbers:
        panels.five_numbers(telling[:NUMBERS], panels.colors())
    charts.many([partial(charts.trend, build_id, one, choice.months) for one in telling])
    panels.note(panels.GRAMMAR)
