"""What the command line says: receipts, findings and tables; progress and errors go to standard error."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from etl.findings import BLOCK, NOTE, WARN, Finding

if TYPE_CHECKING:
    from etl.submissions import Receipt
    from etl.verify import Report

HEADINGS = {BLOCK: "Must be mended", WARN: "Please look at", NOTE: "For your information"}
NUMBER = {"percent": "{:.1f}", "count": "{:,.0f}"}


class Progress:
    """Says on standard error how far a long run is, at most once a second, and nothing for a short one."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._spoke = False

    def __call__(self, text: str) -> None:
        """Called by the stages as often as they like."""
        now = time.monotonic()
        if now - self._last >= 1:
            self._last, self._spoke = now, True
            end = "\033[K\r" if sys.stderr.isatty() else "\n"
            print(text + " ...", end=end, file=sys.stderr, flush=True)

    def done(self) -> None:
        """Leave the terminal's line clean."""
        if self._spoke and sys.stderr.isatty():
            print("\033[K", end="", file=sys.stderr, flush=True)


def complain(text: str) -> None:
    """An error, to standard error."""
    print(text, file=sys.stderr)


def print_json(value: object) -> None:
    """JSON for scripts, to standard output."""
    print(json.dumps(value, indent=1, ensure_ascii=False, default=str))


def receipt(given: Receipt) -> str:
    """What happened to one file, in the sender's words."""
    head = {
        "loaded": f"{given.file}: loaded",
        "unchanged": f"{given.file}: nothing new",
        "refused": f"{given.file}: refused, nothing of it was stored",
        "checked": f"{given.file}: checked only, nothing was stored",
    }[given.status]
    lines = [head]
    if given.status != "refused":
        lines.append(
            f"  {_count(given.records, 'record')} = {given.loaded:,} loaded + {given.unchanged:,} unchanged "
            f"+ {given.refused:,} refused"
        )
        if given.months:
            lines.append(
                f"  {given.feed} of {given.agency_id}, months {given.months[0]} to {given.months[-1]}"
            )
    if given.submission_id:
        lines.append(f"  submission {given.submission_id}")
    if given.build:
        lines.append(f"  published in build {given.build}")
    return "\n".join(lines + _findings(given.findings))


def _findings(findings: Sequence[Finding]) -> list[str]:
    lines = []
    for severity, heading in HEADINGS.items():
        of_kind = [finding for finding in findings if finding.severity == severity]
        if of_kind:
            lines += ["", f"  {heading}:"]
        for finding in of_kind:
            lines.append(f"  - {_about(finding)}{finding.message}")
            lines += [f"      {text}" for text in (_rows(finding), finding.remedy) if text]
    return lines


def _about(finding: Finding) -> str:
    """The column, unless the message names it."""
    column = finding.column
    if not column or re.search(rf"(?<!\w){re.escape(column)}(?!\w)", finding.message):
        return ""
    return f"column {column}: "


def _rows(finding: Finding) -> str:
    """The rows as the sender's spreadsheet numbers them: Rows 2 to 8, 11 and 135 more."""
    rows = sorted(finding.rows or ((finding.row,) if finding.row is not None else ()))
    if not rows:
        return ""
    runs: list[list[int]] = []
    for row in rows:
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    told = [f"{run[0]} to {run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    more = f" and {finding.count - len(rows):,} more" if finding.count > len(rows) else ""
    return f"{'Rows' if len(rows) > 1 or more else 'Row'} {', '.join(told)}{more}."


def build_list(rows: list[dict]) -> str:
    """The builds, newest first."""
    if not rows:
        return "Nothing is published yet."
    table = [
        [
            "*" if row["current"] else "",
            row["build_id"],
            row["built_at"],
            row["submissions"],
            "; ".join(row["problems"]) or row["note"],
        ]
        for row in rows
    ]
    return _table(["", "build", "published (UTC)", "submissions", "note"], table)


def submission_list(rows: list[dict]) -> str:
    """The kept submissions, oldest first."""
    if not rows:
        return "Nothing was accepted yet."
    names = [
        "submission_id",
        "feed",
        "agency_id",
        "received_date",
        "loaded",
        "unchanged",
        "refused",
        "withdrawn",
    ]
    return _table(names, [["yes" if row[n] is True else row[n] or "" for n in names] for row in rows])


def measure_list(rows: list[dict]) -> str:
    """Every measure, and whether numbers of it are published."""
    table = [[row["id"], row["unit"], "yes" if row["has_data"] else "", row["title"]] for row in rows]
    return _table(["measure", "unit", "data", "title"], table)


def verification(report: Report) -> str:
    """What was checked and what is wrong."""
    lines = [f"{name}: {count:,} checked" for name, count in report.checked.items()]
    lines += [f"PROBLEM: {problem}" for problem in report.problems]
    lines += [f"Note: {note}" for note in report.notes]
    return "\n".join([*lines, "Everything is in order." if report.ok else "Not everything is in order."])


def series(rows: list[dict], measure: str) -> str:
    """Published numbers as one table a series, with its verdict above."""
    if not rows:
        return f"No numbers of {measure} are published."
    groups: dict[tuple, list[dict]] = {}
    for row in rows:
        groups.setdefault((row["scope_kind"], row["scope"], row["breakdown"], row["level"]), []).append(row)
    return "\n\n".join(_one_series(group) for group in groups.values())


def _one_series(rows: list[dict]) -> str:
    first = rows[0]
    title = f"{first['title']} ({first['unit']}), {first['scope_name'] or first['scope']}"
    if first["breakdown"] != "all":
        title += f", {first['breakdown']} {first['level']}"
    form = NUMBER.get(first["unit"], "{:,.2f}")
    table = [
        [
            row["period_label"],
            _number(row["value"], form),
            _number(row["numerator"], "{:,.0f}"),
            _number(row["denominator"], "{:,.0f}"),
            _number(row["limit_low"], form),
            _number(row["limit_high"], form),
            f"{row['reporting'] if row['reporting'] is not None else '-'}/"
            f"{row['expected'] if row['expected'] is not None else '-'}",
            row["status"],
            row["signal"] or "",
        ]
        for row in rows
    ]
    header = [
        "period",
        "value",
        "numerator",
        "denominator",
        "low limit",
        "high limit",
        "in",
        "status",
        "signal",
    ]
    return "\n".join([title, *([first["verdict"]] if first["verdict"] else []), _table(header, table)])


def _number(value: float | None, form: str) -> str:
    return "" if value is None else form.format(value)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _table(header: list[str], rows: list[list]) -> str:
    """Aligned columns; numbers to the right."""
    cells = [header, *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    numeric = [all(_is_number(row[i]) for row in cells[1:]) for i in range(len(header))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        ).rstrip()
        for row in cells
    )


def _is_number(text: str) -> bool:
    return not text or text.replace(",", "").replace(".", "", 1).lstrip("-").isdigit()
