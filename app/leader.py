"""A leader's page: the five numbers asked for first, then the charts behind them and the rest of the area."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from app import charts, door, filters, panels, published, series


@dataclass(frozen=True)
class Leader:
    """Who reads the page and which measures that leader asks for first, in order."""

    title: str
    audience: str
    first: tuple[str, ...]


POLICE = Leader(
    "Police and sheriffs",
    "police",
    ("eligible_diversion_rate", "diversions", "handoff_minutes", "repeat_encounters_180", "bh_arrest_rate",
     "force_rate", "cit_response_rate"),
)  # fmt: skip
COURTS = Leader(
    "Courts",
    "courts",
    ("pretrial_diversion_starts", "court_referral_to_admission_days", "specialty_court_retention",
     "diversion_completion", "return_to_custody_12m", "jail_adp_smi", "los_gap"),
)  # fmt: skip
MENTAL_HEALTH = Leader(
    "Mental health",
    "mental_health",
    ("crisis_resolved_in_community", "linkage_30", "connected_30", "retention_180", "capacity_used",
     "crisis_without_police", "active_census"),
)  # fmt: skip
NUMBERS = 5


def draw(leader: Leader) -> None:
    """The page for the current build."""
    build_id, viewer = published.current(), door.visitor()
    measures = series.audience_measures(build_id, leader.audience, leader.first)
    panels.head(leader.title, panels.when(build_id))
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
    with st.container(key="charts"):
        for one in telling:
            charts.trend(build_id, one.since(choice.first), str(choice.first or ""))
    panels.note(panels.GRAMMAR)
