"""Presenting a meeting: one agenda item a screen in large type, walked with the arrow keys or a clicker.

Every screen has an address (meeting, step, part). Nothing moves by itself; lists look for what others have
written every few seconds.
"""

from __future__ import annotations

import streamlit as st

from app import coordination, navigation, panels, published, record_forms, stage_chart, stage_steps, wording
from app.markup import fill
from app.record_forms import About
from app.together import agenda
from app.together.agenda import Minutes
from app.together.records import Item
from app.together.store import Store

# Who presses a key and writes on at once is faster than the form: what comes meanwhile is held for its first
# field, and never taken for another key of the wall.
_typed_ahead = st.components.v2.component(
    "typed_ahead",
    js="""export default function ({ data }) {
        // Kept beside the page: while the form comes, this function is run anew.
        const kept = (window.typedAheadKept ??= { held: null, until: 0 })
        const fields = "input, textarea, [contenteditable]"
        const onKey = (event) => {
            if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches(fields)) return
            if (kept.held !== null && Date.now() < kept.until) {
                if (event.key.length !== 1) return
                kept.held += event.key
                event.preventDefault()
                event.stopImmediatePropagation()
                return
            }
            kept.held = null
            const button = document.querySelector(`.st-key-write_${data[event.key.toUpperCase()]} button`)
            if (button && !event.shiftKey && !document.querySelector("[role=dialog]")) {
                kept.held = ""
                kept.until = Date.now() + 10000
                // Pressed here: its own shortcut may not listen yet, and every later letter is held.
                event.preventDefault()
                event.stopImmediatePropagation()
                button.click()
            }
        }
        window.typedAhead = () => {
            const text = kept.held || ""
            kept.held = null
            return text
        }
        window.addEventListener("keydown", onKey, true)
        return () => window.removeEventListener("keydown", onKey, true)
    }""",
)
# What each key does; clickers send Page Up and Page Down.
FORWARD, BACK = ("Right", "PageDown"), ("Left", "PageUp")
WRITING = {"note": "N", "decision": "D", "action": "A", "update": "U", "target": "T"}
TITLES = {
    "note": "Write a note", "decision": "Write down a decision", "action": "Write down an action",
    "update": "Update an action", "target": "Set a target",
}  # fmt: skip


def draw() -> None:
    """The screen that the address names."""
    record_forms.say_what_was_saved()
    shop = coordination.store()
    number = _whole(st.query_params.get("meeting"))
    found = agenda.minutes(shop, number, record_forms.today()) if number else None
    if found is None:
        panels.head("No such meeting")
        st.page_link(navigation.MEETING.file, label="All meetings")
        return
    if not found.items:
        panels.head(found.meeting.title)
        st.info("This meeting has no agenda yet.")
        st.page_link(navigation.MEETING.file, label="Write its agenda", query_params=_address(found))
        return
    if not published.has(build_of(found)):
        panels.head(found.meeting.title)
        st.warning("The numbers that this meeting saw are no longer on this computer. Its record still is:")
        st.page_link(navigation.MEETING.file, label="Open the record", query_params=_address(found))
        return
    _present(shop, found)


def build_of(found: Minutes) -> str | None:
    """The build that the meeting looks at: its own once it is open, the current one before."""
    return found.meeting.build_id or published.current()


def _place(found: Minutes) -> tuple[int, int, int]:
    """(step, part of it, how many parts it has now): where the address leads, within what there is."""
    step = min(max(_whole(st.query_params.get("step")) or 1, 1), len(found.items))
    parts = stage_steps.parts(found, found.items[step - 1], build_of(found))
    return step, min(max(_whole(st.query_params.get("part")) or 1, 1), parts), parts


def _present(shop: Store, found: Minutes) -> None:
    step, part, parts = _place(found)
    item = found.items[step - 1]
    presenting = st.session_state.get("presenting") == found.meeting.id
    if found.meeting.status == agenda.OPEN and coordination.may_chair() and presenting:
        agenda.visit(shop, found.meeting.id, item, coordination.author())
    with st.container(key="stage"):
        with st.container(key="stage_main"):
            stage_steps.draw(shop, found, item, build_of(found), part)
        with st.container(key="stage_foot"):
            _clock(shop, found.meeting.id)
            # At its end a list that others may have made longer is looked at once more.
            end = step == len(found.items) and part == parts and not stage_steps.grows(item)
            _keys(shop, found, first=step == part == 1, last=end)
    _write(shop, found, item)


@st.fragment(run_every=coordination.SECONDS)
def _clock(shop: Store, number: int) -> None:
    """Where one is and how long it took so far, quietly."""
    found = agenda.minutes(shop, number, record_forms.today())
    if not found.items:
        return
    step, part, parts = _place(found)
    item = found.items[step - 1]
    told = [f"{step} of {len(found.items)}"]
    told += [f"screen {part} of {parts}"] if parts > 1 else []
    if found.closed:
        told.append(f"as shown on {wording.day(found.meeting.day)}")
    elif found.meeting.status == agenda.OPEN:
        told.append(f"{found.spent.get(item.id, 0) // 60} of {item.minutes} min")
    else:
        told.append(f"{item.minutes} min planned")
    st.html(fill('<p class="stage-clock">{told}</p>', told=" · ".join(told)))


def _keys(shop: Store, found: Minutes, first: bool, last: bool) -> None:
    """The row at the foot: back, on, and what may be written down; the keys work without looking at it."""
    ahead, behind = ((shop, found.meeting.id, way) for way in (1, -1))
    with st.container(key="stage_keys", horizontal=True, vertical_alignment="center"):
        st.button("Back", key="back", shortcut=BACK[0], on_click=_go, args=behind, disabled=first)
        st.button(
            "Next", key="on", type="primary", shortcut=FORWARD[0], on_click=_go, args=ahead, disabled=last
        )
        if not found.closed and coordination.may_take_part():
            for kind, letter in WRITING.items():
                if kind != "target" or coordination.may_chair():
                    st.button(
                        kind.capitalize(), key=f"write_{kind}", shortcut=letter, on_click=_begin, args=(kind,)
                    )
        st.page_link(navigation.MEETING.file, label="Leave", query_params=_address(found))
    with st.container(key="stage_more_keys"):
        _typed_ahead(key="typed_ahead", data={letter: kind for kind, letter in WRITING.items()})
        for name in FORWARD[1:]:
            st.button(name, key=f"on_{name}", shortcut=name, on_click=_go, args=ahead, disabled=last)
        for name in BACK[1:]:
            st.button(name, key=f"back_{name}", shortcut=name, on_click=_go, args=behind, disabled=first)


def _go(shop: Store, number: int, way: int) -> None:
    """To the screen after (1) or before (-1) this one, counted as the lists are now, whoever wrote in them.

    Whose keys walk the meeting, that session counts the time.
    """
    st.session_state["presenting"] = number
    found = agenda.minutes(shop, number, record_forms.today())
    if not found.items:
        return
    step, part, parts = _place(found)
    if 1 <= part + way <= parts:
        part += way
    elif 1 <= step + way <= len(found.items):
        step += way
        part = 1 if way > 0 else stage_steps.parts(found, found.items[step - 1], build_of(found))
    st.query_params["step"] = str(step)
    if part > 1:
        st.query_params["part"] = str(part)
    else:
        st.query_params.pop("part", None)


def _begin(kind: str) -> None:
    st.session_state["writing"] = kind
    st.session_state.pop("updating", None)


def _write(shop: Store, found: Minutes, item: Item) -> None:
    """The form that was asked for, over the screen; it knows what the screen is about."""
    kind = st.session_state.pop("writing", None)
    if kind is None or found.closed or not coordination.may_take_part():
        return
    build_id = build_of(found)
    about = About(
        build_id=build_id,
        meeting_id=found.meeting.id,
        item_id=item.id,
        measure_id=stage_chart.measure_of(build_id, item),
        intercept=int(item.subject) if item.kind == "intercept" else None,
        due=found.meeting.next_day,
    )
    forms = {
        "note": lambda: record_forms.note(shop, about),
        "decision": lambda: record_forms.decision(shop, about),
        "action": lambda: record_forms.action(shop, about),
        "update": lambda: _update(shop, about, found),
        "target": lambda: _target(shop, about),
    }
    record_forms.in_dialog(TITLES[kind], forms[kind])


def _target(shop: Store, about: About) -> bool:
    """Set a target; the verdicts of the next build know it, this meeting goes on with its own."""
    if not record_forms.target(shop, about, stage_steps.home(about.build_id)):
        return False
    coordination.judge_anew()
    return True


def _update(shop: Store, about: About, found: Minutes) -> bool:
    """Choose one of the actions that are still to be done, and change it."""
    live = {each.id: each for each in found.due() + found.new() if each.live}
    if not live:
        st.info("No action is open.")
        return False
    # A list of other titles is another list: one and the same would go on showing the title of before.
    titles = tuple(each.title for each in live.values())
    last = st.session_state.get("updating")
    chosen = st.selectbox(
        "Action", list(live), list(live).index(last) if last in live else 0, key=f"update_{hash(titles)}",
        format_func=lambda number: live[number].title,
    )  # fmt: skip
    st.session_state["updating"] = chosen
    record_forms.begin("action", live[chosen])
    return record_forms.action(shop, about, live[chosen])


def _address(found: Minutes) -> dict[str, str]:
    return {"meeting": str(found.meeting.id)}


def _whole(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() and len(text) < 10 else None
