"""Equity in words: one decision point, its groups beside the one they are compared with. No Streamlit."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from app import wording
from app.model import Measure

RACE = "race_ethnicity"
FIRST_REFERENCE = "white"  # the usual one in relative rate indexes; any other can be chosen
COUNTINGS = {"Each group alone": "alone", "Alone or in combination": "any"}
NO_BASE = (
    "No rate can be told: residents are counted once each, by each group alone, and nobody has given their "
    "number alone or in combination. Choose each group alone to see rates of residents."
)
TOO_FEW = "Too few to say"
# In the order in which people come to them; a decision point that is not named follows.
ORDER = ("encounters", "diverted", "arrested", "reached", "screened", "positive", "accepted", "completed",
         "connected", "returned")  # fmt: skip
GAP_WORDS = {
    "improvement": "the gap really narrows",
    "concern": "the gap really widens",
    "change": "the gap really changes",
    "normal": "no real change in the gap",
    "early": "too early to judge the gap",
}


@dataclass(frozen=True)
class Beside:
    """One group beside its reference at one decision point in one period; numbers are None where not told."""

    level: str
    label: str
    status: str
    events: float | None
    base: float | None
    rate: float | None
    ref_rate: float | None
    rri: float | None
    low: float | None
    high: float | None
    gap: float | None
    excess: float | None
    trend: str = ""

    @property
    def told(self) -> bool:
        """Whether there is a ratio."""
        return self.rri is not None

    @property
    def differs(self) -> bool:
        """Whether the interval leaves out 1: more than chance alone explains."""
        return self.told and (self.low > 1 or self.high < 1)


@dataclass(frozen=True)
class Point:
    """One decision point with all its groups."""

    measure: Measure
    of_residents: bool
    reference: str
    reference_label: str
    ref_events: float | None
    ref_base: float | None
    ref_rate: float | None
    groups: tuple[Beside, ...]
    provisional: bool
    coverage: str
    any_counting: bool = False

    @property
    def unit(self) -> str:
        """What a rate is counted in."""
        return "per 1,000 residents" if self.of_residents else "percent"

    @property
    def without_base(self) -> bool:
        """Whether residents are asked for alone or in combination, of which there is no count."""
        nothing = not self.told and all(group.base is None for group in self.groups)
        return self.of_residents and self.any_counting and nothing

    @property
    def differing(self) -> tuple[Beside, ...]:
        """The groups that differ by more than chance, the furthest first."""
        return tuple(sorted((g for g in self.groups if g.differs), key=_distance))

    @property
    def told(self) -> tuple[Beside, ...]:
        """The groups with a ratio."""
        return tuple(group for group in self.groups if group.told)

    @property
    def untold(self) -> tuple[Beside, ...]:
        """The groups without one."""
        return tuple(group for group in self.groups if not group.told)


def _distance(group: Beside) -> float:
    """How far from 1, on the ratio's own scale; the furthest first."""
    return -max(group.rri, 1 / group.rri)


def points(
    rows: pd.DataFrame,
    verdicts: pd.DataFrame,
    measures: dict[str, Measure],
    labels: dict[tuple[str, str], tuple[int, str]],
) -> list[Point]:
    """The decision points of one scope, characteristic, reference, counting and period.

    rows: of the table disparity, chosen so; verdicts: of disparity_trend, of the same scope and reference.
    """
    said = {(row.measure_id, row.level): trend_words(row) for row in verdicts.itertuples(index=False)}
    found = []
    for measure_id, frame in rows.groupby("measure_id", sort=False):
        if measure_id not in measures:
            continue
        first = frame.iloc[0]
        naming = {level: _label(labels, first["characteristic"], level) for level in frame["level"]}
        groups = [
            _beside(row, naming[row.level][1], said.get((measure_id, row.level), ""))
            for row in frame.itertuples(index=False)
        ]
        groups.sort(key=lambda group: naming[group.level][0])
        reference = str(first["reference"])
        found.append(
            Point(
                measure=measures[measure_id],
                of_residents=bool(first["of_residents"]),
                reference=reference,
                reference_label=_label(labels, first["characteristic"], reference)[1],
                ref_events=_number(first["ref_events"]),
                ref_base=_number(first["ref_base"]),
                ref_rate=_number(first["ref_rate"]),
                groups=tuple(groups),
                provisional=bool(frame["provisional"].any()),
                any_counting=first.get("counting") == "any",
                coverage=wording.agencies_in(float(frame["reporting"].max()), float(frame["expected"].max())),
            )
        )
    return sorted(found, key=lambda point: _place(point.measure.id))


def _place(measure_id: str) -> tuple[int, str]:
    name = measure_id.rpartition("_")[2]
    return (ORDER.index(name) if name in ORDER else len(ORDER), measure_id)


def _label(labels: dict, characteristic: str, level: str) -> tuple[int, str]:
    return labels.get((characteristic, level), (len(labels), str(level)))


def _number(value: object) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _beside(row, label: str, trend: str) -> Beside:
    names = ("events", "base", "rate", "ref_rate", "rri", "low", "high", "gap", "excess")
    return Beside(row.level, label, row.status, *(_number(getattr(row, name)) for name in names), trend)


def people(characteristic: str, level: str, label: str) -> str:
    """A group in a sentence: 'Black or African American people', 'people aged 25-34', 'women'."""
    if characteristic == "age_band":
        return "people under 12" if level == "under_12" else f"people aged {label}"
    if characteristic == "sex":
        return {"male": "men", "female": "women"}.get(level, f"people of {wording.lower_first(label)} sex")
    return "people of more than one group" if level == "multiple" else f"{label} people"


def sentence(point: Point, group: Beside, characteristic: str) -> str:
    """'Diverted: Black people 0.82 times as often as White people, interval 0.74 to 0.91: 14 fewer ...'."""
    whose = people(characteristic, group.level, group.label)
    other = people(characteristic, point.reference, point.reference_label)
    if not group.told:
        return f"{point.measure.short}: {whose}, {untold_words(group)}"
    return (
        f"{point.measure.short}: {whose} {times(group.rri)} times as often as {other}, interval "
        f"{times(group.low)} to {times(group.high)}: {excess_words(group.excess)}"
    )


def times(value: float | None) -> str:
    """A ratio with two decimals."""
    return f"{value:.2f}" if wording.is_number(value) else wording.UNKNOWN


def excess_words(excess: float | None) -> str:
    """'14 fewer than at the same rate'."""
    number = round(excess or 0)
    if number == 0:
        return "as many as at the same rate"
    return f"{abs(number):,} {'more' if number > 0 else 'fewer'} than at the same rate"


def untold_words(group: Beside) -> str:
    """Why there is no ratio."""
    return {
        "zero": f"none of {wording.count(group.base)}, so no ratio",
        "no_cases": "no cases",
        "too_early": "too early to say",
        "missing": "nobody reported",
    }.get(group.status, TOO_FEW.lower())


def mark(point: Point, group: Beside) -> wording.Mark:
    """Whether the difference is to the group's good, in a word with its shape and tone."""
    if not group.differs:
        return wording.Mark("No difference beyond chance", "●", "normal")
    more = group.rri > 1
    if point.measure.good not in ("up", "down"):
        return wording.Mark("More often" if more else "Less often", "▲" if more else "▼", "change")
    better = more == (point.measure.good == "up")
    word = f"{'More' if more else 'Less'} often, {'to their good' if better else 'to their harm'}"
    return wording.Mark(word, "▲" if more else "▼", "improvement" if better else "concern")


def rate(value: float | None, of_residents: bool, base: float | None = None) -> str:
    """'21%' or '29.6 per 1,000'."""
    if not wording.is_number(value):
        return wording.UNKNOWN
    return f"{value:,.1f} per 1,000" if of_residents else wording.amount(value, "percent", base)


def gap(value: float | None, of_residents: bool) -> str:
    """'-5.0 points', signed; per 1,000 where the base is residents."""
    if not wording.is_number(value):
        return wording.UNKNOWN
    told = f"{abs(value):.1f} {'per 1,000' if of_residents else 'points'}"
    return told if f"{abs(value):.1f}" == "0.0" else f"{'+' if value > 0 else '−'}{told}"


def untold_line(point: Point) -> str:
    """The groups without a ratio, by the reason: 'Too few to say: Asian and White. Too early to say: ...'."""
    if point.without_base:
        return NO_BASE
    reasons: dict[str, list[str]] = {}
    for group in point.untold:
        reasons.setdefault(untold_words(group), []).append(group.label)
    return " ".join(f"{why[:1].upper()}{why[1:]}: {wording.listed(names)}." for why, names in reasons.items())


def over_time(point: Point) -> str:
    """What became of the gaps, the groups with one verdict together; '' where none was judged."""
    said: dict[str, list[str]] = {}
    for group in point.told:
        if group.trend:
            said.setdefault(group.trend, []).append(group.label)
    told = [f"{words} for {wording.listed(names)}" for words, names in said.items()]
    return f"Over time: {'; '.join(told)}." if told else ""


def caution(point: Point, totals_only: list[str]) -> str:
    """What a rate of residents leaves out; '' for rates of people who came to the decision point."""
    if not point.of_residents:
        return ""
    told = "Encounters are counted, not people: somebody met three times counts three times."
    if totals_only:
        verb = "sends" if len(totals_only) == 1 else "send"
        told += (
            f" {wording.listed(totals_only)} {verb} totals only: "
            f"{'its' if len(totals_only) == 1 else 'their'} encounters are missing while all residents are "
            "counted, so every rate here is too low."
        )
    return told


def trend_words(row) -> str:
    """The verdict on the gap: 'no real change in the gap up to Q3 2026 (15 quarters)'."""
    if row.code == "too_few":
        only = "told by year only: " if row.grain == "year" else ""
        return f"{only}too few {row.grain}s to say ({row.n_points} of 6 needed)"
    period = getattr(row, "period", None)  # builds of earlier versions do not say
    until = "" if period is None or pd.isna(period) else f" up to {wording.period(period, row.grain)}"
    return f"{GAP_WORDS.get(row.code, 'not judged')}{until} ({wording.many(row.n_points, row.grain)})"


def headline(found: list[Point]) -> str:
    """The page's finding in one sentence."""
    told = [point for point in found if point.told]
    if not told:
        return "Too few to say at any decision point"
    differing = [point for point in told if point.differing]
    if not differing:
        return f"No difference beyond chance at {wording.many(len(told), 'decision point')}"
    of = wording.many(len(told), "decision point")
    return f"At {len(differing)} of {of} some groups fare differently, by more than chance explains"


def by_chance(found: list[Point]) -> str:
    """How many of so many comparisons would lie outside by chance alone."""
    number = sum(len(point.told) for point in found)
    if not number:
        return ""
    expected = number * 0.05
    about = "less than one" if expected < 1 else f"about {expected:.0f}"
    return (
        f"{wording.many(number, 'comparison')} on this page; were all groups treated alike, {about} would "
        "still lie outside by chance."
    )


def table(point: Point) -> list[dict]:
    """The numbers behind a decision point as people read them."""
    rows = [
        {
            "Group": f"{point.reference_label} (compared with)",
            "n": _n(point.ref_events, point.ref_base, point.of_residents),
            "Rate": rate(point.ref_rate, point.of_residents, point.ref_base),
            "Times as often": "1", "95% interval": "", "Gap": "", "Excess": "", "Gap over time": "",
        }
    ]  # fmt: skip
    for group in point.groups:
        interval = f"{times(group.low)} to {times(group.high)}" if group.told else ""
        few = untold_words(group)
        rows.append(
            {
                "Group": group.label,
                "n": _n(group.events, group.base, point.of_residents),
                "Rate": rate(group.rate, point.of_residents, group.base),
                "Times as often": times(group.rri) if group.told else few[:1].upper() + few[1:],
                "95% interval": interval,
                "Gap": gap(group.gap, point.of_residents),
                "Excess": f"{group.excess:+,.0f}" if wording.is_number(group.excess) else wording.UNKNOWN,
                "Gap over time": group.trend,
            }
        )
    return rows


def _n(events: float | None, base: float | None, of_residents: bool) -> str:
    if not (wording.is_number(events) and wording.is_number(base)):
        return wording.hidden("count")
    return f"{wording.count(events)} of {wording.count(base)}{' residents' if of_residents else ''}"


def alternative(point: Point, characteristic: str) -> str:
    """The chart's text alternative: every group in a sentence."""
    return " ".join(f"{sentence(point, group, characteristic)}." for group in point.groups)


def download_rows(rows: pd.DataFrame, labels: dict, title: str) -> list[dict]:
    """The published numbers of one decision point, blanks where nothing is told."""
    kept = ("events", "base", "ref_events", "ref_base", "rate", "ref_rate", "rri", "low", "high", "gap",
            "excess")  # fmt: skip
    return [
        {
            "measure_id": row.measure_id, "measure": title, "scope": row.scope, "counting": row.counting,
            "characteristic": row.characteristic, "group": _label(labels, row.characteristic, row.level)[1],
            "compared_with": _label(labels, row.characteristic, row.reference)[1],
            "period": str(row.period)[:10], "grain": row.grain,
        }
        | {name: "" if (value := _number(getattr(row, name))) is None else f"{value:.6g}" for name in kept}
        | {"status": row.status, "provisional": "yes" if row.provisional else "no"}
        for row in rows.itertuples(index=False)
    ]  # fmt: skip
