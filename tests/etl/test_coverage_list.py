"""The submissions board in the terminal; that it tells what the page tells is tried over the demo county."""

from __future__ import annotations

from datetime import date

import pytest

from etl import builds, cli, coverage_list, submissions
from etl.errors import EtlError
from tests.etl import crash, sending

LEGEND = [
    {"state": "late", "word": "Late", "meaning": "not here, and its due date is past"},
    {"state": "published", "word": "Published", "meaning": "here"},
]


def line(feed: str, days: int | None, **months: str) -> dict:
    named = {month.replace("m", "").replace("_", "-"): state for month, state in months.items()}
    return {"agency": "Jail", "feed": feed, "months": named, "days_since": days, "contact": "Health liaison"}


def test_the_matrix_has_a_word_a_month_oldest_first_and_blanks_before_the_first():
    lines = [
        line("bookings", 1, m2026_09="published", m2026_10="late"),
        line("encounters", None, m2026_10="published"),
    ]
    assert coverage_list.text(lines, LEGEND) == (
        "agency, feed      26-09 26-10  last data     who to call\n"
        "Jail, bookings     ok   LATE   1 day ago     Health liaison\n"
        "Jail, encounters         ok    never         Health liaison\n"
        "\n"
        "  LATE   Late: not here, and its due date is past\n"
        "  ok     Published: here"
    )


def test_nobody_expected_is_said():
    assert coverage_list.text([], LEGEND) == "No agency is expected to send anything yet."


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr("etl.publish._compute", crash.count_rows)
    home = sending.home_in(tmp_path)
    monkeypatch.setenv("DASHBOARD_DATA", str(home.root))
    return home


def test_before_anything_is_published_the_command_says_so(home, capsys):
    assert cli.main(["coverage"]) == cli.REFUSED
    assert "Nothing is published yet" in capsys.readouterr().err


def test_every_state_of_a_build_has_a_word_for_the_terminal(home, tmp_path):
    submissions.load(home, [sending.write(tmp_path / "file.csv", sending.months(0, 1))])
    assert {each["state"] for each in coverage_list.states(home)} == set(coverage_list.SHORT)


def test_a_build_from_before_this_command_says_what_to_run(home, tmp_path, monkeypatch):
    monkeypatch.setattr("etl.published_board.write", lambda con: None)
    submissions.load(home, [sending.write(tmp_path / "file.csv", sending.months(0, 1))])
    assert builds.current(home) is not None
    with pytest.raises(EtlError, match="python -m etl publish"):
        coverage_list.coverage_list(home, date(2026, 11, 12))
