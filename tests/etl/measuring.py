"""A little county for the tests of measures: core tables written by hand, reference tables in a folder."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from etl.coverage import coverage
from etl.definitions import Feed, feeds, measures
from etl.measure import measure
from etl.paths import DataHome
from etl.reference import tables

PARTNER = {"kind": "police", "county": "oak", "partnership": "oaks", "date_precision": "day", "part2": "no"}
FEED_ROW = {"due_day": 15, "from_month": "2024-01", "granularity": "rows"}
PROGRAM = {"service_type": "act", "intercept": 4, "part2": "no"}
USUAL = {
    "encounters": {
        "intercept": 1,
        "source": "911",
        "responder": "patrol",
        "bh_need": "mental_health",
        "disposition": "resolved_on_scene",
    },
    "enrollments": {"program_id": "p", "service_type": "act", "intercept": 4},
    "bookings": {},
    "monthly_counts": {"breakdown": "all", "level": "all", "suppressed": False},
}


def _after(day: str) -> date:
    """The tenth of the next month: when a month's file usually comes."""
    month = date.fromisoformat(day[:7] + "-01")
    return (month + timedelta(days=31)).replace(day=10)


class County:
    """Rows go in with `add`; `run` measures some definitions; `cell` and `series` read the result."""

    def __init__(self, folder: Path):
        self.con = duckdb.connect(config={"threads": 1})
        self.home = DataHome(folder)
        self.tables: dict[str, list[dict]] = {name: [] for name in tables()}
        self.number = 0
        for feed in feeds().values():
            columns = ", ".join(f'"{name}" {kind}' for name, kind in feed.stored())
            self.con.execute(f"create table core_{feed.id} ({columns}, _first_received date)")

    def partner(self, *agencies: str, **facts: Any) -> County:
        """Register agencies."""
        self.tables["partners"] += [PARTNER | {"agency_id": each, "name": each} | facts for each in agencies]
        return self

    def sends(self, agency: str, feed: str, **facts: Any) -> County:
        """Expect a feed of an agency, from January 2024 unless said otherwise."""
        self.tables["partner_feeds"].append(FEED_ROW | {"agency_id": agency, "feed": feed} | facts)
        return self

    def program(self, program_id: str, agency: str, **facts: Any) -> County:
        """Register a program."""
        row = PROGRAM | {"program_id": program_id, "name": program_id, "agency_id": agency} | facts
        self.tables["programs"].append(row)
        return self

    def add(self, feed: str, *rows: dict, **common: Any) -> County:
        """Add rows; ids are made up, days between dates are worked out, the rest is as usual or blank."""
        definition = feeds()[feed]
        names = [name for name, _ in definition.stored()] + ["_first_received"]
        full = [self._filled(definition, common | row) for row in rows or ({},)]
        assert not {name for row in full for name in row} - set(names)
        table = pa.table({name: [row.get(name) for row in full] for name in names})
        self.con.from_arrow(table).insert_into(f"core_{feed}")
        return self

    def _filled(self, definition: Feed, row: dict) -> dict:
        self.number += 1
        full = USUAL[definition.id] | row
        full.setdefault("_first_received", str(_after(full[definition.date_column])))
        if definition.id == "enrollments":
            full.setdefault("status", "exited" if full.get("exit_date") else "active")
        if not definition.counts:
            full.setdefault(definition.key[1], f"r{self.number}")
        for derived in definition.derived:
            start = next((full[name] for name in derived.start if full.get(name)), None)
            end = full.get(derived.to)
            days = (date.fromisoformat(end) - date.fromisoformat(start)).days if start and end else None
            full.setdefault(derived.name, days)
        return full

    def run(self, *names: str) -> County:
        """Measure these definitions (all when none is named)."""
        self._write_reference()
        chosen = {name: measures()[name] for name in names} if names else measures()
        measure(self.con, self.home, chosen)
        return self

    def cover(self) -> County:
        """Coverage alone."""
        self._write_reference()
        coverage(self.con, self.home)
        return self

    def cell(self, name: str, period: str, **where: Any) -> dict:
        """The one row of a measure in a period: of the partnership's total by month unless said otherwise."""
        found = self.rows(name, period=period + "-01" * (3 - len(period.split("-"))), **where)
        assert len(found) == 1, found
        return found[0]

    def series(self, name: str, **where: Any) -> dict[str, float | None]:
        """{YYYY-MM: value}, by month unless said otherwise."""
        return {str(row["period"])[:7]: row["value"] for row in self.rows(name, **where)}

    def rows(self, name: str, **where: Any) -> list[dict]:
        """All rows of a measure that match, by period."""
        wanted = {
            "measure_id": name,
            "scope_kind": "partnership",
            "breakdown": "all",
            "grain": "month",
        } | where
        test = " and ".join(f"{column} = ?" for column in wanted)
        cursor = self.con.execute(
            f"from measured where {test} order by scope, level, period", [*wanted.values()]
        )
        names = [each[0] for each in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def states(self, agency: str, feed: str) -> dict[str, str]:
        """{YYYY-MM: coverage state}."""
        found = self.con.execute(
            "select month, state from coverage where agency_id = ? and feed = ? order by month",
            [agency, feed],
        )
        return {str(month)[:7]: state for month, state in found.fetchall()}

    def _write_reference(self) -> None:
        own = self.home.root / "reference"
        own.mkdir(parents=True, exist_ok=True)
        for name, table in tables().items():
            with (own / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, [field.name for field in table.fields], restval="")
                writer.writeheader()
                writer.writerows(self.tables[name])
