"""A year's people from first contact to the year's end, as released: paths, what is hidden, and the sums."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from app import published, series, wording
from app.model import Scope, Series

STAGES = ("First contact", "What it led to", "At the year's end")
MEASURE = "year_paths"
BEGINNINGS = ("crisis_contacts", "bh_encounters", "bookings_total")  # monthly; contacts begin with them
JAILED = ("in_jail", "jailed")
CARED_FOR = "in_program"


@dataclass(frozen=True)
class Path:
    """People who went one way. codes and names: one a stage; people is None where it is not shown."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    people: int | None


@dataclass(frozen=True)
class Year:
    """All paths of one year, the largest first. total is None where it is not shown."""

    when: dt.date
    unfinished: bool
    total: int | None
    reporting: str
    paths: tuple[Path, ...]
    name: str = ""

    @property
    def shown(self) -> int:
        """People on the paths that are shown."""
        return sum(path.people or 0 for path in self.paths)

    @property
    def hidden(self) -> int | None:
        """People on the paths that are not shown; None where the total is not."""
        return None if self.total is None else self.total - self.shown

    def of(self, stage: int) -> Counter[tuple[str, str]]:
        """(code, name) -> people at one stage, on shown paths, in the order of the definitions."""
        found: Counter[tuple[str, str]] = Counter()
        for path in self.paths:
            found[path.codes[stage], path.names[stage]] += path.people or 0
        return found

    def links(self, stage: int) -> Counter[tuple[str, str]]:
        """(code, code of the next stage) -> people who went from one to the other, as far as shown."""
        found: Counter[tuple[str, str]] = Counter()
        for path in self.paths:
            if path.people:
                found[path.codes[stage], path.codes[stage + 1]] += path.people
        return found

    def ended(self, *codes: str) -> int:
        """People on shown paths that end in one of these."""
        return sum(path.people or 0 for path in self.paths if path.codes[-1] in codes)


def total(build_id: str, scope: Scope) -> Series | None:
    """People met, by year; None in a build of an earlier version."""
    return series.one(build_id, MEASURE, scope) if MEASURE in published.measures(build_id) else None


def of_year(build_id: str, scope: Scope, when: dt.date) -> Year:
    """The paths of one year. A level that nobody took is left out."""
    whole = total(build_id, scope).at(when)
    found = []
    for one in series.of_scope(build_id, (MEASURE,), scope, "path").get(MEASURE, []):
        point = one.at(when)
        if point is None or point.status == "missing" or (point.drawn and not point.value):
            continue
        names = tuple(one.label.split(" > "))
        people = round(point.value) if point.drawn else None
        found.append(Path(tuple(one.level.split(">")), names, people))
    in_all = round(whole.value) if whole and whole.drawn else None
    told = f"{whole.reporting:.0f} of {whole.expected:.0f} agencies in" if whole and whole.expected else ""
    unfinished = bool(whole and whole.unfinished)
    return Year(
        when, unfinished, in_all, told, tuple(found), named(when, unfinished, begins(build_id, scope))
    )


def begins(build_id: str, scope: Scope) -> dt.date | None:
    """The first month of which anybody tells contacts; None where no month is known."""
    known = tuple(name for name in BEGINNINGS if name in published.measures(build_id))
    lines = [one for many in series.of_scope(build_id, known, scope).values() for one in many]
    months = [
        one.frame.loc[one.frame["status"] != "missing", "period"].min()
        for one in lines
        if one.grain == "month" and not one.empty
    ]
    return min((month.date() for month in months if month == month), default=None)


def named(when: dt.date, unfinished: bool, first: dt.date | None) -> str:
    """'2025', '2026 so far', or '2022 (Nov-Dec only)' where the data begin within the year."""
    so_far = " so far" if unfinished else ""
    if first is None or first.year != when.year or first.month == 1:
        return f"{when.year}{so_far}"
    months = wording.LONG_MONTHS[first.month - 1][:3]
    if unfinished:
        return f"{when.year} (since {months})"
    return f"{when.year} ({months} only)" if first.month == 12 else f"{when.year} ({months}-Dec only)"


def years(whole: Series) -> list[dt.date]:
    """The years that have anything to tell, the newest first."""
    rows = whole.frame[whole.frame["status"] != "missing"]
    return [day.date() for day in rows["period"]][::-1]


def usual_year(whole: Series) -> dt.date | None:
    """The newest whole year; the newest of all where none is whole."""
    known = years(whole)
    finished = [day for day in known if not whole.at(day).unfinished]
    # The first year on record is often a part of one, too.
    return next(iter(finished or known), None)
