"""What the pages on cost say of money and of whole housing units."""

from types import SimpleNamespace

import pytest

from app.outcomes import cost_words
from app.outcomes.cost import BedDays, Costs, Program, Spending, Swing, lines, spending

DAYS = BedDays(expected=20_000, served=5_000, days=365)  # 41 people fewer on an average day


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (20, "worth $2,315,000 with 2 housing units closed"),
        (48, "worth $315,000; no whole housing unit is empty"),
        (None, "worth $315,000; whether a whole housing unit is empty is not known"),
    ],
)
def test_units_that_are_not_known_are_not_told_as_none(size, said):
    told = lines(DAYS, Costs(variable=21, unit_size=size, unit_staffing=1_000_000))
    comparison = SimpleNamespace(baseline=2024, may_claim=True)
    assert said in cost_words._money_sentence(comparison, DAYS, told, Spending(0), grown=False)


def test_what_programs_cost_beyond_what_they_save_is_a_shortfall_not_a_negative_remainder():
    told, comparison = lines(DAYS, Costs(variable=21)), SimpleNamespace(baseline=2024, may_claim=True)
    spent = Spending(1_000_000, at_least=("Drug Court",))
    said = cost_words._money_sentence(comparison, DAYS, told, spent, grown=False)
    assert said.endswith("The chosen programs cost at least $1,000,000: a shortfall of at least $685,000.")


PART = Program("reentry", "Reentry", 40, 1000.0, at_least=True)
NONE = Program("vets", "Veterans Court", 0, 7000.0, at_least=True)


def test_starts_of_which_none_is_told_are_not_told_as_at_least_none():
    assert cost_words.started(PART, "started, 2026") == "at least 40 started, 2026"
    assert cost_words.started(NONE, "started, 2026") == (
        "how many started, 2026, is not told, and its cost is counted as nothing"
    )
    assert cost_words.started(Program("a", "A", 0, 1.0), "started, 2026") == "0 started, 2026"


def test_what_the_cost_lacks_tells_partly_told_starts_from_those_that_are_not():
    partly, untold = cost_words.gaps(spending([PART, NONE]))
    assert partly.endswith("so the cost is at least this: Reentry.")
    assert "counted as nothing" in untold and untold.endswith(": Veterans Court.")
    assert cost_words.gaps(spending([Program("a", "A", 3, 1.0)])) == []


def test_what_an_assumption_changes_carries_the_bound_of_the_programs_cost():
    from app.outcomes import cost_figure
    from app.theme import LIGHT

    one, spent = Swing("program_cost", 750_000, 1_250_000, 50_000, -450_000), spending([PART, NONE])
    assert cost_words.amount_of(one, spent)[1:] == ("at least $750k", "at least $1.25M")
    assert cost_words.amount_of(one, Spending(5.0))[1:] == ("$750k", "$1.25M")
    said = [note.text for note in cost_figure.tornado([one], -200_000, spent, LIGHT).layout.annotations]
    assert "at least $750k → at most $50k;<br>at least $1.25M → at most −$450k" in said[0]  # a line for each
    assert said[1] == "Net at most −$200,000"
