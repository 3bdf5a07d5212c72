"""The entries of the directory: what the registry and the reference tables say, and what partners wrote.

Plain values. The registry itself is not written here: who changes or takes back one of its entries puts a
record of the coordination store in its place, and that can be taken out again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from app import published, wording
from app.together.records import Resource, StandIn
from app.together.store import Store

# In the order in which people look for them, and the heading of each.
KINDS = {
    "crisis_line": "Crisis line",
    "program": "Program",
    "local_example": "Local example",
    "additional_resource": "Additional resource",
    "contact": "Contact",
}
HEADINGS = {
    "crisis_line": "Crisis lines", "program": "Programs", "local_example": "Local examples",
    "additional_resource": "Additional resources", "contact": "Contacts",
}  # fmt: skip
# The fields that people write, and what a column of them is called.
FIELDS = {
    "kind": "Kind", "name": "Name", "service": "Service", "provider": "Provider or agency",
    "contact_role": "Contact (a role)", "phone": "Phone", "email": "E-mail", "website": "Website",
    "area": "Area served", "notes": "Notes",
}  # fmt: skip
REGISTRY, PARTNERS = "From the registry", "Added by partners"
CHANGED = "From the registry, changed by partners"
Filters = tuple[str, str, str]  # a kind, a service and words; '' for any
# What the numbers follow, by the table of the registry: it changes there and nowhere else.
MEASURED = {"program": ("kind", "service")}


@dataclass(frozen=True)
class Entry:
    """One entry; texts are '' where nothing is known.

    `place`: where the registry has it, as 'program:act'; '' for what partners added. `number` and `version`:
    those of the record in the store, if there is one. `gone`: it was taken back. `by` and `at` (UTC): who
    wrote it down and when; '' for what stands as the registry has it.
    """

    kind: str
    name: str
    service: str = ""
    provider: str = ""
    contact_role: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    area: str = ""
    notes: str = ""
    place: str = ""
    number: int | None = None
    version: int = 1
    gone: bool = False
    by: str = ""
    at: str = ""

    @property
    def key(self) -> str:
        """What it is known by as long as it is there."""
        return self.place or str(self.number)

    @property
    def table(self) -> str:
        """The kind of record that holds what partners write of it."""
        return "stand_in" if self.place else "resource"

    @property
    def source(self) -> str:
        """Where it comes from."""
        if not self.place:
            return PARTNERS
        return CHANGED if self.by else REGISTRY

    @property
    def values(self) -> dict[str, str]:
        """The fields that people write."""
        return {name: getattr(self, name) for name in FIELDS}

    @property
    def measured(self) -> tuple[str, ...]:
        """The fields that only the registry changes."""
        return MEASURED.get(self.place.partition(":")[0], ())


def everything(build_id: str, store: Store) -> list[Entry]:
    """All entries that were not taken back, crisis lines first, then by kind and name."""
    return [each for each in with_gone(build_id, store) if not each.gone]


def chosen(build_id: str, store: Store, filters: Filters) -> list[Entry]:
    """The entries of a kind and a service that have all the words (see `matching`)."""
    return matching(everything(build_id, store), services(build_id), *filters)


def with_gone(build_id: str, store: Store) -> list[Entry]:
    """All entries, those too that were taken back; what partners wrote stands in the registry's place."""
    known = {each.place: each for each in registered(build_id)}
    for row in store.rows("stand_in"):
        each = StandIn.of(row)
        if not each.withdrawn:
            known[each.entry] = _in_place(_entry(each), each.entry, known.get(each.entry))
        elif each.entry in known:
            known[each.entry] = replace(known[each.entry], number=each.id, version=each.version)
    found = [*known.values(), *(_entry(Resource.of(row)) for row in store.rows("resource"))]
    order = list(KINDS)
    return sorted(found, key=lambda e: (order.index(e.kind), e.name.casefold(), e.key))


def _in_place(written: Entry, place: str, was: Entry | None) -> Entry:
    """What partners wrote, in the place of what the registry has, or had; what is measured stays its own."""
    found = replace(written, place=place)
    return replace(found, **{name: getattr(was, name) for name in found.measured}) if was else found


def registered(build_id: str) -> list[Entry]:
    """The entries as the registry and the reference tables have them."""
    return [*_agencies(build_id), *_programs(build_id), *_resources(build_id)]


def services(build_id: str) -> dict[str, str]:
    """The services by code, each with its name."""
    return published.codes(build_id, "service_type")


def service(code: str, names: Mapping[str, str]) -> str:
    """A service's name; its code in plain words where the build does not know it."""
    return names.get(code) or code.replace("_", " ").capitalize()


def matching(
    entries: Iterable[Entry], names: Mapping[str, str], kind: str = "", code: str = "", words: str = ""
) -> list[Entry]:
    """Those of a kind and a service that have all the words, anywhere; '' for any."""
    asked = words.casefold().split()
    return [
        each
        for each in entries
        if (not kind or each.kind == kind)
        and (not code or each.service == code)
        and all(word in _text(each, names) for word in asked)
    ]


def _text(entry: Entry, names: Mapping[str, str]) -> str:
    parts = (
        KINDS[entry.kind], entry.name, service(entry.service, names), entry.provider, entry.contact_role,
        entry.phone, entry.email, entry.website, entry.area, entry.notes,
    )  # fmt: skip
    return " ".join(parts).casefold()


def rows(entries: Iterable[Entry], names: Mapping[str, str]) -> list[dict[str, str]]:
    """The entries as rows of a file, in words."""
    return [
        {"source": each.source}
        | {name: getattr(each, name) for name in FIELDS}
        | {"kind": KINDS[each.kind], "service": service(each.service, names)}
        for each in entries
    ]


def _entry(resource: Resource) -> Entry:
    kind = resource.kind if resource.kind in KINDS else "additional_resource"
    fields = {name: getattr(resource, name) for name in FIELDS} | {"kind": kind}
    return Entry(
        **fields, number=resource.id, version=resource.version, gone=resource.gone,
        by=resource.changed_by, at=resource.changed_at,
    )  # fmt: skip


def _agencies(build_id: str) -> list[Entry]:
    """Who to call at each agency."""
    return [
        Entry(
            "contact", row["name"], contact_role=row["contact_role"], phone=row["contact_phone"],
            email=row["contact_email"], notes=wording.KIND_WORDS.get(row["kind"], ""),
            place=f"agency:{row['agency_id']}",
        )
        for row in _registered(build_id)
        if row["contact_role"] or row["contact_phone"] or row["contact_email"]
    ]  # fmt: skip


def _programs(build_id: str) -> list[Entry]:
    """The programs, each with the desk of its agency."""
    desks = {row["agency_id"]: row for row in _registered(build_id)}
    agencies = {s.id: s.name for s in published.scopes(build_id) if s.kind == "agency"}
    found = []
    for row in _texts(published.table(build_id, "program")):
        desk = desks.get(row["agency_id"], {})
        found.append(
            Entry(
                "program", row["name"], row["service_type"], agencies.get(row["agency_id"], row["agency_id"]),
                desk.get("contact_role", ""), desk.get("contact_phone", ""), desk.get("contact_email", ""),
                notes=row["description"], place=f"program:{row['program_id']}",
            )
        )  # fmt: skip
    return found


def _resources(build_id: str) -> list[Entry]:
    return [
        Entry(**{name: row[name] for name in FIELDS}, place=f"resource:{row['resource_id']}")
        for row in _texts(published.table(build_id, "resource"))
        if row["kind"] in KINDS
    ]


def _registered(build_id: str) -> list[dict[str, str]]:
    return _texts(published.partners(build_id)) if published.has_submission_facts(build_id) else []


def _texts(frame: pd.DataFrame | None) -> list[dict[str, str]]:
    """Rows of a published table as texts, '' for whatever is missing."""
    if frame is None:
        return []
    return frame.astype(object).where(frame.notna(), "").astype(str).to_dict("records")
