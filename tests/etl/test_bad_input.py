"""Whole files through the loader: what must not be loaded is not, nor is anything of it left on disk."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from etl import kept, submissions
from etl.findings import BLOCK
from etl.paths import DataHome
from etl.submissions import LoadRequest, Receipt
from tests.conftest import PROJECT
from tests.etl import sending
from tests.etl.bad_input import CASES, Case, bombs, data, encounters
from tests.etl.clean_input import CLEAN
from tests.etl.gate.test_planted import PLANTED

EACH_CASE = {
    name if len(cases) == 1 else f"{name} {number}": case
    for name, cases in CASES.items()
    for number, case in enumerate(cases, start=1)
}
REFUSED = {name: case for name, case in EACH_CASE.items() if case.rule}
ACCEPTED = {name: case for name, case in EACH_CASE.items() if not case.rule}


def rules(receipt: Receipt, *severities: str) -> set[str]:
    """The rules of its findings, of these severities only where some are given."""
    return {each.rule for each in receipt.findings if not severities or each.severity in severities}


def stored(home, columns: list[str]) -> dict[str, list]:
    """The rows of the only submission; dates as YYYY-MM-DD."""
    [only] = kept.all_kept(home)
    with duckdb.connect() as con:
        rows = con.read_parquet(str(only.folder / "rows.parquet")).order("_row")
        cells = {name: rows.project(f'"{name}"').fetchall() for name in columns}
    return {
        name: [str(cell) if hasattr(cell, "year") else cell for (cell,) in got] for name, got in cells.items()
    }


def test_every_case_of_the_manifest_is_remade(torture_files: Path):
    with (torture_files / "excel" / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
        assert {row["file"] for row in csv.DictReader(manifest)} == CASES.keys()


@pytest.fixture(scope="module")
def refused(tmp_path_factory) -> tuple[DataHome, dict[str, Receipt]]:
    """(data home, receipts by case) after every file that a rule refuses was sent to one installation."""
    folder = tmp_path_factory.mktemp("refused")
    home, requests = sending.home_in(folder), {}
    for number, (name, case) in enumerate(REFUSED.items()):
        path = folder / str(number) / "sent.csv"
        path.parent.mkdir()
        path.write_bytes(case.content)
        requests[name] = LoadRequest(path, agency=case.agency)
    receipts = submissions.load_many(home, list(requests.values()), publish=False)
    return home, dict(zip(requests, receipts, strict=True))


@pytest.mark.xdist_group("refused")
@pytest.mark.parametrize("name", REFUSED)
def test_a_file_is_refused_by_the_rule_that_the_manifest_says(name: str, refused):
    case, receipt = REFUSED[name], refused[1][name]
    assert rules(receipt, BLOCK) == {case.rule}
    finding = next(each for each in receipt.findings if each.severity == BLOCK)
    assert (receipt.status, finding.rule, finding.row, finding.count) == (
        "refused",
        case.rule,
        case.row,
        case.count,
    )
    assert finding.message
    assert finding.remedy
    assert kept.all_kept(refused[0]) == []


@pytest.mark.parametrize("case", ACCEPTED.values(), ids=ACCEPTED)
def test_a_file_comes_in_as_the_manifest_says(case: Case, tmp_path: Path):
    path, home = tmp_path / "sent.csv", sending.home_in(tmp_path)
    path.write_bytes(case.content)
    [receipt] = submissions.load(home, [path], agency=case.agency, publish=False)
    assert (receipt.status, rules(receipt, BLOCK)) == ("loaded", set())
    assert (receipt.records, receipt.loaded, receipt.refused) == (
        case.records,
        case.records - case.aside,
        case.aside,
    )
    assert rules(receipt) >= set(case.told)
    assert stored(home, list(case.values)) == case.values


@pytest.mark.parametrize("kind", CLEAN)
def test_a_clean_file_raises_no_false_alarm(kind: str, tmp_path: Path):
    path = tmp_path / "sent.csv"
    path.write_bytes(CLEAN[kind].content)
    [receipt] = submissions.load(sending.home_in(tmp_path), [path], publish=False)
    assert rules(receipt, BLOCK) == set()
    assert (receipt.status, receipt.records, receipt.loaded) == (
        "loaded",
        CLEAN[kind].records,
        receipt.records,
    )


def test_there_are_twenty_clean_files():
    assert len({case.content for case in CLEAN.values()}) == 20


KNOWN, UNKNOWN = "call_nature", "col7"  # a column of the feed that takes a text, and a heading of none
HARMLESS = {"yes", "none", "referred"}


def carrier(cells: list[str]) -> list[dict[str, str]]:
    """An otherwise clean file with these cells under both headings."""
    ids = [f"enc{number:05}" for number in range(len(cells))]
    days = [f"2026-{number % 10 + 1:02}-{number % 28 + 1:02}" for number in range(len(cells))]
    return encounters(encounter_id=ids, encounter_date=days, **{KNOWN: cells, UNKNOWN: cells})


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    """(data home, receipts by kind) after every planted file was sent to one installation."""
    folder = tmp_path_factory.mktemp("planted")
    home, files = sending.home_in(folder), {}
    for number, (kind, (_, cells)) in enumerate(PLANTED.items()):
        files[kind] = folder / f"{number}.csv"
        files[kind].write_bytes(data(carrier(cells)))
    receipts = submissions.load(home, list(files.values()), publish=False)
    return home, dict(zip(files, receipts, strict=True))


@pytest.mark.xdist_group("planted")
@pytest.mark.parametrize("heading", [KNOWN, UNKNOWN])
@pytest.mark.parametrize("kind", PLANTED)
def test_a_file_with_identifiers_is_refused_and_told_without_them(kind: str, heading: str, sent):
    rule, cells = PLANTED[kind]
    receipt = sent[1][kind]
    assert receipt.status == "refused"
    assert (rule, heading) in {
        (each.rule, each.column) for each in receipt.findings if each.severity == BLOCK
    }
    told = json.dumps(receipt.as_dict(), ensure_ascii=False).casefold()
    assert [cell for cell in cells if secret(cell) and cell.casefold() in told] == []


@pytest.mark.xdist_group("planted")
def test_nothing_refused_is_left_on_disk(sent):
    home, receipts = sent
    assert {receipt.status for receipt in receipts.values()} == {"refused"}
    assert kept.all_kept(home) == []
    assert not any((home.private / "submissions").rglob("*"))
    planted = {cell.casefold().encode() for _, cells in PLANTED.values() for cell in cells if secret(cell)}
    files = [path for path in home.root.rglob("*") if path.is_file()]
    assert home.store in files
    for path in files:
        if path.name != "secret.key":
            content = path.read_bytes().lower()
            assert [cell for cell in planted if cell in content] == [], path.name


def secret(cell: str) -> bool:
    """Whether a planted cell is long enough to be told apart from other text by chance."""
    return cell not in HARMLESS and len(cell) > 4


MEMORY = 512 * 1024  # in kilobytes
CHILD = """
import json, sys
from pathlib import Path
from etl import submissions
from etl.paths import DataHome
receipts = submissions.load(DataHome(Path(sys.argv[1])), sys.argv[2:], dry_run=True)
print(json.dumps([each.as_dict() for each in receipts]))
# The peak of this program alone: ru_maxrss would begin with what its parent held when it was started.
status = Path("/proc/self/status").read_text()
print(status.split("VmHWM:")[1].split()[0])
"""


def loaded_alone(home: Path, files: list[Path]) -> tuple[dict[str, dict], int]:
    """Receipts by file name of a dry run in a process of its own, and the most kilobytes it had at once."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, home, *files], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    receipts, memory = done.stdout.splitlines()
    return {each["file"]: each for each in json.loads(receipts)}, int(memory)


def test_files_that_swell_are_refused_in_little_memory(tmp_path: Path):
    files = [tmp_path / name for name in bombs()]
    for path, content in zip(files, bombs().values(), strict=True):
        path.write_bytes(content)
    receipts, memory = loaded_alone(tmp_path / "data", files)
    told = {name: each["findings"][0]["rule"] for name, each in receipts.items()}
    assert told == {
        "strings.xlsx": "file_too_big",
        "sheet.xlsx": "file_too_big",
        "numbered.csv": "one_column",
        "cell.csv": "record_too_long",
        "quoted.csv": "cell_too_long",
    }
    assert memory <= MEMORY


@pytest.mark.parametrize("corpus", ["excel", "csv-spectrum/csvs", "csvkit-examples"])
def test_no_file_of_the_corpora_crashes_or_fills_the_memory(corpus: str, torture_files: Path, tmp_path: Path):
    files = sorted(path for path in (torture_files / corpus).rglob("*") if path.is_file())
    assert len(files) >= 12
    receipts, memory = loaded_alone(tmp_path / "data", files)
    for path in files:
        receipt = receipts[path.name]
        assert receipt["status"] == "refused", path.name  # none of them has the columns of a feed
        assert all(
            each["message"] and each["remedy"] for each in receipt["findings"] if each["severity"] == BLOCK
        )
    assert memory <= MEMORY
