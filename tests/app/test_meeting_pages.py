"""Meetings, actions and the curve through the dashboard's own entry; each test has a store of its own."""

from __future__ import annotations

import base64
import datetime as dt
import re
import sqlite3
from pathlib import Path

import pytest
from streamlit import error_util
from streamlit.testing.v1 import AppTest

from app import (
    agenda_desk,
    coordination,
    desk,
    gate,
    navigation,
    published,
    series,
    stage_chart,
    stage_steps,
    theme,
)
from app.together import agenda
from app.together import store as stores
from app.together.since import Restated, Since
from app.together.store import Changed, Store
from tests.app import sample_build
from tests.app.test_pages import html

DASHBOARD = str(Path(__file__).resolve().parents[2] / "dashboard.py")
TODAY = dt.date.today()
MEASURE = "diversions"


@pytest.fixture
def shop(published_sample: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """An empty store, which the pages open too."""
    monkeypatch.setenv(stores.URL, f"sqlite:///{tmp_path / 'meetings.sqlite'}")
    return stores.open_store(tmp_path)


@pytest.fixture
def right(monkeypatch: pytest.MonkeyPatch):
    """right("viewer"): who looks has that right; the operator of this computer unless told."""
    monkeypatch.setattr("app.viewer.came_directly", lambda headers: True)

    def allow(name: str) -> None:
        from app.viewer import Viewer

        monkeypatch.setattr("app.door.visitor", lambda: Viewer("member", f"{name}@example.org", name))

    return allow


@pytest.fixture
def page(shop: Store, right):
    """page(entry, name=value) -> that page as it stands."""

    def opened(entry: navigation.Entry, **address: object) -> AppTest:
        at = AppTest.from_file(DASHBOARD, default_timeout=60)
        at.run()
        for name, value in address.items():
            at.query_params[name] = str(value)
        at.switch_page(entry.file).run()
        assert not at.exception
        return at

    return opened


def planned(shop: Store, opened: bool = False) -> int:
    number = agenda.plan(
        shop, TODAY, "Monthly meeting", "Room 4", agenda.usual([(1, "Law enforcement")]),
        [("harbor_jail", "Jail commander")], "chair",
    )  # fmt: skip
    if opened:
        agenda.open_(shop, agenda.meeting(shop, number), sample_build.BUILD_ID, "chair")
    return number


def act(shop: Store, title: str, **more: object) -> int:
    values = {"title": title, "day": TODAY, "due": None, "status": "open", **more}
    return shop.add("action", values, "chair")


def steps(shop: Store, number: int) -> dict[str, int]:
    return {item.kind: step for step, item in enumerate(agenda.items(shop, number), start=1)}


def words(at: AppTest) -> str:
    return html(at) + "".join(each.value for each in [*at.info, *at.warning, *at.error])


def test_without_a_meeting_the_page_offers_to_plan_one(page, shop):
    at = page(navigation.MEETING)
    next(b for b in at.button if b.label == "Plan the meeting").click().run()
    [made] = agenda.meetings(shop)
    assert made.title == "Monthly meeting"
    assert [i.kind for i in agenda.items(shop, made.id)].count("intercept") == 6
    assert {seat["agency_id"] for seat in shop.rows("attendee")} >= {"harbor_jail", "seaview_pd"}


def test_opening_holds_the_build_and_goes_to_the_wall(page, shop):
    number = planned(shop)
    at = page(navigation.MEETING)
    at.button(key="open").click().run()
    assert agenda.meeting(shop, number).build_id == sample_build.BUILD_ID


@pytest.mark.parametrize("kind", agenda.KINDS)
def test_every_kind_of_item_has_a_screen_with_one_heading(page, shop, kind):
    number = planned(shop, opened=True)
    subject = {"intercept": "1", "measure": MEASURE}.get(kind, "")
    entry = {"id": None, "kind": kind, "title": "This item", "minutes": 5, "subject": subject}
    agenda.rearrange(shop, number, [entry], "chair")
    act(shop, "Late", due=TODAY - dt.timedelta(days=9))
    at = page(navigation.STAGE, meeting=number, step=1)
    assert html(at).count("<h1>") == 1


def test_a_long_list_goes_on_on_a_further_screen(page, shop):
    number = planned(shop, opened=True)
    for n in range(15):
        act(shop, f"Action number {n:02}", due=TODAY + dt.timedelta(days=n))
    step = steps(shop, number)["actions"]
    screens = [html(page(navigation.STAGE, meeting=number, step=step, part=part)) for part in (1, 2, 3)]
    told = [[f"Action number {n:02}" in screen for n in range(15)] for screen in screens]
    assert [sum(each) for each in told] == [6, 6, 3]
    assert [any(column) for column in zip(*told, strict=True)] == [True] * 15


def test_the_keys_lead_through_every_screen_and_back(page, shop):
    number = planned(shop, opened=True)
    at = page(navigation.STAGE, meeting=number, step=1)
    last = len(agenda.items(shop, number))
    for step in range(2, last + 1):
        at.button(key="on").click().run()
        assert at.query_params["step"] == str(step)
    assert at.button(key="on").disabled
    at.button(key="back_PageUp").click().run()
    assert at.query_params["step"] == str(last - 1)


@pytest.mark.parametrize("address", [{"meeting": 99}, {"meeting": "x"}, {}, {"meeting": "-1", "step": "9e9"}])
def test_an_address_of_no_meeting_says_so(page, address):
    assert "No such meeting" in html(page(navigation.STAGE, **address))


@pytest.mark.parametrize("step", ["0", "999", "x", "-3", "１"])
def test_an_address_of_no_step_shows_one_that_there_is(page, shop, step):
    number = planned(shop, opened=True)
    assert html(page(navigation.STAGE, meeting=number, step=step)).count("<h1>") == 1


def test_closing_freezes_the_meeting_and_plans_the_next(page, shop):
    number = planned(shop, opened=True)
    at = page(navigation.STAGE, meeting=number, step=steps(shop, number)["next"])
    at.button(key="close").click().run()
    closed = agenda.meeting(shop, number)
    assert (closed.status, closed.build_id) == ("closed", sample_build.BUILD_ID)
    assert [m.day for m in agenda.meetings(shop)] == [TODAY + dt.timedelta(days=28), TODAY]


def charts(at: AppTest) -> list[str]:
    """The pictures of the wall, as SVG."""
    return [
        base64.b64decode(found).decode()
        for found in re.findall(r'class="chart[^"]*" src="data:[^,]*,([^"]+)', html(at))
    ]


def test_a_closed_meeting_s_chart_stays_as_it_was_shown(page, shop, monkeypatch):
    number = planned(shop, opened=True)
    about = {"measure_id": MEASURE, "meeting_id": number}
    where = {"scope_kind": "partnership", "scope": "harbor", "agreed_by": "All", "agreed_on": TODAY}
    aim = shop.add("target", {**about, **where, "value": 190.0, "good_from": "2026-01"}, "chair")
    done = shop.add("decision", {**about, "title": "Open nights", "day": dt.date(2026, 5, 4)}, "chair")
    entry = {"id": None, "kind": "measure", "title": "It", "minutes": 5, "subject": MEASURE}
    agenda.rearrange(shop, number, [entry], "chair")
    agenda.close(shop, agenda.meeting(shop, number), TODAY, "chair")
    monkeypatch.setattr(stores, "moment", lambda: "2099-01-01T00:00:00Z")
    shop.change("target", aim, 1, {"value": 210.0}, "chair")
    shop.change("decision", done, 1, {"gone": True}, "chair")
    at = page(navigation.STAGE, meeting=number, step=1)
    assert "target 190" in html(at)
    assert charts(at)
    assert all("Target 190" in chart and "Open nights" in chart for chart in charts(at))


def test_a_closed_meeting_at_which_nobody_was_tapped_says_so(page, shop):
    number = planned(shop, opened=True)
    agenda.close(shop, agenda.meeting(shop, number), TODAY, "chair")
    assert "Nobody was marked present." in html(page(navigation.MEETING, meeting=number))
    assert "Nobody was marked present." in html(page(navigation.STAGE, meeting=number, step=1))


def decide(shop: Store, number: int, many: int) -> None:
    for n in range(many):
        values = {"title": f"Decision number {n}", "day": TODAY, "agreed_by": "All", "meeting_id": number}
        shop.add("decision", values, "chair")


def on_a_chart(shop: Store) -> int:
    """A meeting whose one item is a measure."""
    number = planned(shop, opened=True)
    entry = {"id": None, "kind": "measure", "title": "It", "minutes": 5, "subject": MEASURE}
    agenda.rearrange(shop, number, [entry], "chair")
    return number


def test_a_target_has_its_place_behind_a_full_screen_of_decisions(page, shop):
    number = planned(shop, opened=True)
    decide(shop, number, 6)
    target = {"measure_id": MEASURE, "meeting_id": number, "scope_kind": "partnership", "scope": "harbor",
              "value": 190.0, "good_from": "2026-01", "agreed_by": "All", "agreed_on": TODAY}  # fmt: skip
    shop.add("target", target, "chair")
    at = page(navigation.STAGE, meeting=number, step=steps(shop, number)["decisions"])
    assert "screen 1 of 2" in html(at)
    at.button("on").click().run()
    assert "target 190 from Jan 2026" in html(at)


def test_what_somebody_else_adds_meanwhile_is_not_walked_past(page, shop):
    number = planned(shop, opened=True)
    decide(shop, number, 6)
    step = str(steps(shop, number)["decisions"])
    at = page(navigation.STAGE, meeting=number, step=step)
    decide(shop, number, 1)
    at.button("on").click().run()
    assert (at.query_params["step"], at.query_params["part"]) == (step, "2")
    at.button("on").click().run()
    at.button("back").click().run()
    assert (at.query_params["step"], at.query_params["part"]) == (step, "2")
    assert "screen 2 of 2" in html(at)


def test_a_closed_meeting_s_empty_lists_invite_nobody_to_write(page, shop):
    number = planned(shop, opened=True)

    def told() -> list[str]:
        at = [steps(shop, number)[kind] for kind in ("decisions", "new_actions")]
        return [html(page(navigation.STAGE, meeting=number, step=step)) for step in at]

    assert all("yet. Press" in screen for screen in told())
    agenda.close(shop, agenda.meeting(shop, number), TODAY, "chair")
    decisions, actions = told()
    assert "No decision." in decisions
    assert "No new action." in actions


def test_long_notes_are_cut_and_leave_the_chart_its_letters(page, shop):
    short, two_lines, long = "A note.", "word " * 40, "word " * 120
    takes = {note: stage_chart.taken("T", "N", [note]) for note in (short, two_lines, long)}
    assert stage_chart.taken("T", "N", []) < takes[short] < takes[two_lines] == takes[long]
    number = on_a_chart(shop)
    [item] = agenda.items(shop, number)

    def height() -> int:
        wide, _ = charts(page(navigation.STAGE, meeting=number, step=1))
        return int(re.search(r'viewBox="0 0 1820 (\d+)"', wide)[1])

    free = height()
    shop.add("note", {"text": long, "meeting_id": number, "item_id": item.id, "gone": False}, "chair")
    assert free - height() == takes[long]
    for n in range(2):
        shop.add("note", {"text": f"N{n}", "meeting_id": number, "item_id": item.id, "gone": False}, "chair")
    told = html(page(navigation.STAGE, meeting=number, step=1))
    assert "1 more note in the record" in told
    assert (long in told, "N0" in told, "N1" in told) == (False, True, True)


def test_the_wall_is_light_in_a_dark_theme_and_has_a_narrow_chart_for_a_phone(page, shop, monkeypatch):
    monkeypatch.setattr("app.panels.colors", lambda: theme.DARK)
    wide, narrow = charts(page(navigation.STAGE, meeting=on_a_chart(shop), step=1))
    assert theme.DARK.page not in wide + narrow
    assert theme.LIGHT.ink in wide
    size = [int(re.search(r'viewBox="0 0 (\d+)', chart)[1]) for chart in (wide, narrow)]
    letters = [390 / width * int(re.search(r'font-size="(\d+)"', narrow)[1]) for width in size]
    assert letters[0] < 8 < 14 < letters[1]


def test_the_style_of_a_dark_theme_turns_light_where_the_wall_is():
    light = f"html:has(.st-key-stage){{--page:{theme.LIGHT.page}"
    assert light in theme.style("dark", navigation.STAGE.path)
    assert light not in theme.style("light", navigation.STAGE.path)


def test_the_meeting_page_lists_all_that_changed_since_the_meeting_before(page, shop, monkeypatch):
    measure = published.measures(sample_build.BUILD_ID)[MEASURE]
    rows = [Restated(measure, f"{month} 2026", "month", "40", "43", False, 0.07) for month in ("Aug", "Sep")]
    rows.append(Restated(measure, "Jul 2026", "month", "40", "40", False, reads_same=True))
    monkeypatch.setattr("app.since_desk.between", lambda *builds: Since({}, rows, []))
    for _ in range(2):
        number = planned(shop, opened=True)
        agenda.close(shop, agenda.meeting(shop, number), TODAY, "chair")
    told = html(page(navigation.MEETING, meeting=number))
    assert all(f"Diversions, {month} 2026: was 40" in told for month in ("Jul", "Aug", "Sep"))
    wall = html(page(navigation.STAGE, meeting=number, step=steps(shop, number)["since"]))
    assert "Diversions, Aug 2026: was 40, now 43; 1 month by less" in wall
    assert "1 number reads as before" in wall


def test_an_item_moves_by_buttons_and_takes_its_number_along(page, shop):
    number = planned(shop)
    first, second, third, *rest = agenda.items(shop, number)
    at = page(navigation.MEETING, meeting=number)
    assert at.button(f"up_{first.id}").disabled and at.button(f"down_{rest[-1].id}").disabled
    assert at.button(f"down_{first.id}").label == "Move Welcome down"  # read aloud; the eye has an arrow
    at.button(f"down_{first.id}").click().run()
    at.button(f"down_{first.id}").click().run()
    at.button(f"up_{third.id}").click().run()
    found = agenda.items(shop, number)
    assert [item.id for item in found[:3]] == [third.id, second.id, first.id]
    assert [item.place for item in found] == list(range(1, len(found) + 1))


def test_an_item_is_changed_in_a_form_that_holds_what_it_is(page, shop):
    number = planned(shop)
    second = agenda.items(shop, number)[1]
    at = page(navigation.MEETING, meeting=number)
    at.button(f"edit_item_{second.id}").click().run()
    assert at.text_input(f"item_{second.id}_title").value == second.title
    assert at.number_input(f"item_{second.id}_minutes").value == second.minutes
    assert at.selectbox(f"item_{second.id}_what").value == "Who has sent data"


def test_an_item_is_renamed_added_and_taken_off(shop):
    number = planned(shop)
    first, second, *rest = agenda.items(shop, number)
    made = {"title": "Who is late", "minutes": 9, "kind": "submissions", "subject": ""}
    new = {"title": "Any other business", "minutes": 4, "kind": "text", "subject": ""}
    for which, values in ((second.id, made), (None, new), (first.id, None)):
        wanted = agenda_desk.edited(agenda.items(shop, number), which, values)
        agenda.rearrange(shop, number, wanted, "chair")
    found = agenda.items(shop, number)
    assert (found[0].id, found[0].title, found[0].minutes) == (second.id, "Who is late", 9)
    [added] = [item for item in found if item.kind == "text"]
    assert added.title == "Any other business"
    assert [item.id for item in found[1:] if item != added] == [item.id for item in rest]
    assert [item.kind for item in found][-4:] == ["text", "decisions", "new_actions", "next"]


MADE = {"title": "Who is late", "minutes": 9, "kind": "submissions", "subject": ""}


def seen_of(shop: Store, number: int) -> dict:
    return shop.row("item", agenda.items(shop, number)[1].id)


def test_the_second_who_changes_an_item_is_told_and_may_save_over(shop):
    number = planned(shop)
    seen = seen_of(shop, number)
    agenda_desk.put(shop, number, seen, MADE, "chair")
    with pytest.raises(Changed) as told:
        agenda_desk.put(shop, number, seen, MADE | {"title": "Reports"}, "jail")
    assert (told.value.who, told.value.now["title"]) == ("chair", "Who is late")
    assert agenda.items(shop, number)[1].title == "Who is late"
    agenda_desk.put(shop, number, told.value.now, MADE | {"title": "Reports"}, "jail")
    assert agenda.items(shop, number)[1].title == "Reports"


def test_an_item_that_was_only_moved_meanwhile_is_no_other(shop):
    number = planned(shop)
    seen = seen_of(shop, number)
    first, second, *rest = [agenda_desk._entry(item) for item in agenda.items(shop, number)]
    agenda.rearrange(shop, number, [second, first, *rest], "jail")
    agenda_desk.put(shop, number, seen, MADE, "chair")
    assert agenda.items(shop, number)[0].title == "Who is late"


def test_an_item_taken_off_meanwhile_is_told_and_may_be_put_back(shop):
    number = planned(shop)
    seen = seen_of(shop, number)
    agenda_desk.put(shop, number, seen, None, "jail")
    with pytest.raises(Changed) as told:
        agenda_desk.put(shop, number, seen, MADE, "chair")
    agenda_desk.put(shop, number, told.value.now, MADE, "chair")
    [back] = [item for item in agenda.items(shop, number) if item.id == seen["id"]]
    assert back.title == "Who is late"


def test_an_agenda_is_rearranged_as_a_whole_or_not_at_all(shop):
    number = planned(shop)
    entries = [agenda_desk._entry(item) for item in agenda.items(shop, number)]
    last = entries[-1]["id"]
    shop.change("item", last, 1, {"title": "Next date"}, "jail")
    with pytest.raises(Changed):
        agenda.rearrange(shop, number, entries[::-1], "chair")
    assert [item.id for item in agenda.items(shop, number)] == [entry["id"] for entry in entries]


def test_an_item_s_title_and_a_meeting_s_title_and_place_hold_nothing_that_identifies(page, shop):
    number = planned(shop)
    at = page(navigation.MEETING, meeting=number)
    at.text_input(key="plan_title").set_value("Jane Roe, SSN 123-45-6789")
    next(b for b in at.button if b.label == "Plan the meeting").click().run()
    assert "a social security number" in words(at)
    assert len(shop.rows("meeting")) == 1
    second = agenda.items(shop, number)[1]
    with pytest.raises(gate.Refused):
        seen = seen_of(shop, number)
        agenda_desk.put(gate.watched(shop), number, seen, MADE | {"title": "Inmate 558213"}, "chair")
    assert agenda.items(shop, number)[1] == second


def test_a_planned_meeting_s_form_holds_what_it_is_and_one_taken_off_is_gone(page, shop):
    number, later = planned(shop), planned(shop)
    at = page(navigation.MEETING, meeting=number)
    at.button("change_meeting").click().run()
    assert at.text_input(f"meeting_{number}_title").value == "Monthly meeting"
    assert at.date_input(f"meeting_{number}_day").value == TODAY
    assert {"Save", "Take this meeting off"} <= {button.label for button in at.button}
    shop.change("meeting", number, 1, {"status": agenda.OFF}, "chair")
    assert [each.id for each in agenda.meetings(shop)] == [later]
    assert "No such meeting" in html(page(navigation.STAGE, meeting=number))
    assert "There is no such meeting" in words(page(navigation.MEETING, meeting=number))


def test_a_note_is_read_in_full_corrected_and_taken_back_on_the_meeting_page(page, shop):
    number = planned(shop, opened=True)
    item = agenda.items(shop, number)[1]
    for text in ("One", "Two", "Three", "Four"):
        shop.add("note", {"text": text, "meeting_id": number, "item_id": item.id}, "chair")
    at = page(navigation.MEETING, meeting=number)
    assert all(f"</b> {text}</span>" in html(at) for text in ("One", "Two", "Three", "Four"))
    at.button("change_note_1").click().run()
    assert at.text_area("note_1_text").value == "One"
    at.button("back_note_2").click().run()
    assert "</b> Two</span>" not in html(at)
    assert [row["text"] for row in shop.rows("note", gone=False)] == ["One", "Three", "Four"]


@pytest.mark.parametrize(
    ("since_then", "told"),
    [
        (Since({}, [], []), "The same numbers were judged anew"),
        (Since({"Oct 2026": []}, [], []), "Newer numbers were published"),
    ],
)
def test_a_build_that_was_only_judged_anew_is_not_called_newer_numbers(
    page, shop, monkeypatch, since_then, told
):
    number = planned(shop, opened=True)
    shop.change("meeting", number, 2, {"build_id": "20261101T090000Z-before"}, "chair")
    monkeypatch.setattr("app.together.since.compare", lambda *given: since_then)
    assert told in words(page(navigation.MEETING, meeting=number))


def test_the_curve_says_what_its_crosses_are(page, shop):
    assert "Cross: a count of fewer than 11" in words(page(navigation.CURVE, measure=MEASURE))


def test_an_address_of_no_measure_offers_the_list_and_shows_no_other(page, shop):
    at = page(navigation.CURVE, measure="zzz")
    assert at.warning[0].value == "There is no such measure in the published numbers: choose one."
    assert not at.selectbox and "Diversions" in [link.label for link in at.get("page_link")]


@pytest.mark.parametrize(
    ("lines", "size"),
    [(["Two shifts"], "largest"), (["word " * 30] * 3, "larger"), (["word " * 15] * 6, "large"),
     (["word " * 60] * 6, "")],
)  # fmt: skip
def test_a_short_list_stands_in_larger_type_on_the_wall(lines, size):
    assert stage_steps.larger(lines) == size


def test_the_picker_of_actions_shows_a_title_that_was_changed(page, shop):
    number = planned(shop, opened=True)
    for title in ("First", "Second"):
        act(shop, title, due=TODAY)
    at = page(navigation.STAGE, meeting=number, step=3)
    at.button("write_update").click().run()
    (picker,) = [each for each in at.selectbox if each.label == "Action"]
    assert picker.options == ["First", "Second"]
    picker.set_value(2).run()
    row = shop.row("action", 2)
    shop.change("action", 2, row["version"], {"title": "Second, told anew"}, "somebody")
    at.button("write_update").click().run()
    (anew,) = [each for each in at.selectbox if each.label == "Action"]
    assert anew.options == ["First", "Second, told anew"]
    assert anew.key != picker.key


def test_an_item_of_its_own_shows_the_keys_and_then_what_was_written_at_it(page, shop):
    item = {"kind": "text", "title": "Any other business", "minutes": 4, "subject": "", "place": 1}
    number = agenda.plan(shop, TODAY, "Monthly meeting", "", [item], [], "chair")
    assert "N writes a note, D a decision, A an action." in html(
        page(navigation.STAGE, meeting=number, step=1)
    )
    at = {"meeting_id": number, "item_id": agenda.items(shop, number)[0].id}
    act(shop, "Ask the clinic", **at)
    shop.add("decision", {"title": "Two shifts", "day": TODAY, "agreed_by": "All", **at}, "chair")
    shop.add("note", {"text": "Ask again.", **at}, "chair")
    told = html(page(navigation.STAGE, meeting=number, step=1))
    assert all(said in told for said in ("Ask the clinic", "Two shifts", "Ask again."))
    assert told.count("Ask again.") == 1


def test_who_is_here_is_marked_one_by_one_or_all_at_once(page, shop):
    number = agenda.plan(shop, TODAY, "Monthly meeting", "", agenda.usual([]),
                         [("harbor_jail", ""), ("seaview_pd", "")], "chair")  # fmt: skip
    agenda.open_(shop, agenda.meeting(shop, number), sample_build.BUILD_ID, "chair")
    first, second = (row["id"] for row in shop.rows("attendee"))

    def here() -> set[int]:
        return {row["id"] for row in shop.rows("attendee") if row["present"]}

    at = page(navigation.STAGE, meeting=number, step=1)
    at.button(f"here_{first}").click().run()
    assert here() == {first}
    at.button("here_all").click().run()
    assert here() == {first, second}
    assert at.button("here_all").disabled
    at.button(f"here_{second}").click().run()
    assert here() == {first}


def test_a_past_meeting_whose_build_is_gone_says_so_and_keeps_its_record(page, shop):
    number = planned(shop, opened=True)
    shop.change("meeting", number, 2, {"build_id": "20200101T000000Z-gone"}, "chair")
    assert "no longer on this computer" in words(page(navigation.STAGE, meeting=number, step=1))


def test_who_only_looks_is_offered_nothing_to_write(page, shop, right):
    number = planned(shop, opened=True)
    right("viewer")
    for entry, address in (
        (navigation.STAGE, {"meeting": number, "step": 1}), (navigation.MEETING, {}),
        (navigation.ACTIONS, {}), (navigation.CURVE, {"measure": MEASURE}),
    ):  # fmt: skip
        at = page(entry, **address)
        labels = {button.label for button in at.button} - {"Back", "Next", "PageDown", "PageUp"}
        assert labels <= {"Make the packet"}, entry.title
    assert shop.rows("visit") == []


def test_an_uploader_writes_actions_but_sets_no_targets(page, shop, right):
    number = planned(shop, opened=True)
    right("uploader")
    at = page(navigation.STAGE, meeting=number, step=1)
    labels = {button.label for button in at.button}
    assert {"Note", "Decision", "Action", "Update"} <= labels
    assert "Target" not in labels
    assert "Set the target" not in {button.label for button in page(navigation.CURVE, measure=MEASURE).button}


def test_an_action_is_changed_with_a_log(page, shop):
    number = act(shop, "Staff weekends", owner_agency="harbor_jail", owner_role="Jail commander")
    at = page(navigation.ACTIONS, action=number)
    at.selectbox(key=f"action_{number}_status").set_value("done")
    at.text_input(key=f"action_{number}_said").set_value("Two volunteers found")
    next(b for b in at.button if b.label == "Save the action").click().run()
    found = shop.row("action", number)
    assert (found["status"], found["ended"]) == ("done", TODAY)
    assert "Two volunteers found" in html(at)
    assert "status: open → done" in html(at)


def test_the_second_editor_is_told_keeps_the_text_and_may_save_over(page, shop):
    number = act(shop, "Staff weekends")
    at = page(navigation.ACTIONS, action=number)
    shop.change("action", number, 1, {"title": "Staff weekends and nights"}, "jail@example.org")
    at.text_input(key=f"action_{number}_title").set_value("Staff holidays")
    save = "Save the action"
    next(b for b in at.button if b.label == save).click().run()
    [told] = [each.value for each in at.warning]
    assert "jail@example.org changed this" in told
    assert "Staff weekends and nights" in told
    assert "Staff holidays" in told
    assert shop.row("action", number)["title"] == "Staff weekends and nights"
    assert at.text_input(key=f"action_{number}_title").value == "Staff holidays"
    next(b for b in at.button if b.label == save).click().run()
    assert shop.row("action", number)["title"] == "Staff holidays"
    assert [entry["who"] for entry in shop.history("action", number)][1] == "jail@example.org"


def test_a_second_editor_at_the_same_computer_is_somebody_else(page, shop):
    number = act(shop, "Staff weekends")
    at = page(navigation.ACTIONS, action=number)
    shop.change("action", number, 1, {"title": "Staff nights"}, "this computer")
    at.text_input(key=f"action_{number}_title").set_value("Staff holidays")
    next(b for b in at.button if b.label == "Save the action").click().run()
    assert at.warning[0].value.startswith("Somebody else changed this at ")
    assert " UTC while you were writing" in at.warning[0].value


def test_actions_are_filtered_by_agency_and_overdue_comes_first(page, shop):
    act(shop, "Of the jail", owner_agency="harbor_jail", due=TODAY + dt.timedelta(days=1))
    act(shop, "Of the court", owner_agency="harbor_court", due=TODAY - dt.timedelta(days=1))
    at = page(navigation.ACTIONS)
    everything = html(at)
    assert everything.index("Of the court") < everything.index("Of the jail")
    assert "1 action overdue" in everything
    mine = html(at.selectbox(key="agency").set_value("harbor_jail").run())
    assert "Of the jail" in mine
    assert "Of the court" not in mine


def test_an_action_says_its_intercept_which_can_be_chosen(page, shop):
    number = act(shop, "Staff weekends", measure_id=MEASURE)
    at = page(navigation.ACTIONS, action=number)
    at.selectbox(key=f"action_{number}_intercept").set_value(1)
    next(b for b in at.button if b.label == "Save the action").click().run()
    assert shop.row("action", number)["intercept"] == 1
    assert "Nobody yet · Diversions · Intercept 1 Law enforcement" in html(page(navigation.ACTIONS))


def test_decisions_are_everybody_s_and_say_so_where_an_agency_is_chosen(page, shop):
    shop.add("decision", {"title": "Two shifts", "day": TODAY, "agreed_by": "All"}, "chair")
    at = page(navigation.ACTIONS)
    assert "Decisions are the whole partnership's" not in html(at)
    mine = html(at.selectbox(key="agency").set_value("harbor_jail").run())
    assert "Decisions are the whole partnership&#39;s" in mine and "Two shifts" in mine


def test_what_is_new_is_said_once_and_the_form_is_empty_again(page, shop):
    number = act(shop, "Staff weekends")
    at = page(navigation.ACTIONS, action=number)
    at.text_input(key=f"action_{number}_said").set_value("Two volunteers found")
    for _ in range(2):
        next(b for b in at.button if b.label == "Save the action").click().run()
    assert [entry["said"] for entry in shop.history("action", number)] == ["", "Two volunteers found"]
    [anew] = [each for each in at.text_input if each.label == "What is new"]
    assert anew.value == ""


def test_an_update_opened_again_shows_what_stands_now_and_raises_no_false_alarm(page, shop):
    number, other = planned(shop, opened=True), act(shop, "Staff weekends", due=TODAY)
    at = page(navigation.STAGE, meeting=number, step=3)
    at.button("write_update").click().run()  # and Escape
    shop.change("action", other, 1, {"due": TODAY + dt.timedelta(days=9)}, "somebody")
    at.button("write_update").click().run()
    [due] = [each for each in at.date_input if each.label == "Due"]
    assert due.value == TODAY + dt.timedelta(days=9)
    assert at.session_state[f"version_action_{other}"] == 2


def test_the_curve_keeps_its_sections_and_who_wrote_them(page, shop):
    at = page(navigation.CURVE, measure=MEASURE)
    key = f"chapter_{MEASURE}_partnership_harbor_story"
    at.button(key=f"edit_{key}").click().run()
    at.text_area(key=f"text_{key}").set_value("The door opened.\nNights are missing.")
    at.button(key=f"save_{key}").click().run()
    [chapter] = shop.rows("chapter")
    assert (chapter["section"], chapter["text"]) == ("story", "The door opened.\nNights are missing.")
    assert "<p>Nights are missing.</p>" in html(at)


def test_two_write_a_first_text_the_second_is_told_and_both_stay_in_sight(page, shop):
    key = f"chapter_{MEASURE}_partnership_harbor_story"
    first, second = page(navigation.CURVE, measure=MEASURE), page(navigation.CURVE, measure=MEASURE)
    for at in (first, second):
        at.button(key=f"edit_{key}").click().run()
    first.text_area(key=f"text_{key}").set_value("The door opened.")
    first.button(key=f"save_{key}").click().run()
    second.text_area(key=f"text_{key}").set_value("Nights are missing.")
    second.button(key=f"save_{key}").click().run()
    [warning] = [each.value for each in second.warning]
    assert "The door opened." in warning and "Nights are missing." in warning
    assert [row["text"] for row in shop.rows("chapter")] == ["The door opened."]
    second.button(key=f"save_{key}").click().run()
    told = html(second)
    assert "Last written by this computer" in told
    assert told.index("<b>Changed.</b> Nights are missing.") < told.index("<b>Written.</b> The door opened.")


def test_a_target_taken_back_stays_in_the_history_and_the_registered_one_in_sight(page, shop, monkeypatch):
    monkeypatch.setattr(desk, "errand", lambda *given, **more: None)
    about = {"measure_id": "connected_30", "scope_kind": "partnership", "scope": "harbor"}
    values = {"value": 62.5, "good_from": "2026-10", "agreed_by": "All", "agreed_on": TODAY}
    number = shop.add("target", about | values, "chair@example.org")
    at = page(navigation.CURVE, measure="connected_30")
    assert "Target 65% from Jan 2024. Agreed by: Council, Dec 1, 2023." in html(at)
    assert "<span>Target 62.5% from Oct 2026</span>" in html(at)
    at.button(f"back_target_{number}").click().run()
    assert "<span>Target 62.5% from Oct 2026</span>" not in html(at)
    assert "<b>Taken back.</b> Target 62.5% from Oct 2026, agreed by: All" in html(at)
    assert "chair@example.org" in html(at)


def test_a_dated_note_taken_back_stays_in_the_history(page, shop, monkeypatch):
    monkeypatch.setattr(desk, "errand", lambda *given, **more: None)
    about = {"measure_id": MEASURE, "scope_kind": "partnership", "scope": "harbor"}
    number = shop.add("event", about | {"day": dt.date(2026, 5, 4), "name": "New door"}, "chair")
    at = page(navigation.CURVE, measure=MEASURE)
    at.button(f"back_event_{number}").click().run()
    assert "<b>Taken back.</b> May 4, 2026: New door" in html(at)


def test_a_share_s_target_under_one_is_asked_back_once(page, shop, monkeypatch):
    monkeypatch.setattr(desk, "errand", lambda *given, **more: None)
    at = page(navigation.CURVE, measure="eligible_diversion_rate")
    at.number_input(key="target_new_value").set_value(0.65)
    next(b for b in at.button if b.label == "Set the target").click().run()
    assert "This target is 0.65%, less than one in a hundred. If you mean 65%, write 65" in words(at)
    assert shop.rows("target") == []
    next(b for b in at.button if b.label == "Set the target").click().run()
    assert [row["value"] for row in shop.rows("target")] == [0.65]


@pytest.mark.parametrize(
    ("value", "since", "by", "complaint"),
    [
        (None, "2026-11", "All", "Say the value"),
        (101.0, "2026-11", "All", "between 0 and 100"),
        (60.0, "11/2026", "All", "is not a month"),
        (60.0, "2026-11", " ", "Say who agreed"),
    ],
)
def test_a_target_that_cannot_be_says_what_to_mend(page, shop, value, since, by, complaint):
    at = page(navigation.CURVE, measure="eligible_diversion_rate")
    at.number_input(key="target_new_value").set_value(value)
    at.text_input(key="target_new_from").set_value(since)
    at.text_input(key="target_new_by").set_value(by)
    next(b for b in at.button if b.label == "Set the target").click().run()
    assert complaint in words(at)
    assert shop.rows("target") == []


def test_a_target_is_kept_with_who_agreed_and_asks_for_judging_anew(page, shop, monkeypatch):
    asked = []
    monkeypatch.setattr(desk, "errand", lambda owner, do, sender, **more: asked.append(do))
    at = page(navigation.CURVE, measure="eligible_diversion_rate")
    at.number_input(key="target_new_value").set_value(60.0)
    next(b for b in at.button if b.label == "Set the target").click().run()
    [target] = shop.rows("target")
    assert (target["value"], target["scope"], target["agreed_by"]) == (60.0, "harbor", "Everybody present")
    assert asked == ["rejudge"]
    assert "Target 60%" in html(at)


def test_a_target_of_later_says_when_its_line_shows_and_its_form_is_empty_again(page, shop, monkeypatch):
    def fails(*given, **more):
        raise OSError("the writer is not there")

    monkeypatch.setattr(desk, "errand", lambda *given, **more: None)
    at = page(navigation.CURVE, measure="eligible_diversion_rate")
    at.number_input(key="target_new_value").set_value(60.0)
    next(b for b in at.button if b.label == "Set the target").click().run()
    at.number_input(key="target_new_1_value").set_value(70.0)
    at.text_input(key="target_new_1_from").set_value("2099-01")
    next(b for b in at.button if b.label == "Set the target").click().run()
    told = "The line of the target 70% shows from January 2099; until then 60% holds."
    assert [each.value for each in at.toast] == [f"Saved. {told}"]
    assert "from Jan 2099: 70%" in html(at)
    monkeypatch.setattr(desk, "errand", fails)
    at.number_input(key="target_new_2_value").set_value(80.0)
    next(b for b in at.button if b.label == "Set the target").click().run()
    next(b for b in at.button if b.label == "Set the target").click().run()
    assert len(shop.rows("target")) == 3


def test_a_new_beginning_of_the_usual_range_needs_a_reason(page, shop, monkeypatch):
    monkeypatch.setattr(desk, "errand", lambda *given, **more: None)
    at = page(navigation.CURVE, measure=MEASURE)
    at.text_input(key="event_new_name").set_value("New door")
    at.checkbox(key="event_new_rebase").set_value(True)
    put = "Put it on the chart"
    next(b for b in at.button if b.label == put).click().run()
    assert "write the reason" in words(at)
    assert shop.rows("event") == []
    at.text_input(key="event_new_reason").set_value("The work changed for good")
    next(b for b in at.button if b.label == put).click().run()
    assert shop.rows("event")[0]["rebase"]


def test_when_the_store_cannot_be_reached_numbers_show_and_meetings_say_why(page, monkeypatch):
    monkeypatch.setenv(stores.URL, "postgresql://nobody@127.0.0.1:1/none")
    assert "cannot be reached" in words(page(navigation.MEETING))
    police = page(navigation.LEADERS[0])
    assert len(police.get("plotly_chart")) > 1
    assert coordination.NUMBERS_ONLY in words(police)


@pytest.fixture
def lock(monkeypatch, tmp_path):
    """lock("immediate"): no page can write; lock("exclusive"): nor read. Errors are told as when served."""
    monkeypatch.setattr(stores, "BUSY_SECONDS", 0)
    handle = error_util.invoke_script_error_handler
    monkeypatch.setattr(
        error_util, "invoke_script_error_handler", lambda error, _: handle(error, coordination.tell)
    )
    other = sqlite3.connect(tmp_path / "meetings.sqlite", isolation_level=None)
    yield lambda how: other.execute(f"begin {how}")
    other.close()


def test_what_cannot_be_saved_is_told_and_stays_in_its_form(lock, page, shop):
    number = act(shop, "Staff weekends")
    at = page(navigation.ACTIONS, action=number)
    lock("immediate")
    at.text_input(key=f"action_{number}_said").set_value("Two volunteers found")
    save = "Save the action"
    next(b for b in at.button if b.label == save).click().run()
    assert stores.NOT_SAVED in words(at)
    assert not at.exception
    assert at.text_input(key=f"action_{number}_said").value == "Two volunteers found"


def test_when_the_store_goes_away_later_numbers_show_and_meetings_say_why(lock, page, shop):
    police, meeting = page(navigation.LEADERS[0]), page(navigation.MEETING)
    lock("exclusive")
    assert coordination.NUMBERS_ONLY in words(police.run())
    assert len(police.get("plotly_chart")) > 1
    assert stores.AWAY in words(meeting.run())
    assert not meeting.exception


def test_what_people_write_is_text_never_markup(page, shop):
    act(shop, "<img src=x onerror=alert(1)> & <b>bold</b>", owner_role="<i>chief</i>")
    told = html(page(navigation.ACTIONS))
    assert "&lt;img src=x" in told
    assert "<img src=x" not in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Ask about 123-45-6789", "a social security number"),
        ("Call ５５５-867-5309 first", "a phone number"),
        ("He was born 3/4/1985", "a date of birth"),
        ("See MRN: 4471234", "a person's number"),
    ],
)
def test_what_identifies_a_person_is_not_saved_and_told_without_repeating_it(page, shop, text, told):
    number = act(shop, "Staff weekends")
    at = page(navigation.ACTIONS, action=number)
    at.text_input(key=f"action_{number}_said").set_value(text)
    next(b for b in at.button if b.label == "Save the action").click().run()
    [said] = [each.value for each in at.error]
    assert told in said
    assert not any(word in said for word in text.split() if any(sign.isdigit() for sign in word))
    assert len(shop.history("action", number)) == 1


@pytest.mark.parametrize(
    "text", ["Meet at 1416 N Maple Ave", "See https://example.org/guide", "Room 12, 3 pm"]
)
def test_places_and_pages_may_stand_in_a_text(page, shop, text):
    number = act(shop, "Staff weekends")
    at = page(navigation.ACTIONS, action=number)
    at.text_input(key=f"action_{number}_said").set_value(text)
    next(b for b in at.button if b.label == "Save the action").click().run()
    assert shop.history("action", number)[-1]["said"] == text


def test_the_wall_tells_of_an_intercept_what_its_page_does(page, shop, monkeypatch):
    """Other measures by their numbers at the intercept; what is told of all intercepts only says so."""
    build_id = sample_build.BUILD_ID
    home = series.home_scope(build_id)
    asked = []
    at_intercept = series.at_intercept
    monkeypatch.setattr(
        series, "at_intercept", lambda *given: asked.append(given[2:]) or at_intercept(*given)
    )
    number = planned(shop, opened=True)
    step = next(n for n, i in enumerate(agenda.items(shop, number), 1) if i.title.startswith("Intercept 1"))
    told = html(page(navigation.STAGE, meeting=number, step=step))
    assert asked == [(home, 1)]
    assert "other measure" in told
