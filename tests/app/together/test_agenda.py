"""A meeting from its plan to its closing, on both databases; as shown stays as shown."""

from __future__ import annotations

import datetime as dt

import pytest

from app.together import agenda
from app.together.records import Action, by_urgency

DAY = dt.date(2026, 11, 23)
STEPS = [(0, "Community services"), (1, "Law enforcement"), (2, "Initial detention"), (3, "Jails and courts")]


@pytest.fixture
def planned(shop) -> int:
    return agenda.plan(
        shop, DAY, "Monthly meeting", "Room 4", agenda.usual(STEPS), [("jail", "Jail commander")], "chair"
    )


@pytest.fixture
def opened(shop, planned) -> int:
    agenda.open_(shop, agenda.meeting(shop, planned), "build-1", "chair")
    return planned


def act(shop, title: str, **more: object) -> int:
    values = {"title": title, "day": dt.date(2026, 10, 1), "due": None, "status": "open", **more}
    return shop.add("action", values, "chair")


def seen(shop, number: int, today: dt.date = DAY) -> agenda.Minutes:
    return agenda.minutes(shop, number, today)


def test_the_agenda_makes_itself(shop, planned):
    kinds = [item.kind for item in agenda.items(shop, planned)]
    assert kinds[:4] == ["welcome", "submissions", "actions", "since"]
    assert kinds[4:-3] == ["intercept"] * len(STEPS)
    assert kinds[-3:] == ["decisions", "new_actions", "next"]
    assert all(item.minutes > 0 for item in agenda.items(shop, planned))


def test_items_are_moved_renamed_added_and_taken_away(shop, planned):
    first, second, *_ = agenda.items(shop, planned)
    entry = {"kind": second.kind, "title": "Who is late", "minutes": 9, "subject": ""}
    chart = {"id": None, "kind": "measure", "title": "Jail", "minutes": 5, "subject": "jail_adp_smi"}
    agenda.rearrange(shop, planned, [{**entry, "id": second.id}, chart], "chair")
    after = agenda.items(shop, planned)
    assert [(item.title, item.minutes, item.subject) for item in after] == [
        ("Who is late", 9, ""), ("Jail", 5, "jail_adp_smi"),
    ]  # fmt: skip
    assert after[0].id == second.id
    assert shop.row("item", first.id)["gone"]


def test_an_open_meeting_stays_with_the_build_that_it_began_with(shop, opened):
    agenda.open_(shop, agenda.meeting(shop, opened), "build-2", "chair")
    assert agenda.meeting(shop, opened).build_id == "build-1"
    agenda.use_build(shop, agenda.meeting(shop, opened), "build-2", "chair")
    assert agenda.meeting(shop, opened).build_id == "build-2"


def test_a_closed_meeting_is_shown_as_it_was_whatever_comes_after(shop, opened):
    number = act(shop, "Weekend staffing", meeting_id=opened, item_id=1, due=dt.date(2026, 12, 1))
    shop.add("decision", {"title": "Open on weekends", "day": DAY, "meeting_id": opened}, "chair")
    agenda.close(shop, agenda.meeting(shop, opened), DAY, "chair")
    shop.change("action", number, 1, {"status": "done", "title": "Something else"}, "jail")
    decision = shop.rows("decision")[0]
    shop.change("decision", decision["id"], 1, {"gone": True}, "chair")
    agenda.use_build(shop, agenda.meeting(shop, opened), "build-9", "chair")
    later = seen(shop, opened, dt.date(2027, 3, 1))
    assert [(a.title, a.status, a.due) for a in later.new()] == [
        ("Weekend staffing", "open", dt.date(2026, 12, 1))
    ]
    assert [d.title for d in later.decided()] == ["Open on weekends"]
    assert (later.meeting.build_id, later.today) == ("build-1", DAY)
    assert not later.new()[0].overdue(later.today)


def test_a_meeting_closed_by_mistake_is_reopened_and_goes_on_as_things_stand(shop, opened):
    agenda.close(shop, agenda.meeting(shop, opened), DAY, "chair")
    agenda.reopen(shop, agenda.meeting(shop, opened), "chair")
    act(shop, "Late addition", meeting_id=opened)
    assert [a.title for a in seen(shop, opened).new()] == ["Late addition"]


def test_the_meeting_before_is_the_last_closed_one(shop, opened):
    agenda.close(shop, agenda.meeting(shop, opened), DAY, "chair")
    second = agenda.plan(shop, DAY + dt.timedelta(days=28), "Monthly meeting", "", [], [], "chair")
    third = agenda.plan(shop, DAY + dt.timedelta(days=56), "Monthly meeting", "", [], [], "chair")
    assert agenda.before(shop, agenda.meeting(shop, second)).id == opened
    assert agenda.before(shop, agenda.meeting(shop, third)).id == opened
    assert agenda.before(shop, agenda.meeting(shop, opened)) is None


def test_actions_due_are_those_of_earlier_meetings_overdue_first(shop, opened):
    act(shop, "No date")
    act(shop, "Soon", due=DAY + dt.timedelta(days=3))
    act(shop, "Late", due=DAY - dt.timedelta(days=3))
    act(shop, "Latest of all", due=DAY - dt.timedelta(days=30))
    act(shop, "Done lately", status="done", ended=DAY - dt.timedelta(days=2))
    act(shop, "Done long ago", status="done", ended=DAY - dt.timedelta(days=200))
    act(shop, "Made today", meeting_id=opened, item_id=3)
    found = seen(shop, opened)
    assert [a.title for a in found.due()] == ["Latest of all", "Late", "Soon", "No date", "Done lately"]
    assert [a.title for a in found.new()] == ["Made today"]


def test_time_is_counted_per_item_from_when_it_came_up():
    visits = [
        {"item_id": 1, "at": "2026-11-23T21:00:00Z"},
        {"item_id": 2, "at": "2026-11-23T21:03:00Z"},
        {"item_id": 1, "at": "2026-11-23T21:10:00Z"},
        {"item_id": None, "at": "2026-11-23T21:10:30Z"},
    ]
    assert agenda.spent(visits, "2026-11-23T23:00:00Z") == {1: 210, 2: 420}
    assert agenda.spent([], "2026-11-23T23:00:00Z") == {}


def test_an_item_that_is_drawn_again_is_one_visit(shop, opened):
    item = agenda.items(shop, opened)[0]
    agenda.visit(shop, opened, item, "chair")
    agenda.visit(shop, opened, item, "chair")
    assert len(shop.rows("visit", meeting_id=opened)) == 1


def test_what_is_due_today_is_not_overdue():
    row = {"id": 1, "version": 1, "title": "x", "owner_role": "", "owner_agency": "", "day": DAY,
           "due": DAY, "status": "open", "ended": None, "measure_id": None, "intercept": None,
           "meeting_id": None, "item_id": None}  # fmt: skip
    today, tomorrow = Action.of(row), Action.of(row | {"id": 2, "due": DAY + dt.timedelta(days=1)})
    assert not today.overdue(DAY)
    assert today.overdue(DAY + dt.timedelta(days=1))
    assert by_urgency([tomorrow, today], DAY) == [today, tomorrow]
