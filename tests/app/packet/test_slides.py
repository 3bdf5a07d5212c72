"""The PowerPoint file, opened again: native charts, published numbers, nothing hidden, nothing cut off."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import zipfile

import openpyxl
import pandas as pd
import pytest
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Emu

from app import wording
from app.lettering import wrapped
from app.model import Build
from app.packet import columns, paging, pictures, slides
from app.packet.deck import Deck
from app.packet.pages import Column, Picture, Table
from app.theme import LIGHT
from tests.app.conftest import measure, series, with_status
from tests.app.packet.conftest import DAY
from tests.conftest import PROJECT, run_etl

pytestmark = pytest.mark.xdist_group("demo")  # what they look at is the demo county

BUILD = Build("b", DAY, DAY.replace(day=1), "partners", "harbor", "Harbor County partnership", "")


def chart_of(slide):
    (chart,) = [shape.chart for shape in slide.shapes if shape.has_chart]
    return chart


def workbook(chart) -> list[list]:
    """The rows of the embedded workbook, the header first."""
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    return [list(row) for row in book.active.iter_rows(values_only=True)]


def table_of(chart) -> pd.DataFrame:
    """The embedded workbook by period."""
    head, *rows = workbook(chart)
    return pd.DataFrame(rows, columns=["period", *head[1:]], dtype=object).set_index("period")


@pytest.fixture(scope="module")
def told(packet) -> dict[str, dict[str, dict]]:
    """Measure -> period, as the slides name it -> what `python -m etl show MEASURE --json` says of it."""
    asked = [page.series.measure.id for page, _ in packet.pictures()]
    ask = f"import json; from etl import show; from etl.paths import DataHome as H; h = H.from_env(); " \
          f"print(json.dumps({{m: show.series(h, m) for m in {asked!r}}}))"  # fmt: skip
    answer = subprocess.run(
        [sys.executable, "-c", ask], cwd=PROJECT, env=os.environ | {"DASHBOARD_DATA": str(packet.home)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {name: by_period(rows) for name, rows in json.loads(answer.stdout).items()}


def by_period(rows: list[dict]) -> dict[str, dict]:
    return {wording.period(pd.Timestamp(row["period"]), row["grain"]): row for row in rows}


def one_slide(one) -> tuple[Picture, bytes]:
    """A packet of one measure's page."""
    page = pictures.picture(one, "1 Law enforcement", BUILD, None)
    deck = Deck("packet", "Monthly meeting", "Harbor County partnership", DAY, (page,))
    return page, slides.pptx_bytes(deck)


def test_every_measure_has_a_native_line_chart_with_its_workbook(packet):
    kinds = [
        (chart_of(slide).chart_type, len(workbook(chart_of(slide))) - 1) for _, slide in packet.pictures()
    ]
    assert len(kinds) > 30
    assert {kind for kind, _ in kinds} <= {XL_CHART_TYPE.LINE, XL_CHART_TYPE.LINE_MARKERS}
    assert [rows for _, rows in kinds] == [len(page.series.frame) for page, _ in packet.pictures()]


def test_the_numbers_are_those_that_show_prints_to_the_last_digit(packet, told):
    for page, slide in packet.pictures():
        published = told[page.series.measure.id]
        for period, row in table_of(chart_of(slide)).iterrows():
            said = published[period]
            values = {row.get(name) for name in (page.series.measure.short, columns.PROVISIONAL)} - {None}
            values = {value for value in values if not pd.isna(value)}
            drawn = said["status"] in ("shown", "provisional") and said["value"] is not None
            assert values == ({said["value"]} if drawn else set()), (page.series.measure.id, period)
            for name, field in (
                (columns.LOW, "limit_low"),
                (columns.HIGH, "limit_high"),
                (columns.MEAN, "center"),
            ):
                assert none_of(row.get(name)) == said[field]


def test_the_command_itself_prints_the_numbers_of_the_slide(packet):
    page, slide = next(each for each in packet.pictures() if each[0].series.measure.id == "diversions")
    published = by_period(json.loads(run_etl(packet.home, "show", "diversions", "--json").stdout))
    shown = table_of(chart_of(slide))[page.series.measure.short].dropna()
    assert len(shown) > 12
    assert list(shown) == [published[period]["value"] for period in shown.index]


def none_of(cell):
    return None if cell is None or pd.isna(cell) else cell


def test_the_chart_shows_the_numbers_of_its_workbook(packet):
    for _, slide in packet.pictures():
        chart = chart_of(slide)
        table = table_of(chart)
        assert list(chart.plots[0].categories) == list(table.index)
        for line in chart.plots[0].series:
            assert list(line.values) == [none_of(cell) for cell in table[line.name]]


def test_hidden_missing_and_young_periods_are_empty_cells_and_gaps(packet):
    gaps = 0
    for page, slide in packet.pictures():
        lines = table_of(chart_of(slide))
        names = [name for name in lines.columns if name in (page.series.measure.short, columns.PROVISIONAL)]
        for status, (_, row) in zip(page.series.frame["status"], lines.iterrows(), strict=True):
            if status in ("suppressed", "missing", "too_early", "no_cases"):
                assert all(none_of(row[name]) is None for name in names)
                gaps += status == "suppressed"
        assert 'dispBlanksAs val="gap"' in chart_of(slide).part.blob.decode()
    assert gaps > 0


def test_a_number_that_came_with_a_hidden_row_is_nowhere_in_the_file():
    one = with_status(
        series([410.0, 7.0318, 420.0, 8.0427, 430.0], measure=measure(short="Diversions")), 1, "suppressed"
    )
    one = with_status(one, 3, "too_early")
    page, content = one_slide(one)
    parts = dict(unpacked(content))
    assert any(name.endswith(".xml") for name in parts)
    assert not [name for name, text in parts.items() if b"7.03" in text or b"8.04" in text]
    assert "1 month not shown" in dict(page.facts)["Gaps in the line"]


def unpacked(content: bytes):
    """Every part of a package, those of the packages inside it too."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            part = package.read(name)
            yield name, part
            if part.startswith(b"PK"):
                yield from unpacked(part)


def test_a_provisional_number_hangs_dotted_and_hollow_on_the_one_before_it():
    _, content = one_slide(with_status(series([10, 11, 12]), 2, "provisional"))
    chart = chart_of(Presentation(io.BytesIO(content)).slides[0])
    values = {line.name: list(line.values) for line in chart.plots[0].series}
    assert values["Diversions"] == [10, 11, None]
    assert values[columns.PROVISIONAL] == [None, 11, 12]


def test_real_changes_are_lines_of_their_own_that_hold_the_same_values():
    one = series([10, 19, 2])
    one.frame["improvement"] = one.frame["improvement"].astype(object)
    one.frame.loc[1, ["signal", "improvement"]] = ["point", True]
    one.frame.loc[2, ["signal", "improvement"]] = ["point", False]
    _, content = one_slide(one)
    chart = chart_of(Presentation(io.BytesIO(content)).slides[0])
    values = {line.name: list(line.values) for line in chart.plots[0].series}
    assert values[columns.CHANGES["improvement"]] == [None, 19, None]
    assert values[columns.CHANGES["concern"]] == [None, None, 2]


def test_the_target_is_a_line_with_its_name():
    _, content = one_slide(series([50, 60], unit="percent", target=65.0))
    chart = chart_of(Presentation(io.BytesIO(content)).slides[0])
    assert [list(line.values) for line in chart.plots[0].series if line.name == "Target"] == [[65, 65]]


@pytest.mark.parametrize(("newest", "moved"), [(60, False), (64.8, True), (65.2, True)])
def test_the_target_is_named_beside_the_newest_value_too_moved_clear_of_it(newest, moved):
    _, content = one_slide(series([50, newest], unit="percent", target=65.0))
    chart = chart_of(Presentation(io.BytesIO(content)).slides[0])
    (line,) = [line for line in chart.plots[0].series if line.name == "Target"]
    (label,) = line._element.xpath("./c:dLbls/c:dLbl")
    assert label.xpath("./c:showSerName/@val") == ["1"]
    shifts = [float(shift) for shift in label.xpath("./c:layout/c:manualLayout/c:y/@val")]
    assert bool(shifts) == moved
    assert all(shift * (newest - 65) > 0 for shift in shifts)  # up is negative: away from the newest value


def test_an_event_stands_over_the_chart_at_its_period():
    one = series([1, 2, 3, 4], events=((DAY.replace(year=2025, month=3, day=1), "Center <opened>"),))
    _, content = one_slide(one)
    slide = Presentation(io.BytesIO(content)).slides[0]
    (line,) = [shape for shape in slide.shapes if shape.shape_type is not None and "Connector" in shape.name]
    assert line.begin_x == line.end_x
    assert line._element.xpath(".//p:cNvPr")[0].get("descr") == "Event: Center <opened>"
    assert "Center <opened>" in [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]


def test_an_events_line_runs_behind_the_chart_whose_labels_stand_on_the_pages_color():
    one = series([1, 2, 3, *["too_early"] * 3], events=((DAY.replace(year=2025, month=5, day=1), "Opened"),))
    _, content = one_slide(one)
    slide = Presentation(io.BytesIO(content)).slides[0]
    names = [shape.name for shape in slide.shapes]
    assert names.index(next(name for name in names if "Connector" in name)) < names.index("Chart: Diversions")
    page = LIGHT.page.lstrip("#")
    space = chart_of(slide)._chartSpace
    grounds = space.xpath(".//c:dLbl/c:spPr/a:solidFill/a:srgbClr/@val")
    assert set(grounds) == {page} and len(grounds) == len(space.xpath(".//c:dLbl"))
    assert space.xpath("./c:spPr/a:noFill") and space.xpath(".//c:plotArea/c:spPr/a:noFill")
    (words,) = [s for s in slide.shapes if s.has_text_frame and s.text_frame.text == "too early to say"]
    assert str(words.fill.fore_color.rgb) == page


def test_a_cell_keeps_the_lines_of_what_was_written():
    page = Table("Notes", (Column("Item", 0.3), Column("Note", 0.7)), (("Jail", "Nights.\nWeekends."),))
    content = slides.pptx_bytes(Deck("packet", "Monthly meeting", "Harbor", DAY, (page,)))
    (table,) = [s.table for s in Presentation(io.BytesIO(content)).slides[0].shapes if s.has_table]
    assert table.cell(1, 1).text_frame.text == "Nights.\vWeekends."  # \v: a line break within a paragraph
    assert paging.row_height(page, page.rows[0]) > paging.row_height(page, ("Jail", "Nights. Weekends."))


def test_titles_are_the_findings_in_title_placeholders_and_no_two_are_alike(packet):
    titles = [slide.shapes.title.text_frame.text for slide in packet.opened().slides]
    assert titles == [page.title for page in packet.deck.pages]
    assert len(set(titles)) == len(titles)
    for page, _ in packet.pictures():
        verdict = page.series.verdict.sentence or page.series.mark.word
        assert page.title == wording.finding(page.series.measure.title, verdict)


def test_the_footer_defines_the_measure_and_says_what_is_hidden(packet):
    for page, slide in packet.pictures():
        (footer,) = [s for s in slide.placeholders if s.placeholder_format.idx == 11]
        assert page.series.measure.question in footer.text_frame.text
        assert (
            "Numbers of fewer than 11, and those that would give one away, are not shown."
            in footer.text_frame.text
        )


def test_the_notes_say_the_finding_and_the_definition(packet):
    for page, slide in packet.pictures():
        notes = slide.notes_slide.notes_text_frame.text
        assert notes.startswith(page.title)
        assert page.series.measure.numerator.rstrip(".")[1:] in notes


def test_charts_and_tables_have_text_alternatives(packet):
    frames = [s for slide in packet.opened().slides for s in slide.shapes if s.has_chart or s.has_table]
    assert all(frame._element.nvGraphicFramePr.cNvPr.get("descr") for frame in frames)


def test_the_file_says_whose_it_is_and_nobody_elses_name(packet):
    told = packet.opened().core_properties
    assert told.title == "Harbor County partnership: Monthly meeting"
    assert (told.author, told.last_modified_by, told.comments) == ("Harbor County partnership",) * 2 + ("",)


def test_nothing_is_said_of_the_program_that_made_the_first_empty_slide():
    _, content = one_slide(series([1, 2]))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert "docProps/app.xml" not in parts.namelist()
        assert b"docProps/app.xml" not in parts.read("_rels/.rels") + parts.read("[Content_Types].xml")


def test_texts_are_large_enough(packet):
    for slide in packet.opened().slides:
        for shape in slide.shapes:
            sizes = [
                run.font.size.pt for frame in frames_of(shape) for p in frame.paragraphs for run in p.runs
            ]
            least = 28 if shape == slide.shapes.title else 10 if shape.is_placeholder else 14
            assert all(size >= least for size in sizes)


def frames_of(shape) -> list:
    if shape.has_table:
        return [cell.text_frame for row in shape.table.rows for cell in row.cells]
    return [shape.text_frame] if shape.has_text_frame else []


def test_nothing_runs_out_of_its_box_or_off_the_slide(packet):
    deck = packet.opened()
    for slide in deck.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.top >= 0
            assert shape.left + shape.width <= deck.slide_width
            assert shape.top + shape.height <= deck.slide_height
            if shape.has_table:
                assert Emu(shape.top + shape.height).pt <= paging.FOOTER_TOP
            elif shape.has_text_frame:
                assert needed(shape) <= Emu(shape.height).pt + 1, shape.text_frame.text


def needed(shape) -> float:
    """The height that a box's text takes, by the estimate."""
    total = 0.0
    for paragraph in shape.text_frame.paragraphs:
        sizes = [run.font.size.pt for run in paragraph.runs] or [0]
        text, bold = paragraph.text, any(run.font.bold for run in paragraph.runs)
        lines = len(wrapped(text, max(sizes), Emu(shape.width).pt, bold))
        spaces = [space.pt for space in (paragraph.space_before, paragraph.space_after) if space is not None]
        total += lines * max(sizes) * paging.LINE + sum(spaces)
    return total


def test_the_packet_asks_for_nothing_from_outside(packet):
    for name, part in unpacked(packet.content):
        if name.endswith(".rels"):
            assert b'TargetMode="External"' not in part, name
        assert not re.search(rb"[A-Za-z]:\\\\|/home/|/tmp/", part), name


@pytest.mark.parametrize("values", [[5], [0, 0, 0], ["missing", 3], ["too_early", "too_early", 4]])
def test_series_with_next_to_nothing_in_them_still_make_a_slide(values):
    _, content = one_slide(series(values))
    assert len(Presentation(io.BytesIO(content)).slides) == 1
