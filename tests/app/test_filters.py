"""The filters offer what exists and fall back when an address asks for what does not."""

from __future__ import annotations

import pytest

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
