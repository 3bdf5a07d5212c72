"""What may stand in each column of the directory. No Streamlit.

A public number has its own column, and so has a shared mailbox and a website; nowhere else may one stand, and
no column may hold what identifies a person. `identify` gives what does so in a text (see coordination).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping

from app import wording
from app.gate import PUBLIC, names_a_person
from app.outcomes.directory import FIELDS, KINDS

LONGEST = {
    "name": 120, "provider": 120, "contact_role": 100, "phone": 30, "email": 120, "website": 300,
    "area": 100, "notes": 500,
}  # fmt: skip
SHORT_NUMBER = re.compile(r"[2-9]11|988")  # what a telephone dials as it is: 211, 911, 988
TEXT_LINE = re.compile(r"[2-9]\d{4,5}", re.ASCII)  # the short codes to which one writes, as 741741
# North American: area code and exchange begin with 2 to 9, so that no nine-digit or dated number passes.
LONG_NUMBER = re.compile(
    r"(?:\+?1[-. ]?)?(?:\(([2-9]\d\d)\) ?|([2-9]\d\d)[-. ]?)([2-9]\d\d)[-. ]?(\d{4})"
    r"(?:,? ?(?:x|ext\.?|extension) ?(\d{1,6}))?",
    re.ASCII | re.IGNORECASE,
)
MAILBOX = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
ADDRESS = re.compile(
    r"https?://[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}(:\d{1,5})?([/?#][^\s<>\"'\\]*)?"
)
SITE = re.compile(r"(https?://)?([^/?#]+)(.*)", re.IGNORECASE | re.DOTALL)
# Where people have mailboxes of their own, and small organizations theirs: whose it is has to be asked.
ANYBODYS = {
    "gmail.com", "googlemail.com", "yahoo.com", "ymail.com", "hotmail.com", "outlook.com", "live.com",
    "msn.com", "aol.com", "icloud.com", "me.com", "mac.com", "proton.me", "protonmail.com", "gmx.com",
    "mail.com", "comcast.net", "att.net", "sbcglobal.net", "bellsouth.net", "verizon.net", "cox.net",
    "charter.net",
}  # fmt: skip

Identify = Callable[[str, tuple[str, ...]], list[str]]


def tidy(values: Mapping[str, object]) -> dict[str, str]:
    """The fields that people write as texts without loose spaces; '' for whatever is missing."""
    texts = {}
    for name in FIELDS:
        value = values.get(name)
        texts[name] = " ".join(value.split()) if isinstance(value, str) else ""
    texts["phone"] = phone(texts["phone"])
    texts["website"] = site(texts["website"])
    return texts


def site(text: str) -> str:
    """A website's address with its beginning, 'https://example.org/Help'; what is none stays unchanged."""
    found = SITE.fullmatch(text)
    if not found:
        return text
    beginning, host, rest = found.groups()
    address = (beginning or "https://").lower() + host.lower() + rest
    return address if ADDRESS.fullmatch(address) else text


def phone(text: str) -> str:
    """A telephone number as it is written here, '(555) 555-0100 x12', '1-800-950-6264'; others unchanged."""
    found = LONG_NUMBER.fullmatch(text)
    if not found:
        return text
    bracketed, plain, exchange, line, extension = found.groups()
    area = bracketed or plain
    free_of_charge = area[0] == "8" and area[1] == area[2]
    number = f"1-{area}-{exchange}-{line}" if free_of_charge else f"({area}) {exchange}-{line}"
    return f"{number} x{extension}" if extension else number


def dial(text: str) -> str:
    """The address of a link to a number: 'tel:+15555550100;ext=12', 'tel:988', 'sms:741741'; '' for none."""
    if TEXT_LINE.fullmatch(text):
        return f"sms:{text}"
    if SHORT_NUMBER.fullmatch(text):
        return f"tel:{text}"
    found = LONG_NUMBER.fullmatch(text)
    if not found:
        return ""
    bracketed, plain, exchange, line, extension = found.groups()
    return f"tel:+1{bracketed or plain}{exchange}{line}" + (f";ext={extension}" if extension else "")


def mail(text: str) -> str:
    """The address of a link that writes to a mailbox; '' when it is not one."""
    return f"mailto:{text}" if MAILBOX.fullmatch(text) else ""


def link(text: str) -> str:
    """A website's address as a link may have it: http and https alone; '' for anything else."""
    return text if ADDRESS.fullmatch(text) else ""


def told(number: str) -> str:
    """A number as it is shown: one that nobody answers says that it is written to."""
    return f"Text {number}" if TEXT_LINE.fullmatch(number) else number


def anybodys(mailboxes: Iterable[str]) -> list[str]:
    """The mailboxes that may be one person's own, since anybody can have one there."""
    return [each for each in mailboxes if each.rpartition("@")[2].lower() in ANYBODYS]


def wrong(
    values: Mapping[str, str],
    services: Mapping[str, str],
    identify: Identify,
    changed: Collection[str] = tuple(FIELDS),
    measured: Collection[str] = (),
) -> list[str]:
    """What is to be mended in one entry (tidied), each as a sentence; nothing when it may be saved.

    `changed`: the fields that were written anew, since what stands already hinders nobody; `measured`: those
    that only the registry changes. Raises LookupError when texts cannot be looked through.
    """
    found = [
        f"{FIELDS[name]}: the numbers of this program follow it, so it changes in the registry alone."
        for name in measured
        if name in changed
    ]
    if values["kind"] not in KINDS:
        found.append(f"Choose a kind: {wording.listed(list(KINDS.values()))}.")
    if not values["name"]:
        found.append("Write its name.")
    if values["service"] and services and values["service"] not in services:
        found.append("Choose the service from the list, or leave it blank.")
    found += [
        f"{FIELDS[name]}: at most {most} characters."
        for name, most in LONGEST.items()
        if len(values[name]) > most
    ]
    found += _misplaced(values)
    for name in (each for each in LONGEST if each in changed and values[each]):
        identifying = identify(values[name], PUBLIC.get(name, ()))
        if identifying:
            found.append(
                f"{FIELDS[name]}: this holds what looks like {wording.listed(identifying)}. Take it out; the "
                "columns Phone, E-mail and Website are for an organization's public ones."
            )
    return found


def _misplaced(values: Mapping[str, str]) -> list[str]:
    """Columns of one kind of thing that hold another."""
    found = []
    if values["phone"] and not dial(values["phone"]):
        found.append("Phone: write one public number, as (555) 555-0100, 1-800-950-6264, 988 or 741741.")
    if values["email"] and not mail(values["email"]):
        found.append("E-mail: write one shared mailbox, as intake@example.org.")
    if values["website"] and not link(values["website"]):
        found.append("Website: write an address that begins with https:// or http://.")
    if names_a_person(values["contact_role"]):
        found.append(
            "Contact: write a role, as Intake coordinator; never a person's name. A role that is taken for "
            "one is saved when written in small letters."
        )
    return found
