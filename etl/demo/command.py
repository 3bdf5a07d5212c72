"""`python -m etl demo`: generate the demo county's files and load them through the partners' door."""

from __future__ import annotations

import argparse
import sys
from datetime import date

import numpy as np

from etl.demo.files import generate
from etl.paths import DataHome


def last_complete_month(today: date) -> np.datetime64:
    """The month before the one that has begun."""
    return np.datetime64(today, "M") - 1


def main(argv: list[str] | None = None) -> int:
    """Generate, load and publish; returns the exit code. `--no-load` only writes the files."""
    parser = argparse.ArgumentParser(prog="python -m etl demo", description=__doc__)
    parser.add_argument(
        "--through", metavar="YYYY-MM", help="last month of data (default: the last complete one)"
    )
    parser.add_argument("--no-load", action="store_true", help="write the partners' files and stop")
    options = parser.parse_args(argv)
    today = date.today()
    try:
        through = np.datetime64(options.through, "M") if options.through else last_complete_month(today)
        home = DataHome.from_env()
        manifest = generate(through, home.root / "demo" / "generated")
    except ValueError as error:
        parser.error(str(error))
    print(f"Harbor County through {through}: {len(manifest.files)} files from 14 partners in demo/generated")
    return 0 if options.no_load else _load(home, manifest.files, today)


def _load(home: DataHome, files: list, today: date) -> int:
    from etl.submissions import LoadRequest, load_many

    requests = [
        LoadRequest(file.path, file.feed, file.agency, file.mapping, min(file.received, today))
        for file in files
    ]
    receipts = load_many(home, requests, progress=lambda text: print(text, file=sys.stderr))
    print(f"{len(receipts)} files loaded and published")
    return 0
