"""Nobody works out a small number from the funnels of programs, services and the partnership together."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import linprog

from etl.disclose.rules import PARTNERS, Rules
from etl.funnel import engine
from etl.funnel.engine import _beside
from etl.funnel.protect import COMPLETED, CUTS, PLACES, WHOLE, Counts, decide, sum_cuts

COUNTIES = 40
MANY, FEW = (0, 0, 14, 25, 60, 120), (0, 1, 2, 4, 7, 10)


def of(events: list[int], agency: str = "", **more) -> Counts:
    """Counts of so many people in each place, everybody once."""
    place = np.repeat(np.arange(PLACES), events)
    return Counts(place, np.arange(place.size), agency, **more)


def summed(parts: list[Counts], policy=PARTNERS, parts_at=None, told_sums=()) -> tuple[int, ...]:
    """What the sum of parts tells."""
    total = of(list(sum(part.events for part in parts)))
    return sum_cuts(total, parts_at or (lambda cut: parts), policy, told_sums)


class TestOneChain:
    def test_a_step_is_told_where_nobody_or_many_stay_behind(self):
        counts = of([0, 0, 0, 0, 60, 0, 30, 90])
        assert set(decide(counts, CUTS, PARTNERS)) == set(CUTS)

    def test_steps_around_three_people_are_not_told_apart(self):
        counts = of([0, 3, 0, 0, 60, 0, 30, 90])
        told = set(decide(counts, CUTS, PARTNERS))
        assert told == {WHOLE, 0, 4, 5, COMPLETED}  # 63 did not stay, wherever they left the way

    def test_few_people_open_are_told_together_with_those_lost(self):
        told = decide(of([0, 0, 0, 0, 60, 8, 44, 100]), CUTS, PARTNERS)
        assert COMPLETED in told and 4 in told and 5 not in told

    def test_a_group_of_three_has_no_funnel(self):
        assert decide(of([0, 0, 0, 0, 1, 0, 0, 2]), CUTS, PARTNERS) == ()

    def test_many_referrals_of_few_people_have_none_either(self):
        place = np.repeat(np.arange(PLACES), [0, 0, 0, 0, 20, 0, 0, 20])
        assert decide(Counts(place, np.arange(40) % 5), CUTS, PARTNERS) == ()

    @pytest.mark.parametrize("count", [0, 10, 11])
    def test_the_threshold_is_that_of_all_others(self, count):
        told = decide(of([0, count, 0, 0, 60, 0, 30, 90]), CUTS, PARTNERS)
        assert (1 in told) == (count != 10)

    def test_what_is_hidden_elsewhere_stays_hidden(self):
        counts = of([0, 0, 0, 0, 60, 0, 30, 90], forbidden=frozenset({COMPLETED}))
        assert COMPLETED not in decide(counts, CUTS, PARTNERS)
        assert decide(of([0, 0, 0, 0, 60, 0, 30, 90], silent=True), CUTS, PARTNERS) == ()


@pytest.mark.parametrize(("start_year", "tells"), [(2024, False), (2025, True)])
def test_retained_less_those_who_have_ended_do_not_tell_who_left_late(start_year, tells):
    """Of 236 starts 180 have ended, 90 of them completed; retained are 154, so 82 left early and 8 late.

    Where somebody was referred in one year and started in another, nobody knows whose numbers these are.
    """
    places = np.repeat(np.arange(PLACES), [0, 0, 0, 0, 82, 56, 8, 90])
    ones = np.ones(236, dtype=bool)
    column = {"is_start": ones, "cohort": np.full(236, 2024), "start_year": np.full(236, 2024)}
    column["start_year"][0] = start_year
    counts = Counts(places, np.arange(236))
    _beside(counts, column, ones, 2024, (False, False, True), PARTNERS)
    assert (4 in decide(counts, CUTS, PARTNERS)) == tells


class TestSums:
    def test_a_sum_does_not_tell_what_one_part_alone_keeps_back(self):
        parts = [of([0, 3, 0, 0, 60, 0, 30, 90]), of([0, 40, 0, 0, 60, 0, 30, 90])]
        for part in parts:
            part.told = decide(part, CUTS, PARTNERS)
        assert 1 not in summed(parts)
        assert 4 in summed(parts)

    def test_two_agencies_that_keep_back_would_know_each_other(self):
        row = [0, 8, 0, 0, 60, 0, 30, 90]
        strangers = [of(row, "a"), of(row, "b"), of(row, "c")]
        for part in strangers:
            part.told = decide(part, CUTS, PARTNERS)
        assert 1 in summed(strangers)
        assert 1 not in summed(strangers[:2])


def attack(parts: list[Counts], totals: list[tuple[list[int], tuple[int, ...]]], knows: str) -> list[tuple]:
    """Small true counts that somebody knows to less than the width: a linear program for every place.

    totals: (numbers of the parts in it, the cuts it tells).
    """
    size = len(parts) * PLACES
    rows, values = [], []

    def learn(members: list[int], cut: int) -> None:
        row = np.zeros(size)
        for part in members:
            row[part * PLACES + cut + 1 : (part + 1) * PLACES] = 1
        rows.append(row)
        values.append(sum(parts[part].past(cut) for part in members))

    for number, part in enumerate(parts):
        for cut in CUTS if part.agency == knows and knows else part.told:
            learn([number], cut)
    for members, told in totals:
        for cut in told:
            learn(members, cut)
    found = []
    for number, part in enumerate(parts):
        for place in range(PLACES):
            if (part.agency == knows and knows) or not 0 < part.events[place] <= PARTNERS.largest_hidden:
                continue
            goal = np.zeros(size)
            goal[number * PLACES + place] = 1
            least = linprog(goal, A_eq=np.array(rows), b_eq=values, method="highs")
            most = linprog(-goal, A_eq=np.array(rows), b_eq=values, method="highs")
            high = -most.fun if most.status == 0 else np.inf
            if high - least.fun < PARTNERS.width - 1e-6:
                found.append((number, place, least.fun, high))
    return found


def county(seed: int, policy) -> tuple[list[Counts], list[tuple[list[int], tuple[int, ...]]]]:
    """Three services of one to three programs, and the partnership, as `engine` decides them."""
    random = np.random.default_rng(seed)
    parts, services = [], []
    for _ in range(3):
        mine = []
        for _ in range(random.integers(1, 4)):
            events = [int(random.choice(FEW if random.random() < 0.4 else MANY)) for _ in range(PLACES)]
            mine.append(of(events, str(random.choice(["a", "b", "c"]))))
            mine[-1].told = decide(mine[-1], CUTS, policy)
        services.append(list(range(len(parts), len(parts) + len(mine))))
        parts += mine
    totals = [(members, summed([parts[each] for each in members], policy)) for members in services]

    def unsummed(cut: int) -> list[Counts]:
        return [parts[each] for members, told in totals if cut not in told for each in members]

    told_sums = [([parts[each] for each in members], cut) for members, told in totals for cut in told]
    told = summed(parts, policy, unsummed, told_sums)
    return parts, [*totals, (list(range(len(parts))), told)]


@pytest.mark.parametrize("knows", ["", "a", "b", "c"])
def test_no_small_number_is_known_to_outsiders_or_agencies(knows):
    told = 0
    for seed in range(COUNTIES):
        parts, totals = county(seed, PARTNERS)
        told += sum(len(cuts) for _, cuts in totals)
        assert attack(parts, totals, knows) == [], seed
    assert told > COUNTIES * 4  # not by hiding everything


@pytest.mark.parametrize("rule", ["threshold", "siblings"])
def test_without_a_rule_the_attack_breaks_through(rule):
    weak = replace(PARTNERS, rules=replace(Rules(), **{rule: False}))
    assert any(attack(*county(seed, weak), "") for seed in range(COUNTIES))


def test_without_insiders_in_mind_an_agency_breaks_through():
    weak = replace(PARTNERS, rules=Rules(insiders=False))
    assert any(attack(*county(seed, weak), who) for seed in range(4 * COUNTIES) for who in "abc")


def way(*programs: tuple[str, str, list[int], bool]) -> dict[str, float | None]:
    """Step -> how many the partnership tells of 2025. A program: name, agency, events, some began in 2026."""
    columns = {name: [] for name in ("service", "program", "agency", "place", "start_year")}
    for name, agency, events, moved in programs:
        places = np.repeat(np.arange(PLACES), events)
        years = np.where(np.arange(places.size)[::-1] < 12 * moved, 2026, 2025)
        for column, values in zip(columns, ([name], [name], [agency], places, years), strict=True):
            columns[column] += [*values] * (places.size if len(values) == 1 else 1)
    column = {name: np.array(values) for name, values in columns.items()}
    size = column["place"].size
    column |= {"scope": np.full(size, "county"), "cohort": np.full(size, 2025), "person": np.arange(size)}
    column |= {"is_start": column["place"] > 2}
    rows = list(engine._year(column, 2025, {}, set(), PARTNERS))
    silent = {row["scope"] for row in rows if row["scope_kind"] == "program" and row["step"] == "referred"
              and row["reached"] is None}  # fmt: skip
    told = {row["step"]: row["reached"] for row in rows if row["level"] == "all" and row["scope"] == "county"}
    return told | {"silent": silent}


LARGE, FEW_PEOPLE = [0, 0, 40, 0, 90, 0, 60, 200], [0, 0, 2, 0, 2, 0, 1, 3]


class TestThePartnership:
    def test_tells_its_way_although_one_program_tells_nothing(self):
        """A second program of the same agency, not told elsewhere, says nothing either; a third need not."""
        told = way(
            ("few", "a", FEW_PEOPLE, False), ("second", "a", [0, 0, 20, 0, 30, 0, 20, 40], True),
            ("third", "a", LARGE, True), ("other", "b", LARGE, True),
        )  # fmt: skip
        assert told["silent"] == {"few", "second"}
        assert told["referred"] == 8 + 110 + 2 * 390
        assert told["completed"] is not None

    def test_asks_two_where_each_agency_has_one(self):
        told = way(*((name, name, LARGE, True) for name in "bcd"), ("few", "a", FEW_PEOPLE, False))
        assert len(told["silent"]) == 3
        assert told["referred"] == 8 + 3 * 390

    def test_is_silent_where_the_others_are_told_elsewhere(self):
        told = way(("few", "a", FEW_PEOPLE, False), ("other", "a", LARGE, False))
        assert told["silent"] == {"few"}
        assert told["referred"] is None
