"""Measures and prints the ratios; exit status 1 when one is more than expected. Takes a minute or two."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import duckdb

from app import published, series
from etl import show, submissions
from etl.paths import DataHome
from tests.benchmarks.files import diversion_csv
from tests.benchmarks.ratios import Ratio, fastest, table

ROWS = 20_000
MAPPING = "cook_sao_diversion"
MEASURE = "diversion_completion"


def reading(folder: Path) -> list[Ratio]:
    """Reading, gate, mapping and checks (a dry run of the door), against DuckDB alone and half the rows."""
    home = DataHome(folder / "checked")
    whole, half = (diversion_csv(folder / f"{rows}.csv", rows) for rows in (ROWS, ROWS // 2))

    def checking(path: Path) -> float:
        return fastest(lambda: _load(home, path, dry_run=True), times=3)

    plain = fastest(lambda: duckdb.connect().read_csv(str(whole), all_varchar=True).fetchall(), times=3)
    checked = checking(whole)
    return [
        Ratio(f"check {ROWS:,} rows", checked, "DuckDB's read_csv of the file", plain, most=40),
        Ratio(f"check {ROWS:,} rows", checked, f"check {ROWS // 2:,} rows", checking(half), most=2.5),
    ]


def publishing(folder: Path) -> list[Ratio]:
    """The same file a second time, a publish, and what scripts and pages read of it."""
    home = DataHome(folder / "published-home")
    file = diversion_csv(folder / "sent.csv", ROWS)
    load = fastest(lambda: _load(home, file))
    again = fastest(lambda: _load(home, file), times=2)
    publish = fastest(lambda: submissions.publish_now(home))
    shown = fastest(lambda: show.series(home, MEASURE), times=3)
    os.environ["DASHBOARD_DATA"] = str(home.root)  # where the pages look
    build_id = published.current()
    scope = next(each for each in published.scopes(build_id) if each.id == "cook")
    one = fastest(lambda: _cold(series.one, build_id, MEASURE, scope), times=5)
    board = fastest(lambda: _cold(_board, build_id, scope), times=5)
    warm = fastest(lambda: _board(build_id, scope), times=5)
    return [
        Ratio("load the same file again", again, "load it the first time", load, most=1.5),
        Ratio("publish", publish, "load", load, most=25),
        Ratio("show a measure", shown, "publish", publish, most=0.05),
        Ratio("all series of the board", board, "one series", one, most=15),
        Ratio("the board again", warm, "all series of the board", board, most=0.1),
    ]


def _load(home: DataHome, path: Path, dry_run: bool = False) -> None:
    (receipt,) = submissions.load(home, [path], mapping=MAPPING, dry_run=dry_run, publish=False)
    if receipt.status == submissions.REFUSED:
        raise SystemExit(f"The made-up file was refused: {receipt.findings}")


def _board(build_id: str, scope: published.Scope) -> None:
    """What the board asks of a build: the ribbon's headlines, and every measure for its rows."""
    series.headlines(build_id, scope)
    series.of_scope(build_id, tuple(published.measures(build_id)), scope)


def _cold(work, *arguments) -> None:
    """As the first visitor of a build finds it: nothing cached, but the file is open."""
    for module in (published, series):
        for name, kept in vars(module).items():
            if hasattr(kept, "cache_clear") and name != "_connect":
                kept.cache_clear()
    work(*arguments)


def main() -> int:
    """Run everything in a temporary folder; 0 when all is as expected."""
    with tempfile.TemporaryDirectory() as name:
        found = reading(Path(name)) + publishing(Path(name))
    print(table(found))
    return 0 if all(each.as_expected for each in found) else 1


if __name__ == "__main__":
    sys.exit(main())
