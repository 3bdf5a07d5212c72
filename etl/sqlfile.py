"""SQL lives in .sql files; this reads them and fills in names that come from definitions."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

_COUNT = Path(__file__).with_name("count_rows.sql")
_SLOT = re.compile(r"\{\{(\w+)\}\}")


def quoted(identifier: str) -> str:
    """A DuckDB identifier in double quotes."""
    return '"' + identifier.replace('"', '""') + '"'


@cache
def load(path: Path) -> str:
    """The text of one .sql file."""
    return path.read_text(encoding="utf-8")


def render(path: Path, **fragments: str) -> str:
    """The SQL with each {{slot}} replaced.

    Fragments are made by the ETL from its definitions (column names, lists of columns, other .sql files),
    never from a file that a partner sent or a text that a user typed; those travel as parameters.
    Raises KeyError when a slot has no fragment.
    """
    return _SLOT.sub(lambda slot: fragments[slot.group(1)], load(path))


def count_rows(con: duckdb.DuckDBPyConnection, *names: str) -> int:
    """How many rows a table has; `names` are its name, or its database or schema and its name.

    A plain query, and read to its end: in DuckDB 2 a relation has no fetchone, and a result that is left
    open keeps the connection from reading relations.
    """
    table = ".".join(quoted(name) for name in names)
    return con.execute(render(_COUNT, table=table)).fetchall()[0][0]
