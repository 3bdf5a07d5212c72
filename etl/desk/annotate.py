"""The file with the findings beside its rows, for mending in a spreadsheet and sending again."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import Any

import duckdb

from etl.desk.columns import ADDED
from etl.mapping.spec import Mapping
from etl.sqlfile import load, quoted, render

SQL = Path(__file__).with_name("sql")
_FORMULA = "^[=+\\-@\t\r＝＋－＠]"
_NUMBER = "^[-+]?[0-9][0-9.,]*$"


def annotated(
    con: duckdb.DuckDBPyConnection,
    mapping: Mapping,
    headings: list[str],
    groups: list[dict[str, Any]],
    folder: Path,
) -> Path:
    """Write it as CSV into `folder`; needs `raw`, and `problem` as the checks left it."""
    con.execute(load(SQL / "no_problems.sql"))
    told = [group for group in groups if group["severity"] != "note"]
    in_cells = {(group["rule"], group["column"]) for group in told if group["cells"]}
    rows, messages, places = [], [], []
    for place, group in enumerate(told):
        if (group["rule"], group["column"]) not in in_cells:
            rows += group["rows"]
            messages += [_words(group)] * len(group["rows"])
            places += [place] * len(group["rows"])
    pairs = con.execute(load(SQL / "wrong.sql")).fetchall()
    named = [(rule, name, _of(told, rule, mapping.heading(name))) for rule, name, _ in pairs]
    path = folder / "annotated.csv"
    sql = render(
        SQL / "annotated.sql",
        file=str(path).replace("'", "''"),
        row_heading=quoted(ADDED[0]),
        told_heading=quoted(ADDED[1]),
        cells=", ".join(_safe(f"c{at}", heading) for at, heading in enumerate(headings)),
    )
    con.execute(
        sql,
        {
            "rows": rows,
            "messages": messages,
            "places": places,
            "rules": [rule for rule, _, _ in named],
            "names": [name for _, name, _ in named],
            "words": [words for _, _, words in named],
            "formula": _FORMULA,
            "number": _NUMBER,
        },
    )
    path.write_bytes(codecs.BOM_UTF8 + path.read_bytes())
    return path


def _safe(column: str, heading: str) -> str:
    return render(SQL / "safe_cell.sql", column=quoted(column), heading=quoted(heading))


def _of(told: list[dict[str, Any]], rule: str, heading: str) -> str | None:
    group = next((each for each in told if (each["rule"], each["column"]) == (rule, heading)), None)
    return _words(group) if group else None


def _words(group: dict[str, Any]) -> str:
    """The first message with its remedy, without what it says of the number of rows."""
    message, remedy = group["messages"][0]
    return f"{group['column'] + ': ' if group['column'] else ''}{remedy or message}"
