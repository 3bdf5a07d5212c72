"""The directory: the county's programs, who to call, and further reading; partners keep it up together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import streamlit as st
from markupsafe import Markup

from app import coordination, exports, filters, panels, published, series, wording
from app.filters import checked
from app.markup import fill, joined
from app.outcomes import directory, directory_rules, directory_table
from app.outcomes.directory import HEADINGS, KINDS, Entry, Filters
from app.together.store import Row, Store

INTRO = (
    "A contact is a role with an organization's public number and shared mailbox, never a person's name. "
    "Entries marked “From the registry” come with the data. Partners add others, and change what has become "
    "wrong."
)
URGENT = "In danger now, call 911. In a mental health crisis, call or text 988, at any hour."
WITHOUT_RESOURCES = (
    "What is published was made before the directory existed: crisis lines and further reading come with the "
    "next publication. Run `python -m etl publish` in the project's folder."
)
ANY_KIND, ANY_SERVICE = "All kinds", "All services"
CHANGES_SHOWN = 40
WRITTEN = ("resource", "stand_in")  # what partners write, by the kinds of the store


def draw() -> None:
    """The page for the current build."""
    shop = coordination.store()
    build_id = published.current()
    panels.head("Directory", series.home_scope(build_id).name)
    st.html(fill('<p class="urgent">{text}</p>', text=URGENT))
    panels.note(INTRO)
    if published.table(build_id, "resource") is None:
        st.info(WITHOUT_RESOURCES)
    filters = _choose(build_id, directory.everything(build_id, shop))
    if coordination.may_take_part():
        with st.container(key="on_screen_directory"):
            if st.toggle("Edit the entries in a table", key="directory_edit"):
                directory_table.draw(shop, build_id, filters)
    _list(shop, build_id, filters)
    with st.container(key="on_screen_directory_log"), st.expander("What was changed"):
        _log(shop, build_id)


def _choose(build_id: str, found: list[Entry]) -> Filters:
    """The filters, kept in the address: kind, service (both '' for all) and words."""
    names = directory.services(build_id)
    kinds = {ANY_KIND: ""} | {label: code for code, label in KINDS.items()}
    offered = {each.service for each in found} - {""}
    services = {ANY_SERVICE: ""}
    services |= dict(sorted((directory.service(code, names), code) for code in offered))
    with st.container(key="filters"):
        left, middle, right = st.columns([1, 1.4, 1.4])
        filters.from_address("Kind", list(kinds), "kind", next(iter(kinds)))
        filters.from_address("Service", list(services), "service", next(iter(services)))
        kind = left.selectbox("Kind", list(kinds), key="kind", bind="query-params")
        service = middle.selectbox("Service", list(services), key="service", bind="query-params")
        words = right.text_input(
            "Search", key="words", type="search", bind="query-params", placeholder="A word: peer, court …"
        )
    return (
        kinds[checked(kind, list(kinds))],
        services[checked(service, list(services))],
        words or "",
    )


@st.fragment(run_every=coordination.SECONDS)
def _list(shop: Store, build_id: str, filters: Filters) -> None:
    """Looks every few seconds for what others have written."""
    names = directory.services(build_id)
    every = directory.everything(build_id, shop)
    found = directory.matching(every, names, *filters)
    st.html(fill('<p class="lead">{told}</p>', told=summary(found, len(every))))
    for each, heading in HEADINGS.items():
        mine = [entry for entry in found if entry.kind == each]
        if mine:
            st.html(
                fill(
                    '<h2>{heading}</h2><ul class="directory">{lines}</ul>',
                    heading=heading, lines=joined(line(entry, names) for entry in mine),
                )
            )  # fmt: skip
    if not found:
        st.info("No entry fits. Try a shorter word, or choose all kinds and services.")
        return
    st.download_button(
        "Download CSV", data=lambda: exports.csv_bytes(directory.rows(found, names)),
        file_name="directory.csv", mime="text/csv", on_click="ignore", key="directory_csv",
        icon=":material/download:",
    )  # fmt: skip


def summary(found: list[Entry], total: int) -> str:
    """'5 of 40 entries: 3 crisis lines and 2 programs.'"""
    counted = Counter(entry.kind for entry in found)
    told = [
        wording.many(counted[kind], label.lower(), HEADINGS[kind].lower())
        for kind, label in KINDS.items()
        if counted[kind]
    ]
    of = wording.many(total, "entry", "entries")
    many = of if len(found) == total else f"{len(found)} of {of}"
    return f"{many}: {wording.listed(told)}." if told else f"{many}."


def line(entry: Entry, services: Mapping[str, str]) -> Markup:
    """One entry: what it is, what it does, how to reach it."""
    site = entry.website.partition("://")[2].removeprefix("www.").rstrip("/") or entry.website
    reach = (
        fill("{role}", role=entry.contact_role) if entry.contact_role else "",
        _link(directory_rules.dial(entry.phone), directory_rules.told(entry.phone)),
        _link(directory_rules.mail(entry.email), entry.email),
        _link(directory_rules.link(entry.website), site),
    )
    about = (entry.provider if entry.provider != entry.name else "", entry.area)
    return fill(
        '<li><div><h3>{name}</h3>{service}<p class="quiet source">{source}</p></div>'
        '<div>{notes}{about}</div><div class="reach">{reach}</div></li>',
        name=entry.name, source=_source(entry),
        service=_paragraphs([directory.service(entry.service, services)] if entry.service else []),
        notes=_paragraphs([entry.notes]), about=_paragraphs([" · ".join(p for p in about if p)], "quiet"),
        reach=_paragraphs(reach),
    )  # fmt: skip


def _source(entry: Entry) -> str:
    """Where an entry comes from, and who changed the registry's when."""
    if not entry.place or not entry.by:
        return entry.source
    return f"{directory.REGISTRY}, changed by {entry.by}, {coordination.clock(entry.at)}"


def _paragraphs(texts: Iterable[str], name: str = "") -> Markup:
    return joined(fill('<p class="{name}">{text}</p>', name=name, text=text) for text in texts if text)


def _link(address: str, text: str) -> Markup | str:
    """A link, or plain text where the address is none that a link may have."""
    return fill('<a href="{address}">{text}</a>', address=address, text=text) if address else text


@st.fragment(run_every=coordination.SECONDS)
def _log(shop: Store, build_id: str) -> None:
    """The last changes, the newest first, and the way back for what was taken back or changed."""
    names = {(kind, row["id"]): row["name"] for kind in WRITTEN for row in shop.rows(kind)}
    say = directory_table.words(directory.services(build_id))
    entries = sorted((row for kind in WRITTEN for row in shop.history(kind)), key=lambda row: -row["id"])
    if not entries:
        panels.note("Partners have not changed anything yet.")
        return
    told = [_told(entry, names, say) for entry in entries[:CHANGES_SHOWN]]
    st.html(fill('<ul class="log">{lines}</ul>', lines=joined(told)))
    written = (each for each in directory.with_gone(build_id, shop) if each.by)
    back = {each.key: each for each in written if each.gone or each.place}
    if back and coordination.may_take_part():
        with st.container(horizontal=True, vertical_alignment="bottom"):
            key = st.selectbox(
                "To be put back",
                list(back),
                format_func=lambda key: as_it_was(back[key]),
                key="directory_gone",
            )
            if st.button("Put it back", key="directory_put_back") and key in back:
                _put_back(shop, build_id, back[key])
                st.rerun()


def as_it_was(entry: Entry) -> str:
    """What would be put back, in words."""
    return f"{entry.name}: as the registry has it" if entry.place else f"{entry.name}: taken back"


def _put_back(shop: Store, build_id: str, entry: Entry) -> None:
    """What was taken back stands again; where an entry is the registry's, that one does, word for word."""
    values: dict = {"gone": False}
    if entry.place:
        known = {each.place: each.values for each in directory.registered(build_id)}
        values |= known.get(entry.place, {}) | {"withdrawn": True}
    coordination.save(shop, entry.table, entry.number, entry.version, values, "directory_gone")


def _told(entry: Row, names: Mapping[tuple[str, int], str], say) -> Markup:
    changed = {name: pair for name, pair in entry["changes"].items() if pair[0] != pair[1]}
    withdrawn = changed.pop("withdrawn", (None, False))[1]
    if withdrawn:
        told = "put back as the registry has it"
    elif set(changed) == {"gone"}:
        told = "taken back" if changed["gone"][1] else "put back"
    elif all(before is None for before, _ in changed.values()):
        told = "added"
    else:
        told = "; ".join(
            f"{coordination.field(name)}: {say(before)} → {say(after)}"
            for name, (before, after) in changed.items()
        )
    return fill(
        '<li><span class="quiet">{at}, {who}</span><span><b>{name}</b>: {told}</span></li>',
        at=coordination.clock(entry["at"]), who=entry["who"], told=told,
        name=names.get((entry["kind"], entry["record_id"]), ""),
    )  # fmt: skip
