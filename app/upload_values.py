"""The third step: what the words of a file mean, one decision for all the rows that have one."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import streamlit as st

from app import panels, wording
from app import upload_words as say
from app.desk import Draft
from app.markup import fill

Asks = Callable[..., None]
MOST_WORDS = 80


def words(working: Draft, asks: Asks) -> None:
    """Each word of the file that nobody knows yet, with the nearest code; one decision for all its rows."""
    report, entry = working.report, deepcopy(working.report["entry"])
    left = {tuple(pair) for pair in working.decided.get("left", [])}
    open_words, undecided, mistakes = 0, 0, []
    panels.note("Say once what each word of your file means. It is remembered for the next file.")
    for column in report["words"]:
        texts = [each for each in column["texts"] if each["open"] or (column["name"], each["text"]) in left]
        if not texts:
            continue
        st.subheader(
            f"{column['title']}: words in “{wording.plain_markdown(column['heading'])}”", anchor=False
        )
        decided: dict[str, str | None] = {}
        for text in texts[:MOST_WORDS]:
            open_words += 1
            told = _word(working, column, text, entry)
            if told == say.MISTAKE:
                mistakes.append([column["name"], text["text"]])
            elif told == say.CHOOSE:
                undecided += 1
            else:
                decided[text["text"]] = told
        mistakes += [[column["name"], each["text"]] for each in texts[MOST_WORDS:]]
        if decided:
            say.decided_words(entry, column["name"], decided)
    _understood(report["words"])
    if undecided:
        panels.note(f"{wording.many(undecided, 'word')} of {open_words} still to be decided.")
    go, back = st.columns([1, 3])
    if go.button("These are right", type="primary", disabled=bool(undecided)):
        asks(entry=entry, left=mistakes, confirmed=True)
    if back.button("Back to the columns", type="tertiary"):
        working.back = "columns"
        st.rerun()


def _word(working: Draft, column: dict[str, Any], text: dict[str, Any], entry: dict[str, Any]) -> str | None:
    """The decision about one word: a code, None for a blank, or what say.py calls the rest."""
    labels = dict(column["options"])
    listed: list[str] = [say.CHOOSE, *labels]
    blank_word = text["text"] == ""
    listed += [] if blank_word or column["required"] else [say.BLANK]
    listed += [say.NEW_PROGRAM] if column["program"] and not blank_word else []
    listed += [say.MISTAKE]
    near = text["code"] if text["mapped"] else text["near"]
    near = near if near in labels else say.CHOOSE
    about, choice = st.columns([5, 6], vertical_alignment="center")
    name = "(blank)" if blank_word else text["text"]
    about.html(
        fill(
            '<p class="column"><b>{name}</b> <span class="quiet">{rows}</span></p>',
            name=name,
            rows=wording.many(text["rows"], "row"),
        )
    )
    key = f"word_{working.token}_{column['name']}_{text['text']}"
    with choice:
        picked = st.selectbox(
            f"{column['title']}: what “{name}” means", listed, listed.index(near), key=key,
            format_func=lambda code: labels.get(code, code), label_visibility="collapsed",
        )  # fmt: skip
        if picked == say.NEW_PROGRAM:
            return _program(working, text, entry, key)
    return None if picked == say.BLANK else picked


def _program(working: Draft, text: dict[str, Any], entry: dict[str, Any], key: str) -> str:
    """A program that the registry does not have yet: its name, service and intercept."""
    services = dict(working.report["services"])
    name = st.text_input("The program's name", text["text"], key=f"{key}_name")
    service = st.selectbox(
        "Its service",
        list(services),
        None,
        key=f"{key}_service",
        placeholder="Choose",
        format_func=services.get,
    )
    intercept = st.selectbox("Its intercept", range(6), None, key=f"{key}_intercept", placeholder="Choose")
    if not name.strip() or service is None or intercept is None:
        return say.CHOOSE
    program = {"name": name.strip(), "service_type": service, "intercept": intercept}
    return say.new_program(entry, working.report["partner"], program)


def _understood(columns: list[dict[str, Any]]) -> None:
    """The words that need no decision."""
    known = [
        {
            "Column": column["heading"],
            "Word": text["text"] or "(blank)",
            "Rows": text["rows"],
            "Means": dict(column["options"]).get(text["code"], text["code"] or "blank"),
        }
        for column in columns
        for text in column["texts"]
        if not text["open"] and not text["problem"]
    ]
    if known:
        with st.expander(f"{wording.many(len(known), 'word')} understood without asking"):
            st.dataframe(known, hide_index=True, width="stretch")
