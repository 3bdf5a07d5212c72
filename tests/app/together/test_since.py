"""What changed between two builds: new months apart from restated ones, and what became of the verdicts."""

from __future__ import annotations

import pandas as pd
import pytest

from app import published
from app.model import Scope
from app.since_words import PROTECTED, restated_lines, restated_words, since_lines
from app.together.since import compare
from tests.app.conftest import measure

HARBOR = Scope("partnership", "harbor", "Harbor")
FLOW = measure(id="cases_1", title="Cases")
MEASURES = {"diversions": measure(), "rate": measure("percent", id="rate", title="Rate"), "cases_1": FLOW}


def month(name: str, value: float | None, status: str = "shown", of: float | None = None, which="diversions"):
    day = pd.Timestamp(f"{name}-01")
    return {"measure_id": which, "grain": "month", "period": day, "status": status, "value": value,
            "numerator": value, "denominator": of}  # fmt: skip


def verdict(code: str, direction: str = "", which: str = "diversions"):
    return {"measure_id": which, "code": code, "direction": direction, "grain": "month", "sentence": "So"}


def frame(rows: list[dict]) -> pd.DataFrame:
    """With the types of the published table."""
    return pd.DataFrame(rows).astype(dict.fromkeys(("value", "numerator", "denominator"), float))


@pytest.fixture
def since(monkeypatch: pytest.MonkeyPatch):
    """since(months before, months now, verdicts before, verdicts now) -> what changed."""

    def comparing(before, now, verdicts_before=(), verdicts_now=()):
        points = {"a": before, "b": now}
        said = {"a": verdicts_before, "b": verdicts_now}
        blank = [month("2000-01", None, "missing")]
        none = verdict("none", which="nothing")
        monkeypatch.setattr(published, "measures", lambda build: MEASURES)
        monkeypatch.setattr(
            published, "trend", lambda build, names, scope, by: frame([*blank, *points[build]])
        )
        monkeypatch.setattr(
            published, "verdicts", lambda build, names, scope, by: pd.DataFrame([none, *said[build]])
        )
        return compare("a", "b", HARBOR)

    return comparing


def test_a_month_that_was_not_there_is_new_and_nothing_is_restated(since):
    found = since([month("2026-09", 40)], [month("2026-09", 40), month("2026-10", 44)])
    assert {period: [m.id for m in ms] for period, ms in found.new.items()} == {"Oct 2026": ["diversions"]}
    assert (found.restated, found.verdicts) == ([], [])


def test_a_month_that_reads_otherwise_is_restated_with_both_numbers(since):
    found = since([month("2026-09", 40)], [month("2026-09", 43)])
    [one] = found.restated
    assert restated_words(one) == "Diversions, Sep 2026: was 40, now 43"
    assert found.new == {}


def test_a_provisional_month_that_filled_up_says_so(since):
    [one] = since([month("2026-09", 40, "provisional")], [month("2026-09", 43)]).restated
    assert restated_words(one).endswith("(had been provisional)")


def test_a_provisional_month_that_came_true_is_no_change(since):
    assert since([month("2026-09", 40, "provisional")], [month("2026-09", 40)]).nothing


def test_a_rate_of_other_counts_is_restated_even_if_it_is_the_same_rate(since):
    before, now = month("2026-09", 50, of=100, which="rate"), month("2026-09", 50, of=200, which="rate")
    [one] = since([before], [now | {"numerator": 100}]).restated
    assert (one.before, one.now) == ("50% (50 of 100)", "50% (100 of 200)")


def test_a_month_that_came_late_in_the_middle_is_restated_only_if_it_was_hidden(since):
    hidden = month("2026-09", None, "suppressed")
    [one] = since([hidden, month("2026-10", 44)], [month("2026-09", 40), month("2026-10", 44)]).restated
    assert restated_words(one) == "Diversions, Sep 2026: was not shown, now 40"


def test_of_a_number_that_is_protected_now_the_old_one_is_nowhere_said_again(since):
    found = since([month("2026-09", 12)], [month("2026-09", None, "suppressed")])
    told = "Diversions, Sep 2026: no longer shown, to protect people"
    assert [restated_words(each) for each in found.restated] == restated_lines(found) == [told]
    assert "12" not in f"{found}"
    assert "12" not in "".join(line.striptags() for line in since_lines(found))


def test_a_hidden_month_that_is_new_is_neither_new_nor_restated(since):
    assert since([month("2026-09", 40)], [month("2026-09", 40), month("2026-10", None, "suppressed")]).nothing


def test_verdicts_are_told_when_they_turn_concerns_first(since):
    found = since(
        [], [],
        [verdict("normal"), verdict("improvement", "up", "rate")],
        [verdict("improvement", "up"), verdict("concern", "down", "rate")],
    )  # fmt: skip
    assert [(v.measure.id, v.before.word, v.now.word) for v in found.verdicts] == [
        ("rate", "Real improvement", "Real concern"),
        ("diversions", "Normal variation", "Real improvement"),
    ]


def test_a_real_change_that_turns_round_is_told(since):
    found = since([], [], [verdict("change", "up")], [verdict("change", "down")])
    assert [v.now.shape for v in found.verdicts] == ["▼"]


def test_the_same_build_says_so(since):
    assert compare("a", "a", HARBOR).same_build


def test_verdicts_come_before_the_line_of_new_months_and_that_before_restated_ones(since):
    found = since(
        [month("2026-09", 40)], [month("2026-09", 41), month("2026-10", 44)],
        [verdict("normal")], [verdict("concern", "down")],
    )  # fmt: skip
    told = since_lines(found)
    assert ["Verdict changed" in told[0], "New" in told[1], "Restated" in told[2]] == [True] * 3


def test_all_new_months_are_named_in_one_line_with_how_many_measures_have_them(since):
    before = [month("2026-08", 50, of=100, which="rate"), month("2026-09", 40)]
    after = [*before, month("2026-09", 50, of=100, which="rate"), month("2026-10", 44),
             month("2026-10", 50, of=100, which="rate")]  # fmt: skip
    [line] = since_lines(since(before, after))
    assert line.striptags().endswith("New. Oct 2026: 2 measures; Sep 2026: 1 measure")


def test_restated_months_are_a_line_a_measure_the_largest_change_first(since):
    names = ("2026-06", "2026-07", "2026-08", "2026-09")
    before = [month(name, 100) for name in names] + [month("2026-09", 50, of=100, which="rate")]
    now = [month("2026-06", 101), month("2026-07", 110), month("2026-08", None, "suppressed"),
           month("2026-09", 102), month("2026-09", 60, of=100, which="rate")]  # fmt: skip
    assert restated_lines(since(before, now)) == [
        "Rate, Sep 2026: was 50% (50 of 100), now 60% (60 of 100)",
        f"Diversions, Jul 2026: was 100, now 110; 2 months by less; 1 month {PROTECTED}",
    ]


def test_months_of_which_only_the_counts_moved_are_counted_and_so_are_measures_beyond_those_named(since):
    before = [month("2026-08", 50, of=100, which="rate"), month("2026-09", 100),
              month("2026-09", 50, of=100, which="rate")]  # fmt: skip
    now = [month("2026-08", 50.2, of=110, which="rate"), month("2026-09", 102),
           month("2026-09", 60, of=100, which="rate")]  # fmt: skip
    found = since(before, now)
    assert len(found.restated) == 3
    assert restated_lines(found)[2:] == ["1 number reads as before. The meeting's page lists them all"]
    assert restated_lines(found, most=1) == [
        "Rate, Sep 2026: was 50% (50 of 100), now 60% (60 of 100)",
        "1 more measure by less; 1 number reads as before. The meeting's page lists them all",
    ]
