"""Which mapping reads a file when nobody says: its headings decide, and doubt is asked about."""

from __future__ import annotations

import pytest

from etl.definitions import feeds, mappings
from etl.errors import Refused
from etl.map import heading_findings
from etl.mapping.find import OWN_NAMES, find_mapping

BOOKINGS = ["agency_id", "booking_id", "booking_date"]


def refused(headings, desk, **how):
    with pytest.raises(Refused) as error:
        find_mapping(headings, desk.home, **how)
    return error.value.findings


def test_a_template_is_read_by_its_own_names(desk):
    for feed in feeds().values():
        found = find_mapping(feed.names, desk.home)
        assert (found.id, found.feed, tuple(found.columns)) == (OWN_NAMES, feed.id, feed.names)


def test_headings_may_be_synonyms_in_any_case_and_spacing(desk):
    found = find_mapping(["Agency Code", "BOOKING KEY", "Date-Booked", "Released"], desk.home)
    assert found.feed == "bookings"
    assert found.columns["release_date"].headings == ("Released",)


def test_the_agency_may_be_told_instead_of_written_in_the_file(desk):
    assert find_mapping(["booking_id", "booking_date"], desk.home, agency="pd").agency == "pd"
    (finding,) = refused(["booking_id", "booking_date"], desk)
    assert (finding.rule, finding.column, "--agency" in finding.remedy) == (
        "column_missing",
        "agency_id",
        True,
    )


def test_a_mapping_is_found_by_its_headings_in_any_order(desk):
    for mapping in mappings(desk.home).values():
        headings = [heading.upper() for heading in (*mapping.drop, *reversed(mapping.used))]
        assert find_mapping(headings, desk.home, agency=mapping.agency).id == mapping.id


def test_a_mapping_still_reads_a_file_with_a_new_column(desk):
    mapping = mappings(desk.home)["cook_sao_diversion"]
    assert find_mapping([*mapping.used, *mapping.drop, "NEW_COLUMN"], desk.home).id == mapping.id


def test_a_mapping_of_another_agency_is_not_used(desk):
    mapping = mappings(desk.home)["cook_sao_diversion"]
    headings = [*mapping.used, *mapping.drop]
    assert refused(headings, desk, agency="pd")[0].rule == "column_missing"
    assert refused(headings, desk, agency="pd", mapping=mapping.id)[0].rule == "agency_mismatch"
    assert refused(headings, desk, feed="bookings", mapping=mapping.id)[0].rule == "feed_mismatch"


def test_a_mapping_that_does_not_exist_is_told_with_the_nearest(desk):
    (finding,) = refused([], desk, mapping="cook_sao_diversions")
    assert (finding.rule, "Did you mean cook_sao_diversion?" in finding.remedy) == ("mapping_unknown", True)


def test_two_headings_for_one_column_are_asked_about_unless_one_is_the_name_itself(desk):
    assert refused([*BOOKINGS, "Released", "Date Out"], desk)[0].rule == "column_twice"
    found = find_mapping([*BOOKINGS, "release_date", "Date Out"], desk.home)
    assert found.columns["release_date"].headings == ("release_date",)


def test_a_renamed_column_of_a_known_format_is_told(desk):
    mapping = mappings(desk.home)["cook_sao_diversion"]
    headings = [heading for heading in (*mapping.used, *mapping.drop) if heading != "GENDER"]
    (finding,) = refused([*headings, "SEX AT BIRTH"], desk)
    assert (finding.rule, finding.column) == ("column_missing", "GENDER")
    assert mapping.title in finding.message
    assert '"SEX AT BIRTH", which this format does not know' in finding.remedy


def test_a_file_of_no_feed_is_refused_with_what_a_clerk_can_do(desk):
    (finding,) = refused([str(number) for number in range(21)], desk)
    assert finding.rule == "feed_unknown"
    assert "template" in finding.remedy and "“Send a file”" in finding.remedy


def test_a_strangers_file_is_told_what_is_understood_and_what_is_missing(desk):
    (finding,) = refused(["Disch Reason", "Admit Date", "Episode Key", "Hat", "Shoe", "Glove"], desk)
    assert finding.rule == "feed_unknown"
    assert "The nearest feed is Enrollments" in finding.message
    assert (
        '"Admit Date" (start_date)' in finding.message and '"Disch Reason" (exit_reason)' in finding.message
    )
    assert 'Not understood: "Hat", "Shoe", "Glove"' in finding.message
    assert "It also needs: agency_id, person_key, program_id" in finding.message
    assert "etl template enrollments" in finding.remedy


def test_a_first_row_of_values_is_not_repeated(desk):
    (finding,) = refused(["Smith", "James", "Springfield", "1985", "Status"], desk)
    assert "Smith" not in finding.message + finding.remedy


def test_an_almost_right_file_is_told_which_column_is_missing(desk):
    (finding,) = refused([name for name in feeds()["encounters"].names if name != "disposition"], desk)
    assert (finding.rule, finding.column) == ("column_missing", "disposition")
    assert "How the contact ended" in finding.message


def test_a_renamed_column_of_a_template_is_told(desk):
    headings = ["Visit ended" if name == "disposition" else name for name in feeds()["encounters"].names]
    (finding,) = refused(headings, desk)
    assert finding.remedy.startswith('The file has "Visit ended"')
    assert 'call it "disposition"' in finding.remedy


def test_the_first_row_of_a_file_of_another_kind_is_not_repeated(desk):
    mapping = mappings(desk.home)["cook_sao_diversion"]
    findings = heading_findings(mapping, ["Smith", "James", mapping.used[0]])
    assert len(findings) == len(mapping.used) - 1
    assert not [each for each in findings if "Smith" in each.remedy + each.message]


def test_the_feed_that_was_told_decides_what_is_missing(desk):
    findings = refused(BOOKINGS, desk, feed="encounters")
    assert {finding.column for finding in findings} >= {"encounter_id", "disposition"}
