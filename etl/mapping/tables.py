"""Checks of whole tables: SQL that returns the failing rows, and the words for them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl.definitions import Feed, all_codes, measures
from etl.findings import BLOCK, WARN, Finding
from etl.mapping.history import has_view
from etl.mapping.spec import Mapping, Source
from etl.mapping.undated import ASK_CUSTODY, CUSTODY_LIST, UNLESS_ALL
from etl.mapping.wording import rows_text
from etl.sqlfile import quoted, render
from etl.words import nearest

SQL = Path(__file__).with_name("sql") / "checks"
UNKNOWN_SHARE = 0.10
# So many bookings over so many days without one release: a list of who is in custody, not of who was booked.
LIST_ROWS, LIST_DAYS = 20, 60
MOST_ROWS = 20
CONSTANT = Source("value")


@dataclass(frozen=True)
class Check:
    """One rule over the rows of `mapped`; its SQL (named like the rule) gives the rows that break it."""

    rule: str
    feeds: tuple[str, ...]
    severity: str
    column: str | None
    message: str
    remedy: str


ALL = ("encounters", "enrollments", "bookings", "monthly_counts")
CHECKS = (
    Check(
        "duplicate_key",
        ALL,
        BLOCK,
        None,
        "The same key ({key}) stands in more than one row, with different values ({n}).",
        "Keep the row that is right; a key must name one row.",
    ),
    Check(
        "diverted_and_booked",
        ("encounters",),
        WARN,
        "disposition",
        "An encounter was diverted and booked at once ({n}).",
        "Check the disposition.",
    ),
    Check(
        "exited_without_date",
        ("enrollments",),
        WARN,
        "exit_date",
        "The status is exited, but there is no exit date ({n}).",
        "Add the date: without it the person counts as still enrolled.",
    ),
    Check(
        "open_with_exit_date",
        ("enrollments",),
        WARN,
        "status",
        "There is an exit date, but the status says that the enrollment is open ({n}).",
        "Check the status.",
    ),
    Check(
        "numerator_above_denominator",
        ("monthly_counts",),
        BLOCK,
        "numerator",
        "A share is above 100%: the numerator is larger than the denominator ({n}).",
        "Correct the two numbers.",
    ),
    Check(
        "count_not_whole",
        ("monthly_counts",),
        BLOCK,
        "numerator",
        "A count is not a whole number ({n}).",
        "Write the number of people or events, not an average or a share.",
    ),
    Check(
        "level_without_breakdown",
        ("monthly_counts",),
        BLOCK,
        "level",
        "A total must have no group, and a breakdown needs one ({n}).",
        "Leave both blank for a total; else fill in both.",
    ),
    Check("all_zero", ("monthly_counts",), WARN, "numerator", "Every number is 0 ({n}).", "Is this right?"),
)

# Checks that concern only the measures of one unit.
UNITS = {"numerator_above_denominator": "percent", "count_not_whole": "count"}


def table_findings(
    con: duckdb.DuckDBPyConnection, feed: Feed, mapping: Mapping, accepted: frozenset[str] = frozenset()
) -> list[Finding]:
    """Findings of all checks that concern the feed; of the rules in `accepted` somebody has decided."""
    findings = [
        each for check in CHECKS if feed.id in check.feeds for each in _rows(con, feed, mapping, check)
    ]
    findings += _levels(con, mapping) if feed.counts else []
    findings += _months(con, feed, mapping)
    if feed.id == "bookings":
        findings += _custody_list(con, mapping, CUSTODY_LIST in accepted)
    return findings + _unknown(con, feed, mapping)


def _rows(con, feed: Feed, mapping: Mapping, check: Check) -> list[Finding]:
    rest = [name for name in feed.key if name != "agency_id"]
    keyed = " and ".join(f"{quoted(name)} is not null" for name in rest)
    fragments = {
        "rest": ", ".join(map(quoted, rest)),
        "keyed": keyed,
        "columns": ", ".join(quoted(name) for name, _ in feed.stored()),
    }
    unit = UNITS.get(check.rule)
    values = {"measures": [each.id for each in measures().values() if each.unit == unit]} if unit else None
    failing = con.execute(render(SQL / f"{check.rule}.sql", **fragments), values).fetchall()
    if not failing:
        return []
    con.execute(_sql("keep_failing"), {"rows": [row for (row,) in failing], "rule": check.rule})
    rows = tuple(row for (row,) in failing[:MOST_ROWS])
    told = ", ".join(mapping.heading(name) for name in feed.key if name != "agency_id")
    message = check.message.format(n=rows_text(len(failing)), key=told)
    column = mapping.heading(check.column) if check.column else told
    return [Finding(check.rule, check.severity, message, check.remedy, rows[0], column, len(failing), rows)]


def _custody_list(con, mapping: Mapping, decided: bool) -> list[Finding]:
    """Bookings of months of which nobody was released: those who left are not in the file.

    That holds whether its column of releases is blank, left out or not there. Only somebody who knows the
    file can say that it has every booking nevertheless; then it is `decided`, and stays written down.
    """
    booked, released, days = con.execute(_sql("custody_list")).fetchone()
    unread = "release_date" in dict(con.execute(_sql("wrong_cells")).fetchall())
    if released or unread or booked < LIST_ROWS or days < LIST_DAYS:
        return []
    heading = mapping.heading("release_date") if "release_date" in mapping.columns else None
    text = f"{rows_text(booked, 'booking')} over {days:,} days, and not one release"
    if decided:
        text += ": taken as all bookings of these days, of whom nobody has been released, as was decided."
        return [Finding(CUSTODY_LIST, WARN, text, column=heading)]
    text += "" if heading else " (no column is read as the release)"
    text += ": this is a list of who is in custody, not of everybody who was booked."
    return [Finding(CUSTODY_LIST, BLOCK, text, f"{ASK_CUSTODY} {UNLESS_ALL}", column=heading)]


def _levels(con, mapping: Mapping) -> list[Finding]:
    """Groups that are not codes of their breakdown, such as sex = femal."""
    findings, heading = [], mapping.heading("level")
    for breakdown, level, count, rows in con.execute(render(SQL / "levels.sql")).fetchall():
        listed = all_codes().get(breakdown)
        if listed is None or level in listed.labels:
            continue
        like = nearest(level, listed.words)
        hint = f'Did you mean "{like}"? ' if like else ""
        findings.append(
            Finding(
                "level_unknown",
                BLOCK,
                f'{heading}: "{level[:40]}" is not a group of {breakdown} ({rows_text(count)}).',
                f"{hint}Use one of: {', '.join(listed.labels)}.",
                rows[0],
                heading,
                count,
                tuple(rows),
            )
        )
    return findings


def _months(con, feed: Feed, mapping: Mapping) -> list[Finding]:
    """Months of which nothing was ever sent, between the first and the last of the file."""
    day, core = quoted(feed.date_column), f"core_{feed.id}"
    known = _sql("known_months", date=day, core=core) if has_view(con, core) else _sql("no_months")
    missing = [month for (month,) in con.execute(_sql("months_missing", date=day, known=known)).fetchall()]
    if not missing:
        return []
    some = ", ".join(missing[:12]) + (f" and {len(missing) - 12} more" if len(missing) > 12 else "")
    heading = mapping.heading(feed.date_column)
    text = f"No rows for {rows_text(len(missing), 'month')} inside the range of the file: {some}."
    remedy = "Send them if there are any."
    return [Finding("month_missing", WARN, text, remedy, column=heading, count=len(missing))]


def _unknown(con, feed: Feed, mapping: Mapping) -> list[Finding]:
    """Columns of the file that are unknown too often; a blank counts unless it is usual."""
    columns = [
        column
        for column in feed.columns
        if "unknown" in getattr(all_codes().get(column.codes or ""), "labels", ())
        and mapping.columns.get(column.name, CONSTANT).kind != "value"
    ]
    if not columns:
        return []
    counts = [
        f"count(*) filter (where {quoted(column.name)} = 'unknown'"
        + (")" if column.conditional else f" or {quoted(column.name)} is null)")
        + "::bigint"
        for column in columns
    ]
    rows, *unknowns = con.execute(_sql("unknown_counts", counts=", ".join(counts))).fetchone()
    wrong = dict(con.execute(_sql("wrong_cells")).fetchall())
    findings = []
    for column, counted in zip(columns, unknowns, strict=True):
        unknown = counted - (
            0 if column.conditional else wrong.get(column.name, 0)
        )  # told as wrong, not blank
        if rows and unknown > UNKNOWN_SHARE * rows:
            heading = mapping.heading(column.name)
            share = f"{100 * unknown / rows:.0f}% of the rows ({unknown:,} of {rows:,})"
            remedy = "Fill it in where it is known."
            text = f"{heading} is unknown for {share}."
            findings.append(Finding("many_unknown", WARN, text, remedy, column=heading, count=unknown))
    return findings


def _sql(name: str, **fragments: str) -> str:
    return render(SQL / f"{name}.sql", **fragments)
