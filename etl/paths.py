"""Where data lives: one place decides every folder, from DASHBOARD_DATA."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class DataHome:
    """The folders of one installation. `root` is DASHBOARD_DATA, or the project's `data/`."""

    root: Path

    @classmethod
    def from_env(cls) -> DataHome:
        """Read DASHBOARD_DATA; a relative path counts from the current folder."""
        return cls(Path(os.environ.get("DASHBOARD_DATA") or PROJECT / "data").resolve())

    @property
    def private(self) -> Path:
        """Row-level store, accepted submissions, locks. Never served."""
        return self.root / "private"

    @property
    def published(self) -> Path:
        """Immutable builds and the pointer to the current one."""
        return self.root / "published"

    @property
    def reference(self) -> Path:
        """Partners, programs, targets and events: the operator's own, else those of the demo county."""
        own = self.root / "reference"
        return own if own.is_dir() else PROJECT / "data" / "reference"

    @property
    def store(self) -> Path:
        """The DuckDB file with the rows; only the ETL opens it."""
        return self.private / "store.duckdb"

    @property
    def meetings(self) -> Path:
        """The coordination store's file, where MEETING_DATABASE_URL does not name another database."""
        return self.root / "meetings" / "meetings.sqlite"

    def make_private(self) -> None:
        """Create the private folder readable by its owner alone."""
        self.private.mkdir(parents=True, exist_ok=True)
        self.private.chmod(0o700)
