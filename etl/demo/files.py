"""The demo county's files on disk, with the clean rows that they say, for checking the numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from etl.demo.counts import COUNTED, monthly_counts
from etl.demo.county import simulate
from etl.demo.delivery import Delivery, changed, deliveries, known
from etl.demo.dialect import dialects, sent, write
from etl.demo.stories import COUNTS_AGENCY, SHORTEST, START


@dataclass(frozen=True)
class DemoFile:
    """One file to load: whose it is, which mapping reads it (None: the template's headings), when it came."""

    path: Path
    agency: str
    feed: str
    mapping: str | None
    received: date


@dataclass
class Manifest:
    """What was generated. `rows`: feed -> canonical rows as all the files together tell them."""

    through: np.datetime64
    files: list[DemoFile] = field(default_factory=list)
    rows: dict[str, pd.DataFrame] = field(default_factory=dict)


def generate(through: str | np.datetime64, out: Path) -> Manifest:
    """Write the partners' files up to a month (YYYY-MM) into `out` and return them with their clean rows.

    The same month gives the same bytes. Raises ValueError for a month before 2026-05: the stories need one.
    """
    through = np.datetime64(through, "M")
    if through < SHORTEST:
        raise ValueError(f"The demo county's stories need data through {SHORTEST} or later")
    out.mkdir(parents=True, exist_ok=True)
    county = simulate(through)
    manifest = Manifest(through)
    last: dict[tuple[str, str], pd.DataFrame] = {}
    groups = {feed: dict(tuple(rows.groupby("agency_id"))) for feed, rows in county.items()}
    for delivery in deliveries(through):
        at = (delivery.agency, delivery.feed)
        now = _as_known(groups, delivery)
        if delivery.feed == "monthly_counts":
            rows = _windowed(now, delivery)
            now = _restated(last.get(at), rows)
        else:
            rows = changed(now, last.get(at))
        manifest.files.append(_write(delivery, rows, out))
        last[at] = now
    for feed in ("encounters", "enrollments", "bookings", "monthly_counts"):
        parts = [rows for (_, name), rows in last.items() if name == feed]
        frame = pd.concat(parts, ignore_index=True)
        manifest.rows[feed] = frame[[name for name in frame.columns if not name.startswith("_")]]
    return manifest


def _as_known(groups: dict, delivery: Delivery) -> pd.DataFrame:
    dialect = dialects()[delivery.agency, delivery.feed]
    if delivery.feed == "monthly_counts":
        return monthly_counts(known(COUNTED, groups[COUNTED][COUNTS_AGENCY], delivery))
    return sent(dialect, known(delivery.feed, groups[delivery.feed][delivery.agency], delivery))


def _windowed(counts: pd.DataFrame, delivery: Delivery) -> pd.DataFrame:
    """Totals come as all months at first, then as the last three months, restated."""
    since = START if delivery.first else delivery.month - 2
    return counts[counts["month"] >= since.astype("datetime64[s]")]


def _restated(before: pd.DataFrame | None, rows: pd.DataFrame) -> pd.DataFrame:
    """What stands after these: a month that is in no later file stays as it was last sent."""
    if before is None:
        return rows
    return pd.concat([before[before["month"] < rows["month"].min()], rows], ignore_index=True)


def _write(delivery: Delivery, rows: pd.DataFrame, out: Path) -> DemoFile:
    dialect = dialects()[delivery.agency, delivery.feed]
    span = f"{START}_{delivery.month}" if delivery.first else str(delivery.month)
    path = out / dialect.file.format(span=span)
    write(dialect, rows, path, int((delivery.month - START).astype(int)))
    return DemoFile(path, delivery.agency, delivery.feed, dialect.mapping, delivery.received)
