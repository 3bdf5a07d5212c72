"""Turn the curve: one measure with its trend and verdict, the story behind it, and what will be done.

Filled in over time by those who work on it; targets, dated notes and a new beginning of the usual range are
set here, and everything keeps its history.
"""

from __future__ import annotations

import streamlit as st

from app import (
    charts,
    coordination,
    desk,
    door,
    filters,
    navigation,
    panels,
    published,
    record_forms,
    series,
    wording,
)
from app.markup import fill, joined
from app.model import Measure, Scope
from app.record_forms import About
from app.record_words import action_line, target_words
from app.together.marks import Agreed
from app.together.records import SECTIONS, Action, Chapter
from app.together.store import Store

HINTS = {
    "story": "What pushes this line up or down? Since when? What do people who live with it say?",
    "partners": "Which agencies have a part in it, and which part? Roles, not persons.",
    "works": "What has worked here or elsewhere? Say where it was tried.",
    "will_do": "What will we do, also at no or low cost? Actions with a date stand below.",
}
JUDGING = "The new target or range takes effect in the verdicts when the numbers have been judged anew"


def draw() -> None:
    """The page of the measure in the address."""
    record_forms.say_what_was_saved()
    build_id = published.current()
    measures = {m.id: m for m in published.measures(build_id).values() if not series.is_flow(m)}
    names = list(measures)
    asked = st.query_params.get("measure")
    if asked and asked not in measures:
        _no_such(measures)
        return
    chosen = measures[asked or names[0]]
    panels.head("Turn the curve", chosen.title)
    left, right = st.columns(2)
    picked = left.selectbox(
        "Measure", names, index=names.index(chosen.id), format_func=lambda name: measures[name].title,
        key=f"curve_{chosen.id}",
    )  # fmt: skip
    if picked != chosen.id:
        st.query_params["measure"] = picked
        st.rerun()
    with right:
        scope = filters.choose_scope(build_id, (chosen,))
    shop = coordination.store()
    one = series.one(build_id, chosen.id, scope)
    if one is None or one.empty:
        panels.nothing_from(scope)
    else:
        with st.container(key="charts"):
            charts.trend(build_id, one, 36, with_curve=False)
    _judged_anew()
    _sections(shop, chosen, scope)
    _set(shop, build_id, chosen, scope)
    _about(shop, build_id, chosen, scope)


def _no_such(measures: dict[str, Measure]) -> None:
    """The address names a measure that is not there: nothing else is shown in its place."""
    panels.head("Turn the curve")
    st.warning("There is no such measure in the published numbers: choose one.")
    titles = sorted(measures.values(), key=lambda measure: measure.title)
    for each in titles:
        st.page_link(
            navigation.CURVE.file,
            label=wording.plain_markdown(each.title),
            query_params={"measure": each.id},
        )


def _sections(shop: Store, measure: Measure, scope: Scope) -> None:
    """The four sections, each a text that anybody who takes part may improve."""
    where = {"measure_id": measure.id, "scope_kind": scope.kind, "scope": scope.id}
    written = {row["section"]: Chapter.of(row) for row in shop.rows("chapter", **where)}
    with st.container(key="sections"):
        for section, title in SECTIONS.items():
            with st.container(border=True, key=f"section_{section}"):
                _section(shop, where, section, title, written.get(section))


def _section(shop: Store, where: dict, section: str, title: str, old: Chapter | None) -> None:
    st.html(fill("<h2>{title}</h2>", title=title))
    key = f"chapter_{where['measure_id']}_{where['scope_kind']}_{where['scope']}_{section}"
    if not st.session_state.get(f"editing_{key}"):
        if old and old.text:
            paragraphs = [part.strip() for part in old.text.splitlines() if part.strip()]
            st.html(joined(fill("<p>{text}</p>", text=part) for part in paragraphs))
        else:
            st.html(fill('<p class="quiet">{hint}</p>', hint=HINTS[section]))
        if coordination.may_take_part() and st.button("Write" if not old else "Edit", key=f"edit_{key}"):
            st.session_state[f"editing_{key}"] = old.version if old else 1
            st.rerun()
        return
    text = st.text_area(
        title, old.text if old else "", key=f"text_{key}", height=180, label_visibility="collapsed",
        placeholder=HINTS[section],
    )  # fmt: skip
    panels.note(coordination.NO_PERSON)
    coordination.conflict(key, {"text": text.strip()})
    with st.container(horizontal=True):
        if st.button("Save", type="primary", key=f"save_{key}"):
            _save_section(shop, where, section, old, text.strip(), key)
        if st.button("Cancel", key=f"cancel_{key}"):
            _leave(key)
            st.rerun()


def _save_section(shop: Store, where: dict, section: str, old: Chapter | None, text: str, key: str) -> None:
    if coordination.names_somebody(text):
        return
    if old is None:
        shop.add("chapter", where | {"section": section, "text": text}, coordination.author())
    elif not coordination.save(
        shop, "chapter", old.id, st.session_state[f"editing_{key}"], {"text": text}, key
    ):
        st.session_state[f"editing_{key}"] = st.session_state[f"conflict_{key}"].now["version"]
        st.rerun()
    _leave(key)
    st.rerun()


def _leave(key: str) -> None:
    st.session_state.pop(f"editing_{key}", None)
    coordination.forget_conflict(key)


def _set(shop: Store, build_id: str, measure: Measure, scope: Scope) -> None:
    """Setting a target or putting a dated note on the chart; what was set before stays in sight."""
    agreed = coordination.agreed_now()
    about = About(build_id, measure_id=measure.id)
    with st.container(key="setting"):
        with st.container(border=True, key="set_target"):
            st.html("<h2>Target</h2>")
            _targets(shop, agreed, measure, scope)
            if coordination.may_chair():
                with (
                    st.container(key="on_screen_target"),
                    st.expander("Set a target", key=f"open_{record_forms.fresh('target_new')}"),
                ):
                    if record_forms.target(shop, about, scope):
                        _judge_anew()
        with st.container(border=True, key="set_event"):
            st.html("<h2>Notes on the chart</h2>")
            _events(shop, agreed, measure, scope)
            if coordination.may_chair():
                with (
                    st.container(key="on_screen_event"),
                    st.expander("Put something on the chart", key=f"open_{record_forms.fresh('event_new')}"),
                ):
                    if record_forms.event(shop, about, scope):
                        _judge_anew()


def _targets(shop: Store, agreed: Agreed, measure: Measure, scope: Scope) -> None:
    found = agreed.targets_of(measure.id, scope)
    for each in found[::-1]:
        more = " · ".join(
            part for part in (f"Agreed by: {each.agreed_by}", wording.day(each.agreed_on), each.note) if part
        )
        told = target_words(each, {measure.id: measure}).removeprefix(f"{measure.title}: ")
        _taken_back(shop, "target", each.id, each.version, told[:1].upper() + told[1:], more)
    registered = [] if found else _registered(measure, scope)
    for told in registered:
        panels.note(told)
    if not found and not registered:
        panels.note("No target is agreed for this measure yet.")


def _registered(measure: Measure, scope: Scope) -> list[str]:
    """Targets of the reference tables, which came with the installation."""
    rows = published.targets(published.current())
    mine = rows[
        (rows["measure_id"] == measure.id) & (rows["scope_kind"] == scope.kind) & (rows["scope"] == scope.id)
    ]
    return [
        f"Target {wording.amount(row.value, measure.unit)} from {row.good_from}. Agreed by: {row.agreed_by}, "
        f"{wording.day(row.agreed_on)}."
        for row in mine.itertuples(index=False)
    ]


def _events(shop: Store, agreed: Agreed, measure: Measure, scope: Scope) -> None:
    found = agreed.events_of(measure.id, scope)
    for each in found[::-1]:
        more = "The usual range begins anew here" if each.rebase else ""
        more = ": ".join(part for part in (more, each.reason) if part)
        _taken_back(shop, "event", each.id, each.version, f"{wording.day(each.day)}: {each.name}", more)
    if not found:
        panels.note("Nothing was put on this chart by the partners yet.")


def _taken_back(shop: Store, kind: str, number: int, version: int, told: str, more: str) -> None:
    """One line with the way to take it back; it stays in the history."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"agreed_{kind}_{number}"):
        st.html(
            fill(
                '<p class="record"><span>{told}</span><span class="quiet">{more}</span></p>',
                told=told,
                more=more,
            )
        )
        if coordination.may_chair() and st.button("Take back", key=f"back_{kind}_{number}"):
            coordination.save(shop, kind, number, version, {"gone": True}, f"{kind}_{number}")
            _judge_anew()


def _judge_anew() -> None:
    """Limits and verdicts are the writer's work: ask it, and show meanwhile what was agreed."""
    coordination.judge_anew()
    st.rerun()


@st.fragment(run_every=1)
def _judged_anew() -> None:
    """Tells how the judging goes; draws the page again when it is done."""
    owner = door.visitor().signature
    job = desk.errand_of(owner)
    if job is None or job.do != "rejudge":
        return
    if job.running:
        panels.working(JUDGING)
        return
    desk.end_errand(owner)
    if job.failed:
        st.session_state["judging_failed"] = job.failed
    st.rerun()


def _about(shop: Store, build_id: str, measure: Measure, scope: Scope) -> None:
    """The actions and decisions that are about this measure."""
    failed = st.session_state.pop("judging_failed", "")
    if failed:
        st.warning(f"{failed} The target and the notes are kept; verdicts follow with the next publication.")
    today, names = record_forms.today(), coordination.agencies(build_id)
    actions = [Action.of(row) for row in shop.rows("action", measure_id=measure.id)]
    decisions = shop.rows("decision", measure_id=measure.id, gone=False)
    st.html("<h2>Actions and decisions about it</h2>")
    lines = [
        fill(
            '<li><span>✓</span> <span>{t} <span class="quiet">{d}</span></span></li>',
            t=row["title"],
            d=wording.day(row["day"]),
        )
        for row in decisions
    ]
    lines += [action_line(each, names, today) for each in actions]
    if lines:
        st.html(fill('<ul class="records">{lines}</ul>', lines=joined(lines)))
    else:
        panels.note("None yet.")
    about = About(build_id, measure_id=measure.id)
    if coordination.may_take_part():
        with st.container(horizontal=True):
            if st.button("New action", key="curve_action", icon=":material/add:"):
                record_forms.in_dialog("Write down an action", lambda: record_forms.action(shop, about))
            if st.button("New decision", key="curve_decision", icon=":material/add:"):
                record_forms.in_dialog("Write down a decision", lambda: record_forms.decision(shop, about))
    with st.container(key="on_screen_actions"):  # alone on a sheet of paper it says nothing
        st.page_link(navigation.ACTIONS.file, label="All actions and decisions")
