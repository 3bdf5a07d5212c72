"""The filters offer what exists and fall back when an address asks for what does not."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from app import filters, series


@pytest.fixture
def police(published_sample):
    """The measures of intercept 1 in the sample."""
    return series.intercept_measures(published_sample, 1)


def test_the_partnership_comes_first_and_agencies_after_it(published_sample, police):
    labels = list(filters.scope_options(published_sample, police))
    assert labels[0] == "Harbor County partnership"
    assert "Northgate Police (agency)" in labels[1:]


def test_agencies_without_these_measures_are_not_offered(published_sample, police):
    assert not [label for label in filters.scope_options(published_sample, police) if "Jail" in label]


def test_breakdowns_are_those_that_exist_and_never_the_flow(published_sample, police):
    home = series.home_scope(published_sample)
    assert filters.breakdown_options(published_sample, police, home) == {
        "No breakdown": "all",
        "Who responded": "responder",
        "Sex": "sex",
    }


@pytest.mark.parametrize("asked", [None, "", "elsewhere", 7, "a "])
def test_what_is_not_offered_becomes_the_first_option(asked):
    assert filters.checked(asked, ["a", "b"]) == "a"


def test_what_is_offered_is_kept():
    assert filters.checked("b", ["a", "b"]) == "b"


def page():
    """The filters of intercept 1 in the sample, and what they choose."""
    import streamlit as st

    from app import filters, published, series

    build_id = published.current()
    choice = filters.choose(build_id, series.intercept_measures(build_id, 1))
    st.json([choice.scope.id, choice.breakdown, choice.months])


def chosen(**address: str) -> tuple[str, list[str]]:
    """(what is chosen, what is said) for a page with this address."""
    at = AppTest.from_function(page, default_timeout=30)
    for name, text in address.items():
        at.query_params[name] = text
    at.run()
    assert not at.exception
    return at.json[0].value, [each.value.replace("\\", "") for each in at.warning]


def test_what_an_address_asks_for_in_vain_is_said(published_sample):
    found, said = chosen(scope="Nope", by="Nothing", period="Ever")
    assert json.loads(found) == ["harbor", "all", 24]
    assert said == [
        "Whose numbers: there is no “Nope” here; showing Harbor County partnership.",
        "Broken down by: there is no “Nothing” here; showing No breakdown.",
        "Period: there is no “Ever” here; showing Last 24 months.",
    ]


def test_an_address_may_use_labels_and_ids(published_sample):
    assert chosen()[1] == []
    found, said = chosen(scope="northgate_pd", period="Last 12 months")
    assert (json.loads(found), said) == (["northgate_pd", "all", 12], [])
    assert chosen(by="sex")[1] == chosen(by="Sex")[1] == []
