"""What a file is, by its bytes: its kind, encoding and delimiter. The name of a file decides nothing."""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from etl.errors import Refused
from etl.findings import BLOCK, NOTE, WARN, Finding
from etl.read import limits

SAVE_AS = 'Open it, save it as "CSV UTF-8 (comma delimited)" or as an .xlsx workbook, and send that.'
_MAGIC = (
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls) or one locked with a password", SAVE_AS),
    (b"\x1f\x8b", "a compressed file (gzip)", "Unpack it and send the CSV inside."),
    (b"BZh", "a compressed file (bzip2)", "Unpack it and send the CSV inside."),
    (b"\xfd7zXZ", "a compressed file (xz)", "Unpack it and send the CSV inside."),
    (b"7z\xbc\xaf\x27", "a compressed file (7z)", "Unpack it and send the CSV inside."),
    (b"Rar!", "a compressed file (rar)", "Unpack it and send the CSV inside."),
    (b"%PDF", "a PDF document", "Export the table as CSV from the system that made the PDF."),
    (b"{\\rtf", "a text document (RTF)", SAVE_AS),
    (b"PAR1", "a Parquet file", "Export the table as CSV."),
    (b"SQLite format 3", "a database", "Export the table as CSV."),
    (b"\x89PNG", "a picture", "Export the table as CSV."),
    (b"\xff\xd8\xff", "a picture", "Export the table as CSV."),
)
_JSON = re.compile(r'\s*(\[\s*[\[{"\]]|\{\s*["}])')
_MARKUP = re.compile(r"\s*<(!doctype|!--|\?xml|[a-z]+[\s>/])", re.IGNORECASE)
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*\Z', re.IGNORECASE)
DELIMITERS = (",", ";", "\t", "|")
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Bytes:
    """One pass over the bytes: hex sha-256, the first 64 KiB, and whether all of it is UTF-8."""

    size: int
    sha256: str
    head: bytes
    is_utf8: bool


def refuse(rule: str, message: str, remedy: str, **where: object) -> Refused:
    """A Refused with one finding that blocks."""
    return Refused(Finding(rule, BLOCK, message, remedy, **where))


def scan(path: Path) -> Bytes:
    """Hash and judge the bytes without holding them. Raises Refused when there are none, or too many."""
    size = path.stat().st_size
    if size > limits.MAX_BYTES:
        most = limits.MAX_BYTES // 1024**2
        raise refuse("file_too_big", f"The file is larger than {most} MB.", "Send it in parts, by year.")
    digest, decoder, is_utf8, head = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")(), True, b""
    with path.open("rb") as source:
        while chunk := source.read(_CHUNK):
            head = head or chunk[: 1 << 16]
            digest.update(chunk)
            is_utf8 = is_utf8 and _decodes(decoder, chunk)
    is_utf8 = is_utf8 and _decodes(decoder, b"", final=True)
    if size == len(head) and not head.removeprefix(codecs.BOM_UTF8).strip(b"\0\r\n\t ,;|\xff\xfe\x1a"):
        raise refuse("file_empty", "The file is empty.", "Export it again; check that it has rows.")
    return Bytes(size, digest.hexdigest(), head, is_utf8)


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def kind(head: bytes) -> str:
    """`zip` (perhaps a workbook) or `text`. Raises Refused for every other kind, by its name."""
    for magic, name, remedy in _MAGIC:
        if head.startswith(magic):
            raise refuse("file_kind", f"This is {name}, not a CSV file.", remedy)
    return "zip" if head.startswith(b"PK") else "text"


def encoding(seen: Bytes, path: Path) -> tuple[str, list[Finding]]:
    """The Python codec for the text, and what to tell about it. Raises Refused when none fits."""
    head = seen.head
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32", []
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", []
    if head.startswith(codecs.BOM_UTF8) and seen.is_utf8:
        return "utf-8-sig", []
    if guess := _utf16_without_mark(head):
        return guess, [Finding("encoding_utf16", NOTE, "The file is UTF-16 without a mark; read as such.")]
    return ("utf-8", []) if seen.is_utf8 else _windows(path)


def _utf16_without_mark(head: bytes) -> str | None:
    """Western text in UTF-16 has a zero in nearly every second byte, and nearly none between."""
    even, odd, half = head[0::2].count(0), head[1::2].count(0), max(len(head) // 2, 1)
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and odd < 0.05 * half else None


def _windows(path: Path) -> tuple[str, list[Finding]]:
    """Windows-1252, unless its bytes have no meaning there or the file mixes it with UTF-8."""
    broken = valid = 0
    with path.open(encoding="utf-8", errors="replace", newline="") as text:
        while chunk := text.read(_CHUNK):
            marks = chunk.count("\ufffd")
            broken += marks
            valid += len(chunk) - len(chunk.encode("ascii", "ignore")) - marks
    if valid > broken:
        raise refuse(
            "encoding_mixed",
            "The file mixes two encodings: most of its accented letters are UTF-8, some are not.",
            'Open it in a spreadsheet, mend the damaged letters and save it as "CSV UTF-8".',
        )
    try:
        with path.open(encoding="cp1252", newline="") as text:
            while text.read(_CHUNK):
                pass
    except UnicodeDecodeError:
        raise refuse(
            "encoding_unknown",
            "The text is neither UTF-8, UTF-16 nor Windows-1252.",
            'Save it as "CSV UTF-8 (comma delimited)" and send that.',
        ) from None
    severity = WARN if valid else NOTE
    message = "The file is not UTF-8; it was read as Windows-1252. Check names with accents."
    return "cp1252", [Finding("encoding_cp1252", severity, message, 'Save it as "CSV UTF-8" next time.')]


def text_kind(head: str) -> None:
    """Raise Refused when the text is JSON or a web page under a CSV's name."""
    if _JSON.match(head):
        raise refuse("file_kind", "This is JSON, not a CSV file.", "Export the table as CSV.")
    if _MARKUP.match(head):
        raise refuse("file_kind", "This is a web page or XML, not a CSV file.", SAVE_AS)


def separator_line(line: str) -> str | None:
    """The delimiter that a first line like `sep=;` names, or None."""
    found = _SEPARATOR_LINE.match(line)
    return found.group(1) if found else None


def delimiter(lines: Iterable[str]) -> str:
    """The delimiter under which most records have the same number of fields, at least two.

    Ties go to the delimiter that gives more fields, then to the order comma, semicolon, tab, pipe.
    Raises Refused when under each of them the file is one column.
    """
    sample = list(islice(lines, limits.SAMPLE_RECORDS))
    best, best_score = None, (0.0, 0)
    for candidate in DELIMITERS:
        score = _agreement(sample, candidate)
        if score > best_score:
            best, best_score = candidate, score
    if best is None:
        raise refuse(
            "one_column",
            "Every row is a single cell: no comma, semicolon, tab or pipe separates columns.",
            "Export the table as CSV with its columns, headings in the first row.",
        )
    return best


def _agreement(sample: list[str], candidate: str) -> tuple[float, int]:
    """(share of the records that have the commonest width, that width); (0, 0) when it is one column."""
    try:
        widths = Counter(len(row) for row in csv.reader(sample, delimiter=candidate) if any(row))
    except csv.Error:
        return 0.0, 0
    if not widths or max(widths) < 2:
        return 0.0, 0
    width, rows = max(widths.items(), key=lambda pair: (pair[1] * (pair[0] > 1), pair[0]))
    return rows / widths.total(), width
