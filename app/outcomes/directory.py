"""The entries of the directory: what the registry and the reference tables say, and what partners wrote.

Plain values; the registry's rows are read-only here and change where the data comes from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from app import published, wording
from app.together.records import Resource
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


@dataclass(frozen=True)
class Entry:
    """One entry; texts are '' where nothing is known. `number`: that of the record that partners wrote."""

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
    number: int | None = None

    @property
    def source(self) -> str:
        """Where it comes from."""
        return REGISTRY if self.number is None else PARTNERS


def everything(build_id: str, added: Iterable[Resource]) -> list[Entry]:
    """All entries, crisis lines first, then by kind and name."""
    found = [*_agencies(build_id), *_programs(build_id), *_resources(build_id), *map(_entry, added)]
    order = list(KINDS)
    return sorted(found, key=lambda e: (order.index(e.kind), e.name.casefold(), e.number or 0))


def added(store: Store) -> list[Resource]:
    """What partners wrote and did not take back, the oldest first."""
    return [Resource.of(row) for row in store.rows("resource", gone=False)]


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
    fields = {name: getattr(resource, name) for name in FIELDS}
    return Entry(**fields | {"kind": kind, "number": resource.id})


def _agencies(build_id: str) -> list[Entry]:
    """Who to call at each agency."""
    return [
        Entry(
            "contact", row["name"], contact_role=row["contact_role"], phone=row["contact_phone"],
            email=row["contact_email"], notes=wording.KIND_WORDS.get(row["kind"], ""),
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
                notes=row["description"],
            )
        )  # fmt: skip
    return found


def _resources(build_id: str) -> list[Entry]:
    return [
        Entry(**{name: row[name] for name in FIELDS})
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
