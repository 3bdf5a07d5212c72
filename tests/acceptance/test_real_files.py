"""Real public files that nobody here wrote, through the same door as everybody's.

Truth is worked out here from the files alone, in plain Python.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections import Counter, defaultdict
from pathlib import Path

import pytest

from etl.paths import DataHome
from etl.show import series
from tests.conftest import run_etl

pytestmark = [pytest.mark.acceptance, pytest.mark.xdist_group("real_files")]

GRAINS = ("month", "quarter", "year")
COOK_PROGRAMS = {
    "ACT": "cook_act", "ARI": "cook_ari", "BR9": "cook_br9", "DC": "cook_dc", "DDPP": "cook_ddpp",
    "DS": "cook_ds", "MHC": "cook_mhc", "RJCC": "cook_rjcc", "VC": "cook_vc",
}  # fmt: skip


def load(home: Path, *arguments: str) -> dict:
    """Load with --json and give the one receipt."""
    done = run_etl(home, "load", *arguments, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    receipts = json.loads(done.stdout)
    return receipts[0] if isinstance(receipts, list) else receipts


def show(home: Path, measure: str, by: str | None = None) -> list[dict]:
    """The published numbers of a measure, as `etl show` gives them."""
    return series(DataHome(home), measure, by=by)


def month_of(text: str, style: str) -> str:
    return dt.datetime.strptime(text, style).strftime("%Y-%m-01")


def cook_rows(real_files: Path) -> list[dict]:
    file = real_files / "cook-sao-diversion-2021" / "Diversion.csv"
    with file.open(encoding="utf-8-sig", newline="") as f:
        return list(csv.DictReader(f))


@pytest.fixture(scope="module")
def cook(real_files: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict]:
    home = tmp_path_factory.mktemp("cook")
    file = real_files / "cook-sao-diversion-2021" / "Diversion.csv"
    return home, load(home, str(file), "--mapping", "cook_sao_diversion")


def cook_month(row: dict) -> str:
    return month_of(row["REFERRAL_DATE"], "%m/%d/%Y %I:%M:%S %p")


def first_of(grain: str, month: str) -> str:
    """The first day of the period that a month (its first day) is in."""
    year, number = int(month[:4]), int(month[5:7])
    months = {"month": 1, "quarter": 3, "year": 12}[grain]
    return f"{year}-{(number - 1) // months * months + 1:02d}-01"


def shown(rows: list[dict]) -> list[dict]:
    return [row for row in rows if row["status"] == "shown"]


def test_cook_accounts_for_every_record_and_reports_the_1946_date(cook):
    _, receipt = cook
    assert receipt["records"] == 22_508
    assert (receipt["loaded"], receipt["unchanged"], receipt["refused"]) == (22_507, 0, 1)
    reported = [f for f in receipt["findings"] if f["rule"] == "date_implausible"]
    assert len(reported) == 1
    assert reported[0]["column"] == "REFERRAL_DATE"


def test_cook_names_the_row_of_the_1946_date_as_the_sender_sees_it(cook, real_files):
    _, receipt = cook
    truth = [i for i, row in enumerate(cook_rows(real_files), start=2) if "/1946 " in row["REFERRAL_DATE"]]
    reported = [f["row"] for f in receipt["findings"] if f["rule"] == "date_implausible"]
    assert reported == truth


def test_cook_starts_by_program_are_the_file_s_own_counts(cook, real_files):
    home, _ = cook
    starts = [(COOK_PROGRAMS[row["DIVERSION_PROGRAM"]], cook_month(row)) for row in cook_rows(real_files)]
    truth = Counter((scope, grain, first_of(grain, month)) for scope, month in starts for grain in GRAINS)
    rows = shown(show(home, "enrollments", "program"))
    assert len(rows) > 200
    told = {(row["scope"], row["grain"], row["period"]): row["numerator"] for row in rows}
    assert told == {key: truth[key] for key in told}


def test_cook_total_starts_month_by_month(cook, real_files):
    home, _ = cook
    truth = Counter(cook_month(row) for row in cook_rows(real_files))
    rows = shown(show(home, "enrollments"))
    assert len(rows) > 100
    assert {r["period"]: r["numerator"] for r in rows} == {r["period"]: truth[r["period"]] for r in rows}


def test_cook_completion_by_start_cohort(cook, real_files):
    home, _ = cook
    done, closed = Counter(), Counter()
    for row in cook_rows(real_files):
        closed[cook_month(row)] += row["DIVERSION_RESULT"] != ""
        done[cook_month(row)] += row["DIVERSION_RESULT"] == "Graduated"
    rows = [row for row in shown(show(home, "diversion_completion")) if row["grain"] == "month"]
    assert len(rows) > 60
    for row in rows:
        assert (row["numerator"], row["denominator"]) == (done[row["period"]], closed[row["period"]])
        assert row["value"] == pytest.approx(100 * done[row["period"]] / closed[row["period"]])


def test_cook_cohorts_too_young_to_judge_carry_no_rate(cook):
    home, _ = cook
    rows = {row["period"]: row for row in show(home, "diversion_completion")}
    assert rows["2021-03-01"]["status"] == "too_early"
    assert rows["2021-03-01"]["value"] is None


def test_cook_open_cases(cook, real_files):
    home, _ = cook
    truth = Counter(cook_month(row) for row in cook_rows(real_files) if row["DIVERSION_RESULT"] == "")
    rows = [row for row in shown(show(home, "open_cases")) if row["grain"] == "month"]
    assert len(rows) > 12
    assert {r["period"]: r["numerator"] for r in rows} == {r["period"]: truth[r["period"]] for r in rows}


@pytest.mark.parametrize("measure", ["eligible_diversion_rate", "diversions", "bh_arrest_rate"])
def test_cook_shows_no_diversion_rate_because_nobody_undiverted_is_in_the_file(cook, measure):
    home, _ = cook
    assert show(home, measure) == []


def test_cook_the_partial_last_month_is_provisional_not_a_drop(cook):
    home, _ = cook
    last = show(home, "enrollments")[-1]
    assert last["period"] == "2021-04-01"
    assert last["status"] in {"provisional", "suppressed"}
    assert last["signal"] in {"", None}


def test_cook_a_second_load_changes_nothing(cook, real_files):
    home, _ = cook
    before = show(home, "enrollments")
    file = real_files / "cook-sao-diversion-2021" / "Diversion.csv"
    again = load(home, str(file), "--mapping", "cook_sao_diversion")
    assert (again["loaded"], again["unchanged"], again["refused"]) == (0, 22_507, 1)
    assert show(home, "enrollments") == before


def test_cook_jail_daily_counts_become_monthly_means_with_gaps_as_gaps(real_files, tmp_path):
    file = real_files / "cook-jail-daily-population" / "cook-jail-data.csv"
    with file.open(encoding="utf-8-sig", newline="") as f:
        daily = [(row["Date"][:7] + "-01", float(row["Jail Population"])) for row in csv.DictReader(f)]
    truth = defaultdict(list)
    for month, count in daily:
        truth[month].append(count)
    receipt = load(tmp_path, str(file), "--mapping", "cook_jail_daily_population")
    assert receipt["records"] == len(daily) == receipt["loaded"] + receipt["unchanged"] + receipt["refused"]
    rows = show(tmp_path, "jail_adp_total")
    have = [row for row in rows if row["value"] is not None]
    assert {row["period"] for row in have} == set(truth)
    for row in have:
        days = truth[row["period"]]
        assert row["denominator"] == len(days)
        assert row["value"] == pytest.approx(sum(days) / len(days))
    assert [row["status"] for row in rows if row["period"] == "2026-08-01"] == ["provisional"]


def test_care_court_keeps_suppressed_cells_suppressed_and_the_total_row_out(real_files, tmp_path):
    file = real_files / "care-court" / "county-data-from-courts.csv"
    with file.open(encoding="utf-8-sig", newline="") as f:
        counties = [row for row in csv.DictReader(f) if not row["county"].startswith("Judicial Council")]
    receipt = load(tmp_path, str(file), "--mapping", "care_court_courts")
    assert receipt["records"] == receipt["loaded"] + receipt["unchanged"] + receipt["refused"]
    rows = show(tmp_path, "care_petitions", "county")
    stars = {r["county"].lower().replace(" ", "_") for r in counties if r["petitions_filed"] == "*"}
    by_level = {row["level"]: row for row in rows if row["status"] != "missing"}
    assert stars and all(by_level[level]["numerator"] is None for level in stars)
    assert all(by_level[level]["status"] == "suppressed" for level in stars)
    large = {
        r["county"].lower().replace(" ", "_"): int(r["petitions_filed"])
        for r in counties
        if r["petitions_filed"].isdigit() and int(r["petitions_filed"]) > 10 and r["data_as_of"]
    }
    assert len(large) > 20
    assert {level: by_level[level]["numerator"] for level in large} == large
    assert not [row for row in rows if "judicial" in row["level"] or row["numerator"] == 2421]


def test_texas_jail_report_is_refused_with_words_a_clerk_can_act_on(real_files, tmp_path):
    file = real_files / "texas-tcjs-2021-09" / "raw.csv"
    done = run_etl(tmp_path, "load", str(file))
    said = done.stdout + done.stderr
    assert done.returncode == 2
    assert "Traceback" not in said
    assert "column" in said.lower() and "name" in said.lower()
    assert not (tmp_path / "published" / "current.json").exists()
    assert not list(tmp_path.glob("private/submissions/*"))
