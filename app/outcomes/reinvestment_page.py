"""Justice Reinvestment: bed-days averted, what they are worth, what the programs cost, and what is left."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from app import filters, panels, published, series, wording
from app.markup import fill, joined
from app.model import Series
from app.outcomes import assumptions, cost, cost_words, jail_days, parts, reinvest_into
from app.outcomes.assumptions import Assumed
from app.outcomes.cost import Lines, Spending, Swing
from app.outcomes.cost_words import exact_money, money
from app.outcomes.jail_days import Comparison

NOT_JUDGED = "The verdict of the newest months does not speak of these"
COUNTED = ("All of the period's", "Only what it grew since the comparison")
RANGES = {"10% either way": 0.10, "25% either way": 0.25, "50% either way": 0.50}
SOURCES = (
    "Averted bed-days are the people a day of the comparison, over the calendar of the period, less the "
    "days served. "
    "Stays that go on are counted to the last day known.",
    "Low: days times what one day adds (food, laundry, medication). Middle: and the staffing of each "
    "whole housing "
    "unit that the change in population empties, for the part of the year that is compared; an increase "
    "of any size "
    "opens a unit. The average cost is the budget over all days of the year; it is no saving, because "
    "most of it is "
    "spent whether a bed is empty or not.",
    "Programs: everybody who started in the months compared, also in programs older than the comparison: "
    "the strictest reckoning. Programs that gave as much before are no new cost: counted by growth, the "
    "starts of the same months of the comparison are taken off. "
    "A number that is not released counts as nothing, so the cost is told as “at least”, what is left as "
    "“at most”.",
    "Sources: Vera Institute of Justice, A Guide to Calculating Justice-System Marginal Costs (2013); the "
    "Justice "
    "Reinvestment Initiative (Bureau of Justice Assistance; CSG Justice Center). A comparison of two "
    "years is no proof "
    "that a program caused the change.",
)


def draw() -> None:
    """The page of the current build."""
    build_id = published.current()
    top = st.container(key="reinvestment_top")
    found = _series(build_id)
    if not found:
        with top:
            panels.head("Justice Reinvestment", panels.when(build_id))
        st.info(
            "No jail population is shown for the partnership yet. It fills when the jail's bookings are "
            "loaded."
        )
        return
    if published.table(build_id, "costs") is None:
        with top:
            panels.head("Justice Reinvestment", panels.when(build_id))
        st.info(
            "The data shown was published by an earlier version and has no costs. They come with the next "
            "publication."
        )
        return
    comparison, who = _choose(found)
    results = st.container(key="reinvestment")
    asked, grown = _ask(build_id, comparison, results)
    told, spent = cost.lines(comparison.days, asked.costs), cost.spending(asked.programs)
    with top:
        panels.head("Justice Reinvestment", panels.when(build_id), "What if" if asked.changed else "")
    with results:
        _results(build_id, comparison, who, asked, told, spent, grown)
    left = cost.net(cost.best(told), spent)
    saving = max(left or 0.0, 0.0) if comparison.may_claim else 0.0
    every = jail_days.programs(build_id, comparison.year, comparison.months)
    reinvest_into.draw(saving, every, spent.exact)
    panels.notes(*SOURCES)


def _series(build_id: str) -> dict[str, Series]:
    """Label -> the jail population that can be compared."""
    home = series.home_scope(build_id)
    every = {label: series.one(build_id, name, home) for label, name in jail_days.WHO.items()}
    return {label: one for label, one in every.items() if one is not None and len(jail_days.years(one)) > 1}


def _choose(found: dict[str, Series]) -> tuple[Comparison, str]:
    """Whose days, which year, and the year to hold it against."""
    with st.container(key="filters"):
        columns = st.columns([2.2, 1.2, 1.4])
        who = _pick(columns[0], "Whose days", list(found), "who", 0)
        one = found[who]
        known = [str(year) for year in jail_days.years(one)]
        year = int(_pick(columns[1], "Year", known[:-1], "jail_year", 0))
        before = [text for text in reversed(known) if int(text) < year]
        first = str(jail_days.first_whole_year(one))
        usual = before.index(first) if first in before else 0
        baseline = int(_pick(columns[2], "Compared with the same months of", before, "baseline", usual))
    return jail_days.compare(one, year, baseline), who


def _pick(column, label: str, options: list[str], key: str, usual: int) -> str:
    filters.from_address(label, options, key, options[usual])
    chosen = column.selectbox(label, options, index=usual, key=key, bind="query-params")
    return filters.checked(chosen, [options[usual], *options])


def _ask(build_id: str, comparison: Comparison, results) -> tuple[Assumed, bool]:
    """The assumptions, below the results that they lead to; whether programs cost only what they grew.

    What the address cannot mean is told above the results: who opens a link must not take them for its.
    """
    names = [each.name for each in jail_days.programs(build_id, comparison.year)]
    st.html('<h2 id="assumptions">What this rests on</h2>')
    usual = [name for name in jail_days.usual_programs(build_id) if name in names]
    filters.names_from_address("program", names, "programs", results)
    chosen = st.multiselect(
        "Programs whose cost is subtracted", names, default=usual, key="programs", bind="query-params"
    )
    counted = _pick(st, "Program cost counted", list(COUNTED), "cost_counted", 0)
    grown = counted != COUNTED[0]
    every = jail_days.programs(
        build_id, comparison.year, comparison.months, comparison.baseline if grown else None
    )
    known = jail_days.counties(build_id)
    county = known[0] if known else ""
    if len(known) > 1:
        county = _pick(st, "Costs of which county", known, "county", 0)
    given = jail_days.items(build_id, county, comparison.year)
    period = cost_words.period_words(comparison) if len(comparison.frame) else "no month"
    started = f"more started than in {comparison.baseline}" if grown else "started"
    priced = [each for each in every if each.name in chosen]
    asked = assumptions.ask(given, comparison.year, priced, f"{started}, {period}", results)
    changed = [*asked.changed, *(["the choice of programs"] if sorted(chosen) != sorted(usual) else [])]
    changed += [f"only what programs grew since {comparison.baseline} is counted"] if grown else []
    return replace(asked, changed=tuple(changed)), grown


def _results(
    build_id: str,
    comparison: Comparison,
    who: str,
    asked: Assumed,
    told: Lines,
    spent: Spending,
    grown: bool,
) -> None:
    if not len(comparison.frame):
        st.info(
            f"No period of {comparison.year} has a number in {comparison.baseline} too. Choose another "
            "year to compare."
        )
        return
    days, money_told = cost_words.finding(comparison, who, told, spent, grown)
    mark = comparison.series.mark if comparison.judged else wording.mark("normal")
    st.html(
        fill(
            '<ul class="story"><li class="{tone}"><span aria-hidden="true">{shape}</span><p><b>{days}</b> '
            '<span class="quiet">{money}</span></p></li></ul>',
            tone=mark.tone,
            shape=mark.shape,
            days=days,
            money=money_told,
        )
    )
    if asked.changed:
        panels.note(f"What if: changed from the county's own figures: {wording.listed(list(asked.changed))}.")
    _tiles(comparison, asked, told, spent)
    panels.notes(*_gaps(comparison, spent), *_shared(build_id, comparison))
    with st.container(key="charts"):
        _days_panel(comparison)
        _sensitivity(comparison, asked, told, spent)


def _tiles(comparison: Comparison, asked: Assumed, told: Lines, spent: Spending) -> None:
    """The days, the three lines that stand together, the programs, and what is left."""
    days, costs = comparison.days, asked.costs
    left = cost.net(cost.best(told), spent)
    least, most = cost_words.at_least(spent), cost_words.at_most(spent)
    people, even = (told_by(days, costs, spent) for told_by in (cost.break_even_people, cost.break_even_days))
    needed = cost.break_even_cost(days, costs, spent)
    claim = "" if comparison.may_claim else "Arithmetic only; no saving can be claimed"
    units = wording.UNKNOWN if told.units is None else _signed(told.units)
    tiles = (
        (
            "Bed-days averted",
            _signed(days.averted),
            (
                ("Expected", wording.count(days.expected)),
                ("Served", wording.count(days.served)),
                ("People fewer a day", _signed(days.fewer_people)),
            ),
            comparison.series.mark.word if comparison.judged else NOT_JUDGED,
        ),
        (
            "Low: what the days cost",
            money(told.low),
            (("A day adds", exact_money(costs.variable)), ("Days", _signed(days.averted))),
            claim,
        ),
        (
            "Middle: and whole units",
            money(told.middle),
            (("Units closed", units), ("Staffing a year", money(costs.unit_staffing))),
            claim,
        ),
        (
            "Average cost, not a saving",
            f"{money_a_day(told.average_a_day)}",
            (("Budget", money(costs.budget)), ("People a day", wording.count(costs.population))),
            "Spent whether a bed is empty or not",
        ),
        (
            "Left when programs are paid",
            f"{'' if left is None else most}{money(left)}",
            (
                ("Programs", f"{least}{money(spent.total)}"),
                ("Days that pay for them", f"{'' if even is None else least}{wording.count(even)}"),
                ("People fewer a day, so", f"{'' if people is None else least}{wording.count(people)}"),
                (
                    "Or a day's cost of",
                    wording.UNKNOWN if needed is None else f"{least}{exact_money(needed)}",
                ),
            ),
            "Break-even: there the net is zero",
        ),
    )
    st.html(fill('<div class="five money">{tiles}</div>', tiles=joined(_tile(*each) for each in tiles)))


def money_a_day(value: float | None) -> str:
    """'$165 a day', or that it is not known."""
    return f"${value:,.0f} a day" if wording.is_number(value) else cost_words.NOT_KNOWN


def _signed(value: float) -> str:
    """A difference, with a real minus."""
    return wording.count(round(value) + 0.0).replace("-", "−")


def _tile(name: str, value: str, rows: tuple[tuple[str, str], ...], cover: str):
    facts = joined(fill("<div><dt>{n}</dt><dd>{v}</dd></div>", n=n, v=v) for n, v in rows)
    words = "" if value[:1] in "0123456789$−" else " words"
    return fill(
        '<section class="tile"><h2>{name}</h2><p class="big{words}">{value}</p><dl>{facts}</dl>'
        '<p class="quiet cover">{cover}</p></section>',
        name=name,
        words=words,
        value=panels.amount(value),
        facts=facts,
        cover=cover,
    )


def _gaps(comparison: Comparison, spent: Spending) -> list[str]:
    """What the numbers lack, said beside them."""
    told = []
    if comparison.unmatched:
        grain = comparison.series.grain
        told.append(
            f"{wording.many(comparison.unmatched, grain)} of {comparison.year} left out: no number is "
            "shown for it in "
            "both years."
        )
    return [*told, *cost_words.gaps(spent)]


def _shared(build_id: str, comparison: Comparison) -> list[str]:
    """How starts told by quarter fit the months compared."""
    told = []
    if jail_days.shared_out(build_id, comparison.months, comparison.year):
        told.append(
            "Programs tell starts by quarter; a quarter of which only some months are compared counts by "
            "their share."
        )
    return told


def _days_panel(comparison: Comparison) -> None:
    """Expected and served, period by period."""
    rows = [
        {
            "Period": wording.period(row.period.date(), comparison.series.grain),
            f"People a day, {comparison.baseline}": wording.count(row.then),
            f"People a day, {comparison.year}": wording.count(row.now),
            "Days expected": wording.count(row.then * row.days),
            "Days served": wording.count(row.now * row.days),
            "Averted": _signed((row.then - row.now) * row.days),
        }
        for row in comparison.frame.itertuples(index=False)
    ]
    with st.container(border=True, key="chart_flow_days"):
        title = f"Days in jail, {comparison.year} beside {comparison.baseline}"
        parts.head(
            title,
            f"{comparison.series.measure.title}: people on an average day, times days. "
            f"{comparison.series.scope.name}",
        )
        st.plotly_chart(
            _days_figure(comparison),
            key="plot_days",
            theme=None,
            width="stretch",
            config={"displayModeBar": False},
            alt=f"{title}. " + " ".join(f"{row['Period']}: {row['Averted']} averted." for row in rows),
        )
        parts.under(rows, "days", "justice-reinvestment-days", comparison.series.measure)


def _days_figure(comparison: Comparison):
    from app.outcomes import cost_figure  # Plotly loads where it is drawn

    return cost_figure.days(comparison, panels.colors())


def _sensitivity(comparison: Comparison, asked: Assumed, told: Lines, spent: Spending) -> None:
    """Which assumption matters most."""
    left = cost.net(cost.best(told), spent)
    with st.container(border=True, key="chart_flow_sensitivity"):
        head = st.container()
        share = RANGES[_pick(st, "Each assumption", list(RANGES), "range", 1)]
        found = cost.swings(comparison.days, asked.costs, spent, share)
        others = _other_years(comparison, asked, spent)
        found = sorted([*found, *([others] if others else [])], key=lambda one: -one.width)
        if left is None or not found:
            with head:
                parts.head("What matters most", "Nothing to vary: what a day costs is not known.")
            return
        name = cost_words.amount_of(found[0], spent)[0]
        with head:
            parts.head(
                f"What matters most: {wording.lower_first(name)}",
                "What is left when programs are paid, with one assumption at a time lower and higher.",
            )
        from app.outcomes import cost_figure

        rows = _swing_rows(found, spent)
        st.plotly_chart(
            cost_figure.tornado(found, left, spent, panels.colors()),
            key="plot_sensitivity",
            theme=None,
            width="stretch",
            config={"displayModeBar": False},
            alt=" ".join(
                f"{row['Assumption']}: {row['Left, low end']} to {row['Left, high end']}." for row in rows
            ),
        )
        parts.under(rows, "sensitivity", "justice-reinvestment-sensitivity", comparison.series.measure)


def _other_years(comparison: Comparison, asked: Assumed, spent: Spending) -> Swing | None:
    """The net with the other years to compare with: its lowest and highest."""
    nets = []
    for year in jail_days.years(comparison.series):
        if year < comparison.year:
            days = jail_days.compare(comparison.series, comparison.year, year).days
            one = cost.net(cost.best(cost.lines(days, asked.costs)), spent)
            if one is not None and days.days == comparison.days.days:
                nets.append((one, year))
    if len(nets) < 2:
        return None
    return Swing("baseline", min(nets)[1], max(nets)[1], min(nets)[0], max(nets)[0])


def _swing_rows(found: list[Swing], spent: Spending) -> list[dict]:
    rows, most = [], cost_words.at_most(spent)
    for one in found:
        name, low, high = cost_words.amount_of(one, spent)
        rows.append(
            {
                "Assumption": name,
                "Low end": low,
                "High end": high,
                "Left, low end": f"{most}{money(one.low_net)}",
                "Left, high end": f"{most}{money(one.high_net)}",
            }
        )
    return rows
