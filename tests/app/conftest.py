"""The sample build that the page tests read, and series made by hand for the drawing tests."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from app.model import Measure, Scope, Series, Verdict
from tests.app import sample_build


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data home with one published build; read it only."""
    home = tmp_path_factory.mktemp("sample")
    sample_build.write(home)
    return home


@pytest.fixture
def published_sample(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The sample is what the dashboard serves; gives its build id."""
    monkeypatch.setenv("DASHBOARD_DATA", str(sample_home))
    return sample_build.BUILD_ID


def measure(unit: str = "count", **changes: object) -> Measure:
    """A measure with the fields that drawing looks at."""
    row = {"id": "diversions", "title": "Diversions", "question": "How many?", "unit": unit}
    over = "Contacts" if unit == "percent" else ""
    return Measure.from_row(row | {"good": "up", "denominator": over} | changes)


def series(values: list, unit: str = "count", **changes: object) -> Series:
    """A monthly series from Jan 2025: a number is shown, a word is that status with no number."""
    rows = []
    for i, value in enumerate(values):
        status = value if isinstance(value, str) else "shown"
        number = None if isinstance(value, str) else float(value)
        rows.append({
            "period": pd.Timestamp("2025-01-01") + pd.DateOffset(months=i), "grain": "month",
            "status": status,
            "value": number, "numerator": number, "denominator": 100.0 if unit == "percent" else None,
            "low": None, "high": None, "center": 10.0, "limit_low": 5.0, "limit_high": 15.0, "signal": "",
            "improvement": None, "reason": "Protects a small number" if status == "suppressed" else None,
            "reporting": 3, "expected": 4,
        })  # fmt: skip
    frame = pd.DataFrame(rows)
    frame[["value", "numerator", "denominator"]] = frame[["value", "numerator", "denominator"]].astype(float)
    return Series(
        measure=changes.pop("measure", measure(unit)),
        scope=Scope("partnership", "harbor", "Harbor County partnership"),
        frame=frame,
        verdict=changes.pop("verdict", Verdict("normal", sentence="Normal month-to-month variation")),
        **changes,
    )


def with_status(one: Series, row: int, status: str) -> Series:
    """The same series with one point's status changed and its number kept."""
    one.frame.loc[row, "status"] = status
    return one
