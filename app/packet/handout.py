"""A packet as one page of HTML that prints a sheet a slide: no script, nothing from outside."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from markupsafe import Markup

from app.drawing import trend_svg
from app.markup import fill, joined
from app.packet.deck import Deck
from app.packet.pages import Cover, Picture, Table
from app.theme import LIGHT, Palette

SHEET = Path(__file__).with_name("handout.css")
WIDTH, TYPE = 1180, 24  # units of a chart; printed, its text is about 11 points
HEIGHT, LOWER = 880, 50  # of a chart; for each line of its title after the first it is lower
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def html(deck: Deck, palette: Palette = LIGHT) -> str:
    """The whole packet as a page."""
    draw = {Cover: _cover, Picture: _picture, Table: _table}
    sheets = [
        fill(
            '<section class="{kind}">{page}<footer><span>{footer}</span><span>{n}</span></footer></section>',
            kind=type(page).__name__.lower(), page=draw[type(page)](page, palette), footer=page.footer, n=n,
        )
        for n, page in enumerate(deck.pages, 1)
    ]  # fmt: skip
    return str(
        fill(
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width">'
            '<meta http-equiv="Content-Security-Policy" content="{policy}">'
            "<title>{title}</title><style>{style}</style></head><body><main>{sheets}</main></body></html>\n",
            policy=POLICY,
            title=f"{deck.partnership}: {deck.title}",
            style=_style(palette),
            sheets=joined(sheets),
        )
    )


def _style(palette: Palette) -> Markup:
    colors = {key: value for key, value in asdict(palette).items() if key != "name"}
    variables = "".join(f"--{key.replace('_', '-')}:{value};" for key, value in colors.items())
    return Markup(f":root{{{variables}}}\n{SHEET.read_text(encoding='utf-8')}")


def _cover(page: Cover, palette: Palette) -> Markup:
    return fill(
        '<p class="kicker">{kicker}</p><h1>{title}</h1><p class="day">{day}</p>{lines}',
        kicker=page.kicker, title=page.title, day=page.day,
        lines=joined(fill('<p class="line">{line}</p>', line=line) for line in page.lines),
    )  # fmt: skip


def _picture(page: Picture, palette: Palette) -> Markup:
    lines = max(1, round(len(page.title) / 75 + 0.4))
    chart = trend_svg(
        page.series, palette, page.marks,
        width=WIDTH, height=HEIGHT - LOWER * (lines - 1), type_size=TYPE,
    )  # fmt: skip
    mark = page.series.mark
    facts = joined(
        fill("<div><dt>{name}</dt><dd>{value}</dd></div>", name=name, value=value)
        for name, value in page.facts
    )
    return fill(
        '<p class="kicker">{kicker}</p><h1>{title}</h1><div class="body">'
        '<div class="chart" tabindex="0">{chart}</div>'
        '<aside><p class="number{size}">{number}</p><p class="under">{under}</p>'
        '<p class="verdict {tone}">{shape} {word}</p><dl>{facts}</dl></aside></div>',
        kicker=page.kicker, title=page.title, chart=Markup(chart),  # its texts are escaped
        number=page.number, size="" if page.number[:1] in "0123456789$" else " words", under=page.under,
        tone=mark.tone, shape=mark.shape, word=mark.word, facts=facts,
    )  # fmt: skip


def _table(page: Table, palette: Palette) -> Markup:
    head = fill('<p class="kicker">{kicker}</p><h1>{title}</h1>', kicker=page.kicker, title=page.title)
    if not page.rows:
        return head + fill("<p>{empty}</p>", empty=page.empty)
    columns = joined(fill('<col style="width:{share}%">', share=f"{100 * c.share:g}") for c in page.columns)
    names = joined(fill('<th scope="col">{name}</th>', name=column.name) for column in page.columns)
    rows = joined(
        fill("<tr>{cells}</tr>", cells=joined(fill("<td>{cell}</td>", cell=cell) for cell in row))
        for row in page.rows
    )
    return head + fill(
        "<table><colgroup>{columns}</colgroup><thead><tr>{names}</tr></thead><tbody>{rows}</tbody></table>",
        columns=columns, names=names, rows=rows,
    )  # fmt: skip
