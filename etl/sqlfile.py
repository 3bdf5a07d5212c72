"""SQL lives in .sql files; this reads them and fills in names that come from definitions."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

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
