"""The submissions board: agencies and feeds by month, who to call, and a reminder that is ready to copy."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from functools import partial

import streamlit as st
from markupsafe import Markup

from app import coverage, filters, markup, navigation, panels, published, share_picture, wording
from app import submission_words as say
from app.coverage import Cell, Line, State
from app.markup import fill, joined
from app.submission_words import Partner

EVERYBODY = "All agencies"
OLD_BUILD = (
    "What is published was made before this page existed. Publish again to fill it: run "
    "`python -m etl publish` in the project's folder."
)
QUALITY = (
    ("complete", "Answers given", "of the answers that its files can give, those that are not blank"),
    ("unknown", "Of these, “unknown”", "of the answers given, those that say “unknown”"),
)
WITHOUT_QUALITY = (
    "Answers given, and unknown: not shown, because this feed holds totals or too few rows. Shares are shown "
    "where a quarter usually has 60 rows or more."
)
ARRIVALS_SHOWN = 24


def draw() -> None:
    """The page for the current build."""
    build_id = published.current()
    build = published.build(build_id)
    if not published.has_submission_facts(build_id):
        panels.head("Submissions")
        st.info(OLD_BUILD)
        return
    today = coverage.counted_to(clock(), build.as_of)
    partners = known_partners(build_id)
    found = board_lines(build_id, partners, today)
    panels.head(
        "Submissions", f"What each agency sent, and what is due. Days are counted to {wording.day(today)}."
    )
    if not found:
        st.info("No agency is expected to send anything yet. The partner registry says who sends what.")
        return
    _summary(found)
    _agreements(found, partners, today)
    chosen = _choose(partners, found)
    needing = st.session_state.get("needs_action", False)
    shown = [line for line in found if not chosen or line.agency_id == chosen]
    if needing:
        shown = [line for line in shown if needs_action(line, partners[line.agency_id], today)]
    states = published.states(build_id)
    if shown:
        st.html(_matrix(shown, partners, today))
        st.html(_legend(states))
    else:
        st.success("Nothing needs action." if not chosen else "Nothing needs action at this agency.")
    if chosen:
        _agency(build_id, partners[chosen], [line for line in found if line.agency_id == chosen], today)
    else:
        panels.note(
            "Choose an agency to see who to call, what came when, how full its answers are, and a reminder."
        )


def clock() -> dt.date:
    """Today, of this computer."""
    return dt.date.today()


def known_partners(build_id: str) -> dict[str, Partner]:
    """Agency id -> who to call and what agreement holds; an agency without a registry entry has its name."""
    names = published.submissions(build_id).groupby("agency_id")["agency_name"].first()
    registered = {
        row["agency_id"]: _partner(row)
        for row in published.partners(build_id).astype(object).to_dict("records")
    }
    return {str(each): registered.get(each) or Partner(str(each), str(name)) for each, name in names.items()}


def _partner(row: dict) -> Partner:
    def text(name: str) -> str:
        return str(row[name]) if isinstance(row[name], str) else ""

    return Partner(
        agency_id=text("agency_id"), name=text("name"), role=text("contact_role"),
        phone=text("contact_phone"), email=text("contact_email"), agreement=text("agreement"),
        kind=text("agreement_kind"),
        begins=coverage.day(row["agreement_from"]), ends=coverage.day(row["agreement_until"]),
        feeds=tuple(part for part in text("agreement_feeds").split("|") if part),
    )  # fmt: skip


def board_lines(build_id: str, partners: dict[str, Partner], today: dt.date) -> list[Line]:
    """Every agency and feed, what needs somebody first on top: by state, then agreements, then by name."""
    found = coverage.lines(
        published.submissions(build_id),
        published.partner_feeds(build_id),
        published.restatements(build_id),
        published.states(build_id),
        published.attempts(),
        published.built_at(build_id),
        today,
    )

    def order(line: Line) -> tuple[int, bool, str, str]:
        problem = say.agreement(partners[line.agency_id], line.feed, today).problem
        return line.worst, not problem, line.agency, line.feed

    return sorted(found, key=order)


def needs_action(line: Line, partner: Partner, today: dt.date) -> bool:
    """Whether somebody has to call, mend or sign something."""
    return bool(line.open) or say.agreement(partner, line.feed, today).problem


def _summary(found: list[Line]) -> None:
    """How the newest month stands, in one sentence."""
    newest = [line.cells[0] for line in found if line.cells[0].state]
    counted = Counter(cell.state for cell in newest)
    told = [
        f"{count} {state.word.lower()}" for state, count in sorted(counted.items(), key=lambda p: p[0].rank)
    ]
    older = sum(len(line.open) for line in found) - sum(cell.state.needs_action for cell in newest)
    ending = f" In the year before, {wording.many(older, 'month')} to look at." if older else ""
    month = wording.long_month(found[0].cells[0].month)
    st.html(
        fill(
            '<p class="lead"><b>{month}:</b> {told} of {feeds}.{ending}</p>',
            month=month, told=wording.listed(told), feeds=wording.many(len(newest), "feed"), ending=ending,
        )
    )  # fmt: skip


def _agreements(found: list[Line], partners: dict[str, Partner], today: dt.date) -> None:
    """A warning that names the agreements somebody has to look at."""
    told: dict[str, list[str]] = {}
    for line in found:
        status = say.agreement(partners[line.agency_id], line.feed, today)
        if status.problem:
            told.setdefault(line.agency, []).append(status.words)
    if not told:
        return
    rows = [
        f"- **{wording.plain_markdown(agency)}**: {wording.plain_markdown('; '.join(dict.fromkeys(words)))}"
        for agency, words in sorted(told.items())
    ]
    st.warning("\n".join(["Agreements to look at:", *rows]), icon=":material/contract:")


def _choose(partners: dict[str, Partner], found: list[Line]) -> str:
    """Draw the filters; gives the agency chosen, '' for all. The address names it: ?agency=harbor_jail."""
    with_lines = {line.agency_id for line in found}
    options = ["", *sorted(with_lines, key=lambda each: partners[each].name)]
    asked = st.query_params.get("agency", "")
    if "agency" not in st.session_state:
        filters.from_address("Agency", options, "agency", EVERYBODY)
        st.session_state["agency"] = asked if asked in options else ""
    with st.container(key="filter_agency"):
        left, right = st.columns([2, 1], vertical_alignment="bottom")
        chosen = left.selectbox(
            "Agency", options, key="agency",
            format_func=lambda each: partners[each].name if each else EVERYBODY,
        )  # fmt: skip
        right.toggle("Needs action only", key="needs_action", bind="query-params")
    chosen = chosen if chosen in options else ""
    if chosen:
        st.query_params["agency"] = chosen
    elif "agency" in st.query_params:
        del st.query_params["agency"]
    return chosen


def _matrix(shown: list[Line], partners: dict[str, Partner], today: dt.date) -> Markup:
    months = joined(_month(cell) for cell in shown[0].cells[::-1])
    rows = joined(_row(line, partners[line.agency_id], today) for line in shown)
    return fill(
        '<div class="matrix" role="region" aria-label="Submissions by month" tabindex="0"><table>'
        '<thead><tr><th scope="col">Agency and feed</th>{months}<th scope="col" class="wide">Last data</th>'
        '<th scope="col" class="wide">Next due</th><th scope="col" class="wide">Agreement</th>'
        '<th scope="col" class="wide">Who to call</th></tr></thead><tbody>{rows}</tbody></table></div>',
        months=months, rows=rows,
    )  # fmt: skip


def _month(cell: Cell) -> Markup:
    name, year = wording.period(cell.month).split(" ")
    return fill('<th scope="col" class="month">{name} <span>{year}</span></th>', name=name, year=year)


def _row(line: Line, partner: Partner, today: dt.date) -> Markup:
    status = say.agreement(partner, line.feed, today)
    last, due = say.since(line, today), wording.short_day(line.next_due)
    return fill(
        '<tr><th scope="row"><b>{agency}</b> <span>{feed}</span>'
        '<span class="narrow">{last} · due {due}</span></th>{cells}'
        '<td class="wide days">{last}</td><td class="wide days">{due}</td>'
        '<td class="wide {tone}">{agreement}</td><td class="wide">{role}{reach}</td></tr>',
        agency=line.agency, feed=line.feed_name, last=last, due=due,
        cells=joined(_cell(cell, line) for cell in line.cells[::-1]),
        tone="problem" if status.problem else "", agreement=("! " if status.problem else "") + status.words,
        role=partner.role or "No contact on record",
        reach=joined(fill("<span>{way}</span>", way=way) for way in (partner.phone, partner.email) if way),
    )  # fmt: skip


def _cell(cell: Cell, line: Line) -> Markup:
    if cell.state is None:
        return fill('<td class="cell"><span class="sr">not expected</span></td>')
    return fill(
        '<td class="cell {code}" title="{month}: {words}"><span aria-hidden="true">{mark}</span>'
        '<span class="sr">{words}</span></td>',
        code=cell.state.code, month=wording.period(cell.month), words=told(cell, line), mark=cell.state.mark,
    )  # fmt: skip


def told(cell: Cell, line: Line) -> str:
    """A cell in words: 'Late, due Nov 10', 'Published, came Nov 5', 'Restated Nov 20'."""
    state = cell.state
    if state.code == "restated":
        return f"{state.word} {wording.short_day(cell.restated_on)}"
    if state.code == "needs_fixing" and line.refused:
        return f"{state.word}, refused {wording.short_day(line.refused.refused_at.date())}"
    if cell.received and state.code in ("published", "partial"):
        return f"{state.word}, first came {wording.short_day(cell.received)}"
    return f"{state.word}, due {wording.short_day(cell.due)}" if cell.due else state.word


def _legend(states: dict[str, State]) -> Markup:
    entries = joined(
        fill(
            '<li><span class="cell {code}" aria-hidden="true">{mark}</span>'
            "<span><b>{word}</b>: {meaning}</span></li>",
            code=state.code, mark=state.mark, word=state.word, meaning=state.meaning,
        )
        for state in states.values()
    )  # fmt: skip
    return fill('<ul class="legend">{entries}</ul>', entries=entries)


def _agency(build_id: str, partner: Partner, own: list[Line], today: dt.date) -> None:
    """One agency: its contact and agreement, what came when, how full it is, and the reminder."""
    st.header(partner.name)
    scope = ", ".join(coverage.feed_name(feed) for feed in partner.feeds) or "all that it sends"
    dates = " to ".join(wording.day(each) for each in (partner.begins, partner.ends) if each)
    rows = [
        ("Who to call", partner.contact),
        ("Agreement", partner.agreement_name or "None on record"),
        ("It runs", dates),
        ("It covers", scope if partner.agreement_name else ""),
    ]
    st.html(
        fill(
            '<dl class="facts">{rows}</dl>',
            rows=joined(fill("<div><dt>{a}</dt><dd>{b}</dd></div>", a=a, b=b) for a, b in rows if b),
        )
    )
    st.subheader("A reminder to copy")
    text = say.reminder(partner, own, published.build(build_id).partnership_name, _upload_place(), today)
    st.code(text, language=None, wrap_lines=True)
    for line in own:
        st.subheader(line.feed_name)
        _needs_fixing(line)
        _restated(line)
        _quality(build_id, line)
        _arrivals(build_id, line)


def _needs_fixing(line: Line) -> None:
    if not line.refused:
        return
    when = wording.day(line.refused.refused_at.date())
    lines = [f"- {wording.plain_markdown(text)}" for text in say.refusal(line)]
    st.warning("\n".join([f"The file of {when} was refused, and none was accepted since:", *lines]))


def _restated(line: Line) -> None:
    changed = [cell for cell in line.cells if cell.restated_on]
    if changed:
        told = [f"{wording.period(cell.month)} (on {wording.day(cell.restated_on)})" for cell in changed]
        panels.note(f"Restated: a later file changed published answers of {wording.listed(told)}.")


def _quality(build_id: str, line: Line) -> None:
    """Two small pictures with their table one keystroke away."""
    frame = published.quality(build_id)
    own = frame[(frame["agency_id"] == line.agency_id) & (frame["feed"] == line.feed)].tail(24)
    if not len(own):
        panels.note(WITHOUT_QUALITY)
        return
    grain = str(own["grain"].iloc[0])
    periods = [coverage.day(each) for each in own["period"]]
    pictures = []
    for column, name, meaning in QUALITY:
        points = [
            (period, None if share is None else int(share))
            for period, share in zip(
                periods, own[column].astype(object).where(own[column].notna(), None), strict=True
            )
        ]
        newest = next((share for _, share in reversed(points) if share is not None), None)
        pictures.append(
            fill(
                '<figure><figcaption><b>{name}: {newest}</b><span class="quiet">{meaning}, by {grain}</span>'
                '</figcaption>{picture}</figure>',
                name=name, meaning=meaning, grain=grain,
                newest=wording.UNKNOWN if newest is None else f"{newest}%",
                picture=markup.image(
                    partial(share_picture.svg, points), panels.colors(), share_picture.BOX,
                    share_picture.alternative(name, points, grain),
                ),
            )
        )  # fmt: skip
    st.html(fill('<div class="shares">{pictures}</div>', pictures=joined(pictures)))
    if st.toggle("Show these as a table", key=f"table_{line.agency_id}_{line.feed}"):
        st.table(
            [
                {"Period": wording.period(period, grain)}
                | {name: _share(own[column].iloc[n]) for column, name, _ in QUALITY}
                for n, period in reversed(list(enumerate(periods)))
            ],
            hide_index=True, border="horizontal",
        )  # fmt: skip


def _share(value: object) -> str:
    return f"{value:.0f}%" if wording.is_number(value) else "Not shown"


def _arrivals(build_id: str, line: Line) -> None:
    frame = published.arrivals(build_id)
    own = frame[(frame["agency_id"] == line.agency_id) & (frame["feed"] == line.feed)].head(ARRIVALS_SHOWN)
    if not len(own):
        panels.note("Nothing came yet.")
        return
    with st.expander(f"What came when: {line.feed_name}"):
        st.table(
            [
                {
                    "Came on": wording.day(coverage.day(row.received_date)),
                    "With months up to": wording.period(row.newest_month),
                }
                for row in own.itertuples(index=False)
            ],
            hide_index=True, border="horizontal",
        )  # fmt: skip


def _upload_place() -> str:
    """Where a file goes, for a message that is read elsewhere."""
    upload = next((entry for entry in navigation.PAGES if entry.path == "upload"), None)
    if upload is None:
        return "give the files to the person who runs the dashboard"
    address = (st.context.url or "").partition("?")[0].rstrip("/")
    base = address.removesuffix(f"/{navigation.SUBMISSIONS.path}")
    return f"the dashboard's page “{upload.title}”" + (f", {base}/{upload.path}" if base else "")
