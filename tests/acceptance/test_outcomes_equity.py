"""Equity: every published ratio, gap and excess against the demo's clean rows in plain pandas."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from app import published as builds
from app.outcomes import equity
from tests.acceptance import events
from tests.acceptance.truth import FIRST, PARTNERSHIP, Truth
from tests.conftest import PROJECT

pytestmark = [pytest.mark.acceptance, pytest.mark.xdist_group("demo")]
POINTS = {
    "equity_encounters": events.police,
    "equity_arrested": events.arrests,
    "equity_diverted": events.eligible,
    "equity_reached": events.linked(30),
    "equity_screened": events.screened,
    "equity_positive": events.positive,
    "equity_connected": events.connected(30),
    "equity_returned": events.returned(365),
    "equity_completed": events.completions,
}
GROUPS = {
    "white", "black", "hispanic_latino", "asian", "american_indian_alaska_native",
    "middle_eastern_north_african", "native_hawaiian_pacific_islander", "multiple", "other",
}  # fmt: skip


def accepted(truth: Truth) -> pd.DataFrame:
    """Contacts at intercepts 2 and 3: diverted among those with a known disposition."""
    rows = pd.concat([events.contacts(truth, number) for number in (2, 3)])
    return rows.assign(
        num=rows["disposition"].isin(events.DIVERTED), den=~rows["disposition"].isin(events.UNKNOWN)
    )


@pytest.fixture
def published(pages_home, monkeypatch: pytest.MonkeyPatch) -> pd.DataFrame:
    """The table disparity of the build that is served, as the page reads it."""
    monkeypatch.setenv("DASHBOARD_DATA", str(pages_home))
    return builds.table(builds.current(), "disparity")


@pytest.fixture(scope="module")
def rows(truth) -> dict[str, pd.DataFrame]:
    """The events of every decision point, with the year."""
    found = {name: select(truth) for name, select in (POINTS | {"equity_accepted": accepted}).items()}
    known = {name: rows[rows["on"].between(FIRST, truth.end)] for name, rows in found.items()}
    return {name: rows.assign(year=rows["on"].dt.year) for name, rows in known.items()}


def counts(rows: pd.DataFrame, characteristic: str, level: str, year: int, counting: str) -> tuple[int, int]:
    """(events, base) of one group in one year."""
    given = rows[characteristic].fillna("")
    if characteristic != "race_ethnicity":
        mine = given == level
    elif counting == "any":
        mine = given.str.split("|").map(lambda races: level in races)
    else:
        mine = given.map(lambda race: "multiple" if "|" in race else race) == level
    mine &= rows["year"] == year
    den = rows.loc[mine, "den"].astype(bool)
    return int((rows.loc[mine, "num"].astype(bool) & den).sum()), int(den.sum())


def residents() -> pd.Series:
    """The county's people by year and race, from the reference table."""
    table = pd.read_csv(PROJECT / "data" / "reference" / "population.csv")
    return table.groupby(["year", "race_ethnicity"])["population"].sum()


def test_every_decision_point_is_told(published):
    told = published[published["status"] == "told"]
    assert set(told["measure_id"]) == {*POINTS, "equity_accepted"}
    assert {"race_ethnicity", "sex", "age_band"} <= set(told["characteristic"])


@pytest.mark.parametrize("measure", [*POINTS, "equity_accepted"])
def test_counts_and_ratios_by_year_are_true(published, rows, measure):
    mine = published[(published["measure_id"] == measure) & (published["grain"] == "year")]
    told = mine[["events", "base", "ref_events", "ref_base"]].notna().all(axis=1)
    mine = mine[told & (mine["scope"] == PARTNERSHIP)]
    people, known = residents(), {}
    assert len(mine)
    for row in mine.itertuples():
        year = row.period.year
        for level, counting in ((row.level, row.counting), (row.reference, "alone")):
            key = (row.characteristic, level, year, counting)
            if key not in known:
                events_, base = counts(rows[measure], *key)
                known[key] = (events_, people.get((year, level), math.nan) if row.of_residents else base)
        a, n1 = known[row.characteristic, row.level, year, row.counting]
        b, n0 = known[row.characteristic, row.reference, year, "alone"]
        assert (row.events, row.ref_events) == (a, b)
        assert (row.base, row.ref_base) == (n1, n0)
        if row.status == "told":
            ratio = (a / n1) / (b / n0)
            less = 0 if row.of_residents else 1 / n1 + 1 / n0
            spread = math.exp(1.96 * math.sqrt(1 / a + 1 / b - less))
            assert (row.rri, row.low, row.high) == pytest.approx((ratio, ratio / spread, ratio * spread))
            scale = 1000 if row.of_residents else 100
            assert row.gap == pytest.approx(scale * (a / n1 - b / n0))
            assert row.excess == pytest.approx(a - n1 * b / n0)


def test_both_ways_of_counting_are_told_and_differ_where_people_are_of_several_groups(published):
    told = published[(published["grain"] == "year") & published["events"].notna()]
    keys = ["measure_id", "characteristic", "level", "reference", "period"]
    ways = {way: told[told["counting"] == way].set_index(keys)["base"] for way in ("alone", "any")}
    both = pd.concat(ways, axis=1).dropna()
    added = both["any"] - both["alone"]
    assert (added > 0).any()
    assert ((added == 0) | (added > 10)).all()


def test_no_row_tells_a_small_number(published):
    for name in ("events", "base", "ref_events", "ref_base"):
        number = published[name].dropna()
        assert not number.between(1, 10).any()
    rate = published[~published["of_residents"]]
    left = (rate["base"] - rate["events"]).dropna()
    assert not left.between(1, 10).any()


def test_too_few_is_never_a_ratio(published):
    few = published[published["status"] != "told"]
    assert few["rri"].isna().all()
    assert few["low"].isna().all()
    told = published[published["status"] == "told"]
    assert (told["base"] >= 30).all()
    assert (told["events"] >= 11).all()


def test_the_groups_are_people_not_blanks(published):
    race = published[published["characteristic"] == "race_ethnicity"]
    assert set(race["level"]) <= GROUPS
    assert equity.FIRST_REFERENCE in set(race["reference"])


def test_the_gaps_over_time_are_those_told_and_their_usual_range_is_xmr_by_hand(published):
    """Mean -+ 2.66 mean moving ranges, those of 3.267 means or more left out once; series without a hole."""
    keys = ["measure_id", "scope", "characteristic", "level", "reference", "grain"]
    final = published[
        (published["counting"] == "alone") & published["gap"].notna() & ~published["provisional"]
    ]
    told = final.set_index([*keys, "period"])["gap"]
    points = builds.table(builds.current(), "disparity_gap")
    mine = points.set_index([*keys, "period"])["gap"]
    assert len(mine) and (mine == told.reindex(mine.index)).all()
    checked = 0
    for (*_, grain), frame in points.groupby(keys):
        frame = frame.sort_values("period")
        months = frame["period"].dt.year * 12 + frame["period"].dt.month
        if len(frame) < 6 or (months.diff().dropna() != {"quarter": 3, "year": 12}[grain]).any():
            continue
        moving = frame["gap"].diff().abs().dropna()
        usual = moving[moving < 3.267 * moving.mean()].mean()
        low, high = frame["gap"].mean() - 2.66 * usual, frame["gap"].mean() + 2.66 * usual
        assert (frame["limit_low"].iloc[0], frame["limit_high"].iloc[0]) == pytest.approx((low, high))
        outside = (frame["gap"] < low) | (frame["gap"] > high)
        assert (outside == (frame["signal"] == "point")).all()
        checked += 1
    assert checked >= 10


def test_a_verdict_speaks_of_the_newest_final_period_of_its_gap(published):
    keys = ["measure_id", "scope", "characteristic", "level", "reference"]
    points = builds.table(builds.current(), "disparity_gap").groupby(keys)["period"].max()
    verdicts = builds.table(builds.current(), "disparity_trend").set_index(keys)["period"]
    assert (verdicts == points.reindex(verdicts.index)).all()
