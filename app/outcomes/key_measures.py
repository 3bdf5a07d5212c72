"""The four key measures of Stepping Up: screening first, then each beside everybody else, then the curves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import streamlit as st
from markupsafe import Markup

from app import charts, coordination, filters, markup, panels, published, series, sparkline, wording
from app import facts as say
from app.markup import fill, joined
from app.model import Series
from app.outcomes import curve_data, curves, key_data
from app.outcomes.key_data import Line, Progress, span
from app.theme import Palette

TITLE = "Key measures"
SCREENING, RETURN = "screening_coverage", "return_to_custody_12m"
SMI, OTHERS = "People with serious mental illness", "Everybody else"
WITHOUT = "People without serious mental illness"
WHOSE = {"yes": wording.lower_first(SMI), "no": wording.lower_first(WITHOUT)}
ALL = (
    SCREENING, "bookings_smi", "bookings_total", "bookings_smi_share", "los_smi", "los_median_smi",
    "los_median_other", "los_mean_smi", "los_mean_other", "los_open_days", "los_open_other", "connected_7",
    "connected_14", "connected_30", "connected_30_other", RETURN, "return_to_custody_180d",
    "return_to_custody_24m", "jail_adp_smi", "jail_adp_total",
)  # fmt: skip
RATIO, WHEN = "Median, times as long as without serious mental illness", ("baseline", "now")
CHARTS = (SCREENING, "bookings_smi", "los_smi", "connected_30", RETURN, "jail_adp_smi")
BAR = sparkline.Box(360, 26)
NO_BOOKINGS = (
    "No jail has sent bookings yet, and all four key measures rest on them. They fill when a jail's bookings "
    "are loaded: booking and release dates, whether a validated screen was done, its result, and a person "
    "key that stays the same from booking to booking."
)


@dataclass(frozen=True)
class Key:
    """One key measure: what its table holds, what it is judged by, and notes under it."""

    number: int
    title: str
    main: Series | None
    lines: list[Line]
    notes: list[str]


def draw() -> None:
    """The page, for the home partnership of the current build."""
    build_id = published.current()
    home = series.home_scope(build_id)
    known = published.measures(build_id)
    wanted = tuple(name for name in ALL if name in known)
    found = {name: lines[0] for name, lines in series.of_scope(build_id, wanted, home).items() if lines}
    panels.head(TITLE, panels.when(build_id))
    if not any(name in found and not found[name].empty for name in ("bookings_smi", "los_smi", SCREENING)):
        st.info(NO_BOOKINGS)
        return
    by_smi = series.of_scope(build_id, (RETURN,), home, "smi").get(RETURN, []) if RETURN in known else []
    found = {name: coordination.agreed_now().on_chart(one) for name, one in found.items()}
    year = _baseline(list(found.values()))
    _screening(found.get(SCREENING), year)
    with st.container(key="keys"):
        for key in (_bookings(found, year), _stay(found, year), _care(found, year)):
            _draw_key(key)
        _draw_key(_return(found, by_smi, year))
    _curves(build_id)
    st.html("<h2>Month by month</h2>")
    drawn = [found[name] for name in CHARTS if name in found and found[name].has_numbers]
    charts.many([partial(charts.trend, build_id, one, filters.PERIODS["Last 36 months"]) for one in drawn])
    panels.note(panels.GRAMMAR)


def _baseline(found: list[Series]) -> int | None:
    """The year to hold now against: the first full one unless the address says another."""
    years = [str(year) for year in key_data.full_years(found)]
    if not years:
        return None
    filters.from_address("Baseline year", years, "baseline", years[0])
    with st.container(key="filter_scope"):
        chosen = st.selectbox("Baseline year", years, key="baseline", bind="query-params")
    return int(filters.checked(chosen, years))


def _screening(one: Series | None, year: int | None) -> None:
    """First, because nothing else means much without it."""
    line = _line("Bookings screened", one, year)
    key = Key(0, "First: who was screened?", one, [line], [])
    _draw_key(key, key_data.screening(line.now) + " Nothing below means much without it.")


def _line(label: str, one: Series | None, year: int | None) -> Line:
    then = key_data.why_not(one, year) if year else ""
    return Line(label, span(one, year) if year else None, span(one), then, key_data.why_not(one))


def _bookings(found: dict[str, Series], year: int | None) -> Key:
    smi, total = found.get("bookings_smi"), found.get("bookings_total")
    mine, whole = _line(SMI, smi, year), _line("All bookings", total, year)
    others = Line(OTHERS, key_data.rest(whole.baseline, mine.baseline), key_data.rest(whole.now, mine.now))
    lines = [
        mine,
        others,
        _line("Share of screened bookings with SMI", found.get("bookings_smi_share"), year),
    ]
    lines.append(_line("People with SMI in jail on an average day", found.get("jail_adp_smi"), year))
    note = (
        "Everybody else: no serious mental illness found, or not known. A person booked twice counts twice. "
        "Screened bookings are all that were screened, also of people released on the day of booking."
    )
    return Key(1, "Bookings of people with serious mental illness", smi, lines, [note])


def _stay(found: dict[str, Series], year: int | None) -> Key:
    lines = [
        _line(f"{who}: {what}", found.get(f"los_{what}_{which}"), year)
        for what in ("median", "mean")
        for who, which in ((SMI, "smi"), (WITHOUT, "other"))
    ]
    lines.append(
        Line(RATIO, *(key_data.ratio(*(getattr(line, when) for line in lines[:2])) for when in WHEN))
    )
    open_now = [
        f"{told[0]} so far for {who} ({told[1]})"
        for who, name in (("people with serious mental illness", "los_open_days"),
                          ("people without", "los_open_other"))
        if (told := key_data.newest(found.get(name)))
    ]  # fmt: skip
    notes = [
        "By the year of release; the newest whole year. Stays that have not ended are not in it, nor those "
        "that a transfer to another facility interrupts."
    ]
    if open_now:
        notes.append(f"Still in jail, median days: {wording.listed(open_now)}.")
    return Key(2, "Length of stay in jail", found.get("los_smi"), lines, notes)


def _care(found: dict[str, Series], year: int | None) -> Key:
    main = found.get("connected_30")
    lines = [_line(f"{SMI}, within 30 days", main, year)]
    lines.append(_line(f"{WITHOUT}, within 30 days", found.get("connected_30_other"), year))
    lines += [_line(f"{SMI}, within {days} days", found.get(f"connected_{days}"), year) for days in (7, 14)]
    note = "The day of release counts. Most people without serious mental illness need no such care."
    return Key(3, "Connection to care after release", main, lines, [note])


def _return(found: dict[str, Series], by_smi: list[Series], year: int | None) -> Key:
    level = {one.level: one for one in by_smi}
    lines = [_line(SMI, level.get("yes"), year), _line(WITHOUT, level.get("no"), year)]
    lines.append(_line("Everybody, within 12 months", found.get(RETURN), year))
    lines.append(_line("Everybody, within 180 days", found.get("return_to_custody_180d"), year))
    note = (
        "By the time of release, for releases followed for 12 months: the newest are not in it yet. "
        "Each release counts."
    )
    main = level.get("yes") if level.get("yes") and level["yes"].has_numbers else found.get(RETURN)
    return Key(4, "Return to custody within 12 months", main, lines, [note])


def _draw_key(key: Key, lead: str = "") -> None:
    """One key measure: the finding in words, the table, the way to the target, the notes."""
    lines = [line for line in key.lines if line.baseline or line.now]
    main, palette = key.main, panels.colors()
    told = say.facts(main) if main is not None and not main.empty else None
    title = f"{key.number} {key.title}" if key.number else key.title
    with st.container(border=True, key=f"key_{key.number}"):
        if told is None or not lines:
            why = "Fewer than 11, or protected, in too many periods." if told else "Not reported yet."
            st.html(fill('<div class="key"><h2>{title}</h2><p>{lead} {why}</p></div>', title=title,
                         lead=lead, why=why))  # fmt: skip
            return
        way = key_data.progress(lines[0], main.target, main.measure.good)
        st.html(fill(
            '<div class="key"><h2>{title}</h2>{lead}{verdict}{table}{way}{notes}</div>',
            title=title, lead=fill("<p>{lead}</p>", lead=lead) if lead else "",
            verdict=markup.verdict(main.mark, _sentence(main, told)), table=_table(lines),
            way=_way(way, palette), notes=joined(
                fill('<p class="quiet">{note}</p>', note=note) for note in [*key.notes, _foot(main, told)]
            ),
        ))  # fmt: skip
        with st.container(horizontal=True, key=f"under_key_{key.number}"):
            panels.definition_link(main.measure)


def _sentence(main: Series, told: say.Facts) -> str:
    """The verdict with the newest number it speaks of."""
    whose = f"{main.measure.short}, {main.label.lower()}" if main.label and main.breakdown != "smi" else ""
    ending = ", provisional" if told.provisional else ""
    number = f" {told.value} in {told.period}{ending}." if told.period else ""
    return f"{whose}{told.sentence.rstrip('.')}.{number}"


def _foot(main: Series, told: say.Facts) -> str:
    whose = f", {WHOSE.get(main.level, main.label)}" if main.breakdown == "smi" else ""
    parts = (f"Judged: {main.measure.title}{whose}, by {main.grain}", told.coverage)
    return " · ".join(part for part in parts if part)


def _table(lines: list[Line]) -> Markup:
    """Baseline, now and change, a row a group; every number with its n."""
    when = {
        name: next((got.when for line in lines if (got := getattr(line, name))), "")
        for name in ("baseline", "now")
    }
    rows = joined(
        fill('<tr><th scope="row">{label}</th>{baseline}{now}<td>{change}</td></tr>', label=line.label,
             baseline=_cell(line.baseline, when["baseline"], line.why_baseline),
             now=_cell(line.now, when["now"], line.why_now),
             change=line.change or wording.UNKNOWN)
        for line in lines
    )  # fmt: skip
    return fill(
        '<table><thead><tr><td></td><th scope="col">Baseline {baseline}</th><th scope="col">Now '
        '<span class="quiet">{now}</span></th><th scope="col">Change</th></tr></thead>'
        "<tbody>{rows}</tbody></table>",
        baseline=when["baseline"], now=when["now"], rows=rows,
    )  # fmt: skip


def _cell(one: key_data.Span | None, when: str, why: str = "") -> Markup:
    if one is None:
        none = f"Not told: {why}" if why else "Not told"
        return fill('<td class="quiet" data-when="{when}">{none}</td>', when=when, none=none)
    extra = [one.n, "" if one.when == when else one.when, "provisional" if one.provisional else ""]
    return fill(
        '<td data-when="{when}"><b>{value}</b> <span class="quiet">{n}</span></td>', value=one.words,
        n=" · ".join(part for part in extra if part), when=when if one.when == when else "",
    )  # fmt: skip


def _way(way: Progress | None, palette: Palette) -> Markup | str:
    """Progress toward the target, in a picture and in words."""
    if way is None:
        return fill('<p class="quiet">{none}</p>', none="No target agreed for this measure yet.")
    picture = markup.image(partial(_bar, way.share), palette, BAR, way.words, "way")
    return fill('<div class="progress">{picture}<p>{words}</p></div>', picture=picture, words=way.words)


def _bar(share: float, palette: Palette) -> str:
    """From the baseline (left) to the target (the line at the right), filled as far as one has come."""
    full, done = BAR.width - 24, max(0.0, min(share, 1.0)) * (BAR.width - 24)
    reached = palette.improvement if share >= 1 else palette.quiet
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {BAR.width} {BAR.height}">'
        f'<rect x="8" y="8" width="{full}" height="10" rx="5" fill="{palette.band}"/>'
        f'<rect x="8" y="8" width="{done:.1f}" height="10" rx="5" fill="{reached}"/>'
        f'<line x1="{full + 8}" x2="{full + 8}" y1="1" y2="25" stroke="{palette.target}" stroke-width="3"/>'
        "</svg>"
    )


def _curves(build_id: str) -> None:
    """Return to custody over time: years beside each other, then side by side in the newest mature year."""
    st.html('<h2 id="curves">Return to custody over time</h2>')
    home = series.home_scope(build_id)
    year = curve_data.newest_mature(curve_data.found(build_id, "return", curve_data.ALL, home) or ())
    with st.container(key="charts_curves"):
        curves.panel(build_id, "return", curve_data.ALL, key="return_years")
        if year is not None:
            curves.panel(build_id, "return", "smi", year=year, without=("unknown",), key="return_smi")
            curves.panel(build_id, "return", "program", year=year, key="return_program")
