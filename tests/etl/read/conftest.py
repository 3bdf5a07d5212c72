"""Reading a file in a test, down to the staged cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from etl.errors import Refused
from etl.findings import Finding
from etl.read import RawTable, read_file, stage


@dataclass(frozen=True)
class Table:
    """What was staged: the headings, the cells ('' for a blank), and the sender's number of each row."""

    raw: RawTable
    columns: list[str]
    cells: list[list[str]]
    rows: list[int]


@pytest.fixture(scope="session")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    """One connection for all; staging replaces what was there."""
    with duckdb.connect() as con:
        yield con


def staged(con: duckdb.DuckDBPyConnection, raw: RawTable) -> Table:
    """Stage a file that was read and fetch every cell."""
    stage(con, raw)
    fetched = con.execute("select * from raw order by _row").fetchall()
    cells = [[cell or "" for cell in row[1:]] for row in fetched]
    return Table(raw, raw.columns, cells, [row[0] for row in fetched])


@pytest.fixture(scope="session")
def read(
    database: duckdb.DuckDBPyConnection, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., Table]:
    """read(text, bytes or path, **options) -> Table; every cell has been through DuckDB."""

    work = tmp_path_factory.mktemp("read")

    def reading(content: str | bytes | Path, **options) -> Table:
        path = content if isinstance(content, Path) else work / "sent.csv"
        if not isinstance(content, Path):
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return staged(database, read_file(path, work=work, **options))

    return reading


@pytest.fixture(scope="session")
def refusal(read) -> Callable[..., Finding]:
    """refusal(content, **options) -> the finding that keeps the file out."""

    def refusing(content: str | bytes | Path, **options) -> Finding:
        with pytest.raises(Refused) as refused:
            read(content, **options)
        finding = refused.value.findings[0]
        assert finding.severity == "block"
        assert finding.message
        return finding

    return refusing
