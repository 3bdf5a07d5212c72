"""One writer at a time: a lock that the operating system takes back when its holder dies."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import IO

from etl.errors import Busy
from etl.paths import DataHome

BUSY_MESSAGE = "another upload is being published; nothing was changed, try again in a moment"
WAIT = 0.2  # seconds between two tries

_PATIENCE: ContextVar[tuple[Callable[[str], None], float]] = ContextVar(
    "patience", default=(lambda text: None, 0.0)
)


@contextmanager
def waiting(tell: Callable[[str], None], patience: float = 600.0) -> Iterator[None]:
    """Within, `writer_lock` waits its turn instead of raising Busy, up to `patience` seconds."""
    token = _PATIENCE.set((tell, time.monotonic() + patience))
    try:
        yield
    finally:
        _PATIENCE.reset(token)


@contextmanager
def writer_lock(home: DataHome) -> Iterator[None]:
    """Hold the right to write to the private store and to publish.

    Raises Busy at once when somebody else holds it, in this process or another (but see `waiting`).
    A killed holder leaves nothing to clean up: the file stays, the lock does not.
    """
    home.make_private()
    with (home.private / "writer.lock").open("a+b") as handle:
        _take_in_turn(handle)
        try:
            yield
        finally:
            _give_back(handle)


def _take_in_turn(handle: IO[bytes]) -> None:
    tell, until = _PATIENCE.get()
    while True:
        try:
            return _take(handle)
        except Busy:
            if time.monotonic() >= until:
                raise
        tell("Another upload is being published; yours is next")
        time.sleep(WAIT)


if os.name == "nt":
    import msvcrt

    def _take(handle: IO[bytes]) -> None:
        handle.seek(0)
        try:
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise Busy(BUSY_MESSAGE) from error

    def _give_back(handle: IO[bytes]) -> None:
        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _take(handle: IO[bytes]) -> None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy(BUSY_MESSAGE) from error

    def _give_back(handle: IO[bytes]) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
