"""One intercept's page: where one is, the story, the filters, the trends, and where the cases went."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from app import charts, filters, navigation, panels, published, series, wording
from app.model import Measure


def draw(number: int) -> None:
    """The page of intercept 0 to 5 for the current build."""
    build_id = published.current()
    step = published.intercepts(build_id)[number]
    measures = series.intercept_measures(build_id, number)
    _steps(build_id, number)
    panels.head(f"{number} {step.name}", panels.when(build_id))
    if not measures:
        st.info("No measure belongs to this intercept yet. Adding one is adding a definition file.")
        return
    story = st.container()
    choice = filters.choose(build_id, measures)
    wanted = tuple(measure.id for measure in measures)
    found = series.at_intercept(build_id, measures, choice.scope, number)
    telling = [found[name] for name in wanted if name in found and not found[name].empty]
    with story:
        panels.story(telling, at_intercept=True)
    if not telling:
        panels.nothing_from(choice.scope)
        return
    flow = partial(_flow, build_id, number, choice)
    if choice.breakdown == "all":
        drawn = [one for one in telling if not one.withheld]
        below = panels.explain(telling, drawn)
        ordered = charts.news_at_once(drawn)
        charts.many([partial(charts.trend, build_id, one, choice.months) for one in ordered], flow)
        panels.notes(*below)
    else:
        _broken_down(build_id, measures, choice, flow)
    panels.note(panels.GRAMMAR)


def _steps(build_id: str, here: int) -> None:
    """The board's ribbon, small: where one is, and how the others stand."""
    steps = published.intercepts(build_id)
    found = series.headlines(build_id, series.home_scope(build_id))
    with st.container(key="steps"):
        for step in steps:
            mark = found[step.number].mark if step.number in found else wording.NOT_JUDGED
            place = "_here" if step.number == here else ""
            with st.container(key=f"step_{step.number}_{mark.tone}{place}"):
                st.page_link(
                    navigation.INTERCEPTS[step.number].file,
                    label=f"**{step.number}** {wording.plain_markdown(step.name)} {mark.shape}",
                    width="stretch",
                )


def _broken_down(
    build_id: str, measures: tuple[Measure, ...], choice: filters.Choice, flow: Callable[[], None]
) -> None:
    label = published.breakdown_labels(build_id)[choice.breakdown]
    wanted = tuple(measure.id for measure in measures)
    found = series.of_scope(build_id, wanted, choice.scope, choice.breakdown)
    lines = [found[name] for name in wanted if name in found]
    drawn = [each for each in lines if any(one.has_numbers for one in each)]
    charts.many([partial(charts.levels, build_id, each, choice.months, label) for each in drawn], flow)
    hidden = "; ".join(each[0].measure.title for each in lines if each not in drawn)
    if hidden:
        panels.note(f"Fewer than 11, or protected, in every group and period: {hidden}.")
    without = [measure.title for measure in measures if measure.id not in found]
    if without:
        panels.note(f"Not broken down by {wording.lower_first(label)}: {'; '.join(without)}.")


def _flow(build_id: str, number: int, choice: filters.Choice) -> None:
    """Where the newest period's cases went, by outcome."""
    name = f"cases_{number}"
    if name not in published.measures(build_id):
        return
    found = series.of_scope(build_id, (name,), choice.scope, "outcome").get(name, [])
    newest = [point for one in found if (point := one.latest)]
    if not newest:
        return
    when = max(point.period for point in newest)
    if not any(point.drawn for point in newest):
        title = found[0].measure.title
        panels.note(f"{title}: every outcome is fewer than 11, or would let such a number be worked out.")
        return
    whole = series.one(build_id, name, choice.scope)
    point = whole.at(when) if whole and whole.grain == newest[0].grain else None
    total = point.value if point and point.drawn else None
    charts.flow(build_id, found, when, total)
