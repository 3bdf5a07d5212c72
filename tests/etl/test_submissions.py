"""The one door: what goes in, what the receipt says, and what readers see afterwards.

The numbers here are the stand-in of tests.etl.crash (rows a month); test_published tries the real measures.
"""

from __future__ import annotations

import json

import duckdb
import pytest

from etl import audit_log, builds, kept, submissions
from etl.errors import Busy, EtlError
from etl.lock import writer_lock
from etl.publish import NotPublished
from etl.submissions import LoadRequest
from etl.verify import verify
from tests.etl import crash, sending
from tests.etl.sending import enrollment


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr("etl.publish._compute", crash.count_rows)
    return sending.home_in(tmp_path)


@pytest.fixture
def send(home, tmp_path):
    """Load rows as one file and give the receipt."""

    def send(rows, name="file.csv", **how):
        (receipt,) = submissions.load(home, [sending.write(tmp_path / name, rows)], sender="clerk", **how)
        return receipt

    return send


def served(home) -> dict[str, float]:
    with duckdb.connect(str(builds.current(home).shared), read_only=True) as con:
        return dict(con.execute("select strftime(period, '%Y-%m'), numerator from trend").fetchall())


def counts(receipt) -> tuple[int, int, int]:
    return receipt.loaded, receipt.unchanged, receipt.refused


JANUARY = [enrollment(n, f"2024-01-{n:02}") for n in range(1, 16)]
FEBRUARY = [enrollment(20 + n, f"2024-02-{n:02}") for n in range(1, 16)]


def test_a_loaded_file_is_published_and_its_receipt_says_all(home, send):
    receipt = send(JANUARY + FEBRUARY)
    assert (receipt.status, receipt.records, counts(receipt)) == ("loaded", 30, (30, 0, 0))
    assert (receipt.feed, receipt.agency_id, receipt.months) == (
        "enrollments", "harbor_court", ("2024-01", "2024-02"),
    )  # fmt: skip
    assert receipt.build == builds.current(home).build_id
    assert served(home) == {"2024-01": 15, "2024-02": 15}
    assert json.loads(json.dumps(receipt.as_dict()))["sha256"] == receipt.sha256


def test_the_same_file_again_is_no_submission_and_no_build(home, send):
    first = send(JANUARY)
    again = send(JANUARY[::-1], name="renamed.csv")
    assert (again.status, counts(again), again.submission_id, again.build) == (
        "unchanged",
        (0, 15, 0),
        None,
        None,
    )
    assert [build.build_id for build in builds.all_builds(home)] == [first.build]
    assert len(kept.all_kept(home)) == 1


def test_a_corrected_file_replaces_by_key(home, send):
    send(JANUARY)
    moved = [enrollment(1, "2024-02-01"), *JANUARY[1:]]
    receipt = send(moved)
    assert counts(receipt) == (1, 14, 0)
    assert served(home) == {"2024-01": 14, "2024-02": 1}


def test_withdrawing_restores_what_was_there_before(home, send):
    send(JANUARY)
    before = served(home)
    receipt = send([enrollment(1, "2024-02-01"), *FEBRUARY])
    build = submissions.withdraw(home, receipt.submission_id)
    assert builds.current(home).build_id == build.build_id
    assert served(home) == before
    with pytest.raises(EtlError, match="withdrawn before"):
        submissions.withdraw(home, receipt.submission_id)
    assert send([enrollment(1, "2024-02-01"), *FEBRUARY]).loaded == 16


def test_withdrawing_everything_publishes_an_empty_build(home, send):
    receipt = send(JANUARY)
    submissions.withdraw(home, receipt.submission_id)
    assert served(home) == {}


def test_rolling_back_moves_the_pointer_only(home, send):
    first = send(JANUARY)
    send(FEBRUARY)
    assert submissions.rollback(home).build_id == first.build
    assert served(home) == {"2024-01": 15}
    assert send(FEBRUARY).build is None
    assert served(home) == {"2024-01": 15}
    assert send([enrollment(50, "2024-03-01")]).build == builds.current(home).build_id
    assert served(home) == {"2024-01": 15, "2024-02": 15, "2024-03": 1}


def test_a_refused_file_leaves_nothing_and_says_why_without_a_value(home, send):
    rows = [*JANUARY, [*enrollment(99, "2024-01-05")[:8], "somewhere", ""]]
    receipt = send(rows)
    assert receipt.status == "refused"
    assert any(f.column == "status" and f.row == 17 for f in receipt.findings)
    assert not kept.all_kept(home)
    assert builds.current(home) is None


def test_an_identifier_in_the_file_is_refused_before_anything_else_is_looked_at(home, tmp_path):
    path = sending.write(tmp_path / "ssn.csv", JANUARY)
    lines = path.read_text().splitlines()
    path.write_text("\n".join([lines[0] + ",ssn", *(line + ",123-45-6789" for line in lines[1:])]))
    (receipt,) = submissions.load(home, [path])
    assert receipt.status == "refused"
    assert "123-45-6789" not in json.dumps(receipt.as_dict())
    assert "123-45-6789" not in audit_log.path_of(home).read_text()
    assert not any(b"123-45-6789" in file.read_bytes() for file in home.private.rglob("*") if file.is_file())


def test_a_file_of_another_agency_than_the_sender_is_refused(home, send):
    receipt = send(JANUARY, agency="harbor_jail")
    assert receipt.status == "refused"


def test_several_files_are_all_or_nothing_each_and_published_once(home, tmp_path):
    good = sending.write(tmp_path / "good.csv", JANUARY)
    bad = sending.write(tmp_path / "bad.csv", [[*enrollment(1, "2024-01-05")[:8], "somewhere", ""]])
    more = sending.write(tmp_path / "more.csv", FEBRUARY)
    requests = [LoadRequest(path, shown_name=path.stem.upper()) for path in (good, bad, more)]
    receipts = submissions.load_many(home, requests)
    assert [(r.file, r.status) for r in receipts] == [
        ("GOOD", "loaded"),
        ("BAD", "refused"),
        ("MORE", "loaded"),
    ]
    assert receipts[0].build == receipts[2].build
    assert len(builds.all_builds(home)) == 1
    assert served(home) == {"2024-01": 15, "2024-02": 15}


def test_a_dry_run_where_nothing_was_stored_leaves_nothing_on_disk(home, send):
    home.root.mkdir()
    assert send(JANUARY, dry_run=True).status == "checked"
    assert send([["nobody", *row[1:]] for row in JANUARY], dry_run=True).status == "refused"
    assert list(home.root.rglob("*")) == []


def test_a_file_that_no_feed_reads_is_told_at_once_what_may_not_be_sent(home, tmp_path):
    path = tmp_path / "clients.csv"
    path.write_text("Name,DOB,F3,Status\nJames Smith,1985-03-04,123-45-6789,open\n", encoding="utf-8")
    (receipt,) = submissions.load(home, [path])
    assert {finding.rule for finding in receipt.findings} >= {
        *("feed_unknown", "heading_person_name", "heading_birth_date", "value_ssn"),
    }
    assert "6789" not in str(receipt.findings) and "Smith" not in str(receipt.findings)


def test_an_unknown_column_does_not_hide_what_else_is_wrong(home, tmp_path):
    rows = [enrollment(n, "2024-01-05", status="nonsense of some kind") for n in range(3)]
    path = sending.write(tmp_path / "f.csv", rows)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text(
        "\n".join([f"{lines[0]},Shift", *(f"{line},day" for line in lines[1:])]), encoding="utf-8"
    )
    (receipt,) = submissions.load(home, [path])
    assert {each.rule for each in receipt.findings if each.severity == "block"} == {
        *("unknown_column", "unknown_code"),
    }
    assert receipt.status == "refused" and not list((home.private / "submissions").glob("*"))


def test_a_dry_run_leaves_no_trace(home, send):
    receipt = send(JANUARY, dry_run=True)
    assert (receipt.status, counts(receipt)) == ("checked", (15, 0, 0))
    assert not kept.all_kept(home)
    assert builds.current(home) is None
    assert not audit_log.path_of(home).exists()


def test_what_was_stored_without_publishing_is_published_with_the_next_load(home, send):
    receipt = send(JANUARY, publish=False)
    assert receipt.build is None
    assert builds.current(home) is None
    assert send(JANUARY).status == "unchanged"
    assert served(home) == {"2024-01": 15}


def test_a_release_that_fails_its_audit_is_not_published_but_stays_stored(home, send, monkeypatch):
    send(JANUARY)

    def fails(*_):
        raise NotPublished("a hidden number could be worked out")

    monkeypatch.setattr("etl.publish._compute", fails)
    receipt = send(FEBRUARY)
    assert (receipt.status, receipt.build) == ("loaded", None)
    assert "worked out" in receipt.withheld
    assert served(home) == {"2024-01": 15}
    monkeypatch.setattr("etl.publish._compute", crash.count_rows)
    assert submissions.publish_now(home).submissions == ("000001-" + kept.all_kept(home)[0].submission_id[7:],
                                                         receipt.submission_id)  # fmt: skip


def test_while_somebody_else_writes_nothing_happens(home, send):
    with writer_lock(home), pytest.raises(Busy):
        send(JANUARY)


@pytest.mark.parametrize("received", [("2024-02-05", "2024-03-05"), ("2024-03-05", "2024-02-05")])
def test_two_versions_of_a_month_give_the_same_in_either_order(home, send, received):
    from datetime import date

    versions = {
        "2024-02-05": JANUARY,
        "2024-03-05": [enrollment(1, "2024-01-01"), enrollment(2, "2024-02-02")],
    }
    for day in received:
        send(versions[day], received=date.fromisoformat(day))
    assert served(home) == {"2024-01": 14, "2024-02": 1}


def test_a_clock_set_back_loses_no_correction(home, send, monkeypatch):
    from datetime import date

    send(JANUARY, received=date(2099, 1, 1))
    send([enrollment(1, "2024-02-01")])
    assert served(home) == {"2024-01": 14, "2024-02": 1}


def test_a_rebuilt_store_publishes_the_same_numbers(home, send):
    send(JANUARY)
    taken_back = send(FEBRUARY)
    send([enrollment(1, "2024-03-01")])
    submissions.withdraw(home, taken_back.submission_id)
    before = served(home)
    home.store.unlink()
    assert submissions.rebuild(home) == 3
    submissions.publish_now(home)
    assert served(home) == before
    hashes = [build.build_id.split("-")[1] for build in builds.all_builds(home)]
    assert hashes[-1] == hashes[-2]


def test_a_lost_secret_stops_the_door_instead_of_making_second_keys(home, send):
    send(JANUARY)
    (home.private / "secret.key").unlink()
    with pytest.raises(EtlError, match=r"secret\.key is missing"):
        send(FEBRUARY)


def test_the_secret_and_the_rows_are_the_owners_alone(home, send):
    send(JANUARY)
    assert (home.private / "secret.key").stat().st_mode & 0o777 == 0o600
    assert home.private.stat().st_mode & 0o777 == 0o700


def test_the_working_folder_is_empty_afterwards(home, send):
    send(JANUARY)
    assert not [file for file in (home.private / "tmp").rglob("*") if file.is_file()]


def test_the_audit_log_tells_who_sent_what_and_which_build_came_of_it(home, send):
    receipt = send(JANUARY)
    submissions.withdraw(home, receipt.submission_id, sender="chief")
    entries = [json.loads(line) for line in audit_log.path_of(home).read_text().splitlines()]
    assert [entry["event"] for entry in entries] == ["loaded", "published", "withdrawn", "published"]
    assert (entries[0]["who"], entries[0]["agency"], entries[0]["sha256"]) == (
        "clerk", "harbor_court", receipt.sha256,
    )  # fmt: skip
    assert entries[0]["rows"] == {"records": 15, "loaded": 15, "unchanged": 0, "refused": 0}
    assert entries[1]["build"] == receipt.build
    assert entries[2]["who"] == "chief"


@pytest.mark.parametrize("harm", ["rows", "facts", "build", "audit", "store", "accounting"])
def test_verify_finds_what_was_tampered_with(home, send, harm):
    receipt = send(JANUARY)
    assert verify(home).problems == []
    submission = kept.all_kept(home)[0]
    if harm == "rows":
        submission.rows.write_bytes(submission.rows.read_bytes()[:-1])
    elif harm == "facts":
        (submission.folder / kept.FACTS).write_text("{")
    elif harm == "build":
        with builds.current(home).shared.open("ab") as file:
            file.write(b"x")
    elif harm == "audit":
        log = audit_log.path_of(home)
        log.write_text(log.read_text().replace("clerk", "nobody"))
    elif harm == "store":
        with duckdb.connect(str(home.store)) as con:
            con.execute(
                "update row_enrollments set status = 'exited', _hash = 'x' where enrollment_id = 'e00001'"
            )
    else:
        facts = submission.facts()
        (submission.folder / kept.FACTS).write_text(json.dumps(facts | {"records": 99}))
    report = verify(home)
    assert not report.ok
    assert receipt.submission_id in str(report.problems) or harm in ("build", "audit")
