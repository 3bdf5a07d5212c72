"""Entry point: `streamlit run dashboard.py`. Decides who may come in, then runs the page asked for."""

from __future__ import annotations

import streamlit as st

from app import coordination, door, navigation, panels


def draw() -> None:
    """One run for one visitor."""
    st.set_page_config(page_title="Diversion dashboard", page_icon="app/icon.png", layout="wide")
    page = navigation.menu()  # before any stop: Streamlit wants the pages on every run
    door.settle_memory()
    panels.style(page.url_path)
    viewer = door.visitor()
    if not viewer.may_enter:
        door.explain_and_stop()
    if panels.nothing_published() and page.url_path not in navigation.BEFORE_ANY_BUILD:
        panels.empty_state()
    else:
        coordination.say_when_away()
        page.run()


if __name__ == "__main__":
    draw()
else:  # imported by `streamlit run`, which serves the app that it finds here
    navigation.settle()
    server = st.App(__file__, on_script_error=coordination.tell)
