"""A file that does not say when, as the upload page is told of it: at once, and of nothing else."""

from __future__ import annotations

from etl.desk.asked import Asked
from tests.etl.mapping.test_undated import IOWA, IOWA_ROW, SNAPSHOT, SNAPSHOT_ROW


def csv(headings: tuple[str, ...], row: tuple[str, ...]) -> bytes:
    return ("\r\n".join([",".join(headings), *[",".join(row)] * 30]) + "\r\n").encode()


def test_yearly_outcomes_are_refused_before_anything_is_asked(counter):
    report = counter.examine(csv(IOWA, IOWA_ROW))
    assert report["stage"] == "unreadable"
    assert [group["rule"] for group in report["findings"]] == ["year_only"]
    assert "entry" not in report


def test_a_day_in_the_name_is_neither_taken_nor_lost_without_a_word(counter):
    content = csv(SNAPSHOT, SNAPSHOT_ROW)
    report = counter.ask("examine", content, {}, name="custody_2024-03-05.csv")
    assert report["stage"] == "unreadable"
    ((message, remedy),) = report["findings"][0]["messages"]
    assert "stands only in the file's name" in message
    assert "all bookings" in remedy


def test_the_agency_and_the_kind_of_file_do_not_change_that(counter):
    report = counter.examine(csv(IOWA, IOWA_ROW), agency="harbor_jail", feed="bookings")
    assert report["stage"] == "unreadable"


def test_bookings_without_one_release_wait_for_somebody_who_says_that_they_are_all(counter, rules):
    lines = [f"b{n:04},2024-{1 + n % 6:02}-{1 + n % 28:02}" for n in range(60)]
    content = "\r\n".join(["booking_id,booking_date", *lines, ""]).encode()
    report = counter.examine(content, agency="harbor_jail")
    assert (report["stage"], rules(report)) == ("check", ["custody_list"])
    report = counter.examine(content, agency="harbor_jail", accepted=[["custody_list", ""]])
    assert (report["stage"], rules(report)) == ("ready", [])
    assert "custody_list" in [each["rule"] for each in report["findings"] if each["severity"] == "warn"]


def test_a_days_list_of_open_data_is_told_as_what_it_is_before_its_columns_are_matched(counter):
    headings = ("INMATEID", "ADMITTED_DT", "DISCHARGED_DT", "CUSTODY_LEVEL")
    report = counter.examine(csv(headings, ("20000037", "06/13/2024", "", "MED")))
    assert report["stage"] in ("whose", "columns")
    assert '"DISCHARGED_DT" is blank in every row' in report["listed"]
    assert "all bookings" in report["listed"]
    report = counter.examine(csv(headings, ("20000037", "06/13/2024", "06/20/2024", "MED")))
    assert report["listed"] == ""


def test_what_was_decided_goes_with_the_file_to_the_loader(tmp_path):
    decided = {"accepted": [["custody_list", "DISCHARGED_DT"], ["many_unknown", "sex"]]}
    asked = Asked.of(tmp_path / "file", "file.csv", None, decided)
    assert asked.request({}).accepted == {"custody_list", "many_unknown"}
