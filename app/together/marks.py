"""What the partners agreed, put on charts: dated actions, decisions, notes and events, and targets."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import lru_cache

from app.model import Scope, Series
from app.together import past
from app.together.records import Action, Decision, Event, Note, Target
from app.together.store import Store

LONGEST = 60


@dataclass(frozen=True)
class Agreed:
    """All that may stand on a chart."""

    actions: tuple[Action, ...] = ()
    decisions: tuple[Decision, ...] = ()
    events: tuple[Event, ...] = ()
    targets: tuple[Target, ...] = ()
    notes: tuple[tuple[dt.date, str, str], ...] = ()  # the day of its meeting, the measure, the text

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
        noted = [(day, " ".join(text.split())) for day, about, text in self.notes if about == name]
        lines += [(day, f"Note: {text}") for day, text in noted]
        if not lines and not self.targets and not series.targets:
            return series
        marks = {(day, _short(text)) for day, text in [*lines, *series.events]}
        return self._with_targets(replace(series, events=tuple(sorted(marks))))

    def _with_targets(self, series: Series) -> Series:
        """The targets that the build knows and those set since: the one of the newest month, and the next."""
        mine = {t.good_from: t.value for t in self.targets_of(series.measure.id, series.scope)}
        known = {month_of(day): value for day, value in series.targets} | mine
        steps = tuple((dt.date.fromisoformat(f"{month}-01"), known[month]) for month in sorted(known))
        held = [value for day, value in steps if series.through is None or day <= series.through]
        later = [each for each in steps if series.through is not None and each[0] > series.through]
        return replace(
            series, targets=steps, target=held[-1] if held else series.target,
            target_ahead=later[0] if later else None,
        )  # fmt: skip


def agreed(store: Store, until: str | None = None) -> Agreed:
    """What is agreed now; `until` (UTC): what stood at that moment, as a closed meeting saw it."""
    return _agreed(store, store.number(), until)


@lru_cache(maxsize=16)
def _agreed(store: Store, _number: int, until: str | None) -> Agreed:
    def records(kind: str, record: type) -> tuple:
        rows = past.rows(store, kind, until) if until else store.rows(kind)
        return tuple(record.of(row) for row in rows if not row.get("gone"))

    days = {row["id"]: row["day"] for row in store.rows("meeting")}
    return Agreed(
        actions=records("action", Action),
        decisions=records("decision", Decision),
        events=records("event", Event),
        targets=records("target", Target),
        notes=tuple(
            (days[note.meeting_id], note.measure_id, note.text)
            for note in records("note", Note)
            if note.measure_id and note.meeting_id in days
        ),
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
