"""What was sent, and the way to take it back."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app import desk, panels, published, wording
from app import upload_words as say
from app.markup import fill
from app.viewer import Viewer

SHOWN = 6


def draw(viewer: Viewer, owner: str) -> None:
    """The submissions of the visitor's agency, the newest first, each with its undo."""
    st.subheader("What was sent", anchor=False)
    running = desk.errand_of(owner)
    if running is not None:
        _undoing(owner)
        return
    done = st.session_state.pop("undone", None)
    if done:
        st.success(done)
    with st.spinner("Reading the history"):
        found = desk.history(viewer.own)
    if not found:
        panels.note("Nothing yet. What you send is listed here, and can be taken back.")
        return
    for each in found[:SHOWN]:
        _submission(each, viewer, owner)
    if len(found) > SHOWN:
        with st.expander(f"{wording.many(len(found) - SHOWN, 'older file')}"):
            for each in found[SHOWN : SHOWN + 200]:
                _submission(each, viewer, owner)


def _submission(each: dict[str, Any], viewer: Viewer, owner: str) -> None:
    key = each["submission_id"]
    months = say.months_told(each.get("months") or [])
    about, action = st.columns([6, 1], vertical_alignment="center")
    told = f"{say.sums(each)} · {say.moment(each['loaded_at'])}, by {each['sender'] or 'unknown'} · {key}" + (
        " · taken back" if each["withdrawn"] else ""
    )
    name = f"{_name(each['agency_id'])}: {each['feed'].replace('_', ' ')}{f', {months}' if months else ''}"
    about.html(
        fill('<p class="column"><b>{name}</b><br><span class="quiet">{told}</span></p>', name=name, told=told)
    )
    if each["withdrawn"]:
        return
    if action.button(
        "Undo", key=f"undo_{key}", help="Take this file back; what was there before holds again"
    ):
        st.session_state["asked_undo"] = key
    if st.session_state.get("asked_undo") == key:
        _ask(each, viewer, owner)


def _name(agency_id: str) -> str:
    """The agency's name, as the newest build has it."""
    build = published.current()
    known = published.scopes(build) if build else ()
    return next((one.name for one in known if one.kind == "agency" and one.id == agency_id), agency_id)


def _ask(each: dict[str, Any], viewer: Viewer, owner: str) -> None:
    """Undo changes what everybody sees: ask once."""
    key = each["submission_id"]
    with st.container(border=True):
        st.markdown(
            f"**Take submission {key} back?** What was there before it holds again, and is published. "
            "The file itself is not deleted: it can be sent again."
        )
        with st.container(horizontal=True):
            if st.button("Yes, take it back", type="primary", key=f"yes_{key}"):
                st.session_state.pop("asked_undo", None)
                desk.errand(owner, "withdraw", viewer.email, submission=key, own=viewer.own)
                st.rerun()
            if st.button("No, keep it", key=f"no_{key}"):
                st.session_state.pop("asked_undo", None)
                st.rerun()


@st.fragment(run_every=0.7)
def _undoing(owner: str) -> None:
    job = desk.errand_of(owner)
    if job is None:
        st.rerun(scope="app")
    elif job.running:
        panels.working(f"Taking it back: {job.said}")
    else:
        if job.failed:
            st.error(job.failed)
            if st.button("Go on", key="errand_over"):
                desk.end_errand(owner)
                st.rerun(scope="app")
            return
        st.session_state["undone"] = "Taken back. The numbers are what they were before it."
        desk.end_errand(owner)
        st.rerun(scope="app")
