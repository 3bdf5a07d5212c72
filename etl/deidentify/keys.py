"""The key file: the secret under which names and numbers become keys. It stays at the agencies."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from etl.errors import EtlError

LEAST_BYTES, MOST_BYTES = 32, 64
LEAST_DIFFERENT = 16  # of 32 random bytes about 30 are different; of a typed one far fewer
OTHERS = 0o077
_HEADER = """\
# The key that turns names and numbers into person keys. Keep it like the key to the records room.
# Share it only with agencies whose people are to be recognized as the same, on paper or in person,
# never by e-mail together with a file, and never with the people who run the dashboard.
# Who has it and a list of names can find out who is behind a person key.
# Lost, the same people get other keys from then on: keep a copy in the safe.
# Fingerprint (may be told to anybody, to compare): {fingerprint}
"""


@dataclass(frozen=True)
class Key:
    """A secret of 32 to 64 bytes, where it is kept, and what should be said about that."""

    path: Path
    secret: bytes
    warnings: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Tells two keys apart without giving either away; agencies compare it."""
        return fingerprint(self.secret)

    def __repr__(self) -> str:
        return f"Key({self.fingerprint})"


def fingerprint(secret: bytes) -> str:
    """Sixteen hex digits in fours."""
    digits = hashlib.sha256(b"deidentify key:" + secret).hexdigest()[:16]
    return "-".join(re.findall("....", digits))


def fresh(path: Path) -> Key:
    """A new random key of 256 bits for a file that is not there yet; `save` writes it.

    Raises EtlError when there is a file already: a key that is written over is lost.
    """
    if path.exists():
        raise EtlError(f"{path} is there already and is left as it is. Use it, or name another file.")
    return Key(path, secrets.token_bytes(LEAST_BYTES))


def save(key: Key) -> None:
    """Write a fresh key to its file, which only its owner can read. Raises OSError, and leaves no half."""
    key.path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(key.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as handle:
            handle.write(_HEADER.format(fingerprint=key.fingerprint) + key.secret.hex() + "\n")
            handle.flush()
            os.fsync(handle.fileno())
    except BaseException:
        key.path.unlink(missing_ok=True)
        raise


def read(path: Path) -> Key:
    """The key in a file: one line of 64 to 128 hex digits; lines that begin with # are not read.

    Raises EtlError when there is none, or when it is too short or too regular to be a random one.
    """
    try:
        with path.open(encoding="utf-8-sig") as handle:
            lines = handle.read(10_000).splitlines()
    except FileNotFoundError:
        raise EtlError(f"There is no key file {path}. Make one with --new-key FILE.") from None
    except (OSError, UnicodeDecodeError):
        raise EtlError(f"{path} cannot be read as a key file.") from None
    text = "".join("".join(line.split()) for line in lines if not line.lstrip().startswith("#"))
    if not re.fullmatch(r"([0-9A-Fa-f]{2})+", text):
        raise EtlError(f"{path.name} holds no key: a key is a line of 64 hex digits. {_MAKE}")
    secret = bytes.fromhex(text)
    if not LEAST_BYTES <= len(secret) <= MOST_BYTES:
        raise EtlError(
            f"The key in {path.name} has {len(text)} hex digits; it must have {2 * LEAST_BYTES} to "
            f"{2 * MOST_BYTES}. {_MAKE}"
        )
    if _regular(secret):
        raise EtlError(f"The key in {path.name} is no random one, so it could be guessed. {_MAKE}")
    return Key(path, secret, tuple(_exposed(path)))


_MAKE = "Ask whoever made it for the file as it was, or make a new one with --new-key FILE."


def _regular(secret: bytes) -> bool:
    """Few different bytes, or steps between neighbors that repeat."""
    steps = {(after - before) % 256 for before, after in pairwise(secret)}
    half = len(secret) // 2
    return (
        min(len(set(secret)), len(steps)) < LEAST_DIFFERENT
        or len(set(secret.hex())) < 8
        or secret[:half] == secret[half : 2 * half]
    )


def _exposed(path: Path) -> list[str]:
    if os.name != "nt" and path.stat().st_mode & OTHERS:
        return [f"Other users of this computer can read {path.name}: run  chmod 600  on it."]
    return []
