"""The layouts that pages share: cards, rows, stories, and the states in which there is nothing to show."""

from __future__ import annotations

import streamlit as st
from markupsafe import Markup

from app import facts as say
from app import markup, navigation, published, sparkline, theme, wording
from app.markup import fill, joined
from app.model import Measure, Scope, Series
from app.theme import Palette

EMPTY = """
The board fills as soon as data is published. In the project's folder, run one of these:

    python -m etl demo

builds and publishes a synthetic county of half a million people to look around in;

    python -m etl load FILE.csv

reads, checks and publishes a partner's own file. `python -m etl template encounters` writes a template that
partners can fill in.
"""

GRAMMAR = (
    "Gray band: usual range. Filled points: a real change. Hollow point: provisional. Dashed red: target. "
    "Cross: a count of fewer than 11, or protecting one, is not shown."
)


def colors() -> Palette:
    """The palette of the theme that this visitor's browser shows."""
    return theme.palette(st.context.theme.type)


def style(page: str) -> None:
    """The style sheet of a page, by its address: constant text, no data."""
    st.html(theme.style(st.context.theme.type, page))


def card_key(name: str, draws: bool) -> str:
    """The key of a chart's card, by which it is styled; whether it draws its chart or has words only."""
    return f"chart_{name}" if draws else f"chart_{name}_silent"


def nothing_published() -> bool:
    """True before the first build."""
    return published.current() is None


def empty_state() -> None:
    """What would fill the dashboard."""
    st.title("Nothing is published yet")
    st.markdown(EMPTY)
    if st.button("Look again", type="primary"):
        st.rerun()


def head(title: str, aside: str = "", pill: str = "") -> None:
    """The page's one first-level heading, with the quiet facts beside it."""
    st.html(
        fill(
            '<header class="head"><h1>{title}</h1>{aside}{pill}{as_of}</header>',
            title=title,
            aside=fill('<p class="quiet">{}</p>'.replace("{}", "{text}"), text=aside) if aside else "",
            pill=fill('<p class="pill">{text}</p>', text=pill) if pill else "",
            as_of=_as_of(aside),
        )
    )


def _as_of(aside: str) -> Markup | str:
    """Which build a sheet of paper was printed from, where the page's own heading does not say it."""
    build_id = published.current()
    told = when(build_id) if build_id else ""
    return fill('<p class="quiet on-paper">{told}</p>', told=told) if told and told not in aside else ""


def when(build_id: str) -> str:
    """'October 2026, as of Nov 12'."""
    build = published.build(build_id)
    month = wording.long_month(build.through_month) if build.through_month else ""
    return f"{month}, as of {wording.short_day(build.as_of)}" if build.as_of else month


def amount(value: str) -> Markup:
    """A value with its unit set smaller than its number: '24 minutes'."""
    number, _, unit = value.partition(" ")
    if not unit or not number[:1].isdigit():
        return fill("{value}", value=value)
    return fill('{number} <span class="unit">{unit}</span>', number=number, unit=unit)


def size(told: say.Facts) -> str:
    """The class of a value: numbers are big, words in their place a little smaller."""
    return "big" if told.value[:1] in "0123456789$" else "big words"


def number(told: say.Facts, usual_period: str = "", with_reason: bool = True) -> Markup:
    """The big number with its n; a hidden one says why."""
    why = fill('<p class="quiet">{why}</p>', why=told.why_hidden) if told.why_hidden and with_reason else ""
    return fill(
        '<p class="{size}">{value}</p><p class="quiet n">{n}</p>{why}',
        size=size(told), value=amount(told.value), n=say.n_line(told, usual_period) or "\u00a0", why=why,
    )  # fmt: skip


def card(series: Series, palette: Palette, usual_period: str) -> Markup:
    """A headline measure: name, number, n, verdict in a word, sparkline, coverage."""
    told = say.facts(series)
    return fill(
        '<div class="card-body"><h2>{name}</h2>{number}{verdict}{picture}'
        '<p class="quiet cover">{cover}</p></div>',
        name=told.name, number=number(told, usual_period, with_reason=False),
        verdict=markup.verdict(series.mark),
        picture=markup.picture(series, palette, sparkline.CARD, 24, say.alternative(series)),
        cover=told.coverage,
    )  # fmt: skip


def row_text(series: Series, usual_period: str) -> Markup:
    """A headline row's words: number, last year, usual range, the verdict as a sentence."""
    told = say.facts(series)
    parts = (say.n_line(told, usual_period), say.context(told, True), told.coverage.replace(" agencies", ""))
    context = " · ".join(part for part in parts if part)
    # One line each: the board is one screen.
    sentence = told.sentence.partition(":")[0] if series.verdict.code == "early" else told.sentence
    return fill(
        '<div class="row-body"><p class="{size}">{value}</p>'
        '<div><p class="quiet">{context}</p>{verdict}</div></div>',
        size=size(told), value=amount(told.value), context=context,
        verdict=markup.verdict(series.mark, sentence),
    )  # fmt: skip


def five_numbers(found: list[Series], palette: Palette) -> None:
    """The numbers a leader asks for first: this month, last year, the usual range and the verdict."""
    st.html(fill('<div class="five">{cards}</div>', cards=joined(_leader_card(s, palette) for s in found)))


def _leader_card(series: Series, palette: Palette) -> Markup:
    told = say.facts(series)
    rows = [
        ("Newest shown", told.before),
        (wording.YEAR_BEFORE[series.grain], told.last_year or wording.UNKNOWN),
        ("Usual range", told.usual or wording.UNKNOWN),
        ("Target", told.target),
    ]
    facts = joined(
        fill("<div><dt>{name}</dt><dd>{value}</dd></div>", name=name, value=value)
        for name, value in rows
        if value
    )
    return fill(
        '<section class="tile"><h2>{name}</h2><div>{number}</div>{verdict}{picture}<dl>{facts}</dl>'
        '<p class="quiet cover">{cover}</p></section>',
        name=told.name, number=number(told), verdict=markup.verdict(series.mark, told.sentence),
        picture=markup.picture(series, palette, sparkline.CARD, 24, say.alternative(series)),
        facts=facts, cover=told.coverage,
    )  # fmt: skip


def story(found: list[Series], most: int = 4, at_intercept: bool = False) -> None:
    """What happened, in sentences to read aloud: concerns, improvements and changes, then the rest.

    at_intercept: what is told of all intercepts only says so, and comes after what is this one's own.
    """
    order = {"concern": 0, "improvement": 1, "change": 2, "early": 3}
    everywhere = {id(one): one.over_all if at_intercept else "" for one in found}
    real = sorted(
        (s for s in found if _moves(s)), key=lambda s: (bool(everywhere[id(s)]), order[s.verdict.code])
    )
    lines = [
        fill(
            '<li class="{tone}"><span aria-hidden="true">{shape}</span>'
            '<p><b>{finding}.</b> <span class="quiet">{n}</span></p></li>',
            tone=one.mark.tone, shape=one.mark.shape, n=_in_short(one),
            finding=wording.finding(f"{one.measure.title}{everywhere[id(one)]}", one.verdict.sentence),
        )
        for one in real[:most]
    ]  # fmt: skip
    rest = _the_rest([one for one in found if one not in real], len(real) - most)
    lines += (
        [
            fill(
                '<li class="normal"><span aria-hidden="true">●</span><p class="quiet">{rest}</p></li>',
                rest=rest,
            )
        ]
        if rest
        else []
    )
    st.html(fill('<ul class="story">{lines}</ul>', lines=joined(lines)))


def _moves(series: Series) -> bool:
    """A real change, or an early sign of one."""
    verdict = series.verdict
    return verdict.code in ("concern", "improvement", "change") or (
        verdict.code == "early" and bool(verdict.direction)
    )


def _in_short(series: Series) -> str:
    """The number of the period that the verdict speaks of, with what to hold it against."""
    judged = series.judged
    told = say.facts(series, judged if judged and judged.drawn else None)
    number = f"{told.value} in {told.period}" if told.period else told.value
    return " · ".join(part for part in (number, say.context(told)) if part)


def _the_rest(found: list[Series], more: int) -> str:
    normal = sum(s.verdict.code == "normal" for s in found)
    unsaid = sum(s.verdict.code in ("too_few", "early", "none") and not s.withheld for s in found)
    withheld = sum(s.withheld for s in found)
    parts = [
        f"{wording.many(more, 'more change')} further down" if more > 0 else "",
        f"{wording.many(normal, 'measure')} in normal variation" if normal else "",
        f"{wording.many(unsaid, 'measure')} with too little to judge" if unsaid else "",
        f"{wording.many(withheld, 'measure')} not shown, to protect people" if withheld else "",
    ]
    told = wording.listed([part for part in parts if part])
    return f"{told[:1].upper()}{told[1:]}." if told else ""


def nothing_from(scope: Scope) -> None:
    """A scope without numbers: what would fill the page."""
    st.info(
        f"{wording.plain_markdown(scope.name)} has sent nothing yet that these measures need. They fill when "
        "its files are loaded; the definitions say what each measure counts."
    )


def note(text: str) -> None:
    """A quiet line of explanation."""
    st.html(fill('<p class="quiet note">{text}</p>', text=text))


def working(text: str) -> None:
    """Something is going on: what it is, told to screen readers too."""
    st.html(
        fill(
            '<p class="working" role="status"><span class="spin" aria-hidden="true"></span> {text} …</p>',
            text=text,
        )
    )


def notes(*texts: str) -> None:
    """Several quiet lines, those that say anything."""
    lines = [text for text in texts if text]
    if lines:
        st.html(joined(fill('<p class="quiet note">{text}</p>', text=text) for text in lines))


def explain(telling: list[Series], drawn: list[Series], named: int | None = None) -> list[str]:
    """Say here what holds for most of a page: not by month, or not shown; the rest is for its foot."""
    coarse = [one for one in drawn if one.grain != "month"]
    hidden = [one for one in telling if one.withheld]
    above, below = [], []
    many_hidden = 2 * len(hidden) > len(telling)
    (above if many_hidden else below).append(say.withheld(hidden, named if many_hidden else None))
    (above if 2 * len(coarse) > len(drawn) else below).append(say.coarser(drawn))
    notes(*above)
    return below


def definition_link(measure: Measure) -> None:
    """The way from a number to what it means."""
    st.page_link(
        navigation.DEFINITIONS.file,
        label="What this measures",
        query_params={"measure": measure.id},
        icon=":material/menu_book:",
    )


def curve_link(measure: Measure) -> None:
    """The way from a chart to what the partners make of it."""
    st.page_link(
        navigation.CURVE.file,
        label="Turn the curve",
        query_params={"measure": measure.id},
        icon=":material/show_chart:",
    )
