"""The append-only audit log: who did what, when; one JSON line each, chained by hash, never a value."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from etl.paths import DataHome

_START = "0" * 64


def path_of(home: DataHome) -> Path:
    """The log's file."""
    return home.private / "audit.jsonl"


def record(
    home: DataHome,
    event: str,
    *,
    who: str,
    agency: str | None = None,
    sha256: str | None = None,
    rows: dict[str, int] | None = None,
    rules: list[str] | None = None,
    build: str | None = None,
    submission: str | None = None,
) -> None:
    """Append one line and force it to disk. Only the holder of the writer's lock may call this.

    `rows` are counts by outcome, `rules` the ids of the rules that were hit. A line cut short by a power
    failure stays where it is: the next one says so and continues the chain from the last whole line.
    """
    path = path_of(home)
    last, torn = _tail(path)
    entry = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "event": event,
        "who": who,
        "agency": agency,
        "sha256": sha256,
        "rows": rows,
        "rules": rules,
        "submission": submission,
        "build": build,
        "previous": last,
    }
    if torn:
        entry["after_torn_line"] = True
    entry["hash"] = _hash_of(entry)
    line = json.dumps(entry, ensure_ascii=False) + "\n"
    with path.open("ab") as handle:
        handle.write((("\n" if torn else "") + line).encode())
        handle.flush()
        os.fsync(handle.fileno())


def head(home: DataHome) -> str:
    """Hash of the last whole line; builds keep it, so that cutting the log's end shows."""
    return _tail(path_of(home))[0]


def problems(home: DataHome, anchors: dict[str, str] | None = None) -> list[str]:
    """What is wrong with the chain, in words; empty when it is whole.

    `anchors` maps the name of a build to the head it was published under, which must be in the chain.
    """
    found, previous, seen, skipped = [], _START, {_START}, False
    for number, entry in _entries(path_of(home)):
        if entry is None:
            skipped = True
            continue
        if entry.get("previous") != previous or entry.get("hash") != _hash_of(entry):
            found.append(f"audit log line {number} was changed, or a line before it is gone")
        elif skipped and not entry.get("after_torn_line"):
            found.append(f"audit log: the line before {number} cannot be read")
        previous, skipped = entry.get("hash", previous), False
        seen.add(previous)
    for name, anchor in (anchors or {}).items():
        if anchor not in seen:
            found.append(f"audit log: the lines up to build {name} are not all there")
    return found


def _hash_of(entry: dict) -> str:
    body = {key: value for key, value in entry.items() if key != "hash"}
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _entries(path: Path) -> Iterator[tuple[int, dict | None]]:
    if not path.exists():
        return
    with path.open("rb") as handle:
        for number, line in enumerate(handle, start=1):
            try:
                entry = json.loads(line)
            except ValueError:  # a torn line, or one somebody broke; the caller decides which
                entry = None
            yield number, entry if isinstance(entry, dict) else None


def _tail(path: Path) -> tuple[str, bool]:
    """(hash of the last whole line, whether the file ends in the middle of one); reads the last 64 KB."""
    if not path.exists() or not path.stat().st_size:
        return _START, False
    with path.open("rb") as handle:
        handle.seek(max(0, path.stat().st_size - 65536))
        chunk = handle.read()
    for line in reversed(chunk.splitlines()):
        try:
            return json.loads(line)["hash"], not chunk.endswith(b"\n")
        except (ValueError, KeyError, TypeError):
            continue
    return _START, not chunk.endswith(b"\n")
