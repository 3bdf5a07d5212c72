"""The audit of a release: independent of how it was made, it reads the released table as an attacker would.

What is blank in the table is hidden, what is not is known. From the measured table come the true values and
nothing else. It fails when a number stands in the release that the thresholds forbid, that is not the true
one, or from which somebody can work out a hidden one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from etl.disclose import attack, plan, relations, remainders, rules
from etl.disclose.cells import Cells, load_cells
from etl.disclose.relations import DENOMINATOR, NUMERATOR
from etl.disclose.rules import Policy, policy_named
from etl.disclose.state import begin
from etl.errors import EtlError
from etl.sqlfile import quoted, render

SQL = Path(__file__).parent / "sql"


class AuditFailed(EtlError):
    """The release gives small numbers away; it must not be published. `report` counts how."""

    def __init__(self, report: AuditReport):
        self.report = report
        super().__init__(f"The release did not pass its audit: {report.summary}")


@dataclass(frozen=True)
class AuditReport:
    """Counts of what was checked and of what failed; never which."""

    targets: int
    forbidden: int  # numbers shown that the thresholds hide
    altered: int  # numbers shown that are not the true ones
    breaches: int  # hidden numbers that somebody can work out

    @property
    def passed(self) -> bool:
        return not (self.forbidden or self.altered or self.breaches)

    @property
    def summary(self) -> str:
        found = f"{self.forbidden} forbidden, {self.altered} altered, {self.breaches} can be worked out"
        return f"{self.targets:,} small numbers checked: " + ("all protected" if self.passed else found)


def audit(
    con: Any,
    policy: str | Policy = "partners",
    source: str = "measured",
    released: str = "released",
    measures: Mapping[str, Any] | None = None,
    stop: bool = True,
) -> AuditReport:
    """Checks the released table against the measured one. Raises AuditFailed, unless stop is False."""
    if measures is None:
        from etl.definitions import measures as defined

        measures = defined()
    chosen = policy if isinstance(policy, Policy) else policy_named(policy)
    cells = load_cells(con, source, measures)
    report = _audit(cells, _read(con, released, cells), chosen)
    if stop and not report.passed:
        raise AuditFailed(report)
    return report


@dataclass(frozen=True)
class _Seen:
    """What the released table shows, by row of the measured cells; NaN where blank or not there."""

    listed: np.ndarray
    status: np.ndarray  # it stands there with a status that is read: zeros would show
    numerator: np.ndarray
    denominator: np.ndarray
    value: np.ndarray


def _read(con: Any, released: str, cells: Cells) -> _Seen:
    columns = con.execute(render(SQL / "seen.sql", released=quoted(released))).fetchnumpy()
    columns = {name: np.ma.getdata(each) for name, each in columns.items()}
    place = np.full(int(cells.row_id.max(initial=-1)) + 1, -1)
    place[cells.row_id] = np.arange(cells.size)
    at = place[columns["row_id"]]

    def spread(name: str, blank: Any) -> np.ndarray:
        found = np.full(cells.size, blank)
        found[at] = columns[name]
        return found

    numbers = {name: spread(name, np.nan) for name in ("numerator", "denominator", "value")}
    listed = np.zeros(cells.size, dtype=bool)
    listed[at] = True
    return _Seen(listed, spread("told", False), **numbers)


def _audit(cells: Cells, seen: _Seen, policy: Policy) -> AuditReport:
    first = plan.primary(cells, policy)
    shows_n, shows_d = ~np.isnan(seen.numerator), ~np.isnan(seen.denominator) & plan.has_denominator(cells)
    shows_value = ~np.isnan(seen.value) & cells.measured
    forbidden = (shows_n & first.numerator & (cells.numerator > 0)) | (shows_d & first.denominator)
    counted = cells.agg(*relations_values())
    forbidden |= ~np.isnan(seen.denominator) & plan.n_untold(cells)
    forbidden |= shows_value & (~first.value | (counted & ~shows_n))
    altered = shows_n & (np.abs(rules.round_half_up(cells.numerator, policy) - seen.numerator) > 1e-6)
    altered |= shows_d & (np.abs(rules.round_half_up(cells.denominator, policy) - seen.denominator) > 1e-6)

    play = np.flatnonzero(plan.grains_in_play(cells, seen.status))
    everything = remainders.with_remainders(cells.take(play))
    position = np.full(int(cells.row_id.max(initial=-1)) + 2, -1)
    position[cells.row_id] = np.arange(cells.size)
    row = position[everything.row_id]
    real = everything.row_id >= 0
    told = real & seen.status[row]
    system = relations.build(everything, told, policy.rules)
    state = begin(system, plan.primary(everything, policy), told, policy)
    blank_n, blank_d = ~(real & shows_n[row]), ~(real & shows_d[row])
    state.hidden[:] = _hidden(state, blank_n, blank_d)
    breach = attack.breaches(state, policy) if policy.rules.audit else attack.NOTHING
    return AuditReport(int(state.target.sum()), int(forbidden.sum()), int(altered.sum()), breach.size)


def relations_values() -> tuple[str, ...]:
    """Ways of working out in which the value gives the numerator away."""
    return ("count", "proportion", "km", "distinct", "mean_daily", "snapshot", "ratio_of_sums")


def _hidden(state, blank_n: np.ndarray, blank_d: np.ndarray) -> np.ndarray:
    """bool by class: no cell that shows it."""
    system = state.system
    row = np.where(system.row >= 0, system.row, 0)
    blank = np.where(
        system.component == NUMERATOR,
        blank_n[row],
        np.where(system.component == DENOMINATOR, blank_d[row], blank_n[row] | blank_d[row]),
    )
    shows = (system.row >= 0) & ~blank
    return np.bincount(state.number[shows], minlength=state.size) == 0
