"""The upload page: one file at a time through five steps, resumable under its address (?file=...)."""

from __future__ import annotations

import streamlit as st

from app import (
    desk,
    door,
    panels,
    upload_check,
    upload_history,
    upload_match,
    upload_publish,
    upload_values,
    wording,
)
from app import upload_words as say
from app.desk import Draft
from app.markup import fill, joined
from app.viewer import Viewer

KINDS = ["csv", "xlsx", "txt", "tsv"]
LOCAL = "local"
INTRO = (
    "CSV or Excel, as your system exports it: titles above the headings, totals below and columns of its own "
    "are fine. Nothing is stored before you have seen what will change. Names, birth dates and the like "
    "never get in: columns that nobody asks for are left out here."
)
NOT_YOURS = (
    "Your account may look at the numbers, but not send files. Ask the partnership's administrator for the "
    "role of an uploader, or send the file to whoever uploads for your agency."
)
TOO_MUCH = "Too many large files are being worked on at once. Try again in a few minutes."


def draw() -> None:
    """The page."""
    viewer = door.visitor()
    panels.head("Send a file")
    if not viewer.may_send:
        st.info(NOT_YOURS)
        return
    owner = viewer.email or LOCAL
    working = desk.draft(st.query_params.get("file"), owner)
    if working is None:
        _start(viewer, owner)
        return
    _tray(working, owner)
    _steps(working)
    holding = working.job is not None and working.job.do != "preview"
    if _busy(working):
        _wait(working.token, owner)
    elif holding and working.job.failed:
        _stopped(working, viewer)
    elif working.receipt is not None:
        upload_publish.receipt(working)
    else:
        _step(working, viewer)


def sender(viewer: Viewer) -> str:
    """Who is written down as the sender; the operator of this computer is whoever runs it."""
    return viewer.email


def _start(viewer: Viewer, owner: str) -> None:
    """Drop files, go on with one, or look at what was sent."""
    panels.note(INTRO)
    if st.query_params.get("file"):
        st.warning("That file is not being worked on any more. Drop it here again; what you decided is kept.")
    given = st.file_uploader(
        "Drop one or several files here, or browse for them", type=KINDS, accept_multiple_files=True
    )
    if given:
        _take_in(given, viewer, owner)
    waiting = [each for each in desk.drafts(owner) if each.receipt is None]
    if waiting:
        st.subheader("Not finished yet", anchor=False)
        for each in waiting:
            if st.button(
                f"Go on with {wording.plain_markdown(each.name)}",
                key=f"go_{each.token}",
                icon=":material/arrow_forward:",
            ):
                _show(each)
    upload_history.draw(viewer, owner)


def _take_in(given: list, viewer: Viewer, owner: str) -> None:
    known = {(each.name, each.sha256): each for each in desk.drafts(owner) if each.receipt is None}
    opened = []
    for file in given:
        content = file.getvalue()
        try:
            draft = desk.open_draft(owner, file.name, content, {"agency": viewer.own} if viewer.own else {})
        except MemoryError:
            st.error(TOO_MUCH)
            return
        twin = known.get((draft.name, draft.sha256))
        if twin is not None:
            desk.close(draft)
            draft = twin
        if twin is None or (twin.job is not None and twin.job.failed):
            desk.ask(draft, "examine", sender(viewer))
        opened.append(draft)
    _show(opened[0])


def _busy(working: Draft) -> bool:
    """Whether a question is being answered that the next step waits for."""
    return working.job is not None and working.job.do != "preview" and working.job.running


def _show(draft: Draft) -> None:
    st.query_params["file"] = draft.token
    st.rerun()


def _leave() -> None:
    st.query_params.pop("file", None)
    st.rerun()


def _tray(working: Draft, owner: str) -> None:
    """The name of the file, the others that wait, and the way out."""
    others = [each for each in desk.drafts(owner) if each.token != working.token and each.receipt is None]
    with st.container(horizontal=True, vertical_alignment="center", key="tray"):
        st.html(
            fill(
                '<p class="file"><b>{name}</b><br><span class="quiet">{whose}</span></p>',
                name=working.name, whose=say.whose(working.report),
            )
        )  # fmt: skip
        changeable = working.receipt is None and "entry" in working.report and not _busy(working)
        if changeable and st.button("Change agency or feed", key="whose", type="tertiary"):
            working.back = "whose"
            st.rerun()
        for each in others[-3:]:
            if st.button(
                "Next: " + wording.plain_markdown(each.name), key=f"other_{each.token}", type="tertiary"
            ):
                _show(each)
        if working.receipt is None and st.button("Put it aside", key="leave", type="tertiary"):
            _leave()
        done = working.receipt is not None
        publishing = _busy(working) and not working.job.stoppable
        if not publishing and st.button(
            "Done" if done else "Discard", key="discard", type="primary" if done else "tertiary"
        ):
            desk.close(working)
            _leave()


def _steps(working: Draft) -> None:
    """Where one is: five steps in a row."""
    at = _at(working)
    parts = [
        fill(
            '<li class="{state}"{current}><span class="dot" aria-hidden="true">{mark}</span> {name}'
            '<span class="sr">{told}</span></li>',
            state="done" if place < at else "now" if place == at else "next",
            current=fill(' aria-current="step"') if place == at else "",
            mark="✓" if place < at else place + 1,
            name=name,
            told=", done" if place < at else "",
        )
        for place, name in enumerate(say.STEPS)
    ]
    st.html(fill('<ol class="steps">{parts}</ol>', parts=joined(parts)))


def _at(working: Draft) -> int:
    if working.receipt is not None:
        return len(say.STEPS)
    return say.STEP_OF.get(working.back or working.report.get("stage", ""), 0)


@st.fragment(run_every=0.5)
def _wait(token: str, owner: str) -> None:
    """What is going on, with a way to stop it; draws the page anew when it has ended."""
    working = desk.draft(token, owner)
    if working is None or working.job is None or not working.job.running:
        st.rerun(scope="app")
        return
    job = working.job
    panels.working(job.said)
    if job.found:
        panels.note(say.summary(job.found))
    if not job.stoppable:
        panels.note("Publishing cannot be stopped half way. It can be taken back afterwards.")
    elif st.button("Stop", key="cancel"):
        job.cancel()


def _stopped(working: Draft, viewer: Viewer) -> None:
    st.error(working.job.failed)
    if st.button("Try again", type="primary"):
        again = working.job.do if working.job.do != "publish" else "examine"
        desk.ask(working, again, sender(viewer))
        st.rerun()


def _step(working: Draft, viewer: Viewer) -> None:
    """The step that is due, or the one that its owner has gone back to."""
    asks = _asker(working, viewer)
    stage = working.back or working.report.get("stage", "")
    if stage == "unreadable":
        upload_check.unreadable(working)
    elif stage in ("sheet", "whose"):
        upload_match.whose(working, viewer, asks)
    elif stage == "columns":
        upload_match.columns(working, asks)
    elif stage == "words":
        upload_values.words(working, asks)
    elif stage == "check":
        upload_check.check(working, asks)
    elif stage == "ready":
        upload_publish.preview(working, asks)
    else:
        asks()


def _asker(working: Draft, viewer: Viewer):
    """`asks(do, **decided)`: put the next question, with what was decided now."""

    def asks(do: str = "examine", **decided: object) -> None:
        if not door.visitor().may_send:  # the role is looked up at every action, not only on opening the page
            st.rerun()
        working.decided |= decided
        if viewer.own:
            working.decided["agency"] = viewer.own
        working.back = ""
        desk.ask(working, do, sender(viewer))
        st.rerun()

    return asks
