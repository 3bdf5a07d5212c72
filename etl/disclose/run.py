"""`disclose`: from the measured table to the released one, protected together and audited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from etl.disclose.audit import AuditReport, audit
from etl.disclose.cells import load_cells
from etl.disclose.protect import protect
from etl.disclose.release import write
from etl.disclose.rules import Policy, policy_named


@dataclass(frozen=True)
class Report:
    """What disclosure control did. `facts`: cells released, hidden by thresholds, siblings, repairs."""

    policy: str
    audit: AuditReport
    facts: dict[str, int] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether the release may be published."""
        return self.audit.passed

    @property
    def summary(self) -> str:
        """One line for the operator; counts only."""
        told = ", ".join(f"{number:,} {name}" for name, number in self.facts.items())
        return f"policy {self.policy}: {told}; {self.audit.summary}"


def disclose(
    con: Any,
    policy: str | Policy = "partners",
    source: str = "measured",
    target: str = "released",
    measures: Mapping[str, Any] | None = None,
    totals: str = "protected",
) -> Report:
    """Creates TEMP TABLE `target` from `source` (see `etl.measure`): one grain a series, the hidden blank.

    policy: partners or public, or a Policy. totals: exact releases counts without personal characteristics as
    they are. measures: {measure_id: definition}, by default the project's. The release is not to be published
    unless `report.passed`. Raises KeyError for a policy or a measure without definition.
    """
    if measures is None:
        from etl.definitions import measures as defined

        measures = defined()
    chosen = policy if isinstance(policy, Policy) else policy_named(policy, totals)
    protected = protect(load_cells(con, source, measures), chosen)
    write(con, protected, chosen, target)
    report = audit(con, chosen, source=source, released=target, measures=measures, stop=False)
    return Report(chosen.name, report, protected.facts)
