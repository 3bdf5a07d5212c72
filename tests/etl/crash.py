"""A writer that is killed, as by `kill -9`, just before one of its lasting acts.

Lasting is what others can see: a file or folder that appears or is replaced, the old store that goes, a line
of the audit log, the commit to the store.

Run in a process of its own by test_crash. The numbers are a stand-in for the measures (how many rows a month
has), so that a whole load costs milliseconds; everything that writes is the real thing.
"""

from __future__ import annotations

import itertools
import os
import signal
from pathlib import Path

import etl.audit_log
import etl.publish
import etl.store
from etl.paths import DataHome
from etl.reference import load_reference
from etl.submissions import load, publish_now, rebuild, withdraw

COUNTS = """
create or replace temp table trend as
select
    'enrollments' as measure_id, 'partnership' as scope_kind, 'harbor' as scope, 'all' as breakdown,
    'all' as level,
    date_trunc('month', start_date)::date as period, 'month' as grain, count(*)::double as numerator,
    null::double as denominator, count(*)::double as value, null::double as value_high, null::double as low,
    null::double as high, null::double as center, null::double as limit_low, null::double as limit_high,
    '' as signal, null::boolean as improvement, 'shown' as status, '' as reason, 1 as reporting, 1 as expected
from core_enrollments
group by all
"""
COVERAGE = """
create or replace temp table coverage (
    agency_id varchar, feed varchar, month date, first_received date, due_date date, state varchar
)
"""
VERDICT = """
create or replace temp table verdict as
select
    measure_id, scope_kind, scope, breakdown, level, grain, max(period) as period, 'none' as code,
    '' as direction,
    '' as "rule", 0 as run_length, null::date as since, '' as sentence, '' as short, null::double as center,
    null::double as limit_low, null::double as limit_high, null::double as target_value, '' as target_code,
    '' as target_sentence, 0 as n_points
from trend
group by all
"""
# What these tests do not follow: nobody's curve, funnel or disparity.
NOTHING = """
create or replace temp table curve (kind varchar);
create or replace temp table funnel (scope_kind varchar);
create or replace temp table disparity (measure_id varchar);
create or replace temp table disparity_trend (measure_id varchar);
create or replace temp table disparity_gap (measure_id varchar);
"""


def count_rows(con, home, progress) -> dict[str, str]:
    """In place of measure, disclose, curves, funnel, judge and disparity."""
    load_reference(con, home)
    con.execute(NOTHING)
    con.execute(COVERAGE)
    con.execute(COUNTS)
    con.execute(VERDICT)
    return {"policy": "partners"}


def act(root: str, action: str, argument: str, kill_at: int | None) -> None:
    """Do one thing as a writer; with `kill_at`, die before the lasting act of that number (from 1)."""
    etl.publish._compute = count_rows
    if kill_at is not None:
        counted = itertools.count(1)
        files = [(os, "replace"), (os, "rename"), (etl.store, "_delete")]
        for owner, name in [*files, (etl.store, "_accept"), (etl.audit_log, "record")]:
            setattr(owner, name, _deadly(getattr(owner, name), counted, kill_at))
    home = DataHome(Path(root))
    {
        "load": lambda: load(home, [argument], sender="clerk"),
        "withdraw": lambda: withdraw(home, argument),
        "rebuild": lambda: rebuild(home),
        "publish": lambda: publish_now(home),
    }[action]()


def _deadly(call, counted, kill_at):
    """The call, before which this process is killed when its turn has come."""

    def guarded(*arguments, **named):
        if next(counted) == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return call(*arguments, **named)

    return guarded
