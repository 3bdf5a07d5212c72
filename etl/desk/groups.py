"""Findings as the check step shows them: one group a rule and column, with the cells that can be mended."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from etl.definitions import feeds
from etl.findings import BLOCK, NOTE, WARN, Finding
from etl.mapping.spec import Mapping
from etl.sqlfile import load, quoted, render
from etl.words import fold

SQL = Path(__file__).with_name("sql")
MOST_CELLS = 200  # in one table; the download has them all
MOST_ROWS = 5000
MOST_TOLD = 20
_ORDER = {BLOCK: 0, WARN: 1, NOTE: 2}


def groups(
    con: duckdb.DuckDBPyConnection, mapping: Mapping | None, findings: list[Finding], headings: list[str]
) -> list[dict[str, Any]]:
    """Plain values, blocking groups first.

    messages: what is wrong and how to mend it, one for each finding. count: rows. rows: the first of them.
    heading: the column of `cells`, [row, text] pairs; none where there is no single cell to mend.
    """
    found: dict[tuple[str, str, str], dict[str, Any]] = {}
    for finding in findings:
        key = (finding.severity, finding.rule, finding.column or "")
        group = found.setdefault(
            key,
            {
                "severity": finding.severity,
                "rule": finding.rule,
                "column": finding.column or "",
                "messages": [],
                "count": 0,
                "rows": [],
                "heading": None,
                "cells": [],
            },
        )
        group["count"] += finding.count
        group["rows"] += [row for row in (finding.rows or (finding.row,)) if row is not None]
        if len(group["messages"]) < MOST_TOLD:
            group["messages"].append([finding.message, finding.remedy])
    for group in found.values():
        group["rows"] = sorted(set(group["rows"]))
    if mapping is not None:
        _add_cells(con, mapping, found, headings)
    return sorted(found.values(), key=lambda group: (_ORDER[group["severity"]], -group["count"]))


def _add_cells(con, mapping: Mapping, found: dict, headings: list[str]) -> None:
    """The cells of rules that concern single cells."""
    if not con.execute("select 1 from duckdb_tables() where table_name = 'problem'").fetchone():
        return
    place = {fold(heading): f"c{index}" for index, heading in enumerate(headings)}
    for group in found.values():
        failing = con.execute(
            load(SQL / "failing.sql"), {"rule": group["rule"], "most": MOST_ROWS}
        ).fetchall()
        group["rows"] = [row for (row,) in failing] or group["rows"]
        if group["rule"] == "duplicate_key":
            key = ", ".join(map(quoted, feeds()[mapping.feed].key))
            later = con.execute(render(SQL / "later.sql", key=key), {"rule": group["rule"]}).fetchone()
            group |= {"but_first": later[0], "but_last": later[1]}
    for rule, name, count in con.execute(render(SQL / "wrong.sql")).fetchall():
        source = mapping.columns.get(name)
        told = mapping.heading(name)
        group = next(
            (each for each in found.values() if (each["rule"], each["column"]) == (rule, told)), None
        )
        if group is None or source is None or source.kind not in ("from", "surrogate"):
            continue
        heading = source.headings[0]
        sql = render(SQL / "cells.sql", column=quoted(place[fold(heading)]))
        cells = con.execute(sql, {"rule": rule, "name": name, "most": MOST_CELLS}).fetchall()
        wrong = con.execute(load(SQL / "wrong_rows.sql"), {"rule": rule, "name": name, "most": MOST_ROWS})
        rows = [row for (row,) in wrong.fetchall()]
        group |= {"heading": heading, "name": name, "count": count, "rows": rows}
        # What is hashed before it is stored is nobody's to read here.
        group["cells"] = [[row, text or "" if source.kind == "from" else ""] for row, text in cells]
