"""The command line. Exit codes: 0 done, 2 refused (nothing stored), 3 busy, 4 stored but not published."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb

from etl import builds, cli_text, coverage_list, export, rejudge, show, submissions, verify
from etl.definitions import feeds
from etl.errors import Busy, EtlError
from etl.mapping.undated import CUSTODY_LIST
from etl.paths import DataHome
from etl.publish import NotPublished

DONE, FAILED, REFUSED, BUSY, NOT_PUBLISHED = 0, 1, 2, 3, 4


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code. What an operator can act on is said without a traceback."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["demo"]:
        from etl.demo import main as demo

        return _guarded(lambda: demo(arguments[1:]) or DONE)
    if arguments[:1] == ["deidentify"]:  # etl.__main__ goes there without loading this module
        from etl.deidentify import main as deidentify

        return deidentify(arguments[1:])
    if arguments[:1] == ["packet"]:
        from etl.packet import main as packet

        return packet(arguments[1:])
    options = _parser().parse_args(arguments)
    home = DataHome.from_env()
    return _guarded(lambda: options.run(home, options))


def _guarded(run: Callable[[], int]) -> int:
    try:
        return run()
    except Busy as error:
        cli_text.complain(str(error))
        return BUSY
    except NotPublished as error:
        cli_text.complain(str(error))
        return NOT_PUBLISHED
    except EtlError as error:
        cli_text.complain(str(error))
        return REFUSED
    except (MemoryError, duckdb.OutOfMemoryException):
        cli_text.complain("There is not enough memory; the published build stays as it was.")
        return FAILED
    except BrokenPipeError:  # `... | head` closed the pipe: nothing is wrong
        sys.stderr.close()
        return DONE
    except (OSError, duckdb.IOException) as error:
        reason = getattr(error, "strerror", None) or "the disk could not be read or written"
        cli_text.complain(f"Stopped: {reason}. The published build stays as it was; try again.")
        return FAILED


def _load(home: DataHome, options: argparse.Namespace) -> int:
    progress = cli_text.Progress()
    receipts = submissions.load_many(
        home,
        [_request(options, file) for file in options.files],
        dry_run=options.dry_run,
        publish=options.publish,
        progress=progress,
    )
    progress.done()
    if options.json:
        values = [receipt.as_dict() for receipt in receipts]
        cli_text.print_json(values[0] if len(values) == 1 else values)
    else:
        print("\n\n".join(cli_text.receipt(receipt) for receipt in receipts))
    if any(receipt.status == submissions.REFUSED for receipt in receipts):
        return REFUSED
    withheld = next((receipt.withheld for receipt in receipts if receipt.withheld), "")
    if withheld:
        cli_text.complain(withheld)
        return NOT_PUBLISHED
    return DONE


def _request(options: argparse.Namespace, file: Path) -> submissions.LoadRequest:
    """One file of the command line; what was decided on the upload page goes before the other options."""
    layout = {"sheet": options.sheet} if options.sheet else None
    accepted = frozenset([CUSTODY_LIST] if options.nobody_released else [])
    asked = submissions.LoadRequest(
        file,
        options.feed,
        options.agency,
        options.mapping,
        options.received,
        layout=layout,
        accepted=accepted,
    )
    if options.decisions is None:
        return asked
    try:
        decided = json.loads(options.decisions.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise EtlError(f"{options.decisions} cannot be read as JSON.") from error
    from etl.desk.asked import Asked

    made = Asked.of(file, file.name, None, decided)
    if made.entry is None:
        raise EtlError(f"{options.decisions} says nothing of the columns; save it again from the page.")
    request = made.request(made.entry)
    return replace(
        request, received=options.received or request.received, accepted=request.accepted | accepted
    )


def _template(home: DataHome, options: argparse.Namespace) -> int:
    content = export.csv_bytes(feeds()[options.feed].names)
    if options.out:
        options.out.write_bytes(content)
        print(f"{options.out}: the columns of {options.feed}")
    else:
        sys.stdout.buffer.write(content)
    return DONE


def _publish(home: DataHome, options: argparse.Namespace) -> int:
    progress = cli_text.Progress()
    build = submissions.publish_now(home, note=options.note, progress=progress)
    progress.done()
    print(f"Published {build.build_id} from {len(build.submissions)} submissions.")
    return DONE


def _rejudge(home: DataHome, options: argparse.Namespace) -> int:
    progress = cli_text.Progress()
    build = rejudge.rejudge(home, progress=progress)
    progress.done()
    print(f"Judged anew: {build.build_id} has the same numbers with today's targets and events.")
    return DONE


def _builds(home: DataHome, options: argparse.Namespace) -> int:
    current = builds.current(home)
    rows = [
        {
            "build_id": build.build_id,
            "built_at": build.built_at,
            "current": current is not None and build.build_id == current.build_id,
            "submissions": len(build.submissions),
            "policy": build.policy,
            "note": build.note,
            "problems": build.problems(),
        }
        for build in reversed(builds.all_builds(home))
    ]
    if options.json:
        cli_text.print_json(rows)
    else:
        print(cli_text.build_list(rows))
    return DONE


def _rollback(home: DataHome, options: argparse.Namespace) -> int:
    build = submissions.rollback(home, options.build)
    print(f"Now serving {build.build_id}, published {build.built_at}.")
    return DONE


def _withdraw(home: DataHome, options: argparse.Namespace) -> int:
    progress = cli_text.Progress()
    build = submissions.withdraw(home, options.submission, progress=progress)
    progress.done()
    print(
        f"Submission {options.submission} is withdrawn; what was there before holds again ({build.build_id})."
    )
    return DONE


def _rebuild(home: DataHome, options: argparse.Namespace) -> int:
    progress = cli_text.Progress()
    count = submissions.rebuild(home, progress=progress)
    progress.done()
    print(f"The store was made anew from {count} kept submissions.")
    return DONE


def _verify(home: DataHome, options: argparse.Namespace) -> int:
    report = verify.verify(home)
    if options.json:
        cli_text.print_json(report.as_dict())
    else:
        print(cli_text.verification(report))
    return DONE if report.ok else REFUSED


def _submissions(home: DataHome, options: argparse.Namespace) -> int:
    rows = submissions.kept_list(home)
    if options.json:
        cli_text.print_json(rows)
    else:
        print(cli_text.submission_list(rows))
    return DONE


def _measures(home: DataHome, options: argparse.Namespace) -> int:
    rows = show.measure_list(home)
    if options.json:
        cli_text.print_json(rows)
    else:
        print(cli_text.measure_list(rows))
    return DONE


def _coverage(home: DataHome, options: argparse.Namespace) -> int:
    lines = coverage_list.coverage_list(home, date.today())
    if options.json:
        cli_text.print_json(lines)
    else:
        print(coverage_list.text(lines, coverage_list.states(home)))
    return DONE


def _show(home: DataHome, options: argparse.Namespace) -> int:
    rows = show.series(home, options.measure, options.scope, options.by)
    if options.json:
        cli_text.print_json(rows)
    else:
        print(cli_text.series(rows, options.measure))
    return DONE


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not a day; write YYYY-MM-DD") from error
    if day > datetime.now(UTC).date() + timedelta(days=1):
        raise argparse.ArgumentTypeError(f"{text} is in the future")
    return day


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m etl", description=__doc__)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def command(name: str, run: Callable, text: str, json_too: bool = False) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(run=run)
        if json_too:
            added.add_argument("--json", action="store_true", help="print JSON for scripts")
        return added

    load = command("load", _load, "check files, take them in and publish", json_too=True)
    load.add_argument("files", nargs="+", type=Path, metavar="FILE")
    load.add_argument("--feed", choices=sorted(feeds()), help="which feed it is; found out when left out")
    load.add_argument("--agency", help="whose file it is; a file that says otherwise is refused")
    load.add_argument("--mapping", help="the id of the mapping that reads this file's format")
    load.add_argument("--sheet", help="the sheet of a workbook")
    load.add_argument(
        "--decisions", type=Path, metavar="FILE", help="what was decided about this file on the upload page"
    )
    load.add_argument(
        "--nobody-released",
        action="store_true",
        help="bookings of whom nobody was released are all of them, no list of who is in custody",
    )
    load.add_argument("--received", type=_day, metavar="YYYY-MM-DD", help="the day it came in (today)")
    load.add_argument("--dry-run", action="store_true", help="check only; store and publish nothing")
    load.add_argument(
        "--no-publish", dest="publish", action="store_false", help="store it, but publish with a later load"
    )
    template = command("template", _template, "write the CSV template of a feed")
    template.add_argument("feed", choices=sorted(feeds()), metavar="FEED")
    template.add_argument("--out", type=Path, metavar="FILE", help="a file instead of the screen")
    publish = command("publish", _publish, "publish what is stored, also when nothing changed")
    publish.add_argument("--note", default="", help="a line that stays with the build")
    command("rejudge", _rejudge, "judge the published numbers anew, after a target or an event changed")
    command("builds", _builds, "list the published builds, newest first", json_too=True)
    rollback = command("rollback", _rollback, "serve an earlier build again")
    rollback.add_argument("build", nargs="?", help="its id; the one before the current one when left out")
    command("submissions", _submissions, "list what was accepted", json_too=True)
    withdraw = command("withdraw", _withdraw, "take a submission back and publish what was there before")
    withdraw.add_argument("submission", metavar="ID")
    command("rebuild", _rebuild, "make the store anew from the kept submissions")
    command("verify", _verify, "check builds, store, submissions and audit log", json_too=True)
    command("coverage", _coverage, "who sent which month, and who to call", json_too=True)
    command("measures", _measures, "list the measures", json_too=True)
    shown = command("show", _show, "print the published numbers of a measure", json_too=True)
    shown.add_argument("measure", metavar="MEASURE")
    shown.add_argument("--scope", help="a partnership, county, agency or program, by id or name")
    shown.add_argument("--by", help="a breakdown, or agency, county or program for one series each")
    commands.add_parser("packet", help="write the packet of a meeting: PowerPoint, PDF and print view")
    commands.add_parser("demo", help="load the demo county")
    commands.add_parser("deidentify", help="at the agency: turn an export into a file without identifiers")
    return parser
