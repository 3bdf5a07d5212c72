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
    """One month (quarter, year) that was shown before and reads otherwise now; hidden ones in words."""

    measure: Measure
    period: str
    before: str
    now: str
    provisional: bool  # it was marked as provisional, so that a change was to be expected


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
    return Restated(
        measure=measure,
        period=wording.period(row.period, row.grain),
        before=_said(measure, row.status_old, row.value_old, row.numerator_old, row.denominator_old),
        now=_said(measure, row.status_new, row.value_new, row.numerator_new, row.denominator_new),
        provisional=row.status_old == "provisional",
    )


def _said(measure: Measure, status: str, value: float, numerator: float, denominator: float) -> str:
    if status not in DRAWN:
        return wording.hidden(measure.unit)
    n = wording.of(numerator, denominator, measure.unit, measure.agg)
    return wording.amount(value, measure.unit, denominator) + (f" ({n})" if n else "")


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
