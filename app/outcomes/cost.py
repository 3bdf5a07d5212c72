"""What bed-days are worth: the formula of Justice Reinvestment, and nothing else. No Streamlit, no reading.

Averted bed-days are the days expected at the comparison less the days served. They are worth, at least,
what each
day costs that is not spent (low); with what it saves to close whole housing units (middle). A county's budget
divided by its days is an average cost: walls and most staff are paid for whether a bed is empty or not, so
it is
no saving (Vera Institute of Justice, A Guide to Calculating Justice-System Marginal Costs, 2013).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

DAYS_A_YEAR = 365
ASSUMPTIONS = {
    "variable": "Cost that one bed-day adds",
    "unit_size": "Beds in a housing unit",
    "unit_staffing": "Staffing of one unit, a year",
    "program_cost": "Program cost",
}


@dataclass(frozen=True)
class Period:
    """People a day in a period of `days` days, then (the comparison) and now."""

    days: float
    then: float
    now: float


@dataclass(frozen=True)
class BedDays:
    """Person-days expected and served over `days` calendar days."""

    expected: float
    served: float
    days: float

    @property
    def averted(self) -> float:
        """Below zero when more days were served than expected."""
        return self.expected - self.served

    @property
    def fewer_people(self) -> float:
        """The change in population: people fewer on an average day; below zero for more."""
        return self.averted / self.days if self.days else 0.0


@dataclass(frozen=True)
class Costs:
    """A county's cost items in dollars, people and beds; None where it has not said."""

    variable: float | None = None
    unit_size: float | None = None
    unit_staffing: float | None = None
    budget: float | None = None
    population: float | None = None


@dataclass(frozen=True)
class Program:
    """A program whose cost is subtracted. at_least: some of its numbers are not released, so it has more."""

    id: str
    name: str
    participants: float
    cost_each: float | None
    at_least: bool = False

    @property
    def untold(self) -> bool:
        """No start is told, which is not to say that there was none."""
        return self.at_least and not self.participants

    @property
    def cost(self) -> float:
        """Zero where the cost of a participant is not known; see Spending.unpriced."""
        return self.participants * (self.cost_each or 0.0)


@dataclass(frozen=True)
class Spending:
    """What the programs cost together, at least; at_least and unpriced name those that cost more than is
    known.
    """

    total: float
    at_least: tuple[str, ...] = ()
    unpriced: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()  # of at_least, those of which no start at all is told: they count as nothing

    @property
    def exact(self) -> bool:
        """Nothing is missing from the total."""
        return not (self.at_least or self.unpriced)


@dataclass(frozen=True)
class Lines:
    """Dollars; None where a cost item is missing. `units`: whole housing units closed, below zero for
    opened.
    """

    low: float | None
    middle: float | None
    units: int | None
    average_a_day: float | None


@dataclass(frozen=True)
class Swing:
    """What one assumption does to the net: its values at both ends and the net with each."""

    name: str
    low_value: float
    high_value: float
    low_net: float
    high_net: float

    @property
    def width(self) -> float:
        """Dollars between the two nets."""
        return abs(self.high_net - self.low_net)


def bed_days(periods: Iterable[Period]) -> BedDays:
    """The days of all periods; the comparison's people a day over the calendar of the period itself."""
    listed = list(periods)
    return BedDays(
        expected=sum(each.then * each.days for each in listed),
        served=sum(each.now * each.days for each in listed),
        days=sum(each.days for each in listed),
    )


def units_closed(fewer_people: float, unit_size: float | None) -> int | None:
    """Whole housing units that the change empties; an increase opens one as soon as it begins.

    None without a size, or with one that no unit can have.
    """
    if unit_size is None or unit_size <= 0:
        return None
    # The quotient is rounded first, so that 96 people fewer are two units of 48 also in floating point.
    return math.floor(round(fewer_people / unit_size, 9))


def lines(days: BedDays, costs: Costs) -> Lines:
    """The three lines, which always stand together. Staffing is a year's, so a part of a year is worth a
    part.
    """
    low = None if costs.variable is None else days.averted * costs.variable
    units = units_closed(days.fewer_people, costs.unit_size)
    middle = None
    if low is not None and units is not None and costs.unit_staffing is not None:
        middle = low + units * costs.unit_staffing * days.days / DAYS_A_YEAR
    average = None
    if costs.budget is not None and costs.population:
        average = costs.budget / (costs.population * DAYS_A_YEAR)
    return Lines(low, middle, units, average)


def spending(programs: Iterable[Program]) -> Spending:
    """The programs' cost: participants times what one costs."""
    listed = list(programs)
    return Spending(
        total=sum(each.cost for each in listed),
        at_least=tuple(each.name for each in listed if each.at_least),
        unpriced=tuple(each.name for each in listed if each.cost_each is None),
        untold=tuple(each.name for each in listed if each.untold),
    )


def net(gross: float | None, spent: Spending) -> float | None:
    """What is left when the programs are paid for; at most that, where their cost is not known in full."""
    return None if gross is None else gross - spent.total


def best(told: Lines) -> float | None:
    """The middle line, or the low one where the middle cannot be told."""
    return told.low if told.middle is None else told.middle


def break_even_people(days: BedDays, costs: Costs, spent: Spending) -> int | None:
    """The first whole number of people fewer on an average day at which the net is not below zero.

    By the formula of the net, whole housing units included; None where no number pays for the programs.
    """
    few, many = 0, _certainly_enough(days, costs, spent)
    while many is not None and few < many:
        middle = (few + many) // 2
        few, many = (few, middle) if _pays(middle, days, costs, spent) else (middle + 1, many)
    return many


def break_even_days(days: BedDays, costs: Costs, spent: Spending) -> float | None:
    """Averted bed-days that pay for the programs: those of break_even_people over the same days."""
    people = break_even_people(days, costs, spent)
    return None if people is None else people * days.days


def _certainly_enough(days: BedDays, costs: Costs, spent: Spending) -> int | None:
    """People fewer a day that pay for the programs by the days alone, or by the units alone."""
    enough = []
    if costs.variable and days.days:
        enough.append(math.ceil(spent.total / (costs.variable * days.days)) + 1)
    if costs.variable is not None and costs.unit_size and costs.unit_staffing and days.days:
        unit = costs.unit_staffing * days.days / DAYS_A_YEAR
        enough.append(math.ceil((math.ceil(spent.total / unit) + 1) * costs.unit_size))
    return min(enough, default=None)


def _pays(people: int, days: BedDays, costs: Costs, spent: Spending) -> bool:
    fewer = BedDays(expected=people * days.days, served=0, days=days.days)
    left = net(best(lines(fewer, costs)), spent)
    return left is not None and left >= -0.005  # half a cent: what is not binary does not cost a person


def break_even_cost(days: BedDays, costs: Costs, spent: Spending) -> float | None:
    """The cost a bed-day would have to add for the net to be zero; None where no such cost exists."""
    if days.averted <= 0:
        return None
    told = lines(days, costs)
    units = (told.middle or 0.0) - (told.low or 0.0) if told.middle is not None else 0.0
    return max((spent.total - units) / days.averted, 0.0)


def swings(days: BedDays, costs: Costs, spent: Spending, share: float) -> list[Swing]:
    """The net with each assumption `share` lower and higher (0.25: a quarter), the widest first.

    The assumptions that nobody has put a number to are left out.
    """
    found = []
    for name in ASSUMPTIONS:
        value = _value(name, costs, spent)
        if not value:
            continue
        ends = [value * (1 - share), value * (1 + share)]
        nets = [_net_with(name, end, days, costs, spent) for end in ends]
        if None not in nets:
            found.append(Swing(name, *ends, *nets))
    return sorted((one for one in found if one.width > 0), key=lambda one: -one.width)


def _value(name: str, costs: Costs, spent: Spending) -> float | None:
    return spent.total if name == "program_cost" else getattr(costs, name)


def _net_with(name: str, value: float, days: BedDays, costs: Costs, spent: Spending) -> float | None:
    if name == "program_cost":
        spent = replace(spent, total=value)
    else:
        costs = replace(costs, **{name: value})
    return net(best(lines(days, costs)), spent)


def paid_for(amount: float, share: float, cost_each: float | None) -> int | None:
    """Whole participants that `share` percent of an amount pays for; None where one's cost is not known."""
    if not cost_each or cost_each <= 0:
        return None
    return max(math.floor(amount * share / 100 / cost_each), 0)
