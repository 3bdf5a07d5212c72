"""The check step: what is wrong, where, how to mend it, and the ways to mend it right here."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import streamlit as st

from app import desk, door, panels, wording
from app import upload_words as say
from app.desk import Draft
from app.upload_match import facts

Asks = Callable[..., None]
MOST_GROUPS = 40
KINDS = ["csv", "xlsx", "txt", "tsv"]


def unreadable(working: Draft) -> None:
    """A file that could not be read at all, or that does not say when."""
    rules = {group["rule"] for group in working.report["findings"]}
    what = "used as it is" if rules & {"year_only", "no_dates"} else "read"
    st.error(f"This file cannot be {what}, and nothing of it was stored.")
    for group in working.report["findings"]:
        _words(group)
    _replacement(working, "Drop the mended file here")


def check(working: Draft, asks: Asks) -> None:
    """The findings, blocking ones first."""
    report = working.report
    facts(working)
    groups = [group for group in report["findings"] if group["severity"] != "note"]
    blocks = [group for group in groups if group["severity"] == "block"]
    st.subheader(say.summary(groups), anchor=False)
    for question in report.get("questions", []):
        _question(question, working, asks)
    for place, group in enumerate(groups[:MOST_GROUPS]):
        _group(group, place, working, asks)
    if len(groups) > MOST_GROUPS:
        panels.note(f"And {len(groups) - MOST_GROUPS:,} more of the kind: the download has them all.")
    _notes(report)
    if blocks:
        _mend_elsewhere(working)
    else:
        unseen = [group for group in groups if not _ticked(working, group)]
        if unseen:
            panels.note("Tick each of these to go on.")
        if st.button("Go on to the preview", type="primary", disabled=bool(unseen)):
            asks(accepted=[[group["rule"], group["column"]] for group in groups])
    _back(working)


def _back(working: Draft) -> None:
    with st.container(horizontal=True):
        if st.button("Back to the columns", type="tertiary"):
            working.back = "columns"
            st.rerun()
        if working.report.get("words") and st.button("Back to the words", type="tertiary"):
            working.back = "words"
            working.decided["left"] = _every_word(working)
            st.rerun()


def _every_word(working: Draft) -> list[list[str]]:
    """All words that a decision was made about, so that it can be made anew."""
    return [
        [column["name"], text["text"]]
        for column in working.report["words"]
        for text in column["texts"]
        if text["open"] or text["mapped"]
    ]


def _words(group: dict[str, Any]) -> None:
    for message, remedy in group["messages"][:6]:
        st.markdown(f"**{wording.plain_markdown(message)}** {wording.plain_markdown(remedy)}")
    if len(group["messages"]) > 6:
        panels.note(f"And {len(group['messages']) - 6:,} more like it.")
    rows = say.rows_told(group)
    if rows:
        panels.note(f"{rows} of your file.")


def _question(question: dict[str, Any], working: Draft, asks: Asks) -> None:
    """What only the sender can know, asked once, with an example out of the file."""
    entry = deepcopy(working.report["entry"])
    with st.container(border=True):
        if question["question"] == "order":
            options = say.ORDERS
            st.markdown(f"**Which comes first in “{wording.plain_markdown(question['heading'])}”?**")
        else:
            options = say.DECIMALS
            st.markdown(f"**How are numbers in “{wording.plain_markdown(question['heading'])}” written?**")
        readings = question.get("readings", {})
        picked = st.radio(
            f"Your file says “{wording.plain_markdown(question['example'])}”",
            list(options),
            index=None,
            format_func=lambda each: f"{options[each]}{': ' + readings[each] if each in readings else ''}",
        )
        if st.button(
            "Use this for the whole file", key=f"use_{question['question']}", disabled=picked is None
        ):
            if question["question"] == "order":
                entry["dates"] = {"order": picked}
            else:
                entry["numbers"] = {"decimal": picked}
            asks(entry=entry, confirmed=True)


def _group(group: dict[str, Any], place: int, working: Draft, asks: Asks) -> None:
    """One thing that is wrong: words, the cells to mend, the rows to leave out."""
    key = f"{group['rule']}_{place}"
    with st.container(border=True, key=f"finding_{group['severity']}_{place}"):
        panels.note(say.SEVERITY[group["severity"]])
        _words(group)
        if group["cells"] and group["heading"]:
            _cells(group, key, working, asks)
            _leave_column_out(group, key, working, asks)
        if group.get("but_first"):
            _keep_one(group, key, working, asks)
        elif group["rows"]:
            _leave_out(group, key, working, asks)
        if group["severity"] == "warn":
            st.checkbox("I have looked at this", key=_tick(working, group))
        elif group["rule"] == "custody_list":
            _all_bookings(group, key, working, asks)


def _all_bookings(group: dict[str, Any], key: str, working: Draft, asks: Asks) -> None:
    """Only who knows the file can say that it is a list of bookings after all."""
    sure = st.checkbox(
        "These are all the bookings of these days, and not one of these people has been released.",
        key=_tick(working, group),
    )
    if st.button("Take it as a list of bookings", key=f"take_{key}", disabled=not sure):
        asks(accepted=[*working.decided.get("accepted", []), [group["rule"], group["column"]]])


def _tick(working: Draft, group: dict[str, Any]) -> str:
    return f"tick_{working.token}_{group['rule']}_{group['column']}"


def _ticked(working: Draft, group: dict[str, Any]) -> bool:
    if [group["rule"], group["column"]] in working.decided.get("accepted", []):
        return True
    return bool(st.session_state.get(_tick(working, group)))


def _cells(group: dict[str, Any], key: str, working: Draft, asks: Asks) -> None:
    """The wrong cells as a table to type in."""
    heading = group["heading"]
    known = say.known_words(working.report.get("words", []), heading)
    column = st.column_config.SelectboxColumn if known else st.column_config.TextColumn
    shaped = (
        column(options=[*known, *dict.fromkeys(text for _, text in group["cells"])]) if known else column()
    )
    rows = [{"Row": row, heading: text} for row, text in group["cells"]]
    typed = st.data_editor(
        rows,
        hide_index=True,
        disabled=["Row"],
        key=f"cells_{working.token}_{key}_{len(_fixes(working))}",
        column_config={"Row": st.column_config.NumberColumn(width="small"), heading: shaped},
        width="stretch",
        height=min(38 + 35 * len(rows), 320),
        alt=f"Cells of {heading} to correct",
    )
    fixes = [
        {"row": row, "heading": heading, "text": (new[heading] or "").strip()}
        for (row, old), new in zip(group["cells"], typed, strict=True)
        if (new[heading] or "").strip() != old
    ]
    if group["count"] > len(rows):
        panels.note(f"The first {len(rows):,} of {group['count']:,}; more appear when these are mended.")
    told = wording.many(len(fixes), "correction")
    if st.button(
        f"Use {told}" if fixes else "Put the right text into the table", key=f"use_{key}", disabled=not fixes
    ):
        _amend(working, asks, fixes=[*_without(working, fixes), *fixes])


def _fixes(working: Draft) -> list[dict[str, Any]]:
    return (working.decided.get("amendment") or {}).get("fixes", [])


def _without(working: Draft, fixes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    anew = {(each["row"], each["heading"]) for each in fixes}
    return [each for each in _fixes(working) if (each["row"], each["heading"]) not in anew]


def _leave_column_out(group: dict[str, Any], key: str, working: Draft, asks: Asks) -> None:
    """Where a column is not one that every record needs, the file can go in without it."""
    needed = {column["name"] for column in working.report["columns"] if column["required"]}
    if group.get("name") and group["name"] not in needed and group["severity"] == "block":
        heading = wording.plain_markdown(group["heading"])
        if st.button(f"Leave the whole column “{heading}” out", key=f"column_{key}", type="tertiary"):
            entry = deepcopy(working.report["entry"])
            entry["columns"].pop(group["name"], None)
            asks(entry=entry, confirmed=True)


def _keep_one(group: dict[str, Any], key: str, working: Draft, asks: Asks) -> None:
    """Rows with the same key: one of them stays."""
    for which, rows in (("first", group["but_first"]), ("last", group["but_last"])):
        told = wording.many(len(rows), "other row")
        if st.button(f"Keep the {which} row of each, leave {told} out", key=f"{which}_{key}"):
            before = (working.decided.get("amendment") or {}).get("drops", [])
            _amend(working, asks, drops=[*before, *({"row": row, "reason": "repeated"} for row in rows)])


def _leave_out(group: dict[str, Any], key: str, working: Draft, asks: Asks) -> None:
    with st.expander(f"Leave {'this row' if len(group['rows']) == 1 else 'these rows'} out instead"):
        reason = st.selectbox(
            "Why",
            list(say.REASONS),
            None,
            key=f"why_{key}",
            placeholder="Choose the reason",
            format_func=say.REASONS.get,
        )
        panels.note("The reason is kept with the submission; the rows are not.")
        many = wording.many(len(group["rows"]), "row")
        if st.button(f"Leave {many} out", key=f"drop_{key}", disabled=reason is None):
            before = (working.decided.get("amendment") or {}).get("drops", [])
            _amend(working, asks, drops=[*before, *({"row": row, "reason": reason} for row in group["rows"])])


def _amend(working: Draft, asks: Asks, **more: object) -> None:
    asks(amendment=(working.decided.get("amendment") or {}) | more)


def _notes(report: dict[str, Any]) -> None:
    notes = [group for group in report["findings"] if group["severity"] == "note"]
    if notes:
        with st.expander(f"{wording.many(len(notes), 'note')} for your information"):
            for group in notes:
                _words(group)


def _mend_elsewhere(working: Draft) -> None:
    """The other way: mend it in a spreadsheet, and send it again."""
    st.subheader("Or mend it in your own program", anchor=False)
    viewer = door.visitor()
    st.download_button(
        "Your file with the findings beside the rows (CSV)",
        lambda: desk.annotated(working, viewer.email),
        file_name="to-mend.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
    )
    _replacement(working, "Then drop the mended file here")


def _replacement(working: Draft, label: str) -> None:
    """The mended file in place of this one; columns and words stay as decided."""
    given = st.file_uploader(label, type=KINDS, key=f"again_{working.token}")
    if given is None:
        return
    viewer = door.visitor()
    decided = {
        key: value for key, value in working.decided.items() if key not in ("amendment", "accepted", "left")
    }
    if not decided.get("confirmed"):
        decided.pop("entry", None)
    fresh = desk.open_draft(working.owner, given.name, given.getvalue(), decided)
    desk.close(working)
    desk.ask(fresh, "examine", viewer.email)
    st.query_params["file"] = fresh.token
    st.rerun()
