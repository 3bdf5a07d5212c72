"""What is agreed stands on its measure's chart on its date, and on no other; as a closed meeting saw it."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from app import drawing, figures, flags, grammar, sparkline, theme
from app.model import Scope
from app.together.marks import agreed
from tests.app.conftest import series

DAY = dt.date(2026, 11, 23)
HARBOR = {"scope_kind": "partnership", "scope": "harbor"}


def shown(shop, until: str | None = None, **changes: object):
    return agreed(shop, until).on_chart(series([10.0] * 24, through=dt.date(2026, 12, 1), **changes))


def target(shop, value: float, good_from: str, **more: object) -> int:
    values = {"measure_id": "diversions", **HARBOR, "value": value, "good_from": good_from,
              "agreed_by": "All", "agreed_on": DAY} | more  # fmt: skip
    return shop.add("target", values, "chair")


def test_actions_and_decisions_stand_on_their_measure_s_chart_on_their_date(shop):
    shop.add(
        "action", {"title": "Staff weekends", "day": DAY, "status": "open", "measure_id": "diversions"}, "c"
    )
    shop.add(
        "decision", {"title": "Open nights", "day": dt.date(2026, 5, 4), "measure_id": "diversions"}, "c"
    )
    shop.add("decision", {"title": "Elsewhere", "day": DAY, "measure_id": "jail_adp_smi"}, "c")
    assert shown(shop).events == (
        (dt.date(2026, 5, 4), "Decision: Open nights"),
        (DAY, "Action: Staff weekends"),
    )


def test_a_note_stands_on_its_measure_s_chart_on_the_day_of_its_meeting(shop):
    number = shop.add("meeting", {"day": DAY, "title": "Monthly meeting"}, "c")
    about = {"meeting_id": number, "measure_id": "diversions"}
    noted = shop.add("note", {"text": "Door closed\nfor repairs", **about}, "c")
    shop.add("note", {"text": "Elsewhere", **about, "measure_id": "jail_adp_smi"}, "c")
    assert shown(shop).events == ((DAY, "Note: Door closed for repairs"),)
    day = [(DAY, "Decision: Open nights"), *shown(shop).events]
    assert flags.together(day) == "Nov 23: 1 decision, 1 note"
    shop.change("note", noted, 1, {"gone": True}, "c")
    assert shown(shop).events == ()


def test_what_was_dropped_or_taken_back_leaves_the_chart(shop):
    values = {"title": "Never mind", "day": DAY, "measure_id": "diversions"}
    shop.add("action", values | {"status": "dropped"}, "c")
    number = shop.add("decision", values, "c")
    shop.change("decision", number, 1, {"gone": True}, "c")
    assert shown(shop).events == ()


def test_the_target_that_holds_is_the_last_one_good_by_the_newest_month(shop):
    target(shop, 20, "2026-01")
    target(shop, 25, "2026-06")
    target(shop, 99, "2027-01")
    target(shop, 1, "2026-07", scope="elsewhere")
    assert shown(shop, target=5.0).target == 25


def test_without_a_target_of_its_own_the_registered_one_stays(shop):
    target(shop, 99, "2027-01")
    assert shown(shop, target=5.0).target == 5.0


def test_groups_of_people_carry_no_marks(shop):
    target(shop, 20, "2026-01")
    assert shown(shop, breakdown="sex").target is None


def at_ten(shop) -> None:
    """All that is written down so far was written down at ten o'clock."""
    with shop.engine.begin() as con:
        con.exec_driver_sql("update history set at = '2026-11-23T10:00:00Z'")


def test_a_closed_meeting_s_chart_has_what_was_written_down_by_then(shop):
    target(shop, 20, "2026-01")
    at_ten(shop)
    assert shown(shop, until="2026-11-23T12:00:00Z").target == 20
    assert shown(shop, until="2026-11-23T09:00:00Z").target is None


def test_a_closed_meeting_s_chart_stays_whatever_is_changed_or_taken_back_later(shop):
    about = {"title": "Staff weekends", "day": DAY, "measure_id": "diversions"}
    aim, action = target(shop, 20, "2026-01"), shop.add("action", about | {"status": "open"}, "c")
    decision = shop.add("decision", about | {"title": "Open nights"}, "c")
    event = {"day": DAY, "name": "New door", "measure_id": "diversions", **HARBOR}
    event = shop.add("event", event, "c")
    at_ten(shop)
    then = shown(shop, until="2026-11-23T12:00:00Z")
    later = dt.date(2026, 11, 30)
    shop.change("action", action, 1, {"status": "doing", "title": "Staff nights"}, "c")
    shop.change("action", action, 2, {"status": "done", "ended": later, "day": later}, "c")
    shop.change("target", aim, 1, {"value": 99.0}, "c")
    shop.change("target", aim, 2, {"gone": True}, "c")
    shop.change("decision", decision, 1, {"gone": True}, "c")
    shop.change("event", event, 1, {"name": "Old door", "day": later}, "c")
    target(shop, 77, "2026-01")
    assert shown(shop, until="2026-11-23T12:00:00Z").events == then.events == (
        (DAY, "Action: Staff weekends"), (DAY, "Decision: Open nights"), (DAY, "New door"),
    )  # fmt: skip
    assert shown(shop, until="2026-11-23T12:00:00Z").target == then.target == 20
    now = shown(shop)
    assert (now.events, now.target) == (((later, "Done: Staff nights"), (later, "Old door")), 77)


def test_a_chart_reaches_on_to_what_was_agreed_after_its_last_month(shop):
    late = dt.date(2027, 1, 20)
    shop.add("decision", {"title": "Open nights", "day": late, "measure_id": "diversions"}, "c")
    one = shown(shop)
    assert "Decision: Open nights" in drawing.trend_svg(one, theme.LIGHT)
    layout = figures.trend(one, theme.LIGHT).layout
    assert [note.text for note in layout.annotations if "nights" in note.text]
    assert layout.xaxis.range[1] > str(late)


def test_events_belong_to_a_scope(shop):
    shop.add("event", {"day": DAY, "name": "New door", "measure_id": "diversions", **HARBOR}, "c")
    found = agreed(shop)
    assert [e.name for e in found.events_of("diversions", Scope("partnership", "harbor", ""))] == ["New door"]
    assert found.events_of("diversions", Scope("agency", "harbor", "")) == []


def test_each_target_is_drawn_from_its_month_on_and_the_one_before_until_then(shop):
    target(shop, 25, "2026-06")
    one = shown(shop, target=20.0, targets=((dt.date(2025, 4, 1), 20.0),))
    start, change = pd.Timestamp("2025-04-01"), pd.Timestamp("2026-06-01")
    assert grammar.target_lines(one) == [(start, change, 20.0), (change, None, 25)]
    by_period = grammar.target_by_period(one)
    assert by_period.isna().sum() == 3
    assert (by_period[one.frame["period"] < change].max(), by_period.iloc[-1]) == (20, 25)
    lines = [shape for shape in figures.trend(one, theme.LIGHT).layout.shapes if shape.line.dash == "dash"]
    assert [(line.x0, line.y0) for line in lines] == [("2025-04-01", 20), ("2026-06-01", 25)]
    assert sum(line.count("stroke-dasharray") for line in sparkline.svg(one, theme.LIGHT).split("<")) == 2


def test_a_target_of_before_the_months_drawn_holds_from_the_first_of_them(shop):
    one = shown(shop, target=20.0, targets=((dt.date(2020, 1, 1), 15.0), (dt.date(2024, 1, 1), 20.0)))
    assert grammar.target_lines(one) == [(None, None, 20.0)]
    assert grammar.target_lines(shown(shop, target=20.0)) == [(None, None, 20.0)]


def test_what_the_build_agreed_for_later_than_the_partners_did_is_the_last_word(shop):
    target(shop, 25, "2026-06")
    one = shown(shop, target=20.0, targets=((dt.date(2026, 9, 1), 30.0), (dt.date(2027, 1, 1), 40.0)))
    assert (one.target, one.target_ahead) == (30.0, (dt.date(2027, 1, 1), 40.0))
