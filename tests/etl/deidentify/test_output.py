"""What is written, when nothing is, and that the receiver takes it."""

from __future__ import annotations

import json

import openpyxl
import pytest

from etl import cli
from etl.deidentify import keys
from etl.deidentify import work as working
from etl.deidentify.plan import read_settings
from tests.etl.deidentify.conftest import EXPORT, days

ENCOUNTERS = {
    "Incident Number": "",
    "encounter_date": "",
    "Subject Name": "",
    "Date of Birth": "",
    "intercept": "1",
    "source": "911",
    "responder": "patrol",
    "bh_need": "mental_health",
    "disposition": "referred",
    "zip": "98101",
    "sex": "female",
}


def left_behind(file):
    return sorted(path.name for path in file.parent.iterdir() if path != file)


def test_the_output_report_and_settings_stand_beside_the_file(export, run):
    file = export(days(12))
    run(file)
    assert left_behind(file) == [
        *("export_deidentified.csv", "export_deidentified.report.txt", "export_deidentified.settings.yml")
    ]


def test_nothing_of_the_person_is_in_anything_that_is_written_or_said(export, run, key_file):
    made = run(export(days(12)), as_json=False)
    assert made.code == 0
    for heading in ("Last Name", "First Name", "DOB", "SSN", "Home Address", "Phone", "ZIP", "Booking Notes"):
        assert EXPORT[heading].lower() not in made.written.lower(), heading
    assert "2026-000001" not in made.written
    assert "Philomena" not in made.written
    assert not any(
        line and line in made.written for line in key_file.read_text().splitlines() if line[0] != "#"
    )


def test_the_output_is_utf_8_with_a_mark_and_no_formula(export, run):
    made = run(
        export([row | {"Legal Status": "=cmd|'/c calc'!A1"} for row in days(3)]), "--keep", "Legal Status"
    )
    assert made.out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert set(made.column("Legal Status")) == {"'=cmd|'/c calc'!A1"}


def test_etl_load_takes_it_under_the_feeds_own_names(export, run, tmp_path, monkeypatch, capsys):
    rows = [
        ENCOUNTERS
        | {"Incident Number": f"26-{n:05}", "encounter_date": f"2026-09-{n:02}"}
        | {"Subject Name": f"Quillfeather, {'AB'[n % 2]}mbrosius", "Date of Birth": "03/14/1985"}
        for n in range(1, 25)
    ]
    made = run(export(rows, whole=True))
    assert {"person_key", "encounter_id", "age_band", "zip3"} <= set(made.rows[0])
    monkeypatch.setenv("DASHBOARD_DATA", str(tmp_path / "data"))
    assert cli.main(["load", str(made.out), "--agency", "harbor_city_pd", "--dry-run", "--json"]) == 0
    receipt = json.loads(capsys.readouterr().out)
    assert (receipt["feed"], receipt["loaded"], receipt["status"]) == ("encounters", 24, "checked")


def test_a_workbook_is_read_as_well(run, tmp_path):
    book = openpyxl.Workbook()
    book.active.append(list(EXPORT))
    for row in days(5):
        book.active.append(list((EXPORT | row).values()))
    book.save(tmp_path / "export.xlsx")
    assert len(run(tmp_path / "export.xlsx").rows) == 5


def test_a_second_run_with_the_saved_settings_gives_the_same_bytes(export, run):
    file = export(days(20))
    first = run(file, "--drop", "Sex", "--date", "Release Date", "--hash", "SSN")
    settings = file.with_name("export_deidentified.settings.yml")
    again = run(file, "--settings", settings, "--out", file.with_name("again.csv"), key=None)
    assert again.code == 0, again.complained
    assert again.out.read_bytes() == first.out.read_bytes()
    assert not file.with_name("again.settings.yml").exists()


def test_settings_hold_headings_and_no_value(export, run):
    run(file := export(days(20)))
    text = file.with_name("export_deidentified.settings.yml").read_text(encoding="utf-8")
    assert set(read_settings(file.with_name("export_deidentified.settings.yml")).columns) == set(EXPORT)
    assert not any(value in text for value in EXPORT.values() if len(value) > 1)


def test_a_new_column_next_month_is_decided_and_pointed_out(export, run):
    run(file := export(days(20)))
    settings = file.with_name("export_deidentified.settings.yml")
    more = export([row | {"Mother": "Philomena"} for row in days(20)], name="october.csv")
    made = run(more, "--settings", settings)
    assert made.what("Mother") == "drop"
    assert any('"Mother"' in note for note in made.report["notes"])


def test_a_column_that_is_gone_next_month_is_named(export, run):
    run(file := export(days(20)))
    settings = file.with_name("export_deidentified.settings.yml")
    fewer = [{name: cell for name, cell in (EXPORT | row).items() if name != "DOB"} for row in days(20)]
    made = run(export(fewer, name="october.csv", whole=True), "--settings", settings)
    assert (made.code, made.out.exists()) == (2, False)
    assert '"DOB"' in made.complained


def test_another_key_than_last_time_is_refused(export, run, tmp_path):
    run(file := export(days(20)))
    other = keys.fresh(tmp_path / "other" / "other.key")
    keys.save(other)
    settings = file.with_name("export_deidentified.settings.yml")
    made = run(file, "--settings", settings, "--overwrite", key=other.path)
    assert made.code == 2
    assert "another key than last time" in made.complained


@pytest.mark.parametrize("heading", ["Last Name", "SSN", "Home Address", "Phone", "Booking Notes", "DOB"])
def test_what_the_gate_refuses_is_not_written_and_the_column_is_named(export, run, heading):
    file = export(days(12))
    made = run(file, "--keep", heading)
    assert (made.code, left_behind(file)) == (2, [])
    assert f'--drop "{heading}"' in made.complained
    assert EXPORT[heading] not in made.complained


def test_a_file_that_is_there_is_not_replaced_unless_told(export, run):
    file = export(days(12))
    run(file)
    before = run(file)
    assert (before.code, "--overwrite" in before.complained) == (2, True)
    assert run(file, "--overwrite").code == 0
    assert run(file, "--out", file, "--overwrite").code == 2


def test_a_failing_disk_leaves_what_was_there(export, run, monkeypatch):
    def full(half):
        raise OSError(28, "No space left on device")

    file = export(days(12))
    monkeypatch.setattr(working, "sync_file", full)
    made = run(file)
    assert (made.code, left_behind(file)) == (1, [])
    assert "No space left on device" in made.complained
    monkeypatch.undo()
    before = run(file).out.read_bytes()
    monkeypatch.setattr(working, "sync_file", full)
    assert run(file, "--drop", "Sex", "--overwrite").code == 1
    assert (file.with_name("export_deidentified.csv").read_bytes(), len(left_behind(file))) == (before, 3)


def test_the_working_folder_is_emptied_whatever_happens(export, run, tmp_path, monkeypatch):
    spare = tmp_path / "spare"
    spare.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(spare))
    assert run(export(days(12))).code == 0
    assert run(export(days(12)), "--keep", "SSN", "--overwrite").code == 2
    assert list(spare.iterdir()) == []


def test_a_file_that_cannot_be_read_is_refused(run, tmp_path):
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    assert run(tmp_path / "empty.csv").code == 2
    assert run(tmp_path / "none.csv").code == 2
