"""The store's own secret, under which surrogate keys are made. Lost, people could no longer be told apart."""

from __future__ import annotations

import hashlib
import os
import secrets

from etl import kept
from etl.durable import HALF, sync_folder
from etl.errors import EtlError
from etl.paths import DataHome


def store_secret(home: DataHome) -> bytes:
    """32 random bytes, made once, readable by the owner alone.

    Raises EtlError when the file is gone but submissions were accepted: a new secret would give everybody a
    second key without anybody noticing.
    """
    path = home.private / "secret.key"
    if path.exists():
        return bytes.fromhex(path.read_text(encoding="ascii").strip())
    if kept.all_kept(home):
        raise EtlError("secret.key is missing from the private folder; restore it from the backup first.")
    home.make_private()
    half = path.with_name(HALF + path.name)
    half.unlink(missing_ok=True)
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(secrets.token_hex(32))
        handle.flush()
        os.fsync(handle.fileno())
    half.replace(path)
    sync_folder(home.private)
    return store_secret(home)


def fingerprint(secret: bytes) -> str:
    """Tells two secrets apart without giving either away."""
    return hashlib.sha256(b"store secret:" + secret).hexdigest()[:16]
