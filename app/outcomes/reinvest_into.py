"""Reinvested into what: an amount shared out among programs, and how many people each share pays for.

The amount and the shares live in the address; who means them writes a decision or an action.
"""

from __future__ import annotations

import streamlit as st

from app import filters, navigation, panels, wording
from app.outcomes import cost
from app.outcomes.cost import Program
from app.outcomes.cost_words import exact_money, money

MOST = 1e10  # dollars a year


def draw(saving: float, programs: list[Program], exact: bool = True) -> None:
    """The section; saving: dollars that may be claimed and are left, 0 where nothing is.

    exact: False where programs cost more than is told, so that less may be left.
    """
    st.html("<h2>Reinvested into what</h2>")
    if not saving:
        panels.note("These figures leave nothing to reinvest. Enter an amount to see what it would pay for.")
    elif not exact:
        panels.note("At most this is left: the chosen programs cost more than is told.")
    every = {each.name: each for each in programs if each.cost_each}
    columns = st.columns([1, 2])
    usual = float(round(saving, -2))
    most = max(MOST, usual)
    filters.number_from_address("Amount a year", "amount", 0, most, "what is left")
    amount = columns[0].number_input(
        "Amount a year ($)",
        min_value=0.0,
        max_value=most,
        value=usual,
        step=10_000.0,
        format="%.0f",
        key="amount",
        bind="query-params",
    )
    filters.names_from_address("program with a cost", list(every), "into")
    into = columns[1].multiselect(
        "Into these programs",
        list(every),
        key="into",
        bind="query-params",
        placeholder="Choose programs or services",
    )
    rows = [_invested(every[name], amount or 0.0, len(into)) for name in into]
    total = sum(row.pop("share") for row in rows)
    if rows:
        if total > 100:
            st.warning(f"The shares add up to {total:.0f}%. Bring them down to 100% at most.")
        with st.container(key="chart_flow_into"):
            st.table(rows, hide_index=True, border="horizontal")
    st.page_link(
        navigation.ACTIONS.file, label="Write it down as a decision or an action", icon=":material/task_alt:"
    )


def _invested(one: Program, amount: float, among: int) -> dict:
    """One program's share of the amount, asked, and what it pays for."""
    key = f"share_{one.id}_{among}"
    filters.number_from_address(f"{one.name}: share of it", key, 0, 100, "equal shares")
    share = st.number_input(
        wording.plain_markdown(f"{one.name}: share of it, in percent"),
        min_value=0.0,
        max_value=100.0,
        value=float(100 // among),
        step=5.0,
        format="%.0f",
        key=key,
        bind="query-params",
    )
    share = share or 0.0
    paid = cost.paid_for(amount, share, one.cost_each) or 0
    return {
        "share": share,
        "Program": one.name,
        "Share": f"{share:.0f}%",
        "A year": money(amount * share / 100),
        "Cost of one participant": exact_money(one.cost_each),
        "Pays for": wording.many(paid, "participant"),
    }
