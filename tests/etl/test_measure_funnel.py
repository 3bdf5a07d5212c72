"""The way through a program: referral, place, start, staying, completing; and where people go."""

from __future__ import annotations

import pytest

from etl.definitions import measures
from etl.disclose.rules import Policy, Rules
from etl.funnel import funnel
from etl.published_meta import services
from tests.etl.measuring import County

NOTHING_HIDDEN = Policy("nothing hidden", rules=Rules(threshold=False))
EVER = "2024-01-05"


@pytest.fixture
def county(tmp_path) -> County:
    made = County(tmp_path).partner("clinic", kind="mental_health")
    return made.sends("clinic", "enrollments", intercepts="4").program("p", "clinic", capacity=4)


def add(county: County, *rows: dict) -> County:
    """Rows of people, each somebody else, referred in January 2024 and started a week later unless said."""
    full = [
        {"referral_date": EVER, "start_date": "2024-01-12", "person_key": f"p{i}"} | r
        for i, r in enumerate(rows)
    ]
    return county.add("enrollments", *full, agency_id="clinic")


def through(county: County, year: int = 2024) -> County:
    """A row a month that never started, referred before anything is counted: the months are there."""
    rows = ({"start_date": f"{year}-{month:02}-28", "referral_date": "2023-06-01"} for month in range(1, 13))
    return county.add("enrollments", *rows, agency_id="clinic", person_key="nobody", status="ineligible")


def steps(county: County, year: int = 2024, **where) -> dict[str, tuple]:
    """Step -> (reached, open, lost) of a year of referral, nothing hidden."""
    county.run("enrollments", "start_completion")
    funnel(county.con, NOTHING_HIDDEN, released="measured")
    wanted = {"scope_kind": "partnership", "level": "all", "cohort": year} | where
    frame = county.con.execute("from funnel").df()
    for name, value in wanted.items():
        frame = frame[frame[name] == value]
    return {row.step: (row.reached, row.open, row.lost) for row in frame.itertuples()}


def test_every_step_of_the_way(county):
    add(
        county,
        {"status": "referred", "start_date": EVER},  # not answered: open
        {"status": "declined", "start_date": EVER},
        {"status": "ineligible", "start_date": EVER},
        {"status": "waitlisted", "start_date": EVER},  # a place in line: open
        {"start_date": "2024-12-01"},  # younger than 180 days: open
        {},  # enrolled for 180 days, and still: open
        {"exit_date": "2024-01-20", "exit_reason": "left"},
        {"exit_date": "2024-11-20", "exit_reason": "left"},
        {"exit_date": "2024-01-20", "exit_reason": "completed"},
    )
    told = steps(through(county))
    assert told["referred"][0] == 9
    assert {name: told[name] for name in told if name != "referred"} == {
        "scheduled": (6, 1, 2),
        "started": (5, 1, 0),
        "retained": (3, 1, 1),
        "completed": (1, 1, 1),
    }
    assert steps(county, scope_kind="program")["scheduled"] == (6, 1, 2)
    assert steps(county, level="act")["completed"] == (1, 1, 1)


def test_a_referral_that_never_started_is_a_referral_and_no_start(county):
    add(county, {"status": "declined", "start_date": EVER})
    told = steps(through(county))
    assert (told["referred"][0], told["scheduled"], told["started"]) == (1, (0, 0, 1), (0, 0, 0))


def test_a_start_on_the_day_of_the_referral_waits_no_day(county):
    add(county, {"start_date": EVER}, {"start_date": EVER})
    told = steps(through(county).run("referral_to_start_days"))
    assert told["started"][0] == 2
    county.run("referral_to_start_days")
    assert county.cell("referral_to_start_days", "2024-01")["value"] == 0


def test_a_row_without_a_referral_date_counts_by_its_start(county):
    add(county, {"referral_date": None, "start_date": "2024-02-03"})
    assert steps(through(county))["referred"][0] == 1


def test_the_year_is_that_of_the_referral_not_of_the_start(county):
    through(county).add(
        "enrollments",
        start_date="2025-01-05",
        referral_date="2024-12-20",
        agency_id="clinic",
        person_key="late",
    )
    told = steps(county)
    assert (told["referred"][0], told["started"][0]) == (1, 1)
    assert steps(county, 2025) == {}


def test_who_is_still_enrolled_is_open_and_in_no_completion(county):
    add(
        county,
        {},
        {"exit_date": "2024-03-01", "exit_reason": "completed"},
        {"exit_date": "2024-02-01", "exit_reason": "left"},
    )
    through(county)
    told = steps(through(county, 2025))
    assert (told["retained"], told["completed"]) == ((2, 0, 1), (1, 1, 0))
    cell = county.cell("start_completion", "2024-01", grain="year")
    assert (cell["numerator"], cell["denominator"]) == (1, 2)


def test_a_month_that_was_not_sent_makes_its_year_provisional(county):
    add(county, {}, {"referral_date": "2025-03-05", "start_date": "2025-03-06"})
    through(county).run("enrollments")
    county.con.execute("update coverage set state = 'missing' where month = date '2025-02-01'")
    funnel(county.con, NOTHING_HIDDEN, released="measured")
    provisional = county.con.execute("select distinct cohort, provisional from funnel order by 1").fetchall()
    assert provisional == [(2024, False), (2025, True)]


def test_completion_waits_a_year(county):
    add(county, {"exit_date": "2024-03-01", "exit_reason": "completed"})
    through(county).run("start_completion")
    assert county.cell("start_completion", "2024-01", grain="year")["status"] == "too_early"


def test_an_exit_without_a_reason_or_destination_is_told_as_not_known(county):
    add(
        county,
        {"exit_date": "2024-03-01", "exit_reason": None},
        {"exit_date": "2024-03-01", "exit_reason": "incarcerated", "exit_destination": "207"},
        {"exit_date": "2024-03-01", "exit_reason": "completed", "exit_destination": "410"},
    )
    through(county).run("exits", "exits_early")

    def told(name: str, breakdown: str) -> dict:
        rows = county.rows(name, grain="year", breakdown=breakdown, period="2024-01-01")
        return {row["level"]: row["value"] for row in rows}

    assert told("exits", "service_exit_place") == {"act:custody": 1, "act:not_known": 1, "act:permanent": 1}
    assert told("exits_early", "service_exit_reason") == {"act:incarcerated": 1, "act:unknown": 1}


def test_a_part_2_program_is_in_no_month_and_has_no_characteristics(county):
    county.program("unity", "clinic", part2="yes")
    add(county, {"program_id": "unity", "sex": "female"}, {"program_id": "unity", "sex": "male"})
    assert steps(through(county), scope_kind="program", scope="unity")["referred"][0] == 2
    assert county.rows("enrollments", scope_kind="program", scope="unity") == []
    by_sex = county.rows("enrollments", grain="year", breakdown="sex")
    assert {row["level"] for row in by_sex if row["value"]} == {"unknown"}


@pytest.mark.parametrize("name", ["start_completion", "exits", "exits_early"])
def test_what_follows_people_is_told_by_year_only(name):
    assert measures()[name].grains == ("year",)


def test_each_service_is_described_in_two_sentences_and_every_type_once():
    rows = services()
    types = [each for row in rows for each in row["types"].split("|") if each]
    assert len(types) == len(set(types))
    assert sum(row["kind"] == "service" for row in rows) == 9
    for row in rows:
        assert 2 <= row["what"].count(". ") + 1 <= 3, row["service"]
