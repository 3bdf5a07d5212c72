"""The tables of the submissions board: who to call, agreements, what came when, and how full its answers are.

All of it stands beside `submission`, which has the state of each month; none of it holds a count of rows.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from etl.definitions import Column, Feed, feeds
from etl.sqlfile import load, quoted, render
from etl.store_shape import feed_shapes

SQL = Path(__file__).with_name("board_sql")
LEAST_ROWS = 30  # no share on fewer rows
USUAL_ROWS = 60  # rows that an agency usually has in a period whose shares are shown
ANSWERS = ("code", "codes", "flag")  # types of columns that ask something of every row


def write(con: duckdb.DuckDBPyConnection) -> None:
    """Create meta_state, partner, partner_feed, arrival, restatement and quality in the attached `shared`.

    Needs the TEMP TABLES coverage and ref_*, the store's tables, and the working set of core_* tables.
    """
    con.execute(load(SQL / "state.sql"))
    con.execute(load(SQL / "partner.sql"))
    for shape in feed_shapes().values():
        fragments = shape.fragments() | {"feed": shape.feed}
        con.execute(render(SQL / "arrival.sql", **fragments))
        restating = fragments | {"answers": _texts(feeds()[shape.feed])}
        con.execute(render(SQL / "restated.sql", **_matching(restating, shape.key)))
        quality(con, shape.feed)


def quality(con: duckdb.DuckDBPyConnection, feed: str) -> None:
    """Insert into shared.quality how full one feed's answers are: two whole percentages a period.

    complete: of the answers that an agency is asked (code columns that it ever fills, times its rows)
    those that are not blank. unknown: of those given, the ones that say "unknown".

    Why this gives no hidden count away. Each share pools all columns of the feed, so that it is no answer
    about any one characteristic. It is rounded to steps of five percent: over 30 rows or more and several
    columns a step is many answers wide, and one row more or less does not move it but at the edge of a
    step. No numerator or denominator is published. Whether an agency has shares at all, and by month or
    by quarter, is decided from its usual month over all its history (60 rows a period), not from the rows
    of the period, so a period with shares tells no more of its size than the agency's whole history does;
    below 30 rows there is no share in any case. Part 2 programs (substance use) go by quarter at the
    finest, without personal characteristics.
    """
    definition, shape = feeds()[feed], feed_shapes()[feed]
    asked = [each for each in definition.columns if each.type in ANSWERS and _asks(each, definition)]
    if definition.counts or not asked:
        return  # totals only: there is no row whose answers could be blank
    answers = ", ".join(
        f"{{'question': '{each.name}', 'personal': {str(each.personal).lower()}, "
        f"'filled': count({quoted(each.name)}), "
        f"'unknown': count(*) filter (r.{quoted(each.name)} = 'unknown')}}"
        for each in asked
    )
    # A Part 2 program of an agency that is not Part 2 itself is left out of the agency's shares.
    open_program = (
        "not coalesce(r.program_id in (select program_id from ref_programs where part2), false) or p.part2"
    )
    whole = f"({open_program})" if "program_id" in shape.columns else "true"
    sql = render(
        SQL / "quality.sql", **shape.fragments() | {"feed": feed, "answers": f"[{answers}]", "whole": whole}
    )
    con.execute(sql, {"usual": USUAL_ROWS, "least": LEAST_ROWS})


def _asks(column: Column, feed: Feed) -> bool:
    """Whether a blank in this column is an answer missing: not where a blank is usual, nor in a key."""
    return not (column.conditional or column.name in feed.key)


def _texts(feed: Feed) -> str:
    """The columns that a partner fills in, as texts; a key's change is another row, not another answer."""
    apart = {*feed.key, feed.date_column}
    names = [each.name for each in feed.columns if each.name not in apart]
    return "[" + ", ".join(f"r.{quoted(name)}::varchar" for name in names) + "]"


def _matching(fragments: dict[str, str], key: tuple[str, ...]) -> dict[str, str]:
    """The fragments with the key compared between the aliases of restated.sql."""
    return fragments | {
        "key_match": " and ".join(f"r.{quoted(name)} is not distinct from k.{quoted(name)}" for name in key)
    }
