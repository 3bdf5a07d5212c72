"""The upload page's one way to the writer: a process a question, and the drafts that people work on.

The writer runs as `python -m etl desk` (see etl/desk/worker.py): a long check never holds up anybody's page.
A draft, the file itself among it, is kept in this process's memory and survives a reload of the page; on disk
it lies only while a question about it is being answered.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app import published

PROJECT = Path(__file__).resolve().parent.parent
AT_ONCE = 2  # questions answered side by side; more wait their turn
IDLE_SECONDS = 2 * 3600  # a draft that nobody touches is forgotten
MOST_BYTES = 600_000_000  # of all drafts together
STOPPED = "Stopped. Nothing was changed."
CRASHED = "The check stopped unexpectedly; nothing was changed. Try again."

_turns = threading.BoundedSemaphore(AT_ONCE)
_drafts: dict[str, Draft] = {}
_errands: dict[str, Job] = {}
_lock = threading.Lock()


@dataclass
class Job:
    """One question on its way. `said` is the last word of progress, `found` the findings so far."""

    do: str
    said: str = "Starting"
    found: list[dict] = field(default_factory=list)
    done: dict[str, Any] | None = None
    failed: str = ""
    running: bool = True
    cancelled: bool = False
    process: subprocess.Popen | None = None

    @property
    def stoppable(self) -> bool:
        """Whether it changes nothing: what publishes is not stopped half way."""
        return self.do not in ("publish", "withdraw")

    def cancel(self) -> None:
        """Stop it, if it is stoppable; nothing was or will be changed."""
        if self.stoppable:
            self.cancelled = True
            if self.process is not None:
                self.process.terminate()


@dataclass
class Draft:
    """One file that somebody is working on. `decided` is what they said about it, `report` what was found."""

    token: str
    owner: str
    name: str
    content: bytes
    sha256: str
    decided: dict[str, Any] = field(default_factory=dict)
    report: dict[str, Any] = field(default_factory=dict)
    preview: dict[str, Any] | None = None
    receipt: dict[str, Any] | None = None
    job: Job | None = None
    back: str = ""  # the step that its owner has gone back to
    touched: float = field(default_factory=time.monotonic)

    @property
    def keep(self) -> str:
        """The folder for a build that waits to be published."""
        return f"{os.getpid()}-{self.token}-build"


def home() -> Path:
    """The data home of this installation."""
    return published.root().parent


def draft(token: str | None, owner: str) -> Draft | None:
    """The owner's draft of that token."""
    with _lock:
        _forget_idle()
        found = _drafts.get(token or "")
        if found is None or found.owner != owner:
            return None
        found.touched = time.monotonic()
        return found


def drafts(owner: str) -> list[Draft]:
    """The owner's drafts, the oldest first."""
    with _lock:
        return [each for each in _drafts.values() if each.owner == owner]


def open_draft(owner: str, name: str, content: bytes, decided: dict[str, Any] | None = None) -> Draft:
    """A new draft; raises MemoryError when too much is being worked on at once."""
    with _lock:
        _forget_idle()
        if sum(len(each.content) for each in _drafts.values()) + len(content) > MOST_BYTES:
            raise MemoryError
        made = Draft(
            token=secrets.token_hex(12),
            owner=owner,
            name=name,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            decided=decided or {},
        )
        _drafts[made.token] = made
        return made


def close(gone: Draft) -> None:
    """Forget a draft, its file and the build that waited for it."""
    if gone.job is not None and gone.job.running:
        gone.job.cancel()
    with _lock:
        _drafts.pop(gone.token, None)
    shutil.rmtree(_folder(gone.keep), ignore_errors=True)


def ask(about: Draft, do: str, sender: str) -> Job:
    """Put a question about a draft; the answer arrives in its `report`, `preview` or `receipt`."""
    job = Job(do)
    about.job = job
    request = {"do": do, "name": about.name, "sha256": about.sha256, "sender": sender, "keep": about.keep}
    request["decided"] = deepcopy(about.decided)
    threading.Thread(target=_run, args=(job, request, about), daemon=True).start()
    return job


def preview(about: Draft, sender: str) -> Job:
    """Work out the headline numbers while the page stays usable."""
    return ask(about, "preview", sender)


def annotated(about: Draft, sender: str) -> bytes:
    """The draft's file with the findings beside its rows; waits for it. Empty when it cannot be made."""
    job, kept = Job("annotate"), []
    request = {"do": "annotate", "name": about.name, "sha256": about.sha256, "sender": sender}
    request["decided"] = deepcopy(about.decided)
    _run(job, request, about, kept.append)
    return kept[0] if kept else b""


def errand(owner: str, do: str, sender: str, **more: Any) -> Job:
    """Put a question that is about no draft, such as taking a submission back."""
    job = Job(do)
    _errands[owner] = job
    threading.Thread(
        target=_run, args=(job, {"do": do, "name": "", "sender": sender, **more}), daemon=True
    ).start()
    return job


def errand_of(owner: str) -> Job | None:
    """The owner's last errand."""
    return _errands.get(owner)


def end_errand(owner: str) -> None:
    """Forget it, once it has been told."""
    _errands.pop(owner, None)


_history: dict[tuple, list[dict]] = {}


def history(own: str | None) -> list[dict]:
    """What was accepted, the newest first: of the agency `own`, or of all of them. Waits for it."""
    key = (str(home()), own, published.current(), _changed(home() / "private" / "submissions"))
    if key not in _history:
        job = Job("history")
        _run(job, {"do": "history", "name": "", "own": own})
        if job.done is None:
            return []
        _history.clear()
        _history[key] = job.done["submissions"][::-1]
    return _history[key]


def _changed(folder: Path) -> int:
    return folder.stat().st_mtime_ns if folder.is_dir() else 0


def _forget_idle() -> None:
    now = time.monotonic()
    for each in [d for d in _drafts.values() if now - d.touched > IDLE_SECONDS]:
        del _drafts[each.token]
        shutil.rmtree(_folder(each.keep), ignore_errors=True)


def _folder(name: str) -> Path:
    return home() / "private" / "desk" / name


def _sweep() -> None:
    """Delete what a dashboard that was killed has left: folders carry the number of its process."""
    desk = home() / "private" / "desk"
    for entry in desk.iterdir() if desk.is_dir() else ():
        pid = entry.name.partition("-")[0]
        if pid.isdigit() and int(pid) != os.getpid() and not _alive(int(pid)):
            shutil.rmtree(entry, ignore_errors=True)


def _alive(pid: int) -> bool:
    if os.name == "nt":
        return False  # a folder in use cannot be deleted there anyway
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def _turn(job: Job) -> Iterator[None]:
    """Hold one of the places for questions; says so while all of them are taken."""
    if not _turns.acquire(blocking=False):
        job.said = "Waiting for another check to end"
        _turns.acquire()
    try:
        yield
    finally:
        _turns.release()


def _run(
    job: Job,
    request: dict[str, Any],
    about: Draft | None = None,
    take_file: Callable[[bytes], None] | None = None,
) -> None:
    """Answer one question: the file on disk, the process, its events, and everything off the disk again."""
    name = f"{os.getpid()}-{secrets.token_hex(8)}"
    folder = _folder(name)
    with _turn(job):
        try:
            _sweep()
            folder.mkdir(parents=True, mode=0o700)
            if about is not None:
                (folder / "file").write_bytes(about.content)
            if job.cancelled:  # while it waited for its turn
                job.failed = STOPPED
            else:
                _converse(job, request | {"job": name})
            if take_file is not None and job.done is not None:
                take_file((folder / job.done["file"]).read_bytes())
        except OSError:  # also when it was stopped before it had read the question
            job.failed = STOPPED if job.cancelled else CRASHED
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    if about is not None and job.done is not None:
        _answer(about, job)
    job.running = False


def _converse(job: Job, request: dict[str, Any]) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "etl", "desk"],
        cwd=PROJECT,
        env=os.environ | {"DASHBOARD_DATA": str(home()), "PYTHONUTF8": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # an error's text could hold a cell
        encoding="utf-8",
    )
    job.process = process
    if job.cancelled:  # while the process was being started
        process.terminate()
    with process:
        process.stdin.write(json.dumps(request))
        process.stdin.close()
        for line in process.stdout:
            _hear(job, json.loads(line))
    if job.done is None and not job.failed:
        job.failed = STOPPED if job.cancelled else CRASHED


def _hear(job: Job, event: dict[str, Any]) -> None:
    job.said = event.get("tell", job.said)
    job.found = event.get("found", job.found)
    job.done = event.get("done", job.done)
    job.failed = event.get("failed", job.failed)


def _answer(about: Draft, job: Job) -> None:
    """Put an answer where the page looks for it."""
    if job.do == "examine":
        _take_report(about, job.done)
    elif job.do == "preview":
        about.preview = job.done
    elif job.do == "publish" and "receipt" in job.done:
        about.receipt = job.done["receipt"]
    elif job.do == "publish":
        _take_report(about, job.done["report"])


def _take_report(about: Draft, report: dict[str, Any]) -> None:
    report.setdefault("guesses", about.report.get("guesses", {}))
    about.report, about.preview = report, None
    if "entry" in report:
        about.decided |= {"entry": report["entry"], "feed": report["feed"]}
        about.decided |= {"agency": report["agency"]} if report.get("agency") else {}
        known = report["origin"] in ("own", "saved") and not report["fresh"] and not report["missing"]
        about.decided["confirmed"] = about.decided.get("confirmed", False) or known
