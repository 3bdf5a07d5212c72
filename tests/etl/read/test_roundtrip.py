"""Whatever table is written, in whatever dialect, the same cells are read, and every row is accounted for."""

from __future__ import annotations

import csv
import io
import tempfile
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from etl.errors import Refused
from etl.read import read_file

# The same examples on every run and every machine, however slow.
steady = settings(deadline=None, derandomize=True)
ENCODINGS = {
    "utf-8": "aBc 019,;|\t'\"\n\u00a0éñü–’ʤ漢🙂n\u0303=+@#",
    "utf-8-sig": "aBc 019,;|\t'\"\néñü–’ʤ漢",
    "utf-16": "aBc 019,;|\t'\"\néñü–’ʤ漢",
    "utf-16-le": "aBc 019,;|\t'\"\n",
    # Bytes that could be read as UTF-8 as well would be: no reader can tell, so they are left out here.
    "cp1252": "aBc 019,;|\t'\"\néñü",
}
HEADINGS = ["event", "status", "program", "county", "outcome", "reason"]


@st.composite
def sent_files(draw):
    """(bytes, cells) of a table in one dialect; cells as they should be read."""
    encoding = draw(st.sampled_from(sorted(ENCODINGS)))
    width = draw(st.integers(2, len(HEADINGS)))
    cell = st.text(alphabet=ENCODINGS[encoding], max_size=12)
    row = st.lists(cell, min_size=width, max_size=width).filter(lambda cells: any(map(tidied, cells)))
    rows = draw(st.lists(row, min_size=1, max_size=8))
    text = io.StringIO()
    writer = csv.writer(
        text,
        delimiter=draw(st.sampled_from(",;\t|")),
        lineterminator=draw(st.sampled_from(["\n", "\r\n"])),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
    )
    writer.writerows([HEADINGS[:width], *rows])
    return text.getvalue().encode(encoding), [[tidied(cell) for cell in row] for row in rows]


def tidied(cell: str) -> str:
    """A cell as it should arrive: composed, plain spaces, trimmed."""
    return unicodedata.normalize("NFC", cell.replace("\u00a0", " ")).strip()


@steady
@given(sent=sent_files())
def test_the_same_cells_are_read(sent, read):
    content, cells = sent
    table = read(content)
    assert table.columns == HEADINGS[: len(cells[0])]
    assert table.cells == cells
    assert table.rows == list(range(2, len(cells) + 2))


@steady
@given(
    kinds=st.lists(st.sampled_from(["record", "blank", "commas", "total"]), min_size=1, max_size=30).filter(
        lambda kinds: "record" in kinds
    )
)
def test_every_row_is_the_heading_a_record_or_left_out_with_a_reason(kinds: list[str], read):
    lines = {"record": "E1,yes,3", "blank": "", "commas": ",,", "total": "Total,,3"}
    reasons = {"blank": "blank", "commas": "blank", "total": "total"}
    table = read("event,status,count\n" + "".join(lines[kind] + "\n" for kind in kinds))
    left_out = {row: run.reason for run in table.raw.skipped for row in range(run.row, run.last + 1)}
    assert table.rows == [row for row, kind in enumerate(kinds, start=2) if kind == "record"]
    assert left_out == {row: reasons[kind] for row, kind in enumerate(kinds, start=2) if kind != "record"}
    assert 1 + table.raw.row_count + table.raw.skipped_rows == 1 + len(kinds)


@steady
@given(sizes=st.lists(st.integers(2, 4), min_size=1, max_size=20))
def test_every_ragged_row_is_named(sizes: list[int], read):
    text = "a,b,c\n" + "".join(",".join("x" * size) + "\n" for size in sizes)
    ragged = [row for row, size in enumerate(sizes, start=2) if size != 3]
    if not ragged:
        assert read(text).raw.row_count == len(sizes)
        return
    with pytest.raises(Refused) as refused:
        read(text)
    [finding] = refused.value.findings
    assert (finding.rule, list(finding.rows), finding.count) == ("ragged_row", ragged, len(ragged))


@steady
@given(
    content=st.one_of(
        st.binary(max_size=300), st.text(alphabet='a1,;|\t"\n\0 é=%{[<', max_size=300).map(str.encode)
    )
)
@example(content=b"sep=;\r\n")
@example(content=b"sep=,\na,b\n1,2")
@example(content=b"\xff\xfe\x00")
@example(content=b"a,b\n\x1a")
def test_any_bytes_are_read_or_refused(content: bytes):
    with tempfile.TemporaryDirectory() as work:
        path = Path(work) / "sent.csv"
        path.write_bytes(content)
        try:
            raw = read_file(path, work=work)
        except Refused as refused:
            assert refused.findings[0].message
            assert list(Path(work).iterdir()) == [path]
        else:
            assert raw.row_count >= 1
            assert len(raw.columns) >= 1
