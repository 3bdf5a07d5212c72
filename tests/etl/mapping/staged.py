"""A desk to map small tables on: a registry of three agencies, one connection, results as plain dicts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from etl.check import check
from etl.definitions import feeds
from etl.findings import Finding
from etl.map import Counted, map_rows
from etl.mapping.find import fit_feed, own_names
from etl.mapping.spec import Mapping, parse_mapping
from etl.paths import DataHome

TODAY = date(2025, 3, 15)
SECRET = b"a secret of thirty-two bytes ...."
KEY = "a1b2" * 16

PARTNERS = """\
agency_id,name,kind,county,partnership,affiliate,contact_role,agreement,agreement_until,date_precision,part2
pd,Harbor Police,police,harbor,harbor,,,DUA 1,2027-12-31,day,no
monthly_pd,Bayside Police,police,harbor,harbor,,,DUA 2,2027-12-31,month,no
lapsed_pd,Lapsed Police,police,harbor,harbor,,,DUA 3,2024-12-31,day,no
"""
PROGRAMS = """\
program_id,name,agency_id,service_type,intercept,capacity,cost_per_participant,part2,description,contact
act_north,ACT North,pd,act,4,60,,no,,
mh_court,Mental Health Court,pd,mental_health_court,3,40,,no,,
"""
EMPTY = {
    "partner_feeds": "agency_id,feed,intercepts,due_day,from_month,granularity,measures\n",
    "population": "county,year,age_band,sex,race_ethnicity,population\n",
    "costs": "county,year,item,value,unit,source\n",
    "targets": "measure_id,scope_kind,scope,value,good_from,agreed_by,agreed_on,note\n",
    "events": "event_id,date,name,measure_ids,scope,rebase,reason\n",
}


def write_reference(root: Path) -> DataHome:
    """A data home with the small registry above."""
    folder = root / "reference"
    folder.mkdir(parents=True)
    (folder / "settings.yml").write_text("partnership: harbor\npartnership_name: Harbor\n", encoding="utf-8")
    for name, text in (EMPTY | {"partners": PARTNERS, "programs": PROGRAMS}).items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return DataHome(root)


@dataclass(frozen=True)
class Raw:
    """What `map_rows` reads of a RawTable."""

    columns: list[str]
    row_count: int


@dataclass(frozen=True)
class Result:
    """One mapped file."""

    rows: list[dict[str, Any]]
    refused: list[tuple[int, str, str]]
    findings: list[Finding]
    counted: Counted

    def rules(self, severity: str = "block") -> list[str]:
        """The rules that were broken, of one severity."""
        return [finding.rule for finding in self.findings if finding.severity == severity]

    def finding(self, rule: str) -> Finding:
        """The only finding of that rule."""
        (found,) = [finding for finding in self.findings if finding.rule == rule]
        return found

    def column(self, name: str) -> list[Any]:
        """One column, in the file's order."""
        return [row[name] for row in self.rows]


class Desk:
    """Stages tables of text and maps them."""

    def __init__(self, con: duckdb.DuckDBPyConnection, home: DataHome):
        self.con = con
        self.home = home

    def stage(self, headings: list[str], rows: list[list[str | None]]) -> Raw:
        """TEMP TABLE raw, rows numbered from 2 as a spreadsheet does."""
        values = {f"v{i}": [row[i] for row in rows] for i in range(len(headings))}
        cells = ", ".join(f"unnest($v{i}::varchar[]) as c{i}" for i in range(len(headings)))
        values["numbers"] = list(range(2, len(rows) + 2))
        self.con.execute(
            "create or replace temp table raw as select unnest($numbers::bigint[]) as _row, " + cells, values
        )
        return Raw(headings, len(rows))

    def map(
        self, mapping: Mapping | dict | str, headings: list[str], rows: list[list[str | None]], **how: Any
    ) -> Result:
        """Map rows by a mapping, its plain values, or (a feed's id) by the feed's own names."""
        raw = self.stage(headings, rows)
        if isinstance(mapping, str):
            agency = how.pop("agency", None)
            mapping = own_names(fit_feed(feeds()[mapping], headings, agency), agency)
        elif isinstance(mapping, dict):
            mapping = parse_mapping({"id": "m", "title": "M"} | mapping, "test.yml")
        return self.staged(mapping, raw, **how)

    def staged(
        self,
        mapping: Mapping,
        raw: Raw,
        *,
        secret: bytes = SECRET,
        today: date = TODAY,
        accepted: frozenset[str] = frozenset(),
    ) -> Result:
        """Map what is staged already."""
        counted = map_rows(self.con, mapping.feed, mapping, raw, secret, self.home, today=today)
        cursor = self.con.execute("select * from mapped order by _row")
        names = [column[0] for column in cursor.description]
        mapped = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        refused = self.con.execute("select _row, rule, reason from refused order by _row").fetchall()
        found = check(self.con, mapping.feed, mapping, accepted=accepted)
        return Result(mapped, refused, found, counted)

    def encounters(self, rows: list[dict[str, str | None]], **how: Any) -> Result:
        """Encounters under the feed's own names; what a row does not say is filled in rightly."""
        return self._filled("encounters", ENCOUNTER, rows, how)

    def enrollments(self, rows: list[dict[str, str | None]], **how: Any) -> Result:
        """Enrollments likewise."""
        return self._filled("enrollments", ENROLLMENT, rows, how)

    def bookings(self, rows: list[dict[str, str | None]], **how: Any) -> Result:
        """Bookings likewise."""
        return self._filled("bookings", BOOKING, rows, how)

    def counts(self, rows: list[dict[str, str | None]], **how: Any) -> Result:
        """Monthly counts likewise."""
        return self._filled("monthly_counts", COUNT, rows, how)

    def _filled(self, feed: str, usual: dict, rows: list[dict], how: dict) -> Result:
        headings = list(dict.fromkeys([*usual, *(name for row in rows for name in row)]))
        number = next(name for name in headings if name.endswith("_id") and name != "agency_id")
        lines = []
        for index, row in enumerate(rows):
            line = usual | ({} if feed == "monthly_counts" else {number: f"e{index:05d}"}) | row
            lines.append([line.get(name) for name in headings])
        return self.map(how.pop("mapping", feed), headings, lines, **how)


ENCOUNTER = {
    "agency_id": "pd",
    "encounter_id": "",
    "encounter_date": "2025-01-20",
    "intercept": "1",
    "source": "911",
    "responder": "patrol",
    "bh_need": "mental_health",
    "disposition": "referred",
}
ENROLLMENT = {
    "agency_id": "pd",
    "enrollment_id": "",
    "person_key": KEY,
    "program_id": "act_north",
    "service_type": "act",
    "intercept": "4",
    "start_date": "2025-01-20",
    "status": "active",
}
BOOKING = {"agency_id": "pd", "booking_id": "", "booking_date": "2025-01-20"}
COUNT = {"agency_id": "pd", "month": "2025-01", "measure_id": "bh_encounters", "numerator": "12"}
