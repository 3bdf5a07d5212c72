"""The words of the submissions board: agreements, contacts, and the reminder that is ready to copy."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from app import rule_titles, wording
from app.coverage import Cell, Line, feed_name

SOON = 60  # days before its end that an agreement is called to mind
AGREEMENTS = {
    "dsa": "Data sharing agreement (DSA)",
    "dua": "Data use agreement (DUA)",
    "baa": "Business associate agreement (BAA)",
    "qsoa": "Qualified service organization agreement (QSOA)",
    "mou": "Memorandum of understanding (MOU)",
    "order": "Order",
    "letter": "Letter",
    "public": "Public data",
}


@dataclass(frozen=True)
class Partner:
    """Who to call, by role, and what agreement covers which feeds (all of them when none is listed)."""

    agency_id: str
    name: str
    role: str = ""
    phone: str = ""
    email: str = ""
    agreement: str = ""
    kind: str = ""
    begins: dt.date | None = None
    ends: dt.date | None = None
    feeds: tuple[str, ...] = ()

    @property
    def contact(self) -> str:
        """'Jail health liaison, (555) 555-0114, jail.health@sheriff.example'."""
        parts = [part for part in (self.role, self.phone, self.email) if part]
        return ", ".join(parts) or "No contact on record"

    @property
    def agreement_name(self) -> str:
        """What the agreement is called, with its kind where the name does not say it."""
        kind = AGREEMENTS.get(self.kind, "")
        if not self.agreement or not kind:
            return self.agreement or kind
        short = kind.rpartition("(")[0].strip() or kind
        return self.agreement if short.lower() in self.agreement.lower() else f"{self.agreement} ({kind})"


@dataclass(frozen=True)
class Status:
    """An agreement's standing for one feed: words, and whether somebody has to act."""

    words: str
    problem: bool = False


def agreement(partner: Partner, feed: str, today: dt.date) -> Status:
    """The first that holds: none, not begun, expired, does not cover the feed, ends soon, runs."""
    if not (partner.agreement or partner.kind or partner.ends):
        return Status("None on record", True)
    if partner.begins and partner.begins > today:
        return Status(f"Starts {wording.day(partner.begins)}", True)
    if partner.ends and partner.ends < today:
        return Status(f"Expired {wording.many((today - partner.ends).days, 'day')} ago", True)
    if partner.feeds and feed not in partner.feeds:
        return Status(f"Does not cover {feed_name(feed).lower()}", True)
    if partner.ends and (partner.ends - today).days <= SOON:
        return Status(f"Ends in {wording.many((partner.ends - today).days, 'day')}", True)
    return Status(f"Runs until {wording.period(partner.ends)}" if partner.ends else "Runs, no end on record")


def refusal(line: Line) -> list[str]:
    """What needs fixing in the file that was refused, a line a rule: its title and how many rows."""
    if not line.refused:
        return []
    return [
        f"{rule_titles.title(rule)} ({rule_titles.rows(count)})"
        for rule, count in sorted(line.refused.rules.items(), key=lambda pair: (-pair[1], pair[0]))
    ]


def owed(cell: Cell) -> str:
    """'October 2026 (due Nov 8, 2026)', with what is wrong with it where that is not its absence."""
    due = f"due {wording.day(cell.due)}" if cell.due else ""
    partial = "came incomplete" if cell.state and cell.state.code == "partial" else ""
    ending = ", ".join(part for part in (partial, due) if part)
    return wording.long_month(cell.month) + (f" ({ending})" if ending else "")


def since(line: Line, today: dt.date) -> str:
    """'9 days ago', 'today' or 'never'."""
    days = line.days_since(today)
    if days is None:
        return "never"
    return "today" if days == 0 else f"{wording.many(days, 'day')} ago"


def reminder(partner: Partner, lines: list[Line], partnership: str, upload: str, today: dt.date) -> str:
    """A message to the agency's contact, as plain text: what is missing, by when, what to fix, and where."""
    asked = [line for line in lines if line.open]
    to = f"{partner.role}, {partner.name}" if partner.role else partner.name
    head = [f"To: {to}" + (f" <{partner.email}>" if partner.email else "")]
    head += [f"Subject: Files for the {partnership} dashboard", "", "Hello,", ""]
    if asked:
        body = [f"These files of {partner.name} are still needed for the {partnership} dashboard:", ""]
        for line in asked:
            body += [*_asked(line), ""]
        body += [
            f"Where: {upload}",
            "Sending a file again does no harm: records that are known are not counted twice.",
        ]
    else:
        body = [f"Everything that was due from {partner.name} is here.", ""]
        body += [f"{line.feed_name}: the next file is due {wording.day(line.next_due)}." for line in lines]
    problems = {line.feed: agreement(partner, line.feed, today) for line in lines}
    told = [f"{feed_name(feed)}: {each.words.lower()}." for feed, each in problems.items() if each.problem]
    if told:
        body += ["", "Please also look at the agreement under which the data is shared:", *told]
    return "\n".join([*head, *body, "", "Thank you."])


def _asked(line: Line) -> list[str]:
    """The part of a reminder about one feed."""
    parts = [line.feed_name]
    wrong = refusal(line)
    if line.refused:
        parts.append(f"- The file of {wording.day(line.refused.refused_at.date())} was refused. Please fix:")
        parts += [f"    {text}" for text in wrong] or ["    see the message that came with the refusal"]
        parts.append(f"- It is wanted for {wording.listed([owed(cell) for cell in line.open[::-1]])}")
    else:
        parts += [f"- {owed(cell)}" for cell in line.open[::-1]]
    return parts
