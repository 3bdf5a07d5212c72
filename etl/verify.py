"""Checks that everything kept agrees: builds, pointer, store against submissions, accounting, audit log."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path

import duckdb

from etl import audit_log, builds, kept, store
from etl.errors import Busy, EtlError
from etl.lock import writer_lock
from etl.paths import DataHome
from etl.sqlfile import render
from etl.store_shape import feed_shapes

SQL = Path(__file__).with_name("store_sql")


@dataclass
class Report:
    """What was checked (name -> how many) and what is wrong, in words; `notes` are no faults."""

    checked: dict[str, int] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """True when nothing is wrong."""
        return not self.problems

    def as_dict(self) -> dict:
        """Plain values, ready for JSON."""
        return asdict(self) | {"ok": self.ok}


def verify(home: DataHome) -> Report:
    """Check everything under `home`; changes nothing but brings the store up to the kept submissions.

    Raises Busy when somebody is writing.
    """
    report = Report()
    with writer_lock(home):
        _check_builds(home, report)
        _check_kept(home, report)
        try:
            with store.open_store(home) as con:
                _check_store(con, home, report)
        except Busy:
            raise
        except EtlError as error:
            report.problems.append(str(error))
        anchors = {build.build_id: build.audit_head for build in builds.all_builds(home) if build.audit_head}
        report.problems += audit_log.problems(home, anchors)
    return report


def _check_builds(home: DataHome, report: Report) -> None:
    everything = builds.all_builds(home)
    report.checked["builds"] = len(everything)
    report.problems += [f"build {name}: build.json cannot be read" for name in builds.unreadable(home)]
    for build in everything:
        report.problems += build.problems()
    serving = builds.current(home)
    if everything and serving is None:
        report.problems.append("no build is whole: nothing can be served; `python -m etl publish` makes one")
    elif serving and builds.pointed(home) != serving.build_id:
        report.problems.append(
            f"the pointer does not name a whole build; {serving.build_id} is served instead. "
            f"`python -m etl rollback {serving.build_id}` mends it"
        )


def _check_kept(home: DataHome, report: Report) -> None:
    submissions = kept.all_kept(home)
    report.checked["kept submissions"] = len(submissions)
    for submission in submissions:
        found = submission.problems()
        if not found:
            facts = submission.facts()
            parts = (facts["loaded"], facts["unchanged"], facts["refused"])
            if sum(parts) != facts["records"]:
                found = [
                    f"submission {submission.submission_id}: {facts['records']} records, but "
                    f"{parts[0]} loaded + {parts[1]} unchanged + {parts[2]} refused"
                ]
        report.problems += found


def _check_store(con: duckdb.DuckDBPyConnection, home: DataHome, report: Report) -> None:
    known = con.execute("select submission_id, feed, withdrawn from submission order by seq").fetchall()
    submissions = {each.submission_id: each for each in kept.all_kept(home)}
    report.checked["submissions in the store"] = len(known)
    rows = 0
    for submission_id, feed, withdrawn in known:
        submission = submissions.get(submission_id)
        if submission is None:
            report.problems.append(f"submission {submission_id} is in the store, but its files are gone")
            continue
        try:
            count, differing = _compare_rows(con, submission, feed)
        except (EtlError, duckdb.Error) as error:
            report.problems.append(f"submission {submission_id} cannot be compared ({type(error).__name__})")
            continue
        rows += count
        if differing:
            report.problems.append(
                f"submission {submission_id}: {differing} rows differ between the store and its files; "
                "`python -m etl rebuild` makes the store anew"
            )
        if withdrawn != submission.withdrawn:
            report.problems.append(f"submission {submission_id}: withdrawn in one place, not in the other")
    report.checked["rows"] = rows
    newest = builds.newest(home)
    if set(store.active_submissions(con)) != set(newest.submissions if newest else ()):
        report.notes.append("what is stored is not all published yet; `python -m etl publish` does it")


def _compare_rows(con: duckdb.DuckDBPyConnection, submission: kept.Kept, feed: str) -> tuple[int, int]:
    """(rows of the submission in the store, rows that are not the same in its files)."""
    store.stage_kept(con, submission, feed)
    sql = render(SQL / "differing.sql", row_table=feed_shapes()[feed].row_table)
    return con.execute(sql, {"submission": submission.submission_id}).fetchone()
