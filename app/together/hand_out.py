"""Actions and decisions as files: CSV for a spreadsheet, iCalendar for everybody's calendar."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from icalendar import Calendar, Event

from app.together.records import STATUSES, Action, Decision

PROGRAM = "-//Diversion dashboard//Actions//EN"
HEADINGS = (
    "kind", "title", "owner_role", "owner_agency", "written_down", "due", "status", "ended", "about",
    "intercept", "agreed_by", "meeting",
)  # fmt: skip
_RISKY = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would take them for a formula


@dataclass(frozen=True)
class Names:
    """What ids stand for: agencies and measures by id, intercepts and meetings by number."""

    agencies: Mapping[str, str]
    measures: Mapping[str, str]
    intercepts: Mapping[int, str]
    meetings: Mapping[int, str]

    def about(self, record: Action | Decision) -> list[str]:
        """The measure and the intercept that a record is about, those of them that there are."""
        step = self.intercepts.get(record.intercept)
        return [each for each in (self.measures.get(record.measure_id), step and f"Intercept {step}") if each]


def as_csv(actions: Iterable[Action], decisions: Iterable[Decision], names: Names) -> bytes:
    """UTF-8 with a mark that Excel knows; one row a record."""
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADINGS, lineterminator="\r\n", restval="")
    writer.writeheader()
    for each in actions:
        row = {
            "kind": "action", "title": each.title, "owner_role": each.owner_role,
            "owner_agency": names.agencies.get(each.owner_agency, each.owner_agency),
            "due": each.due, "status": STATUSES[each.status], "ended": each.ended,
        }  # fmt: skip
        writer.writerow(_plain(row | _whence(each, names)))
    for each in decisions:
        row = {"kind": "decision", "title": each.title, "agreed_by": each.agreed_by}
        writer.writerow(_plain(row | _whence(each, names)))
    return out.getvalue().encode("utf-8-sig")


def _whence(record: Action | Decision, names: Names) -> dict[str, object]:
    """When and at which meeting it was written down, and what it is about."""
    return {
        "written_down": record.day, "about": names.measures.get(record.measure_id),
        "intercept": names.intercepts.get(record.intercept), "meeting": names.meetings.get(record.meeting_id),
    }  # fmt: skip


def _plain(row: dict[str, object]) -> dict[str, object]:
    return {
        name: f"'{value}" if isinstance(value, str) and value.startswith(_RISKY) else value
        for name, value in row.items()
        if value is not None
    }


def as_calendar(actions: Iterable[Action], agencies: dict[str, str], stamp: dt.datetime) -> bytes:
    """A whole-day entry on the day that an action is due, one a live action with a day.

    Entries and not entrys, which common calendars do not show. Loading the file again changes what is there.
    """
    calendar = Calendar()
    calendar.add("prodid", PROGRAM)
    calendar.add("version", "2.0")
    for each in actions:
        if not each.live or each.due is None:
            continue
        entry = Event()
        entry.add("uid", f"action-{each.id}@diversion-dashboard")
        entry.add("dtstamp", stamp)
        entry.add("sequence", each.version)
        entry.add("summary", f"Due: {each.title}")
        owner = ", ".join(
            p for p in (each.owner_role, agencies.get(each.owner_agency, each.owner_agency)) if p
        )
        if owner:
            entry.add("description", f"Owner: {owner}")
        entry.add("dtstart", each.due)
        entry.add("dtend", each.due + dt.timedelta(days=1))
        entry.add("transp", "TRANSPARENT")  # nobody is busy all day because something is due
        calendar.add_component(entry)
    return calendar.to_ical()
