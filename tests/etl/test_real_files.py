"""The files that partners really publish, read, mapped and checked with the mappings that ship."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from datetime import date

import duckdb
import pytest

from etl.check import check
from etl.errors import Refused
from etl.findings import blocking
from etl.map import find_mapping, map_rows
from etl.paths import PROJECT, DataHome
from etl.read import read_file, stage

TODAY = date(2026, 11, 23)


@pytest.fixture
def opened(tmp_path):
    """Read, map and check a file as a load does: (connection, counted, findings)."""

    def open_file(path):
        con, home = duckdb.connect(), DataHome(PROJECT / "nowhere")
        raw = read_file(path, work=tmp_path)
        stage(con, raw)
        mapping = find_mapping(raw.columns, home)
        counted = map_rows(con, mapping.feed, mapping, raw, b"secret", home, today=TODAY)
        return con, counted, check(con, mapping.feed, mapping)

    return open_file


def test_cook_diversion_maps_whole_but_for_the_1946_date(real_files, opened):
    path = real_files / "cook-sao-diversion-2021" / "Diversion.csv"
    con, counted, findings = opened(path)
    assert (counted.records, counted.mapped, counted.refused) == (22508, 22507, 1)
    assert blocking(findings) == []
    (aside,) = [finding for finding in findings if finding.rule == "date_implausible"]
    assert (aside.column, aside.row, aside.severity) == ("REFERRAL_DATE", 3942, "note")
    with path.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if "/1946 " not in row["REFERRAL_DATE"]]
    reasons = {"Graduated": "completed", "Failed": "discharged_noncompliance", "": None}
    truth = Counter(reasons[row["DIVERSION_RESULT"]] for row in rows)
    assert dict(con.execute("select exit_reason, count(*) from mapped group by 1").fetchall()) == truth
    truth = Counter("cook_" + row["DIVERSION_PROGRAM"].lower() for row in rows)
    assert dict(con.execute("select program_id, count(*) from mapped group by 1").fetchall()) == truth
    people = con.execute("select count(distinct person_key), min(length(person_key)) from mapped").fetchone()
    assert people == (len({row["CASE_PARTICIPANT_ID"] for row in rows}), 64)
    assert con.execute(
        "select count(*) from mapped where (status = 'active') <> (exit_date is null)"
    ).fetchone() == (0,)


def test_cook_diversion_keeps_no_number_of_a_case_or_a_person(real_files, opened):
    con, _, _ = opened(real_files / "cook-sao-diversion-2021" / "Diversion.csv")
    keys = {key for (key,) in con.execute("select person_key from mapped").fetchall()}
    assert hashlib.sha256(b"710725949269").hexdigest() not in keys
    assert "710725949269" not in keys


def test_cook_jail_days_become_months_and_gaps_stay_gaps(real_files, opened):
    path = real_files / "cook-jail-daily-population" / "cook-jail-data.csv"
    con, counted, findings = opened(path)
    assert (counted.records, counted.refused, blocking(findings)) == (3060, 0, [])
    with path.open(encoding="utf-8") as file:
        rows = [(row["Date"][:7], float(row["Jail Population"])) for row in csv.DictReader(file)]
    days = Counter(month for month, _ in rows)
    found = con.execute("select strftime(month, '%Y-%m'), numerator, denominator from mapped").fetchall()
    assert {month: observed for month, _, observed in found} == days
    for month, held, _ in found:
        assert held == pytest.approx(sum(count for each, count in rows if each == month))
    assert [finding.rule for finding in findings] == ["days_missing"]


def test_care_court_counts_keep_what_was_hidden_hidden(real_files, opened):
    path = real_files / "care-court" / "county-data-from-courts.csv"
    con, counted, findings = opened(path)
    assert blocking(findings) == []
    assert (counted.records, counted.mapped, counted.refused) == (56, 54, 2)
    aside = con.execute("select rule, _row from refused order by 2").fetchall()
    assert aside == [("total_row", 2), ("required_blank", 22)]
    names = {
        "petitions_filed": "care_petitions",
        "petitions_dismissed": "care_dismissals",
        "care_agreements": "care_agreements",
        "care_plans": "care_plans",
        "graduations": "care_graduations",
    }
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in list(csv.DictReader(file))[1:] if row["data_as_of"]]
    for column, measure in names.items():
        cells = [row[column] for row in rows if row[column]]
        sql = (
            "select count(*), count(*) filter (where suppressed), count(numerator), sum(numerator) "
            "from mapped where measure_id = $measure"
        )
        found = con.execute(sql, {"measure": measure}).fetchone()
        shown = [int(cell) for cell in cells if cell != "*"]
        assert found == (len(cells), len(cells) - len(shown), len(shown), sum(shown))
    months = con.execute("select distinct strftime(month, '%Y-%m') from mapped order by 1").fetchall()
    assert months == [("2025-06",), ("2025-07",), ("2025-08",), ("2025-09",)]


def test_a_table_without_headings_is_not_loaded_by_accident(real_files, opened):
    with pytest.raises(Refused) as refused:
        opened(real_files / "texas-tcjs-2021-09" / "raw.csv")
    (finding,) = refused.value.findings
    assert finding.rule in ("header_unnamed", "feed_unknown")
    assert "column" in finding.remedy
