"""Agreements, refusals and reminders in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from app import rule_titles
from app import submission_words as say
from app.coverage import Attempt, Cell, Line, State
from app.submission_words import Partner, Status
from etl.findings import BLOCK
from etl.gate import headings
from etl.gate.rules import RULES as GATE
from etl.mapping.wording import RULES as MAPPING

TODAY = dt.date(2026, 11, 12)
JAIL = Partner(
    "harbor_jail", "Harbor County Jail", "Jail health liaison", "(555) 555-0114", "jail.health@jail.example",
    "Agreement 5", "dua", dt.date(2022, 10, 1), dt.date(2027, 12, 31), ("bookings",),
)  # fmt: skip
LATE = State(2, "late", True, "Late", "▲", "")
FIX = State(1, "needs_fixing", True, "Needs fixing", "✕", "")
PUBLISHED = State(6, "published", False, "Published", "●", "")


@pytest.mark.parametrize(
    ("changes", "feed", "status"),
    [
        ({}, "bookings", Status("Runs until Dec 2027")),
        ({"ends": None}, "bookings", Status("Runs, no end on record")),
        ({"ends": dt.date(2026, 10, 31)}, "bookings", Status("Expired 12 days ago", True)),
        ({"ends": dt.date(2026, 11, 11)}, "bookings", Status("Expired 1 day ago", True)),
        ({"ends": TODAY}, "bookings", Status("Ends in 0 days", True)),
        ({"ends": dt.date(2027, 1, 11)}, "bookings", Status("Ends in 60 days", True)),
        ({"ends": dt.date(2027, 1, 12)}, "bookings", Status("Runs until Jan 2027")),
        ({"begins": dt.date(2027, 1, 1)}, "bookings", Status("Starts Jan 1, 2027", True)),
        ({}, "monthly_counts", Status("Does not cover monthly counts", True)),
        ({"feeds": ()}, "monthly_counts", Status("Runs until Dec 2027")),
        ({"agreement": "", "kind": "", "ends": None}, "bookings", Status("None on record", True)),
        # Expired comes before the feeds: renewing it is what somebody has to do first.
        ({"ends": dt.date(2026, 10, 31)}, "encounters", Status("Expired 12 days ago", True)),
    ],
)
def test_an_agreement_in_words(changes, feed, status):
    assert say.agreement(replace(JAIL, **changes), feed, TODAY) == status


def test_the_kind_of_agreement_is_named_once():
    assert JAIL.agreement_name == "Agreement 5 (Data use agreement (DUA))"
    assert replace(JAIL, agreement="Data use agreement 5").agreement_name == "Data use agreement 5"
    assert replace(JAIL, agreement="").agreement_name == "Data use agreement (DUA)"


def line(*states: State | None, refused: Attempt | None = None) -> Line:
    """Bookings of the jail from October 2026 back."""
    cells = tuple(
        Cell(dt.date(2026, 10 - n, 1), state, due=dt.date(2026, 11 - n, 8)) for n, state in enumerate(states)
    )
    return Line(
        "harbor_jail",
        "Harbor County Jail",
        "bookings",
        cells,
        dt.date(2026, 10, 5),
        dt.date(2026, 12, 8),
        refused,
    )


def reminder(one: Line, partner: Partner = JAIL) -> str:
    return say.reminder(partner, [one], "Harbor County", "the page “Upload”", TODAY)


def test_a_reminder_names_role_feed_months_due_dates_and_where_to_upload():
    told = reminder(line(LATE, LATE, PUBLISHED))
    assert told == (
        "To: Jail health liaison, Harbor County Jail <jail.health@jail.example>\n"
        "Subject: Files for the Harbor County dashboard\n"
        "\n"
        "Hello,\n"
        "\n"
        "These files of Harbor County Jail are still needed for the Harbor County dashboard:\n"
        "\n"
        "Bookings\n"
        "- September 2026 (due Oct 8, 2026)\n"
        "- October 2026 (due Nov 8, 2026)\n"
        "\n"
        "Where: the page “Upload”\n"
        "Sending a file again does no harm: records that are known are not counted twice.\n"
        "\n"
        "Thank you."
    )


def test_a_reminder_says_what_to_fix_by_rule_and_tells_no_small_count():
    refused = Attempt(
        "harbor_jail", "bookings", dt.datetime(2026, 11, 9), {"date_future": 10, "unknown_code": 1234}
    )
    told = reminder(line(FIX, PUBLISHED, refused=refused))
    assert "- The file of Nov 9, 2026 was refused. Please fix:\n" in told
    assert "    codes that the feed does not have (1,234 rows)\n" in told
    assert "    dates in the future (fewer than 11 rows)\n" in told
    assert "- It is wanted for October 2026 (due Nov 8, 2026)" in told


def test_a_reminder_where_everything_is_here_thanks_and_says_what_is_next():
    told = reminder(line(PUBLISHED))
    assert "Everything that was due from Harbor County Jail is here." in told
    assert "Bookings: the next file is due Dec 8, 2026." in told


def test_a_reminder_speaks_of_the_agreement_when_somebody_has_to():
    assert "agreement" not in reminder(line(LATE))
    assert "Bookings: expired 12 days ago." in reminder(line(LATE), replace(JAIL, ends=dt.date(2026, 10, 31)))


def test_a_contact_that_is_not_on_record_is_said_to_be_missing():
    assert Partner("pd", "PD").contact == "No contact on record"
    assert reminder(line(LATE), Partner("pd", "PD", agreement="A")).startswith("To: PD\n")


BLOCKING = [
    *(rule for rule, told in MAPPING.items() if told[0] == BLOCK),
    *(rule for rule, told in GATE.items() if told.severity == BLOCK),
    *(f"heading_{rule.id}" for rule in headings.rules()),
]


@pytest.mark.parametrize("rule", BLOCKING)
def test_every_rule_that_can_refuse_a_file_has_a_title(rule):
    assert rule_titles.title(rule) != rule.replace("_", " ")


def test_a_rule_without_a_title_reads_as_its_id():
    assert rule_titles.title("brand_new") == "brand new"


@pytest.mark.parametrize(
    ("count", "told"), [(1, "fewer than 11"), (10, "fewer than 11"), (11, "11"), (1234, "1,234")]
)
def test_small_counts_of_rows_are_not_told(count, told):
    assert rule_titles.rows(count) == f"{told} rows"
