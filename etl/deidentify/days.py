"""Columns of days: birth dates and the dates of events, read as the mapping reads them."""

from __future__ import annotations

from datetime import date

import duckdb

from etl.deidentify.looks import MAPPING_SQL, SQL
from etl.errors import Refused
from etl.findings import BLOCK, Finding
from etl.mapping.dates import Profile, decide
from etl.sqlfile import render

EARLIEST_BIRTH = date(1901, 1, 2)  # 1900-01-01 and 1901-01-01 stand for "not known" in many systems
EARLIEST_EVENT = date(1950, 1, 1)
UNORDERED = ("date_ambiguous", "date_mixed")


def read_days(
    con: duckdb.DuckDBPyConnection, column: str, heading: str, order: str | None, today: date, *, born: bool
) -> str:
    """A lookup table (text, value DATE, month_only, problem) of a column of `source`; returns its name.

    Raises Refused when day and month cannot be told apart and nobody said which comes first.
    """
    look = f"look_{'born' if born else 'day'}_{column}"
    con.execute(render(MAPPING_SQL / "date_kinds.sql", column=column, look=look))
    cursor = con.execute(render(MAPPING_SQL / "date_profile.sql", look=look), {"today": today})
    found = decide(Profile(*cursor.fetchone()), order)
    earliest = EARLIEST_BIRTH if born else EARLIEST_EVENT
    values = {"ordered": found.order, "unproved": found.unproved, "today": today, "later": True}
    values |= {"as_month": False, "earliest": earliest}
    con.execute(render(MAPPING_SQL / "date_values.sql", look=look), values)
    if born:
        con.execute(render(SQL / "texts_births.sql", look=look), {"today": today})
    problems = {row[0] for row in con.execute(render(SQL / "problems.sql", look=look)).fetchall()}
    if problems & set(UNORDERED):
        raise Refused(
            Finding(
                "date_ambiguous",
                BLOCK,
                f'In "{heading}" day and month cannot be told apart, as in 3/4/2024.',
                "Say which comes first: --order mdy (month, day, year) or --order dmy.",
                column=heading,
            )
        )
    return look
