"""Computes everything that may be shown, all together, and publishes it as one immutable build.

measure -> disclose -> judge, then one file, `shared`, which every page reads: all of it under disclosure
control. When the audit of the release does not pass, nothing is published.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb

from etl import agreed, audit_log, builds, published_meta
from etl.builds import Build
from etl.errors import EtlError
from etl.measure import measure
from etl.paths import DataHome
from etl.reference import settings
from etl.sqlfile import count_rows, load, render
from etl.store import active_submissions, stamp_builds
from etl.store_shape import feed_shapes

SQL = Path(__file__).with_name("publish_sql")
JUDGED = ("trend", "verdict")
TABLES = (*JUDGED, "curve", "funnel", "disparity", "disparity_trend", "disparity_gap")


class NotPublished(EtlError):
    """The release could not be shown to protect everybody in it; the previous build stays."""


def publish(
    con: duckdb.DuckDBPyConnection,
    home: DataHome,
    note: str = "",
    progress: Callable[[str], None] = lambda text: None,
) -> Build:
    """Publish what the store holds and serve it. Needs the writer's lock; `con` is an open store.

    Raises NotPublished when the audit does not pass; the store keeps what was loaded.
    """
    half = builds.begin(home)
    try:
        build = builds.finish(home, half, prepare(con, home, half, note, progress))
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    stamp_builds(con, home)
    return build


def prepare(
    con: duckdb.DuckDBPyConnection,
    home: DataHome,
    folder: Path,
    note: str = "",
    progress: Callable[[str], None] = lambda text: None,
) -> dict:
    """Write the build that `con` gives into `folder`, not served; returns the facts of its build.json.

    `con` may be a copy of the store (store.open_copy): so a file's effect is seen before it is taken in.
    """
    computed = _compute(con, home, progress)
    progress("writing the build")
    return _write(con, home, folder, computed | {"note": note})


def serve_prepared(con: duckdb.DuckDBPyConnection, home: DataHome, folder: Path, facts: dict) -> Build:
    """Serve what `prepare` wrote, once the store has accepted the same. Needs the writer's lock."""
    half = builds.begin(home)
    try:
        (folder / builds.SHARED).replace(half / builds.SHARED)
        build = builds.finish(home, half, facts | {"audit_head": audit_log.head(home)})
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    stamp_builds(con, home)
    return build


def _compute(con: duckdb.DuckDBPyConnection, home: DataHome, progress: Callable[[str], None]) -> dict:
    """TEMP TABLES coverage (by measure), trend, verdict, disparity (and _trend, _gap), curve, funnel.

    Returns the policy and, in counts only, what disclosure control did.
    """
    # These take longer to load than most commands to run.
    from etl.curves import curves
    from etl.disclose import disclose
    from etl.disclose.rules import policy_named
    from etl.equity import disparity
    from etl.funnel import funnel
    from etl.judge import judge

    for shape in feed_shapes().values():
        con.execute(render(SQL / "working_set.sql", core_view=f"core_{shape.feed}"))
    progress("measuring")
    measure(con, home)
    own = settings(home)
    policy = str(own["policy"])
    progress("protecting small numbers")
    report = disclose(con, policy, totals=str(own["totals"]))
    if not report.passed:
        raise NotPublished(
            "Nothing was published: a hidden number could be worked out from these, and hiding more did not "
            f"help ({report.summary}). What was loaded is kept; the previous build is still served."
        )
    progress("following people")
    curves(con, policy, totals=str(own["totals"]))
    funnel(con, policy, totals=str(own["totals"]))
    progress("judging")
    agreed.add(con, home)
    judge(con)
    disparity(con, policy_named(policy))
    return {"policy": policy, "disclosure": report.summary}


def _write(con: duckdb.DuckDBPyConnection, home: DataHome, half: Path, computed: dict) -> dict:
    """The DuckDB file of the build; returns the facts for build.json."""
    con.execute(render(SQL / "attach.sql", file=str(half / builds.SHARED).replace("'", "''")))
    try:
        for table in TABLES:
            con.execute(load(SQL / f"{table}.sql"))
        build_id, built_at = builds.new_id(home, content_hash(con))
        facts = computed | {"build_id": build_id, "built_at": built_at}
        published_meta.write(con, home, facts)
        counts = table_counts(con)
    finally:
        con.execute("checkpoint shared")
        con.execute("detach shared")
    submissions = list(active_submissions(con))
    return facts | {"counts": counts, "submissions": submissions, "audit_head": audit_log.head(home)}


def _there(con: duckdb.DuckDBPyConnection) -> list[str]:
    """The TABLES that the attached build has: a copy of an earlier version's may lack the newer ones."""
    found = {row[0] for row in con.execute(load(SQL / "there.sql")).fetchall()}
    return [table for table in TABLES if table in found]


def table_counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many rows each table of numbers has in the attached build."""
    return {f"shared.{table}": count_rows(con, "shared", table) for table in _there(con)}


def content_hash(con: duckdb.DuckDBPyConnection) -> str:
    """Hex hash of every published number, whatever the order of the rows."""
    parts = [
        con.execute(render(SQL / "content_hash.sql", table=table)).fetchone()[0] for table in _there(con)
    ]
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()
