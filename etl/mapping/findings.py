"""Cells found wrong become findings: one for each rule and column (codes: each text), with a count."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import duckdb

from etl.definitions import feeds
from etl.findings import NOTE, Finding
from etl.mapping.codes import MOST_TOLD
from etl.mapping.spec import Mapping
from etl.mapping.wording import RULES, rows_text
from etl.sqlfile import load

SQL = Path(__file__).with_name("sql")
_NAMED = (
    "unknown_code",
    "unknown_agency",
    "unknown_program",
    "unknown_measure",
    "code_damaged",
    "level_unknown",
)
EXAMPLE = datetime(2025, 9, 23, 14, 30)  # a day to show a format with
LONGEST_TOLD = 40  # a longer text is no code that was mistyped; it is not repeated


def kept_notes(con: duckdb.DuckDBPyConnection) -> list[Finding]:
    """What `map_rows` noted."""
    notes = [json.loads(text) for (text,) in con.execute(load(SQL / "kept_notes.sql")).fetchall()]
    return [Finding(**(note | {"rows": tuple(note["rows"])})) for note in notes]


def cell_findings(con: duckdb.DuckDBPyConnection, mapping: Mapping) -> list[Finding]:
    """Findings of the table `problem`: blocks first, then by the first row."""
    grouped = con.execute(load(SQL / "grouped.sql"), {"named": list(_NAMED)}).fetchall()
    findings, more = [], {}
    told: dict[tuple[str, str], int] = {}
    for name, rule, text, near, bands, count, first_rows in grouped:
        told[name, rule] = told.get((name, rule), 0) + 1
        if told[name, rule] > MOST_TOLD:
            texts, rows = more.get((name, rule), (0, 0))
            more[name, rule] = (texts + 1, rows + count)
            continue
        severity, wrong, remedy = RULES[rule]
        heading = mapping.heading(name)
        words = {
            "column": heading,
            "n": rows_text(count),
            "text": _quoted(text),
            "near": _remedy(rule, near, bands),
            "dates": _dates(mapping, name) if rule in ("date_bad", "date_year_only") else "",
        }
        rows = tuple(first_rows)
        findings.append(
            Finding(
                rule, severity, wrong.format(**words), remedy.format(**words), rows[0], heading, count, rows
            )
        )
    for (name, rule), (texts, rows) in more.items():
        text = f"{mapping.heading(name)}: {texts:,} more texts ({rows_text(rows)}) break the same rule."
        findings.append(Finding(rule, RULES[rule][0], text, column=mapping.heading(name), count=rows))
    return findings


def refused_findings(con: duckdb.DuckDBPyConnection, mapping: Mapping) -> list[Finding]:
    """What was set aside and why, one note for each rule and reason."""
    grouped = con.execute(load(SQL / "refused_grouped.sql")).fetchall()
    columns = {(each.rule, each.reason): mapping.heading(each.column) for each in mapping.set_aside}
    return [
        Finding(
            rule,
            "warn" if rule == "duplicate_row" else NOTE,
            f"{rows_text(count)} set aside, not loaded: {reason}",
            "",
            rows[0],
            columns.get((rule, reason)),
            count,
            tuple(rows),
        )
        for rule, reason, count, rows in grouped
    ]


def _dates(mapping: Mapping, name: str) -> str:
    """How to write a date of this feed column: as the format of the mapping has it, else year first."""
    column, source = feeds()[mapping.feed].column(name), mapping.columns.get(name)
    how = "months as YYYY-MM" if column.type == "month" and not mapping.aggregate else "dates as YYYY-MM-DD"
    if source and source.format:
        how = f"dates as the format of this mapping has them, such as {EXAMPLE.strftime(source.format)}"
    blank = "" if column.required else "; leave the cell blank where the date is unknown"
    return f"Write {how}{blank}."


def _quoted(text: str | None) -> str:
    if text is None:
        return "a text"
    return f'"{text}"' if len(text) <= LONGEST_TOLD else f"a text of {len(text)} characters"


def _remedy(rule: str, near: str | None, bands: str | None) -> str:
    if rule in ("exact_age", "code_damaged"):
        return (bands if rule == "exact_age" else near) or ""
    like = f'Did you mean "{near}"? ' if near else ""
    if rule == "unknown_agency":
        return f"{like}Correct it, or add the agency to the partner registry."
    if rule == "unknown_program":
        return f"{like}Correct it, or add the program to the program registry."
    return f"{like}Correct the file, or say in the mapping what it means; a blank means unknown."
