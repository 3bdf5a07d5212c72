"""The command line as an operator meets it: exit codes, receipts, JSON, and no traceback.

The numbers are the stand-in of tests.etl.crash: rows a month, for the partnership harbor and its court.
"""

from __future__ import annotations

import json
from dataclasses import replace

import duckdb
import pytest

from etl import builds, cli, cli_text
from etl.definitions import feeds, mappings, measures
from etl.findings import Finding
from etl.lock import writer_lock
from etl.publish import NotPublished
from etl.submissions import Receipt
from tests.etl import crash, sending
from tests.etl.sending import enrollment

ROWS = [enrollment(n, f"2024-01-{n:02}") for n in range(1, 16)]


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr("etl.publish._compute", crash.count_rows)
    home = sending.home_in(tmp_path)
    monkeypatch.setenv("DASHBOARD_DATA", str(home.root))
    return home


@pytest.fixture
def run(home, capsys):
    """Run a command; gives (exit code, standard output, standard error)."""

    def run(*arguments):
        try:
            code = cli.main([str(argument) for argument in arguments])
        except SystemExit as exit_:  # argparse
            code = exit_.code
        told = capsys.readouterr()
        assert "Traceback" not in told.out + told.err
        return code, told.out, told.err

    return run


@pytest.fixture
def good(tmp_path):
    return sending.write(tmp_path / "good.csv", ROWS)


@pytest.fixture
def bad(tmp_path):
    return sending.write(tmp_path / "bad.csv", [*ROWS, [*enrollment(99, "2024-01-05")[:8], "somewhere", ""]])


def test_a_load_exits_0_and_prints_a_receipt_that_adds_up(run, good):
    code, out, _ = run("load", good)
    assert code == 0
    assert "good.csv: loaded" in out
    assert "15 records = 15 loaded + 0 unchanged + 0 refused" in out
    assert "published in build" in out


def test_a_refused_file_exits_2_and_names_row_column_and_remedy_blocking_first(run, bad):
    code, out, _ = run("load", bad)
    assert code == 2
    assert "refused, nothing of it was stored" in out
    assert '\n  - status: "somewhere" is not one of its codes (1 row).\n      Row 17.\n' in out
    assert out.index("Must be mended") < out.index("- status")


def test_rows_are_told_as_runs_and_the_column_once():
    finding = Finding("rule", "block", "Day cannot be read.", "Mend it.", 2, "Day", 30, (2, 3, 4, 9, 11, 12))
    other = replace(finding, column="a", rows=(), row=None)
    receipt = cli_text.receipt(Receipt("f.csv", "", "refused", (finding, other)))
    assert "  - Day cannot be read.\n      Rows 2 to 4, 9, 11, 12 and 24 more.\n      Mend it.\n" in receipt
    assert "  - column a: Day cannot be read.\n      Mend it." in receipt


def test_a_renamed_heading_is_told_as_missing_and_as_unknown(run, home, tmp_path):
    used = mappings(home)["harbor_sheriff_encounters"].used
    path = tmp_path / "calls.csv"
    headings = ["Call date" if heading == "Date of call" else heading for heading in used]
    path.write_text(f"{','.join(headings)}\n{','.join('x' * len(used))}\n", encoding="utf-8")
    code, out, _ = run("load", path, "--mapping", "harbor_sheriff_encounters")
    assert code == 2
    assert 'it has no column "Date of call"' in out
    assert 'The file has "Call date", which this format does not know.' in out
    assert 'The column "Call date" is unknown' in out


@pytest.mark.parametrize("heading", ["", ",release_date"])
def test_bookings_without_one_release_are_refused_until_somebody_says_that_they_are_all(
    run, tmp_path, heading
):
    path = tmp_path / "snapshot.csv"
    lines = [f"b{n:04},2024-{1 + n % 6:02}-{1 + n % 28:02}{',' if heading else ''}" for n in range(60)]
    path.write_text("\n".join([f"booking_id,booking_date{heading}", *lines]) + "\n", encoding="utf-8")
    command = ("load", path, "--agency", "harbor_jail", "--dry-run")
    code, out, _ = run(*command)
    assert code == 2
    assert "a list of who is in custody" in out and "Ask the jail for all bookings" in out
    assert "--nobody-released" in out
    code, out, _ = run(*command, "--nobody-released")
    assert code == 0
    assert "as was decided" in out and "60 loaded" in out


def test_a_days_list_of_open_data_is_told_as_what_it_is(run, tmp_path):
    path = tmp_path / "inmates.csv"
    path.write_text(
        "INMATEID,ADMITTED_DT,DISCHARGED_DT,CUSTODY_LEVEL\n20000037,06/13/2024,,MED\n20000041,06/14/2024,,MIN\n",
        encoding="utf-8",
    )
    code, out, _ = run("load", path, "--agency", "harbor_jail", "--feed", "bookings")
    assert code == 2
    assert '"DISCHARGED_DT" is blank in every row: this looks like a list of who is in custody' in out


def test_a_busy_writer_exits_3(run, home, good):
    with writer_lock(home):
        code, _, err = run("load", good)
    assert (code, "another upload is being published" in err) == (3, True)


def test_a_release_that_must_not_be_published_exits_4(run, good, monkeypatch):
    def fails(*_):
        raise NotPublished("a hidden number could be worked out")

    monkeypatch.setattr("etl.publish._compute", fails)
    code, _, err = run("load", good)
    assert (code, err.splitlines()[-1]) == (4, "a hidden number could be worked out")


@pytest.mark.parametrize(
    "arguments",
    [
        ["load", "nowhere.csv"],
        ["load", "nowhere.csv", "--received", "2099-01-01"],
        ["load", "nowhere.csv", "--received", "01/02/2024"],
        ["load", "nowhere.csv", "--feed", "nonsense"],
        ["show", "nonsense"],
        ["show", "enrollments"],
        ["rollback"],
        ["rollback", "nonsense"],
        ["withdraw", "nonsense"],
        ["template", "nonsense"],
        [],
    ],
)
def test_mistakes_exit_2_with_words(run, arguments):
    code, out, err = run(*arguments)
    assert code == 2
    assert out + err


def test_json_of_one_file_is_one_receipt_and_of_several_a_list(run, good, bad):
    code, out, _ = run("load", good, "--json")
    receipt = json.loads(out)
    assert code == 0
    assert receipt["records"] == receipt["loaded"] + receipt["unchanged"] + receipt["refused"] == 15
    assert receipt["months"] == ["2024-01"]
    assert len(receipt["sha256"]) == 64
    code, out, _ = run("load", good, bad, "--json")
    assert code == 2
    assert [each["status"] for each in json.loads(out)] == ["unchanged", "refused"]


def test_a_dry_run_says_what_would_happen(run, home, good):
    code, out, _ = run("load", good, "--dry-run")
    assert code == 0
    assert "nothing was stored" in out
    assert builds.current(home) is None


@pytest.mark.parametrize("feed", sorted(feeds()))
def test_a_template_is_the_feeds_columns_and_opens_in_excel(run, tmp_path, feed):
    path = tmp_path / "template.csv"
    assert run("template", feed, "--out", path)[0] == 0
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert path.read_text(encoding="utf-8-sig").strip().split(",") == list(feeds()[feed].names)


def test_show_prints_the_published_numbers_as_objects(run, good):
    run("load", good)
    code, out, _ = run("show", "enrollments", "--json")
    (row,) = json.loads(out)
    assert code == 0
    assert (row["measure_id"], row["scope_kind"], row["scope"], row["breakdown"], row["level"]) == (
        "enrollments", "partnership", "harbor", "all", "all",
    )  # fmt: skip
    assert (row["period"], row["period_label"], row["grain"]) == ("2024-01-01", "Jan 2024", "month")
    assert (row["numerator"], row["value"], row["status"]) == (15, 15, "shown")
    for name in ("title", "unit", "denominator", "low", "high", "center", "limit_low", "limit_high", "signal",
                 "reason", "reporting", "expected", "verdict"):  # fmt: skip
        assert name in row


@pytest.mark.parametrize("scope", ["harbor", "Harbor County partnership", "partnership:harbor", "HARBOR"])
def test_show_takes_a_scope_by_id_or_name(run, good, scope):
    run("load", good)
    assert json.loads(run("show", "enrollments", "--scope", scope, "--json")[1])[0]["scope"] == "harbor"


def test_show_of_a_measure_without_numbers_is_empty_and_no_error(run, good):
    run("load", good)
    assert run("show", "diversions", "--json")[:2] == (0, "[]\n")
    assert "No numbers" in run("show", "diversions")[1]


def test_show_names_what_there_is_when_the_scope_or_breakdown_is_unknown(run, good):
    run("load", good)
    code, _, err = run("show", "enrollments", "--scope", "nowhere")
    assert (code, "Harbor County partnership" in err) == (2, True)
    assert run("show", "enrollments", "--by", "sex")[0] == 2


def test_show_reads_the_build_before_when_the_current_one_is_damaged(run, home, good, tmp_path):
    run("load", good)
    before = run("show", "enrollments", "--json")[1]
    run("load", sending.write(tmp_path / "more.csv", [enrollment(50, "2024-02-01")]))
    with builds.current(home).shared.open("ab") as file:
        file.write(b"x")
    assert run("show", "enrollments", "--json")[1] == before


def test_measures_lists_every_measure_and_which_have_numbers(run, good):
    run("load", good)
    rows = {row["id"]: row for row in json.loads(run("measures", "--json")[1])}
    assert set(rows) == set(measures())
    assert rows["enrollments"]["has_data"] is True
    assert rows["diversions"]["has_data"] is False


def test_publish_builds_rollback_withdraw_rebuild_and_verify(run, home, good, tmp_path):
    run("load", good)
    run("load", sending.write(tmp_path / "more.csv", [enrollment(50, "2024-02-01")]))
    assert run("publish", "--note", "for the meeting")[0] == 0
    listed = json.loads(run("builds", "--json")[1])
    assert [row["note"] for row in listed] == ["for the meeting", "", ""]
    assert [row["current"] for row in listed] == [True, False, False]
    assert run("rollback", listed[2]["build_id"])[0] == 0
    assert builds.current(home).build_id == listed[2]["build_id"]
    submission = json.loads(run("submissions", "--json")[1])[1]["submission_id"]
    assert run("withdraw", submission)[0] == 0
    assert run("rebuild")[0] == 0
    code, out, _ = run("verify")
    assert (code, "Everything is in order" in out) == (0, True)


def test_verify_exits_2_when_something_is_wrong(run, home, good):
    run("load", good)
    builds.current(home).shared.unlink()
    code, out, _ = run("verify")
    assert (code, "PROBLEM" in out) == (2, True)


def test_the_published_file_holds_no_rows_and_no_person_keys(run, home, good):
    run("load", good)
    file = builds.current(home).shared
    with duckdb.connect(str(file), read_only=True) as con:
        columns = {row[0] for row in con.execute("select column_name from duckdb_columns()").fetchall()}
    assert not columns & {"person_key", "enrollment_id", "encounter_id", "booking_id"}
    assert sending.key(1).encode() not in file.read_bytes()


def test_demo_is_handed_its_own_arguments(run, monkeypatch):
    monkeypatch.setattr("etl.demo.main", lambda arguments: print("demo", arguments), raising=False)
    assert run("demo", "--through", "2026-10")[:2] == (0, "demo ['--through', '2026-10']\n")


def test_a_full_disk_is_told_in_words(run, good, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("etl.builds.finish_folder", full)
    code, _, err = run("load", good)
    assert (code, "No space left" in err) == (1, True)
