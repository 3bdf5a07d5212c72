"""Agencies beside each other: what is placed, what is named as hidden, and what is said first."""

from dataclasses import replace

import pandas as pd
import pytest

from app.model import Scope, Series
from app.outcomes import comparison, comparison_figure
from app.outcomes.comparison import Window, cell, compare, sentence, table, windows
from app.theme import LIGHT
from tests.app.conftest import measure, series, with_status

YEAR = Window(pd.Timestamp("2025-01-01"), 12, "2025")
RATE = measure("percent", agg="proportion", id="rate", title="Rate")
COUNT = measure("count", agg="count")


def agency(name: str, numerators: list, denominators: list, of=RATE) -> Series:
    """Months from January 2025 of one agency."""
    one = series(numerators, unit=of.unit, measure=of)
    frame = one.frame
    frame["denominator"] = [float(n) for n in denominators]
    if of.agg == "proportion":
        frame["value"] = 100 * frame["numerator"] / frame["denominator"]
    return replace(one, scope=Scope("agency", name.lower(), name))


def year(name: str, numerator: int, denominator: int) -> Series:
    return agency(name, [numerator] * 12, [denominator] * 12)


def test_a_year_is_the_sum_of_its_months():
    assert cell(year("A", 5, 20), YEAR)[:3] == (60, 240, 25)


def test_a_hidden_month_hides_the_year():
    one = with_status(year("A", 5, 20), 3, "suppressed")
    assert cell(one, YEAR) is None
    found = compare([one, year("B", 6, 20), year("C", 4, 20)], None, YEAR)
    assert found.hidden == ("A",)
    assert "A" not in [each.name for each in found.placed]
    assert table(found)[-1]["Status"] == "Not shown, to protect small numbers"


def test_a_month_that_is_not_there_hides_the_year():
    assert cell(agency("A", [5] * 11, [20] * 11), YEAR) is None


def test_a_median_of_months_is_no_median_of_a_year():
    of = measure("days", agg="median")
    assert cell(series([10] * 12, unit="days", measure=of), YEAR) is None
    assert cell(series([10] * 12, unit="days", measure=of), Window(YEAR.first, 1, "Jan 2025"))[2] == 10


def test_a_provisional_month_makes_the_year_provisional():
    assert cell(with_status(year("A", 5, 20), 11, "provisional"), YEAR)[3]


def test_an_agency_that_reported_nothing_is_not_called_hidden():
    silent = series(["missing"] * 12, unit="percent", measure=RATE)
    silent = replace(silent, scope=Scope("agency", "c", "C"))
    found = compare([year("A", 5, 20), year("B", 6, 20), silent], None, YEAR)
    assert found.absent == ("C",)
    assert not found.hidden


def test_the_finding_says_how_many_lie_outside_what_chance_gives():
    own = year("Own", 60, 120)
    found = compare([year("A", 20, 40), year("B", 21, 40), year("C", 4, 40)], own, YEAR)
    assert sentence(found) == "1 of 3 agencies lies outside what chance alone would give"
    assert [each.name for each in found.outside] == ["C"]
    assert found.own == 0.5


MONTH = Window(YEAR.first, 1, "Jan 2025")


def month(**agencies: tuple[int, int]) -> comparison.Compared:
    """Agencies beside each other in one month, by events and cases."""
    return compare([agency(name, [n], [of]) for name, (n, of) in agencies.items()], None, MONTH)


def test_who_lies_between_the_inner_and_the_outer_limits_is_named_and_not_called_chance():
    """27 of 79 beside 52 percent of thousands: a tail of 0.001 to 0.025."""
    found = month(A=(1054, 2000), B=(3120, 6000), Northgate=(27, 79))
    assert found.placed[-1].place == "edge"
    assert sentence(found) == (
        "Northgate lies between the 95% and 99.8% limits of chance; none of 3 agencies lies beyond them"
    )
    both = month(A=(1054, 2000), B=(3120, 6000), Northgate=(27, 79), D=(10, 200))
    assert sentence(both) == (
        "1 of 4 agencies lies outside what chance alone would give; Northgate lies between the 95% and 99.8% "
        "limits of chance"
    )


def test_the_finding_does_not_contradict_the_note_on_spread():
    found = month(A=(530, 1000), B=(470, 1000), C=(530, 1000), D=(470, 1000))
    assert {one.place for one in found.placed} == {"inside"}
    assert any("further than chance alone explains" in line for line in comparison.explained(found))
    assert sentence(found) == (
        "None of 4 agencies lies outside by itself; together they spread further than chance gives"
    )


def test_a_small_agency_s_luck_is_no_league_table():
    found = compare(
        [year("A", 300, 600), agency("B", [0, 1, *[0] * 10], [1] * 12)], year("Own", 301, 601), YEAR
    )
    assert sentence(found) != "2 of 2 agencies lie outside what chance alone would give"
    assert found.placed[0].place == "inside"


def test_no_ranks_are_printed():
    found = compare([year("A", 20, 40), year("B", 21, 40)], year("Own", 20, 40), YEAR)
    assert not {"Rank", "Place", "#"} & set(table(found)[0])


def test_counts_are_told_with_the_caveat_that_sizes_differ():
    found = compare(
        [agency("A", [30] * 12, [0] * 12, COUNT), agency("B", [3] * 12, [0] * 12, COUNT)], None, YEAR
    )
    assert not found.has_limits
    assert any("Sizes differ" in line for line in comparison.explained(found))
    assert (found.placed[1].low, found.placed[1].high) == pytest.approx((25.2, 49.8), abs=0.1)


def test_the_limits_lie_around_those_shown_where_the_partnership_is_hidden():
    own = with_status(year("Own", 20, 40), 0, "suppressed")
    found = compare([year("A", 10, 40), year("B", 30, 40)], own, YEAR)
    assert (found.own, found.pooled) == (0.5, True)


def test_a_denominator_of_nobody_is_not_placed():
    none = replace(series(["no_cases"] * 12, unit="percent", measure=RATE), scope=Scope("agency", "z", "Z"))
    found = compare([year("A", 10, 40), year("B", 11, 40), none], None, YEAR)
    assert found.absent == ("Z",)


def test_periods_are_offered_that_two_of_them_can_tell_whole_years_first():
    found = windows([year("A", 10, 40), year("B", 11, 40)], pd.Timestamp("2025-12-01"))
    assert found[0].name == "2025"
    assert {each.months for each in found} == {12, 3}
    assert windows([year("A", 10, 40)], None) == []


def of_kind(one: Series, kind: str) -> Series:
    return replace(one, scope=replace(one.scope, agency_kind=kind))


def test_unlike_agencies_differ_as_such_do_and_like_ones_are_not_excused():
    unlike = [of_kind(year("A", 19, 20), "court"), of_kind(year("B", 2, 20), "crisis_center")]
    found = compare(unlike, None, YEAR)
    assert found.spread.phi > comparison.UNLIKE
    assert sentence(found).startswith("They differ by more than chance, as unlike agencies do: 2 of 2")
    like = [of_kind(one, kind) for one, kind in zip(unlike, ("police", "sheriff"), strict=True)]
    assert comparison.alike(like) and not comparison.alike(unlike)
    assert sentence(compare(like, None, YEAR)).startswith("2 of 2 agencies lie outside")


def test_what_cannot_be_compared_says_why():
    pair = [year("A", 5, 20), year("B", 6, 20)]
    assert comparison.why_not(pair, YEAR, "agencies") == ""
    hidden = [with_status(pair[0], 3, "suppressed"), pair[1]]
    assert "1 hidden" in comparison.why_not(hidden, YEAR, "agencies")
    of = measure("days", agg="median")
    medians = [series([10] * 12, unit="days", measure=of)] * 2
    assert "do not add up" in comparison.why_not(medians, YEAR, "agencies")


def test_every_rate_in_the_picture_has_what_it_is_out_of_beside_it():
    figure = comparison_figure.rows(month(big=(500, 1000), small=(15, 42)), LIGHT)
    told = [note.text for note in figure.layout.annotations]
    assert any("<b>50%</b><br>500 of 1,000" in text for text in told)


def test_a_hidden_year_of_hundreds_is_not_called_fewer_than_11():
    one = with_status(year("A", 500, 2000), 3, "suppressed")
    found = compare([one, year("B", 6, 20), year("C", 4, 20)], None, YEAR)
    assert comparison.explained(found)[-1] == "Not shown, to protect small numbers: A."


def test_a_measure_that_one_alone_shows_is_not_said_to_be_missing():
    assert comparison.not_offered("Rate", 1, "agencies") == (
        "Only one agency shows “Rate”: there is none to compare it with."
    )
    assert comparison.not_offered("Rate", 0, "counties") == "No county shows “Rate” of its own."


def test_the_page_says_why_a_measure_of_the_address_is_not_offered(published_sample, monkeypatch):
    from app import published
    from app import series as all_series
    from app.outcomes import comparison_page

    home = all_series.home_scope(published_sample)
    offered = {m.title: m for k, m in comparison_page._offers(published_sample, home) if k == "agency"}
    every = published.measures(published_sample).values()
    missing = next(m for m in every if m.title not in offered and not all_series.is_flow(m))
    asked = {"measure": missing.id}
    monkeypatch.setattr(comparison_page.st, "query_params", asked)
    said = comparison_page._not_offered(published_sample, "agency", home, offered)
    assert f"“{missing.title}”" in said
    asked["measure"] = "zzz"
    assert comparison_page._not_offered(published_sample, "agency", home, offered) == ""


def test_a_newer_year_that_cannot_be_compared_says_why():
    found = [agency(name, [*[10] * 12, *["suppressed"] * 12], [40] * 24) for name in ("A", "B")]
    through = pd.Timestamp("2026-12-01")
    offered = windows(found, through)
    assert offered[0].name == "2025"
    told = comparison.newer(found, offered, through, "agencies")
    assert told == (
        "Newer periods cannot be compared. 2026: fewer than two agencies shown: 2 hidden in part of it (to "
        "protect small numbers)."
    )
    assert comparison.newer(found, offered, pd.Timestamp("2025-12-01"), "agencies") == ""
    assert "2026 so far: " in comparison.newer(found, offered, pd.Timestamp("2026-03-01"), "agencies")
