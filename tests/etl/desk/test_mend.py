"""Mending at the desk: a cell, rows left out, or the file with what is wrong beside its rows."""

from __future__ import annotations

import csv
import io

import pytest

from etl.amend import REASONS, Amendment
from etl.strict import DefinitionError
from tests.etl.desk.conftest import contact, export

pytestmark = pytest.mark.xdist_group("mended")

WRONG = contact(41, **{"How It Ended": "Reffered too", "Unit": "PARTOL"})
FILE = export([*(contact(number) for number in range(40)), WRONG])
ROW = 43  # a title and the headings stand above the records


@pytest.fixture
def decided(counter):
    """Columns and words matched; the two typing mistakes are left for the check."""
    told = counter.matched(FILE)
    told["entry"]["columns"]["responder"]["values"].pop("PARTOL", None)
    return told | {"left": [["responder", "PARTOL"], ["disposition", "Reffered too"]]}


def fixes(**texts: str) -> dict:
    return {"fixes": [{"row": ROW, "heading": h.replace("_", " "), "text": t} for h, t in texts.items()]}


class TestOneCell:
    def test_both_mistakes_are_told_with_row_cell_and_heading(self, counter, decided):
        report = counter.ask("examine", FILE, decided)
        wrong = {group["heading"]: group["cells"] for group in report["findings"] if group["cells"]}
        assert wrong == {"How It Ended": [[ROW, "Reffered too"]], "Unit": [[ROW, "PARTOL"]]}

    def test_a_corrected_cell_counts_as_if_the_file_said_so(self, counter, decided, rules):
        amendment = fixes(How_It_Ended="Referred")
        report = counter.ask("examine", FILE, decided | {"amendment": amendment})
        assert [(g["heading"], g["rule"]) for g in report["findings"] if g["cells"]] == [
            ("Unit", "unknown_code")
        ]
        both = fixes(How_It_Ended="Referred", Unit="PATROL")
        report = counter.ask("examine", FILE, decided | {"amendment": both})
        assert (report["stage"], rules(report)) == ("ready", [])
        assert report["changes"]["loaded"] == 41

    def test_corrections_are_told_with_the_submission(self, counter, decided):
        both = fixes(How_It_Ended="Referred", Unit="PATROL")
        report = counter.ask("examine", FILE, decided | {"amendment": both})
        told = next(group for group in report["findings"] if group["rule"] == "cells_corrected")
        assert (told["count"], told["rows"]) == (2, [ROW])

    def test_a_correction_passes_the_identifier_gate_like_any_cell(self, counter, decided, rules):
        amendment = fixes(How_It_Ended="Referred", Unit="call 555-867-5309")
        report = counter.ask("examine", FILE, decided | {"amendment": amendment})
        assert (report["stage"], rules(report)) == ("columns", ["value_phone"])

    def test_a_correction_for_another_file_is_refused(self, counter, decided, rules):
        amendment = {"fixes": [{"row": 4711, "heading": "Unit", "text": "PATROL"}]}
        report = counter.ask("examine", FILE, decided | {"amendment": amendment})
        assert rules(report) == ["amendment_unfit"]


class TestRowsLeftOut:
    def test_they_count_as_refused_with_their_reason(self, counter, decided, rules):
        amendment = {"drops": [{"row": ROW, "reason": "test"}]}
        report = counter.ask("examine", FILE, decided | {"amendment": amendment})
        assert (report["stage"], rules(report)) == ("ready", [])
        assert (report["changes"]["loaded"], report["changes"]["refused"]) == (40, 1)
        told = next(group for group in report["findings"] if group["rule"] == "dropped_by_sender")
        assert REASONS["test"] in told["messages"][0][0]

    def test_the_reason_is_one_of_a_list(self):
        with pytest.raises(DefinitionError):
            Amendment.of({"drops": [{"row": 3, "reason": "it was John Smith"}]})

    def test_a_row_left_out_is_not_looked_at(self, counter, decided, rules):
        rows = [*(contact(number) for number in range(40)), WRONG | {"Unit": "call 555-867-5309"}]
        amendment = {"drops": [{"row": ROW, "reason": "wrong"}]}
        report = counter.ask("examine", export(rows), decided | {"amendment": amendment})
        assert (report["stage"], rules(report)) == ("ready", [])


class TestTheFileWithItsFindings:
    def table(self, counter, decided) -> list[list[str]]:
        content = counter.ask("annotate", FILE, decided)["file"]
        assert content.startswith(b"\xef\xbb\xbf")
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))

    def test_every_record_is_in_it_with_its_row_and_what_to_mend(self, counter, decided):
        header, *rows = self.table(counter, decided)
        assert (header[0], header[-1], len(rows)) == ("Row in your file", "What to mend", 41)
        assert [row[0] for row in rows] == [str(number) for number in range(3, 44)]
        assert [row[0] for row in rows if row[-1]] == [str(ROW)]
        assert "How It Ended: " in rows[-1][-1] and "Unit: " in rows[-1][-1]

    def test_no_cell_is_a_formula(self, counter, decided):
        rows = [*(contact(number) for number in range(40)), WRONG | {"Beat": "=1+1"}]
        content = counter.ask("annotate", export(rows), decided)["file"].decode("utf-8-sig")
        assert list(csv.reader(io.StringIO(content)))[-1][-2] == "'=1+1"

    def test_sent_again_its_own_columns_are_no_question(self, counter, decided):
        counter.ask("examine", FILE, decided)  # what was decided is remembered
        content = counter.ask("annotate", FILE, decided)["file"]
        mended = content.decode("utf-8-sig").replace("Reffered too", "Referred").replace("PARTOL", "PATROL")
        report = counter.examine(mended.encode())
        assert (report["stage"], report["fresh"]) == ("ready", [])


def test_all_rows_of_a_rule_can_be_left_out_at_once(counter, rules):
    twice = [contact(number % 30, **{"Beat": "B9"}) for number in range(60)]
    for row in twice[30:]:
        row["Gender"] = "X"  # the same key with other values
    decided = counter.matched(export(twice))
    report = counter.ask("examine", export(twice), decided)
    (group,) = [each for each in report["findings"] if each["rule"] == "duplicate_key"]
    assert group["count"] == len(group["rows"]) == 60
    later = [row for row in group["rows"] if row >= 33]
    amendment = {"drops": [{"row": row, "reason": "repeated"} for row in later]}
    report = counter.ask("examine", export(twice), decided | {"amendment": amendment})
    assert rules(report) == []
    assert (report["changes"]["loaded"], report["changes"]["refused"]) == (30, 30)
