"""Reading what partners send: the rules, each shown on a file made here."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date, datetime, time

import duckdb
import openpyxl
import pytest
import xlsxwriter

from etl.errors import EtlError, Refused
from etl.read import Layout, limits, read_file, stage

PLAIN = "month,program,count\n2024-01,Court,12\n2024-02,Line,3\n"


class TestNormalizedFile:
    def test_it_is_strict_csv_with_the_row_number_first(self, read):
        table = read('month,program\n2024-01,"a, ""b"""\n')
        assert table.raw.csv_path.read_text("utf-8") == '"2","2024-01","a, ""b"""\n'

    def test_only_its_owner_can_read_it(self, read):
        assert read(PLAIN).raw.csv_path.stat().st_mode & 0o077 == 0

    def test_rows_are_numbered_as_a_spreadsheet_does(self, read):
        # Row 3 is blank, and the quoted line break of row 4 takes two lines but one spreadsheet row.
        table = read('month,note\n2024-01,a\n\n2024-02,"two\nlines"\n2024-03,c\n')
        assert table.rows == [2, 4, 5]

    def test_the_hash_is_of_the_bytes_as_sent(self, read):
        assert read(PLAIN).raw.sha256 == read(PLAIN.encode()).raw.sha256
        assert read(PLAIN).raw.sha256 != read(PLAIN.replace("\n", "\r\n")).raw.sha256

    def test_a_blank_is_null_and_the_word_null_is_not(self, tmp_path):
        (tmp_path / "sent.csv").write_text('a,b\n"",NULL\n')
        with duckdb.connect() as con:
            stage(con, read_file(tmp_path / "sent.csv", work=tmp_path), table="sent")
            assert con.execute("select * from sent").fetchall() == [(2, None, "NULL")]

    def test_staging_fails_when_records_are_lost(self, tmp_path):
        (tmp_path / "sent.csv").write_text(PLAIN)
        raw = read_file(tmp_path / "sent.csv", work=tmp_path)
        raw.csv_path.write_text('"2","2024-01","Court","12"\n')
        with duckdb.connect() as con, pytest.raises(EtlError, match="2 records were read, but 1"):
            stage(con, raw)

    def test_the_shown_name_is_never_a_path(self, read):
        assert read(PLAIN, shown_name="../../etc/passwd").raw.row_count == 2


class TestHeadings:
    def test_spaces_and_case(self, read):
        assert read(' Month ,Age\u00a0 Band,"Count\r\n(people)"\n1,2,3\n').columns == [
            "Month",
            "Age Band",
            "Count (people)",
        ]

    def test_titles_above_are_left_out_and_told(self, read):
        table = read(
            "Anytown NAMI\nReport for January,2024\n\nmonth,program,sex,count\n2024-01,X,F,1\n2024-02,X,F,2\n"
        )
        assert table.raw.header_row == 4
        assert [(each.row, each.last, each.reason) for each in table.raw.skipped] == [
            (1, 2, "title"),
            (3, 3, "blank"),
        ]
        assert [finding.rule for finding in table.raw.findings] == ["rows_title"]

    @pytest.mark.parametrize("twice", ["count,count", "Count,count", "a b,a  b"])
    def test_twice_the_same_is_refused(self, twice: str, refusal):
        assert refusal(f"month,{twice}\n2024-01,1,2\n").rule == "duplicate_header"

    def test_numbers_are_no_names(self, refusal):
        assert refusal("0,1,2,processed_at\na,1,2,3\n").rule == "header_unnamed"
        assert refusal("Column1,Column2,Column3\na,1,2\n").rule == "header_unnamed"

    def test_a_mapping_may_say_that_numbers_are_the_names(self, read):
        assert read("0,1,2\na,1,2\n", layout={"header_row": 1}).columns == ["0", "1", "2"]

    def test_years_and_months_are_names_in_a_wide_table(self, read):
        assert read("county,2023,2024\nGlenn,1,2\n").columns == ["county", "2023", "2024"]
        assert read("county,2024-01,Feb-24\nGlenn,1,2\n").columns == ["county", "2024-01", "Feb-24"]

    @pytest.mark.parametrize(
        "first", ["2024-01,2,Court,12", "E1,2024-01-05,patrol,yes", "Ann,312-555-0142,x,y", "a@b.org,x,y,z"]
    )
    def test_a_row_of_data_is_no_heading(self, first: str, refusal):
        finding = refusal(f"{first}\n{first}\n")
        assert finding.rule == "no_header"
        assert not any(cell in finding.message for cell in first.split(",") if len(cell) > 2)

    def test_a_column_without_a_name_is_refused_when_it_is_filled(self, refusal):
        finding = refusal("month,,count\n2024-01,,1\n2024-02,x,2\n")
        assert (finding.rule, finding.row) == ("unnamed_column", 3)

    def test_a_blank_column_is_left_out_and_told(self, read):
        table = read("month,,count,\n2024-01,,1,\n")
        assert table.columns == ["month", "count"]
        assert table.cells == [["2024-01", "1"]]
        assert [finding.rule for finding in table.raw.findings] == ["blank_columns"]

    def test_the_mapping_may_name_the_row(self, read):
        table = read("x,y\nmonth,count\n2024-01,1\n", layout=Layout(header_row=2))
        assert table.columns == ["month", "count"]


class TestRowsThatAreNoRecords:
    @pytest.mark.parametrize(
        "label", ["Total", "TOTAL:", "Grand total", "Subtotal", "Sub-total", "Crisis Line Total"]
    )
    def test_totals_are_left_out_and_told(self, label: str, read):
        table = read(f'month,program,count\n2024-01,Court,12\n,{label},"1,012"\n')
        assert table.cells == [["2024-01", "Court", "12"]]
        assert [(each.row, each.reason) for each in table.raw.skipped] == [(3, "total")]
        assert [finding.rule for finding in table.raw.findings] == ["rows_total"]

    @pytest.mark.parametrize("row", ["Total Recovery,Court,12", "2024-01,Total,12", "Total,Court,12"])
    def test_a_record_that_speaks_of_totals_is_kept(self, row: str, read):
        assert read(f"month,program,count\n{row}\n").raw.row_count == 1

    def test_a_short_total_row_is_a_total_not_a_ragged_row(self, read):
        assert read("month,program,count\n2024-01,Court,12\nTotal,12\n").raw.row_count == 1

    def test_the_mapping_may_name_other_words_and_rows(self, read):
        layout = {"total_labels": ["Statewide"], "skip_rows": [3]}
        table = read("county,text,n\nStatewide,about it,9\nNote,x,y\nGlenn,z,9\n", layout=layout)
        assert table.cells == [["Glenn", "z", "9"]]
        assert [each.reason for each in table.raw.skipped] == ["total", "told"]

    def test_page_footers(self, read):
        table = read("a,b,c,d\n1,2,3,4\n09/13/21,,,Page 2 of 9\n5,6,7,8\n")
        assert [each.reason for each in table.raw.skipped] == ["page_footer"]
        assert table.rows == [2, 4]

    def test_lines_drawn_below_the_headings_and_above_a_total(self, read):
        table = read("| month | n |\n|:---|---:|\n| 2024-01 | 3 |\n| --- | === |\n| Total | 3 |\n")
        assert [each.reason for each in table.raw.skipped] == ["drawn_line", "drawn_line", "total"]
        assert [[cell for cell in row if cell] for row in table.cells] == [["2024-01", "3"]]

    def test_a_dash_for_no_answer_is_no_drawn_line(self, read):
        assert read("a,b,c\n-,--,---\n1,2,---\n").raw.row_count == 2


class TestRaggedRows:
    def test_the_first_is_named_and_all_are_counted(self, refusal):
        finding = refusal('a,b,c\n1,"x\ny",3\n1,2\n1,2,3,4\n')
        assert finding.rule == "ragged_row"
        assert (finding.row, finding.rows, finding.count) == (3, (3, 4), 2)
        assert finding.message.startswith("Row 3 (line 4 of the file) has 2 cells, but the heading has 3.")

    def test_blank_cells_beyond_the_heading_are_no_matter(self, read):
        assert read("a,b\n1,2,,\n").cells == [["1", "2"]]

    def test_many_ragged_rows_name_a_few(self, refusal):
        finding = refusal("a,b,c\n" + "1,2\n1,2,3\n1,2,3\n" * 100)
        assert (finding.count, len(finding.rows)) == (100, limits.ROWS_NAMED)

    @pytest.mark.parametrize(
        ("text", "rule", "row"),
        [
            ('a,b\n1,"open\n2,3\n', "quote_open", 2),
            ('a,b\n1,2\n"x"y,3\n', "quote_broken", 3),
            ("a,b\n1,2\n1,\0\n", "nul_byte", 3),
        ],
    )
    def test_broken_text(self, text: str, rule: str, row: int, refusal):
        finding = refusal(text)
        assert (finding.rule, finding.row) == (rule, row)


class TestKinds:
    @pytest.mark.parametrize(
        "content",
        [
            gzip.compress(PLAIN.encode(), mtime=0),
            b"%PDF-1.7 ...",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old workbook",
            b'{"month": "2024-01"}',
            b'[\n {"month": "2024-01"}\n]',
            b"<!DOCTYPE html><table><tr><td>1</td></tr></table>",
            b"\xef\xbb\xbf<?xml version='1.0'?><a/>",
            b"PK\x03\x04 no archive at all",
            b"\x89PNG\r\n\x1a\n",
        ],
    )
    def test_other_kinds_are_refused_by_name(self, content: bytes, refusal):
        assert refusal(content).rule == "file_kind"

    def test_an_archive_is_not_unpacked(self, refusal):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("month.csv", PLAIN)
        finding = refusal(packed.getvalue())
        assert (finding.rule, finding.message) == ("file_kind", "This is a zip archive, not a CSV file.")

    @pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\r\n\r\n", b",,,\r\n,,,\r\n"])
    def test_empty(self, content: bytes, refusal):
        assert refusal(content).rule == "file_empty"

    def test_one_column(self, refusal):
        assert refusal("just some text\nmore text\n").rule == "one_column"


class TestEncodings:
    def test_windows_1252_is_told(self, read):
        table = read("month,program\n2024-01,Women’s Court – Núñez\n".encode("cp1252"))
        assert table.cells == [["2024-01", "Women’s Court – Núñez"]]
        assert [finding.rule for finding in table.raw.findings] == ["encoding_cp1252"]

    def test_a_mixture_is_refused(self, refusal):
        mixed = "a,b\nNúñez,é\n".encode() + "José,ü\n".encode("cp1252")[:5] + b",x\n"
        assert refusal(mixed).rule == "encoding_mixed"

    def test_neither_is_refused(self, refusal):
        assert refusal(b"a,b\n\x81\x8d,x\n").rule == "encoding_unknown"

    def test_utf16_that_breaks_off_is_refused(self, refusal):
        assert refusal(PLAIN.encode("utf-16")[:-1]).rule == "encoding_broken"


class TestLimits:
    def test_a_line_without_end_is_refused_before_it_is_held(self, refusal):
        assert refusal("a,b," * 1_500_000).rule == "record_too_long"

    def test_a_quote_never_closed_does_not_swallow_the_file(self, refusal):
        finding = refusal('a,b\n1,"' + "x,y\n" * 200_000)
        assert (finding.rule, finding.row) == ("cell_too_long", 2)
        assert "never closed" in finding.remedy

    def test_a_huge_cell(self, refusal):
        finding = refusal(f"a,b\n1,2\n3,{'x' * (limits.MAX_CELL + 1)}\n")
        assert (finding.rule, finding.row) == ("cell_too_long", 3)

    def test_the_longest_cell_and_record_are_read(self, read):
        table = read("a,b,c,d\n" + ",".join(["é" * limits.MAX_CELL] * 4) + "\n")
        assert [len(cell) for cell in table.cells[0]] == [limits.MAX_CELL] * 4

    def test_too_many_columns(self, refusal):
        wide = ",".join(f"name_{letter}{number}" for letter in "ab" for number in range(300))
        assert refusal(f"{wide}\n{wide}\n").rule == "too_many_columns"

    def test_too_many_bytes(self, refusal, monkeypatch):
        monkeypatch.setattr(limits, "MAX_BYTES", 20)
        assert refusal(PLAIN).rule == "file_too_big"

    def test_too_many_rows(self, refusal, monkeypatch):
        monkeypatch.setattr(limits, "MAX_ROWS", 1)
        assert refusal(PLAIN).rule == "too_many_rows"


class TestWorkbooks:
    @pytest.fixture
    def workbook(self, tmp_path):
        def making(sheets: dict[str, list[list[object]]], hidden: tuple[str, ...] = ()):
            path = tmp_path / "sent.xlsx"
            book = openpyxl.Workbook()
            book.remove(book.active)
            for name, rows in sheets.items():
                sheet = book.create_sheet(name)
                sheet.sheet_state = "hidden" if name in hidden else "visible"
                for row in rows:
                    sheet.append(row)
            book.save(path)
            return path

        return making

    ROWS = (("month", "n"), (date(2024, 1, 1), 12.0))

    def test_cells_become_the_texts_of_a_csv(self, workbook, read):
        kinds = [
            date(2024, 1, 31),
            datetime(2024, 1, 31, 4, 5, 6),
            time(4, 5),
            12.0,
            0.1,
            True,
            "x ",
            None,
            31,
            "#N/A",
        ]
        table = read(workbook({"data": [list("abcdefghij"), kinds]}))
        texts = ["2024-01-31", "2024-01-31 04:05:06", "04:05:00", "12", "0.1", "TRUE", "x", "", "31", "#N/A"]
        assert table.cells == [texts]

    def test_error_cells_are_not_blanks(self, tmp_path, read):
        path = tmp_path / "sent.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            sheet.write_row("B3", ["month", "n", "m"])
            sheet.write_row("B4", ["2024-01", 1])
            sheet.write_formula("D4", "=1/0", value="#DIV/0!")
            sheet.write_row("B5", ["2024-02", 1, 2])
        table = read(path)
        assert (table.columns, table.rows) == (["month", "n", "m"], [4, 5])
        assert table.cells == [["2024-01", "1", "#DIV/0!"], ["2024-02", "1", "2"]]

    def test_the_only_filled_sheet_is_read(self, workbook, read):
        table = read(workbook({"Sheet1": [], "Data": self.ROWS, "Lists": self.ROWS}, hidden=("Lists",)))
        assert (table.raw.sheet, table.raw.sheets) == ("Data", ("Sheet1", "Data"))

    def test_among_several_the_sender_chooses(self, workbook, refusal, read):
        path = workbook({"2023": self.ROWS, "2024": [["month", "n"], ["2024-02", 7]]})
        assert '"2023", "2024"' in refusal(path).message
        assert read(path, sheet="2024").cells == [["2024-02", "7"]]
        assert read(path, layout={"sheet": "2024"}).cells == [["2024-02", "7"]]
        assert refusal(path, sheet="2025").rule == "sheet_unknown"

    def test_titles_totals_and_blank_rows(self, workbook, read):
        rows = [["Anytown"], [], ["month", "n"], ["2024-01", 3], [None, None], ["Total", 3]]
        table = read(workbook({"data": rows}))
        assert table.cells == [["2024-01", "3"]]
        assert [each.reason for each in table.raw.skipped] == ["title", "blank", "blank", "total"]

    def test_formulas_without_a_result_are_told(self, workbook, read):
        table = read(workbook({"data": [["month", "n"], ["2024-01", "=1+1"]]}))
        assert [finding.rule for finding in table.raw.findings] == ["formula_without_result"]

    def test_a_stray_cell_far_away_does_not_take_all_memory(self, tmp_path, refusal):
        path = tmp_path / "sent.xlsx"
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            sheet.write_row("A1", ["month", "n"])
            sheet.write("XFD1048576", "stray")
        assert refusal(path).rule == "file_too_big"

    def test_the_kind_is_in_the_bytes_not_in_the_name(self, workbook, tmp_path, read):
        renamed = workbook({"data": self.ROWS}).rename(tmp_path / "sent.csv")
        assert read(renamed).cells == [["2024-01-01", "12"]]


def test_all_troubles_of_the_rows_are_told_at_once(tmp_path):
    (tmp_path / "sent.csv").write_text("a,b,,d\n1,2,3,4\n1,2\n")
    with pytest.raises(Refused) as refused:
        read_file(tmp_path / "sent.csv", work=tmp_path)
    assert [finding.rule for finding in refused.value.findings] == ["unnamed_column", "ragged_row"]


def test_a_refused_file_leaves_no_copy_behind(tmp_path):
    (tmp_path / "sent.csv").write_text("a,b\n1,2\n1\n")
    with pytest.raises(Refused):
        read_file(tmp_path / "sent.csv", work=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["sent.csv"]
