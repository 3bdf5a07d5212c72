"""The submissions page through the dashboard's own entry, over the sample build."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

DASHBOARD = str(Path(__file__).resolve().parents[2] / "dashboard.py")
PAGE = "pages/data/submissions.py"


@pytest.fixture
def home(sample_home, tmp_path, monkeypatch) -> Path:
    """A copy of the sample that a test may write in; the clock stands at the day of the build."""
    shutil.copytree(sample_home, tmp_path / "home")
    monkeypatch.setenv("DASHBOARD_DATA", str(tmp_path / "home"))
    monkeypatch.setattr("app.viewer.came_directly", lambda headers: True)
    monkeypatch.setattr("app.submissions_board.clock", lambda: dt.date(2026, 11, 12))
    return tmp_path / "home"


@pytest.fixture
def page(home) -> AppTest:
    """The page, not run yet."""
    return AppTest.from_file(DASHBOARD, default_timeout=30).run().switch_page(PAGE)


def html(at: AppTest) -> str:
    assert not at.exception
    return "\n".join(element.proto.body for element in at.get("html"))


def agencies(at: AppTest) -> list[str]:
    """The rows of the matrix, top first."""
    return [part.split("</b>")[0] for part in html(at).split('<tr><th scope="row"><b>')[1:]]


def refuse(home: Path, agency: str) -> None:
    attempt = {"agency": agency, "feed": "encounters", "refused_at": "2026-11-11T08:00:00+00:00",
               "rules": {"date_future": 4}, "received_at": "", "months": []}  # fmt: skip
    (home / "published" / "attempts.json").write_text(json.dumps({"attempts": [attempt]}), encoding="utf-8")


def test_the_newest_month_is_told_in_one_sentence(page):
    assert "<b>October 2026:</b> 1 late and 6 published of 7 feeds." in html(page.run())


def test_what_needs_somebody_first_is_on_top(page):
    assert agencies(page.run())[:3] == ["Northgate Police", "Harbor County Jail", "Lighthouse Crisis Center"]


def test_each_cell_has_mark_and_words(page):
    told = html(page.run())
    assert 'class="cell late" title="Oct 2026: Late, due Nov 10"' in told
    assert 'class="cell restated" title="Jul 2026: Restated Oct 2"' in told
    assert '<span class="sr">Published, first came ' in told
    assert "<b>Needs fixing</b>: a file was refused" in told


def test_agreements_that_need_action_are_listed_in_a_warning(page):
    (warning,) = page.run().warning
    assert "Harbor County Jail**: Does not cover encounters" in warning.value
    assert "Lighthouse Crisis Center**: Expired 12 days ago" in warning.value
    assert "Seaview" not in warning.value


def test_each_row_says_who_to_call_when_data_last_came_and_what_is_next(page):
    told = html(page.run())
    assert '<td class="wide">Records supervisor<span>(555) 555-0100</span>' in told
    assert '<td class="wide days">6 days ago</td><td class="wide days">Dec 10</td>' in told


def test_only_what_needs_action_can_be_shown(page):
    at = page.run()
    at.toggle(key="needs_action").set_value(True).run()
    assert agencies(at) == ["Northgate Police", "Harbor County Jail", "Lighthouse Crisis Center"]


def test_an_agency_opens_by_its_address(page):
    page.query_params["agency"] = "harbor_jail"
    at = page.run()
    assert set(agencies(at)) == {"Harbor County Jail"}
    assert at.selectbox(key="agency").value == "harbor_jail"


def test_an_unknown_agency_in_the_address_shows_all(page):
    page.query_params["agency"] = "<script>"
    at = page.run()
    assert len(agencies(at)) == 7
    assert "agency" not in at.query_params


def test_choosing_an_agency_writes_its_address_and_a_reminder_to_copy(page):
    at = page.run()
    assert not at.code
    at.selectbox(key="agency").set_value("northgate_pd").run()
    assert at.query_params["agency"] == "northgate_pd"
    assert "- October 2026 (due Nov 10, 2026)" in at.code[0].value
    assert at.code[0].value.startswith("To: Records supervisor, Northgate Police")


def test_a_refused_file_needs_fixing_and_says_what(page, home):
    refuse(home, "seaview_pd")
    page.query_params["agency"] = "seaview_pd"
    at = page.run()
    assert 'class="cell needs_fixing" title="Oct 2026: Needs fixing, refused Nov 11"' in html(at)
    assert "dates in the future \\(fewer than 11 rows\\)" in at.warning[-1].value
    assert "dates in the future (fewer than 11 rows)" in at.code[0].value


def test_it_is_settled_as_soon_as_the_writer_says_so(page, home):
    refuse(home, "seaview_pd")
    assert "1 needs fixing" in html(page.run())
    (home / "published" / "attempts.json").write_text('{"attempts": []}', encoding="utf-8")
    assert "needs fixing" not in html(page.run()).split("</p>")[0]


@pytest.mark.parametrize("content", ["", "[]", '{"attempts": [7, null]}', '{"attempts": {}}'])
def test_a_damaged_list_of_refused_files_breaks_nothing(page, home, content):
    (home / "published" / "attempts.json").write_text(content, encoding="utf-8")
    assert len(agencies(page.run())) == 7


def test_shares_have_a_picture_in_words_and_a_table(page):
    page.query_params["agency"] = "seaview_pd"
    at = page.run()
    assert 'alt="Answers given, by month, May 2026 to Oct 2026. Newest: 95% in Oct 2026;' in html(at)
    at.toggle(key="table_seaview_pd_encounters").set_value(True).run()
    shown = at.table[0].value
    assert shown["Answers given"].tolist()[:2] == ["95%", "Not shown"]


def test_an_agency_without_shares_reads_why(page):
    page.query_params["agency"] = "harbor_court"
    assert "not shown, because this feed holds totals or too few rows" in html(page.run())


def test_what_came_when_is_listed_without_counts(page):
    page.query_params["agency"] = "harbor_court"
    at = page.run()
    came = at.table[0].value
    assert came.columns.tolist() == ["Came on", "With months up to"]
    assert came["With months up to"].tolist()[:2] == ["Sep 2026", "Aug 2026"]


def test_a_build_from_before_this_page_says_what_to_run(page, monkeypatch):
    monkeypatch.setattr("app.published.has_submission_facts", lambda build_id: False)
    at = page.run()
    assert "python -m etl publish" in at.info[0].value
