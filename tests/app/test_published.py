"""The published file: which build is served, and that nothing but reading is possible."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import duckdb
import pytest

from app import published
from app.model import Scope
from tests.app import sample_build

HARBOR = Scope("partnership", "harbor", "Harbor County partnership")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Two builds that open; the pointer names the newer one."""
    for build_id in ("20260101T000000Z-a", "20260201T000000Z-b"):
        folder = tmp_path / "builds" / build_id
        folder.mkdir(parents=True)
        with duckdb.connect(str(folder / "shared.duckdb")) as con:
            con.execute("create table meta_build as select 1 as build_id")
    point(tmp_path, "20260201T000000Z-b")
    return tmp_path


def point(home: Path, name: object) -> None:
    (home / "current.json").write_text(json.dumps({"build_id": name}), encoding="utf-8")


def test_the_pointer_decides(home):
    point(home, "20260101T000000Z-a")
    assert published.current(home) == "20260101T000000Z-a"


def test_a_build_without_the_tables_of_the_submissions_board_says_so(home, monkeypatch):
    monkeypatch.setattr(published, "root", lambda: home)
    assert not published.has_submission_facts("20260101T000000Z-a")


@pytest.mark.parametrize("name", ["gone", "../20260101T000000Z-a", "", None, 7, ".."])
def test_a_pointer_to_nothing_falls_back_to_the_newest_build(home, name):
    point(home, name)
    assert published.current(home) == "20260201T000000Z-b"


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"', "{}"])
def test_a_broken_pointer_falls_back_too(home, text):
    (home / "current.json").write_text(text, encoding="utf-8")
    assert published.current(home) == "20260201T000000Z-b"


def test_a_lost_pointer_and_a_broken_newest_build_leave_the_one_before(home):
    (home / "current.json").unlink()
    broken = home / "builds" / "20260301T000000Z-c"
    broken.mkdir()
    (broken / "shared.duckdb").write_bytes(b"half a file")
    (home / "builds" / "20260401T000000Z-d").mkdir()
    assert published.current(home) == "20260201T000000Z-b"


def test_nothing_published_is_none_and_not_an_error(tmp_path):
    assert published.current(tmp_path) is None


def test_the_sample_reads_back(published_sample):
    build = published.build(published_sample)
    assert build.partnership_name == "Harbor County partnership"
    assert str(build.through_month) == "2026-10-01"
    assert [step.number for step in published.intercepts(published_sample)] == list(range(6))
    assert published.measures(published_sample)["diversions"].place("police") == 2


def test_reading_cannot_write_or_reach_other_files(published_sample):
    published.build(published_sample)
    cursor = published._connection(
        str(published.root() / "builds" / published_sample / "shared.duckdb")
    ).cursor()
    for statement in (
        "create table x as select 1",
        "select * from read_csv('/etc/passwd')",
        "copy trend to '/tmp/leak.csv'",
        "set enable_external_access = true",
    ):
        with pytest.raises(duckdb.Error):
            cursor.execute(statement)


def test_a_name_is_a_value_and_never_sql(published_sample):
    injected = Scope("partnership", "harbor' or '1'='1", "x")
    assert not len(published.trend(published_sample, ("diversions",), injected, "all"))


def test_many_threads_get_their_own_answers(published_sample):
    wrong = []

    def read(measure: str) -> None:
        for _ in range(10):
            rows = published.trend.__wrapped__(published_sample, (measure,), HARBOR, "all")
            if set(rows["measure_id"]) != {measure}:
                wrong.append(measure)

    names = [row[0] for row in sample_build.MEASURES[:8]]
    threads = [threading.Thread(target=read, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
