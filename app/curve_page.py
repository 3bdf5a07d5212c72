"""Turn the curve: one measure with its trend and verdict, the story behind it, and what will be done.

Filled in over time by those who work on it; targets, dated notes and a new beginning of the usual range are
set here, and everything keeps its history.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

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
from app import facts as say
from app.markup import fill, joined
from app.model import Measure, Scope
from app.record_forms import About
from app.record_words import action_line
from app.together.marks import Agreed
from app.together.records import SECTIONS, Action, Chapter
from app.together.store import Row, Store

HINTS = {
    "story": "What pushes this line up or down? Since when? What do people who live with it say?",
    "partners": "Which agencies have a part in it, and which part? Roles, not persons.",
    "works": "What has worked here or elsewhere? Say where it was tried.",
    "will_do": "What will we do, also at no or low cost? Actions with a date stand below.",
}
MONTHS = 36  # drawn
NOT_YET = 0  # the version of a text that nobody had written when the form was opened
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
            charts.trend(build_id, one, MONTHS, with_curve=False)
        panels.notes(say.crosses(one.last(MONTHS)), panels.GRAMMAR)
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
    if st.session_state.get(f"editing_{key}") is None:
        if old and old.text:
            paragraphs = [part.strip() for part in old.text.splitlines() if part.strip()]
            st.html(joined(fill("<p>{text}</p>", text=part) for part in paragraphs))
        else:
            st.html(fill('<p class="quiet">{hint}</p>', hint=HINTS[section]))
        if old:
            panels.note(f"Last written by {old.changed_by}, {coordination.clock(old.changed_at)}.")
            if old.version > 1:
                _history(shop, "chapter", [old.id], lambda row: row["text"] or "left blank")
        if coordination.may_take_part() and st.button("Write" if not old else "Edit", key=f"edit_{key}"):
            st.session_state[f"editing_{key}"] = old.version if old else NOT_YET
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


def _history(shop: Store, kind: str, numbers: list[int], say: Callable[[Row], str]) -> None:
    """Every change of some records, the newest first, also of those that were taken back."""
    rows: dict[int, Row] = {}
    lines = []
    for entry in shop.history(kind):
        number = entry["record_id"]
        if number in numbers:
            first = number not in rows
            rows[number] = rows.get(number, {}) | {name: v[1] for name, v in entry["changes"].items()}
            done = "Taken back" if rows[number].get("gone") else "Written" if first else "Changed"
            lines.append(
                fill(
                    '<li><span class="quiet">{at}, {who}</span><span><b>{done}.</b> {told}</span></li>',
                    at=coordination.clock(entry["at"]), who=entry["who"], done=done, told=say(rows[number]),
                )
            )  # fmt: skip
    if lines:
        with st.expander(f"History: {wording.many(len(lines), 'entry', 'entries')}"):
            st.html(fill('<ul class="log">{lines}</ul>', lines=joined(lines[::-1])))


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
        told = _target_told(each.value, each.good_from, measure)
        _taken_back(shop, "target", each.id, each.version, told, more)
    written = _written(shop, "target", measure, scope)
    registered = _registered(written, measure, scope)
    for told in registered:
        panels.note(told)
    if not found and not registered:
        panels.note("No target is agreed for this measure yet.")
    _history(
        shop, "target", [row["id"] for row in written],
        lambda row: f"{_target_told(row['value'], row['good_from'], measure)}, agreed by: {row['agreed_by']}",
    )  # fmt: skip


def _target_told(value: float, good_from: str, measure: Measure) -> str:
    """'Target 62.5% from Jan 2027'"""
    return f"Target {wording.target(value, measure.unit)} from {wording.month(good_from)}"


def _written(shop: Store, kind: str, measure: Measure, scope: Scope) -> list[Row]:
    """What was written about a measure in a scope, what was taken back too."""
    return shop.rows(kind, measure_id=measure.id, scope_kind=scope.kind, scope=scope.id)


def _registered(written: list[Row], measure: Measure, scope: Scope) -> list[str]:
    """Targets that came with the installation: those of the build that nobody wrote here."""
    ours = {(row["good_from"], row["value"], row["agreed_by"]) for row in written}
    taken = {row["good_from"] for row in written if not row["gone"]}
    return [
        f"{_target_told(row.value, row.good_from, measure)}. Agreed by: {row.agreed_by}, "
        f"{wording.day(row.agreed_on)}. Registered with the installation."
        for row in series.targets(published.current(), measure.id, scope).itertuples(index=False)
        if row.good_from not in taken and (row.good_from, row.value, row.agreed_by) not in ours
    ]


def _events(shop: Store, agreed: Agreed, measure: Measure, scope: Scope) -> None:
    found = agreed.events_of(measure.id, scope)
    for each in found[::-1]:
        more = "The usual range begins anew here" if each.rebase else ""
        more = ": ".join(part for part in (more, each.reason) if part)
        _taken_back(shop, "event", each.id, each.version, f"{wording.day(each.day)}: {each.name}", more)
    if not found:
        panels.note("Nothing was put on this chart by the partners yet.")
    written = [row["id"] for row in _written(shop, "event", measure, scope)]
    _history(
        shop, "event", written,
        lambda row: f"{wording.day(dt.date.fromisoformat(row['day']))}: {row['name']}",
    )  # fmt: skip


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
