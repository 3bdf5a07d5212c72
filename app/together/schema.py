"""The tables of the coordination store. Times are UTC as text (2026-11-23T21:30:00Z) on every database.

Owners are roles at agencies, never persons' names. Nothing is deleted: what was taken back says so, and every
change is in `history`. `target` and `event` are read by the ETL too (etl/agreed.py).
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Float, Integer, MetaData, String, Table, Text, UniqueConstraint

VERSION = 3  # 2: `resource`; 3: `stand_in`
metadata = MetaData()


def _table(name: str, *columns: Column | UniqueConstraint) -> Table:
    """A table of records: each with a number, a version that each change counts up, and who changed it."""
    return Table(
        name,
        metadata,
        Column("id", Integer, primary_key=True),
        Column("version", Integer, nullable=False, default=1),
        Column("changed_at", String(20), nullable=False),
        Column("changed_by", Text, nullable=False),
        *columns,
    )


def _about() -> tuple[Column, ...]:
    """What a record is about: a measure and an intercept, both optional; and where it was written down."""
    return (
        Column("measure_id", String(60)),
        Column("intercept", Integer),
        Column("meeting_id", Integer, index=True),
        Column("item_id", Integer),
    )


def _entry() -> tuple[Column, ...]:
    """An entry of the directory. The contact is a role with its public number and mailbox."""
    return (
        Column("kind", String(20), nullable=False),
        Column("name", Text, nullable=False),
        Column("service", String(60), nullable=False, default=""),
        Column("provider", Text, nullable=False, default=""),
        Column("contact_role", Text, nullable=False, default=""),
        Column("phone", Text, nullable=False, default=""),
        Column("email", Text, nullable=False, default=""),
        Column("website", Text, nullable=False, default=""),
        Column("area", Text, nullable=False, default=""),
        Column("notes", Text, nullable=False, default=""),
        Column("gone", Boolean, nullable=False, default=False),
    )


meeting = _table(
    "meeting",
    Column("day", Date, nullable=False),
    Column("title", Text, nullable=False),
    Column("place", Text, nullable=False, default=""),
    Column("status", String(10), nullable=False, default="planned"),
    Column("build_id", String(100)),
    Column("opened_at", String(20)),
    Column("closed_at", String(20)),
    Column("next_day", Date),
    Column("shown", Text),
)
attendee = _table(
    "attendee",
    Column("meeting_id", Integer, nullable=False, index=True),
    Column("agency_id", String(60), nullable=False),
    Column("role", Text, nullable=False, default=""),
    Column("present", Boolean, nullable=False, default=False),
    Column("gone", Boolean, nullable=False, default=False),
)
item = _table(
    "item",
    Column("meeting_id", Integer, nullable=False, index=True),
    Column("place", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("title", Text, nullable=False),
    Column("minutes", Integer, nullable=False, default=5),
    Column("subject", String(60), nullable=False, default=""),
    Column("gone", Boolean, nullable=False, default=False),
)
visit = _table(
    "visit",
    Column("meeting_id", Integer, nullable=False, index=True),
    Column("item_id", Integer),
    Column("at", String(20), nullable=False),
)
note = _table("note", *_about(), Column("text", Text, nullable=False), Column("gone", Boolean, default=False))
decision = _table(
    "decision",
    *_about(),
    Column("title", Text, nullable=False),
    Column("agreed_by", Text, nullable=False, default=""),
    Column("day", Date, nullable=False),
    Column("gone", Boolean, nullable=False, default=False),
)
action = _table(
    "action",
    *_about(),
    Column("title", Text, nullable=False),
    Column("owner_role", Text, nullable=False, default=""),
    Column("owner_agency", String(60), nullable=False, default=""),
    Column("day", Date, nullable=False),
    Column("due", Date),
    Column("status", String(12), nullable=False, default="open"),
    Column("ended", Date),
)
target = _table(
    "target",
    Column("measure_id", String(60), nullable=False),
    Column("scope_kind", String(20), nullable=False),
    Column("scope", String(60), nullable=False),
    Column("value", Float, nullable=False),
    Column("good_from", String(7), nullable=False),
    Column("agreed_by", Text, nullable=False),
    Column("agreed_on", Date, nullable=False),
    Column("note", Text, nullable=False, default=""),
    Column("meeting_id", Integer),
    Column("gone", Boolean, nullable=False, default=False),
)
event = _table(
    "event",
    Column("day", Date, nullable=False),
    Column("name", Text, nullable=False),
    Column("measure_id", String(60), nullable=False),
    Column("scope_kind", String(20), nullable=False),
    Column("scope", String(60), nullable=False),
    Column("rebase", Boolean, nullable=False, default=False),
    Column("reason", Text, nullable=False, default=""),
    Column("meeting_id", Integer),
    Column("gone", Boolean, nullable=False, default=False),
)
chapter = _table(
    "chapter",
    Column("measure_id", String(60), nullable=False),
    Column("scope_kind", String(20), nullable=False),
    Column("scope", String(60), nullable=False),
    Column("section", String(20), nullable=False),
    Column("text", Text, nullable=False, default=""),
    UniqueConstraint("measure_id", "scope_kind", "scope", "section"),
)
resource = _table("resource", *_entry())  # what partners added to the directory
# What partners put in the place of an entry of the registry; `withdrawn`: the registry's stands there again.
stand_in = _table(
    "stand_in",
    Column("entry", String(120), nullable=False, unique=True),
    *_entry(),
    Column("withdrawn", Boolean, nullable=False, default=True),
)
# What was changed, by whom: `changes` is JSON {field: [before, after]}; `said` is an update in words.
history = Table(
    "history",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("record_id", Integer, nullable=False, index=True),
    Column("at", String(20), nullable=False),
    Column("who", Text, nullable=False),
    Column("changes", Text, nullable=False),
    Column("said", Text, nullable=False, default=""),
)
# One row; `number` counts every change, so that a page learns cheaply that something is new.
revision = Table(
    "revision",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("schema_version", Integer, nullable=False),
    Column("number", Integer, nullable=False),
)
RECORDS = {
    table.name: table
    for table in (
        *(meeting, attendee, item, visit, note, decision, action, target, event, chapter),
        *(resource, stand_in),
    )
}


def typed(kind: str) -> list[str]:
    """The columns of a kind that hold what somebody typed: texts of any length, but not the store's own."""
    texts = [each.name for each in RECORDS[kind].columns if isinstance(each.type, Text)]
    return [name for name in texts if name not in ("changed_by", "shown")]


def days(kind: str) -> set[str]:
    """The fields of a kind of record that are dates, which the history writes as texts."""
    return {column.name for column in RECORDS[kind].columns if isinstance(column.type, Date)}
