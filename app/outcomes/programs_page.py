"""The page of services and programs: all at a glance, then one service, then one program."""

from __future__ import annotations

import streamlit as st

from app import facts as say
from app import filters, markup, navigation, panels, published, series, wording
from app.markup import fill, joined
from app.model import Scope, Series
from app.outcomes import programs, programs_panels
from app.outcomes.programs import Program, Service

ALL, WHOLE = "All services", "The whole service"
KINDS = {
    "service": "Services",
    "justice": "Courts, diversion, reentry and crisis programs",
    "other": "Other programs",
}
OLDER = (
    "This build was made by an earlier version and does not describe services. They come with the next "
    "publication."
)
SAYS = ("concern", "improvement", "change", "normal")  # verdicts that stand on a card
ORDER = ("concern", "improvement", "change")
NOBODY = "Nobody reports it yet: no program of the partnership has sent anything about it."


def draw() -> None:
    """The page; which service and program stands in its address."""
    build_id = published.current()
    panels.head("Programs", panels.when(build_id))
    known = programs.services(build_id)
    if known is None:
        st.info(OLDER)
        return
    service, program = _choose(build_id, known)
    if service is None:
        _glance(build_id, known)
    elif program is None:
        _service(build_id, service)
    else:
        _program(build_id, service, program)
    panels.notes(programs_panels.HOW, panels.GRAMMAR)


def _choose(build_id: str, known: tuple[Service, ...]) -> tuple[Service | None, Program | None]:
    """The two choices, kept in the address; what is not offered falls back to the first."""
    with st.container(key="filters"):
        left, right = st.columns(2)
        names = {one.name: one for one in known}
        options = [ALL, *names]
        others = {one.id: one.name for one in known} | {kind: one.name for one in known for kind in one.types}
        _service_of_program(build_id, known, {*options, *others})
        filters.from_address("Service", options, "service", ALL, others)
        chosen = filters.checked(
            left.selectbox("Service", options, key="service", bind="query-params"), options
        )
        service = names.get(chosen)
        if service is None or not programs.of_service(build_id, service):
            return service, None
        given = {one.name: one for one in programs.of_service(build_id, service)}
        options = [WHOLE, *given]
        ids = {one.id: one.name for one in given.values()}
        filters.from_address("Program", options, "program", wording.lower_first(WHOLE), ids)
        picked = right.selectbox("Program", options, key="program", bind="query-params")
        return service, given.get(filters.checked(picked, options))


def _service_of_program(build_id: str, known: tuple[Service, ...], services: set[str]) -> None:
    """An address that names a program, but no service that there is, leads to the program's own."""
    asked, program = st.query_params.get("service"), st.query_params.get("program")
    if program is None or asked in services:
        return
    kinds = {one.type for one in programs.programs(build_id) if program in (one.id, one.name)}
    name = next((one.name for one in known if kinds.intersection(one.types)), None)
    if name:
        st.query_params["service"] = name
        st.session_state["service"] = name
    elif asked is None:
        filters.from_address("Program", [], "program", ALL)


def _glance(build_id: str, known: tuple[Service, ...]) -> None:
    """Every service: newest numbers, against capacity, with their verdicts; then the way through them all."""
    home = series.home_scope(build_id)
    told = {one.id: _told(build_id, one, home) for one in known}
    st.html(_finding(build_id, known, told))
    for kind, heading in KINDS.items():
        of_kind = [one for one in known if one.kind == kind and (kind != "other" or told[one.id])]
        if not of_kind:
            continue
        st.html(fill('<h2 class="part">{heading}</h2>', heading=heading))
        with st.container(key=f"services_{kind}"):
            for one in of_kind:
                _card(build_id, one, told[one.id])
    st.html(fill('<h2 class="part">The way through all programs</h2>'))
    year = programs_panels.choose_year(build_id, home, None)
    programs_panels.funnel(build_id, home, None, year, "All programs")


def _told(build_id: str, service: Service, home: Scope) -> dict[str, dict[str, Series]]:
    """Service type -> its series, for the types that anybody reports."""
    every = {kind: programs.lines(build_id, programs.TILES, home, kind) for kind in service.types}
    return {kind: found for kind, found in every.items() if programs.reports(found)}


def _finding(build_id: str, known: tuple[Service, ...], told: dict) -> markup.Markup:
    """How many of the mission's services report, and which moved."""
    mission = [one for one in known if one.kind == "service"]
    silent = [one.name for one in mission if one.types and not told[one.id]]
    moving = [
        (ORDER.index(line.verdict.code), kind, line)
        for one in known
        for kind, found in told[one.id].items()
        for name, line in found.items()
        # A census against capacity says it once.
        if line.verdict.code in ORDER and not (name == "active_census" and "capacity_used" in found)
    ]
    moving.sort(key=lambda each: each[0])
    moved = [_moved(build_id, kind, line) for _, kind, line in moving]
    enrolling = [one for one in mission if one.types]  # in Justice Reinvestment nobody enrolls
    telling = [one for one in enrolling if told[one.id]]
    many = "All" if len(telling) == len(enrolling) else f"{len(telling)} of the"
    lead = f"{many} {len(enrolling)} services that people enroll in send numbers."
    if silent:
        lead += f" Nobody reports {wording.listed(silent)}."
    if not moved:
        lead += " None of them changed beyond its normal variation."
    more = "" if len(moved) <= 4 else f" And {len(moved) - 4} more below."
    return fill(
        '<div class="finding"><p><b>{lead}</b></p><ul class="story">{moved}</ul>'
        '<p class="quiet">{more}</p></div>',
        lead=lead, moved=joined(moved[:4]), more=more,
    )  # fmt: skip


def _moved(build_id: str, kind: str, line: Series) -> markup.Markup:
    """One real change with its shape and tone."""
    what = f"{programs.type_label(build_id, kind)}, {wording.lower_first(line.measure.short)}"
    return fill(
        '<li class="{tone}"><span aria-hidden="true">{shape}</span><p>{told}.</p></li>',
        tone=line.mark.tone, shape=line.mark.shape,
        told=wording.finding(what, line.verdict.sentence).rstrip("."),
    )  # fmt: skip


def _card(build_id: str, service: Service, told: dict[str, dict[str, Series]]) -> None:
    """One service: its name leads to it, its numbers stand below."""
    lines = [line for found in told.values() for line in found.values()]
    tones = [line.mark.tone for line in lines]
    tone = next((each for each in ("concern", "improvement", "change") if each in tones), "normal")
    pages = {entry.path: entry for entry in navigation.PAGES}
    with st.container(key=f"card_service_{service.id}_{tone}"):
        if service.page in pages:
            st.page_link(pages[service.page].file, label=wording.plain_markdown(service.name))
        else:
            st.page_link(
                navigation.PROGRAMS.file, label=wording.plain_markdown(service.name),
                query_params={"service": service.name},
            )  # fmt: skip
        if told:
            body = joined(
                _type_lines(build_id, kind, found, len(service.types) > 1) for kind, found in told.items()
            )
        else:
            body = fill('<p class="quiet">{why}</p>', why=NOBODY) if service.types else ""
        what = fill('<p class="quiet what">{what}</p>', what=service.what) if not told else ""
        st.html(fill('<div class="card-body services">{body}{what}</div>', body=body, what=what))


def _type_lines(build_id: str, kind: str, found: dict[str, Series], named: bool) -> markup.Markup:
    """One service type on a card: enrolled, of how many places, starts, wait, stay, and the verdict."""
    name = fill("<h3>{name}</h3>", name=programs.type_label(build_id, kind)) if named else ""
    rows = joined(
        fill(
            '<div><dt>{name}</dt><dd>{value} <span class="quiet">{n}</span></dd>'
            '<dd class="{tone}">{mark}</dd></div>',
            name=name, value=told.value, n=say.n_line(told), tone=line.mark.tone, mark=_mark(line),
        )
        for name, line, told in _rows(found)
    )  # fmt: skip
    untold = programs.untold(found)
    why = fill('<p class="quiet">{why}</p>', why=untold) if untold else ""
    return fill('{name}<dl class="facts-list">{rows}</dl>{why}', name=name, rows=rows, why=why)


def _mark(line: Series) -> str:
    """The verdict, with its month where the newest number is hidden."""
    if line.verdict.code not in SAYS and not line.stale and not line.sparse:
        return ""
    said = f"{line.mark.shape} {line.mark.word}"
    hidden = line.latest and not line.latest.drawn and line.latest_drawn and line.verdict.code in SAYS
    return f"{said}, {wording.period(line.latest_drawn.period, line.grain)}" if hidden else said


def _rows(found: dict[str, Series]) -> list[tuple[str, Series, say.Facts]]:
    names = programs.TILE_NAMES
    return [(names[key], line, say.facts(line)) for key, line in found.items() if not line.empty]


def _service(build_id: str, service: Service) -> None:
    """One service: what it is, who gives it, and its numbers by service type."""
    home = series.home_scope(build_id)
    given = programs.of_service(build_id, service)
    _what(build_id, service, given)
    told = _told(build_id, service, home)
    if not told:
        if service.types:
            st.info(NOBODY)
        return
    year, asked = None, False
    for kind, found in told.items():
        label = programs.type_label(build_id, kind)
        if len(told) > 1:
            st.html(fill('<h2 class="part">{label}</h2>', label=label))
        _tiles(found)
        if not asked:  # below the tiles, which it does not change
            year, asked = programs_panels.choose_year(build_id, home, kind), True
        programs_panels.funnel(build_id, home, kind, year, label)
        programs_panels.exits(build_id, kind, year, label)
        programs_panels.completion(build_id, home, kind, label, kind)
        programs_panels.retention_curve(build_id, kind, label)


def _what(build_id: str, service: Service, given: tuple[Program, ...]) -> None:
    """What the service is, at which intercept, and who gives it."""
    steps = {step.number: step.name for step in published.intercepts(build_id)}
    at = sorted({one.intercept for one in given if one.intercept is not None})
    where = wording.listed([f"{number} {steps.get(number, '')}".strip() for number in at])
    rows = joined(
        fill(
            '<li><b>{name}</b>, {agency} <span class="quiet">{places}</span></li>',
            name=one.name, agency=one.agency,
            places=wording.many(int(one.capacity), "place") if one.capacity else "places not told",
        )
        for one in given
    )  # fmt: skip
    st.html(
        fill(
            '<section class="what-is"><h2>{name}</h2><p>{what}</p>{where}<ul>{rows}</ul></section>',
            name=service.name, what=service.what, rows=rows,
            where=fill('<p class="quiet">Intercept {where}</p>', where=where) if where else "",
        )
    )  # fmt: skip
    page = next((entry for entry in navigation.PAGES if entry.path == service.page), None)
    if page:
        st.page_link(page.file, label=page.title)


def _tiles(found: dict[str, Series]) -> None:
    """The numbers asked for first; those that nothing is told of are left out."""
    telling = [one for one in found.values() if not one.empty]
    if telling:
        panels.five_numbers(telling, panels.colors())
    panels.notes(programs.untold(found) if telling else "")


def _program(build_id: str, service: Service, program: Program) -> None:
    """One program: the same, for itself alone."""
    scope = next(s for s in published.scopes(build_id) if (s.kind, s.id) == ("program", program.id))
    _what(build_id, service, (program,))
    found = programs.lines(build_id, programs.TILES, scope, None)
    if not programs.reports(found):
        panels.nothing_from(scope)
        return
    _tiles(found)
    year = programs_panels.choose_year(build_id, scope, None)
    programs_panels.funnel(build_id, scope, None, year, program.name)
    programs_panels.completion(build_id, scope, None, program.name, program.type)
    panels.note(
        "Reasons for exit, destinations and the curve are told for the whole service: by program their parts "
        "are too small to protect people."
    )
