"""Every definition: complete, in plain words, runnable, and true to what it says about its own numbers."""

from __future__ import annotations

import re

import pytest

from etl.definitions import BREAKDOWN_KINDS, all_codes, feeds, measures
from tests.etl.measuring import County

pytestmark = pytest.mark.xdist_group("definitions")
ALL = measures()
TEXTS = ("title", "short", "question", "why", "numerator", "source", "caveats")
# One name for one thing; person-first, American.
NEVER = r"\b(mentally ill|the homeless|inmates?|offenders?|felons?|addicts?|behaviour|centre|programme)\b"
SHARED_ADDITIVE = ("count", "proportion", "snapshot", "mean_daily")
LEADERS = {"police", "courts", "mental_health"}


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> County:
    """A year of two departments, a jail and a clinic, everybody different from everybody, measured whole."""
    made = County(tmp_path_factory.mktemp("county")).partner("pd", "so", "jail", "clinic")
    made.program("p", "clinic", capacity=9).program("q", "clinic", capacity=5)
    months = [f"2024-{month:02}" for month in range(1, 13)]
    dispositions, levels = [*all_codes()["disposition"].labels], [*all_codes()["offense_level"].labels]
    services = [*all_codes()["service_type"].labels]
    for at, month in enumerate(months):
        for number in range(19):
            day, person = f"{month}-{1 + number:02}", f"{(at * 5 + number * 3) % 40:064x}"
            made.add(
                "encounters",
                {
                    "intercept": (0, 1, 1, 2, 1, 3)[number % 6],
                    "disposition": dispositions[number],
                    "first_service_date": f"{month}-27",
                },
                agency_id=("pd", "so")[number % 2],
                encounter_date=day,
                person_key=person,
                probable_cause=("yes", "no")[number % 5 == 0],
                offense_level=levels[number % len(levels)],
                force_used=("no", "yes", "unknown")[number % 3],
                handoff_minutes=number,
                sex=("female", "male")[number % 2],
                race_ethnicity=("black", "white", "asian|white")[number % 3],
            )
            made.add(
                "bookings",
                {"release_date": f"{month}-28" if number % 4 else None},
                agency_id="jail",
                booking_date=day,
                person_key=person,
                screened=("yes", "no")[number % 2],
                smi_confirmed=("yes", "no", "unknown")[number % 3],
                medicaid_active="yes",
            )
            made.add(
                "enrollments",
                {"exit_date": f"{month}-28", "exit_reason": ("completed", "left")[number % 3 == 0]}
                if number % 2
                else {},
                agency_id="clinic",
                program_id=("p", "q")[number % 2],
                referral_date=f"{month}-01",
                start_date=day,
                person_key=person,
                service_type=services[(at + number) % len(services)],
                intercept=(0, 2, 3, 4, 5)[number % 5],
            )
    return made.run()


SAID_OF = {"median": "median", "mean": "mean", "km": "at 180 days (a kaplan-meier estimate)"}


def test_what_is_counted_is_the_number_that_is_shown():
    """Not the event of an estimate, and not a percentile that stands nowhere."""
    found = {name: one for name, one in ALL.items() if one.agg in SAID_OF}
    assert {name for name, one in found.items() if SAID_OF[one.agg] not in one.numerator.lower()} == set()
    assert [name for name, one in ALL.items() if "percentile" in one.numerator] == []


@pytest.mark.parametrize("name", ALL)
def test_a_definition_says_everything_a_reader_asks(name):
    definition = ALL[name]
    for field in TEXTS:
        text = getattr(definition, field)
        assert text.strip(), field
        assert not re.search(NEVER, text, re.IGNORECASE), (field, text)
    assert definition.question.endswith("?")
    assert len(definition.short) <= 40
    assert definition.sql_path.exists() == (definition.feed != "monthly_counts")
    assert not (definition.counts_ok and definition.agg not in SHARED_ADDITIVE)
    assert {each.partition(":")[0] for each in definition.leaders} <= LEADERS
    assert (definition.agg == "km") <= (definition.followup_days > 0)


@pytest.mark.parametrize("name", ALL)
def test_a_breakdown_has_labels_for_its_levels(name):
    lists = {
        column.name: column.codes for feed in feeds().values() for column in feed.columns if column.codes
    }
    kinds = [kind for kind in BREAKDOWN_KINDS if kind != "counted"]  # never told, hence never named
    shown = {each for kind in kinds for each in ALL[name].grain_breakdowns[kind]} - {"county"}
    assert all(each in all_codes() or lists.get(each) in all_codes() for each in shown)
    assert not set(ALL[name].grain_breakdowns["operational"]) & {
        "smi",
        "bh_need",
        "sex",
        "age_band",
        "homeless",
    }


def test_each_intercept_has_a_headline_and_each_leader_at_least_five_numbers():
    heads = {
        number: min(
            (m for m in ALL.values() if number in m.intercepts and m.headline), key=lambda m: m.headline
        ).id
        for number in range(6)
    }
    assert heads == {
        0: "crisis_resolved_in_community",
        1: "eligible_diversion_rate",
        2: "pretrial_diversion_starts",
        3: "bookings_smi",
        4: "connected_30",
        5: "supervision_revocations",
    }
    told = sorted(each for m in ALL.values() for each in m.leaders)
    assert {each.partition(":")[0] for each in told} == set(LEADERS)
    for leader in LEADERS:  # a sixth stands in where one of the five is withheld
        places = [each for each in told if each.startswith(f"{leader}:")]
        assert len(places) >= 5
        assert places == [f"{leader}:{place}" for place in range(1, len(places) + 1)]


def test_every_measure_runs_on_an_empty_store(tmp_path):
    assert County(tmp_path).run().con.execute("select count(*) from measured").fetchone() == (0,)


def test_every_row_level_measure_finds_its_events(county):
    found = {name for (name,) in county.con.execute("select distinct measure_id from measured").fetchall()}
    assert found == {name for name, definition in ALL.items() if definition.feed != "monthly_counts"}


def cell_of(row: dict, cell: str) -> float | None:
    """The numerator, the denominator or what of this is not in that."""
    if cell != "complement":
        return row[cell]
    return None if row["numerator"] is None else row["denominator"] - row["numerator"]


@pytest.mark.parametrize("name", [name for name in ALL if ALL[name].within])
def test_what_lies_within_another_measure_does(county, name):
    for link in ALL[name].within:
        whole = {
            (row["scope"], row["grain"], row["period"]): cell_of(row, link["of_cell"])
            for grain in ("month", "quarter", "year")
            for row in county.rows(link["of"], grain=grain)
        }
        for grain in ("month", "quarter", "year"):
            for row in county.rows(name, grain=grain):
                outer = whole.get((row["scope"], row["grain"], row["period"]))
                if row[link["cell"]] is not None and outer is not None:
                    assert row[link["cell"]] <= outer, (link, row)


@pytest.mark.parametrize("name", [name for name in ALL if ALL[name].additive["scope"]])
def test_what_is_said_to_add_up_does(county, name):
    parts = county.con.execute(
        "select grain, period, sum(numerator), sum(numerator_people) from measured "
        "where measure_id = ? and scope_kind = 'agency' and breakdown = 'all' group by all",
        [name],
    ).fetchall()
    wholes = {
        (row["grain"], row["period"]): row["numerator"]
        for grain in ("month", "quarter", "year")
        for row in county.rows(name, grain=grain)
    }
    assert {(grain, period): total for grain, period, total, _ in parts} == pytest.approx(wholes)
    by_level = county.con.execute(
        "select breakdown, grain, period, sum(numerator) from measured "
        "where measure_id = ? and scope = 'oaks' and breakdown <> 'all' group by all",
        [name],
    ).fetchall()
    for breakdown, grain, period, total in by_level:
        assert total == pytest.approx(wholes[grain, period]), breakdown
