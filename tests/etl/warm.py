"""What every writer reads, read once: test_crash forks its writers from a process that imported this."""

from __future__ import annotations

import pandas  # noqa: F401  DuckDB would load both at the first query of every fork
import pyarrow  # noqa: F401

from etl import definitions, reference
from etl.gate import headings
from tests.etl import crash  # noqa: F401

definitions.feeds()
definitions.measures()
definitions.all_codes()
reference.tables()
headings.rules()
