"""The upload desk as the page asks it: a question, its answer, and nothing left over."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from etl.desk.worker import Work
from etl.paths import DataHome

HEADINGS = (
    *("Incident Ref", "Date of Contact", "How Received", "Unit", "Presenting Need", "How It Ended"),
    *("Age Grp", "Gender", "Subject Name", "Beat"),
)
MONTH_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def contact(number: int, month: int = 9, **changed: str) -> dict[str, str]:
    """One row of a records system that nobody here has seen before."""
    row = {
        "Incident Ref": f"K{month:02d}{number:04d}Q",
        "Date of Contact": f"{13 + number % 15:02d}-{MONTH_NAMES[month - 1]}-2024",
        "How Received": ("E-911", "988", "Officer Initiated")[number % 3],
        "Unit": ("PATROL", "CIT Ofc")[number % 2],
        "Presenting Need": ("Mental Hlth", "Subst Use")[number % 2],
        "How It Ended": ("Resolved on scene", "Taken to crisis ctr", "Cited")[number % 3],
        "Age Grp": ("18 to 24", "25 to 34")[number % 2],
        "Gender": ("M", "F")[number % 2],
        "Subject Name": ("John Smith", "Mary Jones")[number % 2],
        "Beat": f"B{number % 4}",
    }
    return row | changed


def export(rows: list[dict[str, str]], title: str = "Northgate PD crisis contacts") -> bytes:
    """A file with a title above its headings and a total below its records."""
    commas = "," * (len(rows[0]) - 1)
    lines = [f"{title}{commas}", ",".join(rows[0])]
    lines += [",".join(row.values()) for row in rows]
    return ("\r\n".join([*lines, f"Total,{len(rows)}{commas[1:]}"]) + "\r\n").encode("cp1252")


class Counter:
    """Asks questions about files, one after another, and keeps what was decided like the page does."""

    def __init__(self, home: DataHome):
        self.home = home
        self.told: list[dict] = []
        self._jobs = count(1)

    def ask(self, do: str, content: bytes = b"", decided: dict | None = None, **more: Any) -> dict[str, Any]:
        """One question in a folder of its own, which the page deletes afterwards."""
        name = f"job-{next(self._jobs):08d}"
        folder = self.home.private / "desk" / name
        folder.mkdir(parents=True)
        (folder / "file").write_bytes(content)
        request = {
            "do": do,
            "job": name,
            "keep": "waiting-build",
            "name": "export.csv",
            "sender": "vera",
            "sha256": hashlib.sha256(content).hexdigest(),
            "decided": deepcopy(decided or {}),
        }
        try:
            answer = Work(self.home, request | more, self.told.append).run()
            if "file" in answer:
                answer["file"] = (folder / answer["file"]).read_bytes()
            return answer
        finally:
            shutil.rmtree(folder)

    def examine(self, content: bytes, **decided: Any) -> dict[str, Any]:
        """The report on a file."""
        return self.ask("examine", content, decided)

    def matched(self, content: bytes, **changed: Any) -> dict[str, Any]:
        """What a volunteer has decided once columns and words of the made-up export are matched.

        It is worked out at another desk, once a file: many tests begin after it, and it leaves nothing here.
        """
        return deepcopy(_matched(content)) | changed

    def match(self, content: bytes) -> dict[str, Any]:
        """The same, at this desk."""
        entry = self.examine(content)["entry"]
        entry["agency"] = "northgate_pd"
        entry["columns"] |= {
            "encounter_id": {"from": "Incident Ref"},
            "intercept": {"value": "1"},
            "disposition": {"from": "How It Ended"},
        }
        decided = {"agency": "northgate_pd", "feed": "encounters", "entry": entry, "confirmed": True}
        report = self.ask("examine", content, decided)
        for column in report.get("words", []):
            words = {text["text"]: text["near"] for text in column["texts"] if text["open"] and text["near"]}
            source = entry["columns"][column["name"]]
            source["values"] = source.get("values", {}) | words
        left = [
            [column["name"], text["text"]]
            for column in report.get("words", [])
            for text in column["texts"]
            if text["open"] and not text["near"]
        ]
        return decided | {"left": left}


@cache
def _matched(content: bytes) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        return Counter(DataHome(Path(folder) / "home")).match(content)


@cache
def _first_look(content: bytes) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        return Counter(DataHome(Path(folder) / "home")).examine(content)


@pytest.fixture(scope="session")
def first_look() -> Callable[[bytes], dict[str, Any]]:
    """The report on a file where nothing was ever sent or decided; the same for all who ask for it."""
    return lambda content: deepcopy(_first_look(content))


@pytest.fixture
def home(tmp_path: Path) -> DataHome:
    """A data home in which nothing was ever loaded; the partners are the demo county's."""
    return DataHome(tmp_path / "home")


@pytest.fixture
def counter(home: DataHome) -> Counter:
    """The desk over that home."""
    return Counter(home)


@pytest.fixture
def rules() -> Callable[[dict], list[str]]:
    """The rules that block, of a report."""
    return lambda report: [each["rule"] for each in report["findings"] if each["severity"] == "block"]
