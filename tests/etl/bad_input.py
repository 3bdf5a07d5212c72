"""The files of the torture manifest, remade on the columns of the feeds: what is sent, and what must happen.

Each name of `CASES` is a file of the manifest: here it is the one that a police department (encounters) or an
agency that shares totals (monthly counts) would send after the same accident.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field

import openpyxl

ENCOUNTER = (
    *("agency_id", "encounter_id", "encounter_date", "intercept", "source", "responder", "bh_need"),
    *("disposition", "county"),
)
COUNTS = ("agency_id", "month", "measure_id", "numerator")


@dataclass(frozen=True)
class Case:
    """One file. `rule` refuses it, at `row` and in `count` rows; without a rule it must be accepted.

    `values` are the stored ones by feed column, in the order of the file; `records` counts the sender's,
    `aside` those of them that are not stored; `told` are rules of findings that do not block.
    """

    content: bytes
    rule: str | None = None
    row: int | None = None
    count: int = 1
    records: int = 3
    aside: int = 0
    values: dict[str, list] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    agency: str | None = None


def encounter(number: int, **cells: str) -> dict[str, str]:
    """One row of the encounters feed; `cells` replace its values or add columns."""
    row = dict(
        zip(
            ENCOUNTER,
            [
                *("harbor_city_pd", f"enc{number:05}", f"2024-0{number}-05", "1", "911", "patrol"),
                *("mental_health", "referred", "Harbor"),
            ],
            strict=True,
        )
    )
    return row | cells


def encounters(**columns: Iterable[str]) -> list[dict[str, str]]:
    """Rows of the encounters feed, one for each text of the columns given; without any, three."""
    given = [dict(zip(columns, texts, strict=True)) for texts in zip(*columns.values(), strict=True)]
    return [encounter(number, **cells) for number, cells in enumerate(given or [{}] * 3, start=1)]


def counts(numbers: Iterable[str], months: Iterable[str] | None = None) -> list[dict[str, str]]:
    """Rows of the monthly counts, one for each number."""
    numbers = list(numbers)
    months = months or [f"2024-0{month}" for month in range(1, len(numbers) + 1)]
    return [
        dict(zip(COUNTS, ("bayside_pd", month, "bh_encounters", number), strict=True))
        for month, number in zip(months, numbers, strict=True)
    ]


def text(rows: list[dict[str, str]], delimiter: str = ",", header: bool = True) -> str:
    """The rows as a spreadsheet writes them: CRLF, quotation marks only where they are needed."""
    sheet = io.StringIO()
    writer = csv.DictWriter(sheet, list(rows[0]), delimiter=delimiter, restval="")
    if header:
        writer.writeheader()
    writer.writerows(rows)
    return sheet.getvalue()


def data(rows: list[dict[str, str]], delimiter: str = ",") -> bytes:
    """The same as UTF-8."""
    return text(rows, delimiter).encode()


def workbook(rows: list[dict[str, str]]) -> bytes:
    """The rows as the only sheet of an Excel workbook, every cell a text."""
    book, target = openpyxl.Workbook(), io.BytesIO()
    for cells in ([*rows[0]], *([*row.values()] for row in rows)):
        book.active.append(cells)
    book.save(target)
    return target.getvalue()


def damaged(book: bytes) -> bytes:
    """The workbook with one byte of its first sheet turned over, as a broken transfer leaves it."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        sheet = archive.getinfo("xl/worksheets/sheet1.xml")
    at = sheet.header_offset + sheet.compress_size // 2
    return book[:at] + bytes([book[at] ^ 0xFF]) + book[at + 1 :]


def zipped(content: bytes, name: str = "encounters.csv") -> bytes:
    """A zip archive with one file."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return target.getvalue()


OK = text(encounters())
LINES = OK.splitlines(keepends=True)
BLANK = "," * (len(ENCOUNTER) - 1) + "\r\n"
TITLES = "Harbor City Police Department" + BLANK + '"Crisis contacts, Jan to Mar 2024"' + BLANK + BLANK
DAYS = {"encounter_id": ["enc00001", "enc00002", "enc00003"]}
SMART = "Doña Ana – the “North” of Mary’s"
SQL = "x'); ATTACH '/etc/passwd' AS p; --"
MANY = {f"c{number}": "1" for number in range(600)}
PROGRAMS = [
    {"month": f"2024-0{month}", "breakdown": "program", "level": program, "numerator": number}
    | {"agency_id": "bayside_pd", "measure_id": "bh_encounters"}
    for month, program, number in [(1, "court_mhc", "12"), (2, "court_mhc", "15"), (3, "court_drug", "31")]
]
SUBTOTALS = text(PROGRAMS).splitlines(keepends=True)
SPACED = OK.replace(
    LINES[0],
    ' Agency ID\u00a0,ENCOUNTER_ID ,"Encounter\nDate",Intercept,Source,Responder,'
    '"BH\u00a0 Need",Disposition,County\r\n',
)
LEVELS = [
    row | {"breakdown": "program", "level": level}
    for row, level in zip(counts(["12", "3", "4", "5", "6"]), ["NA", "None", "null", "-", "N/A"], strict=True)
]


def accepted(content: bytes | str, **expected) -> Case:
    """Three encounters that come out as they are, unless the case says otherwise."""
    content = content.encode() if isinstance(content, str) else content
    if not expected.keys() & {"values", "records"}:
        expected["values"] = DAYS
    return Case(content, **expected)


def refused(content: bytes | str, rule: str, row: int | None = None, **expected) -> Case:
    """A file that `rule` refuses."""
    return Case(content.encode() if isinstance(content, str) else content, rule, row, **expected)


CASES: dict[str, tuple[Case, ...]] = {
    "ok_utf8.csv": (accepted(OK),),
    "bom_utf8.csv": (accepted("\ufeff" + OK),),
    "utf16le_tab_excel_unicode_text.txt": (accepted(text(encounters(), "\t").encode("utf-16")),),
    "utf16le_nobom.csv": (accepted(OK.encode("utf-16-le"), told=("encoding_utf16",)),),
    "cp1252_smart.csv": (
        accepted(
            text(encounters(county=[SMART])).encode("cp1252"),
            records=1,
            values={"county": [SMART]},
            told=("encoding_cp1252",),
        ),
    ),
    "semicolon.csv": (accepted(data(encounters(), ";")),),
    "sep_line.csv": (accepted("sep=;\r\n" + text(encounters(), ";")),),
    "tab.csv": (accepted(data(encounters(), "\t")),),
    "pipe.csv": (accepted(data(encounters(), "|")),),
    "mixed_newlines.csv": (
        accepted("".join([*LINES[:2], LINES[2].replace("\r", ""), LINES[3].strip() + "\r"])),
    ),
    "title_rows.csv": (accepted(TITLES + OK, told=("rows_title",)),),
    "total_row.csv": (
        accepted(
            text(counts(["12", "15", "31"])) + "Total,,,58\r\n",
            values={"numerator": [12, 15, 31]},
            told=("rows_total",),
        ),
    ),
    "subtotals.csv": (
        accepted(
            "".join(
                [*SUBTOTALS[:3], ",,court_mhc Total,27,,\r\n", SUBTOTALS[3], ",,court_drug Total,31,,\r\n"]
            ),
            values={"numerator": [12, 15, 31], "level": ["court_mhc", "court_mhc", "court_drug"]},
            told=("rows_total",),
        ),
    ),
    "blank_rows_end.csv": (accepted(OK + BLANK * 500),),
    "dup_headers.csv": (refused(OK.replace("county", "disposition", 1), "duplicate_header", 1),),
    "header_spaces_nbsp.csv": (accepted(SPACED),),
    "no_header.csv": (refused(text(encounters(), header=False), "no_header", 1),),
    "ragged_short.csv": (refused(OK.replace(",referred,Harbor", "", 1), "ragged_row", 2),),
    "unquoted_comma.csv": (refused(OK.replace("Harbor\r", "Smith, Jones & Co\r", 1), "ragged_row", 2),),
    "quoted_newline.csv": (
        accepted(
            data(encounters(diversion_program_id=["Mental Health\r\nCourt"], disposition=["diverted_court"])),
            records=1,
            values={"diversion_program_id": ["court_mhc"]},
        ),
    ),
    "nul_bytes.csv": (refused(OK.replace("Harbor\r", "Har\0bor\r", 1), "nul_byte", 2),),
    "ctrl_z.csv": (accepted(OK + "\x1a"),),
    "excel_serial_dates.csv": (
        accepted(
            data(encounters(encounter_date=["45292", "45323"])),
            records=2,
            values={"encounter_date": ["2024-01-01", "2024-02-01"]},
            told=("date_excel_serial",),
        ),
    ),
    "dates_mdy.csv": (
        accepted(
            data(encounters(encounter_date=["1/2/2024", "1/31/2024"])),
            records=2,
            values={"encounter_date": ["2024-01-02", "2024-01-31"]},
            told=("date_order",),
        ),
    ),
    "dates_ambiguous.csv": (
        refused(data(encounters(encounter_date=["1/2/24", "2/1/24"])), "date_ambiguous", 2, count=2),
    ),
    "dates_text_month.csv": (
        accepted(data(counts(["12"], ["Jan-24"])), records=1, values={"month": ["2024-01-01"]}),
        refused(data(counts(["12", "13"], ["Jan-24", "24-Feb"])), "date_unclear", 3),
    ),
    "future_date.csv": (
        refused(data(encounters(encounter_date=["2042-01-05"])), "date_future", 2),
        refused(data(counts(["12"], ["2042-01"])), "date_future", 2),
    ),
    "hash_na.csv": (
        refused(data(counts(["#N/A", "#REF!", "#DIV/0!", "########"])), "cell_error", 2, count=4),
        refused(data(encounters(county=["Harbor", "#REF!"])), "cell_error", 3),
    ),
    "na_tokens.csv": (
        accepted(
            data(encounters(county=["NA", "None", "null", "-", "N/A"])),
            records=5,
            values={"county": ["NA", "None", "null", "-", "N/A"]},
        ),
        accepted(data(encounters(bh_need=["None"])), records=1, values={"bh_need": ["none"]}),
        accepted(data(LEVELS), records=5, values={"level": ["NA", "None", "null", "-", "N/A"]}),
    ),
    "thousands.csv": (
        accepted(data(counts(["1,234", "1 234", "1\u00a0234"])), values={"numerator": [1234, 1234, 1234]}),
        refused(data(counts(["1,234", "1 234", "1\u00a0234", "1.234"])), "number_locale", 5),
    ),
    "decimals.csv": (
        accepted(data(encounters(officer_count=["12.0"])), records=1, values={"officer_count": [12]}),
        refused(data(encounters(officer_count=["12.0", "12.5"])), "number_not_whole", 3),
        accepted(data(counts(["12.0"])), records=1, values={"numerator": [12]}),
        refused(data(counts(["12.0", "12.5"])), "count_not_whole", 3),
    ),
    "sci_notation.csv": (
        refused(data(encounters(encounter_id=["1.23E+05", "4.56789E+12"])), "id_scientific", 2, count=2),
    ),
    "long_digits_15.csv": (
        accepted(
            data(encounters(encounter_id=["123456789012345000"])),
            records=1,
            values={"encounter_id": ["123456789012345000"]},
            told=("id_digits_lost",),
        ),
    ),
    "checkbox_bool.csv": (
        accepted(
            data(encounters(force_used=["TRUE", "Yes", "y", "1", "✓"])),
            records=5,
            values={"force_used": ["yes"] * 5},
        ),
    ),
    "whitespace_values.csv": (
        accepted(
            data(encounters(county=[" Los  Angeles\u00a0City\u200b"], encounter_date=[" 2024-01-05 "])),
            records=1,
            values={"county": ["Los  Angeles City"], "encounter_date": ["2024-01-05"]},
        ),
    ),
    "unicode_nfd.csv": (
        accepted(data(encounters(county=["Don\u0303a Ana"])), records=1, values={"county": ["Doña Ana"]}),
    ),
    "xlsx_renamed.csv": (
        refused(workbook(encounters())[:204], "file_kind"),
        refused(damaged(workbook(encounters())), "file_kind"),
        accepted(workbook(encounters())),  # a whole workbook is read as one, whatever it is called
    ),
    "pdf.csv": (refused(b"%PDF-1.7\n%\xe2\xe3" + OK.encode(), "file_kind"),),
    "json.csv": (refused(json.dumps(encounters()), "file_kind"),),
    "zip_bomb.zip.csv": (refused(zipped(OK.encode() + b"\0" * 10_000_000), "file_kind"),),
    "gzip_10MB.csv": (refused(gzip.compress(OK.encode() + b"\0" * 10_000_000, mtime=0), "file_kind"),),
    "empty.csv": (refused("", "file_empty"),),
    "only_bom.csv": (refused("\ufeff", "file_empty"),),
    "header_only.csv": (refused(LINES[0], "no_rows", 1),),
    "one_col.csv": (refused("encounter_id\r\nenc00001\r\nenc00002\r\n", "one_column"),),
    "many_columns.csv": (refused(data([encounter(1) | MANY]), "too_many_columns", 1),),
    "invalid_utf8.csv": (
        accepted(
            OK.replace("Harbor\r", "Har@bor\r", 1).encode().replace(b"@", b"\xff\xfe"),
            values={"county": ["Harÿþbor", "Harbor", "Harbor"]},
            told=("encoding_cp1252",),
        ),
    ),
    "sql_injection_value.csv": (
        accepted(data(encounters(county=[SQL])), records=1, values={"county": [SQL]}),
    ),
    "wrong_agency.csv": (
        refused(data(encounters(agency_id=["northgate_pd"])), "agency_mismatch", 2, agency="harbor_city_pd"),
        refused(data(encounters(agency_id=["Other County"])), "unknown_agency", 2),
    ),
    "all_zero.csv": (
        accepted(data(counts(["0", "0", "0"])), values={"numerator": [0, 0, 0]}, told=("all_zero",)),
    ),
    "row_level_dup.csv": (
        accepted(
            OK + "".join(LINES[1:]),
            records=6,
            aside=3,
            values=DAYS,
            told=("duplicate_row",),
        ),
    ),
}


NO_STRINGS = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"></sst>'


def bombs() -> dict[str, bytes]:
    """Files that are small on disk and swell: they must be refused, or read, without filling the memory."""
    return {
        "strings.xlsx": swollen("xl/sharedStrings.xml", b"<si><t>x</t></si>", 700_000_000),
        "sheet.xlsx": swollen("xl/worksheets/sheet1.xml", b"<row></row>", 700_000_000),
        "numbered.csv": b"\n" * 20_000_000,
        "cell.csv": OK.encode().replace(b"Harbor", b"H" * 20_000_000, 1),
        "quoted.csv": OK.encode() + b'"' + b"x,\n" * 5_000_000,
    }


def swollen(part: str, filler: bytes, size: int) -> bytes:
    """A workbook of which one part is `size` bytes when it is unpacked."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook(encounters()))) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        for name in source.namelist():
            if name != part:
                archive.writestr(name, source.read(name))
        content = source.read(part) if part in source.namelist() else NO_STRINGS
        start, end = re.split(rb"(?=</(?:sst|sheetData)>)", content, maxsplit=1)
        block = filler * (1_000_000 // len(filler))
        with archive.open(part, "w", force_zip64=True) as swelling:
            swelling.write(start)
            for _ in range(size // len(block)):
                swelling.write(block)
            swelling.write(end)
    return target.getvalue()
