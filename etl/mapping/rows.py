"""From cells to the rows of a feed: typed, set aside, durations, days cut to months, records counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from etl.definitions import Derived, all_codes
from etl.errors import EtlError
from etl.mapping.cells import Cells
from etl.mapping.spec import Mapping
from etl.sqlfile import quoted
from etl.words import fold


@dataclass(frozen=True)
class Counted:
    """Records of a file: all, those that became rows, those set aside; `records` = `mapped` + `refused`."""

    records: int
    mapped: int
    refused: int


def set_totals_aside(cells: Cells) -> None:
    """Put the rows that the mapping knows to be totals into `refused`."""
    labels = [label.strip().lower() for label in cells.mapping.total_labels]
    if labels:
        cells.run("totals.sql", {"labels": labels})


def build_typed(cells: Cells) -> None:
    """TEMP TABLE typed: every feed column in its type (NULL where the file has none or the cell is wrong)."""
    values: dict[str, Any] = {}
    shown, joins = [], []
    for column in cells.feed.columns:
        name = column.name
        expression = f"null::{column.sql_type}"
        if name in cells.sources:
            look = cells.look(name)
            expression = f"s.{quoted(name)}"
            if look:
                joins.append(f"left join {look} on {look}.text = s.{quoted(name)}")
                expression = f"{look}.value"
            elif column.type == "key":
                expression = f"key_text(s.{quoted(name)})"
            expression = _blank(cells, name, expression, values)
        elif column.default is not None:
            values[f"default_{name}"] = column.default
            expression = f"$default_{name}::varchar"
        shown.append(f"{expression} as {quoted(name)}")
        if column.type == "date":
            only = f"coalesce({look}.month_only, false)" if name in cells.sources else "false"
            shown.append(f"{only} as {quoted('_month_' + name)}")
    if cells.feed.counts:
        shown.append("s.suppressed")
    cells.run("typed.sql", values or None, values=",\n    ".join(shown), joins="\n".join(joins))


def _blank(cells: Cells, name: str, expression: str, values: dict[str, Any]) -> str:
    """What a blank cell stands for: the mapping's word for it, the file's agency, or the column's default."""
    source, column = cells.sources[name], cells.feed.column(name)
    blank = (source.values or {}).get("") or column.default
    if name == "agency_id":
        blank = blank or cells.mapping.agency
    if blank is None:
        return expression
    values[f"blank_{name}"] = blank
    return f"case when s.{quoted(name)} is null then $blank_{name}::{column.sql_type} else {expression} end"


def name_levels(cells: Cells) -> None:
    """Write groups of a breakdown as its codes: Female is female. The checks tell what is no code."""
    if not cells.feed.counts:
        return
    pairs = cells.run("level_pairs.sql").fetchall()
    words = {breakdown: all_codes()[breakdown].words for breakdown, _ in pairs if breakdown in all_codes()}
    renamed = [
        (breakdown, level, words[breakdown][fold(level)])
        for breakdown, level in pairs
        if fold(level) in words.get(breakdown, ())
    ]
    if renamed:
        breakdowns, levels, codes = (list(each) for each in zip(*renamed, strict=True))
        cells.run("name_levels.sql", {"breakdowns": breakdowns, "levels": levels, "codes": codes})


def find_row_problems(cells: Cells) -> None:
    """Rows without a needed value; rows of another agency; dates in the wrong order."""
    _find_blanks(cells)
    if cells.mapping.agency and "agency_id" in cells.mapping.columns:
        cells.run("other_agency.sql", {"agency": cells.mapping.agency})
    for derived in cells.feed.derived:
        if derived.to in cells.sources:
            cells.run("backwards.sql", {"name": derived.to}, days=days_between(derived, "typed"))
    if cells.feed.id == "bookings":
        cells.run("overlapping_stays.sql")
    if cells.mapping.aggregate:
        cells.run("aggregate_checks.sql")


def _find_blanks(cells: Cells) -> None:
    """Rows without a value that the feed needs. A day without a count was not observed; that is no blank."""
    needed = [
        column.name
        for column in cells.feed.columns
        if column.required and not (cells.mapping.aggregate and column.name == "numerator")
    ]
    unless = {name: "not suppressed" if name == "numerator" else "true" for name in needed}
    counts = [f"count(*) filter (where {quoted(name)} is null and {unless[name]})" for name in needed]
    blanks = cells.run("blank_counts.sql", counts=", ".join(counts)).fetchone()
    for name, count in zip(needed, blanks, strict=True):
        if count:
            cells.run("required.sql", {"name": name}, column=quoted(name), unless=unless[name])


def set_rows_aside(cells: Cells) -> None:
    """Refuse one by one the rows that the mapping says to."""
    for each in cells.mapping.set_aside:
        cells.run("set_aside.sql", {"rule": each.rule, "name": each.column, "reason": each.reason})
    if cells.run("any_refused.sql").fetchone():
        cells.run("drop_refused.sql")


def days_between(derived: Derived, table: str) -> str:
    """SQL for the whole days of a derived column; NULL when a date is missing or only its month is known."""
    dates = [*derived.start, derived.to]
    only = " or ".join(f"{table}.{quoted('_month_' + name)}" for name in dates)
    start = ", ".join(f"{table}.{quoted(name)}" for name in derived.start)
    return (
        f"case when not ({only}) then date_diff('day', coalesce({start}), {table}.{quoted(derived.to)}) end"
    )


def build_mapped(cells: Cells) -> None:
    """TEMP TABLE mapped(_row, the feed's stored columns); identical rows after the first are set aside."""
    if cells.mapping.aggregate:
        cells.run("aggregate.sql")
        return
    partners = cells.registry.partners
    precisions = [partner.precision(cells.today) for partner in partners.values()]
    cells.run("precision.sql", {"agencies": list(partners), "precisions": precisions})
    shown = []
    for column in cells.feed.columns:
        text = f"t.{quoted(column.name)}"
        if column.type == "date":
            text = f"case when p.allowed = 'day' then {text} else date_trunc('month', {text})::date end"
        shown.append(f"{text} as {quoted(column.name)}")
    for derived in cells.feed.derived:
        days = days_between(derived, "t")
        shown.append(f"case when {days} >= 0 then {days} end as {quoted(derived.name)}")
    if cells.feed.counts:
        shown.append("t.suppressed")
    cells.run("mapped.sql", values=",\n    ".join(shown))
    if not cells.mapping.unpivot:
        keyed = " and ".join(f"{quoted(name)} is not null" for name in cells.feed.key)
        key = ", ".join(map(quoted, cells.feed.key))
        if cells.run("repeated_keys.sql", key=key, keyed=keyed).fetchone()[0]:
            columns = ", ".join(quoted(name) for name, _ in cells.feed.stored())
            cells.run("duplicate_rows.sql", whole=keyed, columns=columns)


def count_records(cells: Cells, expected: int) -> Counted:
    """Check that each of the `expected` records is in `mapped` or in `refused`; raises EtlError if not."""
    kept = "typed" if cells.mapping.aggregate else "mapped"
    records, mapped, refused, lost = cells.run("accounting.sql", kept=kept).fetchone()
    if lost or records != expected or records != mapped + refused:
        raise EtlError(
            f"Of {expected} records {mapped} became rows and {refused} were set aside: "
            "some are not accounted for. Nothing was loaded."
        )
    return Counted(records, mapped, refused)


def drop_workings(cells: Cells) -> None:
    """Forget what only the mapping needed: texts as sent, and days that may not be kept."""
    tables = ["source", "typed", "precision_of", *(f"look_{name}" for name in cells.sources)]
    for table in tables:
        cells.run("drop.sql", table=table)


def check_headings(mapping: Mapping, headings: list[str]) -> list[str]:
    """Headings that the file has more than once, among those that the mapping reads."""
    folded = [fold(heading) for heading in headings]
    return [heading for heading in mapping.used if folded.count(fold(heading)) > 1]


def uncovered(cells: Cells, agencies: set[str]) -> list[str]:
    """Agencies whose agreement is about other feeds than this one."""
    partners = (cells.registry.partners[name] for name in sorted(agencies & set(cells.registry.partners)))
    return [each.name for each in partners if not each.covers(cells.feed.id)]


def expired_agreements(cells: Cells, agencies: set[str]) -> list[str]:
    """Agencies whose days are cut to months because the agreement has run out."""
    on: date = cells.today
    partners = (cells.registry.partners[name] for name in sorted(agencies & set(cells.registry.partners)))
    return [each.name for each in partners if each.date_precision == "day" and each.precision(on) == "month"]
