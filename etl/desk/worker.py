"""One question of the upload page, answered by a process of its own: request on standard input, events out.

    {"do": "examine", "job": "...", "name": "...", "sender": "...", "decided": {...}, "keep": "..."}

Events are JSON lines: {"tell": text} while it works, {"found": [...]} as findings come up, and at the end
{"done": {...}} or {"failed": text}. `job` is the folder under private/desk in which the file lies as `file`;
what is half read stays in it and goes with it. `keep` is a folder beside it for a build that waits.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import duckdb

from etl import audit_log, store, submissions, trial
from etl.desk.annotate import annotated
from etl.desk.asked import Asked
from etl.desk.examine import READY, Desk
from etl.desk.headline import headline
from etl.errors import EtlError
from etl.lock import waiting, writer_lock
from etl.mapping.spec import parse_mapping
from etl.paths import DataHome
from etl.publish import NotPublished
from etl.rejudge import rejudge

_NAME = re.compile(r"[0-9a-z-]{8,80}")
NICENESS = 10  # other people's pages go first


class Work:
    """One request."""

    def __init__(self, home: DataHome, asked: dict[str, Any], say: Callable[[dict], None]):
        self.home, self.asked, self.say = home, asked, say
        self.folder = _folder(home, asked["job"])
        self.keep = _folder(home, asked["keep"]) if asked.get("keep") else None

    def run(self) -> dict[str, Any]:
        """The answer. Raises EtlError with words for the person who asked."""
        return getattr(self, f"_{self.asked['do']}")()

    def _tell(self, text: str) -> None:
        self.say({"tell": text})

    def _found(self, groups: list[dict]) -> None:
        self.say({"found": groups})

    @property
    def _file(self) -> Asked:
        file, decided = self.folder / "file", self.asked.get("decided") or {}
        return Asked.of(file, self.asked["name"], self.asked.get("sender"), decided)

    def _key(self) -> str:
        """Which file and which decisions: a build that waits is served for the very same only."""
        decided = {name: value for name, value in self.asked["decided"].items() if name != "accepted"}
        text = json.dumps([self.asked["sha256"], decided], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def _examine(self) -> dict[str, Any]:
        asked = self._file
        with store.open_copy(self.home, self.folder, self._tell, _size(asked.path)) as con:
            return Desk(con, self.home, self.folder, asked, self._tell, self._found).run()

    def _annotate(self) -> dict[str, Any]:
        asked = self._file
        with store.open_copy(self.home, self.folder, self._tell, _size(asked.path)) as con:
            report = Desk(con, self.home, self.folder, asked, self._tell, self._found).run()
            mapping = parse_mapping(report["entry"], "the mapping")
            headings = report["read"]["headings"]
            return {"file": annotated(con, mapping, headings, report["findings"], self.folder).name}

    def _preview(self) -> dict[str, Any]:
        asked = self._file
        with store.open_copy(self.home, self.folder, self._tell, _size(asked.path)) as con:
            request = asked.request(self.asked["decided"]["entry"])
            try:
                _, tried = trial.try_out(con, self.home, request, self.keep, self.folder, self._tell)
            except NotPublished as error:
                return {"withheld": str(error)}
            if tried is None:
                return {"headline": []}
            tried.save(self._key())
        self._note_preview(asked)
        return {"headline": headline(self.home, self.keep, asked.agency)}

    def _note_preview(self, asked: Asked) -> None:
        """Who looked at what a file would change: trying files until a number gives way leaves a trace."""
        with waiting(self._tell), writer_lock(self.home):
            audit_log.record(
                self.home,
                "previewed",
                who=asked.sender or submissions.who(None),
                agency=asked.agency,
                sha256=self.asked["sha256"],
            )

    def _publish(self) -> dict[str, Any]:
        asked = self._file
        with store.open_copy(self.home, self.folder, self._tell, _size(asked.path)) as con:
            report = Desk(con, self.home, self.folder, asked, self._tell, self._found).run()
        if report["stage"] != READY:
            return {"report": report}
        request = asked.request(self.asked["decided"]["entry"])
        ready = trial.saved(self.keep, self._key()) if self.keep else None
        with waiting(self._tell):
            receipt = submissions.load_many(self.home, [request], progress=self._tell, trial=ready)[0]
        at = datetime.now(UTC).isoformat(timespec="seconds")
        return {"receipt": receipt.as_dict() | {"sender": submissions.who(asked.sender), "at": at}}

    def _withdraw(self) -> dict[str, Any]:
        found = next(
            (each for each in self._listed() if each["submission_id"] == self.asked["submission"]), None
        )
        if found is None:
            raise EtlError("There is no such submission.")
        with waiting(self._tell):
            build = submissions.withdraw(
                self.home, found["submission_id"], self.asked.get("sender"), self._tell
            )
        return {"build": build.build_id}

    def _rejudge(self) -> dict[str, Any]:
        with waiting(self._tell):
            build = rejudge(self.home, self.asked.get("sender"), self._tell)
        return {"build": build.build_id}

    def _history(self) -> dict[str, Any]:
        return {"submissions": self._listed()}

    def _listed(self) -> list[dict]:
        """The submissions of the agency that asks; of all of them when it is nobody's in particular."""
        own = self.asked.get("own")
        return [each for each in submissions.kept_list(self.home) if own in (None, each["agency_id"])]


def _folder(home: DataHome, name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise EtlError("That is no folder of the upload desk.")
    return home.private / "desk" / name


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def main(source: TextIO, target: TextIO) -> int:
    """Answer one request; returns the exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if hasattr(os, "nice"):
        os.nice(NICENESS)

    def say(event: dict) -> None:
        target.write(json.dumps(event, ensure_ascii=False, default=str) + "\n")
        target.flush()

    try:
        done = Work(DataHome.from_env(), json.load(source), say).run()
    except EtlError as error:
        say({"failed": str(error)})
    except (MemoryError, duckdb.OutOfMemoryException):
        say({"failed": "There is not enough memory for this file; nothing was changed. Send it by year."})
    except (OSError, duckdb.IOException) as error:
        reason = getattr(error, "strerror", None) or "the disk could not be read or written"
        say({"failed": f"Stopped: {reason}. Nothing was changed; try again."})
    except Exception as error:  # its text could hold a cell: only what kind it was and where is told
        last = traceback.extract_tb(error.__traceback__)[-1]
        place = "/".join(Path(last.filename).parts[-2:])
        where = f"{type(error).__name__} at {place}:{last.lineno}"
        say({"failed": f"The check stopped unexpectedly ({where}); nothing was changed. Please report it."})
    else:
        say({"done": done})
        return 0
    return 2
