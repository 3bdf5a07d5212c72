"""The agenda as the chair edits it: a line an item with its minutes, moved by buttons, changed in a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd
import streamlit as st

from app import coordination, panels, published, record_forms, series, wording
from app.markup import fill, joined
from app.together import agenda
from app.together.agenda import Minutes
from app.together.records import Item
from app.together.store import Changed, Row, Store

COLUMNS = {"title": "Item", "minutes": "Minutes", "what": "Shows"}
MOST_MINUTES = 240
ARROWS = {"up": ":material/arrow_upward:", "down": ":material/arrow_downward:"}
PLAIN = agenda.KINDS["text"]
CLOSING = ("decisions", "new_actions", "next")

# An item that was moved takes the focus along, so that the next press moves it further. Its line may be drawn
# more than once until all have their places: for a while a lost focus is given back,
# unless it went elsewhere.
_follow = st.components.v2.component(
    "follow_item",
    js="""export default function ({ data }) {
        const look = (turns) => {
            const find = (key) => document.querySelector(`.st-key-${key} button:not(:disabled)`)
            const button = data.keys.map(find).find((each) => each)
            if (button && (turns === TURNS || document.activeElement === document.body)) button.focus()
            if (turns > 0) waiting = setTimeout(look, 50, turns - 1)
        }
        const TURNS = 40
        let waiting = setTimeout(look, 0, TURNS)
        return () => clearTimeout(waiting)
    }""",
)


def draw(shop: Store, build_id: str, found: Minutes) -> None:
    """The agenda; who may not chair reads it as a table."""
    st.subheader("Agenda", anchor=False)
    if not coordination.may_chair():
        rows = [_told(item, build_id) for item in found.items]
        st.table(pd.DataFrame(rows, columns=list(COLUMNS)).rename(columns=COLUMNS), hide_index=True)
        return
    told = joined(fill("<li>{t}, {m} min</li>", t=item.title, m=item.minutes) for item in found.items)
    st.html(fill('<ol class="plain on-paper">{lines}</ol>', lines=told))
    with st.container(key="on_screen_agenda"):
        for place, item in enumerate(found.items, start=1):
            _line(shop, build_id, found, place, item)
        moved = st.session_state.pop("agenda_moved", None)
        if moved:
            _follow(key="follow_item", data=moved)
        total = sum(item.minutes for item in found.items)
        panels.note(f"{wording.many(len(found.items), 'item')}, {total} minutes in all.")
        if st.button("Add an item", key="agenda_add", icon=":material/add:"):
            record_forms.in_dialog("Add an item", lambda: _form(shop, build_id, found, None))


def _line(shop: Store, build_id: str, found: Minutes, place: int, item: Item) -> None:
    """One item: its place, title and minutes, and what can be done with it."""
    name = wording.plain_markdown(item.title)
    with st.container(horizontal=True, vertical_alignment="center", key=f"agenda_line_{item.id}"):
        st.html(
            fill(
                '<p class="agenda-line"><span class="quiet">{place}</span> <span>{title} '
                '<span class="quiet">{minutes} min</span></span></p>',
                place=place, title=item.title, minutes=item.minutes,
            )
        )  # fmt: skip
        # The words of the buttons are for whoever cannot see the arrows: the style hides them.
        for way, step in (("up", -1), ("down", 1)):
            st.button(
                f"Move {name} {way}", key=f"{way}_{item.id}", icon=ARROWS[way], type="tertiary",
                disabled=place + step in (0, len(found.items) + 1), on_click=_move,
                args=(shop, found.meeting.id, item.id, step),
            )  # fmt: skip
        if st.button(f"Change {name}", key=f"edit_item_{item.id}", icon=":material/edit:", type="tertiary"):
            coordination.forget_conflict(f"item_{item.id}")
            record_forms.in_dialog("Change an item", lambda: _form(shop, build_id, found, item))


def _move(shop: Store, number: int, item_id: int, step: int) -> None:
    """One place up or down, on the agenda as it now is."""
    entries = [_entry(item) for item in agenda.items(shop, number)]
    at = next((n for n, each in enumerate(entries) if each["id"] == item_id), None)
    if at is None or not 0 <= at + step < len(entries):
        return
    entries[at], entries[at + step] = entries[at + step], entries[at]
    try:
        agenda.rearrange(shop, number, entries, coordination.author())
    except Changed:
        st.toast("Somebody changed the agenda at this moment: look at it, and press again.")
        return
    same, other = ("up", "down") if step < 0 else ("down", "up")
    st.session_state["agenda_moves"] = turn = st.session_state.get("agenda_moves", 0) + 1
    st.session_state["agenda_moved"] = {"keys": [f"{same}_{item_id}", f"{other}_{item_id}"], "turn": turn}


def _form(shop: Store, build_id: str, found: Minutes, old: Item | None) -> bool:
    """An item's title, minutes and screen; True once it is saved or taken off."""
    key = f"item_{old.id if old else 'new'}"
    choices = _choices(build_id)
    values = list(choices.values())
    now = values.index((old.kind, old.subject)) if old and (old.kind, old.subject) in values else None
    with st.form(key, border=False):
        title = st.text_input("Item", old.title if old else "", key=f"{key}_title", max_chars=120)
        left, right = st.columns([1, 2])
        minutes = left.number_input(
            "Minutes", 0, MOST_MINUTES, old.minutes if old else agenda.USUAL_MINUTES, key=f"{key}_minutes"
        )
        what = right.selectbox("Shows", list(choices), now if old else list(choices).index(PLAIN),
                               key=f"{key}_what")  # fmt: skip
        with st.container(horizontal=True):
            done = st.form_submit_button("Save the item", type="primary")
            gone = old is not None and st.form_submit_button("Take it off the agenda")
    if done and not title.strip():
        st.error("Give the item a title.")
        return False
    if not (done or gone) or (done and coordination.names_somebody(title)):
        return False
    kind, subject = choices[what] if what else (old.kind, old.subject)
    made = {"title": title.strip(), "minutes": int(minutes), "kind": kind, "subject": subject}
    told = st.session_state.get(f"conflict_{key}")
    seen = told.now if told else asdict(old) | {"gone": False} if old else None
    try:
        put(shop, found.meeting.id, seen, None if gone else made, coordination.author())
    except Changed as theirs:
        st.session_state[f"conflict_{key}"] = theirs
        mine = made | {"gone": gone}
        coordination.conflict(key, {n: v for n, v in mine.items() if n not in ("kind", "subject")}, old.title)
        return False
    coordination.forget_conflict(key)
    return True


def put(shop: Store, number: int, seen: Row | None, made: dict[str, Any] | None, who: str) -> None:
    """One item of a meeting as it was `seen` (none: it is new) becomes `made`, or is taken off.

    Raises Changed when somebody else has made another of it meanwhile; that it was moved is no matter.
    """
    now = agenda.items(shop, number)
    if seen:
        row = shop.row("item", seen["id"])
        if any(row[name] != seen[name] for name in ("title", "minutes", "kind", "subject", "gone")):
            raise Changed(row, row["changed_by"], row["changed_at"])
        if row["gone"] and made:
            made = made | {"id": row["id"], "version": row["version"]}
            agenda.rearrange(shop, number, edited(now, None, made), who)
            return
    agenda.rearrange(shop, number, edited(now, seen["id"] if seen else None, made), who)


def edited(items: Sequence[Item], number: int | None, made: dict[str, Any] | None) -> list[dict[str, Any]]:
    """The agenda as it now is, with one item changed to `made`, taken off (None), or added (no number).

    What is added comes before the end of a meeting: its decisions, new actions and next date.
    """
    entries = [_entry(item) for item in items]
    if number is None:
        at = next((n for n, each in enumerate(entries) if each["kind"] in CLOSING), len(entries))
        return [*entries[:at], {"id": None} | (made or {}), *entries[at:]]
    changed = (each | made if made and each["id"] == number else each for each in entries)
    return [each for each in changed if made or each["id"] != number]


def _entry(item: Item) -> dict[str, Any]:
    return {"id": item.id, "version": item.version, "title": item.title, "minutes": item.minutes,
            "kind": item.kind, "subject": item.subject}  # fmt: skip


def _told(item: Item, build_id: str) -> dict[str, Any]:
    words = {value: label for label, value in _choices(build_id).items()}
    what = words.get((item.kind, item.subject), agenda.KINDS[item.kind])
    return {"title": item.title, "minutes": item.minutes, "what": what}


def _choices(build_id: str) -> dict[str, tuple[str, str]]:
    """What an item's screen may show, in words -> (kind, subject)."""
    plain = {
        label: (kind, "") for kind, label in agenda.KINDS.items() if kind not in ("intercept", "measure")
    }
    steps = {
        f"Intercept {step.number}: {step.name}": ("intercept", str(step.number))
        for step in published.intercepts(build_id)
    }
    measures = {
        f"Chart: {m.title}": ("measure", m.id)
        for m in published.measures(build_id).values()
        if not series.is_flow(m)
    }
    return plain | steps | measures
