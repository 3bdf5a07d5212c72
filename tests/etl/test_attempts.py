"""Files that no build shows: what is noted of them, and until when."""

from __future__ import annotations

import json

import pytest

from etl import attempts, submissions
from etl.attempts import Attempt
from tests.etl import crash, sending
from tests.etl.sending import enrollment

JANUARY = [enrollment(n, f"2024-01-{n:02}") for n in range(1, 16)]
SECRET = "somewhere-secret"
BAD = [*JANUARY, *([*enrollment(90 + n, "2024-01-05")[:8], SECRET, ""] for n in range(2))]


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr("etl.publish._compute", crash.count_rows)
    return sending.home_in(tmp_path)


@pytest.fixture
def send(home, tmp_path):
    """Load rows as one file; gives what is noted afterwards."""

    def send(rows, **how) -> list[Attempt]:
        submissions.load(home, [sending.write(tmp_path / "file.csv", rows)], **how)
        return attempts.read(home)

    return send


def test_a_refused_file_is_noted_by_agency_feed_and_rules(send):
    (noted,) = send(BAD)
    assert (noted.agency, noted.feed, noted.rules) == ("harbor_court", "enrollments", {"unknown_code": 2})
    assert noted.refused_at.endswith("+00:00")
    assert (noted.received_at, noted.months) == ("", ())


def test_no_value_heading_or_row_of_a_refused_file_is_kept(send, home):
    send(BAD)
    text = attempts.path(home).read_text(encoding="utf-8")
    assert SECRET not in text
    assert "exit_reason" not in text
    assert set(json.loads(text)["attempts"][0]) == {
        *("agency", "feed", "refused_at", "rules", "received_at", "months"),
    }


def test_a_later_accepted_file_of_the_same_agency_and_feed_settles_it(send):
    send(BAD)
    (noted,) = send(JANUARY)
    assert (noted.refused_at, noted.rules, noted.months) == ("", {}, ("2024-01",))


def test_a_file_in_which_nothing_is_new_settles_it_too(send):
    send(JANUARY)
    send(BAD)
    (noted,) = send(JANUARY)
    assert noted.refused_at == ""


def test_a_refusal_forgets_nothing_of_what_was_accepted_before(send):
    (accepted,) = send(JANUARY, publish=False)
    (noted,) = send(BAD)
    assert noted.refused_at
    assert (noted.received_at, noted.months) == (accepted.received_at, ("2024-01",))


def test_months_of_accepted_files_add_up(send):
    send(JANUARY, publish=False)
    (noted,) = send([enrollment(40, "2024-03-05")], publish=False)
    assert noted.months == ("2024-01", "2024-03")


def test_a_file_of_nobody_knows_whom_is_left_out(home, tmp_path):
    strange = tmp_path / "strange.csv"
    strange.write_text("a,b\n1,2\n", encoding="utf-8")
    (receipt,) = submissions.load(home, [strange])
    assert receipt.status == "refused"
    assert attempts.read(home) == []


def test_whose_it_was_said_to_be_is_enough(home, tmp_path):
    strange = tmp_path / "strange.csv"
    strange.write_text("a,b\n1,2\n", encoding="utf-8")
    submissions.load(home, [strange], feed="bookings", agency="harbor_jail")
    assert [(each.agency, each.feed) for each in attempts.read(home)] == [("harbor_jail", "bookings")]


def test_a_dry_run_is_not_noted(send):
    assert send(BAD, dry_run=True) == []


@pytest.mark.parametrize(
    "content", ["", "{}", "[]", '{"attempts": [{"agency": "x"}]}', '{"attempts": [{"who": 1}]}']
)
def test_a_damaged_file_reads_as_nothing_noted_and_is_written_anew(send, home, content):
    home.published.mkdir(parents=True)
    attempts.path(home).write_text(content, encoding="utf-8")
    assert attempts.read(home) == []
    assert len(send(BAD)) == 1
