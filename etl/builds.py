"""Published builds: immutable folders, and one pointer to the build that is served."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from etl.durable import HALF, finish_folder, remove_halves, sha256_of, write_json
from etl.errors import EtlError
from etl.paths import DataHome

SHARED = "shared.duckdb"


@dataclass(frozen=True)
class Build:
    """One published build. `number` counts up from 1: clocks jump, it does not."""

    build_id: str
    number: int
    folder: Path
    built_at: str
    policy: str
    files: dict[str, str]
    submissions: tuple[str, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    note: str = ""
    audit_head: str = ""

    @property
    def shared(self) -> Path:
        """The file every page reads."""
        return self.folder / SHARED

    def problems(self) -> list[str]:
        """Why this build must not be served; empty when its file is what was published."""
        if not self.shared.is_file():
            return [f"build {self.build_id}: {SHARED} is missing"]
        if sha256_of(self.shared) != self.files.get(SHARED):
            return [f"build {self.build_id}: {SHARED} is not what was published"]
        return []


def new_id(home: DataHome, content_hash: str) -> tuple[str, str]:
    """(build id, time it was built, UTC ISO): a time for people, a short hash for machines."""
    now = datetime.now(UTC)
    build_id = f"{now:%Y%m%dT%H%M%SZ}-{content_hash[:8]}"
    if (_folder(home) / build_id).exists():  # the same content twice within one second
        build_id = f"{build_id}-{secrets.token_hex(2)}"
    return build_id, now.isoformat(timespec="seconds")


def begin(home: DataHome) -> Path:
    """An empty folder to write the next build in; it is not served until `finish`."""
    builds = _folder(home)
    builds.mkdir(parents=True, exist_ok=True)
    remove_halves(builds)
    half = builds / (HALF + secrets.token_hex(4))
    half.mkdir()
    return half


def finish(home: DataHome, half: Path, facts: dict) -> Build:
    """Seal the folder as a build and serve it. `facts` are Build's fields except those known here."""
    number = max((build.number for build in all_builds(home)), default=0) + 1
    files = {SHARED: sha256_of(half / SHARED)}
    write_json(half / "build.json", {**facts, "number": number, "files": files})
    final = _folder(home) / facts["build_id"]
    finish_folder(half, final)
    build = _read(final)
    if build is None:
        raise EtlError(f"build {final.name} could not be read back after writing it")
    point_to(home, build)
    return build


def point_to(home: DataHome, build: Build) -> None:
    """Serve this build from now on: one atomic replacement of the pointer.

    `newest` tells a rollback from a publish that was killed between its last two steps: see `settle`.
    """
    newest_number = max((each.number for each in all_builds(home)), default=build.number)
    write_json(home.published / "current.json", {"build_id": build.build_id, "newest": newest_number})


def settle(home: DataHome) -> None:
    """Finish what a killed publish left: serve a whole build that is newer than any the pointer knew.

    Also mends a lost or broken pointer. Needs the writer's lock.
    """
    best = newest(home)
    seen = _pointer(home).get("newest")
    if best is not None and (not isinstance(seen, int) or best.number > seen):
        point_to(home, best)


def all_builds(home: DataHome) -> list[Build]:
    """Every build whose build.json can be read, oldest first. Their files are not checked here."""
    if not _folder(home).is_dir():
        return []
    read = (_read(entry) for entry in _folder(home).iterdir() if not entry.name.startswith(HALF))
    return sorted((build for build in read if build), key=lambda build: (build.number, build.built_at))


def unreadable(home: DataHome) -> list[str]:
    """Names of folders among the builds whose build.json cannot be read."""
    if not _folder(home).is_dir():
        return []
    entries = sorted(entry for entry in _folder(home).iterdir() if not entry.name.startswith(HALF))
    return [entry.name for entry in entries if entry.is_dir() and _read(entry) is None]


def pointed(home: DataHome) -> str | None:
    """The build id the pointer names, or None when the pointer is lost or cannot be read."""
    named = _pointer(home).get("build_id")
    return named if isinstance(named, str) else None


def current(home: DataHome) -> Build | None:
    """The build to serve: the one pointed to if it is whole, else the newest before it that is, else any."""
    builds = all_builds(home)
    wanted = pointed(home)
    at = next((index for index, build in enumerate(builds) if build.build_id == wanted), len(builds) - 1)
    candidates = builds[at::-1] + builds[:at:-1]
    return next((build for build in candidates if not build.problems()), None)


def newest(home: DataHome) -> Build | None:
    """The newest whole build, whatever the pointer says."""
    return next((build for build in reversed(all_builds(home)) if not build.problems()), None)


def rollback(home: DataHome, build_id: str | None = None) -> Build:
    """Serve `build_id`, or the whole build before the current one; raises EtlError when there is none."""
    builds = all_builds(home)
    if build_id is None:
        now = current(home)
        earlier = [build for build in builds if now and build.number < now.number]
        target = next((build for build in reversed(earlier) if not build.problems()), None)
        if target is None:
            raise EtlError("There is no earlier build to go back to.")
    else:
        target = next((build for build in builds if build.build_id == build_id), None)
        if target is None:
            raise EtlError(f"There is no build {build_id}. `python -m etl builds` lists them.")
        if target.problems():
            raise EtlError("; ".join(target.problems()) + ". The build that was served stays.")
    point_to(home, target)
    return target


def _pointer(home: DataHome) -> dict:
    """What current.json holds; empty when it is lost or broken."""
    try:
        content = json.loads((home.published / "current.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _folder(home: DataHome) -> Path:
    return home.published / "builds"


def _read(folder: Path) -> Build | None:
    """A folder's build.json as a Build, or None when it is missing or damaged."""
    try:
        facts = json.loads((folder / "build.json").read_text(encoding="utf-8"))
        return Build(
            build_id=facts["build_id"],
            number=int(facts["number"]),
            folder=folder,
            built_at=facts["built_at"],
            policy=facts["policy"],
            files=dict(facts["files"]),
            submissions=tuple(facts["submissions"]),
            counts=dict(facts["counts"]),
            note=facts.get("note", ""),
            audit_head=facts.get("audit_head", ""),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
