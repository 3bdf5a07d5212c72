"""Targets and dated events of the partners reach the verdicts; the numbers themselves stay what they were."""

from __future__ import annotations

import datetime as dt
import json
import shutil

import duckdb
import pytest

from app.together import store as stores
from etl import agreed, builds, cli, definitions, submissions
from etl import rejudge as judging
from etl.errors import EtlError
from etl.paths import DataHome
from etl.rejudge import rejudge
from tests.etl import sending

COURT = {"scope_kind": "agency", "scope": "harbor_court"}
NUMBERS = """
    select measure_id, scope, breakdown, level, period, grain, numerator, denominator, value, status, reason
    from trend
"""
VERDICT = """
    select to_json(verdict) from verdict
    where scope_kind = 'agency' and scope = 'harbor_court' and breakdown = 'all' and measure_id = $id
"""
CENTERS = """
    select distinct center from trend
    where scope_kind = 'agency' and scope = 'harbor_court' and breakdown = 'all' and measure_id = $id
        and center is not null
"""


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    """Two years of a court's enrollments, published; copied by every test that changes it."""
    folder = tmp_path_factory.mktemp("rejudge")
    home = sending.home_in(folder)
    rows = sending.months(0, 30, 20)
    [receipt] = submissions.load_many(
        home,
        [submissions.LoadRequest(sending.write(folder / "court.csv", rows), received=dt.date(2026, 7, 5))],
    )
    assert receipt.status == "loaded"
    return home


@pytest.fixture
def home(published, tmp_path, monkeypatch):
    monkeypatch.delenv(stores.URL, raising=False)
    shutil.copytree(published.root, tmp_path / "data")
    return DataHome(tmp_path / "data")


def query(build, sql: str, **values: object) -> list[tuple]:
    with duckdb.connect(str(build.shared), read_only=True) as con:
        return con.execute(sql, values or None).fetchall()


def series_of(home) -> str:
    """A measure that the court has numbers for."""
    rows = query(
        builds.current(home),
        "select measure_id from trend where scope_kind = 'agency' and scope = 'harbor_court' "
        "and breakdown = 'all' and status = 'shown' group by 1 order by count(*) desc, 1 limit 1",
    )
    return rows[0][0]


def target(home, **more) -> int:
    values = {"measure_id": series_of(home), **COURT, "value": 17, "good_from": "2024-01",
              "agreed_by": "All", "agreed_on": dt.date(2026, 11, 23), "note": ""} | more  # fmt: skip
    return stores.open_store(home.root).add("target", values, "chair")


def event(home, **more) -> int:
    values = {"measure_id": series_of(home), **COURT, "day": dt.date(2025, 3, 1), "name": "New judge",
              "rebase": True, "reason": "The docket was split"} | more  # fmt: skip
    return stores.open_store(home.root).add("event", values, "chair")


def verdict(build, measure: str) -> dict:
    [row] = query(build, VERDICT, id=measure)
    return json.loads(row[0])


def centers(build, measure: str) -> set[float]:
    """The averages that the judged months are held against: one for each stretch of the line."""
    rows = query(build, CENTERS, id=measure)
    return {center for (center,) in rows}


def test_judging_anew_without_a_change_gives_the_very_same_build(home):
    before = builds.current(home)
    after = rejudge(home)
    assert after.build_id != before.build_id
    for table in ("trend", "verdict", "event", "target", "meta_measure", "submission"):
        assert query(after, f"from {table}") == query(before, f"from {table}"), table
    assert after.submissions == before.submissions
    assert builds.current(home).build_id == after.build_id


def test_a_target_is_in_the_verdict_and_no_number_changes(home):
    measure, before = series_of(home), builds.current(home)
    assert verdict(before, measure)["target_value"] is None
    target(home)
    after = rejudge(home)
    assert verdict(after, measure)["target_value"] == 17
    assert query(after, "select value, agreed_by from target where value = 17") == [(17.0, "All")]
    assert query(after, NUMBERS) == query(before, NUMBERS)


def test_a_rebase_begins_the_usual_range_anew_from_its_month(home):
    measure = series_of(home)
    event(home)
    after = rejudge(home)
    [(named,)] = query(after, "select name from event where event_id like 'agreed_%'")
    assert named == "New judge"
    assert len(centers(builds.all_builds(home)[0], measure)) == 1
    assert len(centers(after, measure)) == 2


def test_what_was_taken_back_is_gone(home):
    measure, number = series_of(home), target(home)
    rejudge(home)
    stores.open_store(home.root).change("target", number, 1, {"gone": True}, "chair")
    assert verdict(rejudge(home), measure)["target_value"] is None


def test_the_next_publication_keeps_the_targets(home):
    measure = series_of(home)
    target(home)
    assert verdict(submissions.publish_now(home), measure)["target_value"] == 17


def test_of_two_targets_from_one_month_on_the_later_word_holds(home):
    measure = series_of(home)
    target(home, value=30)
    target(home, value=12)
    assert verdict(rejudge(home), measure)["target_value"] == 12


def test_a_target_of_a_measure_that_there_is_not_is_passed_over(home):
    target(home, measure_id="no_such_measure")
    assert agreed.read(home) == ([], [])


def test_without_a_store_nothing_is_made(home):
    assert agreed.read(home) == ([], [])
    assert not home.meetings.exists()


@pytest.mark.parametrize("where", ["127.0.0.1:1/none", "127.0.0.1:1x/none"], ids=["no server", "no address"])
def test_a_store_that_cannot_be_read_stops_the_judging_and_the_build_stays(home, monkeypatch, where):
    before = builds.current(home)
    monkeypatch.setenv(agreed.URL, f"postgresql://nobody:sesame@{where}")
    with pytest.raises(EtlError, match=agreed.URL) as told:
        rejudge(home)
    assert "sesame" not in str(told.value)
    assert builds.current(home).build_id == before.build_id
    assert len(builds.all_builds(home)) == 1


def test_the_command_says_what_it_did(home, monkeypatch, capsys):
    monkeypatch.setenv("DASHBOARD_DATA", str(home.root))
    assert cli.main(["rejudge"]) == 0
    assert "the same numbers with today's targets" in capsys.readouterr().out


def test_with_nothing_published_it_says_so(tmp_path):
    with pytest.raises(EtlError, match="Nothing is published"):
        rejudge(sending.home_in(tmp_path))


def test_a_build_carries_the_rules_by_which_the_pages_look_through_what_partners_write(home):
    for build in (builds.current(home), rejudge(home)):
        found = query(build, "select identifiers(plain($text))", text="Ask 123-45-6789 or A@B.example")
        assert found == [(["value_ssn", "value_email"],)]
        assert query(build, "select identifiers(plain('Staff weekends'))") == [([],)]


def test_a_series_whose_measure_is_no_longer_defined_keeps_its_numbers_and_its_verdict(home, monkeypatch):
    measure, before = series_of(home), builds.current(home)
    rest = {name: each for name, each in definitions.measures().items() if name != measure}
    for module in (definitions, judging):
        monkeypatch.setattr(module, "measures", lambda: rest)
    target(home)
    after = rejudge(home)
    assert query(after, "from trend order by all") == query(before, "from trend order by all")
    assert query(after, "from verdict order by all") == query(before, "from verdict order by all")
