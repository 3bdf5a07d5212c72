"""What holds now: the latest of each key, whatever the order of arrival, and nothing lost with the store."""

from __future__ import annotations

import itertools

import duckdb
import pytest

from etl import kept, store
from etl.errors import EtlError
from etl.paths import DataHome

MAPPED = """
create or replace temp table mapped as
select
    unnest($ids)::varchar as enrollment_id, unnest($statuses)::varchar as status,
    unnest(range(2, len($ids) + 2)) as _row, 'pd' as agency_id, date '2024-01-05' as start_date
"""


@pytest.fixture
def home(tmp_path):
    return DataHome(tmp_path)


def stage(con, rows: dict[str, str]) -> None:
    """Canonical rows as mapping leaves them: enrollment id -> status."""
    con.execute(MAPPED, {"ids": list(rows), "statuses": list(rows.values())})
    con.execute("create or replace temp table refused (_row bigint, rule varchar, reason varchar)")
    store.stage_incoming(con, "enrollments")


def accept(con, home, rows: dict[str, str], received: str) -> store.Outcome:
    stage(con, rows)
    outcome = store.compare(con, "enrollments", received)
    seq = con.execute("select coalesce(max(seq), 0) + 1 from submission").fetchone()[0]
    facts = {
        "submission_id": f"{seq:06d}-test", "seq": seq, "feed": "enrollments", "agency_id": "pd",
        "mapping_id": None, "sha256": "00", "received_date": received, "loaded_at": "2024-02-01T00:00:00",
        "sender": "clerk", "records": len(rows), "loaded": outcome.loaded, "unchanged": outcome.unchanged,
        "refused": 0, "findings": [], "partners": [{"agency_id": "pd", "name": f"Police {received}"}],
        "programs": [],
    }  # fmt: skip
    store.keep_and_accept(con, home, facts)
    return outcome


def holds(con) -> dict[str, tuple[str, str]]:
    rows = con.execute(
        "select enrollment_id, status, _first_received::varchar from core_enrollments"
    ).fetchall()
    return {key: rest for key, *rest in rows}


def test_new_rows_hold(home):
    with store.open_store(home) as con:
        outcome = accept(con, home, {"a": "active", "b": "active"}, "2024-02-01")
        assert (outcome.loaded, outcome.unchanged) == (2, 0)
        assert holds(con) == {"a": ["active", "2024-02-01"], "b": ["active", "2024-02-01"]}


def test_the_same_rows_again_change_nothing(home):
    with store.open_store(home) as con:
        accept(con, home, {"a": "active", "b": "active"}, "2024-02-01")
        stage(con, {"b": "active", "a": "active"})
        outcome = store.compare(con, "enrollments", "2024-03-01")
        assert (outcome.loaded, outcome.unchanged, outcome.changes_nothing) == (0, 2, True)


def test_a_corrected_file_replaces_by_key_and_keeps_the_day_a_row_was_first_received(home):
    with store.open_store(home) as con:
        accept(con, home, {"a": "active", "b": "active"}, "2024-02-01")
        outcome = accept(con, home, {"a": "exited", "b": "active", "c": "active"}, "2024-03-01")
        assert (outcome.loaded, outcome.unchanged) == (2, 1)
        assert holds(con) == {
            "a": ["exited", "2024-02-01"],
            "b": ["active", "2024-02-01"],
            "c": ["active", "2024-03-01"],
        }


def test_an_older_file_that_comes_late_does_not_overwrite_a_newer_one(home):
    with store.open_store(home) as con:
        accept(con, home, {"a": "exited"}, "2024-03-01")
        outcome = accept(con, home, {"a": "active"}, "2024-02-01")
        assert (outcome.loaded, outcome.unchanged, outcome.older) == (0, 1, 1)
        assert holds(con) == {"a": ["exited", "2024-02-01"]}


FILES = [
    ({"a": "active"}, "2024-02-01"),
    ({"a": "exited", "b": "active"}, "2024-03-01"),
    ({"b": "exited"}, "2024-04-01"),
]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_the_same_submissions_in_any_order_give_the_same_rows(tmp_path, order):
    home = DataHome(tmp_path)
    with store.open_store(home) as con:
        for index in order:
            accept(con, home, *FILES[index])
        assert holds(con) == {"a": ["exited", "2024-02-01"], "b": ["exited", "2024-03-01"]}


def test_a_withdrawn_submission_leaves_what_was_there_before(home):
    with store.open_store(home) as con:
        accept(con, home, {"a": "active"}, "2024-02-01")
        before = holds(con)
        accept(con, home, {"a": "exited", "b": "active"}, "2024-03-01")
        store.set_withdrawn(con, "000002-test")
        assert holds(con) == before
        assert con.execute("select name from registry_partner").fetchall() == [("Police 2024-02-01",)]


def test_a_rebuilt_store_holds_the_same(home):
    with store.open_store(home) as con:
        for rows, received in FILES:
            accept(con, home, rows, received)
        kept.mark_withdrawn(kept.all_kept(home)[2], "clerk", "2024-05-01")
        store.set_withdrawn(con, "000003-test")
        before = (
            holds(con),
            con.execute("select * exclude (findings) from submission order by seq").fetchall(),
        )
    assert store.rebuild(home) == 3
    with store.open_store(home) as con:
        after = holds(con), con.execute("select * exclude (findings) from submission order by seq").fetchall()
    assert after == before


@pytest.mark.parametrize("harm", ["gone", "garbage", "cut", "other feeds"])
def test_a_lost_or_damaged_store_is_made_anew_without_being_asked(home, harm):
    with store.open_store(home) as con:
        accept(con, home, {"a": "active"}, "2024-02-01")
    if harm == "gone":
        home.store.unlink()
    elif harm == "garbage":
        home.store.write_bytes(b"not a database" * 1000)
    elif harm == "cut":
        home.store.write_bytes(home.store.read_bytes()[:5000])
    else:
        with duckdb.connect(str(home.store)) as con:
            con.execute("update store_made_for set fingerprint = 'of another version'")
    with store.open_store(home) as con:
        assert holds(con) == {"a": ["active", "2024-02-01"]}


def test_what_was_kept_but_not_committed_is_taken_in_when_the_store_opens(home):
    with store.open_store(home) as con:
        accept(con, home, {"a": "active"}, "2024-02-01")
        con.execute("delete from row_enrollments")
        con.execute("delete from submission")
    with store.open_store(home) as con:
        assert holds(con) == {"a": ["active", "2024-02-01"]}


def test_a_repeated_key_never_gets_in(home):
    with store.open_store(home) as con:
        con.execute(MAPPED, {"ids": ["a", "a"], "statuses": ["active", "exited"]})
        with pytest.raises(EtlError, match="repeat a key"):
            store.stage_incoming(con, "enrollments")


@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_text('/etc/hostname')",
        "copy submission to '/tmp/out.csv'",
        "attach '/tmp/other.duckdb'",
        "set enable_external_access = true",
        "set memory_limit = '9GB'",
        "install httpfs",
    ],
)
def test_the_connection_reaches_no_file_outside_and_its_settings_are_locked(home, statement):
    with store.open_store(home) as con, pytest.raises(duckdb.Error):
        con.execute(statement)
