"""The gap between a group and its reference over time: its points, usual range and verdict. No Streamlit."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from app import wording
from app.model import REAL
from app.outcomes import equity

FEWEST = 6  # periods that a verdict needs
_ARROW = {"up": "▲", "down": "▼"}


@dataclass(frozen=True)
class Line:
    """One group's gap. `frame`: period, gap, limit_low, limit_high, signal, direction, narrowing; one row a
    period that has a gap, oldest first. `until`: the period that the verdict speaks of."""

    level: str
    label: str
    grain: str
    frame: pd.DataFrame
    code: str
    verdict: str
    until: dt.date

    @property
    def limits(self) -> tuple[float, float] | None:
        """The usual range, one over all periods; None where there are too few to say."""
        known = self.frame.dropna(subset=["limit_low", "limit_high"])
        return (float(known["limit_low"].iloc[0]), float(known["limit_high"].iloc[0])) if len(known) else None

    def outside(self, year: int | None = None) -> pd.DataFrame:
        """The periods outside the usual range, of one year or of all."""
        found = self.frame[self.frame["signal"] == "point"]
        return found if year is None else found[found["period"].dt.year == year]


def lines(
    gaps: pd.DataFrame, verdicts: pd.DataFrame, labels: dict, characteristic: str
) -> dict[str, list[Line]]:
    """Measure id -> the lines of its groups in their fixed order.

    gaps: of the table disparity_gap, verdicts: of disparity_trend, both of one scope, characteristic and
    reference.
    """
    said = {(row.measure_id, row.level): row for row in verdicts.itertuples(index=False)}
    found: dict[str, list[tuple[int, Line]]] = {}
    for (measure_id, level), frame in gaps.groupby(["measure_id", "level"], sort=False):
        row = said.get((measure_id, level))
        if row is None:
            continue
        place, label = labels.get((characteristic, level), (len(labels), str(level)))
        frame = frame.sort_values("period", ignore_index=True)
        until = frame["period"].iloc[-1].date()
        line = Line(level, label, row.grain, frame, row.code, equity.trend_words(row), until)
        found.setdefault(measure_id, []).append((place, line))
    return {name: [one for _, one in sorted(pairs, key=lambda p: p[0])] for name, pairs in found.items()}


def drawn(found: list[Line]) -> list[Line]:
    """Those with a usual range: a picture of fewer points would show nothing that can be judged."""
    return [line for line in found if line.limits is not None]


def amount(value: float, of_residents: bool) -> str:
    """'−1.94' or '+5.0', signed: fine enough to tell a point from the limit that it has crossed."""
    told = f"{abs(value):.{2 if of_residents else 1}f}"
    return told if float(told) == 0 else f"{'+' if value > 0 else '−'}{told}"


def usual(line: Line, of_residents: bool) -> str:
    """'−1.92 to −0.03'; '' where there are too few periods to say."""
    if line.limits is None:
        return ""
    return " to ".join(amount(limit, of_residents) for limit in line.limits)


def side(direction: str) -> str:
    """Where a point outside the usual range lies."""
    return "above" if direction == "up" else "below"


def in_year(found: list[Line], year: int, of_residents: bool) -> str:
    """The chosen year's periods outside the limits: 'Outside its usual range in 2025: Asian, Q3 (...)'."""
    told = [
        f"{line.label}, {_short(row.period, line.grain)} ({amount(row.gap, of_residents)}, "
        f"{side(row.direction)} {usual(line, of_residents)})"
        for line in found
        for row in line.outside(year).itertuples()
    ]
    return f"Gap outside its usual range in {year}: {wording.listed(told)}." if told else ""


def _short(period: pd.Timestamp, grain: str) -> str:
    """The period inside a year that is named already."""
    return wording.period(period.date(), grain).removesuffix(f" {period.year}")


def headline(name: str, found: list[Line], year: int) -> str:
    """The finding over all groups, the year's own points with it."""
    said: dict[str, list[str]] = {}
    for line in found:
        if line.code in REAL:
            said.setdefault(equity.GAP_WORDS[line.code], []).append(line.label)
    told = [f"{words} for {wording.listed(labels)}" for words, labels in said.items()]
    newest = max(line.until for line in found)
    told = told or [f"no real change in any gap up to {wording.period(newest, found[0].grain)}"]
    outside = [line.label for line in found if len(line.outside(year))]
    told += [f"outside the usual range in {year}: {wording.listed(outside)}"] if outside else []
    return f"{name}: {'; '.join(told)}"


def yearly(found: list[Line]) -> str:
    """Why groups that are told by year have no verdict: 'By year only, ...: Multiple (3)'; '' for none."""
    few = [f"{line.label} ({len(line.frame)})" for line in found if line.grain == "year" and not line.limits]
    if not few:
        return ""
    return f"Told by year only, and a verdict needs {FEWEST} years; there are so many: {wording.listed(few)}."


def table(found: list[Line], of_residents: bool) -> list[dict[str, str]]:
    """A row a period, the newest first, a column a group; the usual ranges and the verdicts below."""
    cells: dict[tuple[pd.Timestamp, str], dict[str, str]] = {}
    for line in found:
        for row in line.frame.itertuples():
            mark = f" {_ARROW[row.direction]} {side(row.direction)} usual" if row.signal == "point" else ""
            cells.setdefault((row.period, line.grain), {})[line.label] = amount(row.gap, of_residents) + mark
    rows = [
        {"Period": wording.period(day.date(), grain)}
        | {line.label: cells[day, grain].get(line.label, wording.UNKNOWN) for line in found}
        for day, grain in sorted(cells, reverse=True)
    ]
    rows.append({"Period": "Usual range"} | {line.label: usual(line, of_residents) for line in found})
    rows.append({"Period": "Verdict"} | {line.label: line.verdict for line in found})
    return rows


def alternative(found: list[Line], of_residents: bool) -> str:
    """The picture's text alternative: every group's newest gap, usual range, verdict and points outside."""
    told = []
    for line in found:
        newest = line.frame.iloc[-1]
        outside = [wording.period(day.date(), line.grain) for day in line.outside()["period"]]
        until = wording.period(line.until, line.grain)
        text = (
            f"{line.label}: {amount(newest['gap'], of_residents)} in {until}, "
            f"usual range {usual(line, of_residents)}, {line.verdict}"
        )
        told.append(f"{text}; outside it: {wording.listed(outside)}." if outside else f"{text}.")
    return " ".join(told)
