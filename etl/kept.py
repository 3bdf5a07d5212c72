"""Accepted submissions as they are kept on disk: the truth that the store can always be rebuilt from.

    private/submissions/<submission_id>/rows.parquet      the canonical rows (never an identifier)
                                        refused.parquet   rows set aside: _row, rule, reason
                                        submission.json   what it is and what it changed
                                        withdrawn.json    present once it was withdrawn

A folder appears under its name only when all of it is on disk.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from etl.durable import HALF, finish_folder, remove_halves, sha256_of, write_json
from etl.errors import EtlError
from etl.paths import DataHome

ROWS, REFUSED, FACTS, WITHDRAWN = "rows.parquet", "refused.parquet", "submission.json", "withdrawn.json"


@dataclass(frozen=True)
class Kept:
    """One kept submission."""

    submission_id: str
    folder: Path

    @property
    def withdrawn(self) -> bool:
        """True once somebody took it back."""
        return (self.folder / WITHDRAWN).exists()

    @property
    def rows(self) -> Path:
        """The canonical rows."""
        return self.folder / ROWS

    @property
    def refused(self) -> Path:
        """The rows set aside."""
        return self.folder / REFUSED

    def facts(self) -> dict:
        """submission.json; raises EtlError when it cannot be read."""
        try:
            return json.loads((self.folder / FACTS).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise EtlError(f"Submission {self.submission_id}: {FACTS} cannot be read; restore it.") from error

    def problems(self) -> list[str]:
        """Files that are not what was accepted, in words."""
        try:
            facts = self.facts()
        except EtlError as error:
            return [str(error)]
        return [
            f"submission {self.submission_id}: {name} is not what was accepted"
            for name, key in ((ROWS, "rows_sha256"), (REFUSED, "refused_sha256"))
            if not (self.folder / name).is_file() or sha256_of(self.folder / name) != facts.get(key)
        ]


def folder_of(home: DataHome) -> Path:
    """Where submissions are kept."""
    return home.private / "submissions"


def begin(home: DataHome) -> Path:
    """An empty folder to write the next submission in."""
    kept = folder_of(home)
    kept.mkdir(parents=True, exist_ok=True)
    half = kept / (HALF + secrets.token_hex(4))
    half.mkdir()
    return half


def finish(home: DataHome, half: Path, facts: dict) -> Kept:
    """Seal the folder: from here on the submission is accepted, whatever happens to the process."""
    write_json(
        half / FACTS,
        {**facts, "rows_sha256": sha256_of(half / ROWS), "refused_sha256": sha256_of(half / REFUSED)},
    )
    final = folder_of(home) / facts["submission_id"]
    finish_folder(half, final)
    return Kept(final.name, final)


def all_kept(home: DataHome) -> list[Kept]:
    """Every kept submission, in the order of acceptance (ids count up)."""
    kept = folder_of(home)
    if not kept.is_dir():
        return []
    names = sorted(entry.name for entry in kept.iterdir() if not entry.name.startswith(HALF))
    return [Kept(name, kept / name) for name in names if (kept / name).is_dir()]


def clean(home: DataHome) -> None:
    """Delete submissions that were never finished. Needs the writer's lock."""
    remove_halves(folder_of(home))


def mark_withdrawn(kept: Kept, who: str, at: str) -> None:
    """Take a submission back; its rows stay on disk."""
    write_json(kept.folder / WITHDRAWN, {"by": who, "at": at})
