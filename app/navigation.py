"""Every page of the dashboard: its file, title, address and place in the menu."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.navigation.page import StreamlitPage


@dataclass(frozen=True)
class Entry:
    """One page; `file` from the project's root."""

    file: str
    title: str
    section: str
    path: str


BOARD = Entry("pages/meeting/board.py", "Board", "", "board")
DEFINITIONS = Entry("pages/data/definitions.py", "Definitions", "Data", "definitions")
INTERCEPTS = tuple(
    Entry(f"pages/intercepts/intercept_{n}.py", f"{n} {name}", "Intercepts", f"intercept_{n}")
    for n, name in enumerate(
        (
            "Community services",
            "Law enforcement",
            "Initial detention and hearings",
            "Jails and courts",
            "Reentry",
            "Community corrections",
        )
    )
)
LEADERS = (
    Entry("pages/leaders/police.py", "Police and sheriffs", "Leaders", "police"),
    Entry("pages/leaders/courts.py", "Courts", "Leaders", "courts"),
    Entry("pages/leaders/mental_health.py", "Mental health", "Leaders", "mental_health"),
)
PAGES = (BOARD, *INTERCEPTS, *LEADERS, DEFINITIONS)


def menu() -> StreamlitPage:
    """Tell Streamlit the pages; gives the one asked for. Must run before anything may stop a script."""
    sections: dict[str, list[StreamlitPage]] = {}
    for entry in PAGES:
        page = st.Page(entry.file, title=entry.title, url_path=entry.path, default=entry is BOARD)
        sections.setdefault(entry.section, []).append(page)
    return st.navigation(sections, position="top")
