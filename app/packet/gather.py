"""What a packet is made from by command: the published build and what the partners agreed."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from pathlib import Path

from app import published, series, wording
from app.packet.deck import FREE, Deck, Wanted, everything, make
from app.record_words import target_words
from app.since_words import new_words, restated_lines, verdict_words
from app.together import agenda, marks
from app.together.records import Action, Decision, Item
from app.together.since import compare
from app.together.store import URL, Store, open_store

DAYS = 60  # how far back decisions go where there is no meeting
NOTHING = (
    "Nothing is published yet, so there is nothing to put in a packet. `python -m etl load FILE` loads and "
    "publishes; `python -m etl demo` makes a county to look around in."
)


class NoPacket(Exception):
    """There is nothing to make a packet of; the text says what to do."""


def gather(
    today: dt.date, meeting: int | None = None, chosen: Sequence[int] = (), whole: bool = False
) -> Deck:
    """The packet of a meeting, as its agenda has it; without one, of everything.

    chosen: numbers of agenda items, where only some are wanted. whole: all measures of an intercept, not only
    its headline, real changes and what decisions, targets and actions are about.

    Raises NoPacket, also for an item that is not on the agenda, and app.together.store.Unreachable when the
    meeting's store cannot be opened.
    """
    current = published.current()
    if current is None:
        raise NoPacket(NOTHING)
    home = published.root().parent
    store = open_store(home) if _has_store(home) else None
    if chosen and meeting is None:
        raise NoPacket("--item is an item of an agenda: say with --meeting of which.")
    if meeting is not None:
        return _of_meeting(store, meeting, current, chosen, today, whole)
    decisions = [each for each in _decisions(store) if (today - each.day).days <= DAYS]
    actions = [each for each in _actions(store) if each.live]
    return make(
        current, series.home_scope(current), everything(current), title="Monthly packet", day=today,
        decisions=decisions, actions=actions, agreed=marks.agreed(store) if store else None,
        whole=whole,
    )  # fmt: skip


def _of_meeting(
    store: Store | None, number: int, current: str, chosen: Sequence[int], today: dt.date, whole: bool
) -> Deck:
    """A meeting's decisions, targets and actions, on the build that it saw; a closed one as it was shown."""
    found = agenda.minutes(store, number, today) if store else None
    if found is None:
        raise NoPacket(f"There is no meeting {number}. The meetings page lists them with their numbers.")
    build_id = found.meeting.build_id or current
    if not published.has(build_id):
        raise NoPacket(
            f"Meeting {number} was held on the published build {build_id}, which is no longer in the folder "
            "published/builds. Put it back from a backup, or make a packet without --meeting."
        )
    missing = sorted(set(chosen) - {item.id for item in found.items})
    if missing:
        raise NoPacket(
            f"The agenda of meeting {number} has no item {', '.join(map(str, missing))}. "
            f"It has {', '.join(str(item.id) for item in found.items) or 'none'}."
        )
    items = [item for item in found.items if not chosen or item.id in chosen]
    kinds = {item.kind for item in items}
    return make(
        build_id,
        series.home_scope(build_id),
        [_placed(item) for item in items] or everything(build_id),
        title=found.meeting.title,
        day=found.meeting.day,
        decisions=[*found.decided(), *_as_decisions(found, build_id)],
        actions=[*found.due(), *found.new()],
        since=_since(store, found, build_id) if "since" in kinds else (),
        agreed=marks.agreed(store, found.meeting.closed_at),
        notes=[(item.title, note.text) for item in items if item.kind != FREE for note in found.noted(item)],
        own=_own(found, items),
        whole=whole,
    )


def _placed(item: Item) -> Wanted:
    """What an item shows; an item of its own shows what was written down at it, under its title."""
    return Wanted(item.kind, item.title if item.kind == FREE else item.subject)


def _own(found: agenda.Minutes, items: Sequence[Item]) -> dict[str, list[tuple[str, str]]]:
    """Title -> (what, words) of each item of its own: decisions, actions, notes."""
    own: dict[str, list[tuple[str, str]]] = {}
    for item in (each for each in items if each.kind == FREE):
        rows = own.setdefault(item.title, [])
        rows += [("Decision", each.title) for each in found.decisions if each.item_id == item.id]
        rows += [("Action", each.title) for each in found.actions if each.item_id == item.id]
        rows += [("Note", note.text) for note in found.noted(item)]
    return own


def _as_decisions(found: agenda.Minutes, build_id: str) -> list[Decision]:
    """A target is a decision too: its value, from when, and who agreed."""
    known = published.measures(build_id)
    return [
        Decision(
            id=0, version=0, title=target_words(each, known), agreed_by=each.agreed_by, day=each.agreed_on,
            measure_id=each.measure_id, intercept=None, meeting_id=each.meeting_id, item_id=None,
        )
        for each in found.targets
    ]  # fmt: skip


def _since(store: Store, found: agenda.Minutes, build_id: str) -> list[tuple[str, list[str]]]:
    """What changed since the meeting before, under three headings."""
    last = agenda.before(store, found.meeting)
    if last is None or not published.has(last.build_id):
        return []
    changed = compare(last.build_id, build_id, series.home_scope(build_id))
    parts = [
        ("Verdicts that changed", [verdict_words(each) for each in changed.verdicts]),
        ("New months", [new_words(period, measures) for period, measures in changed.new.items()]),
        ("Restated months", restated_lines(changed)),
    ]
    day = wording.day(last.day)
    told = [(heading, lines) for heading, lines in parts if lines]
    return told or [("Nothing changed", [f"Nothing new has been published since {day}."])]


def _has_store(home: Path) -> bool:
    """Whether anything was ever agreed here: asking must not make an empty store."""
    return bool(os.environ.get(URL, "").strip()) or (home / "meetings").is_dir()


def _decisions(store: Store | None) -> list[Decision]:
    return [Decision.of(row) for row in store.rows("decision", gone=False)] if store else []


def _actions(store: Store | None) -> list[Action]:
    return [Action.of(row) for row in store.rows("action")] if store else []
