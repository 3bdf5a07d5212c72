"""Whether a series really changed, as it was published with it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import pandas as pd


def date_of(value: object) -> dt.date | None:
    """A day of a table; None where there is none."""
    if value is None or pd.isna(value):
        return None
    return value.date() if isinstance(value, dt.datetime) else value


def text_of(row: dict, name: str) -> str:
    """A text of a row; '' where there is none."""
    return str(row.get(name) or "")


@dataclass(frozen=True)
class Verdict:
    """Whether a series really changed, in a sentence that can be read aloud."""

    code: str = "none"
    direction: str = ""
    sentence: str = ""
    short: str = ""
    period: dt.date | None = None
    since: dt.date | None = None
    run_length: int = 0
    limit_low: float | None = None
    limit_high: float | None = None
    target_value: float | None = None
    target_code: str = ""
    target_sentence: str = ""

    @classmethod
    def from_row(cls, row: dict) -> Verdict:
        """A row of the verdict table."""
        return cls(
            code=text_of(row, "code") or "none",
            direction=text_of(row, "direction"),
            sentence=text_of(row, "sentence"),
            short=text_of(row, "short"),
            period=date_of(row.get("period")),
            since=date_of(row.get("since")),
            run_length=int(row.get("run_length") or 0),
            limit_low=row.get("limit_low"),
            limit_high=row.get("limit_high"),
            target_value=row.get("target_value"),
            target_code=text_of(row, "target_code"),
            target_sentence=text_of(row, "target_sentence"),
        )

    def unjudged(self, why: str) -> Verdict:
        """The same without a judgment, and why there is none."""
        return replace(
            self, code="none", direction="", sentence=why, short=why, since=None, run_length=0,
            target_code="", target_sentence="",
        )  # fmt: skip
