"""The forms in which notes, decisions, actions, targets and events are written down, anywhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from app import coordination, published, series, wording
from app.model import Measure, Scope
from app.record_words import NOBODY
from app.together.marks import month_of
from app.together.records import STATUSES, Action, Decision, Meeting, Note
from app.together.store import Store

NO_MEASURE, NO_INTERCEPT = "No measure in particular", "None in particular"
SOON = dt.timedelta(days=28)
WHOLE = ("count", "percent", "days", "minutes", "mean_daily")


# A dialog opens with the focus on itself; whoever pressed its key means to write at once.
_first_field = st.components.v2.component(
    "first_field",
    js="""export default function () {
        // Some fields are fetched late: nothing is focused before the first one is there.
        const look = (turns) => {
            const place = document.querySelector("[role=dialog] .stElementContainer")
            const first = place && place.querySelector("input, textarea")
            const writing = document.activeElement.matches("[role=dialog] :is(input, textarea)")
            if (first && !writing) {
                first.focus()
                const ahead = window.typedAhead ? window.typedAhead() : ""
                if (ahead) document.execCommand("insertText", false, ahead)
            }
            else if (!writing && turns > 0) waiting = setTimeout(look, 100, turns - 1)
        }
        let waiting = setTimeout(look, 0, 100)
        return () => clearTimeout(waiting)
    }""",
)


@dataclass(frozen=True)
class About:
    """Where something is written down: a build, and perhaps a meeting, its item, a measure, an intercept."""

    build_id: str
    meeting_id: int | None = None
    item_id: int | None = None
    measure_id: str | None = None
    intercept: int | None = None
    due: dt.date | None = None

    @property
    def place(self) -> dict[str, int | None]:
        """The fields that say so in a record."""
        return {"meeting_id": self.meeting_id, "item_id": self.item_id}


def today() -> dt.date:
    """The day on which something is written down."""
    return dt.date.today()


def note(shop: Store, about: About, old: Note | None = None) -> bool:
    """A remark; True once it is saved."""
    key = _key("note", old)
    with st.form(key, border=False):
        text = st.text_area(
            "Note", old.text if old else "", key=f"{key}_text", placeholder=coordination.NO_PERSON
        )
        done = _buttons("Save the note")
    if not done or _blank(text, "Write the note first.") or _names(text):
        return False
    new = {"measure_id": about.measure_id, "intercept": about.intercept} if old is None else {}
    return keep(shop, "note", old, {"text": text.strip()}, about, **new)


def decision(shop: Store, about: About, old: Decision | None = None) -> bool:
    """What was agreed; True once it is saved."""
    key = _key("decision", old)
    top = st.container()
    with st.form(key, border=False):
        title = st.text_input("What was decided", old.title if old else "", key=f"{key}_title", max_chars=300)
        agreed_by = st.text_input(
            "Agreed by", old.agreed_by if old else "Everybody present", key=f"{key}_by", max_chars=200
        )
        values = {"title": title.strip(), "agreed_by": agreed_by.strip()} | _subject(about, old, key)
        done = _buttons("Save the decision")
    if not done or _blank(title, "Write what was decided.") or _names(title, roles=(agreed_by,)):
        return False
    new = {"day": today()} if old is None else {}
    with top:
        return keep(shop, "decision", old, values, about, **new)


def action(shop: Store, about: About, old: Action | None = None) -> bool:
    """Who does what by when; True once it is saved."""
    key = _key("action", old)
    agencies = coordination.agencies(about.build_id)
    top = st.container()
    with st.form(key, border=False):
        title = st.text_input(
            "What will be done", old.title if old else "", key=f"{key}_title", max_chars=300
        )
        left, right = st.columns(2)
        names = ["", *agencies]
        owner = old.owner_agency if old and old.owner_agency in names else ""
        agency = left.selectbox(
            "Agency", names, index=names.index(owner), key=f"{key}_agency",
            format_func=lambda name: agencies.get(name, NOBODY),
        )  # fmt: skip
        role = right.text_input(
            "Role of the person", old.owner_role if old else "", key=f"{key}_role", max_chars=100,
            placeholder="As Records supervisor; never a name",
        )  # fmt: skip
        left, right = st.columns(2)  # again: the keyboard walks a column to its end before the next
        due = left.date_input(
            "Due", old.due if old else about.due or today() + SOON, key=f"{key}_due", format="MM/DD/YYYY"
        )
        status = _status(right, old, key)
        values = {
            "title": title.strip(), "owner_agency": agency, "owner_role": role.strip(), "due": due,
            "status": status, **_subject(about, old, key),
        }  # fmt: skip
        said = st.text_input("What is new", key=f"{key}_said", max_chars=300) if old else ""
        done = _buttons("Save the action")
    if not done or _blank(title, "Write what will be done.") or _names(title, said, roles=(role,)):
        return False
    values["ended"] = _ended(old, status)
    new = {"day": today()} if old is None else {}
    with top:
        return keep(shop, "action", old, values, about, said=said.strip(), **new)


def _status(place, old: Action | None, key: str) -> str:
    if old is None:
        return "open"
    codes = list(STATUSES)
    return place.selectbox(
        "Status", codes, index=codes.index(old.status), key=f"{key}_status", format_func=STATUSES.get
    )


def _ended(old: Action | None, status: str) -> dt.date | None:
    """The day on which it was done or dropped; kept when it was so before."""
    if status not in ("done", "dropped"):
        return None
    return old.ended if old and old.ended and old.status == status else today()


def target(shop: Store, about: About, scope: Scope) -> bool:
    """A value that was agreed on, with who agreed; True once it is saved. Earlier ones stay on record."""
    key = fresh("target_new")
    measures = _measures(about.build_id)
    with st.form(key, border=False):
        if about.measure_id:
            name = about.measure_id
        else:
            name = st.selectbox(
                "Measure", list(measures), key=f"{key}_measure", format_func=lambda m: measures[m].title
            )
        left, right = st.columns(2)
        unit = wording.UNIT_AXIS.get(measures[name].unit, "") if about.measure_id else ""
        value = left.number_input(
            f"Target, in {unit}" if unit else "Target", min_value=0.0, value=None, step=1.0,
            key=f"{key}_value", format="%g",
        )  # fmt: skip
        # The month that is on the table, so that the target shows at once.
        newest = published.build(about.build_id).through_month or today()
        since = right.text_input("Holds from (YYYY-MM)", month_of(newest), key=f"{key}_from", max_chars=7)
        agreed_by = st.text_input("Agreed by", "Everybody present", key=f"{key}_by", max_chars=200)
        why = st.text_input("Why this value", key=f"{key}_note", max_chars=300)
        done = _buttons("Set the target")
    if not done:
        return False
    wrong = _wrong_target(measures[name], value, since, agreed_by)
    if wrong:
        st.error(wrong)
        return False
    if _names(why, roles=(agreed_by,)) or _perhaps_a_share(measures[name], value, key):
        return False
    shop.add(
        "target",
        {
            "measure_id": name, "scope_kind": scope.kind, "scope": scope.id, "value": float(value),
            "good_from": since, "agreed_by": agreed_by.strip(), "agreed_on": today(), "note": why.strip(),
            "meeting_id": about.meeting_id,
        },
        coordination.author(),
    )  # fmt: skip
    _saved("target_new")
    st.session_state["said"] = _from_when(about, measures[name], scope, float(value), since)
    return True


def fresh(form: str) -> str:
    """The key of a form for something new: another one once it was saved, so that nothing is saved twice."""
    turn = st.session_state.get(f"turn_{form}", 0)
    return f"{form}_{turn}" if turn else form


def _saved(form: str) -> None:
    st.session_state[f"turn_{form}"] = st.session_state.get(f"turn_{form}", 0) + 1


def say_what_was_saved() -> None:
    """What there is to know of what was just saved, over the page that its form has closed on."""
    said = st.session_state.pop("said", "")
    if said:
        st.toast(said, duration="long")


def _from_when(about: About, measure: Measure, scope: Scope, value: float, since: str) -> str:
    """Of a target that holds later only: when its line shows, and what holds until then; else ''."""
    newest = published.build(about.build_id).through_month
    if newest is None or since <= month_of(newest):
        return ""
    one = series.one(about.build_id, measure.id, scope)
    now = coordination.agreed_now().on_chart(one).target if one else None
    until = "no target holds until then"
    if now is not None:
        until = f"until then {wording.target(now, measure.unit)} holds"
    when = wording.long_month(wording.first_of(since))
    return f"Saved. The line of the target {wording.target(value, measure.unit)} shows from {when}; {until}."


def _wrong_target(measure: Measure, value: float | None, since: str, agreed_by: str) -> str:
    """What is to be mended, or ''."""
    if value is None:
        return "Say the value of the target."
    if measure.unit == "percent" and value > 100:
        return "This measure is a share: its target lies between 0 and 100 percent."
    try:
        dt.date.fromisoformat(f"{since}-01")
    except ValueError:
        return f"“{since}” is not a month. Write it as {month_of(today())}."
    return "" if agreed_by.strip() else "Say who agreed to it."


def _perhaps_a_share(measure: Measure, value: float, key: str) -> bool:
    """Ask back, once, of a share's target that reads as a part of one: 0.65 may have meant 65 percent."""
    if measure.unit != "percent" or not 0 < value < 1 or st.session_state.get(f"asked_{key}") == value:
        return False
    st.session_state[f"asked_{key}"] = value
    meant = round(100 * value, 8)
    st.warning(
        f"This target is {wording.target(value, 'percent')}, less than one in a hundred. If you mean "
        f"{wording.target(meant, 'percent')}, write {meant:g}; else set it again."
    )
    return True


def event(shop: Store, about: About, scope: Scope) -> bool:
    """Something dated that explains the line, or begins its usual range anew; True once it is saved."""
    key = fresh("event_new")
    with st.form(key, border=False):
        left, right = st.columns(2)
        name = left.text_input("What happened", key=f"{key}_name", max_chars=80)
        day = right.date_input("On", today(), key=f"{key}_day", format="MM/DD/YYYY")
        rebase = st.checkbox(
            "Begin the usual range anew from here", key=f"{key}_rebase",
            help="Only when the work itself changed for good: months before and after are then judged apart.",
        )  # fmt: skip
        reason = st.text_input(
            "Reason (needed to begin the usual range anew)", key=f"{key}_reason", max_chars=300
        )
        done = _buttons("Put it on the chart")
    if not done or _blank(name, "Say what happened."):
        return False
    if _names(name, reason):
        return False
    if rebase and _blank(reason, "A break in a line must be explained: write the reason."):
        return False
    shop.add(
        "event",
        {
            "day": day, "name": name.strip(), "measure_id": about.measure_id, "scope_kind": scope.kind,
            "scope": scope.id, "rebase": rebase, "reason": reason.strip(), "meeting_id": about.meeting_id,
        },
        coordination.author(),
    )  # fmt: skip
    _saved("event_new")
    return True


def in_dialog(title: str, draw: Callable[[], bool]) -> None:
    """One of the forms over the page; Escape leaves it, saving closes it."""
    forget_all()

    @st.dialog(title, width="large")
    def over() -> None:
        done = draw()
        _first_field(key="first_field")
        if done:
            st.rerun()

    over()


def _buttons(label: str) -> bool:
    return st.form_submit_button(label, type="primary")


def _blank(text: str, complaint: str) -> bool:
    if text.strip():
        return False
    st.error(complaint)
    return True


def _names(*texts: str, roles: tuple[str, ...] = ()) -> bool:
    return coordination.names_somebody(*texts, roles=roles)


def _measures(build_id: str) -> dict[str, Measure]:
    return {m.id: m for m in published.measures(build_id).values() if not series.is_flow(m)}


def _subject(about: About, old: Action | Decision | None, key: str) -> dict[str, object]:
    """The measure that it is about, on whose chart it will appear, and the intercept."""
    measures, steps = _measures(about.build_id), intercepts(about.build_id)
    measure_id, step = (old.measure_id, old.intercept) if old else (about.measure_id, about.intercept)
    left, right = st.columns([3, 2])
    names, numbers = [None, *measures], [None, *steps]
    measure_id = left.selectbox(
        "Stands on the chart of", names, index=names.index(measure_id) if measure_id in measures else 0,
        key=f"{key}_measure", format_func=lambda name: measures[name].title if name else NO_MEASURE,
    )  # fmt: skip
    step = right.selectbox(
        "Intercept", numbers, index=numbers.index(step) if step in steps else 0, key=f"{key}_intercept",
        format_func=lambda number: steps.get(number, NO_INTERCEPT),
    )
    return {"measure_id": measure_id, "intercept": step}


def intercepts(build_id: str) -> dict[int, str]:
    """The intercepts by number: '1 Law enforcement'."""
    return {step.number: f"{step.number} {step.name}" for step in published.intercepts(build_id)}


def keep(
    shop: Store, kind: str, old: Action | Decision | Note | Meeting | None, values: dict, about: About | None,
    said: str = "", **new: object,
) -> bool:  # fmt: skip
    """Add the record or change it. The second of two editors is told, and keeps what they wrote."""
    if old is None:
        shop.add(kind, values | (about.place if about else {}) | new, coordination.author())
        return True
    name = f"{kind}_{old.id}"
    version = st.session_state.get(f"version_{name}", old.version)
    if coordination.save(shop, kind, old.id, version, values, name, said):
        forget(kind, old.id)
        return True
    st.session_state[f"version_{name}"] = st.session_state[f"conflict_{name}"].now["version"]
    coordination.conflict(name, values)
    return False


def _key(kind: str, old: Action | Decision | Note | None) -> str:
    """The key of a form's widgets: another one each time that a record is opened to be changed."""
    return fresh(f"{kind}_{old.id}") if old else f"{kind}_new"


def begin(kind: str, record: Action | Decision | Note | Meeting) -> None:
    """Somebody opens a record to change it: what they see is the version that they change."""
    st.session_state.setdefault(f"version_{kind}_{record.id}", record.version)


def forget(kind: str, number: int) -> None:
    """The record is no longer being changed here; who opens it again sees it as it stands then."""
    st.session_state.pop(f"version_{kind}_{number}", None)
    coordination.forget_conflict(f"{kind}_{number}")
    _saved(f"{kind}_{number}")


def forget_all() -> None:
    """No record is being changed here: a form that was left by Escape says so to nobody."""
    for name in [str(key) for key in st.session_state if str(key).startswith("version_")]:
        kind, _, number = name.removeprefix("version_").rpartition("_")
        forget(kind, int(number))
