"""Writes the released table: what is shown, what is blank, and why."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa

from etl.disclose import plan, rules
from etl.disclose.cells import Cells
from etl.disclose.protect import Protected
from etl.disclose.rules import Policy
from etl.sqlfile import quoted, render

SQL = Path(__file__).parent / "sql"


def reasons(policy: Policy) -> dict[str, str]:
    """The two reasons for which a number is blank; the first is one mark for few and for protected."""
    return {
        "few": f"fewer than {policy.largest_hidden + 1}, or protected",
        "thin": "too few cases for this figure",
    }


def write(con, protected: Protected, policy: Policy, target: str) -> None:
    """Creates TEMP TABLE `target`: the measured columns without people, blank where hidden, with a reason."""
    rows = np.flatnonzero(protected.listed)
    cells = protected.cells.take(rows)
    fate = fates(cells, protected, rows, policy)
    con.register("disclose_fate", pa.table(fate))
    con.execute(render(SQL / "release.sql", target=quoted(target)), reasons(policy))
    con.unregister("disclose_fate")


def fates(cells: Cells, protected: Protected, rows: np.ndarray, policy: Policy) -> dict[str, pa.Array]:
    """By listed row: released numerator, denominator, value, and whether it is withheld, hidden or thin."""
    told = protected.told[rows]
    no_numerator = ~told | protected.hide_numerator[rows]
    no_denominator = ~told | protected.hide_denominator[rows]
    public = (told | (cells.agg(*plan.PUBLIC_DENOMINATOR) & cells.measured)) & ~plan.n_untold(cells)
    counted = plan.has_denominator(cells)
    numerator = rules.round_half_up(cells.numerator, policy)
    denominator = np.where(counted, rules.round_half_up(cells.denominator, policy), cells.denominator)
    shown = told & cells.measured & ~no_numerator & ~no_denominator
    thin = shown & ~plan.enough_for_value(cells, policy)
    value = np.where(shown & ~thin, _value(cells, numerator, denominator, policy), np.nan)
    hide_denominator = np.where(counted, no_denominator, ~public)
    columns = {
        "numerator": np.where(no_numerator, np.nan, numerator),
        "denominator": np.where(hide_denominator, np.nan, denominator),
        "value": value,
    }
    fate = {name: pa.array(each, mask=np.isnan(each)) for name, each in columns.items()}
    withheld = (cells.measured | cells.no_cases) & ~told
    hidden = told & cells.measured & (no_numerator | no_denominator)
    return fate | {"row_id": cells.row_id, "withheld": withheld, "hidden": hidden, "thin": thin}


def _value(cells: Cells, numerator: np.ndarray, denominator: np.ndarray, policy: Policy) -> np.ndarray:
    """The measured value; where counts are rounded, the value of the rounded counts."""
    if not policy.round_to:
        return cells.value
    with np.errstate(invalid="ignore", divide="ignore"):
        rate = 100 * numerator / np.where(denominator > 0, denominator, np.nan)
    value = np.where(cells.agg("proportion", "distinct") & ~np.isnan(denominator), rate, cells.value)
    return np.where(cells.agg("count"), numerator, value)
