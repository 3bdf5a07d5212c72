"""`python -m etl packet`: the files it leaves, what it says, and how it ends."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from pptx import Presentation

from app import published
from app.packet import __main__ as command
from app.packet import pdf
from app.packet.gather import gather
from app.packet.pages import Picture, Table
from app.together import agenda
from app.together import store as stores
from app.together.store import open_store
from tests.app import sample_build
from tests.conftest import run_etl

TODAY = dt.date(2026, 11, 23)
WHO = "operator"


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A data home with the sample build that these tests may write to."""
    sample_build.write(tmp_path)
    monkeypatch.setenv("DASHBOARD_DATA", str(tmp_path))
    return tmp_path


def add_action(store, title: str, status: str = "open", **more) -> None:
    store.add("action", {"title": title, "day": TODAY, "status": status, "owner_role": "Judge"} | more, WHO)


def titles(deck, start: str) -> list[str]:
    return [
        row[0]
        for page in deck.pages
        if isinstance(page, Table) and page.title.startswith(start)
        for row in page.rows
    ]


def test_the_command_writes_the_slides_and_the_print_view_and_says_so(home):
    out = home / "out"
    done = run_etl(home, "packet", "--out", str(out), "--no-pdf")
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(file.name for file in out.iterdir()) == [
        "packet-harbor-2026-10.html",
        "packet-harbor-2026-10.pptx",
    ]
    assert [line.partition(": ")[0] for line in done.stdout.splitlines()] == [
        str(out / "packet-harbor-2026-10.pptx"), str(out / "packet-harbor-2026-10.html"),
    ]  # fmt: skip
    assert len(Presentation(str(out / "packet-harbor-2026-10.pptx")).slides) > 10


def test_all_measures_are_a_choice(home, monkeypatch):
    asked = []
    monkeypatch.setattr(command, "gather", lambda *given: asked.append(given[-1]) or gather(*given))
    for more in ([], ["--all"]):
        assert command.main(["--out", str(home / "out"), "--no-pdf", *more]) == 0
    assert asked == [False, True]
    assert len(gather(TODAY).pages) < len(gather(TODAY, whole=True).pages)


def test_a_meetings_packet_has_its_notes(home):
    store = open_store(home)
    number = store.add("meeting", {"day": TODAY, "title": "November", "status": "open"}, WHO)
    item = {"place": 1, "kind": "decisions", "title": "Decisions", "subject": "", "gone": False}
    at = store.add("item", item | {"meeting_id": number}, WHO)
    store.add("note", {"meeting_id": number, "item_id": at, "text": "Ask again.", "gone": False}, WHO)
    assert titles(gather(TODAY, number), "Notes") == ["Decisions"]


def test_with_nothing_published_it_says_how_to_publish_and_ends_with_2(tmp_path):
    done = run_etl(tmp_path, "packet", "--out", str(tmp_path / "out"))
    assert done.returncode == 2
    assert "python -m etl load" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_meeting_that_is_not_there_ends_with_2(home, capsys):
    assert command.main(["--out", str(home / "out"), "--meeting", "9"]) == 2
    assert "There is no meeting 9." in capsys.readouterr().err


def test_without_a_printer_the_other_two_are_written_and_the_reason_is_said(home, monkeypatch, capsys):
    out = home / "out"
    out.mkdir()
    (out / "packet-harbor-2026-10.pdf").write_bytes(b"of last month")

    def nobody(*_):
        raise pdf.NoPrinter(pdf.ABSENT)

    monkeypatch.setattr(pdf, "pdf_bytes", nobody)
    assert command.main(["--out", str(out)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == pdf.ABSENT
    assert sorted(file.suffix for file in out.iterdir()) == [".html", ".pptx"]


def test_a_folder_that_cannot_be_written_ends_with_1(home, capsys):
    (home / "file").write_bytes(b"")
    assert command.main(["--out", str(home / "file"), "--no-pdf"]) == 1
    assert capsys.readouterr().err.startswith("Stopped: ")


def test_an_interrupted_write_leaves_the_old_file_and_no_piece_of_the_new(home, monkeypatch):
    out = home / "out"
    command.main(["--out", str(out), "--no-pdf"])
    before = (out / "packet-harbor-2026-10.pptx").read_bytes()

    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    assert command.main(["--out", str(out), "--no-pdf"]) == 1
    assert (out / "packet-harbor-2026-10.pptx").read_bytes() == before
    assert len(list(out.iterdir())) == 2


def test_asking_for_a_packet_makes_no_store_where_nothing_was_agreed(home):
    gather(TODAY)
    assert not (home / "meetings").exists()


def test_without_a_meeting_open_actions_and_the_decisions_of_sixty_days_are_in(home):
    store = open_store(home)
    add_action(store, "Still open")
    add_action(store, "Finished", "done", ended=TODAY)
    for title, days in (("Recent", 60), ("Old", 61)):
        store.add("decision", {"title": title, "day": TODAY - dt.timedelta(days=days), "gone": False}, WHO)
    store.add("decision", {"title": "Taken back", "day": TODAY, "gone": True}, WHO)
    deck = gather(TODAY)
    assert titles(deck, "Actions") == ["Still open"]
    assert titles(deck, "Decisions") == ["Recent"]


def test_a_meetings_packet_follows_its_agenda_and_holds_what_it_agreed(home):
    store = open_store(home)
    number = store.add("meeting", {"day": TODAY, "title": "November", "status": "open"}, WHO)
    for place, kind, subject, gone in (
        (2, "intercept", "4", False), (1, "measure", "diversions", False), (3, "measure", "los_gap", True),
    ):  # fmt: skip
        store.add(
            "item",
            {
                "meeting_id": number,
                "place": place,
                "kind": kind,
                "title": kind,
                "subject": subject,
                "gone": gone,
            },
            WHO,
        )
    store.add("decision", {"title": "Ours", "day": TODAY, "meeting_id": number, "gone": False}, WHO)
    store.add("decision", {"title": "Earlier", "day": TODAY, "meeting_id": number + 1, "gone": False}, WHO)
    add_action(store, "Ended here", "done", meeting_id=number, ended=TODAY)
    add_action(store, "Ended before", "done", ended=TODAY)
    add_action(store, "Open from before")
    deck = gather(TODAY, number)
    assert (deck.title, deck.day) == ("November", TODAY)
    measures = [page.series.measure.id for page in deck.pages if isinstance(page, Picture)]
    assert measures[:2] == ["diversions", "connected_30"]
    assert "los_gap" not in measures
    assert titles(deck, "Decisions") == ["Ours"]
    assert titles(deck, "Actions") == ["Open from before", "Ended here", "Ended before"]


def test_a_closed_meeting_whose_build_is_gone_says_so(home, capsys):
    values = {"day": TODAY, "title": "Old", "status": "closed", "build_id": "20200101T000000Z-gone"}
    number = open_store(home).add("meeting", values, WHO)
    assert command.main(["--out", str(home / "out"), "--meeting", str(number)]) == 2
    assert "20200101T000000Z-gone" in capsys.readouterr().err


def test_the_slides_open_again(home):
    command.main(["--out", str(home / "out"), "--no-pdf"])
    content = (home / "out" / "packet-harbor-2026-10.pptx").read_bytes()
    assert Presentation(io.BytesIO(content)).core_properties.author == "Harbor County partnership"


def test_a_closed_meetings_packet_is_as_it_was_shown_with_what_had_changed_and_its_targets(home, monkeypatch):
    store = open_store(home)
    steps = agenda.usual([(1, "Law enforcement")])
    first = agenda.plan(store, TODAY - dt.timedelta(days=28), "October", "", steps, [], WHO)
    number = agenda.plan(store, TODAY, "November", "", steps, [], WHO)
    for each in (first, number):
        agenda.open_(store, agenda.meeting(store, each), published.current(), WHO)
        if each == number:
            add_action(store, "As it was", meeting_id=number)
            target = {
                "measure_id": "diversions", "scope_kind": "partnership", "scope": "harbor", "value": 190,
                "good_from": "2026-01", "agreed_by": "All", "agreed_on": TODAY, "meeting_id": number,
            }  # fmt: skip
            store.add("target", target, WHO)
        agenda.close(store, agenda.meeting(store, each), TODAY, WHO)
    [row] = store.rows("action")
    monkeypatch.setattr(stores, "moment", lambda: "2099-01-01T00:00:00Z")
    store.change("action", row["id"], 1, {"title": "Rewritten later"}, WHO)
    store.change("target", store.rows("target")[0]["id"], 1, {"gone": True}, WHO)
    deck = gather(TODAY, number)
    [diversions] = [
        page.series for page in deck.pages
        if isinstance(page, Picture) and page.series.measure.id == "diversions"
    ]  # fmt: skip
    assert diversions.target == 190
    assert titles(deck, "Actions") == ["As it was"]
    assert "target 190 from Jan 2026" in titles(deck, "Decisions")[0]
    assert [page for page in deck.pages if page.title.startswith("Since")]


def test_only_the_chosen_items_of_the_agenda_are_in_and_what_was_agreed_always(home):
    store = open_store(home)
    number = agenda.plan(store, TODAY, "November", "", agenda.usual([(1, "Law"), (4, "Reentry")]), [], WHO)
    add_action(store, "Agreed", meeting_id=number)
    [reentry] = [item for item in agenda.items(store, number) if item.subject == "4"]
    deck = gather(TODAY, number, [reentry.id])
    shown = {n for page in deck.pages if isinstance(page, Picture) for n in page.series.measure.intercepts}
    assert 4 in shown
    assert "eligible_diversion_rate" not in {
        page.series.measure.id for page in deck.pages if isinstance(page, Picture)
    }
    assert titles(deck, "Actions") == ["Agreed"]
