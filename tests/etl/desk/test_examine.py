"""A file that nobody mapped before, from the first look to ready: what each step shows, and what is asked."""

from __future__ import annotations

import io
import json

import pytest
from openpyxl import Workbook

from etl.definitions import mappings
from tests.etl.desk.conftest import contact, export

pytestmark = pytest.mark.xdist_group("first look")

ROWS = [contact(number) for number in range(40)]


class TestFirstLook:
    def test_the_file_is_read_and_its_columns_are_suggested(self, first_look):
        report = first_look(export(ROWS))
        assert (report["stage"], report["feed"], report["agency"]) == ("whose", "encounters", None)
        read = report["read"]
        assert (read["encoding"], read["delimiter"], read["header_row"]) == ("utf-8", ",", 2)
        assert read["records"] == 40
        assert read["skipped"] == [[1, 1, "title"], [43, 43, "total"]]
        columns = report["entry"]["columns"]
        assert columns["encounter_date"] == {"from": "Date of Contact"}
        assert columns["source"] == {"from": "How Received"}
        assert columns["age_band"] == {"from": "Age Grp"}

    def test_what_no_column_takes_is_dropped_and_identifiers_are_named(self, first_look):
        report = first_look(export(ROWS))
        assert {"Subject Name", "Beat"} <= set(report["entry"]["drop"])
        assert report["announced"] == {"Subject Name": "a person's name"}

    def test_shapes_hold_no_letter_and_no_digit_of_the_file(self, first_look):
        report = first_look(export(ROWS))
        assert report["shapes"]["Date of Contact"]["looks"] == ["99-abc-9999"]
        told = json.dumps(report["shapes"])
        assert "Smith" not in told and "K09" not in told and "2024" not in told

    def test_the_agency_is_known_when_the_file_names_it(self, counter):
        report = counter.ask("examine", export(ROWS), {}, name="northgate_pd september.csv")
        assert (report["agency"], report["stage"]) == ("northgate_pd", "columns")

    def test_the_uploaders_agency_is_told_before_anything_is_guessed(self, counter):
        report = counter.examine(export(ROWS), agency="northgate_pd")
        assert (report["agency"], report["entry"]["agency"]) == ("northgate_pd", "northgate_pd")
        assert report["stage"] == "columns"

    @pytest.mark.parametrize(
        ("dates", "covers"),
        [
            (["13-Sep-2024", "02-Oct-2024"], {"months": ["2024-09", "2024-10"]}),
            (["2024-09-13", "2024-10-02"], {"months": ["2024-09", "2024-10"]}),
            (["1/2/2024", "2024-10-02"], {"years": [2024, 2024]}),
            (["1/2/24", "2024-10-02"], {}),
        ],
    )
    def test_the_time_it_covers_is_told_as_far_as_it_is_certain(self, counter, dates, covers):
        rows = [contact(n, **{"Date of Contact": dates[n % 2]}) for n in range(12)]
        assert counter.examine(export(rows))["covers"] == covers

    def test_a_file_that_cannot_be_read_says_why(self, counter, rules):
        report = counter.examine(b"%PDF-1.7 not a table")
        assert report["stage"] == "unreadable"
        assert rules(report) == ["file_kind"]


class TestColumns:
    def test_required_columns_without_a_heading_are_missing(self, counter, first_look):
        entry = first_look(export(ROWS))["entry"]
        entry["columns"].pop("responder", None)
        report = counter.examine(export(ROWS), agency="northgate_pd", entry=entry, confirmed=True)
        assert report["stage"] == "columns"
        assert report["missing"]["responder"] == "needed"

    def test_a_column_of_identifiers_stops_there_without_a_value(self, counter, rules):
        rows = [row | {"Beat": f"{100 + n}-{n % 90 + 10}-{1000 + n}"} for n, row in enumerate(ROWS)]
        decided = counter.match(export(rows))
        decided["entry"]["columns"]["county"] = {"from": "Beat"}
        decided["entry"]["drop"].remove("Beat")
        report = counter.ask("examine", export(rows), decided)
        assert (report["stage"], rules(report)) == ("columns", ["value_ssn"])
        assert "words" not in report
        assert "100-10-1000" not in json.dumps([report, counter.told])

    def test_a_case_number_is_used_only_as_a_surrogate(self, counter):
        rows = [
            {"Case Number": row["Incident Ref"]} | {k: v for k, v in row.items() if k != "Incident Ref"}
            for row in ROWS
        ]
        entry = counter.examine(export(rows))["entry"]
        assert entry["columns"]["encounter_id"] == {"surrogate": ["Case Number"]}


class TestWords:
    def test_each_word_is_told_once_with_its_rows_and_the_nearest_code(self, counter):
        decided = counter.matched(export(ROWS)) | {"left": []}
        for source in decided["entry"]["columns"].values():
            source.pop("values", None)
        report = counter.ask("examine", export(ROWS), decided)
        assert report["stage"] == "words"
        units = next(column for column in report["words"] if column["name"] == "responder")
        told = {text["text"]: (text["rows"], text["code"], text["open"]) for text in units["texts"]}
        assert told["PATROL"] == (20, "patrol", False)
        assert told["CIT Ofc"] == (20, None, True)
        assert {text["text"]: text["near"] for text in units["texts"]}["CIT Ofc"] == "cit_officer"

    def test_a_blank_that_every_row_needs_is_a_word_too(self, counter):
        rows = [*ROWS, contact(41, **{"Unit": ""})]
        report = counter.ask("examine", export(rows), counter.matched(export(ROWS)))
        assert report["stage"] == "words"
        units = next(column for column in report["words"] if column["name"] == "responder")
        blank = next(text for text in units["texts"] if text["text"] == "")
        assert (blank["rows"], blank["open"], blank["near"]) == (1, True, "unknown")

    def test_a_word_left_as_a_mistake_is_told_by_the_check_with_its_cell(self, counter, rules):
        rows = [*ROWS, contact(41, **{"How It Ended": "Reffered too"})]
        report = counter.ask("examine", export(rows), counter.matched(export(rows)))
        assert (report["stage"], rules(report)) == ("check", ["unknown_code"])
        group = report["findings"][0]
        assert (group["heading"], group["cells"]) == ("How It Ended", [[43, "Reffered too"]])


class TestRemembered:
    def test_the_next_months_file_is_ready_without_a_question(self, counter):
        counter.ask("examine", export(ROWS), counter.matched(export(ROWS)))
        october = export([contact(number, month=10) for number in range(30)])
        report = counter.examine(october)
        assert (report["stage"], report["origin"], report["agency"]) == ("ready", "saved", "northgate_pd")

    def test_it_is_saved_for_the_agency_under_its_own_name(self, counter, home):
        before = set(mappings(home))
        counter.ask("examine", export(ROWS), counter.matched(export(ROWS)))
        (new,) = set(mappings(home)) - before
        saved = mappings(home)[new]
        assert (saved.agency, saved.title) == (
            "northgate_pd",
            "Northgate Police Department: Encounters (diversion feed)",
        )
        counter.ask("examine", export(ROWS), counter.matched(export(ROWS)))
        assert set(mappings(home)) - before == {new}

    def test_a_column_that_is_new_is_shown_before_it_is_left_out(self, counter):
        counter.ask("examine", export(ROWS), counter.matched(export(ROWS)))
        wider = [row | {"Weather": "fair"} for row in ROWS]
        report = counter.examine(export(wider))
        assert (report["stage"], report["fresh"]) == ("columns", ["Weather"])
        assert report["entry"]["columns"]["responder"]["values"]["cit_ofc"] == "cit_officer"

    def test_a_heading_that_was_renamed_is_asked_for_and_the_rest_is_kept(self, counter):
        counter.ask("examine", export(ROWS), counter.matched(export(ROWS)))
        renamed = [{("Unit Type" if k == "Unit" else k): v for k, v in row.items()} for row in ROWS]
        report = counter.examine(export(renamed), agency="northgate_pd")
        assert report["stage"] == "columns"
        assert report["entry"]["columns"]["responder"]["from"] == "Unit Type"
        assert report["entry"]["columns"]["responder"]["values"]["cit_ofc"] == "cit_officer"
        assert report["entry"]["columns"]["intercept"] == {"value": "1"}


class TestAmbiguousDates:
    FILE = export(
        [contact(n, **{"Date of Contact": f"{n % 12 + 1}/{(n + 3) % 12 + 1}/2024"}) for n in range(9)]
    )

    def test_the_order_is_asked_once_with_an_example(self, counter, rules):
        report = counter.ask("examine", self.FILE, counter.matched(self.FILE))
        assert (report["stage"], rules(report)) == ("check", ["date_ambiguous"])
        (question,) = report["questions"]
        assert (question["question"], question["heading"], question["example"]) == (
            "order",
            "Date of Contact",
            "1/4/2024",
        )
        assert question["readings"] == {"mdy": "January 4", "dmy": "April 1"}

    @pytest.mark.parametrize(("order", "months"), [("mdy", "2024-01"), ("dmy", "2024-04")])
    def test_the_answer_settles_all_of_them(self, counter, order, months):
        decided = counter.matched(self.FILE, received="2024-12-31")
        decided["entry"]["dates"] = {"order": order}
        report = counter.ask("examine", self.FILE, decided)
        assert report["stage"] in ("ready", "check") and "changes" in report
        assert months in [month["month"] for month in report["changes"]["months"]]


class TestWhose:
    def test_nearly_the_same_headings_do_not_say_whose_file_it_is(self, counter):
        counter.ask("examine", export(ROWS), counter.matched(export(ROWS)))
        renamed = [{("Unit Type" if k == "Unit" else k): v for k, v in row.items()} for row in ROWS]
        report = counter.examine(export(renamed))
        assert (report["stage"], report["agency"], report["likely"]) == ("whose", None, "northgate_pd")

    def test_an_agency_that_is_not_in_the_registry_is_registered_with_its_file(self, counter, home):
        block = {"agency_id": "elk_pd", "name": "Elk PD", "kind": "police", "county": "elk"}
        block |= {"partnership": "harbor", "partnership_name": "Harbor County partnership"}
        decided = counter.matched(export(ROWS)) | {"agency": "elk_pd", "partner": block}
        decided["entry"]["agency"] = "elk_pd"
        assert counter.ask("examine", export(ROWS), decided)["stage"] == "ready"
        saved = mappings(home)["elk_pd_encounters"]
        assert (saved.agency, saved.partner["name"]) == ("elk_pd", "Elk PD")

    def test_another_agency_of_the_same_system_gets_a_mapping_of_its_own(self, counter, home):
        counter.ask("examine", export(ROWS), counter.matched(export(ROWS)))
        other = counter.examine(export(ROWS), agency="bayside_pd")
        assert (other["stage"], other["agency"]) == ("columns", "bayside_pd")
        assert other["entry"]["columns"]["intercept"] == {"value": "1"}


class TestWorkbooks:
    @staticmethod
    def book(rows: list[dict[str, str]]) -> bytes:
        """A workbook with a sheet of remarks before the one that holds the records."""
        book, out = Workbook(), io.BytesIO()
        book.active.append(["Please read this first"])
        sheet = book.create_sheet("Contacts")
        for row in (list(rows[0]), *(list(row.values()) for row in rows)):
            sheet.append(row)
        book.save(out)
        return out.getvalue()

    def test_the_sheet_is_asked_for_once_and_remembered(self, counter):
        september = self.book(ROWS)
        asked = counter.examine(september)
        assert (asked["stage"], asked["read"]["sheets"]) == ("sheet", ["Sheet", "Contacts"])
        decided = counter.matched(export(ROWS)) | {"layout": {"sheet": "Contacts"}}
        assert counter.ask("examine", september, decided)["stage"] == "ready"
        october = self.book([contact(number, month=10) for number in range(30)])
        report = counter.examine(october)
        assert (report["stage"], report["read"]["sheet"]) == ("ready", "Contacts")


def test_a_feed_that_the_agencys_agreement_does_not_cover_is_told(counter):
    decided = counter.matched(export(ROWS)) | {"agency": "harbor_prosecutor"}
    report = counter.ask("examine", export(ROWS), decided)
    assert report["stage"] == "check"
    (told,) = [group["rule"] for group in report["findings"] if group["severity"] == "warn"]
    assert told == "agreement_scope"
