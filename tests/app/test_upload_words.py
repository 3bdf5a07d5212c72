"""What the upload page says, and how a choice on the screen becomes part of the mapping."""

from __future__ import annotations

import pytest

from app import upload_words as say

READ = {
    "encoding": "cp1252", "delimiter": ";", "header_row": 3, "records": 1204, "sheet": None,
    "skipped": [[1, 1, "title"], [2, 2, "blank"], [1208, 1210, "total"]],
}  # fmt: skip


def test_how_a_file_was_read():
    assert say.facts(READ) == [
        "Windows-1252, columns separated by semicolon. Headings in row 3; 1,204 records below them.",
        "Left out: row 1 (a title above the headings), row 2 (blank), rows 1208 to 1210 (a total).",
    ]


@pytest.mark.parametrize(
    ("covers", "told"),
    [
        ({"months": ["2026-08", "2026-09"]}, "It covers Aug 2026 to Sep 2026."),
        ({"months": ["2026-09", "2026-09"]}, "It covers Sep 2026."),
        ({"years": [2025, 2026]}, "It covers 2025 to 2026."),
        ({"years": [2026, 2026]}, "It covers 2026."),
    ],
)
def test_the_time_that_a_file_covers(covers, told):
    assert say.facts(READ, covers)[-1] == told


@pytest.mark.parametrize(
    ("look", "told"),
    [
        (None, ""),
        ({"looks": [], "blank": 5, "rows": 5}, "All blank"),
        ({"looks": ["9/9/9999"], "blank": 0, "rows": 90}, "Looks like 9/9/9999"),
        ({"looks": ["abc", "abc 9"], "blank": 9, "rows": 90}, "Looks like abc or abc 9; 10% blank"),
    ],
)
def test_how_a_column_looks(look, told):
    assert say.shape(look) == told


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (None, (say.NOT_HERE, None)),
        ({"from": "Unit"}, ("Unit", None)),
        ({"from": "Gone"}, (say.NOT_HERE, None)),
        ({"value": "1"}, (say.SAME, "1")),
        ({"surrogate": ["Unit", "Gone"]}, (say.MADE, ["Unit"])),
    ],
)
def test_what_a_columns_choice_shows(source, shown):
    assert say.chosen(source, ["Unit", "Case"]) == shown


@pytest.mark.parametrize(
    ("choice", "more", "source"),
    [
        (say.NOT_HERE, None, None),
        (say.CHOOSE, None, None),
        (say.SAME, None, None),
        (say.SAME, "1", {"value": "1"}),
        (say.MADE, [], None),
        (say.MADE, ["Case", "Line"], {"surrogate": ["Case", "Line"]}),
        ("Unit", None, {"from": "Unit", "values": {"ptl": "patrol"}}),
        ("Team", None, {"from": "Team"}),
    ],
)
def test_what_a_choice_means_for_the_mapping(choice, more, source):
    before = {"from": "Unit", "values": {"ptl": "patrol"}}
    assert say.source_of(choice, more, before) == source


def test_a_decided_word_is_added_to_those_before():
    entry = {"columns": {"responder": {"from": "Unit", "values": {"ptl": "patrol"}}}}
    say.decided_words(entry, "responder", {"CIT Ofc": "cit_officer", "-": None})
    assert entry["columns"]["responder"]["values"] == {"ptl": "patrol", "CIT Ofc": "cit_officer", "-": None}


def test_a_new_program_comes_with_its_agency():
    entry = {"agency": "cook_sao"}
    block = {
        "agency_id": "cook_sao",
        "name": "SAO",
        "kind": "prosecutor",
        "county": "cook",
        "partnership": "cook",
    }
    program = {"name": "Drug Court (DC)", "service_type": "drug_court", "intercept": 3}
    assert say.new_program(entry, block, program) == "cook_sao_drug_court_dc"
    assert entry["partner"] == block | {"programs": {"cook_sao_drug_court_dc": program}}


@pytest.mark.parametrize(
    ("severities", "told"),
    [
        ([], "Nothing is wrong with this file."),
        (["note"], "Nothing is wrong with this file."),
        (["block"], "1 thing must be mended."),
        (["block", "block", "warn"], "2 things must be mended, 1 thing to look at."),
    ],
)
def test_what_is_to_be_done(severities, told):
    assert say.summary([{"severity": each} for each in severities]) == told


def test_rows_are_named_as_far_as_one_can_read_them():
    assert say.rows_told({"rows": [4, 9], "count": 2}) == "Rows 4, 9"
    assert say.rows_told({"rows": list(range(3, 23)), "count": 1500}, most=3) == "Rows 3, 4, 5 and 1,497 more"
    assert say.rows_told({"rows": [], "count": 0}) == ""


MONTHS = {
    "nothing": False, "loaded": 3, "unchanged": 4, "refused": 1, "older": 0,
    "months": [
        {"month": "2026-08", "new": 0, "changed": 1, "unchanged": 4, "absent": 2, "sent_before": True},
        {"month": "2026-09", "new": 2, "changed": 0, "unchanged": 0, "absent": 0, "sent_before": False},
    ],
}  # fmt: skip


def test_what_publishing_would_do():
    assert say.changes(MONTHS) == "2 new rows, 1 changed row, 4 unchanged and 1 left out."
    assert say.changes(MONTHS | {"nothing": True}).endswith("there is nothing to publish.")


def test_months_that_were_shown_before_are_restated():
    newest, older = say.month_rows(MONTHS)
    assert (newest["Month"], newest[""]) == ("Sep 2026", "")
    assert (older["Month"], older["Changed"], older[""]) == ("Aug 2026", 1, "Restated: shown before")


def test_a_receipt_says_who_when_what_and_where():
    receipt = {
        "file": "sep.csv", "sha256": "ab" * 32, "sender": "vera", "at": "2026-11-03T15:04:05+00:00",
        "agency_id": "harbor_jail", "received": "2026-11-03", "months": ["2026-08", "2026-09"],
        "submission_id": "000074-abababab", "build": "20261103T150405Z-1234", "records": 8, "loaded": 3,
        "unchanged": 4, "refused": 1, "withheld": "",
        "findings": [{"severity": "note", "message": "1 row was left out."}],
    }  # fmt: skip
    text = say.receipt_text(receipt, "Bookings", "Harbor County Jail")
    for part in (
        "vera",
        "Agency          Harbor County Jail",
        "Nov 3, 2026, 15:04 UTC",
        "ab" * 32,
        "Aug 2026 to Sep 2026",
        "20261103T150405Z-1234",
    ):
        assert part in text
    assert "8 records = 3 loaded + 4 unchanged + 1 refused" in text
    assert "- For your information: 1 row was left out." in text
