"""Small files of the demo county's court, as a partner would send them."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable
from pathlib import Path

from etl.paths import DataHome

COLUMNS = (
    *("agency_id", "enrollment_id", "person_key", "program_id", "service_type", "intercept"),
    *("start_date", "exit_date", "status", "exit_reason"),
)


def key(person: object) -> str:
    """A person key as a partner hashes it."""
    return hashlib.sha256(str(person).encode()).hexdigest()


def enrollment(
    number: int, start: str, status: str = "active", exit_date: str = "", reason: str = ""
) -> list[str]:
    """One row of the enrollments feed."""
    return ["harbor_court", f"e{number:05}", key(number), "court_mhc", "mental_health_court", "3", start,
            exit_date, status, reason]  # fmt: skip


def months(first: int, count: int, each: int = 15) -> list[list[str]]:
    """`each` enrollments in every month from January 2024 on."""
    return [
        enrollment(month * 1000 + n, f"{2024 + month // 12}-{month % 12 + 1:02}-{n % 28 + 1:02}")
        for month in range(first, first + count)
        for n in range(each)
    ]


def write(path: Path, rows: Iterable[list[str]]) -> Path:
    """A CSV under the feed's own headings."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *rows])
    return path


def home_in(folder: Path) -> DataHome:
    """An installation with the demo county's reference tables and nothing loaded."""
    return DataHome(folder / "data")
