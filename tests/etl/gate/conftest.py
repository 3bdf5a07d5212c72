"""A table in a test, and what the gate says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

import duckdb
import pyarrow as pa
import pytest

from etl.findings import Finding
from etl.gate import inspect

TODAY = date(2026, 11, 1)


@pytest.fixture(scope="session")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    """One connection for all; every table replaces the one before."""
    with duckdb.connect() as con:
        yield con


@pytest.fixture(scope="session")
def look(database) -> Callable[..., list[Finding]]:
    """look({heading: cells}, goal=feed column, kind=its type) -> findings; goal None: no feed column."""

    def looking(
        table: dict[str, Sequence[str]], goal: str | None = "call_nature", kind: str = "code"
    ) -> list[Finding]:
        names = {f"c{index}": heading for index, heading in enumerate(table)}
        cells = {name: list(values) for name, values in zip(names, table.values(), strict=True)}
        rows = list(range(2, len(next(iter(cells.values()))) + 2))
        shape = {"_row": pa.array(rows, pa.int64())}
        shape |= {
            name: pa.array([cell or None for cell in each], pa.string()) for name, each in cells.items()
        }
        database.execute("drop table if exists raw")
        database.from_arrow(pa.table(shape)).create("raw")
        return inspect(database, names, dict.fromkeys(names, goal), {goal: kind} if goal else {}, today=TODAY)

    return looking


@pytest.fixture(scope="session")
def blocked(look) -> Callable[..., set[str]]:
    """The rules that keep the table out."""

    def blocking(*arguments, **options) -> set[str]:
        return {each.rule for each in look(*arguments, **options) if each.severity == "block"}

    return blocking
