"""The headline measures before and after a file: two builds side by side, nothing but released numbers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from etl import builds
from etl.paths import DataHome
from etl.sqlfile import load, render

SQL = Path(__file__).with_name("sql")
MOST = 400


def headline(home: DataHome, folder: Path, agency: str | None) -> list[dict[str, Any]]:
    """One dict a number that would be another: measure, period, value and status before and after."""
    now = builds.current(home)
    con = duckdb.connect(config={"memory_limit": "256MB", "threads": "1"})
    try:
        _attach(con, folder / builds.SHARED, "after")
        if now is not None:
            _attach(con, now.shared, "before")
        else:
            con.execute(load(SQL / "nothing_before.sql"))
        partnership = con.execute("select partnership from after.meta_build").fetchone()[0]
        scopes = [f"partnership:{partnership}", f"agency:{agency}"]
        cursor = con.execute(load(SQL / "headline.sql"), {"scopes": scopes, "most": MOST})
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    finally:
        con.close()


def _attach(con: duckdb.DuckDBPyConnection, path: Path, name: str) -> None:
    file = str(path).replace("'", "''")
    con.execute(render(SQL / "attach.sql", file=file, name=name))
