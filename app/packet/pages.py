"""The pages of a packet as plain values: what stands on them, not how it looks."""

from __future__ import annotations

from dataclasses import dataclass

from app.model import Series


@dataclass(frozen=True)
class Cover:
    """The first page."""

    title: str
    partnership: str
    day: str
    lines: tuple[str, ...]
    footer: str

    @property
    def kicker(self) -> str:
        return self.partnership


@dataclass(frozen=True)
class Picture:
    """One measure: its finding as the title, the series as a chart, and the facts beside it.

    `series` is cut to the months that are drawn. `number` and `under` are the newest value and its period;
    `facts` are (name, value). `defined_apart`: the definition did not fit in the footer.
    """

    title: str
    kicker: str
    series: Series
    number: str
    under: str
    facts: tuple[tuple[str, str], ...]
    footer: str
    notes: str
    defined_apart: bool = False


@dataclass(frozen=True)
class Column:
    """One column of a table; `share` of its width, all shares together are 1."""

    name: str
    share: float


@dataclass(frozen=True)
class Table:
    """A table; `empty` is said when it has no rows. A cell may have several lines."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    footer: str = ""
    empty: str = ""
    kicker: str = ""
