"""Actions and decisions as files: CSV for a spreadsheet, iCalendar for everybody's calendar."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable

from icalendar import Calendar, Todo

from app.together.records import STATUSES, Action, Decision

PROGRAM = "-//Diversion dashboard//Actions//EN"
HEADINGS = (
    "kind", "title", "owner_role", "owner_agency", "written_down", "due", "status", "ended", "about",
    "agreed_by",
)  # fmt: skip
_RISKY = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would take them for a formula


def as_csv(
    actions: Iterable[Action],
    decisions: Iterable[Decision],
    agencies: dict[str, str],
    measures: dict[str, str],
) -> bytes:
    """UTF-8 with a mark that Excel knows; one row a record. agencies and measures: id -> name."""
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADINGS, lineterminator="\r\n", restval="")
    writer.writeheader()
    for each in actions:
        row = {
            "kind": "action", "title": each.title, "owner_role": each.owner_role,
            "owner_agency": agencies.get(each.owner_agency, each.owner_agency), "written_down": each.day,
            "due": each.due, "status": STATUSES[each.status], "ended": each.ended,
            "about": measures.get(each.measure_id or "", ""),
        }  # fmt: skip
        writer.writerow(_plain(row))
    for each in decisions:
        row = {
            "kind": "decision", "title": each.title, "written_down": each.day,
            "about": measures.get(each.measure_id or "", ""), "agreed_by": each.agreed_by,
        }  # fmt: skip
        writer.writerow(_plain(row))
    return out.getvalue().encode("utf-8-sig")


def _plain(row: dict[str, object]) -> dict[str, object]:
    return {
        name: f"'{value}" if isinstance(value, str) and value.startswith(_RISKY) else value
        for name, value in row.items()
        if value is not None
    }


def as_calendar(actions: Iterable[Action], agencies: dict[str, str], stamp: dt.datetime) -> bytes:
    """Tasks that are due, one a live action; loading it again changes the ones that are there already."""
    calendar = Calendar()
    calendar.add("prodid", PROGRAM)
    calendar.add("version", "2.0")
    for each in actions:
        if not each.live or each.due is None:
            continue
        task = Todo()
        task.add("uid", f"action-{each.id}@diversion-dashboard")
        task.add("dtstamp", stamp)
        task.add("sequence", each.version)
        task.add("summary", each.title)
        owner = ", ".join(
            p for p in (each.owner_role, agencies.get(each.owner_agency, each.owner_agency)) if p
        )
        task.add("description", f"Owner: {owner}" if owner else "")
        task.add("due", each.due)
        task.add("status", "IN-PROCESS" if each.status == "doing" else "NEEDS-ACTION")
        calendar.add_component(task)
    return calendar.to_ical()
