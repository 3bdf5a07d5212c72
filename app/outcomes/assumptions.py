"""The figures that Justice Reinvestment rests on, each with its source, each open to a "what if".

What is changed lives in the address and marks the page; the county's own figures are one button away.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from app import filters, wording
from app.outcomes.cost import Costs, Program
from app.outcomes.cost_words import exact_money, started
from app.outcomes.jail_days import Item


@dataclass(frozen=True)
class Field:
    """One figure that can be changed: from `least` to `most`, whole where its step is."""

    label: str
    step: float
    least: float
    most: float
    form: str = "%.0f"

    def own(self, item: Item | None) -> float | None:
        """The county's figure as it can be reckoned with; None where it gave none or too small a one."""
        if item is None or item.value < self.least:
            return None
        return type(self.step)(round(item.value, None if isinstance(self.step, int) else 9))


INPUTS = {
    "variable": Field("Cost that one bed-day adds ($)", 0.5, 0.0, 1e4, "%.2f"),
    "unit_size": Field("Beds in a housing unit", 1, 1, 10_000, "%d"),
    "unit_staffing": Field("Staffing of one unit, a year ($)", 10_000.0, 0.0, 1e8),
    "budget": Field("Jail budget, a year ($)", 100_000.0, 0.0, 1e10),
    "population": Field("Average daily population, for the average cost", 1, 1, 100_000, "%d"),
}
EACH = Field("cost of one participant ($)", 100.0, 0.0, 1e6)
BACK = "Back to the county's own figures"


@dataclass(frozen=True)
class Assumed:
    """What the page reckons with. changed: in words, what is not the county's own figure."""

    costs: Costs
    programs: list[Program]
    changed: tuple[str, ...]


def ask(given: dict[str, Item], year: int, chosen: list[Program], started: str, slips=st) -> Assumed:
    """Draw the inputs and give what they say.

    started: 'started, January to October 2026', of programs. slips: where it is told what of the address
    cannot be meant.
    """
    values = {}
    for column, name in zip(_columns(len(INPUTS)), INPUTS, strict=True):
        with column:
            values[name] = _cost(name, given.get(name), year, slips)
    own = {name: field.own(given.get(name)) for name, field in INPUTS.items()}
    changed = [
        wording.lower_first(INPUTS[name].label.removesuffix(" ($)"))
        for name, value in values.items()
        if value != own[name]
    ]
    programs = []
    for column, each in zip(_columns(len(chosen)), chosen, strict=True):
        with column:
            programs.append(_program(each, year, started, slips))
    changed += [f"cost of {new.name}" for new, old in zip(programs, chosen, strict=True) if new != old]
    if changed:
        keys = {_key(name, year): own[name] for name in INPUTS}
        keys |= {_key(each.id, year): each.cost_each for each in chosen}
        st.button(BACK, icon=":material/undo:", on_click=_back, args=(keys,))
    return Assumed(Costs(**values), programs, tuple(changed))


def _cost(name: str, item: Item | None, year: int, slips) -> float | None:
    field = INPUTS[name]
    value = _number(field, field.label, field.own(item), _key(name, year), "the county's own figure", slips)
    own = (
        exact_money(item.value) if item and "$" in field.label else wording.count(item.value) if item else ""
    )
    told = f"County: {own}, {item.year}. {item.source}" if item else "The county has given no figure."
    st.caption(wording.plain_markdown(told))
    return value


def _program(each: Program, year: int, when: str, slips) -> Program:
    label = f"{each.name}: {EACH.label}"
    value = _number(EACH, label, each.cost_each, _key(each.id, year), "the registry's cost", slips)
    own = f"Registry: {exact_money(each.cost_each)}" if each.cost_each else "No cost in the registry"
    st.caption(wording.plain_markdown(f"{own}; {started(each, when)}."))
    return replace(each, cost_each=value)


def _number(field: Field, label: str, own: float | None, key: str, usual: str, slips) -> float | None:
    """The figure as it stands in the field: a slip in the address is said, and does not become a finding."""
    most = max(field.most, own or field.most)
    whole = isinstance(field.step, int)
    filters.number_from_address(label.removesuffix(" ($)"), key, field.least, most, usual, whole, slips)
    return st.number_input(
        wording.plain_markdown(label),
        min_value=field.least,
        max_value=most,
        value=own,
        step=field.step,
        format=field.form,
        key=key,
        bind="query-params",
        placeholder="Not known",
    )


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
