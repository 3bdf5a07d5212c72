"""Meetings and their agendas: made by themselves, edited by the chair, walked, and frozen at the end."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from app.together import store as stores
from app.together.records import Action, Attendee, Decision, Item, Meeting, Note, Target, by_urgency
from app.together.store import Row, Store

PLANNED, OPEN, CLOSED, OFF = "planned", "open", "closed", "off"
# kind -> what it is called when an item of it is added. Kinds with a subject show that measure or intercept.
KINDS = {
    "welcome": "Welcome",
    "submissions": "Who has sent data",
    "actions": "Actions due",
    "since": "What changed since last meeting",
    "intercept": "An intercept",
    "measure": "A measure",
    "text": "Something else",
    "decisions": "Decisions",
    "new_actions": "New actions",
    "next": "Next meeting",
}
MINUTES = {"welcome": 3, "submissions": 5, "actions": 10, "since": 7, "intercept": 4, "measure": 5, "next": 3}
USUAL_MINUTES = 4
RECENT = dt.timedelta(days=62)


@dataclass(frozen=True)
class Minutes:
    """One meeting with all that belongs to it: as it stands, or, once closed, as it was shown.

    `actions`: all that were live then, and those made or ended at it or shortly before. `today`: the day that
    "overdue" counts from. `spent`: item id -> seconds.
    """

    meeting: Meeting
    items: tuple[Item, ...]
    attendees: tuple[Attendee, ...]
    actions: tuple[Action, ...]
    decisions: tuple[Decision, ...]
    notes: tuple[Note, ...]
    targets: tuple[Target, ...]
    today: dt.date
    spent: Mapping[int, int]

    @property
    def closed(self) -> bool:
        """Whether it is over, and shown as it was."""
        return self.meeting.status == CLOSED

    def due(self) -> list[Action]:
        """What is still to be done, and what was done since the meeting before; not what this one added."""
        return by_urgency([a for a in self.actions if a.meeting_id != self.meeting.id], self.today)

    def new(self) -> list[Action]:
        """The actions that this meeting added."""
        return [a for a in self.actions if a.meeting_id == self.meeting.id]

    def decided(self) -> list[Decision]:
        """The decisions of this meeting."""
        return [d for d in self.decisions if d.meeting_id == self.meeting.id]

    def noted(self, item: Item) -> list[Note]:
        """The notes on one item."""
        return [note for note in self.notes if note.item_id == item.id]


def usual(intercepts: Iterable[tuple[int, str]]) -> list[dict[str, Any]]:
    """The agenda that makes itself: number and name of the intercepts in their order."""
    walk = [_item("intercept", f"Intercept {number}: {name}", str(number)) for number, name in intercepts]
    before = [_item(kind) for kind in ("welcome", "submissions", "actions", "since")]
    after = [_item(kind) for kind in ("decisions", "new_actions", "next")]
    return [entry | {"place": place} for place, entry in enumerate([*before, *walk, *after], start=1)]


def _item(kind: str, title: str = "", subject: str = "") -> dict[str, Any]:
    minutes = MINUTES.get(kind, USUAL_MINUTES)
    return {"kind": kind, "title": title or KINDS[kind], "minutes": minutes, "subject": subject}


def plan(
    store: Store,
    day: dt.date,
    title: str,
    place: str,
    items: Sequence[Mapping[str, Any]],
    seats: Iterable[tuple[str, str]],
    who: str,
) -> int:
    """A new meeting with its agenda and seats (agency id, role); gives its number."""
    number = store.add("meeting", {"day": day, "title": title, "place": place, "status": PLANNED}, who)
    store.add_all("item", [{**item, "meeting_id": number} for item in items], who)
    store.add_all(
        "attendee", [{"meeting_id": number, "agency_id": agency, "role": role} for agency, role in seats], who
    )
    return number


def meetings(store: Store) -> list[Meeting]:
    """All meetings, the latest first; not those that were taken off."""
    found = [Meeting.of(row) for row in store.rows("meeting") if row["status"] != OFF]
    return sorted(found, key=lambda meeting: (meeting.day, meeting.id), reverse=True)


def meeting(store: Store, number: int) -> Meeting | None:
    """One meeting, unless it was taken off."""
    row = store.row("meeting", number)
    return Meeting.of(row) if row and row["status"] != OFF else None


def before(store: Store, this: Meeting) -> Meeting | None:
    """The closed meeting before this one."""
    return next(
        (
            each
            for each in meetings(store)
            if each.status == CLOSED and (each.day, each.id) < (this.day, this.id) and each.build_id
        ),
        None,
    )


def items(store: Store, number: int) -> tuple[Item, ...]:
    """The agenda of a meeting in its order."""
    found = [Item.of(row) for row in store.rows("item", meeting_id=number, gone=False)]
    return tuple(sorted(found, key=lambda item: (item.place, item.id)))


def rearrange(store: Store, number: int, wanted: Sequence[Mapping[str, Any]], who: str) -> None:
    """Make the agenda what `wanted` says: entries with an `id` stay, others are new, the rest goes.

    It changes as a whole or not at all. Raises Changed when an item is no longer at the `version` of its
    entry; one that was taken off meanwhile comes back.
    """
    known = {item.id: item.version for item in items(store, number)}
    written: list[tuple[int | None, int, dict[str, Any]]] = []
    for place, entry in enumerate(wanted, start=1):
        values = {name: entry[name] for name in ("kind", "title", "minutes", "subject")} | {"place": place}
        which = entry.get("id")
        if which is None:
            written.append((None, 0, values | {"meeting_id": number}))
        else:
            version = entry.get("version", known.get(which, 0))
            written.append((which, version, values | {"gone": False}))
    kept = {entry.get("id") for entry in wanted}
    written += [(which, version, {"gone": True}) for which, version in known.items() if which not in kept]
    store.put_all("item", written, who)


def open_(store: Store, this: Meeting, build_id: str, who: str) -> None:
    """The meeting begins; from now on it looks at one build, whatever is published meanwhile."""
    if this.status == PLANNED:
        values = {"status": OPEN, "build_id": build_id, "opened_at": stores.moment()}
        store.change("meeting", this.id, this.version, values, who)


def use_build(store: Store, this: Meeting, build_id: str, who: str) -> None:
    """Look at newer numbers from here on."""
    if this.status == OPEN:
        store.change("meeting", this.id, this.version, {"build_id": build_id}, who)


def close(store: Store, this: Meeting, today: dt.date, who: str) -> None:
    """The meeting is over: its build and all that it saw stay as they were shown."""
    if this.status != OPEN:
        return
    store.add("visit", {"meeting_id": this.id, "item_id": None, "at": stores.moment()}, who)
    seen = minutes(store, this.id, today)
    values = {"status": CLOSED, "closed_at": stores.moment(), "shown": _freeze(seen)}
    store.change("meeting", this.id, this.version, values, who)


def reopen(store: Store, this: Meeting, who: str) -> None:
    """Take a closing back, as when somebody pressed the wrong key: the record goes on as it stands."""
    if this.status == CLOSED:
        store.change(
            "meeting", this.id, this.version, {"status": OPEN, "closed_at": None, "shown": None}, who
        )


def visit(store: Store, number: int, item: Item, who: str) -> None:
    """An item came on the screen."""
    last = store.rows("visit", meeting_id=number)
    if not last or last[-1]["item_id"] != item.id:
        store.add("visit", {"meeting_id": number, "item_id": item.id, "at": stores.moment()}, who)


def spent(visits: Sequence[Row], until: str) -> dict[int, int]:
    """Item id -> seconds on the screen, from the moments at which items came up; the last until `until`."""
    ends = [visit["at"] for visit in visits][1:] + [until] * bool(visits)
    seconds: dict[int, int] = {}
    for each, end in zip(visits, ends, strict=True):
        if each["item_id"] is not None:
            gap = dt.datetime.fromisoformat(end) - dt.datetime.fromisoformat(each["at"])
            seconds[each["item_id"]] = seconds.get(each["item_id"], 0) + max(int(gap.total_seconds()), 0)
    return seconds


def minutes(store: Store, number: int, today: dt.date) -> Minutes | None:
    """A meeting with all that belongs to it; a closed one as it was shown."""
    this = meeting(store, number)
    if this is None:
        return None
    used = spent(store.rows("visit", meeting_id=number), this.closed_at or stores.moment())
    found = Minutes(
        meeting=this,
        items=items(store, number),
        attendees=_seats(store, number),
        actions=tuple(_concerning(store, this, today)),
        decisions=tuple(Decision.of(row) for row in store.rows("decision", gone=False)),
        notes=tuple(Note.of(row) for row in store.rows("note", meeting_id=number, gone=False)),
        targets=tuple(Target.of(row) for row in store.rows("target", meeting_id=number, gone=False)),
        today=today,
        spent=used,
    )
    return _thaw(found) if this.status == CLOSED and this.shown else found


def _seats(store: Store, number: int) -> tuple[Attendee, ...]:
    found = [Attendee.of(row) for row in store.rows("attendee", meeting_id=number, gone=False)]
    return tuple(sorted(found, key=lambda seat: seat.id))


def _concerning(store: Store, this: Meeting, today: dt.date) -> list[Action]:
    """Live actions, those of this meeting, and those ended since the meeting before (or in two months)."""
    last = before(store, this)
    since = last.day if last else today - RECENT
    found = (Action.of(row) for row in store.rows("action"))
    return [
        each
        for each in found
        if each.live or each.meeting_id == this.id or (each.ended is not None and each.ended >= since)
    ]


_PARTS = {"attendees": Attendee, "actions": Action, "decisions": Decision, "notes": Note, "targets": Target}


def _freeze(seen: Minutes) -> str:
    parts = {name: [asdict(each) for each in getattr(seen, name)] for name in _PARTS}
    parts["decisions"] = [asdict(each) for each in seen.decided()]
    return json.dumps({**parts, "today": seen.today}, default=str)


def _thaw(found: Minutes) -> Minutes:
    kept = json.loads(found.meeting.shown or "{}")
    parts = {name: tuple(_record(kind, each) for each in kept.get(name, ())) for name, kind in _PARTS.items()}
    return replace(found, **parts, today=dt.date.fromisoformat(kept["today"]))


def _record(kind: type, row: Row) -> Any:
    """A record from JSON; its days are texts there."""
    days = {each.name for each in fields(kind) if "dt.date" in str(each.type)}
    return kind.of({k: dt.date.fromisoformat(v) if k in days and v else v for k, v in row.items()})
