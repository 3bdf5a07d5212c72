"""What the partners agreed, put on charts: dated actions, decisions and events, and the target that holds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import lru_cache

from app.model import Scope, Series
from app.together import past
from app.together.records import Action, Decision, Event, Target
from app.together.store import Store

LONGEST = 60


@dataclass(frozen=True)
class Agreed:
    """All that may stand on a chart."""

    actions: tuple[Action, ...] = ()
    decisions: tuple[Decision, ...] = ()
    events: tuple[Event, ...] = ()
    targets: tuple[Target, ...] = ()

    def events_of(self, measure_id: str, scope: Scope) -> list[Event]:
        """The dated events of one measure in one scope, the oldest first."""
        found = [e for e in self.events if e.measure_id == measure_id and _in(e, scope)]
        return sorted(found, key=lambda each: (each.day, each.id))

    def targets_of(self, measure_id: str, scope: Scope) -> list[Target]:
        """The targets of one measure in one scope, in the order in which they hold."""
        found = [t for t in self.targets if t.measure_id == measure_id and _in(t, scope)]
        return sorted(found, key=lambda each: (each.good_from, each.id))

    def on_chart(self, series: Series) -> Series:
        """The series with the marks and the target of its measure. Groups of people carry neither."""
        if series.breakdown != "all":
            return series
        name = series.measure.id
        lines = [(each.day, f"Decision: {each.title}") for each in self.decisions if each.measure_id == name]
        lines += [
            _taken(each) for each in self.actions if each.measure_id == name and each.status != "dropped"
        ]
        lines += [(each.day, each.name) for each in self.events_of(name, series.scope)]
        if not lines and not self.targets:
            return series
        marks = {(day, _short(text)) for day, text in [*lines, *series.events]}
        ahead = self._ahead(series)
        return replace(series, events=tuple(sorted(marks)), target=self._target(series), target_ahead=ahead)

    def _ahead(self, series: Series) -> tuple[dt.date, float] | None:
        """The first target that holds only after the newest month, the last word on it."""
        if series.through is None:
            return None
        mine = self.targets_of(series.measure.id, series.scope)
        later = {t.good_from: t.value for t in mine if t.good_from > month_of(series.through)}
        month = min(later, default=None)
        return (dt.date.fromisoformat(f"{month}-01"), later[month]) if month else None

    def _target(self, series: Series) -> float | None:
        """The target that holds in the newest month: the last of those good from then or before."""
        month = f"{series.through:%Y-%m}" if series.through else "9999-12"
        holding = [t for t in self.targets_of(series.measure.id, series.scope) if t.good_from <= month]
        return holding[-1].value if holding else series.target


def agreed(store: Store, until: str | None = None) -> Agreed:
    """What is agreed now; `until` (UTC): what stood at that moment, as a closed meeting saw it."""
    return _agreed(store, store.number(), until)


@lru_cache(maxsize=16)
def _agreed(store: Store, _number: int, until: str | None) -> Agreed:
    def records(kind: str, record: type) -> tuple:
        rows = past.rows(store, kind, until) if until else store.rows(kind)
        return tuple(record.of(row) for row in rows if not row.get("gone"))

    return Agreed(
        actions=records("action", Action),
        decisions=records("decision", Decision),
        events=records("event", Event),
        targets=records("target", Target),
    )


def _taken(action: Action) -> tuple[dt.date, str]:
    """An action on the day it was done, else on the day it was agreed."""
    if action.status == "done" and action.ended:
        return action.ended, f"Done: {action.title}"
    return action.day, f"Action: {action.title}"


def _in(record: Event | Target, scope: Scope) -> bool:
    return (record.scope_kind, record.scope) == (scope.kind, scope.id)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…"


def month_of(day: dt.date) -> str:
    """The month of a day as a target's `good_from` writes it."""
    return f"{day:%Y-%m}"
