"""What the upload page says, and how a decision on the screen becomes part of the mapping. No Streamlit."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from app import wording

STEPS = ("Drop the file", "Match columns", "Match words", "Check", "Preview and publish")
STEP_OF = {
    "unreadable": 0, "sheet": 0, "whose": 0, "columns": 1, "words": 2, "check": 3, "ready": 4,
}  # fmt: skip
ENCODINGS = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16",
    "utf-32": "UTF-32", "cp1252": "Windows-1252", "xlsx": "Excel workbook",
}  # fmt: skip
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
SKIPPED = {
    "title": "a title above the headings", "blank": "blank", "total": "a total",
    "page_footer": "a page footer", "drawn_line": "a line drawn between rows",
    "end_of_file_mark": "the mark of the file's end", "told": "left out by the mapping",
}  # fmt: skip
ORDERS = {"mdy": "Month first", "dmy": "Day first"}
DECIMALS = {".": "A point: 1.5 is one and a half", ",": "A comma: 1,5 is one and a half"}
REASONS = {
    "test": "Test records, not real contacts",
    "repeated": "The same records stand in the file twice",
    "elsewhere": "They belong to another agency or another file",
    "wrong": "They are wrong, and what would be right is not known",
}
SEVERITY = {"block": "Must be mended", "warn": "Please look at", "note": "For your information"}
NO_KEY = (
    "This feed needs a key that stands for a person. If a column holds your own number for a person, choose "
    "“A code made from other columns” and that column: it is scrambled before anything is stored. Else the "
    "tool for the agency's own computer makes a key from names and birth dates, which then need not be sent: "
    "`python -m etl deidentify`, described in deploy/deidentify.md."
)
NOT_HERE, SAME, MADE = "Not in this file", "The same in every row", "A code made from other columns"
CHOOSE = "Choose"
MISTAKE, BLANK, NEW_PROGRAM = (
    "A typing mistake: I will mend it in the check",
    "Leave it blank",
    "A new program",
)


def facts(read: dict[str, Any], covers: dict[str, list] | None = None) -> list[str]:
    """How the file was read, and the time that it covers, in sentences."""
    how = ENCODINGS.get(read["encoding"], read["encoding"])
    if read["delimiter"]:
        how += f", columns separated by {DELIMITERS.get(read['delimiter'], read['delimiter'])}"
    if read.get("sheet"):
        how += f", sheet “{read['sheet']}”"
    lines = [
        f"{how}. Headings in row {read['header_row']}; {wording.many(read['records'], 'record')} below them."
    ]
    told = [skipped(first, last, reason) for first, last, reason in read["skipped"] if reason in SKIPPED]
    if told:
        more = f", and {len(told) - 6} more" if len(told) > 6 else ""
        lines.append(f"Left out: {', '.join(told[:6])}{more}.")
    if (covers or {}).get("months"):
        lines.append(f"It covers {months_told(covers['months'])}.")
    elif (covers or {}).get("years"):
        first, last = covers["years"]
        lines.append(f"It covers {first}." if first == last else f"It covers {first} to {last}.")
    return lines


def skipped(first: int, last: int, reason: str) -> str:
    """'row 1 (a title above the headings)'."""
    rows = f"row {first}" if last <= first else f"rows {first} to {last}"
    return f"{rows} ({SKIPPED[reason]})"


def shape(look: dict[str, Any] | None) -> str:
    """How a column's cells look, and how many are blank; never what they say."""
    if not look:
        return ""
    if not look["looks"]:
        return "All blank"
    text = "Looks like " + " or ".join(look["looks"])
    share = 100 * look["blank"] / max(look["rows"], 1)
    return text + (f"; {share:.0f}% blank" if share >= 1 else "")


def suggested(guess: dict[str, Any] | None) -> str:
    """Why a heading is suggested."""
    why = {"similar": "Suggested by its name", "contents": "Suggested by its contents"}
    return why.get((guess or {}).get("why", ""), "")


def chosen(source: dict[str, Any] | None, headings: list[str]) -> tuple[str, Any]:
    """(what the column's choice shows, the constant or the headings that belong to it)."""
    if not source:
        return NOT_HERE, None
    if "value" in source:
        return SAME, source["value"]
    for kind in ("surrogate", "concat"):
        if kind in source:
            return MADE, [heading for heading in source[kind] if heading in headings]
    return (source["from"], None) if source["from"] in headings else (NOT_HERE, None)


def source_of(choice: str, more: Any, before: dict[str, Any] | None) -> dict[str, Any] | None:
    """The mapping's source for one column; what was said about its words before is kept."""
    if choice in (NOT_HERE, CHOOSE):
        return None
    if choice == SAME:
        return {"value": str(more)} if more not in (None, "") else None
    if choice == MADE:
        return {"surrogate": list(more)} if more else None
    kept = before if before and before.get("from") == choice else {}
    return kept | {"from": choice}


def decided_words(entry: dict[str, Any], name: str, words: dict[str, str | None]) -> None:
    """Put what texts of a column mean into the mapping: text -> code, None for a blank."""
    source = entry["columns"][name]
    source["values"] = (source.get("values") or {}) | words


def new_program(entry: dict[str, Any], agency: dict[str, Any], program: dict[str, Any]) -> str:
    """Register a program that the registry does not have, with the mapping; returns its id."""
    block = entry.setdefault("partner", dict(agency))
    programs = block.setdefault("programs", {})
    program_id = slug(f"{entry['agency']}_{program['name']}")
    programs[program_id] = program
    return program_id


def slug(text: str) -> str:
    """An id out of a name: lower case letters, digits and underscores."""
    kept = "".join(each if each.isascii() and each.isalnum() else " " for each in text.lower())
    return "_".join(kept.split())[:60] or "agency"


def known_words(words: list[dict[str, Any]], heading: str) -> list[str]:
    """What a cell of codes may say: the file's own words that are understood, then the codes'."""
    for column in words:
        if column["heading"] == heading:
            own = [text["text"] for text in column["texts"] if text["text"] and not text["open"]]
            return list(dict.fromkeys([*own, *(label for _, label in column["options"])]))
    return []


def summary(groups: list[dict[str, Any]]) -> str:
    """'2 things must be mended, 1 to look at.'"""
    blocks = sum(group["severity"] == "block" for group in groups)
    warns = sum(group["severity"] == "warn" for group in groups)
    if not blocks and not warns:
        return "Nothing is wrong with this file."
    parts = [f"{wording.many(blocks, 'thing')} must be mended" if blocks else ""]
    parts += [f"{wording.many(warns, 'thing')} to look at" if warns else ""]
    return ", ".join(part for part in parts if part) + "."


def rows_told(group: dict[str, Any], most: int = 12) -> str:
    """'Rows 4, 9 and 12' as the sender's spreadsheet numbers them."""
    rows = group["rows"]
    if not rows:
        return ""
    more = max(group["count"] - most, len(rows) - most, 0)
    told = ", ".join(f"{row:,}" for row in rows[:most]) + (f" and {more:,} more" if more else "")
    return f"{'Rows' if len(rows) > 1 else 'Row'} {told}"


def changes(told: dict[str, Any]) -> str:
    """What publishing would do, in one sentence."""
    if told["nothing"]:
        return "Everything in this file is known already: there is nothing to publish."
    new = sum(month["new"] for month in told["months"])
    changed = sum(month["changed"] for month in told["months"])
    parts = [
        f"{wording.many(new, 'new row')}" if new else "",
        f"{wording.many(changed, 'changed row')}" if changed else "",
    ]
    parts += [f"{told['unchanged']:,} unchanged" if told["unchanged"] else ""]
    parts += [f"{told['refused']:,} left out" if told["refused"] else ""]
    return wording.listed([part for part in parts if part]) + "."


def month_rows(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The months of a file as a table, the newest first."""
    return [
        {
            "Month": month_text(month["month"]),
            "New": month["new"],
            "Changed": month["changed"],
            "Unchanged": month["unchanged"],
            "Sent before, not in this file": month["absent"],
            "": "Restated: shown before"
            if month["sent_before"] and (month["new"] or month["changed"])
            else "",
        }
        for month in reversed(told["months"])
    ]


def agency(report: dict[str, Any], agency_id: str | None) -> str:
    """An agency's name, where the report knows it."""
    new = (report.get("entry") or {}).get("partner") or {}
    known = dict(report.get("agencies", [])) | ({new["agency_id"]: new["name"]} if new else {})
    return known.get(agency_id, agency_id or "")


def whose(report: dict[str, Any]) -> str:
    """'Northgate Police Department: Encounters (diversion feed)'."""
    feed = next((title for feed, title, _ in report.get("feeds", []) if feed == report.get("feed")), "")
    name = agency(report, report.get("agency"))
    return f"{name}: {feed}" if name and feed else ""


def sums(told: dict[str, Any]) -> str:
    """'60 records = 58 loaded + 0 unchanged + 2 refused'."""
    return (
        f"{told['records']:,} records = {told['loaded']:,} loaded + {told['unchanged']:,} unchanged + "
        f"{told['refused']:,} refused"
    )


def receipt_text(receipt: dict[str, Any], file_feed: str, agency_name: str) -> str:
    """The receipt as plain text, to be kept or printed."""
    lines = [
        "RECEIPT",
        "",
        f"File            {receipt['file']}",
        f"SHA-256         {receipt['sha256']}",
        f"Sent by         {receipt['sender']}",
        f"At              {moment(receipt['at'])}",
        f"Agency          {agency_name}",
        f"Feed            {file_feed}",
        f"Received        {receipt['received']}",
        f"Months          {months_told(receipt['months'])}",
        f"Submission      {receipt['submission_id'] or 'none: nothing new'}",
        f"Published in    {receipt['build'] or 'not yet published'}",
        "",
        sums(receipt),
    ]
    if receipt.get("withheld"):
        lines += ["", receipt["withheld"]]
    notes = [each for each in receipt["findings"] if each["severity"] != "block"]
    lines += ["", "What was found:"] if notes else []
    lines += [f"- {SEVERITY[each['severity']]}: {each['message']}" for each in notes]
    return "\r\n".join(lines) + "\r\n"


def months_told(months: list[str]) -> str:
    """'Sep 2026' or 'Jan 2026 to Sep 2026'."""
    if not months:
        return ""
    first, last = month_text(months[0]), month_text(months[-1])
    return first if first == last else f"{first} to {last}"


def decisions(decided: dict[str, Any]) -> bytes:
    """What was decided about a file, for the command line; corrected cells are part of it."""
    return json.dumps(decided, indent=1, ensure_ascii=False).encode("utf-8")


def month_text(month: str) -> str:
    """'Sep 2026' of 2026-09."""
    year, number = month.split("-")
    return wording.period(dt.date(int(year), int(number), 1))


def moment(text: str) -> str:
    """'Nov 12, 2026, 15:04 UTC' of an ISO time."""
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{wording.day(at.date())}, {at:%H:%M} UTC"
