"""Judge the current build anew, when targets or the usual range's beginnings changed but no number did.

Disclosure control releases the numbers; the judge sees those alone. So a new target needs neither measuring
nor protecting again: the same released numbers, judged with it, are a build of their own, in seconds.
"""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb

from etl import agreed, audit_log, builds, publish, published_meta, store
from etl.builds import Build
from etl.definitions import measures
from etl.errors import EtlError
from etl.lock import writer_lock
from etl.paths import DataHome
from etl.reference import load_reference
from etl.sqlfile import render
from etl.submissions import who

SQL = Path(__file__).with_name("agreed_sql")
NOTE = "Judged anew: a target or a dated event changed"


def rejudge(
    home: DataHome, sender: str | None = None, progress: Callable[[str], None] = lambda text: None
) -> Build:
    """Publish the current build's numbers with today's targets and events, under the writer's lock.

    Raises Busy while somebody else writes, EtlError when nothing is published yet.
    """
    with writer_lock(home):
        builds.settle(home)
        # The store knows which scope lies in which; its rows are not looked at.
        with store.open_store(home, progress) as con:
            build = _publish(con, home, progress)
        audit_log.record(home, "judged anew", who=who(sender), build=build.build_id)
        return build


def _publish(con: duckdb.DuckDBPyConnection, home: DataHome, progress: Callable[[str], None]) -> Build:
    current = builds.current(home)
    if current is None:
        raise EtlError("Nothing is published yet; targets take effect with the first publication.")
    half = builds.begin(home)
    try:
        shutil.copyfile(current.shared, half / builds.SHARED)
        progress("judging")
        build = builds.finish(home, half, _judged(con, home, half, current))
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    return build


def _judged(con: duckdb.DuckDBPyConnection, home: DataHome, half: Path, current: Build) -> dict:
    """Replace what the judge wrote in the copy; returns the facts for build.json."""
    from etl.judge import judge  # takes longer to load than most commands to run

    con.execute(render(publish.SQL / "attach.sql", file=str(half / builds.SHARED).replace("'", "''")))
    try:
        load_reference(con, home)
        agreed.add(con, home)
        con.execute(render(SQL / "defined.sql"), {"ids": list(measures())})
        con.execute(render(SQL / "released.sql"))
        judge(con)
        con.execute(render(SQL / "kept.sql"))
        for table in publish.JUDGED:
            con.execute(render(publish.SQL / f"{table}.sql"))
        con.execute(render(publish.SQL / "agreed.sql"))
        published_meta.add_rules(con)
        build_id, built_at = builds.new_id(home, publish.content_hash(con))
        stamp = {"build_id": build_id, "built_at": built_at, "note": NOTE}
        con.execute(render(SQL / "stamp.sql"), stamp)
        counts = publish.table_counts(con)
    finally:
        con.execute("checkpoint shared")
        con.execute("detach shared")
    kept = dataclasses.asdict(current)
    same = {name: kept[name] for name in ("policy", "submissions")}
    return same | stamp | {"counts": counts, "audit_head": audit_log.head(home)}
