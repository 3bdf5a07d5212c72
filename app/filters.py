"""The three filters of a page, kept in its address: whose numbers, which breakdown, how far back.

The browser's choice is checked again here: what is not offered falls back to the first option.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from app import published, series, wording
from app.model import Measure, Scope
from app.viewer import Viewer

KIND_ORDER = ("partnership", "county", "group", "agency", "program")
PERIODS = {"Last 24 months": 24, "Last 12 months": 12, "Last 36 months": 36, "All months": None}
TOTALS = "No breakdown"
EXACT = "exact totals, this computer only"
INNER = ("outcome", "intercept")  # the flow chart and the ribbon show these already


@dataclass(frozen=True)
class Choice:
    """What the filters say. `months`: how many of the last ones to draw, None for all."""

    scope: Scope
    breakdown: str
    months: int | None


def scope_options(build_id: str, measures: tuple[Measure, ...], viewer: Viewer) -> dict[str, Scope]:
    """Label -> scope, for the scopes that have any of these measures; the home partnership first.

    Agencies' own exact totals are offered to the operator of a local installation alone.
    """
    names = {measure.id for measure in measures}
    offered = published.offered(build_id)
    offered = offered[offered["measure_id"].isin(names) & offered["breakdown"].eq("all")]
    has = set(zip(offered["scope_kind"], offered["scope"], strict=True))
    home = series.home_scope(build_id)
    known = [s for s in published.scopes(build_id) if (s.kind, s.id) in has and s.kind in KIND_ORDER]
    known.sort(key=lambda s: (s.partnership != home.partnership, KIND_ORDER.index(s.kind), s.name))
    options: dict[str, Scope] = {home.name: home} if (home.kind, home.id) in has else {}
    for scope in known:
        label = scope.name if scope.kind in ("partnership", "group") else f"{scope.name} ({scope.kind})"
        options.setdefault(label, scope)
    if viewer.may_see_exact and published.has_exact(build_id):
        for scope in known:
            if scope.kind == "agency":
                options[f"{scope.name} ({EXACT})"] = replace(scope, exact=True)
    return options or {home.name: home}


def breakdown_options(build_id: str, measures: tuple[Measure, ...], scope: Scope) -> dict[str, str]:
    """Label -> breakdown, those that any of these measures has for this scope."""
    if scope.exact:
        return {TOTALS: "all"}
    names = {measure.id for measure in measures}
    offered = published.offered(build_id)
    mine = offered[
        offered["measure_id"].isin(names)
        & offered["scope_kind"].eq(scope.kind)
        & offered["scope"].eq(scope.id)
    ]
    has = set(mine["breakdown"]) - {"all", *INNER}
    labels = published.breakdown_labels(build_id)
    return {TOTALS: "all"} | {label: name for name, label in labels.items() if name in has}


def choose(
    build_id: str, measures: tuple[Measure, ...], viewer: Viewer, with_breakdown: bool = True
) -> Choice:
    """Draw the filters and give what they say."""
    scopes = scope_options(build_id, measures, viewer)
    with st.container(key="filters"):
        widths = [2.2, 1.4, 1.2] if with_breakdown else [2.2, 1.2]
        columns = st.columns(widths)
        scope = scopes[_pick(columns[0], "Whose numbers", list(scopes), "scope")]
        breakdown = "all"
        if with_breakdown:
            breakdowns = breakdown_options(build_id, measures, scope)
            breakdown = breakdowns[_pick(columns[1], "Broken down by", list(breakdowns), "by")]
        months = PERIODS[_pick(columns[-1], "Period", list(PERIODS), "period")]
    if scope.exact:
        st.warning(
            f"**Exact totals of {wording.plain_markdown(scope.name)}, without protection.** They are shown "
            "because this dashboard runs on one computer for its operator alone. They are for that agency's "
            "own eyes: do not project, send on or publish them.",
            icon=":material/lock:",
        )
    return Choice(scope, breakdown, months)


def _pick(column, label: str, options: list[str], key: str) -> str:
    chosen = column.selectbox(label, options, key=key, bind="query-params")
    return checked(chosen, options)


def checked(chosen: object, options: list[str]) -> str:
    """The chosen option if it is offered; otherwise the first."""
    return chosen if isinstance(chosen, str) and chosen in options else options[0]
