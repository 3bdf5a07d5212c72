"""The submissions board over the demo county: one coverage on the page, on the charts and in the terminal."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import sys
from collections import defaultdict

import pandas as pd
import pytest

from app import published, submissions_board, wording
from tests.acceptance.truth import PART_2
from tests.conftest import PROJECT, run_etl

pytestmark = [pytest.mark.acceptance, pytest.mark.xdist_group("demo")]
TODAY = dt.date(2026, 11, 20)
HERE = ("published", "restated", "partial")


@pytest.fixture
def build_id(demo_county, monkeypatch) -> str:
    """The demo county's build is what the pages read."""
    monkeypatch.setenv("DASHBOARD_DATA", str(demo_county.home))
    return published.current()


@pytest.fixture
def board(build_id):
    return submissions_board.board_lines(build_id, submissions_board.known_partners(build_id), TODAY)


def chart(build_id, kind, scope) -> pd.DataFrame:
    """The points of the chart of enrollments of one scope."""
    found = next(s for s in published.scopes(build_id) if (s.kind, s.id) == (kind, scope))
    return published.trend(build_id, ("enrollments",), found, "all")


def by_month(build_id, agency) -> bool:
    """Whether an agency's own chart goes by month."""
    return set(chart(build_id, "agency", agency)["grain"]) == {"month"}


def listed(home, today: dt.date) -> list[dict]:
    """What the command lists on a day, in a process of its own: one process opens a build in one way only."""
    code = (
        "import sys; from datetime import date; from pathlib import Path; "
        "from etl import cli_text, coverage_list; from etl.paths import DataHome; "
        "home, today = DataHome(Path(sys.argv[1])), date.fromisoformat(sys.argv[2]); "
        "cli_text.print_json(coverage_list.coverage_list(home, today))"
    )
    command = [sys.executable, "-c", code, str(home), today.isoformat()]
    return json.loads(subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout)


ATTEMPTS = [
    {"agency": "harbor_sheriff", "feed": "encounters", "refused_at": "2026-11-18T10:00:00+00:00",
     "rules": {"date_future": 3}, "received_at": "", "months": []},
    {"agency": "harbor_probation", "feed": "enrollments", "refused_at": "", "rules": {},
     "received_at": "2999-01-01T00:00:00+00:00", "months": ["2026-10"]},
    {"agency": "nobody", "feed": "encounters", "refused_at": "2026-11-18T10:00:00+00:00", "rules": {},
     "received_at": "", "months": []},
]  # fmt: skip


@pytest.mark.parametrize("noted", [[], ATTEMPTS], ids=["as published", "with later files"])
def test_page_and_command_line_tell_the_same_months(demo_county, tmp_path, monkeypatch, noted):
    shutil.copytree(demo_county.home / "published", tmp_path / "published")
    (tmp_path / "published" / "attempts.json").write_text(json.dumps({"attempts": noted}), encoding="utf-8")
    monkeypatch.setenv("DASHBOARD_DATA", str(tmp_path))
    build_id = published.current()
    board = submissions_board.board_lines(build_id, submissions_board.known_partners(build_id), TODAY)
    told = {(line["agency_id"], line["feed"]): line for line in listed(tmp_path, TODAY)}
    assert {key: line["months"] for key, line in told.items()} == {
        (line.agency_id, line.feed): {
            f"{cell.month:%Y-%m}": cell.state.code for cell in line.cells if cell.state
        }
        for line in board
    }
    assert {key: line["days_since"] for key, line in told.items()} == {
        (line.agency_id, line.feed): line.days_since(TODAY) for line in board
    }
    states = {cell.state.code for line in board for cell in line.cells if cell.state}
    assert ({"needs_fixing", "received"} <= states) == bool(noted)


def test_the_command_line_prints_the_matrix_and_json(demo_county):
    told = run_etl(demo_county.home, "coverage")
    assert told.returncode == 0, told.stderr
    assert "Harbor County Jail, bookings" in told.stdout
    assert told.stdout.isascii()
    lines = json.loads(run_etl(demo_county.home, "coverage", "--json").stdout)
    assert {"agency_id", "feed", "months", "contact", "days_since"} <= set(lines[0])


def test_the_board_counts_as_the_charts_do(build_id, board):
    """'7 of 8 agencies in' on a chart of enrollments: as many as the board has with that month here."""
    here, expected = defaultdict(int), defaultdict(int)
    for line in board:
        if line.feed == "enrollments" and line.agency_id != PART_2:
            for cell in line.cells:
                if cell.state:
                    expected[cell.month] += 1
                    here[cell.month] += cell.state.code in HERE
    assert len(set(here.values())) > 1  # a month that is not all here is among them
    notes = {
        row.period.date(): wording.agencies_in(row.reporting, row.expected)
        for row in chart(build_id, "partnership", "harbor").itertuples(index=False)
    }
    for month in expected:
        assert notes[month] == wording.agencies_in(here[month], expected[month])


def test_a_month_that_the_board_misses_is_missing_on_the_agencys_own_charts(build_id, board):
    tried = 0
    for line in board:
        if line.feed != "enrollments" or not by_month(build_id, line.agency_id):
            continue
        points = chart(build_id, "agency", line.agency_id)
        status = {row.period.date(): row.status for row in points.itertuples(index=False)}
        for cell in line.cells:
            if cell.state:
                tried += 1
                assert (status[cell.month] == "missing") == (cell.state.code not in HERE)
    assert tried > 20


def test_the_agreement_that_does_not_cover_a_feed_is_told(build_id):
    partners = submissions_board.known_partners(build_id)
    status = submissions_board.say.agreement(partners["harbor_prosecutor"], "encounters", TODAY)
    assert (status.words, status.problem) == ("Does not cover encounters", True)


def test_every_agency_has_a_role_to_call_and_an_agreement(build_id):
    partners = submissions_board.known_partners(build_id)
    assert all(each.role and each.phone and each.email and each.agreement for each in partners.values())


def test_nothing_that_the_board_reads_holds_a_count_of_rows(build_id):
    tables = (published.partners, published.partner_feeds, published.arrivals, published.restatements)
    for table in (*tables, published.quality):
        assert not {"rows", "n", "count", "numerator", "denominator"} & set(table(build_id).columns)
    shares = published.quality(build_id)
    told = pd.concat([shares["complete"], shares["unknown"]]).dropna()
    assert len(told) > 100
    assert set(told % 5) == {0}
