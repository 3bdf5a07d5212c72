"""The audit log: append-only, chained, and honest about what was torn."""

import json

import pytest

from etl import audit_log
from etl.paths import DataHome


@pytest.fixture
def home(tmp_path):
    home = DataHome(tmp_path)
    home.make_private()
    return home


def record(home, *events):
    for event in events:
        audit_log.record(home, event, who="clerk", agency="pd", sha256="ab", rows={"loaded": 3}, rules=["x"])


def lines(home):
    return audit_log.path_of(home).read_text(encoding="utf-8").splitlines()


def test_each_line_says_who_what_and_when_in_utc_and_holds_no_value(home):
    record(home, "loaded")
    entry = json.loads(lines(home)[0])
    assert entry["at"].endswith("+00:00")
    assert set(entry) == {
        "at", "event", "who", "agency", "sha256", "rows", "rules", "submission", "build", "previous", "hash",
    }  # fmt: skip


def test_an_untouched_log_is_whole(home):
    assert audit_log.problems(home) == []
    record(home, "loaded", "published", "withdrawn")
    assert audit_log.problems(home) == []


@pytest.mark.parametrize("line", [0, 1])
def test_a_changed_line_shows(home, line):
    record(home, "loaded", "published", "withdrawn")
    changed = lines(home)
    changed[line] = changed[line].replace('"clerk"', '"nobody"')
    audit_log.path_of(home).write_text("\n".join(changed) + "\n", encoding="utf-8")
    assert audit_log.problems(home) == [f"audit log line {line + 1} was changed, or a line before it is gone"]


def test_a_removed_line_shows(home):
    record(home, "loaded", "published", "withdrawn")
    kept = lines(home)
    audit_log.path_of(home).write_text("\n".join([kept[0], kept[2]]) + "\n", encoding="utf-8")
    assert audit_log.problems(home)


def test_a_cut_off_end_shows_against_the_builds_that_were_published_after_it(home):
    record(home, "loaded", "published")
    anchor = audit_log.head(home)
    audit_log.path_of(home).write_text(lines(home)[0] + "\n", encoding="utf-8")
    assert audit_log.problems(home) == []
    assert audit_log.problems(home, {"b1": anchor}) == [
        "audit log: the lines up to build b1 are not all there"
    ]


def test_a_line_torn_by_a_power_cut_stays_and_the_chain_goes_on(home):
    record(home, "loaded", "published")
    path = audit_log.path_of(home)
    path.write_bytes(path.read_bytes() + b'{"at": "2026-')
    record(home, "withdrawn")
    assert audit_log.problems(home) == []
    assert json.loads(lines(home)[-1])["after_torn_line"] is True


def test_a_line_made_unreadable_later_shows(home):
    record(home, "loaded", "published", "withdrawn")
    broken = lines(home)
    broken[1] = "garbage"
    audit_log.path_of(home).write_text("\n".join(broken) + "\n", encoding="utf-8")
    assert audit_log.problems(home)
