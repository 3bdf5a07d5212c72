"""HTML for st.html: every value is escaped as it is put in, and Streamlit sanitizes the whole once more."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from markupsafe import Markup

from app import drawing, sparkline, theme, wording
from app.model import Series
from app.theme import Palette

WALL = 1820  # pixels between the margins of a projected screen
WALL_TYPE = 26  # the letters of a chart there, in its units
NARROW = sparkline.Box(640, 560)  # of the chart on a phone: its letters are about 15 pixels there


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
    return image(lambda colors: sparkline.svg(series, colors, box, last), palette, box, alt, "spark")


def image(
    draw: Callable[[Palette], str], palette: Palette, box: sparkline.Box, alt: str, name: str = ""
) -> Markup:
    """An SVG as an image of class `name`. One for a dark page has a light twin, which paper shows instead."""
    if palette == theme.LIGHT:
        return _image(draw(palette), box, alt, name)
    twin = _image(draw(theme.LIGHT), box, alt, f"{name} on-paper")
    return _image(draw(palette), box, alt, f"{name} on-screen") + twin


def _image(svg: str, box: sparkline.Box, alt: str, name: str) -> Markup:
    return fill(
        '<img class="{name}" src="{src}" alt="{alt}" width="{width}" height="{height}">',
        name=name, src=sparkline.data_uri(svg), alt=alt, width=box.width, height=box.height,
    )  # fmt: skip


def chart(series: Series, alt: str, height: int = 600) -> Markup:
    """The whole chart as a picture for a wall 1920 wide, `height` tall there, with its text alternative.

    In the light palette, which projecting uses. A narrow twin stands in its place on a phone, which would
    show the wide one with letters of a few pixels.
    """
    boxes = {"chart": sparkline.Box(WALL, height), "chart-narrow": NARROW}
    return joined(
        image(
            lambda colors, box=box: drawing.trend_svg(
                series, colors, width=box.width, height=box.height, type_size=WALL_TYPE
            ),
            theme.LIGHT, box, alt, name,
        )
        for name, box in boxes.items()
    )  # fmt: skip
