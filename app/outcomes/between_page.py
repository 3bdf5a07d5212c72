"""Between intercepts: a year's people from first contact to its end, familiar faces, time between steps."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from app import filters, panels, published, series, wording
from app.markup import fill
from app.model import DRAWN, Point, Scope, Series
from app.outcomes import parts, paths
from app.outcomes.paths import CARED_FOR, JAILED, STAGES, Year

TITLE = "Between intercepts"
FACES = "familiar_faces"
CONTACTS = "familiar_contacts"
LINKED = "linkable_contacts"
# What is measured, and the share of people whom the step reached at all.
STEPS = (
    ("year_contact_to_service", "Contact to first service, of those who got there within 30 days",
     "linkage_30", "reached one in 30 days"),
    ("year_booking_to_release", "Booking to release, people with serious mental illness only", "", ""),
    ("year_release_to_care", "Release to first care, of those who got there within 30 days",
     "connected_30", "reached it in 30 days"),
    ("year_referral_to_start", "Referral to program start", "", ""),
    ("year_release_to_return", "Release to return, of those who returned within 12 months",
     "return_to_custody_12m", "returned in 12 months"),
)  # fmt: skip


def draw() -> None:
    """The page of the current build."""
    build_id = published.current()
    home = series.home_scope(build_id)
    panels.head(TITLE, panels.when(build_id))
    whole = paths.total(build_id, home)
    if whole is None or whole.empty:
        known = paths.MEASURE in published.measures(build_id)
        st.info(
            "Nobody can be followed yet. The page fills when encounters or bookings with a key that agencies "
            "share are loaded."
            if known
            else "The data shown was published by an earlier version, which did not follow people between "
            "agencies. The page fills with the next publication."
        )
        return
    when = _choose(whole, paths.begins(build_id, home))
    year = paths.of_year(build_id, home, when)
    _finding(build_id, home, year)
    _flow(year, whole)
    _familiar(build_id, home, year)
    _steps(build_id, home, year)
    panels.notes(f"{whole.measure.caveats} Source: {whole.measure.source}.")


def _choose(whole: Series, first: dt.date | None) -> dt.date:
    known = {paths.named(day, whole.at(day).unfinished, first): day for day in paths.years(whole)}
    usual = next(label for label, day in known.items() if day == paths.usual_year(whole))
    filters.from_address(
        "Year", list(known), "year", usual, {str(day.year): name for name, day in known.items()}
    )
    with st.container(key="filter_period"):
        chosen = st.selectbox(
            "Year", list(known), index=list(known).index(usual), key="year", bind="query-params"
        )
    return known[filters.checked(chosen, [usual, *known])]


def _named(year: Year) -> str:
    return year.name or str(year.when.year)


def _part(year: Year) -> bool:
    """Whether it is less than a calendar year."""
    return _named(year) != str(year.when.year)


def _finding(build_id: str, home: Scope, year: Year) -> None:
    """What the year's ways say, and how many contacts they leave out."""
    least = "at least " if year.hidden is None or year.hidden else ""
    if year.total is None:
        told = f"{_named(year)}: how many people were met is not shown, to protect people."
    else:
        jailed, program = (_share(year.ended(*codes), year.total) for codes in (JAILED, (CARED_FOR,)))
        told = (
            f"{_named(year)}: of {wording.count(year.total)} people met, {least}{program} were in a program "
            f"at its end; {least}{jailed} were in jail then, or had been jailed after their first contact."
        )
    st.html(
        fill(
            '<ul class="story"><li class="normal"><span aria-hidden="true">●</span><p><b>{told}</b> '
            '<span class="quiet">{linked}</span></p></li></ul>',
            told=told,
            linked=_linked(build_id, home, year.when),
        )
    )


def _share(part: float, whole: float) -> str:
    return f"{wording.count(part)} ({wording.amount(100 * part / whole, 'percent')})" if whole else "none"


def _linked(build_id: str, home: Scope, when: dt.date) -> str:
    point = _point(build_id, LINKED, home, when)
    if point is None or not point.drawn:
        return "How many contacts could not be followed is not shown."
    lost = point.denominator - point.numerator
    return (
        f"{wording.count(lost)} of {wording.count(point.denominator)} contacts "
        f"({wording.amount(100 - point.value, 'percent')}) carry no key that agencies share. They cannot be "
        "followed and are in none of these numbers."
    )


def _point(build_id: str, name: str, home: Scope, when: dt.date) -> Point | None:
    one = series.one(build_id, name, home)
    return one.at(when) if one else None


def _flow(year: Year, whole: Series) -> None:
    rows = _path_rows(year)
    with st.container(border=True, key="chart_flow_paths"):
        parts.head(
            f"From first contact to the year's end, {_named(year)}",
            " · ".join(part for part in (_in_all(year), year.reporting) if part),
            f"{whole.measure.question} Each person counts once; orange: jail, blue: in a program.",
        )
        if year.shown:
            _pictures(year)
        else:
            st.info("Every path has fewer than 11 people, or protects such a number. None can be drawn.")
        parts.under(rows, "paths", f"paths-{year.when.year}", whole.measure)


def _in_all(year: Year) -> str:
    if year.total is None:
        return "The total is not shown, so what the bands leave out has no size"
    if not year.hidden:
        return f"{wording.count(year.total)} people"
    few = sum(path.people is None for path in year.paths)
    return (
        f"{wording.count(year.total)} people, {wording.count(year.hidden)} of them on "
        f"{wording.many(few, 'path')} not shown (fewer than 11, or protected): the gray band"
    )


def _pictures(year: Year) -> None:
    from app.outcomes import flow_figure  # Plotly loads where it is drawn

    palette = panels.colors()
    config = {"displayModeBar": False, "staticPlot": False}
    told = " ".join(f"{STAGES[stage]}: {_places(year, stage)}." for stage in range(len(STAGES)))
    for key, figure in (("wide_flow", flow_figure.sankey), ("narrow_flow", flow_figure.bars)):
        with st.container(key=key):
            st.plotly_chart(
                figure(year, palette), key=f"plot_{key}", theme=None, width="stretch", config=config, alt=told
            )


def _places(year: Year, stage: int) -> str:
    return wording.listed([f"{name} {people:,}" for (_, name), people in year.of(stage).items() if people])


def _path_rows(year: Year) -> list[dict]:
    """Every path, the largest first, the hidden ones by name at the end."""
    ordered = sorted(year.paths, key=lambda path: -(path.people or 0))
    return [
        dict(zip(STAGES, path.names, strict=True))
        | {
            "People": wording.count(path.people) if path.people is not None else wording.hidden("count"),
            "Share": wording.amount(100 * path.people / year.total, "percent")
            if path.people is not None and year.total
            else "",
        }
        for path in ordered
    ]


def _familiar(build_id: str, home: Scope, year: Year) -> None:
    """People met on four or more days: how many, their share of contacts, by kind; counts only."""
    faces = series.one(build_id, FACES, home)
    if faces is None:
        return
    rows = [_face_row("Any contact", faces.at(year.when))]
    for one in series.of_scope(build_id, (FACES,), home, "contact_kind").get(FACES, []):
        rows.append(_face_row(one.label, one.at(year.when)))
    rows = [row for row in rows if row]
    with st.container(border=True, key="chart_flow_faces"):
        parts.head(
            _faces_title(build_id, home, year, faces),
            faces.measure.question
            if not _part(year)
            else (
                f"How many people were met on four or more days of {_named(year)}? That is no whole year: "
                "fewer people can reach four days in it."
            ),
            faces.measure.caveats,
        )
        st.table(rows, hide_index=True, border="horizontal")
        parts.under(rows, "faces", f"familiar-faces-{year.when.year}", faces.measure, with_table=False)


def _faces_title(build_id: str, home: Scope, year: Year, faces: Series) -> str:
    point, contacts = faces.at(year.when), _point(build_id, CONTACTS, home, year.when)
    if point is None or not point.drawn:
        return f"Familiar faces, {_named(year)}: fewer than 11, or protected"
    told = f"{wording.count(point.numerator)} of {wording.count(point.denominator)} people met"
    rest = ""
    if contacts and contacts.drawn:
        share = wording.amount(contacts.value, "percent")
        rest = f" had {share} of {wording.count(contacts.denominator)} contacts"
    return f"Familiar faces, {_named(year)}: {told}{rest}"


def _face_row(label: str, point: Point | None) -> dict:
    if point is None or point.status == "missing":
        return {}
    shown = point.drawn
    return {
        "Contact with": label,
        "Met on four or more days": wording.count(point.numerator) if shown else wording.hidden("count"),
        "People met": wording.count(point.denominator) if point.denominator is not None else "",
        "Share": wording.amount(point.value, "percent", point.denominator) if shown else "",
    }


def _steps(build_id: str, home: Scope, year: Year) -> None:
    """Median days between steps, with how many reached the next step at all."""
    rows, first = [], None
    for name, label, share, words in STEPS:
        one = series.one(build_id, name, home)
        if one is None:
            continue
        first = first or one
        rows.append(_step_row(label, one, year.when, _reached(build_id, share, home, year.when, words)))
    if not rows:
        return
    with st.container(border=True, key="chart_flow_steps"):
        parts.head(
            f"Time between steps, {_named(year)}",
            "Of those who took the step, half took this many days or fewer, and nine in ten at most the "
            "second number. Who never got there is not in it.",
        )
        st.table(rows, hide_index=True, border="horizontal")
        parts.under(rows, "steps", f"time-between-steps-{year.when.year}", first.measure, with_table=False)


def _step_row(label: str, one: Series, when: dt.date, reached: str) -> dict:
    point = one.at(when)
    high = one.frame.loc[one.frame["period"].dt.date == when, "value_high"]
    told = {"missing": wording.UNKNOWN, "too_early": "Too early", "no_cases": "No cases"}
    status = point.status if point else "missing"
    shown = point is not None and point.drawn
    ninth = wording.amount(float(high.iloc[0]), "days") if shown and len(high) and high.notna().all() else ""
    return {
        "Step": label,
        "Median": wording.amount(point.value, "days") if shown else told.get(status, wording.hidden("days")),
        "Nine in ten": ninth,
        "n": wording.count(point.denominator) if shown else "",
        "Reached at all": reached,
    }


def _reached(build_id: str, name: str, home: Scope, when: dt.date, words: str) -> str:
    """'52% of 5,210 reached it in 30 days', from the months of the year, when all of them are shown."""
    one = series.one(build_id, name, home) if name else None
    if one is None:
        return ""
    mine = one.frame[one.frame["period"].dt.year == when.year]
    told = mine["status"].isin(DRAWN) & mine["numerator"].notna() & mine["denominator"].notna()
    over = mine["denominator"].sum()
    if not len(mine) or not told.all() or not over:
        return ""
    percent = wording.amount(100 * mine["numerator"].sum() / over, "percent")
    return f"{percent} of {wording.count(over)} {words}"
