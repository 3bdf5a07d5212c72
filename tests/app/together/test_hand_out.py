"""Actions and decisions as files that other programs open."""

from __future__ import annotations

import csv
import datetime as dt
import io

from icalendar import Calendar

from app.together import hand_out
from app.together.hand_out import Names
from app.together.records import Action, Decision

DAY = dt.date(2026, 11, 23)
NAMES = Names(
    agencies={"jail": "Harbor County Jail"}, measures={"diversions": "Diversions"},
    intercepts={1: "1 Law enforcement"}, meetings={1: "2026-11-23 Monthly meeting"},
)  # fmt: skip
ACTION = Action(
    id=7, version=3, title="Staff weekends; nights, too", owner_role="Jail commander",
    owner_agency="jail", day=DAY,
    due=dt.date(2026, 12, 21), status="open", ended=None, measure_id="diversions", intercept=1, meeting_id=1,
    item_id=1,
)  # fmt: skip
DECISION = Decision(
    id=1, version=1, title="=HYPERLINK(1)", agreed_by="All", day=DAY, measure_id=None, intercept=None,
    meeting_id=1, item_id=1,
)  # fmt: skip


def rows(actions=(ACTION,), decisions=()) -> list[dict]:
    text = hand_out.as_csv(actions, decisions, NAMES).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_csv_has_a_row_a_record_with_names_for_ids():
    [row] = rows()
    assert row["title"] == ACTION.title
    assert (row["owner_agency"], row["about"]) == ("Harbor County Jail", "Diversions")
    assert (row["due"], row["status"], row["kind"]) == ("2026-12-21", "Open", "action")
    assert (row["intercept"], row["meeting"]) == ("1 Law enforcement", "2026-11-23 Monthly meeting")


def test_no_cell_becomes_a_formula():
    [row] = rows((), (DECISION,))
    assert row["title"] == "'=HYPERLINK(1)"


def test_the_calendar_has_what_is_to_be_done_with_its_day():
    done = Action(**(vars(ACTION) | {"id": 8, "status": "done"}))
    dateless = Action(**(vars(ACTION) | {"id": 9, "due": None}))
    stamp = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
    calendar = Calendar.from_ical(hand_out.as_calendar([ACTION, done, dateless], NAMES.agencies, stamp))
    [task] = calendar.walk("VEVENT")
    assert str(task["summary"]) == f"Due: {ACTION.title}"
    assert (task["dtstart"].dt, task["dtend"].dt) == (ACTION.due, ACTION.due + dt.timedelta(days=1))
    assert (str(task["uid"]), task["sequence"]) == ("action-7@diversion-dashboard", 3)
    assert "Jail commander, Harbor County Jail" in task["description"]
