"""The state of the county while its months go by, and the rows that its partners wrote down.

Days are whole numbers (days since 1970); a row may hold days that lie after the last month, as when a stay
goes on: `etl.demo.delivery` shows each file only what was known when it was sent.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from etl.demo.draw import NEVER, choose, hex_ids, lag, stream
from etl.demo.people import People
from etl.demo.stories import START

DEMOGRAPHICS = ("age_band", "sex", "race_ethnicity", "zip3")


@dataclass
class World:
    """Everybody's present situation, one array element per person."""

    people: People
    custody_until: np.ndarray
    last_release: np.ndarray
    last_police: np.ndarray
    heat: np.ndarray  # recent crisis contacts, fading
    in_program: dict[str, np.ndarray] = field(default_factory=dict)
    pieces: dict[str, list[dict]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, people: People) -> World:
        """Nobody in custody, nobody enrolled."""
        never = np.full(len(people), -NEVER, dtype=np.int64)
        return cls(people, never.copy(), never.copy(), never.copy(), np.zeros(len(people)))

    def enrolled_until(self, program: str) -> np.ndarray:
        """Per person the last day in this program."""
        if program not in self.in_program:
            self.in_program[program] = np.full(len(self.people), -NEVER, dtype=np.int64)
        return self.in_program[program]

    def free(self, who: np.ndarray, day: np.ndarray) -> np.ndarray:
        """Who of them is not in jail that day."""
        return self.custody_until[who] < day

    def write(self, feed: str, agency: str, topic: str, month: np.datetime64, columns: dict) -> None:
        """Append rows to a feed with an agency, a surrogate id and the day they were typed in."""
        count = len(columns["_who"])
        number = int((month - START).astype(int))
        if feed == "encounters" and number < 0:
            return  # nobody sends contacts from before the partnership; open stays and enrollments are sent
        rng = stream(f"{topic}:id", number)
        name = {"encounters": "encounter_id", "bookings": "booking_id", "enrollments": "enrollment_id"}[feed]
        ids = agency[:2].upper() + agency[-2:].upper() + "-" + hex_ids(rng, count, 12)
        # Most rows are typed in within days; a few wait for weeks on somebody's desk.
        delay = np.where(rng.random(count) < 0.04, lag(rng, count, 30, 0.5), lag(rng, count, 1.5, 0.7))
        self.pieces[feed].append(
            {"agency_id": agency, name: ids, **columns, "_delay": delay, "_count": count}
        )

    def describe(self, who: np.ndarray, rng: np.random.Generator, unknown: float) -> dict:
        """Demographic columns of these people; each is unknown with this chance."""
        told = {name: getattr(self.people, name)[who] for name in DEMOGRAPHICS}
        told |= {name: flag(getattr(self.people, name)[who]) for name in ("veteran", "homeless")}
        for name in ("race_ethnicity", "veteran", "homeless"):
            told[name] = np.where(rng.random(len(who)) < unknown, "unknown", told[name])
        told["zip3"] = np.where(rng.random(len(who)) < unknown, "", told["zip3"])
        return told

    def keys(self, who: np.ndarray, rng: np.random.Generator, known: float) -> np.ndarray:
        """The shared person keys, blank where nobody asked who it was."""
        return np.where(rng.random(len(who)) < known, self.people.key[who], "")

    def end_month(self) -> None:
        """Recent contacts fade."""
        self.heat *= 0.72


def flag(answer: np.ndarray) -> np.ndarray:
    """yes or no."""
    return np.where(answer, "yes", "no").astype(object)


def told(rng: np.random.Generator, answer: np.ndarray, unknown: float) -> np.ndarray:
    """yes or no, or unknown with this chance."""
    return np.where(rng.random(len(answer)) < unknown, "unknown", flag(answer))


def by_case(rng: np.random.Generator, cases: list[tuple[np.ndarray, dict[str, float]]]) -> np.ndarray:
    """One word per row: the first case whose mask holds decides the weights."""
    chosen = np.full(len(cases[0][0]), "", dtype=object)
    open_rows = np.ones(len(chosen), dtype=bool)
    for mask, weights in cases:
        rows = open_rows & mask
        chosen[rows] = choose(rng, weights, int(rows.sum()))
        open_rows &= ~mask
    return chosen
