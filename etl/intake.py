"""One file from the sender's bytes to canonical rows in temp tables: read, stage, gate, map, check."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from etl.amend import amend
from etl.check import check
from etl.definitions import feeds
from etl.errors import Refused
from etl.findings import BLOCK, Finding, blocking
from etl.gate import UNKNOWN_COLUMN, inspect
from etl.gate.headings import announced
from etl.map import find_mapping, gate_columns, heading_findings, map_rows
from etl.mapping.find import nearest_fit
from etl.mapping.spec import Mapping, parse_mapping
from etl.mapping.undated import CUSTODY_LIST, custody_list, undated
from etl.paths import DataHome
from etl.read import RawTable, read_file, stage
from etl.secret import store_secret

if TYPE_CHECKING:
    from etl.submissions import LoadRequest


@dataclass(frozen=True)
class Examined:
    """A file that was read and checked; its rows are in the temp tables `mapped` and `refused`.

    `records` counts the records of the sender's file. `aggregated`: rows are months of daily records.
    `partners` and `programs` are registry rows that came with the mapping.
    """

    feed: str
    agency_id: str | None
    mapping_id: str | None
    records: int
    findings: tuple[Finding, ...]
    aggregated: bool = False
    partners: list[dict[str, Any]] = field(default_factory=list)
    programs: list[dict[str, Any]] = field(default_factory=list)

    def with_findings(self, more: list[Finding]) -> Examined:
        """The same with further findings."""
        return replace(self, findings=(*self.findings, *more))


class Intake:
    """Examines files one after another on one connection; what is half read lies in `spare` meanwhile."""

    def __init__(self, con: duckdb.DuckDBPyConnection, home: DataHome, spare: Path | None = None) -> None:
        self.con, self.home = con, home
        self.spare = spare or home.private / "tmp"
        self.secret = store_secret(home)

    def examine(self, request: LoadRequest, name: str, tell: Callable[[str], None]) -> Examined:
        """Read and check one file. Raises Refused when it cannot be read, or no mapping reads it."""
        self.spare.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix="work-", dir=self.spare))
        try:
            return self._examine(request, name, work, tell)
        finally:
            shutil.rmtree(work, ignore_errors=True)
            self.con.execute("drop table if exists temp.raw")

    def _examine(self, request: LoadRequest, name: str, work: Path, tell: Callable[[str], None]) -> Examined:
        mapping, raw = self._read(request, name, work, tell)
        stage(self.con, raw)
        amended = amend(self.con, request.amendment, list(raw.columns))
        found = Examined(
            feed=mapping.feed,
            agency_id=mapping.agency or request.agency,
            mapping_id=mapping.id,
            records=raw.row_count,
            findings=(*raw.findings, *amended),
            aggregated=mapping.aggregate is not None,
            partners=[mapping.partner] if mapping.partner else [],
            programs=list(mapping.programs),
        )
        # A heading that was renamed is missing and unknown: the sender is told of both.
        found = found.with_findings(heading_findings(mapping, list(raw.columns)))
        tell(f"looking for identifiers in {raw.row_count:,} rows")
        found = found.with_findings(inspect(self.con, *gate_columns(mapping, list(raw.columns))))
        # What may hold identifiers is not read any further; a column that nobody asked for is only left out.
        if any(finding.rule != UNKNOWN_COLUMN for finding in blocking(found.findings)):
            return found
        tell(f"checking {raw.row_count:,} rows")
        feed = feeds()[mapping.feed]
        day = request.received or datetime.now(UTC).date()
        map_rows(self.con, feed, mapping, raw, self.secret, self.home, today=day)
        found = found.with_findings(check(self.con, feed, mapping, accepted=request.accepted))
        return self._of_agency(found, request.agency)

    def _read(
        self, request: LoadRequest, name: str, work: Path, tell: Callable[[str], None]
    ) -> tuple[Mapping, RawTable]:
        """The file and the mapping for it; a mapping that knows the file's layout has it read that way."""
        asked = {"feed": request.feed, "agency": request.agency}
        tell("reading")
        if request.entry is not None:
            mapping = parse_mapping(request.entry, "the mapping of this file")
            return mapping, self._read_as(request, name, work, mapping)
        if request.mapping:
            mapping = find_mapping([], self.home, mapping=request.mapping, **asked)
            return mapping, self._read_as(request, name, work, mapping)
        raw = read_file(request.path, work=work, shown_name=name, layout=request.layout)
        try:
            mapping = find_mapping(raw.columns, self.home, **asked)
        except Refused as refusal:
            stage(self.con, raw)
            timeless = undated(self.con, raw.columns, name)
            first = [timeless] if timeless else [*self._listed(raw, request), *refusal.findings]
            raise Refused([*first, *self._besides(raw, request)]) from refusal
        return mapping, self._read_as(request, name, work, mapping) if mapping.layout else raw

    def _listed(self, raw: RawTable, request: LoadRequest) -> list[Finding]:
        """Whether a staged file that no mapping reads is a list of who is in custody."""
        found = None if CUSTODY_LIST in request.accepted else custody_list(self.con, raw.columns)
        return [found] if found else []

    def _besides(self, raw: RawTable, request: LoadRequest) -> list[Finding]:
        """What else is wrong with a staged file that no mapping reads: identifiers, and how it is written."""
        fit = nearest_fit(raw.columns, request.feed, request.agency)
        goal = {heading: name for name, heading in fit.headings.items()}
        kept = {f"c{index}": goal.get(heading) for index, heading in enumerate(raw.columns)}
        types = {column.name: column.type for column in fit.feed.columns}
        found = inspect(self.con, _shown(raw.columns, set(goal)), kept, types)
        return [*(each for each in found if each.rule != UNKNOWN_COLUMN), *raw.findings]

    def _read_as(self, request: LoadRequest, name: str, work: Path, mapping: Mapping) -> RawTable:
        layout = mapping.layout | (request.layout or {})
        return read_file(request.path, work=work, shown_name=name, layout=layout)

    def _of_agency(self, found: Examined, agency: str | None) -> Examined:
        """Whose rows these are; rows of an agency that is not the sender's block."""
        rows = self.con.execute(
            "select distinct agency_id from mapped where agency_id is not null order by 1"
        )
        agencies = [row[0] for row in rows.fetchall()]
        told = any(finding.rule == "agency_mismatch" for finding in found.findings)
        if agency is not None and agencies not in ([], [agency]) and not told:
            finding = Finding(
                "agency_mismatch",
                BLOCK,
                f"The file has rows of another agency than {agency}.",
                "Send each agency's rows in its own file.",
            )
            found = found.with_findings([finding])
        return replace(found, agency_id="|".join(agencies) or found.agency_id)


def _shown(headings: list[str], known: set[str]) -> dict[str, str]:
    """cN -> what to call the column: a heading that nobody knows may be a value, and is told by its place."""
    return {
        f"c{index}": heading if heading in known or announced(heading) else f"column {index + 1}"
        for index, heading in enumerate(headings)
    }
