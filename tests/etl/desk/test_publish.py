"""From preview to published and back: what changes, the receipt, the build, and undo to the very numbers."""

from __future__ import annotations

import io
import json
import shutil
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from etl import audit_log, builds, kept, show
from etl.desk import worker
from etl.desk.headline import headline
from etl.errors import Busy, EtlError
from etl.lock import waiting, writer_lock
from etl.paths import DataHome
from tests.conftest import run_etl
from tests.etl.desk.conftest import Counter, contact, export

pytestmark = pytest.mark.xdist_group("september")

SEPTEMBER = [contact(number) for number in range(45)]
OCTOBER = [contact(number, month=10) for number in range(50)]
MEASURES = ("bh_encounters", "diversions", "bh_arrest_rate")


@pytest.fixture(scope="session")
def sent_once(tmp_path_factory) -> tuple[Path, dict, dict]:
    """(data home, what was decided, receipt) of one installation to which September was sent."""
    home = DataHome(tmp_path_factory.mktemp("september") / "home")
    counter = Counter(home)
    decided = counter.matched(export(SEPTEMBER))
    return home.root, decided, counter.ask("publish", export(SEPTEMBER), decided)["receipt"]


@pytest.fixture
def decided(sent_once):
    """What was decided about the September file."""
    return deepcopy(sent_once[1])


@pytest.fixture
def september(sent_once, home) -> dict:
    """September was sent and published; its receipt."""
    shutil.copytree(sent_once[0], home.root)
    return sent_once[2]


@pytest.fixture(scope="session")
def previewed_once(sent_once, tmp_path_factory) -> tuple[Path, dict]:
    """(data home, answer) of one installation at which September was looked at and not yet published."""
    home = DataHome(tmp_path_factory.mktemp("previewed") / "home")
    return home.root, Counter(home).ask("preview", export(SEPTEMBER), sent_once[1])


@pytest.fixture
def previewed(previewed_once, home) -> dict:
    """September was looked at, and waits; what was told."""
    shutil.copytree(previewed_once[0], home.root)
    return previewed_once[1]


@dataclass
class Shared:
    """A build as `builds.current` gives it, as far as it is read here."""

    shared: Path


def build(folder: Path, value: float | None, status: str) -> Path:
    """The file of a build that holds one number."""
    folder.mkdir()
    file = folder / builds.SHARED
    with duckdb.connect(str(file)) as con:
        con.execute("create table meta_build as select 'harbor' as partnership")
        con.execute(
            "create table meta_measure as select 'm' as id, 'M' as title, 'M' as short, 'count' as unit, "
            "1 as headline, '1' as intercepts"
        )
        con.execute(
            "create table meta_scope as select 'partnership' as scope_kind, 'harbor' as scope, 'H' as name"
        )
        con.execute(
            "create table trend as select 'm' as measure_id, 'partnership' as scope_kind, 'harbor' as scope, "
            "'all' as breakdown, 'all' as level, date '2024-09-01' as period, 'month' as grain, "
            "$value::double as value, $value::double as denominator, $status as status",
            {"value": value, "status": status},
        )
    return file


def shown(home) -> str:
    """The published numbers of some measures, as `etl show` gives them."""
    return json.dumps([show.series(home, measure) for measure in MEASURES], default=str)


def months(report: dict) -> list[tuple]:
    names = ("month", "new", "changed", "unchanged", "absent", "sent_before")
    return [tuple(month[name] for name in names) for month in report["changes"]["months"]]


class TestWhatChanges:
    def test_a_first_file_is_all_new(self, counter, decided):
        report = counter.ask("examine", export(SEPTEMBER), decided)
        assert report["stage"] == "ready"
        assert months(report) == [("2024-09", 45, 0, 0, 0, False)]

    def test_the_same_file_again_changes_nothing(self, counter, decided, september):
        report = counter.ask("examine", export(SEPTEMBER), decided)
        assert report["changes"]["nothing"]
        assert months(report) == [("2024-09", 0, 0, 45, 0, True)]
        answer = counter.ask("publish", export(SEPTEMBER), decided)
        assert (answer["receipt"]["status"], answer["receipt"]["submission_id"]) == ("unchanged", None)

    def test_what_was_agreed_to_is_not_asked_again_of_the_same_file(self, counter, decided, september):
        corrected = export([SEPTEMBER[0] | {"How It Ended": "Cited"}, *SEPTEMBER[1:-2]])
        ticked = decided | {"accepted": [["rows_vanished", "Date of Contact"]]}
        assert counter.ask("examine", corrected, decided)["stage"] == "check"
        counter.ask("publish", corrected, ticked)
        again = counter.ask("examine", corrected, decided)
        assert "rows_vanished" in [group["rule"] for group in again["findings"]]
        assert (again["stage"], again["changes"]["nothing"]) == ("ready", True)

    def test_a_corrected_file_changes_only_its_rows(self, counter, decided, september):
        corrected = [SEPTEMBER[0] | {"How It Ended": "Cited"}, *SEPTEMBER[1:-2], contact(99)]
        report = counter.ask("examine", export(corrected), decided)
        assert months(report) == [("2024-09", 1, 1, 42, 2, True)]
        vanished = next(group for group in report["findings"] if group["rule"] == "rows_vanished")
        assert vanished["severity"] == "warn"

    def test_a_warning_has_to_be_ticked(self, counter, decided, september):
        fewer = export(SEPTEMBER[:-2])
        assert counter.ask("examine", fewer, decided)["stage"] == "check"
        assert "report" in counter.ask("publish", fewer, decided)
        ticked = decided | {"accepted": [["rows_vanished", "Date of Contact"]]}
        assert counter.ask("examine", fewer, ticked)["stage"] == "ready"


class TestPreview:
    def test_the_build_that_it_made_is_the_one_published(
        self, counter, decided, previewed, home, monkeypatch
    ):
        waiting_build = json.loads((home.private / "desk" / "waiting-build" / "trial.json").read_text())
        monkeypatch.setattr("etl.submissions.publish_store", None)  # nothing is computed twice
        receipt = counter.ask("publish", export(SEPTEMBER), decided)["receipt"]
        assert receipt["build"] == waiting_build["facts"]["build_id"] == builds.current(home).build_id
        assert builds.current(home).problems() == []

    def test_it_publishes_nothing_and_stores_nothing(self, previewed, home):
        assert any(each["measure"] == "bh_encounters" for each in previewed["headline"])
        assert builds.current(home) is None
        assert kept.all_kept(home) == []

    def test_before_and_after_are_the_released_numbers(self, counter, decided, september, home):
        before = {row["period"]: row["value"] for row in show.series(home, "diversions")}
        more = [*SEPTEMBER, *(contact(number) for number in range(60, 80)), *OCTOBER]
        answer = counter.ask("preview", export(more), decided)
        wanted = ("diversions", "partnership")
        told = {
            each["period"]: each
            for each in answer["headline"]
            if (each["measure"], each["scope_kind"]) == wanted
        }
        assert told["2024-09-01"]["before"] == before["2024-09-01"]
        counter.ask("publish", export(more), decided)
        after = {row["period"]: row["value"] for row in show.series(home, "diversions")}
        assert {period: each["after"] for period, each in told.items()} == after

    def test_a_hidden_number_is_not_told_before_it_is_published(self, home, tmp_path, monkeypatch):
        monkeypatch.setattr(
            "etl.desk.headline.builds.current", lambda _: Shared(build(tmp_path / "now", None, "suppressed"))
        )
        after = build(tmp_path / "after", 12.0, "shown")
        (told,) = headline(home, after.parent, "harbor_jail")
        assert (told["before_status"], told["after_status"]) == ("suppressed", "shown")
        assert (told["after"], told["after_of"]) == (None, None)

    def test_another_file_in_between_makes_it_work_the_build_out_anew(self, counter, decided, home):
        counter.ask("preview", export(OCTOBER), decided)
        counter.ask("publish", export(SEPTEMBER), decided, keep="other-build")
        receipt = counter.ask("publish", export(OCTOBER), decided)["receipt"]
        assert set(builds.current(home).submissions) == {each.submission_id for each in kept.all_kept(home)}
        assert receipt["build"] == builds.current(home).build_id

    def test_other_decisions_do_not_get_the_build_of_these(self, counter, decided, previewed, home):
        waiting_build = json.loads((home.private / "desk" / "waiting-build" / "trial.json").read_text())
        dropped = decided | {"amendment": {"drops": [{"row": 3, "reason": "test"}]}}
        receipt = counter.ask("publish", export(SEPTEMBER), dropped)["receipt"]
        assert receipt["loaded"] == 44
        assert receipt["build"] != waiting_build["facts"]["build_id"]

    def test_who_looked_is_written_down(self, previewed, home):
        last = json.loads(audit_log.path_of(home).read_text().splitlines()[-1])
        assert (last["event"], last["who"], last["agency"]) == ("previewed", "vera", "northgate_pd")


class TestPublishAndUndo:
    def test_the_receipt_accounts_for_every_record(self, counter, decided, home):
        dropped = decided | {"amendment": {"drops": [{"row": 3, "reason": "repeated"}]}}
        receipt = counter.ask("publish", export(SEPTEMBER), dropped)["receipt"]
        assert (receipt["records"], receipt["loaded"], receipt["unchanged"], receipt["refused"]) == (
            45,
            44,
            0,
            1,
        )
        assert (receipt["sender"], receipt["agency_id"], receipt["months"]) == (
            "vera",
            "northgate_pd",
            ("2024-09",),
        )
        assert receipt["build"] == builds.current(home).build_id

    def test_undo_restores_the_earlier_numbers_exactly(self, counter, decided, september, home):
        before = shown(home)
        corrected = [
            *SEPTEMBER[:-20],
            *(contact(n, **{"How It Ended": "Cited"}) for n in range(25, 60)),
            *OCTOBER,
        ]
        ticked = decided | {"accepted": [["rows_vanished", "Date of Contact"]]}
        receipt = counter.ask("publish", export(corrected), ticked)["receipt"]
        assert shown(home) != before
        counter.ask("withdraw", submission=receipt["submission_id"], own="northgate_pd")
        assert shown(home) == before

    def test_history_tells_what_was_sent_to_its_agency_alone(self, counter, september):
        (row,) = counter.ask("history", own="northgate_pd")["submissions"]
        assert (row["submission_id"], row["sender"], row["months"]) == (
            september["submission_id"],
            "vera",
            ["2024-09"],
        )
        assert counter.ask("history", own="harbor_jail")["submissions"] == []

    def test_nobody_takes_back_what_another_agency_sent(self, counter, september, home):
        with pytest.raises(EtlError):
            counter.ask("withdraw", submission=september["submission_id"], own="harbor_jail")
        assert not kept.all_kept(home)[0].withdrawn

    def test_a_publication_waits_for_the_one_before_it(self, counter, decided, home):
        said = []
        with writer_lock(home):
            report = counter.ask("examine", export(SEPTEMBER), decided)
            assert report["stage"] == "ready"  # a check waits for nobody
            with pytest.raises(Busy), waiting(said.append, patience=0), writer_lock(home):
                pass

    def test_nothing_of_a_file_stays_at_the_desk(self, september, home):
        left = [
            path
            for path in home.private.rglob("*")
            if path.is_file() and b"Subject Name" in path.read_bytes()
        ]
        assert [path.suffix for path in left] == [".yml"]  # the mapping names the heading it drops
        for path in home.root.rglob("*"):
            if path.is_file():
                assert b"John Smith" not in path.read_bytes(), path


def test_the_command_line_does_the_same_from_what_was_decided(counter, decided, home, tmp_path):
    both = decided | {"amendment": {"drops": [{"row": 3, "reason": "test"}]}}
    file, told = tmp_path / "september.csv", tmp_path / "decisions.json"
    file.write_bytes(export(SEPTEMBER))
    told.write_text(json.dumps(both))
    done = run_etl(home.root, "load", str(file), "--decisions", str(told), "--dry-run", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    receipt = json.loads(done.stdout)
    assert (receipt["records"], receipt["loaded"], receipt["refused"]) == (45, 44, 1)
    report = counter.ask("examine", export(SEPTEMBER), both)
    told_here = {group["rule"] for group in report["findings"]}
    assert {finding["rule"] for finding in receipt["findings"]} == told_here


class TestTheProcess:
    def ask(self, home, monkeypatch, request: dict) -> list[dict]:
        monkeypatch.setenv("DASHBOARD_DATA", str(home.root))
        monkeypatch.setattr(worker.os, "nice", lambda _: 0, raising=False)
        monkeypatch.setattr(worker.signal, "signal", lambda *_: None)
        out = io.StringIO()
        worker.main(io.StringIO(json.dumps(request)), out)
        return [json.loads(line) for line in out.getvalue().splitlines()]

    @pytest.fixture
    def job(self, home):
        folder = home.private / "desk" / "job-00000001"
        folder.mkdir(parents=True)
        (folder / "file").write_bytes(export(SEPTEMBER))
        yield {"do": "examine", "job": folder.name, "name": "x.csv", "decided": {}}
        shutil.rmtree(folder)

    def test_progress_and_findings_come_before_the_answer(self, home, monkeypatch, job):
        events = self.ask(home, monkeypatch, job)
        assert list(events[0]) == ["tell"]
        assert events[-1]["done"]["stage"] == "whose"

    def test_a_folder_outside_the_desk_is_refused(self, home, monkeypatch, job):
        events = self.ask(home, monkeypatch, job | {"job": "../../etc/passwd"})
        assert events == [{"failed": "That is no folder of the upload desk."}]

    def test_an_error_nobody_foresaw_tells_its_place_and_no_value(self, home, monkeypatch, job):
        def breaks(*_, **__):
            raise ValueError("could not convert 'John Smith'")

        monkeypatch.setattr("etl.desk.examine.read_file", breaks)
        (event,) = [each for each in self.ask(home, monkeypatch, job) if "failed" in each]
        assert "ValueError at" in event["failed"]
        assert "Smith" not in event["failed"]
