"""The three filters of a page, kept in its address: whose numbers, which breakdown, how far back.

The browser's choice is checked again here: what is not offered falls back to the first option.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import streamlit as st

from app import published, series, wording
from app.model import Measure, Scope

KIND_ORDER = ("partnership", "county", "group", "agency", "program")
PERIODS = {"Last 24 months": 24, "Last 12 months": 12, "Last 36 months": 36, "All months": None}
TOTALS = "No breakdown"
WHOSE = "Whose numbers"
INNER = ("outcome", "intercept")  # the flow chart and the ribbon show these already


@dataclass(frozen=True)
class Choice:
    """What the filters say. `months`: how many of the last ones to draw, None for all."""

    scope: Scope
    breakdown: str
    months: int | None


def scope_options(build_id: str, measures: tuple[Measure, ...]) -> dict[str, Scope]:
    """Label -> scope, for the scopes that have any of these measures; the home partnership first."""
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
    return options or {home.name: home}


def breakdown_options(build_id: str, measures: tuple[Measure, ...], scope: Scope) -> dict[str, str]:
    """Label -> breakdown, those that any of these measures has for this scope."""
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


def choose(build_id: str, measures: tuple[Measure, ...]) -> Choice:
    """Draw the three filters in a row and give what they say."""
    scopes = scope_options(build_id, measures)
    with st.container(key="filters"):
        columns = st.columns([2.2, 1.4, 1.2])
        scope = scopes[_pick(columns[0], WHOSE, list(scopes), "scope", ids(scopes))]
        breakdowns = breakdown_options(build_id, measures, scope)
        breakdown = breakdowns[
            _pick(
                columns[1],
                "Broken down by",
                list(breakdowns),
                "by",
                {name: each for each, name in breakdowns.items()},
            )
        ]
        months = choose_months(columns[2])
    return Choice(scope, breakdown, months)


def choose_scope(build_id: str, measures: tuple[Measure, ...]) -> Scope:
    """Draw the first filter alone, for pages that open on numbers."""
    scopes = scope_options(build_id, measures)
    with st.container(key="filter_scope"):
        return scopes[_pick(st, WHOSE, list(scopes), "scope", ids(scopes))]


def ids(scopes: dict[str, Scope]) -> dict[str, str]:
    """Scope id -> label: an address may call it by either."""
    return {scope.id: label for label, scope in reversed(scopes.items())}


def choose_months(place=st) -> int | None:
    """Draw the last filter: how many months the charts go back."""
    return PERIODS[_pick(place, "Period", list(PERIODS), "period")]


def _pick(column, label: str, options: list[str], key: str, others: dict[str, str] | None = None) -> str:
    from_address(label, options, key, options[0], others)
    chosen = column.selectbox(label, options, key=key, bind="query-params")
    return checked(chosen, options)


def from_address(
    label: str, options: list[str], key: str, usual: str, others: dict[str, str] | None = None, why: str = ""
) -> None:
    """Before a bound choice is drawn: take what the address calls it, or say that there is no such thing.

    others: further names of the options, as their ids. why: what to say of what is there but not offered.
    """
    asked = st.query_params.get(key)
    if asked is None or asked in options:
        return
    found = (others or {}).get(asked)
    if found in options:
        st.session_state[key] = found
        return
    if why:
        _say(f"{why} Showing {usual}.")
        return
    _say(f"{label}: there is no “{asked[:60]}” here; showing {usual}.")


def number_from_address(
    label: str, key: str, least: float, most: float, usual: str, whole: bool = False, place=st
) -> None:
    """Before a bound number is drawn: say it when the address has one that the field does not take.

    usual: what is shown then. place: where it is said.
    """
    asked = st.query_params.get(key)
    if not asked:
        return
    try:
        number = float(asked)
    except ValueError:
        number = math.nan
    if not least <= number <= most:  # nor for what is no number
        shown = usual
    elif whole and number != int(number):
        shown = f"{int(number):,}"
    else:
        return
    what = "whole number" if whole else "number"
    _say(f"{label}: “{asked[:60]}” is no {what} from {least:,.0f} to {most:,.0f}; showing {shown}.", place)


def names_from_address(what: str, options: list[str], key: str, place=st) -> None:
    """Before a bound choice of several is drawn: say which names of the address are not offered."""
    odd = [f"“{name[:60]}”" for name in st.query_params.get_all(key) if name and name not in options]
    if odd:
        _say(f"There is no {what} {wording.listed(odd[:3])}: left out.", place)


def _say(text: str, place=st) -> None:
    place.warning(wording.plain_markdown(text), icon=":material/info:")


def checked(chosen: object, options: list[str]) -> str:
    """The chosen option if it is offered; otherwise the first."""
    return chosen if isinstance(chosen, str) and chosen in options else options[0]
