"""The estimate against a published example: 6-MP and placebo in acute leukemia.

E. J. Freireich et al., Blood 21 (1963) 699-716: weeks of remission. Survival, and 95% limits on the
log-minus-log scale, as printed in W. N. Venables and B. D. Ripley, Modern Applied Statistics with S, 4th ed.
(2002), section 13.1 (the data set `gehan`); survival alone in D. G. Kleinbaum and M. Klein, Survival
Analysis: A Self-Learning Text, chapter 2.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from etl.curves import curves
from etl.curves.engine import KINDS, Cohort, _beside
from etl.curves.estimate import kaplan_meier
from etl.curves.protect import Beside, Stays
from etl.disclose.rules import Policy, Rules
from tests.etl.measuring import County

SIX_MP = [6, 6, 6, 7, 10, 13, 16, 22, 23]
SIX_MP_STILL = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
PUBLISHED = {
    6: (0.857, 0.620, 0.952),
    7: (0.807, 0.563, 0.923),
    10: (0.753, 0.503, 0.889),
    13: (0.690, 0.432, 0.849),
    16: (0.627, 0.368, 0.805),
    22: (0.538, 0.268, 0.747),
    23: (0.448, 0.188, 0.680),
}
OPEN = Policy("nothing hidden", rate_denominator=1, rules=Rules(threshold=False))


def test_survival_and_its_interval_are_those_published():
    days = np.array(SIX_MP + SIX_MP_STILL)
    observed = np.arange(days.size) < len(SIX_MP)
    found = kaplan_meier(days, observed, np.array(list(PUBLISHED)))
    told = list(zip(found.survival, found.low, found.high, strict=True))
    assert np.round(told, 3).tolist() == [list(row) for row in PUBLISHED.values()]


def test_without_censoring_it_is_the_share_left():
    days = np.array(PLACEBO)
    found = kaplan_meier(days, np.full(days.size, True), np.array([1, 8, 12, 22]))
    assert found.survival == pytest.approx([19 / 21, 8 / 21, 4 / 21, 1 / 21])


def test_before_the_first_event_there_is_no_interval():
    found = kaplan_meier(np.array([5, 9]), np.array([True, False]), np.array([4]))
    assert found.survival.tolist() == [1.0]
    assert np.isnan(found.low).all()
    assert np.isnan(found.high).all()


@pytest.fixture
def trial(tmp_path) -> County:
    """The trial as enrollments, a week as ten days, so that the days wanted fall on the published ones."""
    end = date(2024, 12, 31)
    county = County(tmp_path).partner("clinic").sends("clinic", "enrollments").program("p", "clinic")
    start = date(2024, 1, 2)
    rows = [
        {
            "start_date": str(start),
            "exit_date": str(start + timedelta(days=10 * weeks)),
            "exit_reason": "left",
        }
        for weeks in SIX_MP
    ]
    rows += [{"start_date": str(end - timedelta(days=10 * weeks))} for weeks in SIX_MP_STILL]
    county.add("enrollments", *rows, agency_id="clinic", service_type="act")
    county.add("enrollments", {"start_date": str(end)}, agency_id="clinic", service_type="cbt")
    return county.run("retention_180")


def test_the_published_example_comes_out_of_the_tables_the_pages_read(trial):
    trial.con.execute("create temp table released as from measured limit 0")
    curves(trial.con, OPEN)
    found = trial.con.execute(
        "select day, survival, low, high from curve where level = 'act' and status = 'shown'"
    ).fetchall()
    told = {day // 10: tuple(numbers) for day, *numbers in found}
    for week, numbers in PUBLISHED.items():
        assert told[week] == pytest.approx(tuple(100 * each for each in numbers), abs=0.1)


def test_whoever_is_still_enrolled_is_watched_until_the_last_complete_day(trial):
    trial.con.execute("create temp table released as from measured limit 0")
    curves(trial.con, OPEN)
    events, censored = trial.con.execute(
        "select sum(events), sum(censored) from curve where level = 'act'"
    ).fetchone()
    assert events == len(SIX_MP)
    assert censored >= len(SIX_MP_STILL) - 1  # the last row is told only while somebody is watched after it


def test_the_months_that_were_reported_stand_beside_each_year(trial):
    trial.con.execute("create temp table released as from measured limit 0")
    curves(trial.con, OPEN)
    found = trial.con.execute("select distinct cohort, first_month, last_month, months from curve").fetchall()
    assert found == [(date(2024, 1, 1), date(2024, 1, 1), date(2024, 12, 1), 12)]


def test_every_measure_of_the_same_people_is_asked():
    kind = next(each for each in KINDS if each.name == "retention")
    nobody = Stays(*(np.array([], dtype=int),) * 4)
    cohort = Cohort(kind, "county", 2024, nobody, {}, np.array([], dtype="datetime64[D]"))
    common = {"events": 40.0, "people": 70.0, "others": 30.0, "hidden": 0, "hidden_people": 0, "early": 0}
    rows = [common | {"measure_id": name} for name in (*kind.beside, kind.starts)]
    told = {("county", "service_type", "act", 2024): rows}
    closed, starts = Beside(30.0, ended=70.0, completed=40.0), Beside(started=40.0)
    assert _beside(cohort, "service_type", ["act"], told) == {"act": [closed, closed, starts]}


def test_what_is_hidden_in_part_is_no_sum_of_the_cohort():
    kind = next(each for each in KINDS if each.name == "retention")
    nobody = Stays(*(np.array([], dtype=int),) * 4)
    cohort = Cohort(kind, "county", 2024, nobody, {}, np.array([], dtype="datetime64[D]"))
    part = {"events": 40.0, "people": 70.0, "others": 30.0, "hidden": 1, "hidden_people": 1, "early": 0}
    rows = [part | {"measure_id": name} for name in ("start_completion", "enrollments")]
    told = {("county", "service_type", "act", 2024): rows}
    assert _beside(cohort, "service_type", ["act"], told) == {"act": [Beside(30.0), Beside(hidden=1)]}
