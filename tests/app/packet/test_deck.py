"""What a packet holds: the agenda's measures once each, reports, decisions, actions, what is not shown."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from app import facts as say
from app import published, series
from app.model import REAL, Build, Measure, Verdict
from app.packet import paging, pictures
from app.packet.deck import Wanted, make
from app.packet.pages import Column, Cover, Picture, Table
from app.together.marks import Agreed
from tests.app.conftest import measure
from tests.app.conftest import series as series_of
from tests.app.packet.conftest import DAY, action, decision


@pytest.fixture
def deck_of(published_sample):
    """A packet of the sample build for some items."""

    def deck_of(*items: Wanted, **more):
        scope = series.home_scope(published_sample)
        return make(published_sample, scope, items, title="Monthly meeting", day=DAY, **more)

    return deck_of


def measures_of(deck) -> list[str]:
    return [page.series.measure.id for page in deck.pages if isinstance(page, Picture)]


def tables_of(deck, title: str) -> list[Table]:
    return [page for page in deck.pages if isinstance(page, Table) and page.title.startswith(title)]


def test_the_cover_says_whose_it_is_when_and_how_complete(deck_of):
    cover = deck_of().pages[0]
    assert isinstance(cover, Cover)
    assert (cover.partnership, cover.title, cover.day) == (
        "Harbor County partnership", "Monthly meeting", "Nov 23, 2026",
    )  # fmt: skip
    assert cover.lines[0] == "Numbers through October 2026, as of Nov 12, 2026"
    assert cover.lines[1].endswith("of 7 agencies have sent everything for Oct 2026")


def test_an_intercept_brings_its_measures_headlines_first(deck_of, published_sample):
    expected = [each.id for each in series.intercept_measures(published_sample, 1)]
    assert measures_of(deck_of(Wanted("intercept", "1"))) == expected


def test_each_measure_comes_once_where_it_is_first_asked_for(deck_of):
    found = measures_of(
        deck_of(Wanted("measure", "diversions"), Wanted("intercept", "2"), Wanted("intercept", "3"))
    )
    assert found[0] == "diversions"
    assert len(found) == len(set(found))


def test_a_short_packet_keeps_headlines_real_changes_and_what_was_agreed_about(deck_of, published_sample):
    scope = series.home_scope(published_sample)
    names = [each.id for each in series.intercept_measures(published_sample, 1)]
    found = {name: series.one(published_sample, name, scope) for name in names}
    headline = series.headlines(published_sample, scope)[1].measure.id
    real = {name for name in names if found[name].verdict.code in REAL}
    usual = [name for name in names if name != headline and found[name].verdict.code == "normal"]
    short = deck_of(Wanted("intercept", "1"), whole=False)
    assert set(measures_of(short)) == {headline} | real
    assert usual and not set(usual) & set(measures_of(short))
    told = short.pages[0].lines[-1]
    assert told == f"{_others(len(usual))} not in this packet; the dashboard shows them all"
    agreed = deck_of(
        Wanted("intercept", "1"), whole=False, decisions=[decision(1, "Watch it", measure_id=usual[0])]
    )
    assert usual[0] in measures_of(agreed)


def _others(number: int) -> str:
    told = "1 other measure" if number == 1 else f"{number} other measures"
    return f"{told} without a real change {'is' if number == 1 else 'are'}"


def test_a_measure_on_the_agenda_itself_is_always_there(deck_of, published_sample):
    names = [each.id for each in series.intercept_measures(published_sample, 1)]
    deck = deck_of(*(Wanted("measure", name) for name in names), whole=False)
    assert measures_of(deck) == measures_of(deck_of(Wanted("intercept", "1")))
    assert "not in this packet" not in " ".join(deck.pages[0].lines)


def test_notes_stand_on_a_page_of_their_own_by_item(deck_of):
    notes = [
        ("1 Law enforcement", "Ask the drop-off hours."),
        ("1 Law enforcement", "And\n\n  nights."),
        ("Jail", "x"),
    ]
    (table,) = tables_of(deck_of(Wanted("decisions"), notes=notes), "Notes")
    assert table.rows == (
        ("1 Law enforcement", "Ask the drop-off hours."), ("", "And\nnights."), ("Jail", "x"),
    )  # fmt: skip


def test_items_without_numbers_are_passed_over(deck_of):
    assert len(deck_of(Wanted("talk", "welcome"), Wanted("intercept", "")).pages) == 1


def test_a_measure_without_numbers_is_named_with_the_reason(deck_of):
    (table,) = tables_of(deck_of(Wanted("measure", "no_such_measure")), "Not shown")
    assert table.rows == (("no_such_measure", "No agency has sent what it needs."),)


def test_a_picture_says_number_n_last_year_usual_range_target_coverage_and_day(deck_of):
    (page,) = [p for p in deck_of(Wanted("measure", "connected_30")).pages if isinstance(p, Picture)]
    facts = dict(page.facts)
    assert page.number
    assert facts["Target"] == "65%"
    assert facts["As of"] == "Nov 12, 2026"
    assert {"Usual range", "Agencies"} <= set(facts)


def test_a_median_is_called_one_beside_its_number():
    median, mean = (pictured(series_of([10, 12], measure=measure("days", agg=a))) for a in ("median", "mean"))
    assert (median.under, mean.under) == ("median, Feb 2025", "Feb 2025")


def pictured(one, step: str = "") -> Picture:
    build = Build("b", DAY, DAY.replace(day=1), "partners", "h", "Harbor", "")
    return pictures.picture(one, step, build, None)


def test_a_number_of_several_intercepts_does_not_stand_under_one_of_them():
    alone, shared = (series_of([1, 2], measure=measure(intercepts=found)) for found in ("0", "0|1|3"))
    assert pictured(alone, "0 Community").kicker == "0 Community · Harbor County partnership"
    assert pictured(shared, "0 Community").kicker == "Harbor County partnership, all intercepts"


MISSED = Verdict("normal", target_value=50.0, target_sentence="The target of 50% is consistently missed.")


@pytest.mark.parametrize(
    ("target", "verdict", "told"),
    [
        (50.0, MISSED, True),
        (62.0, MISSED, False),  # agreed since: the chart shows that one
        (50.0, replace(MISSED, code="improvement"), False),  # told from a range that the newest numbers left
    ],
)
def test_the_notes_tell_how_the_target_is_met_where_that_is_the_one_on_the_slide(target, verdict, told):
    notes = pictured(series_of([40, 45], unit="percent", target=target, verdict=verdict)).notes
    assert ("consistently missed" in notes) == told


def test_what_is_new_since_the_last_meeting_comes_after_the_cover(deck_of):
    deck = deck_of(
        Wanted("measure", "diversions"), since=[("New months", ["Oct 2026", "Sep 2026"]), ("Restated", [])]
    )
    page = deck.pages[1]
    assert page.title == "Since the last meeting"
    assert page.rows == (("New months", "Oct 2026"), ("", "Sep 2026"), ("Restated", "Nothing"))


def test_who_has_sent_data_tells_what_is_still_to_come(deck_of):
    (table,) = tables_of(deck_of(Wanted("submissions")), "Who has sent data for Oct 2026")
    agency, _, owed = table.rows[0]
    assert agency == "Northgate Police"
    assert "late, due" in owed
    assert {row[2] for row in table.rows[1:]} == {"Nothing"}


def test_decisions_and_actions_close_the_packet(deck_of):
    deck = deck_of(
        Wanted("actions"), Wanted("measure", "diversions"),
        decisions=[decision(1, "Two shifts")], actions=[action(1, "Send the list")],
    )  # fmt: skip
    assert [page.title for page in deck.pages[-2:]] == ["Decisions", "Actions"]
    assert tables_of(deck, "Decisions")[0].rows == (("Two shifts", "All partners", "Oct 20, 2026"),)


def test_an_action_says_who_by_when_and_in_words_that_it_is_overdue(deck_of):
    actions = [
        action(1, "Later", dt.date(2026, 12, 1), "doing"),
        action(2, "Late", dt.date(2026, 11, 11)),
        action(3, "Over", None, "done", ended=dt.date(2026, 11, 3), owner_agency="elsewhere"),
    ]
    (table,) = tables_of(deck_of(actions=actions), "Actions")
    assert table.rows == (
        ("Late", "Jail director, Harbor County Jail", "Nov 11, 2026", "Open, overdue by 12 days"),
        ("Later", "Jail director, Harbor County Jail", "Dec 1, 2026", "Under way"),
        ("Over", "Jail director, elsewhere", "—", "Done Nov 3, 2026"),
    )


def test_an_action_without_an_owner_is_nobody_s_yet(deck_of):
    (table,) = tables_of(deck_of(actions=[action(1, "Ask", owner_role="", owner_agency="")]), "Actions")
    assert table.rows[0][1] == "Nobody yet"


def test_an_item_of_its_own_has_a_page_with_what_was_written_at_it(deck_of):
    written = [("Decision", "Two shifts"), ("Note", "Ask again.")]
    deck = deck_of(Wanted("text", "Any other business"), Wanted("text", "Guests"),
                   own={"Any other business": written})  # fmt: skip
    assert tables_of(deck, "Any other business")[0].rows == tuple(written)
    assert tables_of(deck, "Guests")[0].rows == ()


def test_no_action_and_no_decision_are_said_where_they_were_asked_for(deck_of):
    deck = deck_of(Wanted("decisions"), Wanted("actions"))
    assert [page.empty for page in deck.pages[1:]] == [
        "No decision has been written down.",
        "No action is open.",
    ]


def test_a_long_list_goes_on_and_loses_nothing(deck_of):
    actions = [action(n, f"Action {n}: " + "call the clinic and ask " * (n % 7)) for n in range(40)]
    pages = tables_of(deck_of(actions=actions), "Actions")
    assert len(pages) > 2
    assert [page.title for page in pages[1:3]] == [
        f"Actions (continued, {n} of {len(pages)})" for n in (2, 3)
    ]
    assert [row[0] for page in pages for row in page.rows] == [each.title for each in actions]


def test_a_row_longer_than_a_page_goes_on_in_the_next_one():
    words = [f"word{n}" for n in range(900)]
    columns, long = (Column("One", 0.5), Column("Two", 0.5)), f"{' '.join(words)}\nLast."
    pages = paging.paged(Table("Notes", columns, ((long, "short"),)))
    assert len(pages) > 1
    assert " ".join(row[0] for page in pages for row in page.rows).split() == [*words, "Last."]
    assert pages[-1].rows[-1][0].endswith(f"{words[-1]}\nLast.")
    assert pages[0].rows[0][1] == "short"
    for page in pages:
        height = sum(paging.row_height(page, row) for row in page.rows)
        assert paging.body_top(page.title) + height < paging.FOOTER_TOP


def test_decisions_and_actions_of_a_measure_are_marks_on_its_chart():
    agreed = Agreed(
        decisions=(
            decision(1, "Two shifts", measure_id="diversions"),
            decision(2, "Other", measure_id="los_smi"),
        ),
        actions=(
            action(1, "Send the list", measure_id="diversions"),
            action(2, "Train", None, "done", ended=dt.date(2026, 10, 2), measure_id="diversions"),
            action(3, "Dropped", None, "dropped", measure_id="diversions"),
        ),
    )
    assert agreed.on_chart(series_of([20] * 24)).events == (
        (dt.date(2026, 9, 14), "Action: Send the list"),
        (dt.date(2026, 10, 2), "Done: Train"),
        (dt.date(2026, 10, 20), "Decision: Two shifts"),
    )


def test_a_chart_has_blank_months_for_what_was_agreed_after_its_last_one():
    one = series_of([20] * 24)
    last = one.frame["period"].iloc[-1]
    late = replace(one, events=(((last + pd.DateOffset(months=2, days=9)).date(), "Decision: Two shifts"),))
    added = pictures.reaching(late).frame.tail(2)
    assert "missing" not in say.alternative(pictures.reaching(late))
    assert list(added["status"]) == ["ahead", "ahead"]
    assert list(added["period"]) == [last + pd.DateOffset(months=1), last + pd.DateOffset(months=2)]
    assert pictures.reaching(one).frame.equals(one.frame)


def test_charts_go_back_from_the_newest_number_not_from_a_cohort_still_too_young():
    one = series_of([*range(20, 50), *["too_early"] * 12])
    cut = pictures.cut(one, 24)
    assert cut.frame["status"].eq("shown").sum() == 24
    assert cut.frame["status"].eq("too_early").sum() == 12


def test_a_definition_too_long_for_the_footer_goes_to_the_last_page(deck_of, published_sample, monkeypatch):
    known = published.measures(published_sample)
    long = Measure.from_row({**vars(known["diversions"]), "intercepts": "1", "audiences": "", "leaders": "",
                             "numerator": "Encounters that ended well " * 30})  # fmt: skip
    monkeypatch.setattr(published, "measures", lambda build_id: known | {"diversions": long})
    series.of_scope.cache_clear()
    deck = deck_of(Wanted("measure", "diversions"))
    series.of_scope.cache_clear()
    page = deck.pages[1]
    assert "The definition is on the last page." in page.footer
    assert paging.fits_footer(page.footer)
    told = " ".join(row[2] for each in tables_of(deck, "What the measures mean") for row in each.rows)
    assert told.split() == long.numerator.split()


@pytest.mark.parametrize(("policy", "least"), [("partners", 11), ("public", 13)])
def test_the_disclosure_note_follows_the_release(policy, least):
    assert pictures.disclosure(policy).startswith(f"Numbers of fewer than {least},")


def test_the_definition_is_the_question_and_what_is_counted_out_of_what():
    told = pictures.definition(measure("percent", numerator="Diverted.", denominator="SMI contacts"))
    assert told == "How many? Counted: diverted. Out of: SMI contacts."
