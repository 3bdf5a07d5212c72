"""What fits on a page, by an estimate of how wide text runs: the slide's sizes are the only ones that count.

Lengths are points (1/72 inch) on a slide of 960 by 540; the printed sheet has room for the same and more.
"""

from __future__ import annotations

from dataclasses import replace

from app.lettering import wrapped
from app.packet.pages import Table

WIDTH, HEIGHT = 960, 540
MARGIN = 36
ROOM = WIDTH - 2 * MARGIN
LINE = 1.2  # of the type's size
KICKER_TOP, KICKER_SIZE = 22, 14
TITLE_TOP, TITLE_SIZE = 42, 28
TABLE_SIZE, CELL_SIDE, CELL_TOP = 14, 6, 4
FOOTER_TOP, FOOTER_HEIGHT, FOOTER_SIZE = 484, 42, 10
NUMBER_ROOM = 44  # the slide's number, at the right end of the footer
MOST_TITLE_LINES = 4


def title_lines(title: str) -> int:
    """How many lines a title takes."""
    return len(wrapped(title, TITLE_SIZE, ROOM - 2, bold=True))


def title_height(title: str) -> float:
    """The height of its box."""
    return title_lines(title) * TITLE_SIZE * LINE + 4


def body_top(title: str) -> float:
    """Where the page's content begins, under its title."""
    return TITLE_TOP + title_height(title) + 10


def fits_footer(text: str) -> bool:
    """Whether a text fits under a chart."""
    lines = wrapped(text, FOOTER_SIZE, ROOM - NUMBER_ROOM)
    return len(lines) * FOOTER_SIZE * LINE <= FOOTER_HEIGHT


def row_height(table: Table, row: tuple[str, ...], bold: bool = False) -> float:
    """The height of one row: that of its longest cell."""
    return _lines_height(max(len(lines) for lines in _cells(table, row, bold)))


def _lines_height(lines: int) -> float:
    return lines * TABLE_SIZE * LINE + 2 * CELL_TOP


def _cells(table: Table, row: tuple[str, ...], bold: bool = False) -> list[list[str]]:
    return [
        _broken(cell, column.share * ROOM - 2 * CELL_SIDE, bold)
        for cell, column in zip(row, table.columns, strict=True)
    ]


def _broken(cell: str, room: float, bold: bool) -> list[str]:
    """Its lines as they run; one that the writer ended keeps its end."""
    written = [wrapped(line, TABLE_SIZE, room, bold) for line in cell.split("\n")]
    for lines in written[:-1]:
        lines[-1] += "\n"
    return [line for lines in written for line in lines]


def paged(table: Table) -> list[Table]:
    """The table on as many pages as it needs; a row that is longer than a page goes on in the next one."""
    titled = f"{table.title} (continued, 99 of 99)"
    head = row_height(table, tuple(column.name for column in table.columns), bold=True)
    room = FOOTER_TOP - body_top(titled) - head - 6
    most = int((room - 2 * CELL_TOP) / (TABLE_SIZE * LINE))
    pages: list[list[tuple[str, ...]]] = [[]]
    left = room
    for row in (piece for whole in table.rows for piece in _split(table, whole, most)):
        height = row_height(table, row)
        if height > left:
            pages.append([])
            left = room
        pages[-1].append(row)
        left -= height
    return [
        replace(table, title=_title(table.title, n, len(pages)), rows=tuple(rows))
        for n, rows in enumerate(pages, 1)
    ]


def _split(table: Table, row: tuple[str, ...], most: int) -> list[tuple[str, ...]]:
    cells = _cells(table, row)
    longest = max(len(lines) for lines in cells)
    if longest <= most:
        return [row]
    return [
        tuple(_joined(lines[start : start + most]) for lines in cells) for start in range(0, longest, most)
    ]


def _joined(lines: list[str]) -> str:
    return " ".join(lines).replace("\n ", "\n").removesuffix("\n")


def _title(title: str, n: int, of: int) -> str:
    return title if n == 1 else f"{title} (continued, {n} of {of})"
