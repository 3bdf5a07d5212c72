"""Writing files so that a kill or a power cut leaves either the old ones or the new ones, never halves."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

HALF = ".half-"  # prefix of a folder that is still being written; whatever carries it may be deleted


def sha256_of(path: Path) -> str:
    """Hex SHA-256 of a file's bytes."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def sync_file(path: Path) -> None:
    """Force a finished file to disk."""
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())


def sync_folder(path: Path) -> None:
    """Force a folder's entries to disk (Windows keeps them by itself)."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_json(path: Path, value: object) -> None:
    """Replace `path` with `value` as JSON: a reader sees the old file or the new one."""
    text = json.dumps(value, indent=1, ensure_ascii=False, default=str) + "\n"
    write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, content: bytes) -> None:
    """Replace `path` with `content`: a reader sees the old file or the new one."""
    half = path.with_name(HALF + path.name)
    with half.open("wb") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    half.replace(path)
    sync_folder(path.parent)


def finish_folder(half: Path, final: Path) -> None:
    """Make a folder written under a HALF name appear under its own, all files on disk first."""
    for file in sorted(half.iterdir()):
        sync_file(file)
    sync_folder(half)
    half.rename(final)
    sync_folder(final.parent)


def remove_halves(folder: Path) -> None:
    """Delete what a killed writer left unfinished. Only the holder of the writer's lock may call this."""
    if not folder.is_dir():
        return
    for entry in folder.iterdir():
        if entry.name.startswith(HALF):
            if entry.is_dir():
                shutil.rmtree(entry)
            else:
                entry.unlink()
