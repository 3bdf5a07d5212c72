"""The last step: what will change, month by month and in the headline measures; then the receipt."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import streamlit as st

from app import desk, door, navigation, panels, wording
from app import upload_words as say
from app.desk import Draft, Job
from app.markup import fill, joined
from app.upload_match import facts

Asks = Callable[..., None]


def preview(working: Draft, asks: Asks) -> None:
    """What publishing would change; the headline numbers are worked out meanwhile."""
    report = working.report
    changes = report["changes"]
    facts(working)
    whose = wording.plain_markdown(say.agency(report, report["agency"]))
    st.subheader(f"{whose}: {wording.lower_first(say.changes(changes))}", anchor=False)
    if changes["older"]:
        panels.note(
            f"{changes['older']:,} of them are older than what is known already: they are kept, and not used."
        )
    st.dataframe(say.month_rows(changes), hide_index=True, width="stretch")
    if not changes["nothing"]:
        _publish_button(working, asks)
        st.subheader("The headline measures, before and after", anchor=False)
        _headline(working)
    _notes(report)
    if st.button("Back to the check", type="tertiary"):
        working.back = "check"
        st.rerun()


def _publish_button(working: Draft, asks: Asks) -> None:
    if st.button("Publish", type="primary", key="publish", icon=":material/publish:"):
        waiting = _preview_job(working)
        if waiting is not None and waiting.running:
            waiting.cancel()  # publishing works the numbers out anyway
        asks("publish")


def _preview_job(working: Draft) -> Job | None:
    return working.job if working.job is not None and working.job.do == "preview" else None


def _headline(working: Draft) -> None:
    """Ask for the numbers once; show them when they are there."""
    if working.preview is None and _preview_job(working) is None:
        desk.preview(working, door.visitor().email)
    if working.preview is None:
        _working_out(working.token, working.owner)
        return
    if working.preview.get("withheld"):
        st.warning(wording.plain_markdown(working.preview["withheld"]))
        return
    found = working.preview["headline"]
    if not found:
        panels.note("No headline number changes.")
        return
    own = [each for each in found if each["scope_kind"] != "partnership"]
    _table([each for each in found if each["scope_kind"] == "partnership"], "The partnership")
    if own:
        _table(own, own[0]["scope_name"] or "Your agency")


@st.fragment(run_every=1.0)
def _working_out(token: str, owner: str) -> None:
    working = desk.draft(token, owner)
    job = _preview_job(working) if working is not None else None
    if working is None or job is None or not job.running:
        if job is not None and job.failed and not job.cancelled:
            st.warning(job.failed)
            return
        st.rerun(scope="app")
        return
    panels.working(job.said.partition(": ")[2] or job.said)
    panels.note(
        "All numbers are protected together, so this can take a minute or two. You need not wait for it."
    )


def _table(found: list[dict[str, Any]], title: str) -> None:
    """Before and after, the newest three periods of each measure first; the rest behind a fold."""
    seen: dict[str, int] = {}
    first, rest = [], []
    for each in found:
        seen[each["measure"]] = seen.get(each["measure"], 0) + 1
        (first if seen[each["measure"]] <= 3 else rest).append(_row(each))
    st.markdown(f"**{wording.plain_markdown(title)}**")
    st.dataframe(first, hide_index=True, width="stretch")
    if rest:
        with st.expander(f"{wording.many(len(rest), 'earlier number')}"):
            st.dataframe(rest, hide_index=True, width="stretch")


def _row(each: dict[str, Any]) -> dict[str, str]:
    day = dt.date.fromisoformat(each["period"])
    restated = (
        each["before_status"] not in ("missing", "too_early", "provisional") and each["before"] is not None
    )
    return {
        "Measure": each["title"],
        "Period": wording.period(day, each["grain"]),
        "Now": _value(each, "before"),
        "After": _value(each, "after"),
        "": "Restated: shown before" if restated else "",
    }


def _value(each: dict[str, Any], when: str) -> str:
    status = each[f"{when}_status"]
    if status == "suppressed":
        return wording.hidden(each["unit"])
    if each[when] is None and when == "after" and each["before_status"] == "suppressed":
        return "Will be shown"
    if each[when] is None:
        return wording.STATUS_WORDS.get(status, wording.UNKNOWN)
    told = wording.amount(each[when], each["unit"], each[f"{when}_of"])
    return f"{told} (provisional)" if status == "provisional" else told


def _notes(report: dict[str, Any]) -> None:
    told = [group for group in report["findings"] if group["severity"] != "block"]
    if told:
        with st.expander(f"{wording.many(len(told), 'note')} on this file"):
            for group in told:
                for message, _ in group["messages"][:6]:
                    panels.note(message)


def receipt(working: Draft) -> None:
    """What happened, to be kept."""
    told = working.receipt
    feed = next((title for feed, title, _ in working.report["feeds"] if feed == told["feed"]), told["feed"])
    if told["status"] == "loaded" and told["build"]:
        st.success("Published. Everybody sees the new numbers from now on.")
    elif told["status"] == "loaded":
        st.warning(told["withheld"] or "The rows are stored; they appear with the next publication.")
    elif told["status"] == "unchanged":
        st.info("Everything in this file was known already: nothing has changed.")
    else:
        st.error("The file was refused, and nothing of it was stored.")
    whose = say.agency(working.report, told["agency_id"])
    rows = [
        ("File", told["file"]), ("Rows", say.sums(told)), ("Feed", feed),
        ("Agency", whose),
        ("Months", say.months_told(told["months"])), ("Received", told["received"] or ""),
        ("Sent by", told["sender"]), ("At", say.moment(told["at"])),
        ("Submission", told["submission_id"] or "none: nothing new"),
        ("Build", told["build"] or ""), ("SHA-256 of the file", told["sha256"]),
    ]  # fmt: skip
    lines = [
        fill("<div><dt>{name}</dt><dd>{value}</dd></div>", name=name, value=value)
        for name, value in rows
        if value
    ]
    st.html(fill('<section class="receipt"><h2>Receipt</h2><dl>{lines}</dl></section>', lines=joined(lines)))
    with st.container(horizontal=True, vertical_alignment="center", key="receipt_actions"):
        st.download_button(
            "Save the receipt", say.receipt_text(told, feed, whose).encode("utf-8-sig"), on_click="ignore",
            file_name=f"receipt-{told['submission_id'] or told['sha256'][:8]}.txt", mime="text/plain",
            icon=":material/download:",
        )  # fmt: skip
        st.download_button(
            "Save what was decided", say.decisions(working.decided), on_click="ignore",
            file_name="decisions.json", mime="application/json", icon=":material/rule:",
            help="Columns, words and corrections, for `python -m etl load --decisions`",
        )  # fmt: skip
        st.page_link(navigation.BOARD.file, label="Open the board", icon=":material/dashboard:")
        panels.note(
            "To print it, press Ctrl+P. To take it back, open “Send a file” again: what was sent is listed "
            "there, with Undo."
        )
