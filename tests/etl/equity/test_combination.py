"""Alone or in combination: what several groups told together must not give away."""

import itertools

import pytest

from etl.equity.combination import UNLISTED, allowed

FEW, WIDTH = 10, 5.0
W, B, H = "white", "black", "hispanic_latino"


def places(*names: str) -> list[frozenset[str]]:
    return [frozenset(pair) for size in (2, 3) for pair in itertools.combinations(names, size)]


def told(groups: set[str], unlisted: int = 0, **counts: int) -> set[str]:
    """The groups allowed; counts by names joined with _and_."""
    letters = {"w": W, "b": B, "h": H}
    known = {frozenset(letters[n] for n in name.split("_and_")): count for name, count in counts.items()}
    return allowed(groups, sum(counts.values()) + unlisted, known, FEW, WIDTH)


def worked_out(target: frozenset[str], groups: set[str], known: dict, whole: int) -> set[int]:
    """By brute force: the values that the target can have, given the whole and the sums of those told."""
    each = [*places(W, B, H), UNLISTED]
    sums = {name: sum(count for names, count in known.items() if name in names) for name in groups}
    found = set()
    for counts in itertools.product(range(whole + 1), repeat=len(each) - 1):
        rest = whole - sum(counts)
        if rest < 0:
            continue
        values = dict(zip(each, (*counts, rest), strict=True))
        if all(sum(c for n, c in values.items() if name in n) == right for name, right in sums.items()):
            found.add(values[target])
    return found


def test_large_combinations_are_told():
    assert told({W, B}, w_and_b=40) == {W, B}


def test_a_group_that_is_in_no_combination_adds_nothing_and_is_told():
    assert told({W, B, H}, w_and_b=40) == {W, B, H}


def test_two_sums_that_leave_a_small_rest_are_not_told_together():
    """Of 40, 37 are white and 37 are black: a few are one of the two only, and everybody can say how many."""
    assert told({W, B}, w_and_b=34, w_and_h=3, b_and_h=3) != {W, B}


@pytest.mark.parametrize("unlisted", [0, 6])
@pytest.mark.parametrize(("wb", "wh", "bh"), [*itertools.product((0, 2, 4), repeat=3)])
def test_no_small_combination_can_be_narrowed_down(wb, wh, bh, unlisted):
    known = {frozenset({W, B}): wb, frozenset({W, H}): wh, frozenset({B, H}): bh}
    whole = sum(known.values()) + unlisted
    kept = allowed({W, B, H}, whole, known, 3, 2.0)
    for target, count in known.items():
        if kept and 0 < count <= 3:
            values = worked_out(target, kept, known, whole)
            assert max(values) - min(values) >= 2


def test_people_of_three_groups_may_stand_behind_the_sums_of_pairs():
    """Two of each pair, or some of all three: because of the second nobody knows, and all may be told."""
    pairs = dict.fromkeys([frozenset({W, B}), frozenset({W, H}), frozenset({B, H})], 2)
    assert allowed({W, B, H}, 6, pairs, 3, 2.0) == {W, B, H}
    for pair in pairs:
        assert worked_out(pair, {W, B, H}, pairs, 6) >= {0, 2}


@pytest.mark.parametrize(("pair", "three"), [(0, 2), (2, 1), (2, 3), (5, 2), (8, 3)])
def test_a_small_number_of_people_of_three_groups_cannot_be_narrowed_down(pair, three):
    triple = frozenset({W, B, H})
    known = {frozenset({W, B}): pair, frozenset({W, H}): 5, triple: three}
    whole = sum(known.values())
    kept = allowed({W, B, H}, whole, known, 3, 2.0)
    if kept:
        values = worked_out(triple, kept, known, whole)
        assert max(values) - min(values) >= 2
