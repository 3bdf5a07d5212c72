"""Every rule is needed: with any one of them switched off, the battery breaks through on some table."""

from dataclasses import replace

import pytest

from etl.disclose.rules import PARTNERS, Rules
from tests.etl.disclose.battery import Attack
from tests.etl.disclose.county import County, definition

MONTHS = 6
PLENTY = [40] * MONTHS
ONE_FEW = [40, 5, 41, 42, 43, 44]


def few_in_one_month() -> County:
    return County().put("a", ONE_FEW).put("b", [30] * MONTHS).put("c", [20] * MONTHS)


def few_in_two_agencies() -> County:
    return County().put("a", ONE_FEW).put("b", [30, 6, 30, 30, 30, 30]).put("c", [20] * MONTHS)


def few_left_out() -> County:
    county = County({"m": definition("m", "proportion")})
    return county.put("a", [40, 41, 42, 43, 44, 45], [80, 81, 50, 83, 84, 85]).put("b", PLENTY, [90] * MONTHS)


def part_of_another() -> County:
    inside = ({"cell": "numerator", "of": "m", "of_cell": "numerator"},)
    county = County({"m": definition("m"), "d": definition("d", within=inside)})
    county.put("a", [52] * MONTHS).put("a", [50] * MONTHS, measure="d")
    for agency in "bc":
        county.put(agency, [11] * MONTHS).put(agency, [9, 11, 11, 11, 11, 11], measure="d")
    return county


def months_in_quarters() -> County:
    numbers = [3, 12, 12, 20, 20, 20]
    return County().put("a", numbers, sex="F").put("a", numbers, sex="M")


def chained() -> County:
    """No sum by itself gives anything away; all of them together do."""
    county = County(grains=("month",))
    levels = {"a": (14, 11), "b": (3, 0, 2), "c": (14, 40, 2), "d": (40, 1)}
    for agency, numbers in levels.items():
        for kind, number in zip("xyz", numbers, strict=False):
            county.put(agency, [number], kind=kind)
    return county


TABLES = {
    "threshold": few_in_one_month,
    "complement": few_left_out,
    "siblings": few_in_one_month,
    "within": part_of_another,
    "time": months_in_quarters,
    "insiders": few_in_two_agencies,
    "audit": chained,
}


def test_every_rule_has_a_table_that_needs_it():
    assert set(TABLES) == set(vars(Rules()))


@pytest.mark.parametrize("rule", TABLES)
def test_with_all_rules_on_nobody_breaks_through(rule):
    county = TABLES[rule]()
    release = county.release()
    assert release.report.passed
    assert Attack(county, release.rows).breaches() == []


@pytest.mark.parametrize("rule", TABLES)
def test_with_one_rule_off_somebody_does(rule):
    county = TABLES[rule]()
    release = county.release(replace(PARTNERS, rules=Rules(**{rule: False})))
    assert Attack(county, release.rows).breaches()


@pytest.mark.parametrize("rule", TABLES)
def test_the_audit_by_all_rules_refuses_a_release_made_without_one(rule):
    county = TABLES[rule]()
    county.release(replace(PARTNERS, rules=Rules(**{rule: False})))
    assert not county.audit(stop=False).passed
