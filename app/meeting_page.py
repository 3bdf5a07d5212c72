"""The meeting page: the next meeting with its agenda and seats, and all past ones as they were shown."""

from __future__ import annotations

import streamlit as st

from app import (
    agenda_desk,
    coordination,
    navigation,
    packet_desk,
    panels,
    published,
    record_forms,
    series,
    since_desk,
    wording,
)
from app.markup import fill, joined
from app.record_forms import About
from app.record_words import action_line, target_line
from app.together import agenda, since
from app.together.agenda import Minutes
from app.together.records import Meeting, Note
from app.together.store import Store

STATUS = {"planned": "Planned", "open": "Under way", "closed": "Closed"}
INTRO = (
    "The agenda makes itself from what is due and what changed; edit it as you like. Opening a meeting holds "
    "its numbers still; closing it keeps them as they were shown."
)
KEYS = (
    "Walk it with the arrow keys, Page Up and Page Down, or a clicker. N writes a note, D a decision, A an "
    "action, U updates one, T sets a target."
)


def draw() -> None:
    """The page."""
    shop = coordination.store()
    build_id = published.current()
    home = series.home_scope(build_id)
    known = agenda.meetings(shop)
    chosen = _chosen(known)
    panels.head("Meeting", home.name)
    if chosen is None:
        panels.note(INTRO)
        _plan(shop, build_id, known)
    else:
        found = agenda.minutes(shop, chosen.id, record_forms.today())
        _meeting(shop, build_id, found)
    _all(known, chosen)
    if chosen is not None and coordination.may_chair():
        with st.container(key="on_screen_another"), st.expander("Plan another meeting"):
            _plan(shop, build_id, known)


def _chosen(known: list[Meeting]) -> Meeting | None:
    """The one of the address; else the one that is under way, or the next one planned, or the last one."""
    asked = st.query_params.get("meeting")
    by_id = {str(each.id): each for each in known}
    if asked in by_id:
        return by_id[asked]
    if asked:
        st.warning("There is no such meeting; here is the one that comes next.")
    running = [each for each in known if each.status == agenda.OPEN]
    planned = [each for each in known if each.status == agenda.PLANNED]
    return next(iter(running or planned[::-1] or known), None)


def _plan(shop: Store, build_id: str, known: list[Meeting]) -> None:
    if not coordination.may_chair():
        st.info("No meeting is planned. " + coordination.READ_ONLY)
        return
    name = known[0].title if known else "Monthly meeting"
    with st.container(key="on_screen_plan"), st.form("plan", border=False):
        left, middle, right = st.columns([2, 1, 2])
        title = left.text_input("Title", name, max_chars=100, key="plan_title")
        day = middle.date_input("Date", record_forms.today(), format="MM/DD/YYYY", key="plan_day")
        place = right.text_input("Place", known[0].place if known else "", max_chars=100, key="plan_place")
        done = st.form_submit_button("Plan the meeting", type="primary")
    if done and not title.strip():
        st.error("Give the meeting a title.")
    elif done and not coordination.names_somebody(title, place):
        number = coordination.new_meeting(shop, build_id, day, title.strip(), place.strip())
        st.query_params["meeting"] = str(number)
        st.rerun()


def _meeting(shop: Store, build_id: str, found: Minutes) -> None:
    """One meeting: its way onto the wall, its record, its agenda and seats."""
    this = found.meeting
    place = f", {this.place}" if this.place else ""
    st.html(
        fill(
            '<div class="meeting-head"><h2>{title}</h2><p>{day}{place} · {status}</p></div>',
            title=this.title, day=wording.day(this.day), place=place, status=STATUS[this.status],
        )
    )  # fmt: skip
    with st.container(horizontal=True, key="meeting_doors", vertical_alignment="center"):
        _doors(shop, build_id, found)
    with (
        st.container(key="on_screen_packet"),
        st.expander("Packet: PowerPoint, PDF and print view", icon=":material/slideshow:"),
    ):
        packet_desk.draw(found)
    if published.has(this.build_id or build_id):
        since_desk.draw(shop, this, this.build_id or build_id)
    if found.closed:
        _record(found, build_id)
        return
    panels.note(KEYS)
    if this.status == agenda.OPEN and this.build_id != build_id:
        _newer(shop, build_id, this)
    left, right = st.columns([3, 2])
    with left:
        agenda_desk.draw(shop, build_id, found)
    with right:
        _seats(shop, build_id, found)
    _notes(shop, build_id, found)


def _doors(shop: Store, build_id: str, found: Minutes) -> None:
    this = found.meeting
    address = {"meeting": str(this.id)}
    if this.status == agenda.PLANNED and coordination.may_chair():
        if st.button("Open the meeting", type="primary", key="open", shortcut="O"):
            agenda.open_(shop, this, build_id, coordination.author())
            st.session_state["presenting"] = this.id
            st.switch_page(navigation.STAGE.file, query_params=address | {"step": "1"})
        st.page_link(navigation.STAGE.file, label="Look through it", query_params=address)
        if st.button("Move, rename or take off", key="change_meeting", icon=":material/edit:"):
            record_forms.in_dialog("Change the meeting", lambda: _change(shop, this))
    elif found.closed:
        st.page_link(
            navigation.STAGE.file,
            label="Open as it was shown",
            query_params=address,
            icon=":material/slideshow:",
        )
        if coordination.may_chair() and st.button(
            "Reopen", key="reopen", help="For a meeting that was closed by mistake."
        ):
            agenda.reopen(shop, this, coordination.author())
            st.rerun()
    else:
        label = "Back to the wall" if this.status == agenda.OPEN else "Look through it"
        st.page_link(navigation.STAGE.file, label=label, query_params=address, icon=":material/slideshow:")
        if this.status == agenda.OPEN and coordination.may_chair():
            with st.popover("Close the meeting"):
                panels.note(
                    "Closing keeps what this meeting saw, as it was shown, and plans the next one. It can be "
                    "reopened."
                )
                if st.button("Close it now", type="primary", key="close"):
                    coordination.close_meeting(shop, this.id)
                    st.rerun()


def _change(shop: Store, this: Meeting) -> bool:
    """The date, title and place of a planned meeting, or taking it off; True once it is saved."""
    record_forms.begin("meeting", this)
    with st.form("meeting", border=False):
        left, right = st.columns([2, 1])
        title = left.text_input("Title", this.title, max_chars=100, key=f"meeting_{this.id}_title")
        day = right.date_input("Date", this.day, format="MM/DD/YYYY", key=f"meeting_{this.id}_day")
        place = st.text_input("Place", this.place, max_chars=100, key=f"meeting_{this.id}_place")
        with st.container(horizontal=True):
            done = st.form_submit_button("Save", type="primary")
            off = st.form_submit_button("Take this meeting off")
    if off:
        st.query_params.pop("meeting", None)
        return record_forms.keep(shop, "meeting", this, {"status": agenda.OFF}, None)
    if done and not title.strip():
        st.error("Give the meeting a title.")
    elif done and not coordination.names_somebody(title, place):
        values = {"title": title.strip(), "day": day, "place": place.strip()}
        return record_forms.keep(shop, "meeting", this, values, None)
    return False


def _newer(shop: Store, build_id: str, this: Meeting) -> None:
    found = since.compare(this.build_id, build_id, series.home_scope(build_id))
    judged = not (found.new or found.restated)  # a target, or a note on a chart: no number is another
    told = "The same numbers were judged anew" if judged else "Newer numbers were published"
    what = "verdicts" if judged else "numbers"
    st.info(f"{told} since this meeting was opened. It goes on with the {what} it began with.")
    if coordination.may_chair() and st.button(f"Use the newer {what}", key="newer"):
        agenda.use_build(shop, this, build_id, coordination.author())
        st.rerun()


def _notes(shop: Store, build_id: str, found: Minutes) -> None:
    """What was noted so far, in full; it can be corrected and taken back until the meeting is closed."""
    written = [(item, note) for item in found.items for note in found.noted(item)]
    if not written:
        return
    st.subheader("Notes", anchor=False)
    for item, note in written:
        with st.container(horizontal=True, vertical_alignment="center", key=f"agreed_note_{note.id}"):
            told = '<p class="record"><span><b>{item}.</b> {text}</span></p>'
            st.html(fill(told, item=item.title, text=note.text))
            if not coordination.may_take_part():
                continue
            if st.button("Change", key=f"change_note_{note.id}"):
                record_forms.in_dialog("Change a note", lambda note=note: _note(shop, build_id, note))
            if st.button("Take back", key=f"back_note_{note.id}"):
                coordination.save(shop, "note", note.id, note.version, {"gone": True}, f"note_{note.id}")
                st.rerun()


def _note(shop: Store, build_id: str, note: Note) -> bool:
    record_forms.begin("note", note)
    return record_forms.note(shop, About(build_id), note)


def _seats(shop: Store, build_id: str, found: Minutes) -> None:
    """Who sits at the table: agencies and the roles that speak for them."""
    st.subheader("At the table", anchor=False)
    names = coordination.agencies(build_id)
    here = {seat.agency_id for seat in found.attendees}
    lines = joined(
        fill(
            "<li>{name}{role}</li>",
            name=names.get(seat.agency_id, seat.agency_id), role=f", {seat.role}" if seat.role else "",
        )
        for seat in found.attendees
    )  # fmt: skip
    st.html(fill('<ul class="plain">{lines}</ul>', lines=lines))
    if not coordination.may_chair():
        return
    with (
        st.container(key="on_screen_seats"),
        st.expander("Change who is invited"),
        st.form("seats", border=False),
    ):
        chosen = st.multiselect("Agencies", list(names), sorted(here & set(names)), format_func=names.get)
        if st.form_submit_button("Save"):
            _invite(shop, build_id, found, set(chosen))
            st.rerun()


def _invite(shop: Store, build_id: str, found: Minutes, chosen: set[str]) -> None:
    spoken = coordination.roles(build_id)
    here = {seat.agency_id for seat in found.attendees}
    shop.add_all(
        "attendee",
        [
            {"meeting_id": found.meeting.id, "agency_id": agency, "role": spoken.get(agency, "")}
            for agency in sorted(chosen - here)
        ],
        coordination.author(),
    )
    for seat in found.attendees:
        if seat.agency_id not in chosen:
            coordination.save(shop, "attendee", seat.id, seat.version, {"gone": True}, "seat")


def _record(found: Minutes, build_id: str) -> None:
    """What a closed meeting left: who was there, what was decided, who does what, the notes."""
    names = coordination.agencies(build_id)
    here = [names.get(seat.agency_id, seat.agency_id) for seat in found.attendees if seat.present]
    when = published.build(found.meeting.build_id) if published.has(found.meeting.build_id) else None
    numbers = f"Numbers as of {wording.day(when.as_of)}." if when else ""
    panels.notes(f"Present: {wording.listed(here)}." if here else "Nobody was marked present.", numbers)
    measures = published.measures(build_id)
    decisions = [
        fill('<li><span aria-hidden="true">✓</span> <span>{t}</span></li>', t=each.title)
        for each in found.decided()
    ]
    decisions += [target_line(each, measures) for each in found.targets]
    actions = [action_line(each, names, found.today) for each in found.new()]
    notes = [
        fill("<li><span>✎</span> <span><b>{item}.</b> {text}</span></li>", item=item.title, text=note.text)
        for item in found.items
        for note in found.noted(item)
    ]
    for heading, lines in (("Decisions", decisions), ("New actions", actions), ("Notes", notes)):
        if lines:
            st.html(
                fill(
                    '<h2>{heading}</h2><ul class="records">{lines}</ul>', heading=heading, lines=joined(lines)
                )
            )
    if not (decisions or actions or notes):
        panels.note("Nothing was written down at this meeting.")


def _all(known: list[Meeting], chosen: Meeting | None) -> None:
    """Every other meeting, the latest first."""
    others = [each for each in known if chosen is None or each.id != chosen.id]
    if not others:
        return
    st.subheader("Other meetings", anchor=False)
    with st.container(key="other_meetings"):
        for each in others[:24]:
            told = f"{wording.day(each.day)} · {wording.plain_markdown(each.title)} · {STATUS[each.status]}"
            st.page_link(navigation.MEETING.file, label=told, query_params={"meeting": str(each.id)})
