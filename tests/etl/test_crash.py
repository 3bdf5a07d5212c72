"""Killed at any lasting act: the build before is served, nothing acknowledged is lost, nothing is to mend."""

from __future__ import annotations

import json
import multiprocessing
import shutil
import signal
import sys
import types
from multiprocessing import forkserver
from pathlib import Path

import duckdb
import pytest

from etl import builds, kept
from etl.verify import verify
from tests.etl import crash, sending

KILLED = -signal.SIGKILL
PROJECT = Path(__file__).resolve().parents[2]
processes = multiprocessing.get_context("forkserver")


@pytest.fixture(scope="module", autouse=True)
def fast_processes():
    """Processes that start from one that has imported everything and opened nothing.

    A page that was tried before leaves its script as the main module, which a new process would run again.
    """
    processes.set_forkserver_preload(["tests.etl.warm"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "__main__", types.ModuleType("__main__"))
        patch.setenv("PYTHONPATH", str(PROJECT))
        forkserver.ensure_running()
        yield


def act(home, action: str, argument: str = "", kill_at: int | None = None) -> int:
    """Exit code of a writer in a process of its own."""
    process = processes.Process(target=crash.act, args=(str(home.root), action, argument, kill_at))
    process.start()
    process.join()
    return process.exitcode


def served(home) -> dict[str, float]:
    """What a reader sees: month -> rows. Follows the pointer as it stands, like a page does."""
    build_id = json.loads((home.published / "current.json").read_text())["build_id"]
    file = home.published / "builds" / build_id / "shared.duckdb"
    with duckdb.connect(str(file), read_only=True) as con:
        return dict(con.execute("select strftime(period, '%Y-%m'), numerator from trend").fetchall())


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """Two months published; a corrected and longer file to send next."""
    folder = tmp_path_factory.mktemp("crash")
    home = sending.home_in(folder)
    assert act(home, "load", str(sending.write(folder / "first.csv", sending.months(0, 2)))) == 0
    sending.write(folder / "next.csv", sending.months(0, 3, each=16))
    return folder


@pytest.fixture
def copy_of(loaded, tmp_path):
    """A fresh copy of the loaded installation, as often as asked."""

    def copy(name: object):
        home = sending.home_in(tmp_path / str(name))
        shutil.copytree(loaded / "data", home.root)
        return home

    return copy


def kill_at_every_act(copy_of, action: str, argument: str):
    """(home, whether it was killed) for each lasting act of the action in turn, until it runs through."""
    for number in range(1, 200):
        home = copy_of(number)
        code = act(home, action, argument, kill_at=number)
        assert code in (0, KILLED)
        yield home, code == KILLED
        if code == 0:
            return
    raise AssertionError("the action never came to its end")


BEFORE = {"2024-01": 15, "2024-02": 15}
AFTER = {"2024-01": 16, "2024-02": 16, "2024-03": 16}


def test_killed_while_loading(copy_of, loaded):
    kills = 0
    for home, killed in kill_at_every_act(copy_of, "load", str(loaded / "next.csv")):
        kills += killed
        assert served(home) in ([BEFORE, AFTER] if killed else [AFTER])
        assert builds.current(home).problems() == []
        assert act(home, "load", str(loaded / "next.csv")) == 0
        assert served(home) == AFTER
        assert verify(home).problems == []
        assert len(kept.all_kept(home)) == 2
    assert kills == 9


def test_killed_while_withdrawing(copy_of, loaded):
    (first,) = kept.all_kept(sending.home_in(loaded))
    for home, killed in kill_at_every_act(copy_of, "withdraw", first.submission_id):
        assert served(home) in ([BEFORE, {}] if killed else [{}])
        before = kept.all_kept(home)[0].withdrawn
        assert act(home, "publish") == 0
        assert served(home) == ({} if before else BEFORE)
        assert verify(home).problems == []


def test_killed_while_rebuilding_the_store(copy_of):
    for home, _ in kill_at_every_act(copy_of, "rebuild", ""):
        assert served(home) == BEFORE
        assert act(home, "publish") == 0
        assert served(home) == BEFORE
        assert verify(home).problems == []


def test_a_full_disk_while_publishing_keeps_the_submission_and_the_build_before(copy_of, loaded, monkeypatch):
    home = copy_of("full")
    monkeypatch.setattr("etl.publish._compute", crash.count_rows)

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("etl.builds.finish_folder", full)
        with pytest.raises(OSError, match="No space left"):
            crash.load(home, [loaded / "next.csv"])
    assert served(home) == BEFORE
    assert not [entry for entry in (home.published / "builds").iterdir() if entry.name.startswith(".")]
    (receipt,) = crash.load(home, [loaded / "next.csv"])
    assert receipt.status == "unchanged"
    assert served(home) == AFTER


def test_a_full_disk_while_keeping_a_submission_stores_nothing(copy_of, loaded, monkeypatch):
    home = copy_of("full")
    monkeypatch.setattr("etl.publish._compute", crash.count_rows)

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("etl.kept.finish_folder", full)
        with pytest.raises(OSError, match="No space left"):
            crash.load(home, [loaded / "next.csv"])
    assert served(home) == BEFORE
    (receipt,) = crash.load(home, [loaded / "next.csv"])
    assert receipt.status == "loaded"
    assert served(home) == AFTER
