"""Every page of the dashboard: its file, title and address, in the order of the menu."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.navigation.page import StreamlitPage
from streamlit.runtime.pages_manager import PagesManager


@dataclass(frozen=True)
class Entry:
    """One page; `file` from the project's root."""

    file: str
    title: str
    path: str
    hidden: bool = False  # reached by a link, not from the menu


BOARD = Entry("pages/meeting/board.py", "Board", "board")
HOME = ""  # the board again: to Streamlit the page that opens first has no address of its own
MEETING = Entry("pages/meeting/meetings.py", "Meeting", "meeting")
STAGE = Entry("pages/meeting/stage.py", "Present the meeting", "present", hidden=True)
ACTIONS = Entry("pages/meeting/actions.py", "Actions", "actions")
CURVE = Entry("pages/meeting/curve.py", "Turn the curve", "curve", hidden=True)
SUBMISSIONS = Entry("pages/data/submissions.py", "Submissions", "submissions")
DEFINITIONS = Entry("pages/data/definitions.py", "Definitions", "definitions")
UPLOAD = Entry("pages/data/upload.py", "Send a file", "upload")
INTERCEPTS = tuple(
    Entry(f"pages/intercepts/intercept_{n}.py", f"{n} {name}", f"intercept_{n}")
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
    Entry("pages/leaders/police.py", "Police and sheriffs", "police"),
    Entry("pages/leaders/courts.py", "Courts", "courts"),
    Entry("pages/leaders/mental_health.py", "Mental health", "mental_health"),
)
PROGRAMS = Entry("pages/outcomes/programs.py", "Programs", "programs")
OUTCOMES = (
    Entry("pages/outcomes/key_measures.py", "Key measures", "key_measures"),
    PROGRAMS,
    Entry("pages/outcomes/between.py", "Between intercepts", "between"),
    Entry("pages/outcomes/reinvestment.py", "Justice Reinvestment", "reinvestment"),
    Entry("pages/outcomes/equity.py", "Equity", "equity"),
    Entry("pages/outcomes/comparison.py", "Comparison", "comparison"),
    Entry("pages/outcomes/directory.py", "Directory", "directory"),
)
# What people come for first; the intercepts are a step away on the board, too.
PAGES = (
    BOARD,
    MEETING,
    ACTIONS,
    *LEADERS,
    *OUTCOMES,
    UPLOAD,
    SUBMISSIONS,
    DEFINITIONS,
    *INTERCEPTS,
    STAGE,
    CURVE,
)
BEFORE_ANY_BUILD = (UPLOAD.path,)  # pages that do not need published numbers


def settle() -> None:
    """Once a process, before its first visitor: the pages are those of `menu`.

    Until `st.navigation` has run once, Streamlit takes the scripts that lie directly in `pages` for all there
    are: there are none, and it would answer a link to any of ours with "Page not found".
    """
    PagesManager.uses_pages_directory = False


def menu() -> StreamlitPage:
    """Tell Streamlit the pages; gives the one asked for. Must run before anything may stop a script."""
    pages = [
        st.Page(
            entry.file, title=entry.title, url_path=entry.path, default=entry is BOARD,
            visibility="hidden" if entry.hidden else "visible",
        )
        for entry in PAGES
    ]  # fmt: skip
    # Without sections: on a phone Streamlit puts their headings inside a list that screen readers misread.
    return st.navigation(pages, position="top")
