"""What each kind of agenda item shows on its screen: at most seven rows, more on a further screen."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable

import streamlit as st
from markupsafe import Markup

from app import (
    coordination,
    packet_desk,
    panels,
    published,
    record_forms,
    series,
    since_desk,
    stage_chart,
    wording,
)
from app.lettering import wrapped
from app.markup import fill, joined
from app.model import Scope
from app.record_words import action_line, submission_lines, target_line
from app.since_words import since_lines
from app.together import agenda
from app.together.agenda import Minutes
from app.together.records import Decision, Item
from app.together.store import Store

ROWS = 6  # a heading or a chart stands above them
# A short list stands in larger type: its letters in pixels, the room for its lines, how high these are.
LARGER, LINES_WIDE, LINES_HIGH, LEADING = {"largest": 54, "larger": 42, "large": 36}, 1700, 660, 1.3


def home(build_id: str) -> Scope:
    """Whose meeting it is."""
    return series.home_scope(build_id)


def parts(found: Minutes, item: Item, build_id: str) -> int:
    """How many screens an item takes."""
    counts = {
        "actions": lambda: len(found.due()),
        "new_actions": lambda: len(found.new()),
        "decisions": lambda: len(_decided(found, build_id)),
        "submissions": lambda: len(submission_lines(build_id, found.today)),
        "since": lambda: len(_since(found, build_id)),
        "text": lambda: len(_written_at(found, item, build_id)),
    }
    return _screens(counts[item.kind]() if item.kind in counts else 0)


def grows(item: Item) -> bool:
    """Whether an item takes further screens when others write something down."""
    return item.kind in ("actions", "new_actions", "decisions", "text")


def _screens(rows: int) -> int:
    return max(1, math.ceil(rows / ROWS))


def draw(shop: Store, found: Minutes, item: Item, build_id: str, part: int) -> None:
    """One screen of an item."""
    if item.kind in ("intercept", "measure"):
        stage_chart.draw(shop, found.meeting.id, item, build_id)
        return
    screens: dict[str, Callable[[], None]] = {
        "welcome": lambda: _welcome(shop, found, build_id),
        "submissions": lambda: _submissions(found, item, build_id, part),
        "since": lambda: _since_screen(found, item, build_id, part),
        "actions": lambda: _actions(shop, found, item, part, build_id),
        "new_actions": lambda: _actions(shop, found, item, part, build_id),
        "decisions": lambda: _decisions(shop, found, item, part, build_id),
        "next": lambda: _next(shop, found, item),
    }
    screens.get(item.kind, lambda: _written(shop, found.meeting.id, item.id, build_id, part))()
    if item.kind not in screens:
        return  # its notes are the screen
    stage_chart.notes(shop, found.meeting.id, item)


def _list(title: str, lines: list[Markup], part: int, empty: str, aside: str = "") -> None:
    panels.head(title, aside)
    part = min(part, _screens(len(lines)))  # others may have taken something back
    shown = lines[(part - 1) * ROWS : part * ROWS]
    if shown:
        size = larger([line.striptags() for line in shown])
        st.html(fill('<ul class="stage-rows {size}">{lines}</ul>', size=size, lines=joined(shown)))
    else:
        st.html(fill('<p class="stage-empty">{text}</p>', text=empty))


def larger(lines: list[str]) -> str:
    """The largest type in which these lines fill the screen and no more; '' for the usual one."""
    for name, size in LARGER.items():
        rows = sum(len(wrapped(line, size, LINES_WIDE)) for line in lines)
        if (rows * LEADING + 0.8 * len(lines)) * size <= LINES_HIGH:
            return name
    return ""


def _welcome(shop: Store, found: Minutes, build_id: str) -> None:
    place = f", {found.meeting.place}" if found.meeting.place else ""
    panels.head(found.meeting.title, f"{wording.day(found.meeting.day)}{place}")
    names = coordination.agencies(build_id)
    seats = {seat.id: seat for seat in found.attendees}

    def label(number: int) -> str:
        seat = seats[number]
        return names.get(seat.agency_id, seat.agency_id)

    here = [seat.id for seat in found.attendees if seat.present]
    if found.closed or not coordination.may_chair():
        told = wording.listed([label(number) for number in here])
        told = f"Here: {told}." if told else "Nobody was marked present."
        st.html(fill('<p class="stage-empty">{told}</p>', told=told))
    else:
        _who(shop, found, label)
    total = sum(item.minutes for item in found.items)
    told = f"{wording.many(len(found.items), 'item')}, {total} minutes"
    st.html(
        fill('<p class="stage-empty">{told}. Numbers: {when}.</p>', told=told, when=panels.when(build_id))
    )


def _who(shop: Store, found: Minutes, label: Callable[[int], str]) -> None:
    """A button a seat, saved at once. Buttons leave the arrow keys to the meeting; pills would take them."""
    with st.container(key="who_is_here", horizontal=True):
        for seat in found.attendees:
            st.button(
                label(seat.id), key=f"here_{seat.id}", type="primary" if seat.present else "secondary",
                icon=":material/check:" if seat.present else ":material/radio_button_unchecked:",
                on_click=_seat, args=(shop, found.meeting.id, {seat.id: not seat.present}),
            )  # fmt: skip
        away = {seat.id: True for seat in found.attendees if not seat.present}
        st.button(
            "Everybody is here", key="here_all", icon=":material/done_all:", disabled=not away,
            on_click=_seat, args=(shop, found.meeting.id, away),
        )  # fmt: skip


def _seat(shop: Store, number: int, here: dict[int, bool]) -> None:
    """Write down who is here: seat -> whether."""
    for row in shop.rows("attendee", meeting_id=number, gone=False):
        if row["present"] != here.get(row["id"], row["present"]):
            coordination.save(
                shop, "attendee", row["id"], row["version"], {"present": here[row["id"]]}, "seat"
            )


def _submissions(found: Minutes, item: Item, build_id: str, part: int) -> None:
    month = published.build(build_id).through_month
    empty = "Everything expected is in." if month else "Nothing is expected yet."
    aside = f"For {wording.long_month(month)}" if month else ""
    _list(item.title, submission_lines(build_id, found.today), part, empty, aside)


def _since(found: Minutes, build_id: str) -> list[Markup]:
    last = since_desk.last(coordination.store(), found.meeting)
    return since_lines(since_desk.between(last.build_id, build_id)) if last else []


def _since_screen(found: Minutes, item: Item, build_id: str, part: int) -> None:
    last = agenda.before(coordination.store(), found.meeting)
    aside = f"Since {wording.day(last.day)}" if last else ""
    if last is None:
        empty = "This is the first meeting: from the next one on, what changed since stands here."
    elif not published.has(last.build_id):
        empty = "The numbers of the meeting before are no longer on this computer."
    else:
        empty = "Nothing new has been published since."
    _list(item.title, _since(found, build_id), part, empty, aside)


@st.fragment(run_every=coordination.SECONDS)
def _actions(shop: Store, found: Minutes, item: Item, part: int, build_id: str) -> None:
    found = agenda.minutes(shop, found.meeting.id, record_forms.today())
    mine = found.new() if item.kind == "new_actions" else found.due()
    names = coordination.agencies(build_id)
    overdue = sum(each.overdue(found.today) for each in mine)
    aside = f"{wording.many(overdue, 'action')} overdue" if overdue else ""
    empty = _invited(found, "No new action", "A") if item.kind == "new_actions" else "No action is open."
    _list(item.title, [action_line(each, names, found.today) for each in mine], part, empty, aside)


def _invited(found: Minutes, nothing: str, key: str) -> str:
    """That there is nothing; and while more may be written down, how."""
    if found.closed or not coordination.may_take_part():
        return f"{nothing}."
    return f"{nothing} yet. Press {key} to write one down."


@st.fragment(run_every=coordination.SECONDS)
def _decisions(shop: Store, found: Minutes, item: Item, part: int, build_id: str) -> None:
    found = agenda.minutes(shop, found.meeting.id, record_forms.today())
    _list(item.title, _decided(found, build_id), part, _invited(found, "No decision", "D"))


def _decided(found: Minutes, build_id: str) -> list[Markup]:
    """The decisions of a meeting, and the targets that it set."""
    known = published.measures(build_id)
    return [_decision_line(each) for each in found.decided()] + [
        target_line(each, known) for each in found.targets
    ]


@st.fragment(run_every=coordination.SECONDS)
def _written(shop: Store, number: int, item_id: int, build_id: str, part: int) -> None:
    """An item of its own: what has been written down at it."""
    found = agenda.minutes(shop, number, record_forms.today())
    item = next((each for each in found.items if each.id == item_id), None)
    if item is None:
        return
    empty = "Nothing was written down here."
    if not found.closed and coordination.may_take_part():
        empty = "Nothing is written down here yet. N writes a note, D a decision, A an action."
    _list(item.title, _written_at(found, item, build_id), part, empty)


def _written_at(found: Minutes, item: Item, build_id: str) -> list[Markup]:
    """The decisions, actions and notes of one item."""
    names = coordination.agencies(build_id)
    lines = [_decision_line(each) for each in found.decisions if each.item_id == item.id]
    lines += [action_line(each, names, found.today) for each in found.actions if each.item_id == item.id]
    return lines + [stage_chart.note_line(note) for note in found.noted(item)]


def _decision_line(each: Decision) -> Markup:
    return fill(
        '<li><span aria-hidden="true">✓</span> <span>{title} <span class="quiet">{by}</span></span></li>',
        title=each.title, by=f"Agreed by: {each.agreed_by}" if each.agreed_by else "",
    )  # fmt: skip


def _next(shop: Store, found: Minutes, item: Item) -> None:
    """The next date; and the end, which freezes what this meeting saw."""
    panels.head(item.title, wording.day(found.meeting.next_day) if found.meeting.next_day else "")
    if found.closed:
        st.html(fill('<p class="stage-empty">{text}</p>', text="This meeting is closed."))
        packet_desk.draw(found, choose=False)
        return
    if not coordination.may_chair():
        return
    key = f"next_{found.meeting.id}"
    st.date_input(
        "Next meeting on", found.meeting.next_day or _in_a_month(found.meeting.day), key=key,
        format="MM/DD/YYYY", on_change=_next_day, args=(shop, found.meeting.id, key),
    )  # fmt: skip
    if found.meeting.status == agenda.OPEN:
        st.button(
            "Close the meeting", type="primary", key="close", shortcut="Shift+E", on_click=_close,
            args=(shop, found.meeting.id, key),
        )  # fmt: skip
        st.html(
            fill(
                '<p class="stage-empty quiet">{text}</p>',
                text="Closing keeps what this meeting saw, as it was shown, and plans the next one.",
            )
        )


def _in_a_month(day: dt.date) -> dt.date:
    return day + coordination.USUAL_GAP


def _next_day(shop: Store, number: int, key: str) -> None:
    row = shop.row("meeting", number)
    coordination.save(shop, "meeting", number, row["version"], {"next_day": st.session_state[key]}, "next")


def _close(shop: Store, number: int, key: str) -> None:
    _next_day(shop, number, key)
    coordination.close_meeting(shop, number)
