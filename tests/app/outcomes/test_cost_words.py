"""What the pages on cost say of money and of whole housing units."""

from types import SimpleNamespace

import pytest

from app.outcomes import cost_words
from app.outcomes.cost import BedDays, Costs, Spending, lines

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
