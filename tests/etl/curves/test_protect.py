"""An attacker with every published number of a curve, and of `trend`, against the days that are told."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from etl.curves.protect import Beside, Passed, Stays, Told, boundaries
from etl.disclose.rules import PARTNERS, PUBLIC, Rules

GRID = range(30, 730, 30)
FEW = range(1, 11)


def cohort(seed: int, size: int, agencies: int = 1, again: float = 0.2) -> Stays:
    """Made-up stays; a share of them are of people met before."""
    rng = np.random.default_rng(seed)
    days = np.minimum(rng.exponential(300, size), rng.uniform(200, 800, size)).astype(np.int32)
    person = np.arange(size)
    person = np.where(rng.random(size) < again, rng.integers(0, size, size), person).astype(np.uint64)
    return Stays(days, rng.random(size) < 0.6, person, rng.integers(0, agencies, size))


def split(stays: Stays, seed: int, share: float = 0.3) -> dict[str, Stays]:
    chosen = np.random.default_rng(seed).random(stays.size) < share
    return {"yes": stays.where(chosen), "no": stays.where(~chosen)}


def cells(stays: Stays, days: list[int]) -> list[int]:
    """All counts that the curve at these days tells, in rows and in people."""
    found = []
    edges = [-1, *days, 10**9]
    for after, until in pairwise(edges):
        inside = (stays.days > after) & (stays.days <= until)
        groups = (
            [inside] if until == edges[-1] else [inside & stays.observed, inside & ~stays.observed]
        )  # after the last boundary only those still watched are told
        found += [count for each in groups for count in (each.sum(), np.unique(stays.person[each]).size)]
    return found


def few(stays: Stays, days: list[int]) -> bool:
    return any(count in FEW for count in cells(stays, days))


@pytest.mark.parametrize("seed", range(20))
def test_no_cell_of_any_level_is_few(seed):
    levels = split(cohort(seed, 300 + 100 * seed), seed)
    days = boundaries(levels, GRID, PARTNERS)
    assert days
    assert not any(few(stays, days) for stays in levels.values())


@pytest.mark.parametrize("seed", range(20))
def test_an_agency_that_subtracts_its_own_rows_finds_no_few(seed):
    levels = split(cohort(seed, 1500, agencies=3), seed)
    days = boundaries(levels, GRID, PARTNERS)
    for stays in levels.values():
        for agency in range(3):
            assert not few(stays.where(stays.agency != agency), days)


@pytest.mark.parametrize("seed", range(20))
def test_a_whole_less_its_parts_tells_no_few(seed):
    whole = cohort(seed, 1500)
    days = boundaries({"all": whole}, GRID, PARTNERS)
    levels = split(whole, seed)
    finer = boundaries(levels, days, PARTNERS)
    assert set(finer) <= set(days)
    # The parts at their days, and the whole at its own: what is between must be the whole's cells.
    assert not few(whole, days)
    assert not any(few(stays, finer) for stays in levels.values())


def test_without_the_threshold_the_attacker_wins():
    off = replace(PARTNERS, rules=Rules(threshold=False))
    assert any(few(cohort(seed, 400), boundaries({"all": cohort(seed, 400)}, GRID, off)) for seed in range(5))


def test_without_looking_at_the_other_level_the_attacker_wins():
    broken = 0
    for seed in range(20):
        levels = split(cohort(seed, 600), seed, share=0.1)
        days = boundaries({"no": levels["no"]}, GRID, PARTNERS)
        broken += few(levels["yes"], days)
    assert broken


def test_few_people_are_few_however_many_releases():
    rng = np.random.default_rng(1)
    ordinary = cohort(1, 400, again=0)
    busy = Stays(
        rng.integers(31, 60, 40).astype(np.int32), np.full(40, True), np.full(40, 10**6), np.zeros(40)
    )
    both = Stays(*(np.concatenate([getattr(a, name) for a in (ordinary, busy)]) for name in
                   ("days", "observed", "person", "agency")))  # fmt: skip
    days = boundaries({"all": both}, GRID, PARTNERS)
    assert not few(both, days)
    assert boundaries({"busy": busy}, GRID, PARTNERS) == []


def test_a_group_of_three_is_withheld():
    assert boundaries({"all": cohort(1, 3)}, GRID, PARTNERS) == []


def test_a_group_of_three_takes_its_siblings_along():
    levels = {"yes": cohort(1, 3), "no": cohort(2, 500)}
    assert boundaries(levels, GRID, PARTNERS) == []


def test_the_public_policy_hides_twelve():
    levels = {"all": cohort(3, 300)}
    for stays in levels.values():
        days = boundaries(levels, GRID, PUBLIC)
        assert not any(count in range(1, 13) for count in cells(stays, days))


def told(stays: Stays, day: int, **facts: float) -> dict[str, list[Told]]:
    """What `trend` tells of a cohort within some days, everything unless said otherwise."""
    known = {"events": stays.events(day), "people": stays.size, "hidden": 0, "hidden_people": 0, "early": 0}
    return {"all": [Told(day, **(known | facts))]}


@pytest.mark.parametrize("seed", range(20))
def test_a_day_that_trend_tells_is_no_boundary_where_few_are_censored_before_it(seed):
    stays = cohort(seed, 1000)
    days = boundaries({"all": stays}, [*GRID, 365], PARTNERS, told(stays, 365))
    assert days
    assert not few(stays, days)


def few_censored() -> Stays:
    """200 events on every tenth day from 10; 3 censored on day 100, everybody else on day 700."""
    days = np.concatenate([np.repeat(np.arange(10, 210, 10), 20), np.full(3, 100), np.full(300, 700)])
    observed = np.arange(days.size) < 400
    return Stays(days.astype(np.int32), observed, np.arange(days.size), np.zeros(days.size))


def test_three_censored_before_a_known_day_are_told_by_no_boundary():
    stays = few_censored()
    days = boundaries({"all": stays}, range(10, 720, 10), PARTNERS, told(stays, 180))
    assert days == [*range(10, 100, 10), 700, 710]
    assert not few(stays, days)


def test_no_boundary_is_few_events_away_from_a_known_day():
    found = 0
    for seed in range(20):
        stays = cohort(seed, 400)
        days = boundaries({"all": stays}, range(5, 730, 5), PARTNERS, told(stays, 183))
        assert not any(abs(stays.events(day) - stays.events(183)) in FEW for day in days)
        left = [(stays.days > day).sum() - (stays.events(183) - stays.events(day)) for day in days[-1:]]
        assert not any(each in FEW for each in left)
        unaware = boundaries({"all": stays}, range(5, 730, 5), PARTNERS)
        found += any(abs(stays.events(day) - stays.events(183)) in FEW for day in unaware)
    assert found  # who does not ask tells few


def test_a_known_day_is_preferred_to_the_days_before_it():
    stays = cohort(5, 1000)
    assert 365 in boundaries({"all": stays}, [*GRID, 365], PARTNERS, told(stays, 365))


def test_a_day_of_which_trend_hides_a_part_is_none_and_is_not_approached():
    for seed in range(20):
        stays = cohort(seed, 400)
        hidden = told(stays, 180, events=stays.events(180) - 4, hidden=1)
        days = boundaries({"all": stays}, GRID, PARTNERS, hidden)
        assert 180 not in days
        sums = [stays.events(day) - hidden["all"][0].events for day in days]
        # The hidden month's 4 lie between the sums on both sides, which stay wide apart.
        assert all(total <= 0 or total > 4 + 10 or total < 4 - 10 for total in sums)


def test_a_day_of_which_trend_hides_a_denominator_withholds_the_cohort():
    stays = cohort(5, 1000)
    hidden = told(stays, 180, people=990, hidden=1, hidden_people=1)
    assert boundaries({"all": stays}, GRID, PARTNERS, hidden) == []


def test_what_is_too_early_for_trend_is_told_only_as_many():
    for seed in range(20):
        stays = cohort(seed, 1000)
        early = told(stays, 365, events=stays.events(365) - 3, people=stays.size - 50, early=1)
        days = boundaries({"all": stays}, GRID, PARTNERS, early)
        assert 365 not in days
        released = early["all"][0].events
        assert all(stays.events(day) - released not in FEW for day in days if day > 365)


def test_a_year_with_few_people_who_are_too_early_is_withheld():
    stays = cohort(5, 1000)
    assert boundaries({"all": stays}, GRID, PARTNERS, told(stays, 365, people=stays.size - 5, early=1)) == []


@pytest.mark.parametrize("order", [1, -1])
def test_closed_cases_less_those_who_left_are_not_few_by_any_measure(order):
    for seed in range(20):
        stays = cohort(seed, 1000)
        leave = int(stays.observed.sum())
        closed = [Beside(others) for others in (float(leave + 4), float(leave + 90))][::order]
        days = boundaries({"all": stays}, GRID, PARTNERS, None, {"all": closed})
        for others in (each.others for each in closed):
            later = [others - stays.events(day) for day in days]
            assert not any(each in FEW for each in later)
            watched = [(stays.days > day).sum() for day in days]
            assert not any(there - each in FEW for there, each in zip(watched, later, strict=True))


def test_thirty_three_left_and_twenty_five_by_day_180_would_tell_eight():
    days = np.concatenate([np.full(25, 100), np.full(8, 400), np.full(95, 500)]).astype(np.int32)
    stays = Stays(days, np.arange(128) < 33, np.arange(128), np.zeros(128))
    assert 180 in boundaries({"all": stays}, GRID, PARTNERS)
    assert not any(
        100 <= day < 400 for day in boundaries({"all": stays}, GRID, PARTNERS, None, {"all": [Beside(33.0)]})
    )


def act_2024() -> Stays:
    """205 starts: 60 left, 139 completed or moved on, 6 are still enrolled."""
    days = np.concatenate([np.repeat([100, 400], 30), np.full(139, 500), np.full(6, 900)]).astype(np.int32)
    return Stays(days, np.arange(205) < 60, np.arange(205), np.zeros(205))


@pytest.mark.parametrize(
    "beside",
    [
        Beside(80.0, ended=199.0),  # the table of completions: 199 of these starts have ended
        Beside(started=200.0),  # starts by month
    ],
)
def test_a_curve_whose_size_differs_by_few_from_what_trend_tells_is_withheld(beside):
    stays = act_2024()
    assert boundaries({"all": stays}, GRID, PARTNERS)  # who does not ask tells six
    assert boundaries({"all": stays}, GRID, PARTNERS, None, {"all": [beside]}) == []


@pytest.mark.parametrize("passed", [Passed(30, 60, 199, 100), Passed(30, 60, 145, 139)])
def test_a_curve_whose_size_differs_by_few_from_what_the_funnel_tells_is_withheld(passed):
    """205 started; 199 retained, or 60 + 139 who are gone: six are left."""
    stays = act_2024()
    assert boundaries({"all": stays}, GRID, PARTNERS, None, None, {"all": passed}) == []


def test_a_curve_does_not_tell_the_starts_of_a_month_that_trend_hides():
    stays = act_2024()
    hidden = {"all": [Beside(hidden=1)]}
    early = told(stays, 180, events=0, people=0, early=1)
    assert boundaries({"all": stays}, GRID, PARTNERS, early, hidden) == []
    # Where the sum is told by `trend` itself, that protects the month.
    assert boundaries({"all": stays}, GRID, PARTNERS, told(stays, 180), hidden)


@pytest.mark.parametrize("seed", range(10))
def test_no_boundary_differs_by_few_from_those_still_enrolled_or_completed(seed):
    stays = cohort(seed, 1000)
    at = 300
    watched, censored = int((stays.days > at).sum()), int(((stays.days <= at) & ~stays.observed).sum())
    beside = Beside(2000.0, ended=stays.size - watched + 4.0, completed=censored + 4.0)
    kept = boundaries({"all": stays}, GRID, PARTNERS, None, {"all": [beside]})
    for day in kept:
        left = (stays.days > day).sum() - (stays.size - beside.ended)
        gone = ((stays.days <= day) & ~stays.observed).sum()
        assert left not in FEW
        assert abs(beside.completed - gone) not in FEW
    assert at in boundaries({"all": stays}, GRID, PARTNERS)  # who does not ask tells four


def test_the_funnel_of_the_same_people_differs_from_no_boundary_by_few():
    broken = 0
    for seed in range(20):
        stays = cohort(seed, 1000)
        passed = Passed(
            early=stays.events(180) + 3, left=int(stays.observed.sum()) + 3,
            retained=int((stays.days > 180).sum()) + 4, completed=int((~stays.observed).sum() / 2),
        )  # fmt: skip
        kept = boundaries({"all": stays}, GRID, PARTNERS, funnel={"all": passed})
        assert not any(abs(stays.events(day) - passed.early) in FEW for day in kept)
        assert not any(abs((stays.days > day).sum() - passed.retained) in FEW for day in kept)
        broken += 180 in boundaries({"all": stays}, GRID, PARTNERS)
    assert broken
