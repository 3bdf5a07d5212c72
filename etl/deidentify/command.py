"""`python -m etl deidentify`: the command line. Without a file it asks, one question at a time."""

from __future__ import annotations

import argparse
import contextlib
import json
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from etl.definitions import feeds
from etl.deidentify import guide, keys
from etl.deidentify.job import Choices, finish, places_for, plan_for
from etl.deidentify.keys import Key
from etl.deidentify.plan import ORDERS, Settings, read_settings
from etl.deidentify.report import screen_width
from etl.deidentify.work import Work
from etl.errors import EtlError, Refused

DONE, FAILED, REFUSED, STOPPED = 0, 1, 2, 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command. 0: written; 1: the disk or the memory failed; 2: refused; 130: stopped. In all but
    the first case nothing is written."""
    options = _parser().parse_args(argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # an old Windows console lacks letters that a heading may have
            stream.reconfigure(errors="replace")
    with _stoppable():
        return _guarded(lambda: _run(options))


def _run(options: argparse.Namespace) -> int:
    if options.new_key:
        return _new_key(options.new_key)
    if options.file is None or options.guide:
        return guide.run(options.file, sheet=options.sheet)
    settings = read_settings(options.settings) if options.settings else None
    key = key_for(options.key_file, settings)
    choices = Choices(
        drop=tuple(options.drop),
        keep=tuple(options.keep),
        hash=tuple(options.hash),
        age=tuple(options.age),
        zip=tuple(options.zip),
        date=options.date,
        order=options.order,
        agency=options.agency,
        feed=options.feed,
    )
    with Work(options.file, options.sheet or (settings.sheet if settings else None)) as work:
        choices = _with_person(choices, options.person, work.raw.columns)
        plan = plan_for(work, choices, settings)
        places = places_for(options.file, options.out)
        report = finish(work, plan, key, places, overwrite=options.overwrite, settings=options.settings)
    if options.json:
        print(json.dumps(report.as_dict(), indent=1, ensure_ascii=False))
    else:
        print(report.text(screen_width()), end="")
        print(f"Settings for next month: {report.settings}")
    return DONE


def key_for(path: Path | None, settings: Settings | None) -> Key | None:
    """The key named, else that of the settings. Raises EtlError when it is not the key of the last time."""
    if path is None and settings and settings.key_file:
        path = Path(settings.key_file).expanduser()
    if path is None:
        return None
    key = keys.read(path)
    if settings and settings.key_fingerprint and settings.key_fingerprint != key.fingerprint:
        raise EtlError(
            f"This is another key than last time: its fingerprint is {key.fingerprint}, and that in the "
            f"settings {settings.key_fingerprint}. With it everybody would get another person key. Use the "
            "former key file; or, if the change is meant, take the line key_fingerprint out of the settings."
        )
    return key


def _with_person(choices: Choices, given: list[str], headings: Sequence[str]) -> Choices:
    """--person takes headings with commas between them, unless a heading itself has that comma."""
    whole = {heading.casefold() for heading in headings}
    named = [
        part.strip()
        for text in given
        for part in ([text] if text.strip().casefold() in whole else text.split(","))
        if part.strip()
    ]
    return replace(choices, person=tuple(named))


def _new_key(path: Path) -> int:
    key = keys.fresh(path)
    keys.save(key)
    print(f"{key.path} holds a new key; only you can read it.")
    print(f"Fingerprint: {key.fingerprint}")
    print(guide.ABOUT_KEYS)
    return DONE


@contextlib.contextmanager
def _stoppable() -> Iterator[None]:
    """Closing the window, or a shutdown, ends the run as Ctrl+C does, so that nothing is left behind.

    Ctrl+C itself is among them: whoever started this may have it ignored.
    """
    before = {}
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            with contextlib.suppress(ValueError):  # not in the main thread: whoever runs us decides
                before[name] = signal.signal(getattr(signal, name), signal.default_int_handler)
    try:
        yield
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def _guarded(run: Callable[[], int]) -> int:
    try:
        return run()
    except Refused as error:
        complain("Nothing was written.\n" + guide.findings_text(error.findings))
        return REFUSED
    except EtlError as error:
        complain(f"{error}\nNothing was written.")
        return REFUSED
    except KeyboardInterrupt:
        complain("\nStopped. Nothing was written.")
        return STOPPED
    except (MemoryError, duckdb.OutOfMemoryException):
        complain("There is not enough memory. Nothing was written.")
        return FAILED
    except BrokenPipeError:
        sys.stderr.close()
        return DONE
    except (OSError, duckdb.IOException) as error:
        reason = getattr(error, "strerror", None) or "the disk could not be read or written"
        reason += ". Is the file open in Excel?" if isinstance(error, PermissionError) else "."
        complain(f"Stopped: {reason} Nothing was written.")
        return FAILED
    except duckdb.Error:  # its text may hold a cell
        complain("Stopped: the rows could not be worked through. Nothing was written.")
        return FAILED


def complain(text: str) -> None:
    """An error, to standard error."""
    print(text, file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m etl deidentify",
        description="Turn an export of a case system into a file without direct identifiers. It runs on this "
        "computer only. Without FILE it asks, one question at a time. deploy/deidentify.md explains it.",
    )
    add = parser.add_argument
    add("file", nargs="?", type=Path, metavar="FILE", help="a CSV file or an Excel workbook (.xlsx)")
    add("--guide", action="store_true", help="ask, one question at a time, also with FILE")
    add("--out", type=Path, metavar="FILE", help="the output (FILE_deidentified.csv, beside it)")
    add("--overwrite", action="store_true", help="replace an output that is there")
    add("--settings", type=Path, metavar="FILE", help="do as last time; other options change that")
    add("--key-file", type=Path, metavar="FILE", help="the key under which names and numbers are hashed")
    add("--new-key", type=Path, metavar="FILE", help="make a new key file and stop")
    for name, text in (
        ("drop", "leave this column out"),
        ("keep", "keep this column as it is (the gate still checks it)"),
        ("hash", "replace this column's numbers by keyed hashes"),
        ("age", "turn this column of birth dates or ages into age bands"),
        ("zip", "cut this column of ZIP codes to three digits"),
        ("person", "make the person key of these columns: HEADING,HEADING"),
    ):
        add(f"--{name}", action="append", default=[], metavar="HEADING", help=text)
    add("--date", metavar="HEADING", help="the day at which ages are worked out (the first date of the feed)")
    add("--order", choices=ORDERS, help="which of day and month comes first, where the dates do not tell")
    add("--agency", help="your agency's short name; needed when the person key is a number of yours")
    row_feeds = sorted(feed.id for feed in feeds().values() if not feed.counts)
    add("--feed", choices=row_feeds, help="which feed it is for; found out when left out")
    add("--sheet", help="which sheet of a workbook")
    add("--json", action="store_true", help="print the report as JSON for scripts")
    return parser
