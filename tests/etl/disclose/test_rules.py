"""The thresholds, number by number."""

from dataclasses import replace

import numpy as np
import pytest

from etl.disclose import rules
from etl.disclose.rules import PARTNERS, PUBLIC, Rules

BOUNDARY = [  # count, hidden from partners, hidden from the public
    (0, False, False),
    (1, True, True),
    (10, True, True),
    (11, False, True),
    (12, False, True),
    (13, False, False),
]


@pytest.mark.parametrize(("count", "partners", "public"), BOUNDARY)
def test_a_count_is_hidden_from_one_up_to_the_policys_largest(count, partners, public):
    assert rules.must_hide(count, count, PARTNERS) == partners
    assert rules.must_hide(count, count, PUBLIC) == public


@pytest.mark.parametrize(("people", "partners", "public"), BOUNDARY[1:])
def test_people_are_counted_as_well_as_events(people, partners, public):
    assert rules.must_hide(500, people, PARTNERS) == partners
    assert rules.must_hide(500, people, PUBLIC) == public


@pytest.mark.parametrize(("complement", "partners", "public"), BOUNDARY)
def test_those_who_are_not_in_the_numerator_are_hidden_like_those_who_are(complement, partners, public):
    count, whole = 100, 100 + complement
    assert rules.must_hide_complement(count, whole, count, whole, PARTNERS) == partners
    assert rules.must_hide_complement(count, whole, count, whole, PUBLIC) == public


def test_few_people_outside_the_numerator_hide_however_many_their_events():
    assert rules.must_hide_complement(100, 200, 50, 55, PARTNERS)


def test_fifteen_events_of_one_person_are_hidden():
    assert rules.must_hide(15, 1, PARTNERS)


def test_a_zero_shows_even_where_people_are_unknown():
    assert not rules.must_hide(0, np.nan, PARTNERS)


def test_unknown_people_leave_the_decision_to_the_events():
    assert rules.must_hide(10, np.nan, PARTNERS)
    assert not rules.must_hide(11, np.nan, PARTNERS)


def test_arrays_are_decided_element_by_element():
    counts = np.array([row[0] for row in BOUNDARY])
    assert rules.must_hide(counts, counts, PARTNERS).tolist() == [row[1] for row in BOUNDARY]


@pytest.mark.parametrize(("denominator", "shows"), [(0, False), (29, False), (30, True)])
def test_a_rate_needs_a_denominator_of_thirty(denominator, shows):
    assert rules.rate_may_show(denominator, PARTNERS) == shows


@pytest.mark.parametrize(("n", "shows"), [(0, False), (19, False), (20, True)])
def test_a_median_needs_twenty_values(n, shows):
    assert rules.median_may_show(n, PARTNERS) == shows


@pytest.mark.parametrize(("count", "rounded"), [(0, 0), (13, 15), (17, 15), (17.5, 20), (18, 20), (100, 100)])
def test_the_public_reads_the_nearest_five(count, rounded):
    assert rules.round_half_up(count, PUBLIC) == rounded


def test_partners_read_exact_numbers():
    assert rules.round_half_up(17, PARTNERS) == 17


def test_all_rules_are_on_unless_a_test_switches_one_off():
    assert PARTNERS.rules == PUBLIC.rules == Rules()
    assert all(vars(Rules()).values())
    assert not rules.must_hide(5, 5, replace(PARTNERS, rules=Rules(threshold=False)))


def test_a_policy_is_found_by_its_name():
    assert rules.policy_named("partners") == PARTNERS
    assert rules.policy_named("public", totals="exact").totals_exact
    with pytest.raises(KeyError):
        rules.policy_named("everybody")
