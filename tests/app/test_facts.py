"""A series in words: what stands beside its picture, and instead of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from app import facts
from app.model import Scope, Verdict
from tests.app.conftest import measure, series, with_status


def test_the_newest_number_with_its_n_month_and_coverage():
    told = facts.facts(series([60, 61], unit="percent", target=65.0))
    assert (told.value, told.of, told.period, told.coverage) == (
        "61%",
        "61 of 100",
        "Feb 2025",
        "3 of 4 agencies in",
    )
    assert facts.context(told) == "usual range 5–15% · target 65%"


def test_places_are_not_told_as_people():
    one = series(["suppressed"], unit="percent", measure=measure("percent", id="capacity_used"))
    one.frame["denominator"] = 16.0
    assert facts.facts(one).of == "16 places"
    told = series([60], unit="percent", measure=measure("percent", id="capacity_used"))
    assert facts.facts(told).of == "60 of 100"


def test_a_target_of_later_is_told_with_its_month():
    one = series([60, 61], unit="percent", target=65.0, target_ahead=(dt.date(2027, 1, 1), 70.0))
    assert facts.facts(one).target == "65% (from Jan 2027: 70%)"
    assert facts.facts(replace(one, target=None)).target == "from Jan 2027: 70%"


def test_the_same_month_last_year():
    told = facts.facts(series(list(range(10, 23))))
    assert (told.value, told.period, told.last_year) == ("22", "Jan 2026", "10")


def test_a_hidden_month_last_year_reads_fewer_than_11():
    assert facts.facts(series(["suppressed", *range(11, 23)])).last_year == "<11 or protected"


def test_a_missing_month_last_year_is_left_out():
    assert facts.facts(series(["missing", *range(11, 23)])).last_year == ""


def test_a_hidden_newest_number_says_why():
    told = facts.facts(series([20, "suppressed"]))
    assert (told.value, told.why_hidden) == ("<11 or protected", "Protects a small number")


def test_gaps_and_young_cohorts_at_the_end_are_skipped():
    told = facts.facts(series([20, 21, "missing", "too_early"]))
    assert (told.value, told.period) == ("21", "Feb 2025")


def test_a_provisional_month_says_so():
    told = facts.facts(with_status(series([20, 21]), 1, "provisional"))
    assert facts.n_line(told, "Feb 2025") == "provisional"
    assert facts.n_line(told) == "Feb 2025, provisional"


def test_a_provisional_month_that_every_agency_sent_says_what_is_still_to_come():
    one = with_status(series([20, 21]), 1, "provisional")
    whole, part = (
        replace(one, frame=one.frame.assign(reporting=reporting, expected=3)) for reporting in (3, 2)
    )
    assert facts.why_provisional(whole) == ": cases are still to be decided or corrected"
    assert facts.why_provisional(part) == ""


def test_no_data_is_said_in_words():
    assert facts.facts(series(["missing", "missing"])).value == "No data yet"


def test_the_text_alternative_tells_the_whole_chart():
    verdict = Verdict("improvement", "up", "Real improvement: 7 months above the usual range")
    one = series([20, "suppressed", "missing", 24], verdict=verdict)
    assert facts.alternative(one) == (
        "Diversions, Harbor County partnership, by month, Jan 2025 to Apr 2025. Newest: 24 (Apr 2025). "
        "Usual range 5–15. Real improvement: 7 months above the usual range. 1 month not shown, to protect "
        "people. 1 month missing."
    )


def test_beside_a_hidden_number_stands_the_newest_that_may_be_shown():
    told = facts.facts(series([20, 21, "suppressed"]))
    assert "newest shown Feb 2025: 21" in facts.context(told)


def test_withheld_series_say_why_in_one_sentence():
    one = series(["suppressed", "suppressed"])
    assert facts.withheld([one]) == (
        "Not shown for Harbor County partnership in any period, because its numbers are fewer than 11 or "
        "would let such a number be worked out: Diversions."
    )
    assert facts.withheld([one, one, one], named=1).endswith("Diversions; and 2 more.")
    assert facts.withheld([]) == ""


def test_withheld_series_of_an_agency_say_that_the_partnerships_are_shown():
    one = replace(series(["suppressed"]), scope=Scope("agency", "northgate_pd", "Northgate Police"))
    assert facts.withheld([one]).endswith(
        "worked out: Diversions. They count in the partnership's numbers, which are shown where they are "
        "large enough."
    )


def test_series_that_come_by_quarter_only_are_named():
    one = series([20, 21])
    one.frame["grain"] = "quarter"
    assert facts.coarser([one, series([20, 21])]).endswith(
        "are shown by quarter or by year. By quarter: Diversions."
    )
    assert facts.coarser([series([20, 21])]) == ""


def test_a_chart_of_crosses_says_why():
    assert facts.crosses(series([20, "suppressed", "suppressed", "missing"])) == (
        "2 of 3 months not shown (crosses): they are fewer than 11, or would let such a number be worked out."
    )
    assert facts.crosses(series([20, 21, "suppressed", "suppressed"])) == ""
