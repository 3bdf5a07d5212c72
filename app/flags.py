"""Where the names of events stand above a chart, so that none covers another. Pure geometry and words."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import product

from app import wording
from app.lettering import shortened, width

LEAST_LETTERS = 10  # shorter than this a cut name says nothing
GAP = 0.5  # of the type's size, between a line and its name
# How their names begin.
KINDS = {"Decision: ": "decision", "Action: ": "action", "Done: ": "action", "Note: ": "note"}
RIGHT, LEFT = ("right", "left"), ("left", "right")  # of its line, where a name has room on both
LETTERS = (1000, 32, 20)  # where names crowd each other out, all are cut to so many


@dataclass(frozen=True)
class Flag:
    """One line: its place, the whole names of what it stands for, and the words shown in a row (0 is next to
    the plot)."""

    x: float
    name: str
    words: str
    row: int = 0
    side: str = "right"
    left: float = 0.0
    right: float = 0.0


def planted(
    named: list[tuple[float, dt.date, str]], size: float, edges: tuple[float, float], most_rows: int
) -> tuple[list[Flag], int]:
    """Each event (place, day, name; from left to right) with a row and a side, and how many rows are used.

    A name is cut with an ellipsis where it does not fit whole; where nothing fits, only its line is drawn.
    Agreed things that share a line are counted by their kinds: none is lost behind the name of another.
    """
    merged = _merged(named, size)
    best: list[Flag] = []
    ways = product(range(1, most_rows + 1), (True, False), (RIGHT, LEFT), LETTERS)
    for rows, downward, sides, letters in ways:
        flags = _plant(merged, size, edges, product(_order(rows, downward), sides), letters)
        best = max(best, flags, key=_told)
        if all(flag.words == told for flag, (_, _, told) in zip(best, merged, strict=True)):
            break
    return best, max((flag.row + 1 for flag in best if flag.words), default=0)


def _order(rows: int, downward: bool) -> list[int]:
    """Which row is tried first: the top one, so that later names stand below, or the other way round."""
    return list(range(rows))[::-1] if downward else list(range(rows))


def _told(flags: list[Flag]) -> tuple[int, int]:
    """How much a layout tells: the events that it names, then their letters."""
    return sum(bool(flag.words) for flag in flags), sum(len(flag.words) for flag in flags)


def _merged(named: list[tuple[float, dt.date, str]], size: float) -> list[tuple[float, str, str]]:
    """Events whose lines would touch share one: its place, the whole names, and what is told above it."""
    shared: list[list[tuple[float, dt.date, str]]] = []
    for event in named:
        if shared and event[0] - shared[-1][0][0] < 0.25 * size:
            shared[-1].append(event)
        else:
            shared.append([event])
    return [
        (events[0][0], "; ".join(name for _, _, name in events), together([event[1:] for event in events]))
        for events in shared
    ]


def together(events: Iterable[tuple[dt.date, str]]) -> str:
    """'Nov 24: 1 decision, 2 actions' for what shares a line; one alone, or plain events, by their names."""
    events = sorted(events)
    kinds = [
        next((kind for start, kind in KINDS.items() if name.startswith(start)), "") for _, name in events
    ]
    if len(events) == 1 or not any(kinds):
        return "; ".join(name for _, name in events)
    first, last = (wording.short_day(day) for day, _ in (events[0], events[-1]))
    when = first if first == last else f"{first} to {last}"
    counted = Counter(kind or "event" for kind in kinds)
    order = ("decision", "action", "note", "event")
    found = (wording.many(counted[kind], kind) for kind in order if counted[kind])
    return f"{when}: {', '.join(found)}"


def _kind(name: str) -> str:
    return next((kind for start, kind in KINDS.items() if name.startswith(start)), "")


def _plant(
    named: list[tuple[float, str, str]], size: float, edges: tuple[float, float],
    order: Iterable[tuple[int, str]], letters: int,
) -> list[Flag]:  # fmt: skip
    """Each flag at the first of these rows and sides at which most of its words fit."""
    order = list(order)
    placed: list[Flag] = []
    for x, name, told in named:
        most = width(told[:letters], size) if len(told) > letters else math.inf
        found = [
            flag
            for row, side in order
            if (flag := _fitting(x, (name, told), row, side, placed, size, edges, most))
        ]
        placed.append(max(found, key=lambda flag: len(flag.words), default=Flag(x, name, "")))
    return placed


def _fitting(
    x: float, names: tuple[str, str], row: int, side: str, placed: list[Flag], size: float,
    edges: tuple[float, float], most: float,
) -> Flag | None:  # fmt: skip
    """The flag in that row and on that side, cut to the room there and to `most`; else None.

    names: in whole, and as told.
    """
    name, told = names
    others = [flag for flag in placed if flag.words]
    if any(flag.row < row and flag.left - size / 4 <= x <= flag.right + size / 4 for flag in others):
        return None  # its line would cut through a name below
    gap = GAP * size
    stops = [flag.x for flag in others if flag.row >= row]
    stops += [edge for flag in others if flag.row == row for edge in (flag.left, flag.right)]
    if any(flag.row == row and flag.left <= x <= flag.right for flag in others):
        return None
    if side == "right":
        room = min([stop - gap for stop in stops if stop > x], default=edges[1]) - x - gap
    else:
        room = x - gap - max([stop + gap for stop in stops if stop < x], default=edges[0])
    words = shortened(told, size, min(room, most))
    if words != told and len(words) < LEAST_LETTERS:
        return None
    long = width(words, size)
    left = x + gap if side == "right" else x - gap - long
    return Flag(x, name, words, row, side, left, left + long)
