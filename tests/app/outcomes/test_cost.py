"""What bed-days are worth, by hand-worked cases."""

from __future__ import annotations

import pytest

from app.outcomes import cost
from app.outcomes.cost import BedDays, Costs, Period, Program, Spending

COSTS = Costs(variable=20, unit_size=48, unit_staffing=1_000_000, budget=36_500_000, population=800)
FREE = Spending(0)


def test_days_are_people_times_days_and_what_is_not_served_is_averted():
    days = cost.bed_days([Period(31, 200, 170), Period(28, 210, 180)])
    assert (days.expected, days.served) == (200 * 31 + 210 * 28, 170 * 31 + 180 * 28)
    assert days.averted == 30 * 59
    assert days.fewer_people == pytest.approx(30)


def test_a_leap_february_is_compared_by_its_own_calendar():
    assert cost.bed_days([Period(29, 100, 100)]).averted == 0


def test_low_is_the_days_middle_adds_whole_units_and_average_is_no_part_of_them():
    told = cost.lines(BedDays(expected=200 * 365, served=100 * 365, days=365), COSTS)
    assert told.low == 100 * 365 * 20
    assert told.units == 2  # 100 people fewer: two units of 48 and four beds
    assert told.middle == told.low + 2_000_000
    assert told.average_a_day == pytest.approx(125)


def test_part_of_a_year_saves_part_of_a_years_staffing():
    told = cost.lines(BedDays(expected=73 * 48, served=0, days=73), COSTS)
    assert (told.units, told.middle - told.low) == (1, pytest.approx(200_000))


@pytest.mark.parametrize(
    ("fewer", "size", "units"),
    [
        (47.9, 48, 0),  # a unit that is not empty is not closed
        (48, 48, 1),
        (96, 48, 2),
        (0, 48, 0),
        (-1, 48, -1),  # an increase opens a unit, it does not close one
        (-48, 48, -1),
        (-49, 48, -2),
        (10, 0, None),
        (10, -5, None),
        (10, None, None),
    ],
)
def test_units_close_when_empty_and_open_when_needed(fewer, size, units):
    assert cost.units_closed(fewer, size) == units


def test_an_increase_costs_on_every_line():
    told = cost.lines(BedDays(expected=100 * 365, served=110 * 365, days=365), COSTS)
    assert told.low == -10 * 365 * 20
    assert told.middle == told.low - 1_000_000


def test_what_is_not_known_is_not_told():
    days = BedDays(1000, 900, 10)
    assert cost.lines(days, Costs()) == cost.Lines(None, None, None, None)
    without_size = cost.lines(days, Costs(variable=20, unit_staffing=5))
    assert (without_size.low, without_size.middle) == (2000, None)
    assert cost.best(without_size) == 2000
    assert cost.lines(days, Costs(variable=20, unit_size=0, unit_staffing=5)).middle is None
    assert cost.lines(days, Costs(budget=100, population=0)).average_a_day is None
    assert cost.net(None, FREE) is None


def test_no_days_at_all_change_nothing():
    told = cost.lines(cost.bed_days([]), COSTS)
    assert (told.low, told.middle) == (0, 0)


def test_programs_cost_their_participants_and_what_is_hidden_is_named():
    spent = cost.spending([
        Program("a", "Court", 50, 7000.0),
        Program("b", "Reentry", 30, 1000.0, at_least=True),
        Program("c", "Peers", 10, None),
    ])  # fmt: skip
    assert spent.total == 380_000
    assert (spent.at_least, spent.unpriced, spent.exact) == (("Reentry",), ("Peers",), False)
    assert cost.net(400_000, spent) == 20_000


def test_break_even_is_where_the_net_is_zero():
    days, spent = BedDays(expected=20_000, served=15_000, days=365), Spending(200_000)
    needed = cost.break_even_cost(days, COSTS, spent)
    changed = Costs(**(COSTS.__dict__ | {"variable": needed}))
    assert cost.net(cost.best(cost.lines(days, changed)), spent) == pytest.approx(0)
    assert cost.break_even_cost(BedDays(10, 20, 1), COSTS, spent) is None


@pytest.mark.parametrize(
    ("costs", "total", "people"),
    [
        (COSTS, 200_000, 28),  # 27.4 people a day by the days alone
        (COSTS, 1_000_000, 48),  # by the days alone 137: the first empty unit pays
        (COSTS, 1_350_401, 49),  # one unit and 48 people's days are a dollar short
        (Costs(variable=20), 1_000_000, 137),
        (Costs(variable=0, unit_size=48, unit_staffing=1_000_000), 1_500_000, 96),
        (COSTS, 0, 0),
        (Costs(variable=0), 1, None),
        (Costs(), 1, None),
    ],
)
def test_the_people_who_pay_for_the_programs_are_the_first_with_no_loss(costs, total, people):
    days, spent = BedDays(expected=20_000, served=15_000, days=365), Spending(total)
    assert cost.break_even_people(days, costs, spent) == people
    assert cost.break_even_days(days, costs, spent) == (None if people is None else people * 365)

    def left(fewer):
        told = cost.lines(BedDays(expected=fewer * 365, served=0, days=365), costs)
        return cost.net(cost.best(told), spent)

    if people:
        assert left(people) >= -0.005 > left(people - 1)


def test_without_days_nothing_breaks_even():
    assert cost.break_even_people(BedDays(0, 0, 0), COSTS, Spending(10)) is None


def test_the_widest_swing_stands_first_and_each_end_is_the_net_with_it():
    days, spent = BedDays(expected=200 * 365, served=190 * 365, days=365), Spending(50_000)
    found = cost.swings(days, COSTS, spent, 0.25)
    assert [one.width for one in found] == sorted((one.width for one in found), reverse=True)
    by_name = {one.name: one for one in found}
    assert by_name["program_cost"].low_net - by_name["program_cost"].high_net == pytest.approx(25_000)
    assert by_name["variable"].high_net == pytest.approx(10 * 365 * 25 - 50_000)
    assert "unit_staffing" not in by_name  # no unit closes, so it changes nothing
    assert cost.swings(days, Costs(), spent, 0.25) == []


def test_a_saving_pays_for_whole_participants_only():
    assert cost.paid_for(100_000, 50, 7_200) == 6
    assert cost.paid_for(-100_000, 50, 7_200) == 0
    assert cost.paid_for(100_000, 50, None) is None
    assert cost.paid_for(100_000, 50, 0) is None
