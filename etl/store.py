"""The private store: one DuckDB file with every accepted row. Only this module opens it.

The file is disposable. What was accepted stands in the folders of `etl.kept`; the store is brought up to them
each time it is opened, and made anew from them when it is missing, damaged or made for other feeds.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from etl import builds, kept
from etl.errors import Busy, EtlError
from etl.kept import Kept
from etl.lock import writer_lock
from etl.paths import DataHome
from etl.sqlfile import quoted, render
from etl.store_shape import feed_shapes

SQL = Path(__file__).with_name("store_sql")
LEAST_MEMORY = 256_000_000  # with Python, numpy and the solver beside it, a small county stays under 600 MB
MEMORY_PER_STORED, MEMORY_PER_INCOMING = 8, 4  # bytes of memory a byte of the store, and of the files to load
SHARE_OF_MACHINE = 0.6
THREADS = 2
FEW_BYTES = 4_000_000  # stored and to load, below which a second thread costs more than it helps
FORMAT = "1"

Progress = Callable[[str], None]


@contextmanager
def open_store(
    home: DataHome, progress: Progress = lambda text: None, incoming: int = 0
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A fenced connection to a store that agrees with the kept submissions. Needs the writer's lock.

    `incoming`: bytes of the files about to be loaded; with the size of the store it sets how much
    memory DuckDB may use before it spills to the private folder.
    Raises Busy when another program has the file open, EtlError when a kept submission cannot be read.
    """
    home.make_private()
    kept.clean(home)
    con = _connect_current(home, incoming)
    if con is None:
        rebuild(home, progress)
        con = _connect(home, home.store, incoming)
    try:
        _catch_up(con, home)
        yield con
    finally:
        con.close()


@contextmanager
def open_copy(
    home: DataHome, folder: Path, progress: Progress = lambda text: None, incoming: int = 0
) -> Iterator[duckdb.DuckDBPyConnection]:
    """The same on a copy of the store in `folder` (inside the private one): to try what a file would change.

    Takes the writer's lock only while the file is copied. While somebody else holds it, the copy is made
    from the kept submissions instead, so that nobody waits for a publication to check a file.
    """
    path = folder / "store.duckdb"
    try:
        with writer_lock(home):
            if home.store.exists():
                shutil.copyfile(home.store, path)
                wal = home.store.with_name(home.store.name + ".wal")
                if wal.exists():
                    shutil.copyfile(wal, path.with_name(path.name + ".wal"))
    except Busy:
        progress("another upload is being published; reading what was kept")
    con = _connect_made_for(home, path, incoming)
    if con is None:
        _delete(path)
        con = _connect(home, path, incoming)
        _create(con)
    try:
        _catch_up(con, home)
        yield con
    finally:
        con.close()


def rebuild(home: DataHome, progress: Progress = lambda text: None) -> int:
    """Make the store anew from the kept submissions and put it in place; returns how many there are."""
    fresh = home.private / "store.rebuilding.duckdb"
    _delete(fresh)
    con = _connect(home, fresh)
    try:
        _create(con)
        submissions = kept.all_kept(home)
        for number, submission in enumerate(submissions, start=1):
            progress(f"rebuilding: submission {number} of {len(submissions)}")
            _replay(con, submission)
        stamp_builds(con, home)
        con.execute("checkpoint")
    finally:
        con.close()
    _delete(home.store)  # its write-ahead log first and last belongs to the old file
    fresh.replace(home.store)
    return len(submissions)


@dataclass(frozen=True)
class Outcome:
    """What a file would change, in records of the sender's file. `older` ones are among the unchanged."""

    loaded: int
    unchanged: int
    refused: int
    older: int
    changes_nothing: bool


def stage_incoming(con: duckdb.DuckDBPyConnection, feed: str, source: str = "mapped") -> None:
    """TEMP TABLE incoming: the rows of `source` (a temp table) in the store's columns, each with its hash.

    Raises EtlError when two rows have the same key: the checks must have refused them before.
    """
    shape = feed_shapes()[feed]
    present = set(con.table(source).columns)
    _run(con, "incoming.sql", **shape.fragments(), **shape.shared_with(present), source=quoted(source))
    rows, keys = con.execute(render(SQL / "keys.sql", key=shape.key_list)).fetchone()
    if rows != keys:
        raise EtlError(f"{rows - keys} rows of the file repeat a key of feed {feed}; nothing was stored.")


def stage_kept(con: duckdb.DuckDBPyConnection, submission: Kept, feed: str) -> None:
    """TEMP TABLE incoming from a kept submission's files."""
    con.execute(
        "create or replace temp table kept_rows as from read_parquet($path)", {"path": str(submission.rows)}
    )
    stage_incoming(con, feed, "kept_rows")
    con.execute("drop table kept_rows")


def compare(con: duckdb.DuckDBPyConnection, feed: str, received: str, aggregated: bool = False) -> Outcome:
    """TEMP TABLE compared(_row, outcome, earlier) from `incoming`, and what it comes to with `refused`.

    `aggregated`: each row is a month of daily records, as many as its denominator says.
    """
    shape = feed_shapes()[feed]
    con.execute(render(SQL / "compare.sql", **shape.fragments()), {"received": received})
    counts = SQL / ("outcome_aggregated.sql" if aggregated else "outcome.sql")
    loaded, unchanged, refused, older, earlier = con.execute(render(counts)).fetchone()
    return Outcome(loaded, unchanged, refused, older, not (loaded or older or earlier))


def months(con: duckdb.DuckDBPyConnection, feed: str) -> tuple[str, ...]:
    """The months (YYYY-MM) that the incoming rows cover, in order."""
    sql = render(SQL / "months.sql", date_column=feed_shapes()[feed].fragments()["date_column"])
    return tuple(row[0] for row in con.execute(sql).fetchall())


def changes(con: duckdb.DuckDBPyConnection, feed: str) -> list[dict]:
    """What the compared file changes, by month: rows new, changed, unchanged, absent; and sent_before.

    `absent` rows were sent before for the month and are not in the file; they stay as they were.
    """
    cursor = con.execute(render(SQL / "changes.sql", **feed_shapes()[feed].fragments()))
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def keep_and_accept(con: duckdb.DuckDBPyConnection, home: DataHome, facts: dict) -> Kept:
    """Write `incoming` and `refused` with `facts` to disk for good, then take them into the store."""
    half = kept.begin(home)
    con.execute(
        "copy (from incoming order by _row) to $path (format parquet, compression zstd)",
        {"path": str(half / kept.ROWS)},
    )
    con.execute(
        "copy (select _row, rule, reason from refused) to $path (format parquet, compression zstd)",
        {"path": str(half / kept.REFUSED)},
    )
    submission = kept.finish(home, half, facts)
    _accept(con, submission, submission.facts())
    return submission


def accept(con: duckdb.DuckDBPyConnection, facts: dict) -> None:
    """Take `incoming` and `refused` into a copy of the store; nothing is kept on disk."""
    _accept(con, Kept(facts["submission_id"], Path(facts["submission_id"])), facts)


def set_withdrawn(con: duckdb.DuckDBPyConnection, submission_id: str) -> None:
    """Leave a submission out of what holds."""
    con.execute("update submission set withdrawn = true where submission_id = $id", {"id": submission_id})


def active_submissions(con: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Ids of the submissions that count, in order."""
    rows = con.execute("select submission_id from submission where not withdrawn order by seq").fetchall()
    return tuple(row[0] for row in rows)


def stamp_builds(con: duckdb.DuckDBPyConnection, home: DataHome) -> None:
    """Note at each submission the first build that has it."""
    for build in builds.all_builds(home):
        con.execute(
            "update submission set build_id = $build "
            "where build_id is null and list_contains($ids, submission_id)",
            {"build": build.build_id, "ids": list(build.submissions)},
        )


def _stored(home: DataHome) -> int:
    """Bytes of the store, or of what it is made from where there is none."""
    files = [each.rows for each in kept.all_kept(home)] if not home.store.exists() else [home.store]
    return sum(file.stat().st_size for file in files if file.exists())


def _memory_limit(stored: int, incoming: int) -> int:
    """Bytes that DuckDB may use: enough for what it has to hold, never most of the machine."""
    wanted = LEAST_MEMORY + MEMORY_PER_STORED * stored + MEMORY_PER_INCOMING * incoming
    try:
        machine = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # Windows does not tell this way
        return wanted
    return min(wanted, max(int(machine * SHARE_OF_MACHINE), LEAST_MEMORY))


def _connect(home: DataHome, path: Path, incoming: int = 0) -> duckdb.DuckDBPyConnection:
    """Open and fence: this process's folders only, no settings changed afterwards."""
    spill = path.parent / "tmp"
    spill.mkdir(parents=True, exist_ok=True)
    home.published.mkdir(parents=True, exist_ok=True)
    stored = _stored(home)
    memory, threads = _memory_limit(stored, incoming), 1 if stored + incoming < FEW_BYTES else THREADS
    config = {"memory_limit": f"{memory}B", "threads": str(threads), "temp_directory": str(spill)}
    con = duckdb.connect(str(path), config=config)
    folders = [str(folder) + "/" for folder in (home.private, home.published, home.reference)]
    con.execute("set allowed_directories = $folders", {"folders": folders})
    con.execute("set enable_external_access = false")
    con.execute("set lock_configuration = true")
    return con


def _connect_current(home: DataHome, incoming: int) -> duckdb.DuckDBPyConnection | None:
    """The store if it opens and was made for the feeds as they are now, else None."""
    return _connect_made_for(home, home.store, incoming)


def _connect_made_for(home: DataHome, path: Path, incoming: int) -> duckdb.DuckDBPyConnection | None:
    if not path.exists():
        return None
    con = None
    try:
        con = _connect(home, path, incoming)
        if con.execute("select fingerprint from store_made_for").fetchall() == [(_fingerprint(),)]:
            return con
    except duckdb.IOException as error:
        if "lock" in str(error).lower():
            raise Busy("the store is open in another program; nothing was changed") from error
    except duckdb.Error:
        pass  # damaged, or not ours: it is made anew from the kept submissions
    if con is not None:
        con.close()
    return None


def _create(con: duckdb.DuckDBPyConnection) -> None:
    _run(con, "schema.sql")
    for shape in feed_shapes().values():
        _run(con, "feed.sql", **shape.fragments())
    con.execute("insert into store_made_for values ($fingerprint)", {"fingerprint": _fingerprint()})


def _fingerprint() -> str:
    made_for = [FORMAT, duckdb.__version__, [shape.fragments() for shape in feed_shapes().values()]]
    return hashlib.sha256(json.dumps(made_for).encode()).hexdigest()


def _catch_up(con: duckdb.DuckDBPyConnection, home: DataHome) -> None:
    """Take in what was kept but not committed before a kill, and withdrawals likewise."""
    known = dict(con.execute("select submission_id, withdrawn from submission").fetchall())
    for submission in kept.all_kept(home):
        if submission.submission_id not in known:
            _replay(con, submission)
        elif submission.withdrawn and not known[submission.submission_id]:
            set_withdrawn(con, submission.submission_id)


def _replay(con: duckdb.DuckDBPyConnection, submission: Kept) -> None:
    """Accept a submission from its files."""
    facts = submission.facts()
    stage_kept(con, submission, facts["feed"])
    con.execute(
        "create or replace temp table refused as from read_parquet($path)", {"path": str(submission.refused)}
    )
    _accept(con, submission, facts)


def _accept(con: duckdb.DuckDBPyConnection, submission: Kept, facts: dict) -> None:
    """Insert `incoming` and `refused` as one transaction."""
    identity = {"submission_id": facts["submission_id"], "seq": facts["seq"]}
    con.execute("begin")
    try:
        con.execute(
            render(SQL / "submission.sql"), {"facts": json.dumps([facts]), "withdrawn": submission.withdrawn}
        )
        con.execute(
            "insert into submission_refused select $id, _row, rule, reason from refused",
            {"id": facts["submission_id"]},
        )
        con.execute(render(SQL / "accept.sql", row_table=feed_shapes()[facts["feed"]].row_table), identity)
        for table in ("partner", "program"):
            _register(con, f"registry_{table}_row", facts.get(f"{table}s") or [], identity)
        con.execute("commit")
    except duckdb.Error:
        con.execute("rollback")
        raise


def _register(con: duckdb.DuckDBPyConnection, table: str, rows: list[dict], identity: dict) -> None:
    if not rows:
        return
    columns = [name for name in con.table(table).columns if not name.startswith("_")]
    shape = json.dumps(dict.fromkeys(columns, "VARCHAR"))
    texts = [{name: None if row.get(name) is None else str(row[name]) for name in columns} for row in rows]
    sql = render(SQL / "registry.sql", table=table, shape=shape)
    con.execute(sql, {**identity, "rows": json.dumps(texts)})


def _run(con: duckdb.DuckDBPyConnection, name: str, **fragments: str) -> None:
    con.execute(render(SQL / name, **fragments))


def _delete(store: Path) -> None:
    for path in (store.with_name(store.name + ".wal"), store):
        path.unlink(missing_ok=True)
