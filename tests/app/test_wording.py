"""Numbers, months and verdicts read the same on every page."""

from __future__ import annotations

import datetime as dt

import pytest

from app import wording

MARCH = dt.date(2026, 3, 1)


@pytest.mark.parametrize(
    ("grain", "words"), [("month", "Mar 2026"), ("quarter", "Q1 2026"), ("year", "2026")]
)
def test_period(grain, words):
    assert wording.period(MARCH, grain) == words


@pytest.mark.parametrize(
    ("value", "unit", "denominator", "words"),
    [
        (1212, "count", None, "1,212"),
        (0, "count", None, "0"),
        (61.4, "percent", 159, "61%"),
        (61.44, "percent", 1000, "61%"),
        (61.44, "percent", 1001, "61.4%"),
        (19.2, "days", 40, "19 days"),
        (1.0, "days", 40, "1 day"),
        (23.6, "minutes", 40, "24 minutes"),
        (142.7, "mean_daily", 31, "143"),
        (1.62, "ratio", 40, "1.6"),
        (12345, "usd", None, "$12,300"),
        (None, "count", None, "—"),
        (float("nan"), "percent", 10, "—"),
    ],
)
def test_amount(value, unit, denominator, words):
    assert wording.amount(value, unit, denominator) == words


@pytest.mark.parametrize(
    ("low", "high", "unit", "words"),
    [
        (150.4, 195.6, "count", "150–196"),
        (-3, 12, "count", "0–12"),
        (88, 104, "percent", "88–100%"),
        (12, 20, "days", "12–20 days"),
        (None, 20, "days", ""),
    ],
)
def test_usual_range_is_cut_to_what_can_happen(low, high, unit, words):
    assert wording.usual_range(low, high, unit) == words


@pytest.mark.parametrize(
    ("numerator", "denominator", "unit", "agg", "words"),
    [
        (38, 81, "percent", "proportion", "38 of 81"),
        (1212, 1443, "percent", "proportion", "1,212 of 1,443"),
        (40, 291, "percent", "km", "n = 291"),
        (None, 81, "days", "median", "n = 81"),
        (900, 31, "mean_daily", "mean_daily", ""),
        (81, None, "count", "count", ""),
    ],
)
def test_the_n_beside_a_rate(numerator, denominator, unit, agg, words):
    assert wording.of(numerator, denominator, unit, agg) == words


@pytest.mark.parametrize(
    ("code", "direction", "word", "shape", "tone"),
    [
        ("improvement", "up", "Real improvement", "▲", "improvement"),
        ("improvement", "down", "Real improvement", "▼", "improvement"),
        ("concern", "down", "Real concern", "▼", "concern"),
        ("change", "up", "Real change", "▲", "change"),
        ("normal", "", "Normal variation", "●", "normal"),
        ("too_few", "", "Too few months to say", "◌", "quiet"),
        ("something new", "", "Not judged", "–", "quiet"),
        (None, None, "Not judged", "–", "quiet"),
    ],
)
def test_a_verdict_has_a_word_a_shape_and_a_tone(code, direction, word, shape, tone):
    assert wording.mark(code, direction) == wording.Mark(word, shape, tone)


def test_a_quarterly_series_counts_quarters():
    assert wording.mark("too_few", "", "quarter").word == "Too few quarters to say"


def test_hidden_numbers_are_never_a_zero():
    assert wording.hidden("count") == "<11 or protected"
    assert wording.hidden("percent") == "Not shown"
    assert wording.hidden_reason("count") == "Fewer than 11, or protected"
    assert wording.hidden_reason("count", "One agency only") == "One agency only"


@pytest.mark.parametrize(
    ("name", "sentence", "title"),
    [
        (
            "Diversions",
            "Real improvement: 7 months above the usual range",
            "Diversions: real improvement, 7 months above the usual range",
        ),
        ("Diversions", "", "Diversions"),
        (
            "Stay: SMI against others",
            "Normal month-to-month variation",
            "Stay: SMI against others. Normal month-to-month variation",
        ),
    ],
)
def test_a_chart_title_is_its_finding(name, sentence, title):
    assert wording.finding(name, sentence) == title


@pytest.mark.parametrize(
    ("reporting", "expected", "words"),
    [(9, 11, "9 of 11 agencies in"), (1, 1, "1 of 1 agency in"), (0, 0, ""), (None, 3, "")],
)
def test_coverage(reporting, expected, words):
    assert wording.agencies_in(reporting, expected) == words


@pytest.mark.parametrize(
    ("name", "escaped"),
    [("*bold*", r"\*bold\*"), ("[a](b)", r"\[a\]\(b\)"), ("<i>", r"\<i\>"), (":red", r"\:red")],
)
def test_names_cannot_bring_markdown_along(name, escaped):
    assert wording.plain_markdown(name) == escaped


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (62.5, "percent", "62.5%"), (62.0, "percent", "62%"), (0.65, "percent", "0.65%"),
        (4.5, "percent", "4.5%"), (0.5, "minutes", "0.5 minutes"), (1.0, "days", "1 day"),
        (1250.0, "count", "1,250"), (12345.0, "usd", "$12,345"), (1.25, "ratio", "1.25"),
    ],
)  # fmt: skip
def test_a_target_is_told_as_it_was_agreed(value, unit, told):
    """As the verdict's sentence tells it, and at the height at which its line is drawn."""
    assert wording.target(value, unit) == told
