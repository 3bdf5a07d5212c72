"""Files that do not say when, or only the year: refused at once, with what to ask for instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import duckdb

from etl.findings import BLOCK, Finding
from etl.mapping.contents import MOSTLY, Contents, look_into
from etl.sqlfile import load
from etl.words import fold

SQL = Path(__file__).with_name("sql")
SOME = 0.2  # this share of dates in a column, and the file says when, well or badly
LONGEST_TOLD = 40
_TIMED = {"date", "month", "day", "dt", "dttm", "datetime", "time", "week", "quarter", "period"}
_YEARLY = {"year", "years", "yr", "fy", "sfy", "cy"}
_DAY_IN_NAME = re.compile(r"(?<!\d)(19|20)\d{2}[-_. ]?(0[1-9]|1[0-2])([-_. ]?[0-3]\d)?(?!\d)")
_CUSTODY = re.compile(r"custody|inmate|jail|detain|roster|population|housing", re.IGNORECASE)

ASK = (
    "Ask the sender for the month (YYYY-MM) or the day of each row; for totals, for one number a month. "
    "A year is never read as January, nor spread over its months."
)
ASK_CUSTODY = (
    "A list of who is in custody on one day cannot stand for bookings: it lacks everybody who left before, "
    "and whoever is gone from the next list has no known release. Ask the jail for all bookings with the "
    "dates of booking and release. Or count the people on each day's list and send one file with a row a "
    "day, the date and the count: it becomes the month's average daily population (“A row is a day” on the "
    "page “Send a file”, aggregate in a mapping)."
)
CUSTODY_LIST = "custody_list"  # the rule; somebody may decide that a file is none
UNLESS_ALL = (
    "If it does have every booking of these days and nobody has been released yet, say so: with a tick on "
    "the page “Send a file”, or with --nobody-released by command."
)
_ADMITTED = re.compile(r"admit|admis|book|intake|incarcerat|commit", re.IGNORECASE)
_RELEASED = re.compile(r"releas|discharg", re.IGNORECASE)


def custody_list(con: duckdb.DuckDBPyConnection, headings: Sequence[str]) -> Finding | None:
    """custody_list when the staged table `raw` says when people came in, and of nobody when they left.

    For files that no mapping reads, such as a day's list from a jail's open data (INMATEID, ADMITTED_DT,
    DISCHARGED_DT): to ask for a booking number would lead its sender astray.
    """
    held = dict(zip(headings, look_into(con, len(headings)), strict=True))
    left = [heading for heading in headings if _RELEASED.search(heading)]
    came = [each for each in headings if _ADMITTED.search(each) and _says_when(each, held[each])]
    if not left or not came or any(held[heading].filled for heading in left):
        return None
    return Finding(
        CUSTODY_LIST,
        BLOCK,
        f'"{came[0][:LONGEST_TOLD]}" says when people came in, and "{left[0][:LONGEST_TOLD]}" is blank in '
        "every row: this looks like a list of who is in custody, not of everybody who was booked.",
        f"{ASK_CUSTODY} {UNLESS_ALL}",
        column=left[0],
    )


def undated(con: duckdb.DuckDBPyConnection, headings: Sequence[str], name: str = "") -> Finding | None:
    """year_only or no_dates when no column of the staged table `raw` holds a month or a day; else None.

    `name` is the file's name: it is looked at for the words alone, and no date is ever taken from it. A
    column that is headed as a date or a month is left to the checks of dates, whatever it holds.
    """
    if len(headings) < 2 or _timed_headings(con, headings):
        return None
    held = dict(zip(headings, look_into(con, len(headings)), strict=True))
    if not any(each.filled for each in held.values()) or any(map(_says_when, held, held.values())):
        return None
    years = [heading for heading, each in held.items() if _yearly(heading, each)]
    return _year_only(years) if years else _no_dates(headings, name)


def _timed_headings(con: duckdb.DuckDBPyConnection, headings: Sequence[str]) -> bool:
    """Whether months or days are the headings themselves, as in a table with a column a month."""
    con.execute(load(SQL / "macros.sql"))
    return con.execute(load(SQL / "timed_headings.sql"), {"headings": list(headings)}).fetchone()[0]


def _says_when(heading: str, held: Contents) -> bool:
    if max(held.share("dates"), held.share("packed_dates")) >= SOME:
        return True
    headed = bool(_words(heading) & _TIMED) and held.filled > 0
    return headed and held.share("years") < MOSTLY and not _measures(heading, held)


def _measures(heading: str, held: Contents) -> bool:
    """A number that counts time, such as "Days to Return" or "Time served": no month of a year."""
    return held.share("numbers") >= MOSTLY and "month" not in _words(heading)


def _yearly(heading: str, held: Contents) -> bool:
    named = _words(heading) & (_YEARLY | _TIMED)
    return held.filled > 0 and held.share("years") >= MOSTLY and bool(named)


def _words(heading: str) -> set[str]:
    return set(fold(heading).split("_"))


def _year_only(years: list[str]) -> Finding:
    told = " and ".join(f'"{heading[:LONGEST_TOLD]}"' for heading in years[:2])
    return Finding(
        "year_only",
        BLOCK,
        f"This file gives only the year ({told}): no column says in which month or on which day.",
        ASK,
        column=years[0],
    )


def _no_dates(headings: Sequence[str], name: str) -> Finding:
    text = "No column of this file says when: it holds no date and no month."
    if _DAY_IN_NAME.search(name):
        text += " A day that stands only in the file's name is not taken: names change, rows do not say so."
    custody = any(_CUSTODY.search(each) for each in (name, *headings))
    return Finding("no_dates", BLOCK, text, ASK_CUSTODY if custody else ASK)
