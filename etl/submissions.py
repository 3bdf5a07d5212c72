"""The one door to the writer: files in, receipts out. The command line and the upload page use nothing else.

Every function takes the writer's lock for as long as it runs and raises Busy when somebody else holds it.
"""

from __future__ import annotations

import getpass
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from etl import attempts, audit_log, builds, kept, store
from etl.amend import Amendment
from etl.builds import Build
from etl.durable import sha256_of
from etl.errors import EtlError, Refused
from etl.findings import NOTE, Finding, blocking
from etl.intake import Examined, Intake
from etl.lock import writer_lock
from etl.paths import DataHome
from etl.publish import NotPublished, serve_prepared
from etl.publish import publish as publish_store

if TYPE_CHECKING:
    from etl.trial import Trial

LOADED, UNCHANGED, REFUSED, CHECKED = "loaded", "unchanged", "refused", "checked"

Progress = Callable[[str], None]


def _silent(text: str) -> None:
    """No progress wanted."""


@dataclass(frozen=True)
class LoadRequest:
    """One file to take in. What is left out is found out: feed and mapping from the headings.

    `shown_name` is what the sender calls the file; it is told back to the sender and never used as a path.
    `agency` is whose file it must be; a file that says otherwise is refused. `entry` is a mapping as plain
    values, instead of the id of one; `layout` (header_row, sheet, delimiter ...) goes before the mapping's.
    `accepted`: rules (custody_list) that keep a file out unless somebody who knows it has decided otherwise.
    """

    path: Path
    feed: str | None = None
    agency: str | None = None
    mapping: str | None = None
    received: date | None = None
    shown_name: str | None = None
    sender: str | None = None
    entry: dict | None = None
    layout: dict | None = None
    amendment: Amendment = field(default_factory=Amendment)
    accepted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Receipt:
    """What happened to one file. records = loaded + unchanged + refused, in records of the sender's file.

    `status` is loaded, unchanged (nothing new: no submission, no build), refused (nothing stored) or checked
    (dry run). `months` are YYYY-MM. `build` is the published build that has it; `withheld` says why there is
    none although it was stored.
    """

    file: str
    sha256: str
    status: str
    findings: tuple[Finding, ...] = ()
    feed: str | None = None
    agency_id: str | None = None
    mapping_id: str | None = None
    submission_id: str | None = None
    received: str | None = None
    records: int = 0
    loaded: int = 0
    unchanged: int = 0
    refused: int = 0
    months: tuple[str, ...] = ()
    build: str | None = None
    withheld: str = ""

    def as_dict(self) -> dict:
        """Plain values, ready for JSON."""
        return asdict(self)


def load(
    home: DataHome,
    files: Sequence[Path | str],
    feed: str | None = None,
    agency: str | None = None,
    mapping: str | None = None,
    received: date | None = None,
    dry_run: bool = False,
    sender: str | None = None,
    progress: Progress | None = None,
    publish: bool = True,
) -> list[Receipt]:
    """Load files that share feed, agency and mapping; see `load_many`."""
    requests = [LoadRequest(Path(file), feed, agency, mapping, received, None, sender) for file in files]
    return load_many(home, requests, publish=publish, dry_run=dry_run, progress=progress)


def load_many(
    home: DataHome,
    requests: Sequence[LoadRequest],
    *,
    publish: bool = True,
    dry_run: bool = False,
    progress: Progress | None = None,
    trial: Trial | None = None,
) -> list[Receipt]:
    """Check and take in each file, all of it or nothing of it, then publish once; one receipt a request.

    A refused file does not keep the others out. An accepted file is on disk for good before its receipt
    exists. When the release cannot be published safely the receipts say so in `withheld`. `trial` is the
    build that a preview has made of the same file: it is served if nothing else has changed meanwhile.
    """
    tell = progress or _silent
    size = sum(request.path.stat().st_size for request in requests if request.path.is_file())
    with _fresh(home, dry_run) as home, _writer(home, tell, size) as con:
        intake = Intake(con, home)
        receipts = []
        for number, request in enumerate(requests, start=1):
            name = request.shown_name or request.path.name
            prefix = f"file {number} of {len(requests)}, {name}: " if len(requests) > 1 else f"{name}: "
            receipts.append(
                _load_one(intake, request, name, dry_run, lambda text, at=prefix: tell(at + text))
            )
        if publish and not dry_run and _unpublished(con, home):
            receipts = _published(con, home, receipts, tell, trial)
    return receipts


def publish_now(home: DataHome, note: str = "", progress: Progress | None = None) -> Build:
    """Publish what the store holds, also when nothing changed (the reference tables may have)."""
    tell = progress or _silent
    with _writer(home, tell) as con:
        build = publish_store(con, home, note, tell)
        audit_log.record(home, "published", who=who(None), build=build.build_id)
        return build


def withdraw(
    home: DataHome, submission_id: str, sender: str | None = None, progress: Progress | None = None
) -> Build:
    """Take a submission back: what was there before it holds again, and is published.

    Raises EtlError when there is no such submission or it was withdrawn before.
    """
    tell = progress or _silent
    with _writer(home, tell) as con:
        found = next((each for each in kept.all_kept(home) if each.submission_id == submission_id), None)
        if found is None:
            raise EtlError(f"There is no submission {submission_id}. `python -m etl submissions` lists them.")
        if found.withdrawn:
            raise EtlError(f"Submission {submission_id} was withdrawn before.")
        kept.mark_withdrawn(found, who(sender), _now())
        store.set_withdrawn(con, submission_id)
        audit_log.record(home, "withdrawn", who=who(sender), submission=submission_id)
        build = publish_store(con, home, f"{submission_id} withdrawn", tell)
        audit_log.record(home, "published", who=who(sender), build=build.build_id)
        return build


def rollback(home: DataHome, build_id: str | None = None, sender: str | None = None) -> Build:
    """Serve an earlier build; the store keeps what it has, and the next publish goes on from there."""
    with writer_lock(home):
        build = builds.rollback(home, build_id)
        audit_log.record(home, "rolled back", who=who(sender), build=build.build_id)
        return build


def rebuild(home: DataHome, progress: Progress | None = None) -> int:
    """Make the store anew from the kept submissions; returns how many. What is published does not change."""
    with writer_lock(home):
        count = store.rebuild(home, progress or _silent)
        audit_log.record(home, "rebuilt", who=who(None), rows={"submissions": count})
        return count


def kept_list(home: DataHome) -> list[dict]:
    """What was accepted, oldest first: the facts of each submission, without its findings."""
    return [
        {key: value for key, value in each.facts().items() if key != "findings"}
        | {"withdrawn": each.withdrawn}
        for each in kept.all_kept(home)
    ]


@contextmanager
def _fresh(home: DataHome, dry_run: bool) -> Iterator[DataHome]:
    """The installation; for a dry run where nothing was stored yet, a stand-in that leaves nothing."""
    if not dry_run or home.store.exists() or kept.all_kept(home):
        yield home
        return
    with tempfile.TemporaryDirectory(prefix="dry-run-") as folder:
        stand_in = DataHome(Path(folder))
        shutil.copytree(home.reference, stand_in.root / "reference")
        if (home.private / "mappings").is_dir():
            shutil.copytree(home.private / "mappings", stand_in.private / "mappings")
        yield stand_in


@contextmanager
def _writer(home: DataHome, tell: Progress, incoming: int = 0) -> Iterator[duckdb.DuckDBPyConnection]:
    """The lock, an empty working folder and a store that agrees with what was kept."""
    with writer_lock(home):
        shutil.rmtree(home.private / "tmp", ignore_errors=True)
        builds.settle(home)
        with store.open_store(home, tell, incoming) as con:
            yield con


def _load_one(intake: Intake, request: LoadRequest, name: str, dry_run: bool, tell: Progress) -> Receipt:
    """Examine one file and, unless it is refused or a dry run, accept it."""
    con, home = intake.con, intake.home
    receipt, found = examined(intake, request, name, tell)
    if found is None:
        return _told(home, request, receipt, dry_run)
    receipt, changes_nothing = compared(con, request, receipt, found.aggregated)
    if not dry_run and not changes_nothing:
        tell("storing")
        receipt = _accepted(con, home, request, receipt, found)
    status = CHECKED if dry_run else UNCHANGED if changes_nothing else LOADED
    return _told(home, request, replace(receipt, status=status), dry_run)


def examined(
    intake: Intake, request: LoadRequest, name: str, tell: Progress
) -> tuple[Receipt, Examined | None]:
    """The receipt as far as it goes, and what was found; None of it when the file is refused."""
    try:
        receipt = Receipt(name, sha256_of(request.path), REFUSED)
    except OSError as error:
        raise EtlError(f"{name} cannot be read: {error.strerror}.") from error
    try:
        found = intake.examine(request, name, tell)
    except Refused as refusal:
        return replace(receipt, findings=tuple(refusal.findings)), None
    receipt = replace(
        receipt,
        findings=found.findings,
        feed=found.feed,
        agency_id=found.agency_id,
        mapping_id=found.mapping_id,
        records=found.records,
    )
    return receipt, None if blocking(list(found.findings)) else found


def compared(
    con: duckdb.DuckDBPyConnection, request: LoadRequest, receipt: Receipt, aggregated: bool
) -> tuple[Receipt, bool]:
    """The receipt with what the file would change, and whether that is nothing at all."""
    store.stage_incoming(con, receipt.feed)
    received = request.received or received_today(con, receipt.feed, receipt.agency_id)
    outcome = store.compare(con, receipt.feed, received.isoformat(), aggregated)
    counted = outcome.loaded + outcome.unchanged + outcome.refused
    if counted != receipt.records:
        told = f"has {receipt.records:,} records, but {counted:,} are accounted for"
        raise EtlError(f"{receipt.file} {told}; nothing was stored.")
    receipt = replace(
        receipt,
        findings=receipt.findings + _about_history(outcome.older),
        received=received.isoformat(),
        loaded=outcome.loaded,
        unchanged=outcome.unchanged,
        refused=outcome.refused,
        months=store.months(con, receipt.feed),
    )
    return receipt, outcome.changes_nothing


def _about_history(older: int) -> tuple[Finding, ...]:
    """What the sender of an older file should know."""
    if not older:
        return ()
    return (
        Finding(
            "older_than_known",
            NOTE,
            f"{older:,} records are older than what is known: they are kept and not used.",
            "Nothing to do if this is an older file; else give the day it came in with --received.",
            count=older,
        ),
    )


def received_today(con: duckdb.DuckDBPyConnection, feed: str, agency_id: str) -> date:
    """Today (UTC), or the latest day this agency's feed came in: a clock set back loses no correction."""
    latest = con.execute(
        "select max(received_date) from submission "
        "where not withdrawn and feed = $feed and agency_id = $agency",
        {"feed": feed, "agency": agency_id},
    ).fetchone()[0]
    today = datetime.now(UTC).date()
    return max(today, latest) if latest else today


def _accepted(
    con: duckdb.DuckDBPyConnection, home: DataHome, request: LoadRequest, receipt: Receipt, found: Examined
) -> Receipt:
    """Keep the file's rows for good and take them into the store."""
    facts = facts_of(con, request, receipt, found)
    store.keep_and_accept(con, home, facts)
    return replace(receipt, submission_id=facts["submission_id"])


def facts_of(con: duckdb.DuckDBPyConnection, request: LoadRequest, receipt: Receipt, found: Examined) -> dict:
    """What submission.json says of a file that is about to be accepted."""
    seq = con.execute("select coalesce(max(seq), 0) + 1 from submission").fetchone()[0]
    return {
        "submission_id": f"{seq:06d}-{receipt.sha256[:8]}",
        "seq": seq,
        "feed": receipt.feed,
        "agency_id": receipt.agency_id,
        "mapping_id": receipt.mapping_id,
        "sha256": receipt.sha256,
        "received_date": receipt.received,
        "loaded_at": _now()[:19],
        "sender": who(request.sender),
        "records": receipt.records,
        "loaded": receipt.loaded,
        "unchanged": receipt.unchanged,
        "refused": receipt.refused,
        "corrected": len(request.amendment.fixes),
        "months": list(receipt.months),
        "findings": [finding.as_dict() for finding in receipt.findings],
        "partners": found.partners,
        "programs": found.programs,
    }


def _unpublished(con: duckdb.DuckDBPyConnection, home: DataHome) -> bool:
    """Whether the newest build is not made of the submissions that count now."""
    newest = builds.newest(home)
    return set(store.active_submissions(con)) != set(newest.submissions if newest else ())


def _published(
    con: duckdb.DuckDBPyConnection,
    home: DataHome,
    receipts: list[Receipt],
    tell: Progress,
    trial: Trial | None = None,
) -> list[Receipt]:
    """The receipts with the build that has them, or with why there is none."""
    try:
        if trial is not None and trial.fits(con, home):
            build = serve_prepared(con, home, trial.folder, trial.facts)
        else:
            build = publish_store(con, home, progress=tell)
    except NotPublished as error:
        audit_log.record(home, "not published", who=who(None))
        return [r if r.status == REFUSED else replace(r, withheld=str(error)) for r in receipts]
    audit_log.record(home, "published", who=who(None), build=build.build_id)
    return [r if r.status == REFUSED else replace(r, build=build.build_id) for r in receipts]


def _told(home: DataHome, request: LoadRequest, receipt: Receipt, dry_run: bool) -> Receipt:
    """The receipt, after the audit log has it. A dry run leaves no trace."""
    if not dry_run:
        audit_log.record(
            home,
            receipt.status,
            who=who(request.sender),
            agency=receipt.agency_id or request.agency,
            sha256=receipt.sha256,
            rows={name: getattr(receipt, name) for name in ("records", "loaded", "unchanged", "refused")},
            rules=sorted({finding.rule for finding in receipt.findings}),
            submission=receipt.submission_id,
        )
        attempts.note(home, request, receipt)
    return receipt


def who(sender: str | None) -> str:
    """The sender given, else the account that runs this."""
    if sender:
        return sender
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # a container's user without a name
        return "unknown"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
