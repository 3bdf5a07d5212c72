"""The numbers of a native chart: its columns, exactly as published, and the workbook that holds them.

The columns: the shown values, the provisional ones with the point that they hang on, the usual range and its
mean, those values once more that are part of a real change, and the target.
A period that is hidden or missing is an empty cell: the line has a gap there.
"""

from __future__ import annotations

import io

import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from app import grammar, wording
from app.model import Series

PROVISIONAL = "Provisional, with the point before it"
LOW, HIGH, MEAN, TARGET = "Usual from", "Usual to", "Mean", "Target"
CHANGES = {
    "improvement": "Part of a real improvement",
    "concern": "Part of a real concern",
    "change": "Part of a real change",
}
NUMBER_FORMATS = {"percent": '0.0"%"', "usd": "$#,##0", "rate": "#,##0.0", "ratio": "#,##0.0"}


def cells(one: Series) -> dict[str, list[float | None]]:
    """Column -> a number or None for each period, as published."""
    frame = one.frame
    shown = frame["status"].eq("shown")
    columns = {one.label or one.measure.short: frame["value"].where(shown)}
    hanging = grammar.dotted(frame, one.measure.unit)
    provisional = frame["status"].eq("provisional") & frame["value"].notna()
    if provisional.any():
        kept = provisional.copy()
        for part in hanging:
            kept[part.index] = True
        columns[PROVISIONAL] = frame["value"].where(kept)
    for name, source in ((LOW, "limit_low"), (HIGH, "limit_high"), (MEAN, "center")):
        if frame[source].notna().any():
            columns[name] = frame[source]
    changed = grammar.signals(frame)
    tones = changed["improvement"].map(grammar.tone)
    for tone, name in CHANGES.items():
        if tones.eq(tone).any():
            columns[name] = frame["value"].where(frame.index.isin(changed.index[tones.eq(tone)]))
    if one.target is not None:
        columns[TARGET] = grammar.target_by_period(one)
    return {name: [None if pd.isna(v) else float(v) for v in column] for name, column in columns.items()}


def number_format(one: Series) -> str:
    """How the workbook shows its numbers."""
    return NUMBER_FORMATS.get(one.measure.unit, "#,##0")


class _Sheet(Worksheet):
    """A sheet that keeps every digit of a number: the workbook holds exactly what is published."""

    def _xml_number_element(self, number, attributes=()) -> None:
        told = "".join(f' {name}="{value}"' for name, value in attributes)
        self.fh.write(f"<c{told}><v>{number!r}</v></c>")


def workbook(one: Series, columns: dict[str, list[float | None]], form: str) -> bytes:
    """The embedded workbook: a header, then a row a period; an empty cell where nothing is released."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Sheet1", worksheet_class=_Sheet)
    number = book.add_format({"num_format": form})
    sheet.set_column(0, len(columns), 18)
    for row, day in enumerate(one.frame["period"], 1):
        sheet.write_string(row, 0, wording.period(day, one.grain))
    for place, (name, values) in enumerate(columns.items(), 1):
        sheet.write_string(0, place, name)
        for row, value in enumerate(values, 1):
            if value is not None:
                sheet.write_number(row, place, value, number)
    book.close()
    return out.getvalue()
