"""One file looked at as far as the decisions about it allow: what was found, and what is to be decided next.

Every step needs the one before: read, matched columns, the identifier gate, matched words, the checks, and
what the rows would change. The answer holds all steps that were reached, so that the page can go back.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from etl import kept, store, submissions
from etl.amend import amend
from etl.check import check
from etl.definitions import codes, feeds, mappings
from etl.desk import columns, found
from etl.desk.asked import Asked
from etl.desk.groups import groups
from etl.desk.values import values
from etl.durable import sha256_of
from etl.errors import Refused
from etl.findings import BLOCK, WARN, Finding
from etl.gate import inspect
from etl.map import gate_columns, map_rows, registry_for
from etl.mapping.entry import entry_of, save
from etl.mapping.spec import parse_mapping
from etl.mapping.suggest import guess_agency, guess_columns, guess_feeds
from etl.mapping.undated import custody_list, undated
from etl.paths import DataHome
from etl.read import RawTable, read_file, stage
from etl.read.workbook import sheet_names
from etl.reference import Registry, load_reference, partner_kinds, read_registry, settings
from etl.secret import store_secret
from etl.strict import DefinitionError

Tell = Callable[[str], None]
Found = Callable[[list[dict]], None]
UNREADABLE, SHEET, WHOSE, COLUMNS, WORDS, CHECK, READY = (
    *("unreadable", "sheet", "whose", "columns", "words", "check", "ready"),
)


@dataclass
class Desk:
    """One connection, one file: `report` grows with every step. `told` gets findings as they come up."""

    con: duckdb.DuckDBPyConnection
    home: DataHome
    folder: Path
    asked: Asked
    tell: Tell
    told: Found
    report: dict[str, Any] = field(default_factory=dict)

    def run(self) -> dict[str, Any]:
        """The report: `stage` says what is to be decided next, ready when nothing is."""
        self.tell("Reading the file")
        try:
            raw, entry, origin = self._open()
        except Refused as refusal:
            return self._unreadable(refusal)
        registry = self._registry(entry)
        self._read_facts(raw)
        headings = list(raw.columns)
        agency = self.asked.agency or entry.get("agency") or self._agency(headings, registry)
        feed = feeds()[entry["feed"]]
        if self.asked.partner and not entry.get("partner"):
            entry["partner"] = dict(self.asked.partner)
        if agency:
            entry["agency"] = agency  # rows of another agency are refused by the check
        fresh = columns.complete_drops(entry, headings)
        missing = columns.missing(feed, entry, headings)
        self.report |= {
            "feed": feed.id,
            "agency": agency,
            "entry": entry,
            "origin": origin,
            "missing": missing,
            "fresh": fresh if origin == found.SAVED else [],
            "partner": columns.partner_block(registry, agency, entry, settings(self.home)),
            "columns": columns.described(feed, registry),
            "covers": columns.covers(self.con, feed, entry, headings),
            "shapes": columns.shapes(self.con, headings),
            "announced": columns.announced(headings),
        }
        named = agency or (origin == found.OWN and "agency_id" in entry["columns"])
        if not named:
            return self._at(WHOSE)
        if missing or (not self.asked.confirmed and (origin == found.GUESSED or self.report["fresh"])):
            return self._at(COLUMNS)
        return self._mapped(raw, entry, headings)

    # -- reading --------------------------------------------------------------------------------------------

    def _open(self) -> tuple[RawTable, dict[str, Any], str]:
        """The file staged in `raw`, the mapping for it, and where that comes from."""
        raw = self._read_known_sheet()
        stage(self.con, raw)
        load_reference(self.con, self.home)
        if self.asked.entry is not None:
            return raw, deepcopy(self.asked.entry), found.GIVEN if self.asked.confirmed else found.GUESSED
        mapping = found.known_mapping(raw.columns, self.home, self.asked)
        if mapping is not None:
            if mapping.layout:
                raw = self._read(mapping.layout | self.asked.layout)
                stage(self.con, raw)
            return raw, entry_of(mapping), found.OWN if mapping.id == found.OWN_NAMES else found.SAVED
        timeless = undated(self.con, list(raw.columns), self.asked.name)
        if timeless:
            raise Refused(timeless)
        listed = custody_list(self.con, list(raw.columns))
        self.report["listed"] = f"{listed.message} {listed.remedy}" if listed else ""
        feed = self.asked.feed or guess_feeds(list(raw.columns), found.sample(self.con, raw.columns))[0][0]
        registry = read_registry(self.con)
        guesses = guess_columns(
            self.con, feeds()[feed], list(raw.columns), registry, agency=self.asked.agency
        )
        entry = columns.guessed_entry(feeds()[feed], guesses, list(raw.columns))
        self.report["guesses"] = {
            each.name: {"why": each.why, "score": each.score} for each in guesses if each.heading
        }
        like = found.like_saved(raw.columns, self.home, self.asked)
        if like is not None:
            entry = found.carried_over(like, entry, list(raw.columns))
            # Two agencies may use the same system: nearly the same headings do not say whose file it is.
            whose = entry.pop("agency", None)
            self.report["likely"] = None if self.asked.agency else whose
            if whose != self.asked.agency:
                entry.pop("partner", None)
        return raw, entry, found.GUESSED

    def _read_known_sheet(self) -> RawTable:
        """The file; of a workbook with several sheets, the one that was chosen for a file like it before."""
        try:
            return self._read(self.asked.layout)
        except Refused as refusal:
            if all(each.rule != "sheet_choose" for each in refusal.findings):
                raise
            known = found.known_sheets(sheet_names(self.asked.path), self.home, self.asked)
            if len(known) != 1:
                raise
            return self._read(self.asked.layout | {"sheet": known.pop()})

    def _read(self, layout: dict[str, Any]) -> RawTable:
        return read_file(self.asked.path, work=self.folder, shown_name=self.asked.name, layout=layout)

    def _registry(self, entry: dict[str, Any]) -> Registry:
        registry = read_registry(self.con)
        try:
            return registry.with_mapping(parse_mapping(deepcopy(entry), "the mapping"))
        except DefinitionError:
            return registry  # not whole yet

    def _agency(self, headings: list[str], registry: Registry) -> str | None:
        return guess_agency(headings, self.con, registry, self.asked.name)

    def _read_facts(self, raw: RawTable) -> None:
        registry = read_registry(self.con)
        own = settings(self.home)
        self.report |= {
            "read": {
                "encoding": raw.encoding,
                "delimiter": raw.delimiter,
                "header_row": raw.header_row,
                "records": raw.row_count,
                "skipped": [[each.row, max(each.last, each.row), each.reason] for each in raw.skipped],
                "headings": list(raw.columns),
                "sheet": raw.sheet,
                "sheets": list(raw.sheets),
                "sha256": raw.sha256,
            },
            "feeds": [[each.id, each.title, each.grain] for each in feeds().values()],
            "agencies": [[each.agency_id, each.name] for each in registry.partners.values()],
            "kinds": list(partner_kinds()),
            "partnership": {key: own[key] for key in ("partnership", "partnership_name")},
            "services": [list(pair) for pair in codes("service_type").labels.items()],
            "measures": [list(pair) for pair in columns.countable().items()],
            "findings": groups(self.con, None, list(raw.findings), list(raw.columns)),
        }

    def _unreadable(self, refusal: Refused) -> dict[str, Any]:
        self.report["findings"] = groups(self.con, None, refusal.findings, [])
        if any(each.rule == "sheet_choose" for each in refusal.findings):
            self.report["read"] = {"sheets": sheet_names(self.asked.path)}
            return self._at(SHEET)
        return self._at(UNREADABLE)

    def _at(self, stage_name: str) -> dict[str, Any]:
        self.report["stage"] = stage_name
        return self.report

    # -- checking -------------------------------------------------------------------------------------------

    def _mapped(self, raw: RawTable, entry: dict[str, Any], headings: list[str]) -> dict[str, Any]:
        """From the mapping on: gate, words, checks, changes."""
        try:
            mapping = parse_mapping(deepcopy(entry), "the mapping")
        except DefinitionError as error:
            self.report["trouble"] = str(error)
            return self._at(COLUMNS)
        try:
            notes = [*raw.findings, *amend(self.con, self.asked.amendment, headings)]
        except Refused as refusal:
            self.report["findings"] = groups(self.con, mapping, refusal.findings, headings)
            return self._at(CHECK)
        self.tell(f"Looking for names, birth dates and other identifiers in {raw.row_count:,} rows")
        gate = inspect(self.con, *gate_columns(mapping, headings))
        self._found(mapping, [*notes, *gate], headings)
        if any(each.severity == BLOCK for each in gate):
            return self._at(COLUMNS)
        registry = registry_for(self.con, mapping, self.home)
        feed = feeds()[mapping.feed]
        self.report["words"] = values(self.con, feed, mapping, headings, registry)
        if self._open_words():
            return self._at(WORDS)
        self.tell(f"Checking {raw.row_count:,} rows")
        day = self.asked.received or datetime.now(UTC).date()
        map_rows(self.con, feed, mapping, raw, store_secret(self.home), self.home, today=day)
        checked = check(self.con, feed, mapping, accepted=self.asked.accepted_rules)
        every = [*notes, *gate, *checked]
        self._found(mapping, every, headings)
        self._remember(entry, mapping, checked)
        if any(each.severity == BLOCK for each in every):
            return self._at(CHECK)
        self._compare(mapping.feed)
        unseen = [each for each in every if each.severity == WARN and not self._accepted(each)]
        return self._at(CHECK if unseen and not self._sent_before() else READY)

    def _sent_before(self) -> bool:
        """Whether this very file holds: what there was to look at was agreed to when it was sent."""
        if not self.report["changes"]["nothing"]:
            return False
        sha256 = sha256_of(self.asked.path)
        return any(
            each.facts()["sha256"] == sha256 for each in kept.all_kept(self.home) if not each.withdrawn
        )

    def _accepted(self, finding: Finding) -> bool:
        return (finding.rule, finding.column or "") in self.asked.accepted

    def _open_words(self) -> bool:
        return any(
            text["open"] and (column["name"], text["text"]) not in self.asked.left
            for column in self.report["words"]
            for text in column["texts"]
        )

    def _found(self, mapping, findings: list[Finding], headings: list[str]) -> None:
        self.report["findings"] = groups(self.con, mapping, findings, headings)
        self.told([{k: g[k] for k in ("severity", "rule", "count")} for g in self.report["findings"]])

    def _remember(self, entry: dict[str, Any], mapping, checked: list[Finding]) -> None:
        """Keep what was decided for the next file, once the rows could be read with it."""
        self.report["questions"] = found.questions(self.con, checked, self.report["read"]["headings"])
        if self.asked.layout:
            entry["layout"] = (entry.get("layout") or {}) | self.asked.layout
        known = mappings(self.home).get(str(entry.get("id")))
        new = known is None or parse_mapping(deepcopy(entry), "the mapping") != known
        if self.asked.confirmed and mapping.agency and new:
            self.report["entry"]["id"] = entry["id"] = save(
                self.home, entry | {"title": self._title(mapping)}
            )
            self.report["entry"]["title"] = self._title(mapping)

    def _title(self, mapping) -> str:
        known = dict(self.report["agencies"]).get(mapping.agency) or (mapping.partner or {}).get("name")
        return f"{known or mapping.agency}: {feeds()[mapping.feed].title}"

    def _compare(self, feed: str) -> None:
        """What the rows would change, against what was sent before."""
        self.tell("Comparing with what was sent before")
        store.stage_incoming(self.con, feed)
        received = self.asked.received or submissions.received_today(
            self.con, feed, self.report["agency"] or ""
        )
        aggregated = bool(self.report["entry"].get("aggregate"))
        outcome = store.compare(self.con, feed, received.isoformat(), aggregated)
        self.report["changes"] = {
            "loaded": outcome.loaded,
            "unchanged": outcome.unchanged,
            "refused": outcome.refused,
            "older": outcome.older,
            "nothing": outcome.changes_nothing,
            "months": store.changes(self.con, feed),
        }
