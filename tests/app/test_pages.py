"""Every page through the dashboard's own entry, over the sample build."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest
from streamlit.runtime.pages_manager import PagesManager
from streamlit.testing.v1 import AppTest
from streamlit.web.server.app_discovery import discover_asgi_app

from app import navigation
from tests.app import sample_build

DASHBOARD = str(Path(__file__).resolve().parents[2] / "dashboard.py")

# page file, what its first-level heading says, fewest charts of a library (the board has none)
PAGES = [
    ("pages/meeting/board.py", "Harbor County partnership", 0),
    ("pages/meeting/meetings.py", "Meeting", 0),
    ("pages/meeting/actions.py", "Actions and decisions", 0),
    ("pages/leaders/police.py", "Police and sheriffs", 5),
    ("pages/leaders/courts.py", "Courts", 4),
    ("pages/leaders/mental_health.py", "Mental health", 3),
    ("pages/outcomes/key_measures.py", "Key measures", 3),
    ("pages/outcomes/programs.py", "Programs", 0),
    ("pages/outcomes/between.py", "Between intercepts", 0),
    ("pages/outcomes/reinvestment.py", "Justice Reinvestment", 0),
    ("pages/outcomes/equity.py", "Equity", 0),
    ("pages/outcomes/comparison.py", "Comparison", 0),
    ("pages/outcomes/directory.py", "Directory", 0),
    ("pages/data/upload.py", "Send a file", 0),
    ("pages/data/submissions.py", "Submissions", 0),
    ("pages/data/definitions.py", "Definitions", 0),
    ("pages/intercepts/intercept_0.py", "0 Community services", 2),
    ("pages/intercepts/intercept_1.py", "1 Law enforcement", 6),
    ("pages/intercepts/intercept_2.py", "2 First court", 2),
    ("pages/intercepts/intercept_3.py", "3 Jails &amp; courts", 4),
    ("pages/intercepts/intercept_4.py", "4 Reentry", 1),
    ("pages/intercepts/intercept_5.py", "5 Community support", 2),
    ("pages/meeting/stage.py", "No such meeting", 0),
    ("pages/meeting/curve.py", "Turn the curve", 1),
]


@pytest.fixture
def at_the_computer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test has no browser, hence no Host header: stand in for the operator's own."""
    monkeypatch.setattr("app.viewer.came_directly", lambda headers: True)


@pytest.fixture
def dashboard(
    published_sample: str, at_the_computer: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AppTest:
    """The dashboard over the sample build and an empty coordination store, not run yet."""
    monkeypatch.setenv("MEETING_DATABASE_URL", f"sqlite:///{tmp_path / 'meetings.sqlite'}")
    return AppTest.from_file(DASHBOARD, default_timeout=30)


def html(at: AppTest) -> str:
    """All markup that the page put out."""
    return "\n".join(element.proto.body for element in at.get("html"))


def charts(at: AppTest) -> int:
    return len(at.get("plotly_chart"))


def test_every_page_is_in_the_list():
    assert [page for page, _, _ in PAGES] == [entry.file for entry in navigation.PAGES]


def test_the_first_visitor_after_a_start_may_follow_a_link_to_any_page(monkeypatch):
    """`streamlit run` imports what it serves, and with that no longer looks for pages in the folder."""
    monkeypatch.setattr(PagesManager, "uses_pages_directory", None)
    monkeypatch.setattr("streamlit.config._main_script_path", DASHBOARD)
    monkeypatch.delitem(sys.modules, "dashboard", raising=False)
    served = importlib.import_module("dashboard").server
    assert discover_asgi_app(Path(DASHBOARD)).import_string == "dashboard:server"
    assert served.script_path == Path(DASHBOARD)
    assert PagesManager(DASHBOARD).uses_pages_directory is False


@pytest.mark.parametrize(("page", "heading", "fewest"), PAGES)
def test_page_opens(dashboard, page, heading, fewest):
    at = dashboard.run().switch_page(page).run()
    assert not at.exception
    assert f"<h1>{heading}</h1>" in html(at)
    assert html(at).count("<h1>") == 1
    assert charts(at) >= fewest


def test_a_build_that_describes_no_services_says_so(dashboard):
    at = dashboard.run().switch_page("pages/outcomes/programs.py").run()
    assert "made by an earlier version" in at.info[0].value


def test_the_board_tells_the_month_and_who_is_in(dashboard):
    told = html(dashboard.run())
    assert "October 2026, as of Nov 12" in told
    assert "6 of 7 agencies in" in told
    assert "<b>Northgate Police</b>: late, due Nov 10" in told


def test_the_board_loads_no_charting_library(dashboard):
    assert charts(dashboard.run()) == 0


@pytest.mark.parametrize(("page", "heading", "fewest"), [row for row in PAGES if row[2]])
def test_every_chart_has_a_text_alternative(dashboard, page, heading, fewest):
    at = dashboard.run().switch_page(page).run()
    assert all(chart.proto.alt for chart in at.get("plotly_chart"))


def test_filters_are_read_from_the_address(dashboard):
    dashboard.query_params["by"] = "Sex"
    dashboard.query_params["scope"] = "Northgate Police (agency)"
    at = dashboard.run().switch_page("pages/intercepts/intercept_1.py").run()
    at.selectbox(key="scope").set_value("Northgate Police (agency)").run()
    assert "Northgate Police" in html(at)
    assert not at.exception


def test_a_breakdown_shows_its_levels_and_says_what_has_none(dashboard):
    at = dashboard.run().switch_page("pages/intercepts/intercept_1.py").run()
    at.selectbox(key="by").set_value("Who responded").run()
    assert "by who responded" in html(at)
    assert not at.exception


def test_an_agency_whose_numbers_are_withheld_reads_why_and_what_is_shown(dashboard):
    at = dashboard.run().switch_page("pages/leaders/police.py").run()
    at.selectbox(key="scope").set_value("Northgate Police (agency)").run()
    assert "Not shown for Northgate Police in any period" in html(at)
    assert "They count in the partnership" in html(at)
    assert not at.button
    assert not at.exception


def test_equity_of_an_earlier_version_s_build_says_what_would_fill_it(dashboard):
    at = dashboard.run().switch_page("pages/outcomes/equity.py").run()
    assert not at.exception
    assert "appear with the next publication" in at.info[0].value


def test_the_table_opens_beside_its_chart(dashboard):
    at = dashboard.run().switch_page("pages/leaders/police.py").run()
    assert not at.table
    at.toggle(key="table_trend_diversions").set_value(True).run()
    assert "Oct 2026" in at.table[0].value["Period"].tolist()


def test_a_definition_opens_by_its_address(dashboard):
    at = dashboard.run().switch_page("pages/data/definitions.py")
    at.query_params["measure"] = "connected_30"
    at.run()
    assert "Connected to care within 30 days" in html(at)
    assert "diversions</dd>" not in html(at)


def test_definitions_can_be_searched(dashboard):
    at = dashboard.run().switch_page("pages/data/definitions.py").run()
    at.text_input(key="search").set_value("hand-off minutes").run()
    assert [found.label for found in at.expander] == [r"**Officer minutes at crisis-center hand-off**"]
    at.text_input(key="search").set_value("zebra").run()
    assert "No measure uses these words" in at.info[0].value


def test_before_anything_is_published_the_page_tells_what_to_run(tmp_path, monkeypatch, at_the_computer):
    monkeypatch.setenv("DASHBOARD_DATA", str(tmp_path))
    at = AppTest.from_file(DASHBOARD).run()
    assert not at.exception
    assert at.title[0].value == "Nothing is published yet"
    assert "python -m etl demo" in at.markdown[0].value


def test_it_fills_as_soon_as_something_is_published(tmp_path, monkeypatch, at_the_computer):
    monkeypatch.setenv("DASHBOARD_DATA", str(tmp_path))
    at = AppTest.from_file(DASHBOARD, default_timeout=30).run()
    sample_build.write(tmp_path)
    at.button[0].click().run()
    assert "Harbor County partnership" in html(at)


def test_through_a_proxy_without_sign_in_nothing_shows(published_sample):
    at = AppTest.from_file(DASHBOARD).run()
    assert "not open yet" in at.markdown[0].value
    assert "<h1>" not in html(at)


def test_bound_to_all_addresses_without_sign_in_nothing_shows(published_sample, at_the_computer, monkeypatch):
    monkeypatch.setattr("app.viewer.is_loopback", lambda address: False)
    at = AppTest.from_file(DASHBOARD).run()
    assert "sign-in is not set up" in at.markdown[0].value
    assert "<h1>" not in html(at)


def test_key_measures_open_with_who_was_screened(dashboard):
    told = html(dashboard.run().switch_page("pages/outcomes/key_measures.py").run())
    assert told.index("First: who was screened?") < told.index("1 Bookings of people")


def test_a_build_without_curves_says_so(dashboard):
    told = html(dashboard.run().switch_page("pages/outcomes/key_measures.py").run())
    assert "made by an earlier version and holds no curves" in told


def test_without_bookings_the_key_measures_say_what_would_fill_them(dashboard, monkeypatch):
    at = dashboard.run()
    monkeypatch.setattr("app.series.of_scope", lambda *_: {})
    at.switch_page("pages/outcomes/key_measures.py").run()
    assert not at.exception
    assert "No jail has sent bookings yet" in at.info[0].value
