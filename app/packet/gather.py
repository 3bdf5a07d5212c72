"""What a packet is made from by command: the published build and what the partners agreed."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

from app import published, series
from app.packet.deck import Deck, everything, make
from app.together.records import Action, Decision, Item, Meeting
from app.together.store import URL, Store, open_store

DAYS = 60  # how far back decisions go where there is no meeting
NOTHING = (
    "Nothing is published yet, so there is nothing to put in a packet. `python -m etl load FILE` loads and "
    "publishes; `python -m etl demo` makes a county to look around in."
)


class NoPacket(Exception):
    """There is nothing to make a packet of; the text says what to do."""


def gather(today: dt.date, meeting: int | None = None) -> Deck:
    """The packet of a meeting, as its agenda has it; without one, of everything.

    Raises NoPacket, and app.together.store.Unreachable when the meeting's store cannot be opened.
    """
    current = published.current()
    if current is None:
        raise NoPacket(NOTHING)
    home = published.root().parent
    store = open_store(home) if _has_store(home) else None
    if meeting is not None:
        return _of_meeting(store, meeting, current)
    decisions = [each for each in _decisions(store) if (today - each.day).days <= DAYS]
    actions = [each for each in _actions(store) if each.live]
    return make(
        current, series.home_scope(current), everything(current), title="Monthly packet", day=today,
        decisions=decisions, actions=actions,
    )  # fmt: skip


def _of_meeting(store: Store | None, number: int, current: str) -> Deck:
    """A meeting's decisions and actions, with all that are still to be done, on the build that it saw."""
    row = store.row("meeting", number) if store else None
    if row is None:
        raise NoPacket(f"There is no meeting {number}. The meetings page lists them with their numbers.")
    met = Meeting.of(row)
    build_id = met.build_id or current
    if not published.has(build_id):
        raise NoPacket(
            f"Meeting {number} was held on the published build {build_id}, which is no longer in the folder "
            "published/builds. Put it back from a backup, or make a packet without --meeting."
        )
    items = sorted(
        map(Item.of, store.rows("item", meeting_id=number, gone=False)), key=lambda each: each.place
    )
    return make(
        build_id, series.home_scope(build_id), items or everything(build_id), title=met.title, day=met.day,
        decisions=[each for each in _decisions(store) if each.meeting_id == number],
        actions=[each for each in _actions(store) if each.live or each.meeting_id == number],
    )  # fmt: skip


def _has_store(home: Path) -> bool:
    """Whether anything was ever agreed here: asking must not make an empty store."""
    return bool(os.environ.get(URL, "").strip()) or (home / "meetings").is_dir()


def _decisions(store: Store | None) -> list[Decision]:
    return [Decision.of(row) for row in store.rows("decision", gone=False)] if store else []


def _actions(store: Store | None) -> list[Action]:
    return [Action.of(row) for row in store.rows("action")] if store else []
