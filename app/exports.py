"""What leaves the screen: the table beside each chart, and its CSV that Excel opens right and safely."""

from __future__ import annotations

import csv
import io
import re

import pandas as pd

from app import wording
from app.model import Series

# A cell that starts with one of these is a formula to a spreadsheet; the wide forms are too in some.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
BOM = "\ufeff"


def safe_cell(value: object) -> str:
    """Text for a CSV cell: what a spreadsheet would run gets a leading apostrophe; numbers pass."""
    cell = text(value)
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) and not NUMBER.fullmatch(cell) else cell


def csv_bytes(rows: list[dict]) -> bytes:
    """UTF-8 with BOM, CRLF, one header line; columns in the order of the first row."""
    out = io.StringIO(newline="")
    if rows:
        writer = csv.writer(out)
        writer.writerow([safe_cell(name) for name in rows[0]])
        writer.writerows([safe_cell(cell) for cell in row.values()] for row in rows)
    return (BOM + out.getvalue()).encode("utf-8")


def csv_header(columns: list[str]) -> bytes:
    """A template: the header line alone."""
    return csv_bytes([dict.fromkeys(columns, "")]).split(b"\r\n", 1)[0] + b"\r\n"


def text(value: object) -> str:
    """A cell as text; '' for every kind of missing."""
    return "" if value is None or pd.isna(value) else str(value)


def file_name(found: list[Series]) -> str:
    """A plain name: measure, scope and breakdown."""
    one = found[0]
    parts = [one.measure.id, one.scope.id, *([one.breakdown] if one.breakdown != "all" else [])]
    return re.sub(r"[^a-z0-9_-]+", "-", "-".join(parts).lower()) + ".csv"


def table(found: list[Series]) -> list[dict]:
    """The numbers behind a chart as people read them, newest first."""
    rows = []
    for one in found:
        unit = one.measure.unit
        for row in one.frame.iloc[::-1].itertuples(index=False):
            rows.append(
                ({"Group": one.label} if one.label else {})
                | {
                    "Period": wording.period(row.period, row.grain),
                    "Value": _value(row, unit),
                    "n": wording.of(row.numerator, row.denominator, unit, one.measure.agg),
                    "Usual range": wording.usual_range(row.limit_low, row.limit_high, unit),
                    "Status": _status(row, unit),
                    "Agencies in": _share(row),
                }
            )
    return rows


def _value(row, unit: str) -> str:
    if row.status in ("shown", "provisional"):
        return wording.amount(row.value, unit, row.denominator)
    return wording.hidden(unit) if row.status == "suppressed" else ""


def _status(row, unit: str) -> str:
    if row.status == "suppressed":
        return wording.hidden_reason(unit, text(row.reason))
    return wording.STATUS_WORDS.get(row.status, row.status)


def _share(row) -> str:
    if not (wording.is_number(row.reporting) and wording.is_number(row.expected)):
        return ""
    return f"{row.reporting:.0f} of {row.expected:.0f}"


def download_rows(found: list[Series]) -> list[dict]:
    """The released numbers as they are published: full precision, blanks where nothing is released."""
    rows = []
    for one in found:
        for row in one.frame.itertuples(index=False):
            rows.append({
                "measure_id": one.measure.id, "measure": one.measure.title, "scope_kind": one.scope.kind,
                "scope": one.scope.name, "breakdown": one.breakdown, "level": one.label or one.level,
                "period": str(row.period.date()), "grain": row.grain, "numerator": _plain(row.numerator),
                "denominator": _plain(row.denominator), "value": _plain(row.value), "unit": one.measure.unit,
                "usual_low": _plain(row.limit_low), "usual_high": _plain(row.limit_high),
                "signal": row.signal if isinstance(row.signal, str) else "", "status": row.status,
                "reason": row.reason if isinstance(row.reason, str) else "",
                "agencies_reporting": _plain(row.reporting), "agencies_expected": _plain(row.expected),
            })  # fmt: skip
    return rows


def _plain(value: float) -> str:
    if value is None or pd.isna(value):
        return ""
    return f"{value:.4f}".rstrip("0").rstrip(".")
