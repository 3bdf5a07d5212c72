"""Reading a file that a partner sent: one door for text and workbooks."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from etl.findings import Finding
from etl.read import records, sniff, workbook
from etl.read.normalize import normalize
from etl.read.table import Layout, RawTable, Skipped


def read_file(
    path: str | Path,
    *,
    work: str | Path,
    sheet: str | None = None,
    shown_name: str | None = None,
    layout: Layout | Any = None,
) -> RawTable:
    """Read a CSV or an Excel workbook into a normalized file inside `work`.

    `shown_name` is what the sender calls the file; it is never used as a path. `layout` is what a mapping
    knows about the file's shape: a Layout, or a mapping with keys header_row, sheet, skip_rows,
    total_labels, delimiter. Raises Refused with findings in the sender's row numbers.
    """
    known = Layout.of(layout)
    source = Path(path)
    seen = sniff.scan(source)
    if sniff.kind(seen.head) == "zip":
        return _read_workbook(source, seen.sha256, sheet or known.sheet, known, Path(work))
    encoding, findings = sniff.encoding(seen, source)
    return _read_text(source, seen.sha256, encoding, findings, known, Path(work))


def _read_text(
    source: Path, sha256: str, encoding: str, findings: list[Finding], layout: Layout, work: Path
) -> RawTable:
    with source.open(encoding=encoding, newline="") as text:
        lines = records.Lines(text)
        sample = list(_separate(islice(lines, 1 + sniff.limits.SAMPLE_RECORDS), lines))
    sniff.text_kind("".join(sample[:3])[:2000])
    told = sniff.separator_line(sample[0])
    delimiter = layout.delimiter or told or sniff.delimiter(sample)
    rows = records.rows(source, encoding, delimiter, skip_lines=1 if told else 0)
    found, csv_path = normalize(rows, layout, work)
    if told:
        found.skipped.insert(0, Skipped(0, "separator_line", 0))
    return RawTable(
        columns=found.columns,
        csv_path=csv_path,
        row_count=found.row_count,
        encoding=encoding,
        delimiter=delimiter,
        header_row=found.header_row,
        skipped=found.skipped,
        findings=[*findings, *found.findings],
        sha256=sha256,
    )


def _separate(sample, lines: records.Lines):
    """The lines one by one, each allowed the length of a whole record."""
    for line in sample:
        lines.held = 0
        yield line


def _read_workbook(source: Path, sha256: str, sheet: str | None, layout: Layout, work: Path) -> RawTable:
    book = workbook.open_book(source)
    chosen = workbook.choose(book, sheet)
    found, csv_path = normalize(workbook.rows(book, chosen), replace(layout, delimiter=None), work)
    return RawTable(
        columns=found.columns,
        csv_path=csv_path,
        row_count=found.row_count,
        encoding="xlsx",
        delimiter="",
        header_row=found.header_row,
        skipped=found.skipped,
        findings=[*workbook.findings(book, chosen), *found.findings],
        sha256=sha256,
        sheet=chosen,
        sheets=book.sheets,
    )
