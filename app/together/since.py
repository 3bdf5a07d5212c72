"""What changed between two builds: new months, months that were restated, and what became of the verdicts."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from app import published, series, wording
from app.model import DRAWN, Measure, Scope

KEY = ["measure_id", "grain", "period"]
COUNTED = ("value", "numerator", "denominator")
CLOSE = 1e-9


@dataclass(frozen=True)
class Restated:
    """One month (quarter, year) that was published before and reads otherwise now.

    `before` and `now` are in words; blank on the side on which the number is protected. What is protected now
    does not know its old number: it must not be said again.
    """

    measure: Measure
    period: str
    grain: str
    before: str
    now: str
    provisional: bool  # it was marked as provisional, so that a change was to be expected
    share: float = 0.0  # how far the value moved: of the larger one of both, 0 to 1
    reads_same: bool = False  # only the counts behind it moved, or less than what is shown of it


@dataclass(frozen=True)
class Verdicts:
    """What the verdict of a measure was and is."""

    measure: Measure
    before: wording.Mark
    now: wording.Mark
    sentence: str


@dataclass(frozen=True)
class Since:
    """`new`: period in words -> the measures that have a number for it now and had none."""

    new: dict[str, list[Measure]]
    restated: list[Restated]
    verdicts: list[Verdicts]
    same_build: bool = False

    @property
    def by_measure(self) -> list[list[Restated]]:
        """What reads otherwise now, a list a measure, the largest change first in each and of them all."""
        found: dict[str, list[Restated]] = {}
        for each in sorted(self.restated, key=lambda each: -each.share):
            if not each.reads_same:
                found.setdefault(each.measure.id, []).append(each)
        return list(found.values())

    @property
    def nothing(self) -> bool:
        """Whether all is as it was."""
        return not (self.new or self.restated or self.verdicts)


def compare(before: str, now: str, scope: Scope) -> Since:
    """Two builds held against each other for one scope, over all its measures (not by group)."""
    if before == now:
        return Since({}, [], [], same_build=True)
    measures = {m.id: m for m in published.measures(now).values() if not series.is_flow(m)}
    names = tuple(measures)
    old, new = (published.trend(build, names, scope, "all") for build in (before, now))
    both = old.merge(new, on=KEY, how="outer", suffixes=("_old", "_new"))
    order = {name: place for place, name in enumerate(names)}
    both = both.assign(_place=both["measure_id"].map(order)).sort_values(["_place", "period"])
    return Since(
        new=_new(both, old, measures),
        restated=_restated(both, measures),
        verdicts=_verdicts(before, now, names, scope, measures),
    )


def _new(both: pd.DataFrame, old: pd.DataFrame, measures: dict[str, Measure]) -> dict[str, list[Measure]]:
    """Periods after the last one that the earlier build knew something of."""
    known = old[old["status"].isin([*DRAWN, "suppressed", "no_cases"])]
    newest = known.groupby("measure_id")["period"].max().rename("last")
    last = both.join(newest, on="measure_id")["last"]
    drawn = both["status_new"].isin(DRAWN) & both["value_new"].notna()
    fresh = both[drawn & (last.isna() | (both["period"] > last))]
    found: dict[str, list[Measure]] = {}
    for (day, grain), rows in fresh.groupby(["period", "grain"]):
        found[wording.period(day, grain)] = [measures[name] for name in rows["measure_id"]]
    return found


def _restated(both: pd.DataFrame, measures: dict[str, Measure]) -> list[Restated]:
    """Periods with a number in both builds, where it differs; and those hidden in one of them only."""
    was, is_ = (both[f"status_{side}"].isin(DRAWN) & both[f"value_{side}"].notna() for side in ("old", "new"))
    moved = pd.Series(False, index=both.index)
    for name in COUNTED:
        a, b = both[f"{name}_old"].astype(float), both[f"{name}_new"].astype(float)
        moved |= ((a - b).abs() > CLOSE) | (a.isna() != b.isna())
    hidden = both["status_new"].eq("suppressed") & was
    shown = both["status_old"].eq("suppressed") & is_
    rows = both[(was & is_ & moved) | hidden | shown]
    return [_one_restated(row, measures[row.measure_id]) for row in rows.itertuples(index=False)]


def _one_restated(row, measure: Measure) -> Restated:
    hidden, unseen = row.status_new not in DRAWN, row.status_old not in DRAWN
    was = "" if hidden or unseen else wording.amount(row.value_old, measure.unit, row.denominator_old)
    is_ = "" if hidden else wording.amount(row.value_new, measure.unit, row.denominator_new)
    largest = max(abs(row.value_old), abs(row.value_new)) if was and is_ else 0.0
    return Restated(
        measure=measure,
        period=wording.period(row.period, row.grain),
        grain=row.grain,
        before=was + _n(measure, row.numerator_old, row.denominator_old) if was else "",
        now=is_ + _n(measure, row.numerator_new, row.denominator_new) if is_ else "",
        provisional=row.status_old == "provisional",
        share=abs(row.value_new - row.value_old) / largest if largest else 0.0,
        reads_same=was == is_ != "",
    )


def _n(measure: Measure, numerator: float, denominator: float) -> str:
    n = wording.of(numerator, denominator, measure.unit, measure.agg)
    return f" ({n})" if n else ""


def _verdicts(
    before: str, now: str, names: tuple[str, ...], scope: Scope, measures: dict[str, Measure]
) -> list[Verdicts]:
    old, new = (published.verdicts(build, names, scope, "all") for build in (before, now))
    both = old.merge(new, on="measure_id", suffixes=("_old", "_new"))
    real = both["code_new"].isin(["concern", "improvement", "change"])
    differs = (both["code_old"] != both["code_new"]) | (
        real & (both["direction_old"].fillna("") != both["direction_new"].fillna(""))
    )
    order = {name: place for place, name in enumerate(names)}
    rank = {"concern": 0, "improvement": 1, "change": 2, "normal": 3}
    changed = both[differs]
    rows = changed.assign(
        _rank=changed["code_new"].map(rank).fillna(9), _place=changed["measure_id"].map(order)
    )
    return [
        Verdicts(
            measures[row.measure_id],
            wording.mark(row.code_old, row.direction_old, row.grain_old),
            wording.mark(row.code_new, row.direction_new, row.grain_new),
            "" if pd.isna(row.sentence_new) else str(row.sentence_new),
        )
        for row in rows.sort_values(["_rank", "_place"]).itertuples(index=False)
    ]
