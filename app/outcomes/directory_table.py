"""The entries of the directory as a table that partners edit together.

The table stays as it was while somebody works in it; what others changed meanwhile comes in when they save,
and who changes a row that somebody else has changed first is told, with both versions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st

from app import coordination, panels, wording
from app.outcomes import directory, directory_rules
from app.outcomes.directory import FIELDS, KINDS, Entry, Filters
from app.together.store import Store

STATE = "directory_draft"
HOW = (
    "The table holds what is chosen above. Change a cell, or add a row at its foot: it needs a kind and a "
    "name. Select rows to take them back. Nothing is saved before you press Save. What you make of an entry "
    "of the registry stands in its place, marked so, until it is put back (under “What was changed”)."
)
NOT_SURE = "Not saved. Say above whose mailbox it is, or take it out."


@dataclass
class Draft:
    """What the table began with and what chose it; `mine`: key -> fields that collided with others'."""

    base: tuple[Entry, ...]
    filters: Filters = ("", "", "")
    mine: dict[str, dict] = field(default_factory=dict)
    round: int = 0

    @property
    def key(self) -> str:
        """The table's own key: a new one for each beginning."""
        return f"directory_table_{self.round}"


@dataclass(frozen=True)
class Changes:
    """What somebody did to the table: new entries, changed ones with their fields, those taken back."""

    new: list[dict[str, str]]
    changed: list[tuple[Entry, dict]]
    gone: list[Entry]

    @property
    def any(self) -> bool:
        """Whether there is something to save."""
        return bool(self.new or self.changed or self.gone)

    @property
    def mailboxes(self) -> list[str]:
        """Those that were written anew."""
        return [each["email"] for each in (*self.new, *(made for _, made in self.changed)) if "email" in each]


def draw(shop: Store, build_id: str, filters: Filters) -> None:
    """The table with what is to be saved. While somebody works in it, it holds what it began with."""
    services = directory.services(build_id)
    draft = _begin(shop, build_id, filters)
    _tell_conflicts(draft, services)
    frame = table(draft.base, draft.mine, services)
    edited = st.data_editor(
        frame, key=draft.key, hide_index=True, num_rows="dynamic", width="stretch", placeholder="",
        column_order=[*FIELDS, "source"], column_config=_columns(services),
        alt="The entries: kind, name, service, provider, contact, website, area, notes and source",
    )  # fmt: skip
    panels.note(HOW)
    found = changes(draft, written(edited, services))
    asked = directory_rules.anybodys(found.mailboxes)
    sure = not asked or st.checkbox(whose(asked), key=f"{draft.key}_{'_'.join(asked)}")
    if found.any or draft.mine:
        with st.container(horizontal=True):
            save = st.button("Save", type="primary", key="directory_save")
            if st.button("Discard my changes", key="directory_discard"):
                _restart(shop, build_id, draft, {})
                st.rerun()
        if save and not sure:
            st.error(NOT_SURE)
        elif save and _may_be_saved(found, services):
            _save(shop, build_id, draft, found)
            st.rerun()
    _news(shop, build_id, draft, found.any)


def whose(mailboxes: Sequence[str]) -> str:
    """The question about mailboxes that may be one person's own."""
    told = wording.listed([wording.plain_markdown(each) for each in mailboxes])
    return f"An organization shares {told}; it is nobody's own mailbox"


def table(base: Sequence[Entry], mine: Mapping[str, dict], services: Mapping[str, str]) -> pd.DataFrame:
    """The entries in words, one a row, with their key; what collided stands as its author wrote it."""
    rows = []
    for each in base:
        values = each.values | mine.get(each.key, {})
        if not values.get("gone"):
            shown = {name: values[name] for name in FIELDS} | _named(values, services)
            rows.append({"key": each.key, "source": each.source} | shown)
    return pd.DataFrame(rows, columns=["key", *FIELDS, "source"], dtype=object)


def _named(values: Mapping[str, str], services: Mapping[str, str]) -> dict[str, str | None]:
    code = values["service"]
    return {
        "kind": KINDS.get(values["kind"]),
        "service": directory.service(code, services) if code else None,
    }


def written(edited: pd.DataFrame, services: Mapping[str, str]) -> list[dict]:
    """The rows of the table as entries: key ('' for a new one) and fields; blank rows are none."""
    kinds = {label: code for code, label in KINDS.items()}
    codes = {label: code for code, label in services.items()}
    found = []
    for row in edited.to_dict("records"):
        values = directory_rules.tidy(row)
        values["kind"] = kinds.get(values["kind"], "")
        values["service"] = codes.get(values["service"], values["service"])
        key = row["key"] if isinstance(row.get("key"), str) else ""
        if key or any(values.values()):
            found.append(values | {"key": key})
    return found


def changes(draft: Draft, rows: Iterable[Mapping]) -> Changes:
    """How the rows differ from what the table began with."""
    known = {each.key: each for each in draft.base}
    new, changed, kept = [], [], set()
    for row in rows:
        values = {name: row[name] for name in FIELDS}
        old = known.get(row["key"])
        if old is None:
            new.append(values)
            continue
        kept.add(old.key)
        before = old.values
        # A service that the build does not know stands in the table in words, and is no change.
        if values["service"] == directory.service(before["service"], {}):
            values["service"] = before["service"]
        made = {name: value for name, value in values.items() if value != before[name]}
        if old.gone:
            made["gone"] = False
        if made:
            changed.append((old, made))
    gone = [each for each in draft.base if each.key not in kept and not each.gone]
    return Changes(new, changed, gone)


def _begin(shop: Store, build_id: str, filters: Filters) -> Draft:
    """The draft that is being worked on; a new one where nobody has touched it and the store has moved on."""
    draft: Draft | None = st.session_state.get(STATE)
    now = tuple(directory.chosen(build_id, shop, filters))
    if draft is None or (draft.base != now and not draft.mine and not _touched(draft)):
        draft = Draft(now, filters, round=draft.round + 1 if draft else 0)
        st.session_state[STATE] = draft
    return draft


def _touched(draft: Draft) -> bool:
    return any(dict(st.session_state.get(draft.key) or {}).values())


def _restart(shop: Store, build_id: str, draft: Draft, mine: dict[str, dict]) -> None:
    """Begin anew from what the store has, with what collided on top."""
    for key in draft.mine.keys() - mine.keys():
        coordination.forget_conflict(f"directory_{key}")
    shown = {each.key for each in directory.chosen(build_id, shop, draft.filters)} | mine.keys()
    base = tuple(each for each in directory.with_gone(build_id, shop) if each.key in shown)
    st.session_state[STATE] = Draft(base, draft.filters, mine, draft.round + 1)


def _tell_conflicts(draft: Draft, services: Mapping[str, str]) -> None:
    names = {each.key: each.name for each in draft.base}
    for key, mine in draft.mine.items():
        coordination.conflict(f"directory_{key}", mine, f"“{names.get(key, '')}”", words(services))


def words(services: Mapping[str, str]):
    """say(value): the words for a field's value; codes of kinds and services by their names."""

    def say(value: object) -> str:
        return KINDS.get(value) or services.get(value) or coordination.told(value)

    return say


def _may_be_saved(found: Changes, services: Mapping[str, str]) -> bool:
    """Whether every entry may stand as it is; says what is to be mended."""
    entries = [(values, tuple(FIELDS), ()) for values in found.new]
    entries += [(old.values | made, tuple(made), old.measured) for old, made in found.changed]
    try:
        wrong = [
            f"- **{wording.plain_markdown(values['name']) or 'An entry without a name'}**: {told}"
            for values, made, measured in entries
            for told in directory_rules.wrong(values, services, coordination.identifying, made, measured)
        ]
    except LookupError:
        st.error(coordination.CANNOT_LOOK)
        return False
    if wrong:
        st.error("Not saved. Mend this first:\n\n" + "\n".join(wrong))
    return not wrong


def _save(shop: Store, build_id: str, draft: Draft, found: Changes) -> None:
    """Write down what may be; what somebody else changed first stays in the table as it was meant."""
    mine = {}
    if found.new:
        shop.add_all("resource", found.new, coordination.author())
    removed = [(old, {"gone": True}) for old in found.gone]
    for old, values in [*found.changed, *removed]:
        if not _put(shop, old, values):
            theirs = st.session_state[f"conflict_directory_{old.key}"].now
            mine[old.key] = values | ({"gone": False} if theirs["gone"] and "gone" not in values else {})
    _restart(shop, build_id, draft, mine)
    saved = len(found.new) + len(found.changed) + len(removed) - len(mine)
    if saved:
        st.toast(f"{wording.many(saved, 'entry', 'entries')} saved.")


def _put(shop: Store, old: Entry, made: dict) -> bool:
    """Write down what was made of an entry; False when somebody else was faster.

    An entry that stands as the registry has it gets a record of its own first, or the one that it had once.
    """
    number, values = old.number, made
    if old.place and not old.by:
        number = shop.ensure("stand_in", {"entry": old.place}, old.values, coordination.author())
        values = old.values | {"gone": False, "withdrawn": False} | made
    return coordination.save(shop, old.table, number, old.version, values, f"directory_{old.key}")


@st.fragment(run_every=coordination.SECONDS)
def _news(shop: Store, build_id: str, draft: Draft, working: bool) -> None:
    """What others have changed since the table was drawn; it is not pulled away under anybody's hands."""
    shown = {each.key: each.version for each in draft.base}
    now = directory.chosen(build_id, shop, draft.filters)
    others = [each.name for each in now if shown.get(each.key) != each.version]
    others += [each.name for each in draft.base if not each.gone and each.key not in {n.key for n in now}]
    if not others:
        return
    told = f"Others have changed: {wording.listed([wording.plain_markdown(name) for name in others])}. "
    if working:
        st.info(told + "The list below shows it; this table takes it in when you save.")
        return
    st.info(told)
    if st.button("Show it in the table", key="directory_newer"):
        st.rerun()


def _columns(services: Mapping[str, str]) -> dict:
    longest = directory_rules.LONGEST
    text = {
        name: st.column_config.TextColumn(FIELDS[name], max_chars=longest[name], width="medium")
        for name in longest
    }
    return text | {
        "kind": st.column_config.SelectboxColumn(FIELDS["kind"], options=list(KINDS.values()), required=True),
        "name": st.column_config.TextColumn(FIELDS["name"], max_chars=longest["name"], required=True),
        "service": st.column_config.SelectboxColumn(FIELDS["service"], options=list(services.values())),
        "source": st.column_config.TextColumn("Source", disabled=True),
    }
