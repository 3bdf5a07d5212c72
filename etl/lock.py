"""One writer at a time: a lock that the operating system takes back when its holder dies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from etl.errors import Busy
from etl.paths import DataHome

BUSY_MESSAGE = "another upload is being published; nothing was changed, try again in a moment"


@contextmanager
def writer_lock(home: DataHome) -> Iterator[None]:
    """Hold the right to write to the private store and to publish.

    Raises Busy at once when somebody else holds it, in this process or another. A killed holder leaves
    nothing to clean up: the file stays, the lock does not.
    """
    home.make_private()
    with (home.private / "writer.lock").open("a+b") as handle:
        _take(handle)
        try:
            yield
        finally:
            _give_back(handle)


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
