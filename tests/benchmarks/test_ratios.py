"""The arithmetic of the benchmarks; the benchmarks themselves do not run with the tests."""

from __future__ import annotations

import pandas as pd

from tests.benchmarks.files import diversion_csv
from tests.benchmarks.ratios import Ratio, fastest, table


def test_ratio_is_the_first_duration_over_the_second_and_the_bound_itself_is_as_expected():
    assert Ratio("a", 3.0, "b", 1.5, most=2).value == 2
    assert Ratio("a", 3.0, "b", 1.5, most=2).as_expected
    assert not Ratio("a", 3.1, "b", 1.5, most=2).as_expected


def test_table_marks_what_is_slower_than_expected_and_names_no_seconds():
    lines = table([Ratio("a", 4, "b", 1, most=5), Ratio("c", 8, "d", 1, most=5)]).splitlines()
    assert lines[1].split() == ["a", "b", "4", "5"]
    assert lines[2].split() == ["c", "d", "8", "5", "slow"]


def test_fastest_runs_the_work_as_often_as_asked():
    runs = []
    assert fastest(lambda: runs.append(1), times=3) >= 0
    assert len(runs) == 3


def test_made_up_file_repeats_people_and_no_enrollment(tmp_path):
    frame = pd.read_csv(diversion_csv(tmp_path / "made-up.csv", 300))
    assert len(frame) == 300
    assert frame["CASE_PARTICIPANT_ID"].nunique() < 300
    assert not frame.duplicated(["CASE_PARTICIPANT_ID", "DIVERSION_COUNT"]).any()
