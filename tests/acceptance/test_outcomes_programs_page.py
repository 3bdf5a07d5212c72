"""The page of services and programs over the demo county, as a visitor meets it."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from app import published
from app.outcomes import programs

pytestmark = [pytest.mark.acceptance, pytest.mark.xdist_group("demo")]
DASHBOARD = str(Path(__file__).resolve().parents[2] / "dashboard.py")
PAGE = "pages/outcomes/programs.py"
SMALL = {str(number) for number in range(1, 11)}


@pytest.fixture
def page(pages_home, tmp_path, monkeypatch) -> AppTest:
    monkeypatch.setenv("DASHBOARD_DATA", str(pages_home))
    monkeypatch.setenv("MEETING_DATABASE_URL", f"sqlite:///{tmp_path / 'meetings.sqlite'}")
    monkeypatch.setattr("app.viewer.came_directly", lambda headers: True)
    at = AppTest.from_file(DASHBOARD, default_timeout=60).run().switch_page(PAGE).run()
    assert not at.exception
    return at


def html(at: AppTest) -> str:
    return "\n".join(element.proto.body for element in at.get("html"))


def test_all_nine_services_and_the_justice_programs_stand_on_one_page(page):
    known = programs.services(published.current())
    assert len([one for one in known if one.kind == "service"]) == 9
    links = {link.proto.label.replace("\\", "") for link in page.get("page_link")}
    assert {one.name for one in known if one.kind != "other"} <= links
    assert "Nobody enrolls in it" in html(page)


def test_the_way_through_all_programs_is_of_the_newest_year_that_may_be_compared(page):
    assert page.selectbox(key="year").value == "2024"
    assert "All programs: of 7,908 referred in 2024" in html(page)
    young = max(page.selectbox(key="year").options)
    assert young > "2024"
    page.selectbox(key="year").set_value(young).run()
    assert f"{young} is too early to compare" in html(page)


def test_every_service_opens_and_no_table_tells_a_small_number(page):
    for one in programs.services(published.current()):
        page.selectbox(key="service").set_value(one.name).run()
        assert not page.exception, one.name
        assert one.what.split(".")[0] in html(page).replace("&#39;", "'")
        for toggle in page.toggle:
            toggle.set_value(True)
        page.run()
        for table in page.table:
            columns = [name for name in table.value if name not in ("Year", "Started in", "Day")]
            assert not SMALL & set(table.value[columns].astype(str).to_numpy().ravel()), one.name


def test_a_program_has_its_own_way_and_its_own_completion(page):
    page.selectbox(key="service").set_value("Cognitive behavioral therapy (CBT)").run()
    page.selectbox(key="program").set_value(page.selectbox(key="program").options[1]).run()
    assert not page.exception
    assert "from referral" in html(page) or "referred in" in html(page)
    assert "told for the whole service" in html(page)


def test_a_service_that_nobody_reports_says_so(page):
    page.selectbox(key="service").set_value("Other programs").run()
    assert "Nobody reports it yet" in page.info[0].value


def test_a_service_of_which_little_is_told_says_what_is_not_shown(page):
    missing = "Not shown, to protect people: enrolled, of capacity, starts and wait."
    assert html(page).count(missing) == 1
    page.selectbox(key="service").set_value("Integrated mental health and substance use care").run()
    assert missing in html(page)


def test_the_first_line_counts_the_services_that_people_enroll_in_and_each_change_has_its_shape(page):
    told = html(page)
    assert "All 8 services that people enroll in send numbers." in told
    assert "Crisis stabilization, starts: real improvement" in told
    assert told.count('<li class="improvement"><span aria-hidden="true">') >= 1
