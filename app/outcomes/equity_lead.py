"""What the equity page says first: where the gap is widest, whether it is real, and whether it changes.

In words that a meeting reads from the far end of its table. No Streamlit.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from app import sparkline, wording
from app.model import MONTHS_IN, Measure, Scope, Series
from app.outcomes import equity, equity_gap
from app.outcomes.equity import Beside, Point
from app.outcomes.equity_gap import Line

PICTURE = sparkline.Box(width=520, height=96, stroke=2.6, radius=4.6, years=True)
CHANGING = {
    "improvement": "Yes, it narrows",
    "concern": "Yes, it widens",
    "change": "Yes",
    "normal": "No real change",
    "early": "Too early to say",
}
TOO_FEW = "Too few to say"
NOT_JUDGED = "This gap was not judged over time: there are too few periods with a number that may be shown."
NOT_PEOPLE = "Encounters are counted here, not people."


@dataclass(frozen=True)
class Answer:
    """One question with its answer in a word or two, and the numbers that it rests on."""

    question: str
    answer: str
    tone: str
    lines: tuple[str, ...]


def widest(found: list[Point]) -> tuple[Point, Beside] | None:
    """The difference beyond chance that is furthest from the same rate; None where there is none."""
    pairs = by_distance(found)
    return pairs[0] if pairs else None


def by_distance(found: list[Point]) -> list[tuple[Point, Beside]]:
    """All differences beyond chance, the furthest from the same rate first."""
    pairs = [(point, group) for point in found for group in point.differing]
    return sorted(pairs, key=lambda pair: -max(pair[1].rri, 1 / pair[1].rri))


def title(point: Point, group: Beside, characteristic: str, year: int) -> str:
    """'Widest gap in 2025: met by police. Black people 1.92 times as often as White people'."""
    whose = equity.people(characteristic, group.level, group.label)
    other = equity.people(characteristic, point.reference, point.reference_label)
    where = f"{year}{' so far' if point.provisional else ''}: {wording.lower_first(point.measure.short)}"
    return (
        f"Widest gap in {where}. {whose[:1].upper()}{whose[1:]} {equity.times(group.rri)} times as often as "
        f"{other}"
    )


def answers(
    found: list[Point], point: Point, group: Beside, characteristic: str, line: Line | None
) -> tuple[Answer, Answer, Answer]:
    """Where, whether it is real, and whether it changes."""
    return _where(point, group, characteristic), _real(found, point, group), _changing(point, line)


def _where(point: Point, group: Beside, characteristic: str) -> Answer:
    said = equity.mark(point, group)
    excess = equity.excess_words(group.excess)
    most = max(point.differing, key=lambda each: abs(each.excess or 0))
    larger = ""
    if most.level != group.level:
        whose = equity.people(characteristic, most.level, most.label)
        larger = f"Largest in number: {whose}, {equity.excess_words(most.excess)}."
    lines = (
        f"{group.label}: {_rate(point, group.rate, group.events, group.base)}.",
        f"{point.reference_label}: {_rate(point, point.ref_rate, point.ref_events, point.ref_base)}.",
        f"{excess[:1].upper()}{excess[1:]}. {larger}".strip(),
    )
    answer = f"{said.shape} {point.measure.short}"
    return Answer("Where is the gap widest?", answer, said.tone, lines)


def _rate(point: Point, rate: float | None, events: float | None, base: float | None) -> str:
    """'15.3 per 1,000 (4,767 of 311,242 residents)': never a rate without what it is out of."""
    told = equity.rate(rate, point.of_residents, base)
    if not (wording.is_number(events) and wording.is_number(base)):
        return told
    whom = " residents" if point.of_residents else ""
    return f"{told} ({wording.count(events)} of {wording.count(base)}{whom})"


def _real(found: list[Point], point: Point, group: Beside) -> Answer:
    lines = [
        f"95% interval {equity.times(group.low)} to {equity.times(group.high)}; 1 would be the same rate.",
        equity.by_chance(found),
        NOT_PEOPLE if point.of_residents else "",
    ]
    answer = "More than chance" + (", provisional" if point.provisional else "")
    return Answer("Is it real?", answer, "ink", tuple(each for each in lines if each))


def _changing(point: Point, line: Line | None) -> Answer:
    question = "Is it changing?"
    if line is None:
        return Answer(question, TOO_FEW, "ink", (NOT_JUDGED,))
    newest = equity_gap.amount(float(line.frame["gap"].iloc[-1]), point.of_residents)
    unit = "per 1,000 residents" if point.of_residents else "points"
    told = f"Gap {newest} {unit} in {wording.period(line.until, line.grain)}"
    usual = equity_gap.usual(line, point.of_residents)
    told += f"; usual range {usual}." if usual else "."
    verdict = f"{line.verdict[:1].upper()}{line.verdict[1:]}."
    tone = line.code if line.code in ("improvement", "concern", "change") else "ink"
    return Answer(question, CHANGING.get(line.code, TOO_FEW), tone, (verdict, told))


def as_series(line: Line, measure: Measure, scope: Scope) -> Series:
    """The gap as a series, for a small picture in the grammar of all others; no number is a hole."""
    frame = line.frame
    step = f"{MONTHS_IN[line.grain]}MS"
    every = pd.date_range(frame["period"].iloc[0], frame["period"].iloc[-1], freq=step)
    whole = frame.set_index("period").reindex(every).rename_axis("period").reset_index()
    drawn = pd.DataFrame({
        "period": whole["period"], "grain": line.grain, "value": whole["gap"].astype(float),
        "center": whole["center"].astype(float), "limit_low": whole["limit_low"].astype(float),
        "limit_high": whole["limit_high"].astype(float), "signal": whole["signal"].fillna(""),
        "improvement": whole["narrowing"],
        "status": whole["gap"].notna().map({True: "shown", False: "missing"}),
    })  # fmt: skip
    return Series(measure=measure, scope=scope, frame=drawn, label=line.label)
