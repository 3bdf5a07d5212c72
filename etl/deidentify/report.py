"""What was done with each column, in words and as JSON. Headings and counts; never a value."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etl.deidentify.keys import Key
from etl.deidentify.looks import goal
from etl.deidentify.plan import AGE, BIRTH, DROP, HASH, KEEP, PERSON_KEY, ZIP, Decision, Plan
from etl.findings import WARN, Finding

if TYPE_CHECKING:
    from etl.deidentify.work import Counts, Work

DEFAULT_WIDTH = 100


@dataclass(frozen=True)
class Report:
    """One run. `columns` has a dict a column of the file: column, done, output, part, why, and its counts."""

    out: str
    records: int
    columns: list[dict[str, Any]]
    person_key: dict[str, Any] | None
    fingerprint: str | None
    notes: list[str]
    settings: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain values, ready for JSON."""
        return {
            "output": self.out,
            "records": self.records,
            "columns": self.columns,
            "person_key": self.person_key,
            "key_fingerprint": self.fingerprint,
            "gate": "passed",
            "notes": self.notes,
            "settings": self.settings,
        }

    def text(self, width: int = DEFAULT_WIDTH) -> str:
        """The report as it is printed and kept beside the output."""
        lines = [f"{self.out}: {self.records:,} records, and the identifier gate lets it pass.", ""]
        lines += [table([(each["column"], each["text"], each["detail"]) for each in self.columns], width), ""]
        if self.person_key:
            lines += wrapped(_person(self.person_key), width)
        if self.fingerprint:
            lines += wrapped(f"Fingerprint of the key: {self.fingerprint}", width)
        for note in self.notes:
            lines += wrapped(f"Please look: {note}", width)
        return "\n".join(lines).rstrip() + "\n"


def _person(told: dict[str, Any]) -> str:
    made, blank = ", ".join(told["from"]), told["blank"]
    text = f"person_key is a code made of {made} under the key: {told['filled']:,} rows have one"
    return text + (f', {blank:,} have none because a part is missing or says "unknown".' if blank else ".")


def make_report(
    work: Work, plan: Plan, key: Key | None, out: Path, made: list[str], findings: list[Finding]
) -> Report:
    """The report of a run whose rows are in `result`."""
    counts = work.counts(plan, made)
    columns = [_column(each, counts.get(each.output or ""), plan) for each in plan.decisions]
    person = None
    if plan.parts:
        filled = counts[PERSON_KEY].after
        named = [plan.decisions[index].heading for index in plan.parts.values()]
        person = {"from": named, "filled": filled, "blank": work.raw.row_count - filled}
    notes = [each.message for each in findings if each.severity == WARN]
    notes += [each.message for each in work.raw.findings]
    notes += [_doubt(each) for each in plan.decisions if each.doubt]
    if not plan.parts and not any(goal(each.heading) == PERSON_KEY for each in plan.decisions if each.output):
        notes.append("no column tells people apart, so there is no person_key. --person says which do.")
    if key and plan.needs_key:
        notes += key.warnings
        if key.path.resolve().parent == out.resolve().parent:
            notes.append(
                f"the key file {key.path.name} lies in the same folder as the output. Keep it somewhere "
                "else, so that it is never sent along."
            )
    fingerprint = key.fingerprint if key and plan.needs_key else None
    return Report(out.name, work.raw.row_count, columns, person, fingerprint, notes)


def _doubt(each: Decision) -> str:
    return f'"{each.heading}" was judged by its values: {done(each, None)}.'


def _column(each: Decision, counts: Counts | None, plan: Plan) -> dict[str, Any]:
    detail = reason(each)
    told: dict[str, Any] = {}
    if counts and each.action in (BIRTH, AGE, ZIP):
        restricted = counts.problems.get("restricted", 0)
        blank = counts.before - counts.after - restricted
        told = {"filled": counts.after, "restricted": restricted, "not_readable": blank}
        said = [f"{counts.after:,} rows"]
        said += [f"{restricted:,} blanked (areas of fewer than 20,000 people)"] if restricted else []
        said += [f"{blank:,} blank ({_why_blank(each)})"] if blank > 0 else []
        detail = "; ".join(said)
    elif counts and each.action == HASH:
        told = {"filled": counts.after}
        detail = f"{counts.after:,} rows; {each.why}"
    return {
        "column": each.heading,
        "done": each.action,
        "output": each.output,
        "part": each.part,
        "why": each.why,
        "text": done(each, plan),
        "detail": detail,
        **told,
    }


def reason(each: Decision) -> str:
    """Why that is done with a column."""
    if each.why or each.action != KEEP:
        return each.why
    known = goal(each.heading) != "kept"
    return "no sign of an identifier" + ("" if known else "; leave it out if nobody asked for it")


def _why_blank(each: Decision) -> str:
    if each.action == BIRTH:
        return "birth date or date of the event missing, not readable or in the wrong order"
    return "not readable"


def done(each: Decision, plan: Plan | None) -> str:
    """What is done with a column, in a few words."""
    words = {
        KEEP: "kept",
        DROP: "left out",
        HASH: f"replaced by a code -> {each.output}",
        BIRTH: f"age band -> {each.output}" + (f", at {plan.date}" if plan and plan.date else ""),
        AGE: f"age band -> {each.output}",
        ZIP: f"first 3 digits -> {each.output}",
    }[each.action]
    return f"{words}; used for {PERSON_KEY}" if each.part else words


def table(rows: Sequence[tuple[str, str, str]], width: int = DEFAULT_WIDTH, numbered: bool = True) -> str:
    """Rows of (column, what happens, why) as plain text, wrapped to `width` characters."""
    first = min(max([6, *(len(row[0]) for row in rows)]), max(width // 4, 12))
    second = min(max([12, *(len(row[1]) for row in rows)]), max(width // 3, 16))
    third = max(width - first - second - 8, 16)
    lines = [f"     {'Column':<{first}}  {'What happens':<{second}}  Why"]
    lines += [f"{'-' * 3}  {'-' * first}  {'-' * second}  {'-' * third}"]
    for number, row in enumerate(rows, start=1):
        cells = [
            textwrap.wrap(cell, size) or [""] for cell, size in zip(row, (first, second, third), strict=True)
        ]
        for line in range(max(map(len, cells))):
            one, two, three = (cell[line] if line < len(cell) else "" for cell in cells)
            mark = f"{number:>3}" if numbered and line == 0 else "   "
            lines.append(f"{mark}  {one:<{first}}  {two:<{second}}  {three}".rstrip())
    return "\n".join(lines)


def wrapped(text: str, width: int = DEFAULT_WIDTH) -> list[str]:
    """A paragraph as lines."""
    return textwrap.wrap(text, width, subsequent_indent="  " if text.startswith("- ") else "") or [""]


def screen_width() -> int:
    """Characters a line of this terminal; a little less than it has, since some break at the last one."""
    return max(60, min(shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns - 1, 110))
