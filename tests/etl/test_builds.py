"""Builds never change; the pointer does; what is damaged is not served."""

import json

import pytest

from etl import builds
from etl.errors import EtlError
from etl.paths import DataHome


@pytest.fixture
def home(tmp_path):
    return DataHome(tmp_path)


def publish(home, content: str):
    half = builds.begin(home)
    (half / builds.SHARED).write_text(content)
    build_id, built_at = builds.new_id(home, content * 8)
    facts = {
        "build_id": build_id,
        "built_at": built_at,
        "policy": "partners",
        "submissions": [],
        "counts": {},
    }
    return builds.finish(home, half, facts)


def names(home):
    return sorted(entry.name for entry in (home.published / "builds").iterdir())


def test_a_finished_build_is_served(home):
    assert builds.current(home) is None
    build = publish(home, "a")
    assert builds.current(home) == build
    assert json.loads((home.published / "current.json").read_text())["build_id"] == build.build_id


def test_an_unfinished_build_is_never_served_and_is_cleaned_up_by_the_next(home):
    first = publish(home, "a")
    (builds.begin(home) / builds.SHARED).write_text("half")
    assert builds.current(home) == first
    second = publish(home, "b")
    assert names(home) == sorted([first.build_id, second.build_id])


def test_old_builds_are_kept_and_the_same_content_twice_is_two_builds(home):
    ids = {publish(home, "a").build_id for _ in range(3)}
    assert len(ids) == 3
    assert names(home) == sorted(ids)


def test_order_is_by_count_not_by_the_clock(home):
    first, second = publish(home, "a"), publish(home, "b")
    facts = json.loads((second.folder / "build.json").read_text())
    facts["built_at"] = "1999-01-01T00:00:00+00:00"
    (second.folder / "build.json").write_text(json.dumps(facts))
    assert [build.build_id for build in builds.all_builds(home)] == [first.build_id, second.build_id]


@pytest.mark.parametrize("pointer", [None, "", "{", '{"build_id": "gone"}', '{"build_id": 7}', "[]"])
def test_without_a_good_pointer_the_newest_whole_build_is_served(home, pointer):
    publish(home, "a")
    newest = publish(home, "b")
    path = home.published / "current.json"
    path.unlink() if pointer is None else path.write_text(pointer)
    assert builds.current(home).build_id == newest.build_id


def test_a_publish_killed_before_it_moved_the_pointer_is_finished_by_the_next_writer(home):
    publish(home, "a")
    pointer = (home.published / "current.json").read_text()
    sealed = publish(home, "b")
    (home.published / "current.json").write_text(pointer)
    builds.settle(home)
    assert builds.pointed(home) == sealed.build_id


def test_a_rollback_is_not_taken_for_a_killed_publish(home):
    first, _ = publish(home, "a"), publish(home, "b")
    builds.rollback(home)
    builds.settle(home)
    assert builds.pointed(home) == first.build_id


def test_a_lost_pointer_is_written_again(home):
    newest = [publish(home, "a"), publish(home, "b")][-1]
    (home.published / "current.json").unlink()
    builds.settle(home)
    assert builds.pointed(home) == newest.build_id


@pytest.mark.parametrize("harm", ["changed", "cut", "gone", "facts"])
def test_a_damaged_build_is_refused_and_the_one_before_is_served(home, harm):
    first, second = publish(home, "aa"), publish(home, "bb")
    if harm == "changed":
        second.shared.write_text("bc")
    elif harm == "cut":
        second.shared.write_text("")
    elif harm == "gone":
        second.shared.unlink()
    else:
        (second.folder / "build.json").write_text("{")
    assert builds.current(home).build_id == first.build_id


def test_a_damaged_older_build_that_is_pointed_to_gives_way_to_the_one_before_it_then_to_a_later_one(home):
    first, second, third = publish(home, "a"), publish(home, "b"), publish(home, "c")
    builds.point_to(home, second)
    second.shared.unlink()
    assert builds.current(home) == first
    first.shared.unlink()
    assert builds.current(home) == third


def test_rollback_goes_one_back_each_time_until_there_is_none(home):
    first, second, third = publish(home, "a"), publish(home, "b"), publish(home, "c")
    assert builds.rollback(home) == second
    assert builds.rollback(home) == first
    with pytest.raises(EtlError, match="no earlier build"):
        builds.rollback(home)
    assert builds.current(home) == first
    assert builds.rollback(home, third.build_id) == third


def test_rollback_to_a_damaged_or_unknown_build_changes_nothing(home):
    first, second = publish(home, "a"), publish(home, "b")
    first.shared.unlink()
    for build_id in (first.build_id, "nonsense"):
        with pytest.raises(EtlError):
            builds.rollback(home, build_id)
    assert builds.current(home) == second
