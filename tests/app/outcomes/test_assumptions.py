"""The what-if figures of Justice Reinvestment: what an address may say, and what is told of the rest."""

import pytest
from streamlit.testing.v1 import AppTest

from app.outcomes.assumptions import INPUTS
from app.outcomes.jail_days import Item


def page():
    """The figures of one county and one program, and what the page reckons with."""
    from unittest.mock import patch

    import streamlit as st

    from app.outcomes import assumptions, reinvest_into
    from app.outcomes.cost import Program
    from app.outcomes.jail_days import Item

    values = {"variable": 22.9, "unit_size": 48.0, "unit_staffing": 1_260_000.0, "budget": 49e6}
    given = {name: Item(value, 2026, "County budget") for name, value in values.items()}
    program = Program("act", "ACT", 1000.0, 10.0)
    asked = assumptions.ask(given, 2026, [program], "started")
    st.json({"unit_size": asked.costs.unit_size, "variable": asked.costs.variable,
             "population": asked.costs.population, "each": asked.programs[0].cost_each,
             "changed": list(asked.changed)})  # fmt: skip
    with patch.object(st, "page_link"):  # there is no other page here
        reinvest_into.draw(5000.0, [program])


def reckoned(**address: str) -> tuple[dict, list[str]]:
    """(what is reckoned with, what is said) for a page with this address."""
    import json

    at = AppTest.from_function(page, default_timeout=30)
    for name, text in address.items():
        at.query_params[name] = text
    at.run()
    assert not at.exception
    return json.loads(at.json[0].value), [each.value.replace("\\", "") for each in at.warning]


def test_a_figure_of_the_address_is_reckoned_with_and_marked():
    found, said = reckoned(unit_size_2026="60", variable_2026="30.5", act_2026="900")
    assert (found["unit_size"], found["variable"], found["each"], said) == (60, 30.5, 900, [])
    assert found["changed"] == ["cost that one bed-day adds", "beds in a housing unit", "cost of ACT"]


@pytest.mark.parametrize("odd", ["-5", "NaN", "inf", "-inf", "abc", "1e999", "99999999999999999999", "0x10"])
def test_an_odd_figure_of_the_address_is_told_and_the_countys_own_shown(odd):
    found, said = reckoned(variable_2026=odd)
    assert (found["variable"], found["changed"]) == (22.9, [])
    assert said == [
        f"Cost that one bed-day adds: “{odd}” is no number from 0 to 10,000; showing the county's own figure."
    ]


@pytest.mark.parametrize("small", ["0", "1e-9", "0.0001", "-1"])
def test_a_housing_unit_and_a_population_are_at_least_one(small):
    found, said = reckoned(unit_size_2026=small, population_2026=small)
    assert (found["unit_size"], found["population"], found["changed"]) == (48, None, [])
    assert f"Beds in a housing unit: “{small}” is no whole number from 1 to 10,000" in said[0]
    assert f"Average daily population, for the average cost: “{small}” is no whole number" in said[1]


def test_beds_are_whole():
    found, said = reckoned(unit_size_2026="60.7")
    assert found["unit_size"] == 60
    assert said == ["Beds in a housing unit: “60.7” is no whole number from 1 to 10,000; showing 60."]


def test_an_odd_amount_share_or_program_is_told():
    _, said = reckoned(amount="-1", into="Nonsense", act_2026="1e9")
    assert [text.partition(":")[0] for text in said] == [
        "ACT", "Amount a year", "There is no program with a cost “Nonsense”",
    ]  # fmt: skip


def test_a_countys_own_figure_that_nothing_can_be_divided_by_is_not_known():
    assert INPUTS["unit_size"].own(Item(0.0, 2026, "a slip")) is None
    assert INPUTS["population"].own(Item(493.2, 2026, "jail")) == 493
    assert INPUTS["budget"].own(Item(3e10, 2026, "a very large county")) == 3e10
