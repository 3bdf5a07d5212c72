"""A case system's export, the command as an agency runs it, and what came out."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from etl.deidentify import keys, main

# A case system's columns, and a row of each: nobody of this name was born on that day.
EXPORT = {
    "Booking Number": "2026-004711",
    "Last Name": "Quillfeather",
    "First Name": "Ambrosius",
    "DOB": "03/14/1985",
    "SSN": "219-09-9999",
    "Home Address": "4711 Larkspur Ave",
    "Phone": "206-555-0142",
    "ZIP": "98101",
    "Booking Date": "09/19/2026",
    "Release Date": "09/25/2026",
    "Legal Status": "Pretrial",
    "Sex": "M",
    "Booking Notes": "Asked for his sister Philomena",
}


@dataclass
class Done:
    """One run: exit code, what it said, and the files that it wrote."""

    code: int
    said: str
    complained: str
    out: Path
    report: dict = field(default_factory=dict)

    @property
    def rows(self) -> list[dict[str, str]]:
        """The output."""
        with self.out.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    def column(self, heading: str) -> list[str]:
        """One column of the output."""
        return [row[heading] for row in self.rows]

    def what(self, heading: str) -> str:
        """What the report says was done with a column."""
        return next(each["done"] for each in self.report["columns"] if each["column"] == heading)

    @property
    def written(self) -> str:
        """All text that was printed or written."""
        beside = self.out.parent.glob(self.out.stem + "*")
        return self.said + self.complained + "".join(path.read_text(encoding="utf-8-sig") for path in beside)


@pytest.fixture(scope="session")
def key_file(tmp_path_factory) -> Path:
    """A key, in another folder than the files."""
    path = tmp_path_factory.mktemp("safe") / "agency.key"
    keys.save(keys.fresh(path))
    return path


@pytest.fixture
def export(tmp_path) -> Callable[..., Path]:
    """export(rows, name=) -> the CSV file; rows change single cells of EXPORT."""

    def write(rows: Sequence[dict[str, str]], name: str = "export.csv", whole: bool = False) -> Path:
        full = list(rows) if whole else [EXPORT | row for row in rows]
        path = tmp_path / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, full[0].keys())
            writer.writeheader()
            writer.writerows(full)
        return path

    return write


@pytest.fixture
def run(key_file, capsys) -> Callable[..., Done]:
    """run(FILE, options...) -> Done; with the session's key and as JSON, as long as nothing else is said."""

    def running(file: Path, *options: object, key: Path | None = key_file, as_json: bool = True) -> Done:
        told = [str(option) for option in options]
        told += ["--key-file", str(key)] if key else []
        told += ["--json"] if as_json else []
        code = main([str(file), *told])
        said = capsys.readouterr()
        out = Path(told[told.index("--out") + 1]) if "--out" in told else None
        out = out or file.with_name(file.stem + "_deidentified.csv")
        report = json.loads(said.out) if as_json and code == 0 else {}
        return Done(code, said.out, said.err, out, report)

    return running


def days(count: int, **cells: str) -> list[dict[str, str]]:
    """Rows with numbers and booking dates of their own."""
    return [
        {"Booking Number": f"2026-{number:06}", "Booking Date": f"09/{number % 16 + 13:02}/2026"} | cells
        for number in range(1, count + 1)
    ]
