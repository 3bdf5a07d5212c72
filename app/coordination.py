"""The coordination store on a page: opening it, who may write, what a second editor is told."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from app import desk, door, gate, published, series, wording
from app.gate import identifying as identifying
from app.together import agenda
from app.together import store as stores
from app.together.marks import Agreed, agreed
from app.together.records import Meeting
from app.together.store import Changed, Row, Store, Unreachable

USUAL_GAP = dt.timedelta(days=28)  # the same weekday
SECONDS = 3  # how often lists look for what others have written
READ_ONLY = "Your account may read this. Ask the partnership's administrator for a role that may write."
NO_PERSON = "Never write a client's name or number here: everybody in the partnership reads it."
CANNOT_LOOK = (
    "Not saved: the numbers were published by an earlier version, so this text cannot be looked "
    "through for what identifies a person. Run `python -m etl rejudge` once, then save again."
)
NUMBERS_ONLY = (
    "Meetings, actions and what the partners agreed on are not shown: their store cannot be reached. "
    "The numbers are as published."
)
_FIELDS = {
    "title": "what", "owner_role": "role", "owner_agency": "agency", "due": "due", "status": "status",
    "measure_id": "measure", "intercept": "intercept", "text": "text", "agreed_by": "agreed by",
    "day": "date", "value": "value", "good_from": "from", "note": "note", "name": "name",
    "reason": "reason", "rebase": "usual range begins anew", "ended": "ended", "place": "place",
    "next_day": "next date", "minutes": "minutes", "gone": "taken back", "present": "present", "role": "role",
    "kind": "kind", "service": "service", "provider": "provider or agency", "contact_role": "contact",
    "phone": "phone", "email": "e-mail", "website": "website", "area": "area served",
    "withdrawn": "as the registry has it",
}  # fmt: skip


def store() -> Store:
    """The store of this installation; says what to do and ends the page when it cannot be opened."""
    try:
        return gate.watched(stores.open_store(published.root().parent))
    except Unreachable as error:
        st.error(str(error))
        st.stop()


def say_when_away() -> None:
    """On top of a page: that it shows the numbers alone, where the store cannot be reached."""
    try:
        stores.open_store(published.root().parent).number()
    except Unreachable:
        st.warning(NUMBERS_ONLY)


def tell(error: Exception) -> bool:
    """Say on the page, where it stopped, that the store went away; False for any other error."""
    if isinstance(error, Unreachable):
        st.error(str(error))
    return isinstance(error, Unreachable)


def agreed_now(until: str | None = None) -> Agreed:
    """What stands on charts; nothing while the store is away: the numbers show all the same."""
    try:
        return agreed(stores.open_store(published.root().parent), until)
    except Unreachable:
        return Agreed()


def next_meeting(today: dt.date) -> Meeting | None:
    """The meeting that is under way, else the next one; None when there is none or the store is away."""
    try:
        known = agenda.meetings(stores.open_store(published.root().parent))
    except Unreachable:
        return None
    running = [each for each in known if each.status == agenda.OPEN]
    coming = [each for each in known if each.status == agenda.PLANNED and each.day >= today]
    return next(iter(running or coming[::-1]), None)


def author() -> str:
    """Who is written down as the author of what is saved on this page."""
    return door.visitor().signature


def may_take_part() -> bool:
    """Whether this visitor may write notes, decisions and actions."""
    return door.visitor().may_take_part


def may_chair() -> bool:
    """Whether this visitor may run meetings and set targets."""
    return door.visitor().may_chair


def agencies(build_id: str) -> dict[str, str]:
    """Agency id -> name, those of the home partnership, by name."""
    home = series.home_scope(build_id)
    found = {
        s.id: s.name
        for s in published.scopes(build_id)
        if s.kind == "agency" and s.partnership == home.partnership
    }
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def roles(build_id: str) -> dict[str, str]:
    """Agency id -> the role that speaks for it, as the partner registry says."""
    if not published.has_submission_facts(build_id):
        return {}
    rows = published.partners(build_id)
    return {
        str(row.agency_id): str(row.contact_role)
        for row in rows.itertuples(index=False)
        if isinstance(row.contact_role, str) and row.contact_role
    }


def save(
    shop: Store, kind: str, number: int, version: int, values: Mapping[str, Any], key: str, said: str = ""
) -> bool:
    """Change a record; when somebody was faster nothing is written; `conflict` tells it."""
    try:
        shop.change(kind, number, version, values, author(), said)
    except Changed as theirs:
        st.session_state[f"conflict_{key}"] = theirs
        return False
    st.session_state.pop(f"conflict_{key}", None)
    return True


def names_somebody(*texts: str, roles: tuple[str, ...] = ()) -> bool:
    """Whether a text holds what identifies a person, or cannot be looked through; says so.

    `roles`: texts in which a role is asked, where no name may stand. The store asks again (see gate.Watched).
    """
    try:
        found = [said for text in (*texts, *roles) for said in identifying(text)]
    except LookupError:
        st.error(CANNOT_LOOK)
        return True
    named = any(map(gate.names_a_person, roles))
    found = list(dict.fromkeys(found + [gate.SAYS["person_name"]] * named))
    if found:
        st.error(
            f"Not saved: this holds what looks like {wording.listed(found)}. Everybody in the partnership "
            "reads it: take it out, or write a role and an agency instead."
            + (" A role that is taken for a name is saved when written in small letters." if named else "")
        )
    return bool(found)


def judge_anew() -> None:
    """Ask the writer for new limits and verdicts: a target or an event changed."""
    viewer = door.visitor()
    desk.errand(viewer.signature, "rejudge", viewer.email)


def conflict(
    key: str, mine: Mapping[str, Any], what: str = "this", say: Callable[[object], str] | None = None
) -> Row | None:
    """Tell that somebody else changed the record `what` meanwhile; gives it as it stands now.

    `say`: the words for a field's value.
    """
    say = say or told
    theirs: Changed | None = st.session_state.get(f"conflict_{key}")
    if theirs is None:
        return None
    lines = [
        f"- {_FIELDS.get(name, name)}: theirs **{wording.plain_markdown(say(theirs.now.get(name)))}**, "
        f"yours **{wording.plain_markdown(say(value))}**"
        for name, value in mine.items()
        if theirs.now.get(name) != value
    ]
    # On one computer without accounts everybody signs alike: its name would say that nobody else was it.
    who = "Somebody else" if theirs.who == author() else wording.plain_markdown(theirs.who)
    st.warning(
        f"{who} changed {wording.plain_markdown(what)} at "
        f"{clock(theirs.at)} while you were writing. "
        "Nothing of yours is saved yet, and nothing of theirs is lost.\n\n"
        + ("\n".join(lines) if lines else "What you wrote is the same.")
        + "\n\nSave again to put yours in its place (the log keeps both), or leave it to keep theirs."
    )
    return theirs.now


def forget_conflict(key: str) -> None:
    """The question is settled."""
    st.session_state.pop(f"conflict_{key}", None)


def told(value: object) -> str:
    """A field's value in words."""
    if value is None or value == "":
        return wording.UNKNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    return wording.day(value) if hasattr(value, "year") else str(value)


def field(name: str) -> str:
    """What a field of a record is called."""
    return _FIELDS.get(name, name.replace("_", " "))


def clock(at: str) -> str:
    """'Nov 23, 2026, 16:30 EST' of a moment (UTC) in the store: in the reader's time where it is known."""
    moment = dt.datetime.fromisoformat(at)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    with contextlib.suppress(ZoneInfoNotFoundError, ValueError):
        moment = moment.astimezone(ZoneInfo(st.context.timezone or "UTC"))
    return f"{wording.day(moment)}, {moment:%H:%M %Z}"


def new_meeting(shop: Store, build_id: str, day: dt.date, title: str, place: str = "") -> int:
    """A meeting with the agenda and the seats that make themselves; gives its number."""
    steps = [(step.number, step.name) for step in published.intercepts(build_id)]
    spoken = roles(build_id)
    seats = [(agency, spoken.get(agency, "")) for agency in agencies(build_id)]
    return agenda.plan(shop, day, title, place, agenda.usual(steps), seats, author())


def close_meeting(shop: Store, number: int) -> None:
    """End a meeting, keep what it saw, and plan the next one."""
    this = agenda.meeting(shop, number)
    if this is None or this.status != agenda.OPEN:
        return
    if this.next_day is None:
        shop.change("meeting", number, this.version, {"next_day": this.day + USUAL_GAP}, author())
        this = agenda.meeting(shop, number)
    agenda.close(shop, this, dt.date.today(), author())
    planned = any(each.day == this.next_day for each in agenda.meetings(shop))
    if this.next_day and not planned:
        # Nobody types here: what an older store holds is not asked about again.
        build_id = this.build_id or published.current()
        new_meeting(Store(shop.engine), build_id, this.next_day, this.title, this.place)
