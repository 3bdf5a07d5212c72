"""A file tried on a copy of the store: the build it would lead to, ready to be served."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from etl import builds, store
from etl.durable import sha256_of, write_json
from etl.errors import EtlError
from etl.intake import Intake
from etl.paths import DataHome
from etl.publish import prepare
from etl.submissions import CHECKED, LoadRequest, Receipt, compared, examined, facts_of

TRIAL = "trial.json"


@dataclass(frozen=True)
class Trial:
    """A prepared build in `folder`, and what it rests on: `facts` of its build.json, `basis` of the rest."""

    folder: Path
    facts: dict
    basis: str

    def fits(self, con: duckdb.DuckDBPyConnection, home: DataHome) -> bool:
        """Whether the store, the reference tables and the last build are what the trial reckoned with."""
        same = set(self.facts["submissions"]) == set(store.active_submissions(con))
        return same and self.basis == basis(home) and (self.folder / builds.SHARED).is_file()

    def save(self, key: str) -> None:
        """Leave word in the folder; `key` tells for which file and decisions it is."""
        write_json(self.folder / TRIAL, {"key": key, "facts": self.facts, "basis": self.basis})


def saved(folder: Path, key: str) -> Trial | None:
    """The trial in the folder, if it was made for `key`."""
    try:
        told = json.loads((folder / TRIAL).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return Trial(folder, told["facts"], told["basis"]) if told.get("key") == key else None


def basis(home: DataHome) -> str:
    """Hex hash of all but the submissions that a build rests on: reference tables, and the newest build."""
    newest = builds.newest(home)
    parts = [newest.build_id if newest else ""]
    parts += [f"{path.name}:{sha256_of(path)}" for path in sorted(home.reference.iterdir()) if path.is_file()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def try_out(
    con: duckdb.DuckDBPyConnection,
    home: DataHome,
    request: LoadRequest,
    folder: Path,
    spare: Path,
    tell: Callable[[str], None],
) -> tuple[Receipt, Trial | None]:
    """Take the file into `con`, a copy of the store, and write the build it leads to into `folder`.

    No trial where the file is refused or changes nothing. Raises NotPublished like a publication would.
    """
    rests_on = basis(home)
    name = request.shown_name or request.path.name
    receipt, found = examined(Intake(con, home, spare), request, name, tell)
    if found is None:
        return receipt, None
    receipt, changes_nothing = compared(con, request, receipt, found.aggregated)
    receipt = replace(receipt, status=CHECKED)
    if changes_nothing:
        return receipt, None
    store.accept(con, facts_of(con, request, receipt, found))
    folder.mkdir(parents=True, exist_ok=True)
    facts = prepare(con, home, folder, progress=tell)
    if set(facts["submissions"]) != set(store.active_submissions(con)):
        raise EtlError("The trial lost a submission; nothing was changed.")
    return receipt, Trial(folder, facts, rests_on)
