"""The one module that opens the coordination store: SQLite, or PostgreSQL by MEETING_DATABASE_URL.

Records are changed by version: who changes one that somebody else has changed meanwhile is told (`Changed`)
and nothing is overwritten. Every change is kept in the history with its author.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, insert, inspect, make_url, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from app.together import schema

URL = "MEETING_DATABASE_URL"
BUSY_SECONDS = 10  # for which a database that is locked is waited for
ANSWER_SECONDS = 5  # for which a server that does not answer is
AWAY = (
    "The store of meetings and actions cannot be reached. Look at MEETING_DATABASE_URL, or at the "
    "folder meetings in DASHBOARD_DATA, then reload this page."
)
NOT_SAVED = (
    "Not saved: the store of meetings and actions cannot be reached just now, or is busy. What you wrote "
    "stays here as long as this page is open: try again in a moment."
)
_making = threading.Lock()

Row = dict[str, Any]


class Unreachable(Exception):
    """The coordination store cannot be opened, read or written; its text says what to do."""


@dataclass
class Changed(Exception):
    """Somebody else changed the record first. `now` is how it stands, `who` changed it when (`at`, UTC)."""

    now: Row
    who: str
    at: str


def address(folder: Path) -> str:
    """The database of an installation whose data home is `folder`.

    Raises ValueError or SQLAlchemyError when MEETING_DATABASE_URL is no address of a database.
    """
    given = os.environ.get(URL, "").strip()
    if not given:
        return f"sqlite:///{folder / 'meetings' / 'meetings.sqlite'}"
    url = make_url(given.replace("postgres://", "postgresql://", 1))
    plain = url.drivername == "postgresql"
    return (url.set(drivername="postgresql+psycopg") if plain else url).render_as_string(hide_password=False)


def open_store(folder: Path) -> Store:
    """The store of an installation; made on first use. Raises Unreachable."""
    try:
        with _making:
            return _opened(address(folder))
    except (SQLAlchemyError, OSError, ImportError, ValueError) as error:
        raise Unreachable(AWAY) from error


@lru_cache(maxsize=8)
def _opened(url: str) -> Store:
    made = make_url(url)
    if made.drivername.startswith("sqlite") and made.database:
        Path(made.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    postgres = made.get_backend_name() == "postgresql"
    engine = create_engine(
        made, pool_pre_ping=True, connect_args={"connect_timeout": ANSWER_SECONDS} if postgres else {}
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _settle_sqlite)
    _make(engine)
    return Store(engine)


def _settle_sqlite(connection: Any, _: Any) -> None:
    connection.execute(f"pragma busy_timeout = {BUSY_SECONDS * 1000}")
    # What is saved is in the one file: with a write-ahead log a copy of it would lack whole meetings.
    connection.execute("pragma journal_mode = delete")


def _make(engine: Engine) -> None:
    """Create what is missing, in a store of an earlier version too; one of a newer version is left alone."""
    if not inspect(engine).has_table("revision"):
        try:
            schema.metadata.create_all(engine)
            with engine.begin() as con:
                con.execute(insert(schema.revision).values(id=1, schema_version=schema.VERSION, number=0))
        except (SQLAlchemyError, IntegrityError):
            if not inspect(engine).has_table("revision"):  # else another process was a moment faster
                raise
    with engine.connect() as con:
        found = con.execute(select(schema.revision.c.schema_version)).scalar()
    if found is not None and found > schema.VERSION:
        raise Unreachable("The store of meetings and actions was made by a newer version of the dashboard.")
    if found is not None and found < schema.VERSION:
        _upgrade(engine)


def _upgrade(engine: Engine) -> None:
    """Bring a store of an earlier version up to this one: every version so far only added tables."""
    try:
        schema.metadata.create_all(engine)
    except SQLAlchemyError:
        if not set(schema.metadata.tables) <= set(inspect(engine).get_table_names()):
            raise  # else another process was a moment faster
    with engine.begin() as con:
        con.execute(
            update(schema.revision)
            .where(schema.revision.c.schema_version < schema.VERSION)
            .values(schema_version=schema.VERSION)
        )


def moment() -> str:
    """Now, UTC, as the store writes it."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Store:
    """Records by kind (see schema.RECORDS) as plain dicts. Everything here may raise Unreachable."""

    def __init__(self, engine: Engine):
        self.engine = engine

    @contextmanager
    def _connected(self, to_write: bool = False) -> Iterator[Connection]:
        """A connection; `to_write`: one transaction, kept as a whole or not at all."""
        try:
            with self.engine.begin() if to_write else self.engine.connect() as con:
                yield con
        except IntegrityError:  # of the program, not of the place
            raise
        except SQLAlchemyError as error:
            raise Unreachable(NOT_SAVED if to_write else AWAY) from error

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """One transaction that counts the revision up; it begins with a write, so two never deadlock."""
        with self._connected(to_write=True) as con:
            con.execute(update(schema.revision).values(number=schema.revision.c.number + 1))
            yield con

    def number(self) -> int:
        """How many changes there have been: as long as it is the same, so is everything else."""
        with self._connected() as con:
            return con.execute(select(schema.revision.c.number)).scalar() or 0

    def rows(self, kind: str, **equal: Any) -> list[Row]:
        """The records of a kind whose fields equal these, the oldest first."""
        table = schema.RECORDS[kind]
        query = select(table).order_by(table.c.id)
        for name, value in equal.items():
            query = query.where(table.c[name] == value)
        with self._connected() as con:
            return [dict(row) for row in con.execute(query).mappings()]

    def row(self, kind: str, number: int) -> Row | None:
        """One record."""
        return next(iter(self.rows(kind, id=number)), None)

    def add(self, kind: str, values: Mapping[str, Any], who: str, said: str = "") -> int:
        """A new record; gives its number."""
        return self.add_all(kind, [values], who, said)[0]

    def add_all(self, kind: str, many: list[Mapping[str, Any]], who: str, said: str = "") -> list[int]:
        """Several new records, all or none of them."""
        with self._writing() as con:
            return [self._add(con, kind, values, who, said) for values in many]

    def ensure(self, kind: str, key: Mapping[str, Any], values: Mapping[str, Any], who: str) -> int:
        """The number of the record with this key; where there is none yet, one is made of `values`.

        A copy of what stands elsewhere: it changes nothing, so that the history begins with what comes next.
        """
        table = schema.RECORDS[kind]
        with self._writing() as con:
            known = select(table.c.id)
            for name, value in key.items():
                known = known.where(table.c[name] == value)
            found = con.execute(known).scalar()
            if found is not None:
                return int(found)
            made = insert(table).values(version=1, changed_at=moment(), changed_by=who, **key, **values)
            return int(con.execute(made).inserted_primary_key[0])

    def change(
        self, kind: str, number: int, version: int, values: Mapping[str, Any], who: str, said: str = ""
    ) -> int:
        """Change a record that stands at `version`; gives its new version.

        Raises Changed when somebody was faster; then nothing is written. What stays the same is no change.
        """
        with self._writing() as con:
            return self._change(con, kind, number, version, values, who, said)

    def put_all(self, kind: str, many: Sequence[tuple[int | None, int, Mapping[str, Any]]], who: str) -> None:
        """Several records of a kind, each (number, version, values) to change or (None, 0, values) to add.

        All or none of them are written. Raises Changed when somebody was faster with one.
        """
        with self._writing() as con:
            for number, version, values in many:
                if number is None:
                    self._add(con, kind, values, who, "")
                else:
                    self._change(con, kind, number, version, values, who, "")

    def _add(self, con: Connection, kind: str, values: Mapping[str, Any], who: str, said: str) -> int:
        made = insert(schema.RECORDS[kind]).values(version=1, changed_at=moment(), changed_by=who, **values)
        number = int(con.execute(made).inserted_primary_key[0])
        self._note(con, kind, number, who, {name: [None, v] for name, v in values.items()}, said)
        return number

    def _change(
        self, con: Connection, kind: str, number: int, version: int, values: Mapping[str, Any], who: str,
        said: str,
    ) -> int:  # fmt: skip
        table = schema.RECORDS[kind]
        found = con.execute(select(table).where(table.c.id == number)).mappings().first()
        if found is None:
            raise KeyError(f"{kind} {number}")
        before = dict(found)
        made = {name: value for name, value in values.items() if before[name] != value}
        if before["version"] != version:
            if not made and not said:
                return before["version"]
            raise Changed(before, before["changed_by"], before["changed_at"])
        if not made and not said:
            return version
        done = con.execute(
            update(table)
            .where(table.c.id == number, table.c.version == version)
            .values(version=version + 1, changed_at=moment(), changed_by=who, **made)
        )
        if done.rowcount != 1:
            now = dict(con.execute(select(table).where(table.c.id == number)).mappings().one())
            raise Changed(now, now["changed_by"], now["changed_at"])
        self._note(con, kind, number, who, {name: [before[name], v] for name, v in made.items()}, said)
        return version + 1

    def history(self, kind: str, number: int | None = None) -> list[Row]:
        """What was changed in a record (or in all of a kind), the oldest first; `changes` as a dict."""
        table = schema.history
        query = select(table).where(table.c.kind == kind).order_by(table.c.id)
        if number is not None:
            query = query.where(table.c.record_id == number)
        with self._connected() as con:
            found = [dict(row) for row in con.execute(query).mappings()]
        return [row | {"changes": json.loads(row["changes"])} for row in found]

    @staticmethod
    def _note(con: Connection, kind: str, number: int, who: str, changes: Mapping, said: str) -> None:
        told = {
            "kind": kind,
            "record_id": number,
            "at": moment(),
            "who": who,
            "changes": json.dumps(changes, default=str),
            "said": said,
        }
        con.execute(insert(schema.history).values(**told))
