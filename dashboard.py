"""Entry point: `streamlit run dashboard.py`. Decides who may come in, then runs the page asked for."""

from __future__ import annotations

import streamlit as st

from app import door, navigation, panels

st.set_page_config(page_title="Diversion dashboard", page_icon="app/icon.png", layout="wide")
page = navigation.menu()  # before any stop: until it runs once, Streamlit would look for pages by itself
door.settle_memory()
panels.style()
viewer = door.visitor()
if not viewer.may_enter:
    door.explain_and_stop()
if panels.nothing_published() and page.url_path not in navigation.BEFORE_ANY_BUILD:
    panels.empty_state()
else:
    page.run()
