"""One connection and one registry for all mapping tests: they map, look, and leave nothing behind."""

from __future__ import annotations

import duckdb
import pytest

from tests.etl.mapping.staged import Desk, write_reference


@pytest.fixture(scope="session")
def desk(tmp_path_factory) -> Desk:
    """Where small tables are mapped."""
    return Desk(duckdb.connect(), write_reference(tmp_path_factory.mktemp("desk")))
