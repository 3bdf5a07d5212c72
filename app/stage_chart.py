"""A chart on the wall: its finding, the picture in the room that the words leave, and what is said of it."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import streamlit as st
from markupsafe import Markup

from app import coordination, markup, panels, published, record_forms, series, wording
from app import facts as say
from app.lettering import wrapped
from app.markup import fill, joined
from app.model import REAL, Series
from app.together import agenda
from app.together.agenda import Minutes
from app.together.records import Item, Note
from app.together.store import Store

BESIDE = 3  # other measures named under a chart
NOTES, NOTE_LINES = 2, 2  # the newest notes of an item, each cut to so many lines (see meeting.css)
# Pixels at 1920x1080: letters of a title, of the line under it and of a line below the chart; a chart that
# stands alone under its title, an entry of one line below it, and what a further line of any of these takes.
TITLE, NEWEST, SMALL, TALLEST, ROW, MORE = 43, 26, 25, 835, 48, 34


def measure_of(build_id: str, item: Item) -> str | None:
    """The measure that an item's screen draws."""
    one = drawn(build_id, item)
    return one.measure.id if one else None


def drawn(build_id: str, item: Item) -> Series | None:
    """The series of an item's screen; None when there is no such measure or number."""
    scope = series.home_scope(build_id)
    if item.kind == "measure":
        return (
            series.one(build_id, item.subject, scope)
            if item.subject in published.measures(build_id)
            else None
        )
    if item.kind == "intercept" and item.subject.isdecimal():
        return series.headlines(build_id, scope).get(int(item.subject))
    return None


@st.fragment(run_every=coordination.SECONDS)
def draw(shop: Store, number: int, item: Item, build_id: str) -> None:
    """The finding as title, the picture, what else there is to say of the intercept, and the newest notes."""
    today = record_forms.today()
    pieces = _pieces(shop, shop.number(), number, item, build_id, today)
    if not pieces:
        panels.head(item.title)
        st.html(
            fill('<p class="stage-empty">{text}</p>', text="No number yet: no agency sends what it needs.")
        )
    for piece in pieces:
        st.html(piece)
    _show_notes(agenda.minutes(shop, number, today), item)


@st.fragment(run_every=coordination.SECONDS)
def notes(shop: Store, number: int, item: Item) -> None:
    """The newest notes of an item under its screen."""
    _show_notes(agenda.minutes(shop, number, record_forms.today()), item)


def _show_notes(found: Minutes, item: Item) -> None:
    lines = _newest_notes(found, item)
    if lines:
        st.html(fill('<ul class="stage-rows small notes">{lines}</ul>', lines=joined(lines)))


def _newest_notes(found: Minutes, item: Item) -> list[Markup]:
    """The newest ones, and how many more stand in the record."""
    mine = found.noted(item)
    lines = [note_line(note) for note in mine[-NOTES:]]
    if len(mine) > NOTES:
        more = wording.many(len(mine) - NOTES, "more note")
        lines.insert(0, fill("<li><span></span><span>{more} in the record</span></li>", more=more))
    return lines


def note_line(note: Note) -> Markup:
    """A note, cut by the style sheet where it is long: the whole of it stands in the record."""
    return fill('<li class="note"><span>✎</span> <span>{text}</span></li>', text=note.text)


@lru_cache(maxsize=64)
def _pieces(
    shop: Store, _number: int, number: int, item: Item, build_id: str, today: dt.date
) -> tuple[Markup, ...]:
    """What stands on the screen but for its notes; drawn once a change of the store, for all who look on."""
    one = drawn(build_id, item)
    if one is None:
        return ()
    found = agenda.minutes(shop, number, today)
    one = coordination.agreed_now(found.meeting.closed_at).on_chart(one)
    told = say.facts(one)
    title = wording.finding(one.measure.title, told.sentence)
    n = f" ({told.of})" if told.of else ""
    newest = f"{told.value}{n} in {told.period}" if told.period else told.value
    newest += ", provisional" if told.provisional else ""
    newest = " · ".join(part for part in (newest, say.context(told), told.coverage) if part)
    head = fill(
        '<div class="stage-head"><p class="stage-place">{place}</p><h1><span class="{tone}" '
        'aria-hidden="true">{shape}</span> {title}</h1><p>{newest}</p></div>',
        place=item.title, tone=one.mark.tone, shape=one.mark.shape, title=title, newest=newest,
    )  # fmt: skip
    others = _others(build_id, item, one)
    below = [line.striptags() for line in [*others, *_newest_notes(found, item)]]
    height = TALLEST - taken(title, newest, below)
    pieces = [head, markup.chart(one.last(36), say.alternative(one), height)]
    if others:
        pieces.append(fill('<ul class="stage-rows small">{lines}</ul>', lines=joined(others)))
    return tuple(pieces)


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
    found = series.at_intercept(build_id, measures, series.home_scope(build_id), int(item.subject))
    rest = [found[m.id] for m in measures if m.id in found and m.id != one.measure.id]
    real = [each for each in rest if each.verdict.code in REAL]
    # Concerns first; then what is this intercept's own, before what other intercepts show as well.
    real.sort(key=lambda each: (REAL.index(each.verdict.code), len(each.measure.intercepts) > 1))
    lines = [
        fill(
            '<li><span class="{tone}" aria-hidden="true">{shape}</span> <span>{told}</span></li>',
            tone=each.mark.tone, shape=each.mark.shape,
            told=wording.finding(f"{each.measure.title}{each.over_all}", each.verdict.sentence),
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
