"""`python -m etl demo`: generate the demo county's files and load them through the partners' door."""

from __future__ import annotations

import argparse
from datetime import date

import numpy as np

from etl import builds, cli_text
from etl.demo.files import DemoFile, generate
from etl.paths import DataHome
from etl.submissions import LoadRequest, load_many

DONE, REFUSED, NOT_PUBLISHED = 0, 2, 4  # as everywhere on the command line


def last_complete_month(today: date) -> np.datetime64:
    """The month before the one that has begun."""
    return np.datetime64(today, "M") - 1


def main(argv: list[str] | None = None) -> int:
    """Generate, load and publish. Returns 0, 2 when a file was refused, 4 when nothing could be published."""
    options, parser = _options(argv)
    home = DataHome.from_env()
    if options.if_empty and builds.current(home) is not None:
        return DONE
    today = date.today()
    try:
        through = np.datetime64(options.through or last_complete_month(today), "M")
        print(f"Generating Harbor County through {through} ...", flush=True)
        manifest = generate(through, home.root / "demo" / "generated")
    except ValueError as error:
        parser.error(str(error))
    agencies = len({file.agency for file in manifest.files})
    print(f"{len(manifest.files)} files from {agencies} partners are in {home.root / 'demo' / 'generated'}")
    return DONE if options.no_load else _load(home, manifest.files, today)


def _options(argv: list[str] | None) -> tuple[argparse.Namespace, argparse.ArgumentParser]:
    parser = argparse.ArgumentParser(prog="python -m etl demo", description=__doc__)
    parser.add_argument("--through", metavar="YYYY-MM", help="last month (default: the last complete one)")
    parser.add_argument("--if-empty", action="store_true", help="do nothing where something is published")
    parser.add_argument("--no-load", action="store_true", help="write the partners' files and stop")
    return parser.parse_args(argv), parser


def _load(home: DataHome, files: list[DemoFile], today: date) -> int:
    # In the first days of a month the last files would come from the future: they are received today.
    requests = [
        LoadRequest(file.path, file.feed, file.agency, file.mapping, min(file.received, today))
        for file in files
    ]
    progress = cli_text.Progress()
    receipts = load_many(home, requests, progress=progress)
    progress.done()
    bad = [receipt for receipt in receipts if receipt.status == "refused" or receipt.withheld]
    for receipt in bad:
        cli_text.complain(cli_text.receipt(receipt))
    records = sum(receipt.loaded for receipt in receipts)
    print(f"{len(receipts) - len(bad)} files loaded, {records:,} records")
    if any(receipt.status == "refused" for receipt in bad):
        return REFUSED
    return NOT_PUBLISHED if bad else DONE
