"""HTML for st.html: every value is escaped as it is put in, and Streamlit sanitizes the whole once more."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from app import drawing, sparkline, wording
from app.model import Series
from app.theme import Palette


def fill(template: str, **values: object) -> Markup:
    """`template` is written here, by us; values are text unless they are Markup already."""
    return Markup(template).format(**values)


def joined(parts: Iterable[Markup]) -> Markup:
    """Pieces of markup one after the other."""
    return Markup("").join(parts)


def verdict(mark: wording.Mark, sentence: str = "") -> Markup:
    """A verdict: shape, color and words."""
    return fill(
        '<p class="verdict {tone}"><span aria-hidden="true">{shape}</span> {words}</p>',
        tone=mark.tone, shape=mark.shape, words=sentence or mark.word,
    )  # fmt: skip


def picture(series: Series, palette: Palette, box: sparkline.Box, last: int, alt: str) -> Markup:
    """The series as a small picture with its text alternative."""
    return fill(
        '<img class="spark" src="{src}" alt="{alt}" width="{width}" height="{height}">',
        src=sparkline.data_uri(sparkline.svg(series, palette, box, last)),
        alt=alt, width=box.width, height=box.height,
    )  # fmt: skip


def chart(series: Series, palette: Palette, alt: str, type_size: int = 26) -> Markup:
    """The whole chart as a picture that fills its room, with its text alternative."""
    svg = drawing.trend_svg(series, palette, type_size=type_size)
    return fill('<img class="chart" src="{src}" alt="{alt}">', src=sparkline.data_uri(svg), alt=alt)
