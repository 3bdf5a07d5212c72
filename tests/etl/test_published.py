"""A build made by the real stages: the tables that readers rely on, and what must not be in them."""

from __future__ import annotations

import duckdb
import pytest

from etl import builds, show, submissions
from etl.definitions import feeds, measures
from etl.sqlfile import count_rows
from tests.etl import sending

TREND = (
    *(
        "measure_id",
        "scope_kind",
        "scope",
        "breakdown",
        "level",
        "period",
        "grain",
        "numerator",
        "denominator",
    ),
    *("value", "value_high", "low", "high", "center", "limit_low", "limit_high", "signal", "improvement"),
    *("status", "reason", "reporting", "expected"),
)
TABLES = {
    "trend": TREND,
    "verdict": (
        "measure_id",
        "scope_kind",
        "scope",
        "breakdown",
        "level",
        "grain",
        "period",
        "code",
        "sentence",
    ),
    "meta_measure": ("id", "title", "unit", "good", "numerator", "denominator", "intercepts", "headline"),
    "meta_level": ("breakdown", "level", "label", "sort"),
    "meta_breakdown": ("breakdown", "label", "kind"),
    "meta_scope": ("scope_kind", "scope", "name", "kind", "parent", "partnership"),
    "meta_intercept": ("intercept", "name", "area", "headline_measure"),
    "meta_build": ("build_id", "built_at", "policy", "as_of", "through_month", "partnership", "note"),
    "meta_feed_column": ("feed", "column", "type", "required", "allowed", "help"),
    "meta_code": ("list", "code", "label"),
    "submission": ("agency_id", "agency_name", "kind", "feed", "month", "state", "due_date", "received_date"),
    "meta_state": ("rank", "state", "needs_action", "word", "mark", "meaning"),
    "partner": (
        *("agency_id", "name", "contact_role", "contact_phone", "contact_email"),
        *("agreement", "agreement_kind", "agreement_from", "agreement_until", "agreement_feeds"),
    ),
    "partner_feed": ("agency_id", "feed", "due_day", "last_received"),
    "arrival": ("agency_id", "feed", "received_date", "newest_month"),
    "event": ("event_id", "date", "name", "measure_ids", "scope", "rebase", "reason"),
    "target": ("measure_id", "scope_kind", "scope", "value", "good_from", "agreed_by", "agreed_on", "note"),
    "curve": (
        *("kind", "scope_kind", "scope", "grouping", "level", "cohort", "day", "at_risk", "events"),
        *("censored", "survival", "low", "high", "mature", "n", "through_date", "status"),
        *("first_month", "last_month", "months"),
    ),
    "program": ("program_id", "name", "agency_id", "service_type", "intercept", "capacity", "description"),
}
pytestmark = pytest.mark.xdist_group("published")
EACH = 30  # starts a month, and 5 in the last


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    folder = tmp_path_factory.mktemp("published")
    home = sending.home_in(folder)
    rows = [*sending.months(0, 14, each=EACH), *sending.months(14, 1, each=5)]
    (receipt,) = submissions.load(home, [sending.write(folder / "court.csv", rows)])
    assert receipt.withheld == ""
    return home


@pytest.fixture
def shared(home):
    with duckdb.connect(str(builds.current(home).shared), read_only=True) as con:
        yield con


@pytest.mark.parametrize("table", TABLES)
def test_each_table_is_there_with_its_columns_and_rows(shared, table):
    assert set(TABLES[table]) <= set(shared.table(table).columns)
    assert count_rows(shared, table) > 0


def test_every_measure_and_feed_column_is_described(shared):
    described = {row[0] for row in shared.execute("select id from meta_measure").fetchall()}
    assert described == set(measures())
    columns = shared.execute("select count(*) from meta_feed_column").fetchone()[0]
    assert columns == sum(len(feed.columns) for feed in feeds().values())


def test_every_scope_of_a_trend_has_a_name(shared):
    nameless = shared.execute(
        "select distinct scope_kind, scope from trend anti join meta_scope using (scope_kind, scope)"
    ).fetchall()
    assert nameless == []


def test_no_count_of_one_to_ten_is_in_the_shared_file(shared):
    small = shared.execute(
        "select count(*) from trend inner join meta_measure m on m.id = measure_id "
        "where m.unit = 'count' and trend.numerator between 1 and 10"
    ).fetchone()[0]
    assert small == 0


def test_numbers_shown_are_the_files_own(home):
    rows = show.series(home, "enrollments", by="program", scope="harbor_court")
    shown = {row["period"]: row["numerator"] for row in rows if row["status"] == "shown"}
    assert shown
    assert set(shown.values()) == {EACH}


def test_a_build_is_the_shared_file_and_nothing_else(home):
    assert {file.name for file in builds.current(home).folder.iterdir()} == {builds.SHARED, "build.json"}


def test_series_stand_in_reading_order_with_one_grain_each(shared):
    grains = shared.execute(
        "select count(*) from (select 1 from trend group by measure_id, scope_kind, scope, breakdown "
        "having count(distinct grain) > 1)"
    ).fetchone()[0]
    assert grains == 0


def test_publishing_again_gives_the_same_numbers(home):
    before = builds.current(home).build_id
    after = submissions.publish_now(home).build_id
    assert after != before
    assert after.split("-")[1] == before.split("-")[1]
