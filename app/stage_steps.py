"""What each kind of agenda item shows on its screen: at most seven rows, more on a further screen."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable

import streamlit as st
from markupsafe import Markup

from app import (
    coordination,
    markup,
    packet_desk,
    panels,
    published,
    record_forms,
    series,
    since_desk,
    wording,
)
from app import facts as say
from app.lettering import wrapped
from app.markup import fill, joined
from app.model import REAL, Scope, Series
from app.record_words import action_line, submission_lines, target_line
from app.since_words import since_lines
from app.together import agenda
from app.together.agenda import Minutes
from app.together.records import Decision, Item, Note
from app.together.store import Store

ROWS = 6  # a heading or a chart stands above them
BESIDE = 3  # other measures named under a chart
NOTES, NOTE_LINES = 2, 2  # the newest notes of an item, each cut to so many lines (see meeting.css)
# Pixels at 1920x1080: letters of a title, of the line under it and of a line below the chart; a chart that
# stands alone under its title, an entry of one line below it, and what a further line of any of these takes.
TITLE, NEWEST, SMALL, TALLEST, ROW, MORE = 43, 26, 25, 835, 48, 34
# A short list stands in larger type: its letters in pixels, the room for its lines, how high these are.
LARGER, LINES_WIDE, LINES_HIGH, LEADING = {"largest": 54, "larger": 42, "large": 36}, 1700, 660, 1.3


def home(build_id: str) -> Scope:
    """Whose meeting it is."""
    return series.home_scope(build_id)


def measure_of(build_id: str, item: Item) -> str | None:
    """The measure that an item's screen draws."""
    drawn = _drawn(build_id, item)
    return drawn.measure.id if drawn else None


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
        _chart(found, item, build_id)
    else:
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
    _notes(shop, found.meeting.id, item.id)


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


def _drawn(build_id: str, item: Item) -> Series | None:
    scope = home(build_id)
    if item.kind == "measure":
        return (
            series.one(build_id, item.subject, scope)
            if item.subject in published.measures(build_id)
            else None
        )
    if item.kind == "intercept" and item.subject.isdecimal():
        return series.headlines(build_id, scope).get(int(item.subject))
    return None


def _chart(found: Minutes, item: Item, build_id: str) -> None:
    """The finding as title, the picture, and what else there is to say of the intercept."""
    one = _drawn(build_id, item)
    if one is None:
        panels.head(item.title)
        st.html(
            fill('<p class="stage-empty">{text}</p>', text="No number yet: no agency sends what it needs.")
        )
        return
    one = coordination.agreed_now(found.meeting.closed_at).on_chart(one)
    told = say.facts(one)
    title = wording.finding(one.measure.title, told.sentence)
    n = f" ({told.of})" if told.of else ""
    newest = f"{told.value}{n} in {told.period}" if told.period else told.value
    newest += ", provisional" if told.provisional else ""
    newest = " · ".join(part for part in (newest, say.context(told), told.coverage) if part)
    st.html(
        fill(
            '<div class="stage-head"><p class="stage-place">{place}</p><h1><span class="{tone}" '
            'aria-hidden="true">{shape}</span> {title}</h1><p>{newest}</p></div>',
            place=item.title, tone=one.mark.tone, shape=one.mark.shape, title=title, newest=newest,
        )
    )  # fmt: skip
    others = _others(build_id, item, one)
    below = [*(line.striptags() for line in others), *(note.text for note in found.noted(item)[-NOTES:])]
    height = TALLEST - taken(title, newest, below)
    st.html(markup.chart(one.last(36), say.alternative(one), height))
    if others:
        st.html(fill('<ul class="stage-rows small">{lines}</ul>', lines=joined(others)))


def taken(title: str, newest: str, below: list[str]) -> int:
    """Pixels of a wall that the words around a chart take from it; it is drawn for what they leave.

    title, newest: the lines over it. below: its other measures, then its notes, cut where they are long.
    """
    further = len(wrapped(f"● {title}", TITLE, markup.WALL, bold=True)) - 1
    further += len(wrapped(newest, NEWEST, markup.WALL)) - 1
    room = markup.WALL - 2 * SMALL  # beside the sign that each line begins with
    further += sum(min(len(wrapped(line, SMALL, room)), NOTE_LINES) - 1 for line in below)
    return ROW * len(below) + MORE * further


def _others(build_id: str, item: Item, one: Series) -> list[Markup]:
    """Other real changes of the intercept, in a line each; else how many measures only vary as usual."""
    if item.kind != "intercept":
        return []
    measures = series.intercept_measures(build_id, int(item.subject))
    found = series.of_scope(build_id, tuple(m.id for m in measures), home(build_id))
    rest = [found[m.id][0] for m in measures if m.id in found and m.id != one.measure.id]
    real = [each for each in rest if each.verdict.code in REAL]
    # Concerns first; then what is this intercept's own, before what other intercepts show as well.
    real.sort(key=lambda each: (REAL.index(each.verdict.code), len(each.measure.intercepts) > 1))
    lines = [
        fill(
            '<li><span class="{tone}" aria-hidden="true">{shape}</span> <span>{told}</span></li>',
            tone=each.mark.tone, shape=each.mark.shape,
            told=wording.finding(each.measure.title, each.verdict.sentence),
        )
        for each in real[:BESIDE]
    ]  # fmt: skip
    normal = sum(each.verdict.code == "normal" for each in rest)
    more = [f"{wording.many(len(real) - BESIDE, 'more real change')}"] if len(real) > BESIDE else []
    more += [f"{wording.many(normal, 'other measure')} in normal variation"] if normal else []
    if more:
        lines.append(
            fill('<li class="quiet"><span></span><span>{told}</span></li>', told=wording.listed(more))
        )
    return lines


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
    return lines + [_note_line(note) for note in found.noted(item)]


def _note_line(note: Note) -> Markup:
    """A note, cut by the style sheet where it is long: the whole of it stands in the record."""
    return fill('<li class="note"><span>✎</span> <span>{text}</span></li>', text=note.text)


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


@st.fragment(run_every=coordination.SECONDS)
def _notes(shop: Store, number: int, item_id: int) -> None:
    found = agenda.minutes(shop, number, record_forms.today())
    mine = [note for note in found.notes if note.item_id == item_id]
    if mine:
        lines = joined(_note_line(note) for note in mine[-NOTES:])
        st.html(fill('<ul class="stage-rows small notes">{lines}</ul>', lines=lines))
