"""Who may send files, and what the page holds on to while somebody works on one."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app import desk, viewer
from app.viewer import Viewer
from tests.conftest import PROJECT

DASHBOARD = str(Path(__file__).resolve().parents[2] / "dashboard.py")
UPLOADER = {"vera@jail.example": {"role": "uploader", "agency": "harbor_jail"}}


@pytest.fixture
def page(published_sample, monkeypatch):
    """The page as a visitor sees it; nothing was sent yet."""
    monkeypatch.setattr(desk, "history", lambda own: [])

    def open_as(visitor: Viewer) -> AppTest:
        monkeypatch.setattr("app.door.visitor", lambda: visitor)
        return (
            AppTest.from_file(DASHBOARD, default_timeout=30).run().switch_page("pages/data/upload.py").run()
        )

    return open_as


class TestWhoMaySend:
    def test_the_operator_of_this_computer_sends_for_any_agency(self):
        assert (Viewer("operator").may_send, Viewer("operator").own) == (True, None)

    def test_an_uploader_sends_for_the_agency_of_the_list_alone(self):
        vera = viewer.signed_in_viewer("Vera@jail.example", UPLOADER)
        assert (vera.may_send, vera.own) == (True, "harbor_jail")

    @pytest.mark.parametrize("right", ["publisher", "admin"])
    def test_publishers_and_admins_send_for_any_agency(self, right):
        ana = viewer.signed_in_viewer(
            "ana@county.gov", {"ana@county.gov": {"role": right, "agency": "harbor_jail"}}
        )
        assert (ana.may_send, ana.own) == (True, None)

    @pytest.mark.parametrize(
        "entry", ["viewer", "uploader", "boss", {}, {"role": "uploader"}, {"agency": "harbor_jail"}]
    )
    def test_whatever_is_not_plainly_allowed_is_not(self, entry):
        assert not viewer.signed_in_viewer("ana@county.gov", {"ana@county.gov": entry}).may_send

    def test_a_stranger_sends_nothing(self):
        assert not Viewer().may_send


class TestThePage:
    def test_a_viewer_is_told_whom_to_ask(self, page):
        at = page(Viewer("member", "ana@county.gov"))
        assert "may look at the numbers, but not send files" in at.info[0].value
        assert not at.get("file_uploader")

    def test_an_uploader_finds_where_to_drop_files(self, page):
        at = page(Viewer("member", "vera@jail.example", "uploader", "harbor_jail"))
        assert not at.exception
        assert len(at.get("file_uploader")) == 1

    def test_somebody_elses_draft_is_not_opened(self, page, monkeypatch):
        theirs = desk.open_draft("eve@pd.example", "theirs.csv", b"a,b\n1,2\n")
        try:
            assert desk.draft(theirs.token, "vera@jail.example") is None
            assert desk.draft(theirs.token, "eve@pd.example") is theirs
        finally:
            desk.close(theirs)


ROWS = b"Incident Ref,Date of Contact,Subject Name\r\nK0001,2024-09-13,John Smith\r\n"


@dataclass
class HeldCheck:
    """A check by the real worker that stands still: it reads a list of partners that nobody writes yet."""

    page: AppTest
    draft: desk.Draft
    partners: Path
    writing: int

    def button(self, label: str):
        """The page's button of that name."""
        return next(button for button in self.page.button if button.label == label)

    def until_it_ends(self) -> None:
        """Wait for the end of the question."""
        while self.draft.job.running:
            threading.Event().wait(0.05)

    def give_back_the_partners(self) -> None:
        """From now on the list is a file like any other."""
        self.partners.unlink()
        self.partners.write_bytes((PROJECT / "data" / "reference" / "partners.csv").read_bytes())

    @property
    def desk_folders(self) -> list[Path]:
        """What lies at the desk."""
        return list((desk.home() / "private" / "desk").iterdir())


@pytest.fixture
def held(tmp_path, monkeypatch) -> Iterator[HeldCheck]:
    """A file that is being checked, and its page; nothing was ever sent to this installation."""
    monkeypatch.setenv("DASHBOARD_DATA", str(tmp_path))
    monkeypatch.setattr(desk, "history", lambda own: [])
    monkeypatch.setattr("app.door.visitor", lambda: Viewer("operator"))
    shutil.copytree(PROJECT / "data" / "reference", tmp_path / "reference")
    partners = tmp_path / "reference" / "partners.csv"
    partners.unlink()
    os.mkfifo(partners)
    draft = desk.open_draft("local", "september.csv", ROWS)
    desk.ask(draft, "examine", "")
    writing = os.open(partners, os.O_WRONLY)  # opens when the worker has come to read it
    page = AppTest.from_file(DASHBOARD, default_timeout=60)
    page.query_params["file"] = draft.token
    held = HeldCheck(page.run().switch_page("pages/data/upload.py").run(), draft, partners, writing)
    yield held
    os.close(writing)
    desk.close(draft)


class TestAFileThatDoesNotSayWhen:
    @pytest.mark.parametrize(
        ("name", "content", "told"),
        [
            ("recidivism.csv", b"Fiscal Year Released,Returned\r\n2013,Yes\r\n2014,No\r\n", "only the year"),
            ("custody_2024-03-05.csv", b"Facility,Race\r\nMain Jail,White\r\n", "only in the file's name"),
        ],
    )
    def test_it_is_refused_on_screen_with_the_reason_and_what_to_ask_for(
        self, tmp_path, monkeypatch, name, content, told
    ):
        monkeypatch.setenv("DASHBOARD_DATA", str(tmp_path))
        monkeypatch.setattr(desk, "history", lambda own: [])
        monkeypatch.setattr("app.door.visitor", lambda: Viewer("operator"))
        shutil.copytree(PROJECT / "data" / "reference", tmp_path / "reference")
        draft = desk.open_draft("local", name, content)
        try:
            desk.ask(draft, "examine", "")
            while draft.job.running:
                threading.Event().wait(0.05)
            page = AppTest.from_file(DASHBOARD, default_timeout=60)
            page.query_params["file"] = draft.token
            page.run().switch_page("pages/data/upload.py").run()
        finally:
            desk.close(draft)
        assert not page.exception
        assert page.error[0].value == "This file cannot be used as it is, and nothing of it was stored."
        said = " ".join(each.value for each in page.markdown)
        assert told in said and "Ask the" in said
        assert not page.selectbox and not page.dataframe  # no column to match, no cell to mend
        assert list((desk.home() / "private").rglob("*.csv")) == []


class TestStop:
    def test_stopping_a_check_ends_its_process_and_leaves_nothing_on_disk(self, held):
        assert [folder.joinpath("file").read_bytes() for folder in held.desk_folders] == [ROWS]
        held.button("Stop").click().run()
        held.until_it_ends()
        assert held.draft.job.process.poll() is not None
        assert (held.draft.report, held.desk_folders) == ({}, [])
        left = [path for path in desk.home().rglob("*") if path.is_file() and path.parent.name != "reference"]
        assert [path for path in left if b"John Smith" in path.read_bytes()] == []
        assert not (desk.home() / "private" / "submissions").exists()
        assert not (desk.home() / "published" / "current.json").exists()

    def test_a_stopped_check_says_so_and_can_be_tried_again(self, held):
        held.button("Stop").click().run()
        held.until_it_ends()
        held.page.run()
        assert [error.value for error in held.page.error] == ["Stopped. Nothing was changed."]
        held.give_back_the_partners()
        held.button("Try again").click().run()
        held.until_it_ends()
        held.page.run()
        assert held.draft.report["stage"] == "whose"
        assert not held.page.error and not held.page.exception

    def test_a_check_that_waits_for_its_turn_can_be_stopped(self, tmp_path, monkeypatch):
        monkeypatch.setenv("DASHBOARD_DATA", str(tmp_path))
        monkeypatch.setattr(desk, "_turns", threading.BoundedSemaphore(1))
        draft = desk.open_draft("local", "september.csv", ROWS)
        with desk._turns:
            job = desk.ask(draft, "examine", "")
            job.cancel()
        while job.running:
            threading.Event().wait(0.05)
        desk.close(draft)
        assert (job.process, job.failed) == (None, "Stopped. Nothing was changed.")

    @pytest.mark.parametrize("do", ["publish", "withdraw"])
    def test_what_changes_the_numbers_is_not_stopped_half_way(self, do):
        job = desk.Job(do)
        job.cancel()
        assert not job.cancelled

    def test_while_a_file_is_published_its_page_offers_no_way_to_stop(self, held):
        held.draft.job.do = "publish"
        held.page.run()
        assert not {"Stop", "Discard"} & {button.label for button in held.page.button}
        held.draft.job.do = "examine"


class TestBeforeAnythingIsPublished:
    def test_files_can_be_sent(self, tmp_path, monkeypatch):
        monkeypatch.setenv("DASHBOARD_DATA", str(tmp_path))
        monkeypatch.setattr(desk, "history", lambda own: [])
        monkeypatch.setattr("app.door.visitor", lambda: Viewer("operator"))
        at = AppTest.from_file(DASHBOARD, default_timeout=30).run().switch_page("pages/data/upload.py").run()
        assert not at.exception
        assert len(at.get("file_uploader")) == 1


class TestDrafts:
    def test_too_much_at_once_is_refused(self, monkeypatch):
        monkeypatch.setattr(desk, "MOST_BYTES", 10)
        with pytest.raises(MemoryError):
            desk.open_draft("vera", "big.csv", b"x" * 11)

    def test_a_draft_that_nobody_touches_is_forgotten(self, monkeypatch):
        made = desk.open_draft("vera", "a.csv", b"a,b\n")
        monkeypatch.setattr(desk, "IDLE_SECONDS", -1)
        assert desk.draft(made.token, "vera") is None
        assert desk.drafts("vera") == []

    def test_what_a_killed_dashboard_left_is_deleted(self, tmp_path, monkeypatch):
        monkeypatch.setenv("DASHBOARD_DATA", str(tmp_path))
        left = tmp_path / "private" / "desk" / "999999999-abcdef"
        left.mkdir(parents=True)
        (left / "file").write_text("rows")
        desk._sweep()
        assert not left.exists()
