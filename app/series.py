"""Published rows put together into the series that pages draw."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import pandas as pd

from app import published, wording
from app.model import NO_HEADLINE, Measure, Scope, Series, Verdict

SETS_KEPT = 128
JUDGED = ("improvement", "concern", "change", "normal", "early")


@lru_cache(maxsize=SETS_KEPT)
def of_scope(
    build_id: str, wanted: tuple[str, ...], scope: Scope, breakdown: str = "all"
) -> dict[str, list[Series]]:
    """Measure id -> its series for one scope: one for 'all', one a level (in fixed order) for a breakdown.
    Measures without any are absent. The answer is shared by all visitors: never change it."""
    measures = published.measures(build_id)
    labels = published.level_labels(build_id)
    verdicts = {
        (row["measure_id"], row["level"]): Verdict.from_row(row)
        for row in published.verdicts(build_id, wanted, scope, breakdown).to_dict("records")
    }
    found: dict[str, list[tuple[int, Series]]] = {}
    points = published.trend(build_id, wanted, scope, breakdown)
    for (measure_id, level), frame in points.groupby(["measure_id", "level"], sort=False):
        place, label = labels.get((breakdown, level), (len(labels), str(level)))
        verdict = verdicts.get((measure_id, level), Verdict())
        series = Series(
            measure=measures[measure_id],
            scope=scope,
            frame=frame.reset_index(drop=True),
            verdict=verdict,
            breakdown=breakdown,
            level=level,
            label="" if breakdown == "all" else label,
            target=_target(build_id, measure_id, scope, verdict) if breakdown == "all" else None,
            targets=_steps(build_id, measure_id, scope) if breakdown == "all" else (),
            events=_events(build_id, measures[measure_id], scope),
            through=published.build(build_id).through_month,
        )
        found.setdefault(measure_id, []).append((place, series.dated()))
    return {
        measure_id: [series for _, series in sorted(pairs, key=lambda pair: pair[0])]
        for measure_id, pairs in found.items()
    }


def one(build_id: str, measure_id: str, scope: Scope) -> Series | None:
    """The series of one measure for one scope, or None."""
    return next(iter(of_scope(build_id, (measure_id,), scope).get(measure_id, [])), None)


def _target(build_id: str, measure_id: str, scope: Scope, verdict: Verdict) -> float | None:
    if verdict.target_value is not None and not pd.isna(verdict.target_value):
        return float(verdict.target_value)
    mine = targets(build_id, measure_id, scope)
    return float(mine["value"].iloc[-1]) if len(mine) else None


def targets(build_id: str, measure_id: str, scope: Scope) -> pd.DataFrame:
    """The targets that a build knows of one measure in one scope, in the order in which they hold."""
    rows = published.targets(build_id)
    mine = rows[
        (rows["measure_id"] == measure_id) & (rows["scope_kind"] == scope.kind) & (rows["scope"] == scope.id)
    ]
    return mine.sort_values("good_from")


def _steps(build_id: str, measure_id: str, scope: Scope) -> tuple[tuple[dt.date, float], ...]:
    found = targets(build_id, measure_id, scope)
    return tuple(
        (wording.first_of(row.good_from), float(row.value)) for row in found.itertuples(index=False)
    )


def _events(build_id: str, measure: Measure, scope: Scope) -> tuple[tuple[dt.date, str], ...]:
    """Events that name this measure, or none in particular, in this scope, around it, or everywhere."""
    around = {
        f"{scope.kind}:{scope.id}", scope.id, f"partnership:{scope.partnership}", scope.partnership,
        "all", "",
    }  # fmt: skip
    found = []
    for row in published.events(build_id).itertuples(index=False):
        named = [] if pd.isna(row.measure_ids) else str(row.measure_ids).split("|")
        place = "" if pd.isna(row.scope) else str(row.scope)
        if place in around and (measure.id in named or not any(named)):
            found.append((pd.Timestamp(row.date).date(), str(row.name)))
    return tuple(found)


def intercept_measures(build_id: str, intercept: int) -> tuple[Measure, ...]:
    """The measures that belong to one intercept, headlines first; its case flow is not one of them."""
    found = (m for m in published.measures(build_id).values() if intercept in m.intercepts and not is_flow(m))
    return tuple(sorted(found, key=lambda measure: (measure.headline, measure.title)))


def page_measures(build_id: str, page: str) -> tuple[Measure, ...]:
    """A leader's measures: those asked for first in their order, then the others meant for that audience."""
    found = (
        measure
        for measure in published.measures(build_id).values()
        if (measure.place(page) < NO_HEADLINE or page in measure.audiences) and not is_flow(measure)
    )
    return tuple(sorted(found, key=lambda measure: (measure.place(page), measure.headline, measure.title)))


def is_flow(measure: Measure) -> bool:
    """cases_0 to cases_5 feed the charts of where cases went, others a page of their own: no trends here."""
    return measure.own_page or measure.id.startswith("cases_")


def at_intercept(
    build_id: str, wanted: tuple[Measure, ...], scope: Scope, intercept: int
) -> dict[str, Series]:
    """Measure id -> its series at one intercept.

    Where a measure spans several intercepts and is released by intercept, its part there; else the whole.
    """
    names = tuple(measure.id for measure in wanted)
    whole = of_scope(build_id, names, scope)
    spanning = tuple(measure.id for measure in wanted if len(measure.intercepts) > 1)
    parts = of_scope(build_id, spanning, scope, "intercept")
    here = {
        name: series
        for name, lines in parts.items()
        for series in lines
        if series.level == str(intercept) and not series.empty
    }
    return {name: here.get(name, lines[0]) for name, lines in whole.items()}


@lru_cache(maxsize=16)
def headlines(build_id: str, scope: Scope) -> dict[int, Series]:
    """Intercept -> the measure that speaks for it: its headline, or the next one that has a verdict."""
    asked = {
        step.number: [m.id for m in intercept_measures(build_id, step.number) if m.headline < NO_HEADLINE]
        for step in published.intercepts(build_id)
    }
    found = of_scope(build_id, tuple(sorted({name for names in asked.values() for name in names})), scope)
    chosen: dict[int, Series] = {}
    for number, names in asked.items():
        lines = [found[name][0] for name in names if name in found and not found[name][0].empty]
        taken = {series.measure.id for series in chosen.values()}
        telling = [one for one in lines if one.tells and one.measure.id not in taken]
        judged = [one for one in telling if one.verdict.code in JUDGED]
        if lines:
            chosen[number] = (judged or telling or lines)[0]
    return chosen


def home_scope(build_id: str) -> Scope:
    """The partnership whose board this is."""
    build = published.build(build_id)
    named = [s for s in published.scopes(build_id) if s.kind == "partnership" and s.id == build.partnership]
    return named[0] if named else Scope("partnership", build.partnership, build.partnership_name)
