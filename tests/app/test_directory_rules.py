"""What may stand in each column of the directory, and how numbers and addresses become links."""

from __future__ import annotations

import pytest

from app import coordination
from app.outcomes import directory_rules as rules

SERVICES = {"act": "Assertive Community Treatment (ACT)"}
FINE = {
    "kind": "local_example", "name": "Warm line", "service": "act", "provider": "Lakeside Services",
    "contact_role": "Intake coordinator", "phone": "555.555.0151 ext 12", "email": "intake@example.org",
    "website": "example.org/warm-line", "area": "Harbor County", "notes": "Evenings, 988 after midnight",
}  # fmt: skip


def told(**changes: str) -> list[str]:
    return rules.wrong(rules.tidy(FINE | changes), SERVICES, coordination.identifying)


def test_an_entry_with_public_numbers_in_their_columns_is_fine(published_sample):
    assert told() == []


@pytest.mark.parametrize(
    ("column", "text", "complaint"),
    [
        ("kind", "", "Choose a kind"),
        ("kind", "person", "Choose a kind"),
        ("name", "  ", "Write its name"),
        ("service", "wizardry", "Choose the service"),
        ("phone", "front desk", "Phone: write one public number"),
        ("phone", "123-45-6789", "Phone: "),
        ("phone", "212-55-5014", "Phone: "),
        ("phone", "123456789", "Phone: "),
        ("phone", "03/04/1985", "Phone: "),
        ("phone", "(155) 555-0100", "Phone: "),
        ("phone", "12", "Phone: "),
        ("phone", "(555) 555-0100 or 988", "Phone: "),
        ("email", "records", "E-mail: write one shared mailbox"),
        ("email", "a@example.org b@example.org", "E-mail: "),
        ("email", "ssn-123-45-6789@example.org", "a social security number"),
        ("phone", "1234567", "Phone: "),
        ("phone", "141741", "Phone: "),
        ("website", "javascript:alert(1)", "Website: "),
        ("website", "data:text/html,x", "Website: "),
        ("website", "ftp://example.org", "Website: "),
        ("website", "https://user:word@example.org", "Website: "),
        ("website", 'https://example.org/"onclick=x', "Website: "),
        ("website", "https://example.org/?call=(555) 555-0100", "Website: "),
        ("website", "https://example.org/?to=j.doe@example.org", "an e-mail address"),
        ("website", "https://example.org/?id=123-45-6789", "a social security number"),
        ("contact_role", "Dr. Jane Smith", "never a person's name"),
        ("contact_role", "Captain Maria Gonzalez", "never a person's name"),
        ("contact_role", "John Smith", "never a person's name"),
        ("notes", "client lives at 12 Main Street", "where a person lives"),
        ("notes", "booking number 2024-00123", "a person's number"),
        ("contact_role", "Intake (555) 555-0100", "a phone number"),
        ("name", "Born 3/4/1985", "a date of birth"),
        ("notes", "Ask about 123-45-6789", "a social security number"),
        ("notes", "MRN: 4471234", "a person's number"),
        ("notes", "Write j.doe@example.org", "an e-mail address"),
        ("notes", "x" * 501, "at most 500 characters"),
        ("area", "Call (555) 555-0100", "a phone number"),
        ("provider", "j.doe@example.org", "an e-mail address"),
    ],
)
def test_what_may_not_stand_in_a_column_is_told(published_sample, column, text, complaint):
    assert any(complaint in each for each in told(**{column: text}))


@pytest.mark.parametrize(
    ("written", "kept", "dialed"),
    [
        ("988", "988", "tel:988"),
        ("211", "211", "tel:211"),
        ("741741", "741741", "sms:741741"),
        ("5555550151", "(555) 555-0151", "tel:+15555550151"),
        ("+1 555-555-0151", "(555) 555-0151", "tel:+15555550151"),
        ("(555)555-0151 x12", "(555) 555-0151 x12", "tel:+15555550151;ext=12"),
        ("800 950 6264", "1-800-950-6264", "tel:+18009506264"),
        ("the desk", "the desk", ""),
    ],
)
def test_a_number_is_written_one_way_and_can_be_dialed(written, kept, dialed):
    assert (rules.phone(written), rules.dial(rules.phone(written))) == (kept, dialed)


def test_a_website_without_its_beginning_gets_one_and_loose_spaces_go():
    tidied = rules.tidy({"website": "nami.org/help", "name": "  Warm \n line ", "phone": None})
    assert (tidied["website"], tidied["name"], tidied["phone"]) == (
        "https://nami.org/help",
        "Warm line",
        "",
    )


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("HTTP://Example.org", "http://example.org"),
        ("Https://WWW.NAMI.org/Help?A=B", "https://www.nami.org/Help?A=B"),
        ("NAMI.org", "https://nami.org"),
        ("HTTPS://user:word@example.org", "HTTPS://user:word@example.org"),
        ("front desk", "front desk"),
    ],
)
def test_the_case_of_a_website_is_no_matter(written, kept):
    assert rules.site(written) == kept


def test_a_line_that_nobody_answers_says_that_it_is_written_to(published_sample):
    assert (rules.told("741741"), rules.told("988")) == ("Text 741741", "988")
    assert told(phone="741741") == []


def test_mailboxes_that_anybody_can_have_are_known():
    assert rules.anybodys(["warm@Gmail.com", "intake@example.org", "", "a@notgmail.com"]) == [
        "warm@Gmail.com"
    ]


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//example.org", "https://x", "", "data:,x"])
def test_only_web_addresses_become_links(address):
    assert rules.link(address) == ""
