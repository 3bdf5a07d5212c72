"""The equity page: at each decision point, group beside group, from the released numbers alone."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from markupsafe import Markup

from app import charts, exports, panels, published, series, sparkline, wording
from app.filters import checked, from_address
from app.markup import fill, image, joined
from app.model import Scope
from app.outcomes import equity, equity_gap, equity_lead, parts
from app.outcomes.equity import Point
from app.outcomes.equity_gap import Line

TITLE = "Equity"
OLD_BUILD = (
    "These numbers were published before this page existed. They appear with the next publication: send a "
    "file, or run python -m etl publish."
)
MOST_LINES = 4
HOW = (
    "Each rate is taken over the people who came to the decision point, so that what happened before is not "
    "counted twice; the first one is taken over the county's residents, a different kind of base. A "
    "difference says where to look, not why it is there."
)
COMBINED = (
    "Alone or in combination: somebody of several groups counts in each of them, beside the other group "
    "counted alone. Rows that say only “more than one” can be put in none."
)
FEW = (
    "Too few to say: fewer than 11 events or fewer than 30 people in one of the groups, or a number that "
    "would let a smaller one be worked out."
)

OVER_TIME = (
    "Zero is the same rate. Gray band: usual range, and its mean. A triangle was a real change then: blue "
    "where the gap narrowed, orange where it widened. Dotted frame: the year chosen above. Each strip has a "
    "scale of its own."
)
FEW_YET = "Too few periods to say."


def draw() -> None:
    """The page."""
    build_id = published.current()
    panels.head(TITLE, panels.when(build_id))
    rows, verdicts = (published.table(build_id, name) for name in ("disparity", "disparity_trend"))
    if rows is None or verdicts is None:
        st.info(OLD_BUILD)
        return
    home = series.home_scope(build_id)
    rows = rows[(rows["scope"] == home.id) & (rows["grain"] == "year")]
    if not len(rows):
        panels.nothing_from(home)
        return
    labels = published.level_labels(build_id)
    chosen, characteristic, counting = _choose(rows, published.breakdown_labels(build_id), labels)
    verdicts = verdicts[
        (verdicts["scope"] == home.id)
        & (verdicts["characteristic"] == characteristic)
        & (verdicts["reference"] == chosen["reference"].iloc[0])
    ]
    found = equity.points(chosen, verdicts, published.measures(build_id), labels)
    year = int(chosen["period"].iloc[0].year)
    lines = _lines(build_id, verdicts, labels, characteristic)
    with st.container(key="equity_lead"):
        _lead(found, characteristic, year, lines, home)
        _finding(found, characteristic)
    with st.container(key="charts_equity"):
        for point in found:
            outside = equity_gap.in_year(lines.get(point.measure.id, []), year, point.of_residents)
            _panel(point, chosen, characteristic, labels, outside)
    _over_time(found, lines, year, counting)
    panels.notes(HOW, FEW, COMBINED if counting == "any" else "")


def _choose(rows: pd.DataFrame, names: dict, labels: dict) -> tuple[pd.DataFrame, str, str]:
    """The choices of the page, kept in its address: (the rows they leave, characteristic, counting)."""
    with st.container(key="filters_equity"):
        columns = st.columns([1.3, 1.5, 0.8, 1.4])
        known = [name for name in (equity.RACE, "age_band", "sex") if (rows["characteristic"] == name).any()]
        by = {names.get(name, name): name for name in known}
        characteristic = by[_pick(columns[0], "Groups by", list(by), "by")]
        rows = rows[rows["characteristic"] == characteristic]
        largest = rows.groupby("reference")["ref_base"].sum().sort_values(ascending=False, kind="stable")
        levels = sorted(largest.index, key=lambda level: level != equity.FIRST_REFERENCE)
        references = {labels.get((characteristic, level), (0, level))[1]: level for level in levels}
        reference = references[_pick(columns[1], "Compared with", list(references), "with")]
        years = [str(year) for year in sorted(rows["period"].dt.year.unique(), reverse=True)]
        whole = _newest_whole(rows)
        years.sort(key=lambda year: year != whole)
        year = _pick(columns[2], "Year", years, "year")
        counting = "alone"
        if characteristic == equity.RACE:
            counting = equity.COUNTINGS[_pick(columns[3], "People of several groups", list(equity.COUNTINGS),
                                              "counting")]  # fmt: skip
    kept = (rows["reference"] == reference) & (rows["counting"] == counting)
    return rows[kept & (rows["period"].dt.year == int(year))], characteristic, counting


def _lines(build_id: str, verdicts: pd.DataFrame, labels: dict, characteristic: str) -> dict[str, list[Line]]:
    """The gaps over time that these verdicts are of; none in builds of earlier versions."""
    gaps = published.table(build_id, "disparity_gap")
    if gaps is None or not len(verdicts):
        return {}
    same = gaps["characteristic"] == characteristic
    for name in ("scope", "reference"):
        same &= gaps[name] == verdicts[name].iloc[0]
    return equity_gap.lines(gaps[same], verdicts, labels, characteristic)


def _newest_whole(rows: pd.DataFrame) -> str:
    """The newest year in which most of what is told is final; the newest at all where there is none."""
    told = rows[rows["status"] == "told"]
    final = told[~told["provisional"]]["period"].dt.year
    years = final if len(final) else rows["period"].dt.year
    counts = years.value_counts()
    return str(counts[counts >= counts.max() / 2].index.max())


def _pick(column, label: str, options: list[str], key: str) -> str:
    from_address(label, options, key, options[0])
    return checked(column.selectbox(label, options, key=key, bind="query-params"), options)


def _lead(
    found: list[Point], characteristic: str, year: int, lines: dict[str, list[Line]], home: Scope
) -> None:
    """The page's main thing: where the gap is widest, whether it is real, whether it changes."""
    first = equity_lead.widest(found)
    if first is None:
        st.html(fill("<h2>{year}: {text}</h2>", year=year, text=wording.lower_first(equity.headline(found))))
        return
    point, group = first
    line = next((each for each in lines.get(point.measure.id, []) if each.level == group.level), None)
    told = equity_lead.answers(found, point, group, characteristic, line)
    picture = "" if line is None or line.limits is None else _small(point, line, home)
    cards = [
        fill(
            '<section class="answer"><h3>{question}</h3><p class="verdict {tone}">{answer}</p>'
            "{picture}{lines}</section>",
            question=one.question, tone=one.tone, answer=one.answer,
            picture=picture if one is told[-1] else "",
            lines=joined(fill("<p>{text}</p>", text=text) for text in one.lines),
        )
        for one in told
    ]  # fmt: skip
    st.html(
        fill(
            '<h2>{title}</h2><div class="answers">{cards}</div>',
            title=equity_lead.title(point, group, characteristic, year), cards=joined(cards),
        )
    )  # fmt: skip


def _small(point: Point, line: Line, home: Scope) -> Markup:
    """The gap over time as a small picture."""
    drawn = equity_lead.as_series(line, point.measure, home)
    return image(
        lambda colors: sparkline.svg(drawn, colors, equity_lead.PICTURE, len(drawn.frame)), panels.colors(),
        equity_lead.PICTURE, equity_gap.alternative([line], point.of_residents), "spark",
    )  # fmt: skip


def _finding(found: list[Point], characteristic: str) -> None:
    """Below the widest gap: how many differ, the others by distance, then where nobody does."""
    pairs = equity_lead.by_distance(found)[1:]
    lines = [_line(point, group, characteristic) for point, group in pairs[:MOST_LINES]]
    rest = []
    if len(pairs) > MOST_LINES:
        others = [f"{point.measure.short}, {group.label} {equity.times(group.rri)} times"
                  for point, group in pairs[MOST_LINES:]]  # fmt: skip
        more = wording.many(len(others), "more difference")
        rest.append(f"{more} further down: {'; '.join(others)}")
    alike = [wording.lower_first(p.measure.short) for p in found if p.told and not p.differing]
    if alike:
        rest.append(f"No difference beyond chance: {wording.listed(alike)}")
    baseless = [wording.lower_first(point.measure.short) for point in found if point.without_base]
    if baseless:
        rest.append(f"No base for groups alone or in combination: {wording.listed(baseless)}")
    silent = [wording.lower_first(p.measure.short) for p in found if not p.told and not p.without_base]
    if silent:
        rest.append(f"Too few or too early to say for anybody: {wording.listed(silent)}")
    if rest:
        template = '<li class="normal"><span aria-hidden="true">●</span><p class="quiet">{t}.</p></li>'
        lines.append(fill(template, t=". ".join(rest)))
    heading = fill("<h3>{text}</h3>", text=equity.headline(found)) if equity_lead.widest(found) else ""
    st.html(fill('{heading}<ul class="story">{lines}</ul>', heading=heading, lines=joined(lines)))
    panels.notes("" if heading else equity.by_chance(found))


def _line(point: Point, group: equity.Beside, characteristic: str):
    said = equity.mark(point, group)
    told, _, excess = equity.sentence(point, group, characteristic).rpartition(": ")
    return fill(
        '<li class="{tone}"><span aria-hidden="true">{shape}</span><p><b>{told}.</b> '
        '<span class="quiet">{excess}. {word}.</span></p></li>',
        tone=said.tone, shape=said.shape, told=told, excess=excess[:1].upper() + excess[1:], word=said.word,
    )  # fmt: skip


def _title(point: Point) -> str:
    """The decision point and what it shows, in one sentence."""
    name = point.measure.short
    if point.without_base:
        return f"{name}: no base to count from"
    if not point.told:
        early = all(group.status == "too_early" for group in point.groups)
        return f"{name}: too {'early' if early else 'few'} to say"
    if not point.differing:
        return f"{name}: no difference beyond chance"
    groups = [f"{group.label} {equity.times(group.rri)}" for group in point.differing[:2]]
    more = len(point.differing) - len(groups)
    groups += [f"{more} more"] if more > 0 else []
    return f"{name}: {wording.listed(groups)} times as often as {point.reference_label}"


def _totals_only(build_id: str) -> list[str]:
    """The police agencies of the partnership that send monthly totals and no encounters: in no group."""
    feeds = published.partner_feeds(build_id).groupby("agency_id")["feed"].agg(set)
    home = series.home_scope(build_id)
    return [
        scope.name
        for scope in published.scopes(build_id)
        if scope.kind == "agency"
        and scope.partnership == home.partnership
        and scope.agency_kind in ("police", "sheriff")
        and "monthly_counts" in feeds.get(scope.id, ())
        and "encounters" not in feeds.get(scope.id, ())
    ]


@st.cache_resource(max_entries=charts.FIGURES_KEPT, show_spinner=False)
def _figure(key: tuple, _point: Point, _palette):
    """One figure for a build, its choices and theme (all in `key`). Shared by sessions: never changed."""
    from app.outcomes import equity_figure  # Plotly loads on the first page that draws

    return equity_figure.ratios(_point, _palette)


def _panel(point: Point, rows: pd.DataFrame, characteristic: str, labels: dict, outside: str) -> None:
    """One decision point: its finding, numbers, picture, table and CSV. outside: the year's unusual gaps."""
    name, palette = point.measure.id, panels.colors()
    mine = rows[rows["measure_id"] == name]
    first = mine.iloc[0]
    rate = equity.rate(point.ref_rate, point.of_residents, point.ref_base)
    n = f"{point.reference_label}: {rate if point.ref_rate is not None else 'not shown'}"
    caution = equity.caution(point, _totals_only(published.current()) if point.of_residents else [])
    few = " ".join(part for part in (caution, equity.untold_line(point)) if part)
    if point.ref_events is not None and point.ref_base is not None:
        n += f" ({wording.count(point.ref_events)} of {wording.count(point.ref_base)})"
    over = "residents of the county" if point.of_residents else wording.lower_first(point.measure.denominator)
    n += f", out of {over}"
    whose = [f"{first['period'].year}{' so far, provisional' if point.provisional else ''}", point.coverage,
             charts.ROWS_ONLY]  # fmt: skip
    key = (published.current(), name, first["period"], first["reference"], characteristic, first["counting"])
    with st.container(border=True, key=panels.card_key(f"equity_{name}", point.told)):
        st.html(
            fill(
                '<div class="chart-head"><h2>{title}</h2><p>{n}</p><p class="quiet">{whose}</p>{few}</div>',
                title=_title(point), n=n,
                whose=" · ".join(part for part in whose if part),
                few=fill('<p class="quiet">{few}</p>', few=few) if few else "",
            )
        )  # fmt: skip
        if point.told:
            st.plotly_chart(
                _figure((*key, palette.name), point, palette), key=f"plot_equity_{name}", theme=None,
                width="stretch", config={"displayModeBar": False, "scrollZoom": False, "doubleClick": False},
                alt=equity.alternative(point, characteristic),
            )  # fmt: skip
        with st.expander("How this is counted, and what became of it"):
            panels.notes(point.measure.question, equity.over_time(point), outside)
        _under(point, mine, labels)


@st.fragment
def _under(point: Point, rows: pd.DataFrame, labels: dict) -> None:
    """The numbers as a table one keystroke away, the CSV, and the way to the definition."""
    name = point.measure.id
    with st.container(horizontal=True, vertical_alignment="center", key=f"under_equity_{name}"):
        shown = st.toggle("Data table", key=f"table_equity_{name}")
        st.download_button(
            "Download CSV",
            data=lambda: exports.csv_bytes(equity.download_rows(rows, labels, point.measure.title)),
            file_name=f"{name}-{rows['period'].iloc[0].year}.csv", mime="text/csv", on_click="ignore",
            key=f"csv_equity_{name}", icon=":material/download:",
        )  # fmt: skip
        panels.definition_link(point.measure)
    if shown:
        st.table(equity.table(point), hide_index=True, border="horizontal")


def _over_time(found: list[Point], lines: dict[str, list[Line]], year: int, counting: str) -> None:
    """What became of each gap: a picture a decision point, and why the others have none."""
    if not lines:
        return
    st.html("<h2>The gap over time</h2>")
    panels.note(OVER_TIME + (" Here each group is counted alone." if counting == "any" else ""))
    silent = []
    with st.container(key="charts_more"):
        for point in found:
            mine = lines.get(point.measure.id, [])
            if equity_gap.drawn(mine):
                _gap_panel(point, mine, year)
            elif mine:
                silent.append(
                    f"{point.measure.short}: {wording.lower_first(equity_gap.yearly(mine) or FEW_YET)}"
                )
    panels.notes(*silent)


def _gap_panel(point: Point, mine: list[Line], year: int) -> None:
    """One decision point's gaps: finding, strips, table and CSV."""
    name, palette, drawn = point.measure.id, panels.colors(), equity_gap.drawn(mine)
    unit = "per 1,000 residents" if point.of_residents else "in percentage points"
    key = (published.current(), name, point.reference, drawn[0].frame["characteristic"].iloc[0], year)
    with st.container(border=True, key=f"chart_levels_gap_{name}"):
        parts.head(
            equity_gap.headline(point.measure.short, drawn, year),
            f"The group's rate less that of {point.reference_label}, {unit}, by {drawn[0].grain}.",
            equity_gap.in_year(drawn, year, point.of_residents),
            equity_gap.yearly(mine),
        )
        st.plotly_chart(
            _gap_figure((*key, palette.name), drawn, point.of_residents, year, palette), theme=None,
            key=f"plot_gap_{name}", width="stretch", alt=equity_gap.alternative(drawn, point.of_residents),
            config={"displayModeBar": False, "scrollZoom": False, "doubleClick": False},
        )  # fmt: skip
        parts.under(equity_gap.table(drawn, point.of_residents), f"gap_{name}", f"{name}-gap", point.measure)


@st.cache_resource(max_entries=charts.FIGURES_KEPT, show_spinner=False)
def _gap_figure(key: tuple, _lines: list[Line], _of_residents: bool, _year: int, _palette):
    """Like _figure, for the gaps over time."""
    from app.outcomes import equity_figure

    return equity_figure.gaps(_lines, _of_residents, _year, _palette)
