"""The records of the coordination store as the pages and the packet know them. Plain values, no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, Self

STATUSES = {"open": "Open", "doing": "Under way", "done": "Done", "dropped": "Dropped"}
LIVE = ("open", "doing")
SECTIONS = {
    "story": "The story behind it",
    "partners": "Partners with a role",
    "works": "What works",
    "will_do": "What we will do",
}


class _Record:
    """Made from a row of the store; fields that a record does not have are left out."""

    @classmethod
    def of(cls, row: dict[str, Any]) -> Self:
        """The record of one row."""
        return cls(**{each.name: row[each.name] for each in fields(cls)})


@dataclass(frozen=True)
class Action(_Record):
    """What somebody will do by a day. The owner is a role at an agency (`owner_agency`, its id)."""

    id: int
    version: int
    title: str
    owner_role: str
    owner_agency: str
    day: dt.date
    due: dt.date | None
    status: str
    ended: dt.date | None
    measure_id: str | None
    intercept: int | None
    meeting_id: int | None
    item_id: int | None

    @property
    def live(self) -> bool:
        """Whether it is still to be done."""
        return self.status in LIVE

    def overdue(self, today: dt.date) -> bool:
        """Whether its day has passed and it is not done."""
        return self.live and self.due is not None and self.due < today


@dataclass(frozen=True)
class Decision(_Record):
    """What was agreed, by whom and when."""

    id: int
    version: int
    title: str
    agreed_by: str
    day: dt.date
    measure_id: str | None
    intercept: int | None
    meeting_id: int | None
    item_id: int | None


@dataclass(frozen=True)
class Note(_Record):
    """A remark on an item of a meeting."""

    id: int
    version: int
    text: str
    measure_id: str | None
    meeting_id: int | None
    item_id: int | None


@dataclass(frozen=True)
class Target(_Record):
    """A value that partners agreed on for a measure, in its unit; good from a month (YYYY-MM)."""

    id: int
    version: int
    measure_id: str
    scope_kind: str
    scope: str
    value: float
    good_from: str
    agreed_by: str
    agreed_on: dt.date
    note: str
    meeting_id: int | None


@dataclass(frozen=True)
class Event(_Record):
    """Something dated that explains a line; with `rebase` the usual range begins anew there, for a reason."""

    id: int
    version: int
    day: dt.date
    name: str
    measure_id: str
    scope_kind: str
    scope: str
    rebase: bool
    reason: str
    meeting_id: int | None


@dataclass(frozen=True)
class Chapter(_Record):
    """One section of a measure's "turn the curve" page."""

    id: int
    version: int
    measure_id: str
    scope_kind: str
    scope: str
    section: str
    text: str
    changed_at: str
    changed_by: str


@dataclass(frozen=True)
class Resource(_Record):
    """An entry of the directory. `service` is a code of the services or blank; the contact is a role."""

    id: int
    version: int
    kind: str
    name: str
    service: str
    provider: str
    contact_role: str
    phone: str
    email: str
    website: str
    area: str
    notes: str
    gone: bool
    changed_at: str
    changed_by: str


@dataclass(frozen=True)
class StandIn(Resource):
    """What stands in the place of the registry's `entry` ('program:act'), unless it was `withdrawn`."""

    entry: str
    withdrawn: bool


@dataclass(frozen=True)
class Attendee(_Record):
    """A seat at the table: an agency and the role that sits there."""

    id: int
    version: int
    meeting_id: int
    agency_id: str
    role: str
    present: bool


@dataclass(frozen=True)
class Item(_Record):
    """One item of an agenda. `kind` and `subject` say what its screen shows (see agenda.KINDS)."""

    id: int
    version: int
    meeting_id: int
    place: int
    kind: str
    title: str
    minutes: int
    subject: str


@dataclass(frozen=True)
class Meeting(_Record):
    """A meeting: planned, open or closed. `build_id` is the build that it saw, frozen when it closed."""

    id: int
    version: int
    day: dt.date
    title: str
    place: str
    status: str
    build_id: str | None
    opened_at: str | None
    closed_at: str | None
    next_day: dt.date | None
    shown: str | None


def by_urgency(actions: Iterable[Action], today: dt.date) -> list[Action]:
    """Overdue first, the longest on top; then what is due, the next first; then without a day; then ended."""

    def order(each: Action) -> tuple[int, dt.date, int]:
        rank = 0 if each.overdue(today) else 1 if each.live and each.due else 2 if each.live else 3
        return rank, each.due or dt.date.max, each.id

    return sorted(actions, key=order)
