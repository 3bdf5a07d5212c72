"""Who may send files, and what the page holds on to while somebody works on one."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app import desk, viewer
from app.viewer import Viewer

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
