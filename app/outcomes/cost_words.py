"""Money in words: what the pages on cost say, told from plain values."""

from __future__ import annotations

from app import wording
from app.outcomes.cost import ASSUMPTIONS, BedDays, Lines, Program, Spending, Swing, best, net
from app.outcomes.jail_days import Comparison

NOT_KNOWN = "Not known"
NO_SAVING = "Normal variation: no saving can be claimed"


def money(value: float | None) -> str:
    """'$12,300', '−$12,300' or 'Not known'; to whole hundreds."""
    if not wording.is_number(value):
        return NOT_KNOWN
    rounded = round(value, -2) + 0.0  # + 0.0: no minus before a zero
    return f"{'−' if rounded < 0 else ''}${abs(rounded):,.0f}"


def short_money(value: float) -> str:
    """'$2.8M', '−$313k' or '$22.90', for narrow places."""
    size, sign = abs(value), "−" if value < 0 else ""
    if size >= 999_500:
        return f"{sign}${size / 1e6:.2f}M"
    return f"{sign}${size / 1e3:.0f}k" if size >= 1000 else f"{sign}${size:.2f}"


def exact_money(value: float | None) -> str:
    """'$22.90', for what a day costs; '$1,260,000' where cents say nothing."""
    if not wording.is_number(value):
        return NOT_KNOWN
    return f"${value:,.2f}" if abs(value) < 1000 else f"${value:,.0f}"


def at_least(spent: Spending) -> str:
    """What stands before a number that grows with the programs' cost: 'at least ', '' where it is exact."""
    return "" if spent.exact else "at least "


def at_most(spent: Spending) -> str:
    """What stands before a number that shrinks with the programs' cost: 'at most ', '' where it is exact."""
    return "" if spent.exact else "at most "


def started(one: Program, when: str) -> str:
    """'at least 40 started, 2026'; of which none is told, that they are not, and what that does."""
    if one.untold:
        return f"how many {when}, is not told, and its cost is counted as nothing"
    return f"{'at least ' if one.at_least else ''}{one.participants:,.0f} {when}"


def gaps(spent: Spending) -> list[str]:
    """What the programs' cost lacks, in sentences."""
    partly = [name for name in spent.at_least if name not in spent.untold]
    told = []
    if partly:
        told.append(
            "Not every start, now or in the comparison, is shown (fewer than 11, or protected), so the "
            f"cost is at least this: {wording.listed(partly)}."
        )
    if spent.untold:
        told.append(
            "Starts are not told (fewer than 11, or protected), so the cost is counted as nothing and the "
            f"programs together cost at least this: {wording.listed(list(spent.untold))}."
        )
    if spent.unpriced:
        told.append(f"The cost of a participant is not known: {wording.listed(list(spent.unpriced))}.")
    return told


def amount_of(one: Swing, spent: Spending) -> tuple[str, str, str]:
    """(name, low end, high end) of one assumption as people read them."""
    if one.name == "baseline":
        return "Compared with another year", f"{one.low_value:.0f}", f"{one.high_value:.0f}"
    if one.name == "unit_size":
        return ASSUMPTIONS[one.name], wording.count(one.low_value), wording.count(one.high_value)
    bound = at_least(spent) if one.name == "program_cost" else ""
    return ASSUMPTIONS[one.name], *(f"{bound}{short_money(end)}" for end in (one.low_value, one.high_value))


def period_words(comparison: Comparison) -> str:
    """'January to October 2026'; a whole year is the year."""
    frame, grain = comparison.frame, comparison.series.grain
    if grain != "month":
        named = [wording.period(day.date(), grain) for day in frame["period"]]
        return named[0] if len(named) == 1 else f"{named[0]} to {named[-1]}"
    months = [wording.LONG_MONTHS[day.month - 1] for day in frame["period"]]
    if len(months) == 12:
        return str(comparison.year)
    if len(months) == 1:
        return f"{months[0]} {comparison.year}"
    return f"{months[0]} to {months[-1]} {comparison.year}"


def finding(
    comparison: Comparison, who: str, told: Lines, spent: Spending, grown: bool = False
) -> tuple[str, str]:
    """(the finding, what follows from it), to read aloud. grown: programs cost only what they grew."""
    days = comparison.days
    return _days_sentence(comparison, days, who), _money_sentence(comparison, days, told, spent, grown)


def _days_sentence(comparison: Comparison, days: BedDays, who: str) -> str:
    more = "fewer" if days.averted >= 0 else "more"
    people = abs(days.fewer_people)
    on_average = wording.many(round(people), "person", "people")
    spent = f"{wording.lower_first(who)} spent {wording.count(abs(days.averted))} {more} days in jail"
    return (
        f"{period_words(comparison)}: {spent} than in the same part of {comparison.baseline}, "
        f"{on_average} {more} on an average day."
    )


def _money_sentence(comparison: Comparison, days: BedDays, told: Lines, spent: Spending, grown: bool) -> str:
    left = net(best(told), spent)
    whose = f"What the chosen programs grew since {comparison.baseline}" if grown else "The chosen programs"
    programs = f"{whose} cost{'s' if grown else ''} {at_least(spent)}{money(spent.total)}"
    if left is None:
        return f"{programs}. What a day costs is not known, so nothing can be said of a saving."
    if round(left, -2) < 0:
        ending = f"{programs}: a shortfall of {at_least(spent)}{money(-left)}."
    else:
        ending = f"{programs}, which leaves {at_most(spent)}{money(left)}."
    if days.averted < 0:
        return f"No saving: the additional days cost {money(-best(told))}. {ending}"
    if not comparison.may_claim:
        return (
            f"{_why_not(comparison)}. The arithmetic, for what it is worth: {money(best(told))} in jail "
            "costs. "
            f"{ending}"
        )
    if told.units is None:
        closing = "; whether a whole housing unit is empty is not known"
    elif told.units:
        closing = f" with {wording.many(told.units, 'housing unit')} closed"
    else:
        closing = "; no whole housing unit is empty"
    return f"That is worth {money(best(told))}{closing}. {ending}"


def _why_not(comparison: Comparison) -> str:
    verdict = comparison.series.verdict
    if verdict.code in ("early", "too_few", "none"):
        return "Too few months to say whether this is a real change: no saving can be claimed"
    if verdict.code == "concern":
        return "The newest months are a real concern: no saving can be claimed"
    if verdict.code == "normal":
        return NO_SAVING
    return "No real change for the better shows in this period itself: no saving can be claimed"
