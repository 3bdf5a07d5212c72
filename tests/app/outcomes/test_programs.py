"""The funnel of a program in words, and the year that its page opens with."""

from __future__ import annotations

from app.outcomes import programs, programs_page, programs_panels
from app.outcomes.programs import Cohort, Step
from tests.app.conftest import series

NAMES = tuple(programs.FUNNEL.values())


def cohort(
    year: int = 2024,
    reached: tuple[float | None, ...] = (200, 200, 180, 120, 90),
    still: tuple[float | None, ...] = (0, 0, 0, 0, 0),
    mature: bool = True,
) -> Cohort:
    """A year of referrals: how many came to each step, and how many may still."""
    steps = [
        Step(name, there, open_, None if open_ is None else 0.0, None, reached[0])
        for name, there, open_ in zip(NAMES, reached, still, strict=True)
    ]
    return Cohort(year, tuple(steps), mature, False)


def test_everybodys_outcome_is_known_where_nobody_is_open():
    assert programs_panels._funnel_note(cohort()) == "Everybody's outcome is known."


def test_a_hidden_number_of_open_cases_is_no_known_outcome():
    note = programs_panels._funnel_note(cohort(still=(0, 0, 0, 0, None)))
    assert note == "How many of its people are still open is not shown."


def test_open_cases_of_which_a_part_is_hidden_are_at_least_as_many():
    assert programs_panels._funnel_note(cohort(still=(0, 0, 0, 20, None))) == (
        "At least 20 of its people are still open."
    )


def test_the_step_that_is_not_shown_is_named():
    note = programs_panels._funnel_note(cohort(reached=(200, 200, 180, None, 90)))
    assert note == "Not shown, since it would tell of fewer than 11: retained."


def test_the_page_opens_with_the_mature_year_that_tells_most():
    less = (200, 200, 180, None, 90)
    found = (cohort(2022), cohort(2023), cohort(2024, less), cohort(2025, mature=False))
    assert programs.most_told(found) == 2023
    assert programs.most_told((cohort(2022, less), cohort(2023, less), cohort(2024, less))) == 2024


def test_a_few_months_of_data_are_no_year_to_open_with():
    found = (cohort(2022, (30, 30, 28, 20, 15)), cohort(2023, (200, 200, 180, None, 90)))
    assert programs.most_told(found) == 2023


def test_where_no_year_is_mature_the_newest_is_shown():
    assert programs.most_told((cohort(2025, mature=False), cohort(2026, mature=False))) == 2026


def test_a_card_says_how_old_the_newest_number_is(monkeypatch):
    monkeypatch.setattr(programs, "type_label", lambda *_: "Drug court")
    found = {"enrollments": series([20, 21, *["suppressed"] * 6]).dated()}
    assert "Newest shown Feb 2025" in programs_page._type_lines("b1", "drug_court", found, True)
    near = {"enrollments": series([20, 21, "suppressed"]).dated()}
    assert "Newest shown" not in programs_page._type_lines("b1", "drug_court", near, True)
