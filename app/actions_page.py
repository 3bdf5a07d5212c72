"""Actions and decisions: what is overdue on top, by agency, each with its log; as CSV and for calendars."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from app import coordination, navigation, panels, published, record_forms, series, wording
from app.markup import fill, joined
from app.record_forms import About
from app.record_words import due, owner
from app.together import agenda, hand_out
from app.together.hand_out import Names
from app.together.records import STATUSES, Action, Decision, by_urgency
from app.together.store import Row, Store

EVERYBODY = "All agencies"
LIVE, ALL = "To be done", "All"
EDIT = ":material/edit:"


def draw() -> None:
    """The page; one record alone where the address names it."""
    shop = coordination.store()
    build_id = published.current()
    panels.head("Actions and decisions", series.home_scope(build_id).name)
    asked = {kind: st.query_params.get(kind) for kind in ("action", "decision")}
    for kind, number in asked.items():
        if number and number.isdecimal() and len(number) < 10:
            _one(shop, build_id, kind, int(number))
            return
    record_forms.forget_all()
    agencies = coordination.agencies(build_id)
    left, right = st.columns([2, 1])
    chosen = left.selectbox(
        "Agency", ["", *agencies], format_func=lambda name: agencies.get(name, EVERYBODY), key="agency",
        bind="query-params",
    )  # fmt: skip
    which = right.segmented_control("Show", [LIVE, ALL], default=LIVE, key="which") or LIVE
    if coordination.may_take_part():
        with st.container(horizontal=True, key="new_records"):
            for kind, label in (("action", "New action"), ("decision", "New decision")):
                if st.button(label, key=f"new_{kind}", icon=":material/add:"):
                    _new(shop, build_id, kind)
    else:
        panels.note(coordination.READ_ONLY)
    _list(shop, build_id, chosen if chosen in agencies else "", which == LIVE)


def _new(shop: Store, build_id: str, kind: str) -> None:
    about = About(build_id)
    forms = {
        "action": ("Write down an action", lambda: record_forms.action(shop, about)),
        "decision": ("Write down a decision", lambda: record_forms.decision(shop, about)),
    }
    record_forms.in_dialog(*forms[kind])


@st.fragment(run_every=coordination.SECONDS)
def _list(shop: Store, build_id: str, agency: str, live_only: bool) -> None:
    """Looks every few seconds for what others have written."""
    today = record_forms.today()
    everything = [Action.of(row) for row in shop.rows("action")]
    mine = [a for a in everything if (not agency or a.owner_agency == agency) and (a.live or not live_only)]
    decisions = [Decision.of(row) for row in shop.rows("decision", gone=False)][::-1]
    late = sum(each.overdue(today) for each in mine)
    live = sum(each.live for each in mine)
    told = f"{wording.many(late, 'action')} overdue" if late else "nothing overdue"
    st.html(
        fill(
            '<h2>Actions</h2><p class="lead">{live} to be done, <b class="{tone}">{told}</b>.</p>',
            live=wording.many(live, "action"), tone="concern" if late else "normal", told=told,
        )
    )  # fmt: skip
    agencies = coordination.agencies(build_id)
    names = Names(
        agencies=agencies,
        measures={m.id: m.title for m in published.measures(build_id).values()},
        intercepts=record_forms.intercepts(build_id),
        meetings={m.id: f"{m.day} {m.title}" for m in agenda.meetings(shop)},
    )
    for each in by_urgency(mine, today):
        _action_row(each, names, today)
    if not mine:
        panels.note("No action yet. Meetings fill this list; you can write one down here too.")
    st.html("<h2>Decisions</h2>")
    if agency:
        panels.note("Decisions are the whole partnership's: all are listed, whatever agency is chosen.")
    for each in decisions:
        _decision_row(each, names)
    if not decisions:
        panels.note("No decision yet.")
    _files(mine, decisions, names)


def _action_row(action: Action, names: Names, today: dt.date) -> None:
    late = action.overdue(today)
    tone = "concern" if late else "improvement" if action.status == "done" else "normal"
    more = " · ".join([owner(action, names.agencies), *names.about(action)])
    told = fill(
        '<p class="record"><span>{title}</span><span class="quiet">{more}</span>'
        '<b class="{tone}">{status} · {when}</b></p>',
        title=action.title, more=more, tone=tone,
        status=STATUSES[action.status], when=due(action, today),
    )  # fmt: skip
    _row("action", action.id, told)


def _decision_row(decision: Decision, names: Names) -> None:
    by = f"Agreed by: {decision.agreed_by}" if decision.agreed_by else ""
    told = fill(
        '<p class="record"><span>{title}</span><span class="quiet">{more}</span>'
        '<b class="normal">{day}</b></p>',
        title=decision.title, more=" · ".join(part for part in (by, *names.about(decision)) if part),
        day=wording.day(decision.day),
    )  # fmt: skip
    _row("decision", decision.id, told)


def _row(kind: str, number: int, told) -> None:
    with st.container(key=f"record_{kind}_{number}", horizontal=True, vertical_alignment="center"):
        st.html(told)
        st.page_link(
            navigation.ACTIONS.file,
            label="Change",
            query_params={kind: str(number)},
            icon=EDIT,
            width="content",
        )


def _files(actions: list[Action], decisions: list[Decision], names: Names) -> None:
    with st.container(horizontal=True, key="record_files"):
        st.download_button(
            "Download CSV", data=lambda: hand_out.as_csv(actions, decisions, names),
            file_name="actions-and-decisions.csv", mime="text/csv", on_click="ignore", key="records_csv",
            icon=":material/download:",
        )  # fmt: skip
        st.download_button(
            "Calendar of what is due (.ics)",
            data=lambda: hand_out.as_calendar(actions, names.agencies, dt.datetime.now(dt.UTC)),
            file_name="actions.ics", mime="text/calendar", on_click="ignore", key="records_ics",
            icon=":material/event:",
        )  # fmt: skip


def _one(shop: Store, build_id: str, kind: str, number: int) -> None:
    """One action or decision: its form, and its log."""
    st.page_link(navigation.ACTIONS.file, label="All actions and decisions", icon=":material/arrow_back:")
    row = shop.row(kind, number)
    if row is None:
        st.info(f"There is no such {kind}.")
        return
    record = (Action if kind == "action" else Decision).of(row)
    about = About(build_id, record.meeting_id, record.item_id, record.measure_id, record.intercept)
    st.html(fill("<h2>{title}</h2>", title=record.title))
    if record.measure_id in published.measures(build_id):
        with st.container(key="about_chart"):
            st.page_link(
                navigation.CURVE.file,
                label=f"On the chart of: {published.measures(build_id)[record.measure_id].title}",
                query_params={"measure": record.measure_id}, icon=":material/show_chart:",
            )  # fmt: skip
    if coordination.may_take_part():
        record_forms.begin(kind, record)
        form = record_forms.action if kind == "action" else record_forms.decision
        if form(shop, about, record):
            st.toast("Saved.")
            st.rerun()
        if kind == "decision" and st.button("Take this decision back", key="take_back"):
            if coordination.save(shop, kind, record.id, record.version, {"gone": True}, f"{kind}_{number}"):
                st.query_params.clear()
            st.rerun()
    else:
        panels.note(coordination.READ_ONLY)
    _log(shop, kind, number)


@st.fragment(run_every=coordination.SECONDS)
def _log(shop: Store, kind: str, number: int) -> None:
    """Every update, the newest first."""
    lines = joined(_entry(entry) for entry in shop.history(kind, number)[::-1])
    st.html(fill('<h2>Log</h2><ul class="log">{lines}</ul>', lines=lines))


def _entry(entry: Row):
    changed = {
        k: v for k, v in entry["changes"].items() if k not in ("meeting_id", "item_id") and v[0] != v[1]
    }
    first = all(before is None for before, _ in changed.values()) and "title" in changed
    told = (
        "written down"
        if first
        else "; ".join(
            f"{coordination.field(name)}: {coordination.told(before)} → {coordination.told(after)}"
            for name, (before, after) in changed.items()
        )
    )
    return fill(
        '<li><span class="quiet">{at}, {who}</span><span>{said}{told}</span></li>',
        at=coordination.clock(entry["at"]), who=entry["who"],
        said=f"“{entry['said']}” " if entry["said"] else "", told=told,
    )  # fmt: skip
