"""The pages between intercepts and on Justice Reinvestment over the demo county, as a visitor meets them."""

from __future__ import annotations

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

pytestmark = [pytest.mark.acceptance, pytest.mark.xdist_group("demo")]
DASHBOARD = str(Path(__file__).resolve().parents[2] / "dashboard.py")
BETWEEN, REINVESTMENT = "pages/outcomes/between.py", "pages/outcomes/reinvestment.py"


@pytest.fixture
def dashboard(pages_home, tmp_path, monkeypatch) -> AppTest:
    monkeypatch.setenv("DASHBOARD_DATA", str(pages_home))
    monkeypatch.setenv("MEETING_DATABASE_URL", f"sqlite:///{tmp_path / 'meetings.sqlite'}")
    monkeypatch.setattr("app.viewer.came_directly", lambda headers: True)
    return AppTest.from_file(DASHBOARD, default_timeout=60)


def html(at: AppTest) -> str:
    return "\n".join(element.proto.body for element in at.get("html"))


def opened(dashboard: AppTest, page: str) -> AppTest:
    at = dashboard.run().switch_page(page).run()
    assert not at.exception
    return at


def test_between_intercepts_tells_the_newest_whole_year_and_what_it_leaves_out(dashboard):
    at = opened(dashboard, BETWEEN)
    assert at.selectbox(key="year").value == "2025"
    assert "carry no key that agencies share" in html(at)
    assert "not shown (fewer than 11, or protected)" in html(at)
    assert all(chart.proto.alt for chart in at.get("plotly_chart"))
    at.toggle(key="table_paths").set_value(True).run()
    people = at.table[0].value["People"].tolist()
    assert people[-1] == "<11 or protected"
    assert not {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"} & set(people)


def test_an_unfinished_year_is_so_far(dashboard):
    at = opened(dashboard, BETWEEN)
    at.selectbox(key="year").set_value("2026 so far").run()
    assert "2026 so far: of" in html(at)
    assert "Too early" in at.table[1].value["Median"].tolist()
    assert not at.exception


def test_the_three_lines_stand_together_and_the_average_is_no_saving(dashboard):
    told = html(opened(dashboard, REINVESTMENT))
    places = [told.index(name) for name in ("Low: what", "Middle: and", "Average cost, not a saving")]
    assert places == sorted(places)
    assert "at least $" in told
    assert "What if" not in told


def test_a_changed_assumption_marks_the_page_until_it_is_taken_back(dashboard):
    at = opened(dashboard, REINVESTMENT)
    own = html(at)
    at.number_input(key="variable_2026").set_value(80.0).run()
    assert '<p class="pill">What if</p>' in html(at)
    assert "cost that one bed-day adds" in html(at)
    back = next(button for button in at.button if "own figures" in button.label)
    back.click().run()
    assert html(at) == own


def test_no_saving_is_claimed_for_a_year_without_a_real_improvement(dashboard):
    at = opened(dashboard, REINVESTMENT)
    at.selectbox(key="who").set_value("Everybody in jail").run()
    at.selectbox(key="jail_year").set_value("2024").run()
    assert "saving" in html(at)
    assert "That is worth" not in html(at)
    assert "No saving" in html(at) or "no saving can be claimed" in html(at)


def test_an_amount_is_shared_out_among_programs(dashboard):
    at = opened(dashboard, REINVESTMENT)
    at.number_input(key="amount").set_value(100_000.0).run()
    at.multiselect(key="into").set_value(["Drug Court", "Lakeside reentry team"]).run()
    assert at.table[-1].value["Pays for"].tolist() == ["7 participants", "16 participants"]
    assert not at.exception


def test_a_what_if_is_kept_on_the_way_to_another_page_and_changes_no_choice_there(dashboard):
    at = opened(dashboard, REINVESTMENT)
    at.number_input(key="unit_size_2026").set_value(40).run()
    at.switch_page("pages/outcomes/equity.py").run()
    assert at.selectbox(key="year").value == "2025"  # the newest whole year, not the one under way
    assert at.selectbox(key="counting").value == "Each group alone"
    assert "Widest gap in 2025" in html(at)
    at.switch_page(REINVESTMENT).run()
    assert at.number_input(key="unit_size_2026").value == 40
    assert not at.exception and not at.warning
