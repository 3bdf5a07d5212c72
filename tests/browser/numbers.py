"""The published numbers as the command line tells them: what the pages are held against."""

from __future__ import annotations

import json

from tests.conftest import DemoCounty, run_etl


def show(county: DemoCounty, measure: str, scope: str | None = None) -> list[dict]:
    """`python -m etl show MEASURE --json`, oldest period first."""
    done = run_etl(county.home, "show", measure, "--json", *(["--scope", scope] if scope else []))
    assert done.returncode == 0, done.stderr
    return sorted(json.loads(done.stdout), key=lambda row: row["period"])


def told(row: dict) -> str:
    """A count as a page tells it."""
    return f"{row['value']:,.0f}" if row["status"] in ("shown", "provisional") else "<11 or protected"
