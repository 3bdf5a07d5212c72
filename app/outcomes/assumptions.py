"""The figures that Justice Reinvestment rests on, each with its source, each open to a "what if".

What is changed lives in the address and marks the page; the county's own figures are one button away.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from app import wording
from app.outcomes.cost import Costs, Program
from app.outcomes.cost_words import exact_money
from app.outcomes.jail_days import Item

INPUTS = {
    "variable": ("Cost that one bed-day adds ($)", 0.5, "%.2f"),
    "unit_size": ("Beds in a housing unit", 1.0, "%.0f"),
    "unit_staffing": ("Staffing of one unit, a year ($)", 10_000.0, "%.0f"),
    "budget": ("Jail budget, a year ($)", 100_000.0, "%.0f"),
    "population": ("Average daily population, for the average cost", 1.0, "%.0f"),
}
MOST = {"variable": 1e4, "unit_size": 1e4, "unit_staffing": 1e8, "budget": 1e10, "population": 1e5}
MOST_EACH = 1e6  # dollars a participant
BACK = "Back to the county's own figures"


@dataclass(frozen=True)
class Assumed:
    """What the page reckons with. changed: in words, what is not the county's own figure."""

    costs: Costs
    programs: list[Program]
    changed: tuple[str, ...]


def ask(given: dict[str, Item], year: int, chosen: list[Program], started: str) -> Assumed:
    """Draw the inputs and give what they say. started: 'started, January to October 2026', of programs."""
    values = {}
    for column, name in zip(_columns(len(INPUTS)), INPUTS, strict=True):
        with column:
            values[name] = _cost(name, given.get(name), year)
    own = {name: given[name].value if name in given else None for name in INPUTS}
    changed = [
        wording.lower_first(INPUTS[name][0].removesuffix(" ($)"))
        for name, value in values.items()
        if value != own[name]
    ]
    programs = []
    for column, each in zip(_columns(len(chosen)), chosen, strict=True):
        with column:
            programs.append(_program(each, year, started))
    changed += [f"cost of {new.name}" for new, old in zip(programs, chosen, strict=True) if new != old]
    if changed:
        keys = {_key(name, year): own[name] for name in INPUTS}
        keys |= {_key(each.id, year): each.cost_each for each in chosen}
        st.button(BACK, icon=":material/undo:", on_click=_back, args=(keys,))
    return Assumed(Costs(**values), programs, tuple(changed))


def _cost(name: str, item: Item | None, year: int) -> float | None:
    label, step, form = INPUTS[name]
    value = st.number_input(
        label,
        min_value=0.0,
        value=item.value if item else None,
        step=step,
        format=form,
        key=_key(name, year),
        bind="query-params",
        placeholder="Not known",
    )
    own = exact_money(item.value) if item and "$" in label else wording.count(item.value) if item else ""
    told = f"County: {own}, {item.year}. {item.source}" if item else "The county has given no figure."
    st.caption(wording.plain_markdown(told))
    return _capped(value, MOST[name])


def _program(each: Program, year: int, when: str) -> Program:
    value = st.number_input(
        wording.plain_markdown(f"{each.name}: cost of one participant ($)"),
        min_value=0.0,
        value=each.cost_each,
        step=100.0,
        format="%.0f",
        key=_key(each.id, year),
        bind="query-params",
        placeholder="Not known",
    )
    own = f"Registry: {exact_money(each.cost_each)}" if each.cost_each else "No cost in the registry"
    started = f"{'at least ' if each.at_least else ''}{each.participants:,.0f} {when}"
    st.caption(wording.plain_markdown(f"{own}; {started}."))
    return replace(each, cost_each=_capped(value, MOST_EACH))


def _capped(value: float | None, most: float) -> float | None:
    """No more than `most`, and says so: a slip in the address must not become a finding."""
    if value is None or value <= most:
        return value
    st.warning(f"{most:,.0f} is the most that can be reckoned with; it is used instead.")
    return most


def _columns(number: int) -> list:
    """So many places, three in a row; on a phone they stand below each other in their order."""
    places = []
    while len(places) < number:
        places += st.columns(3)
    return places[:number]


def _key(name: str, year: int) -> str:
    """A year has figures of its own, so a changed one holds for its year."""
    return f"{name}_{year}"


def _back(keys: dict[str, float | None]) -> None:
    for key, value in keys.items():
        st.session_state[key] = value
