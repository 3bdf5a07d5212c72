"""The tables `disparity`, `disparity_trend` and `disparity_gap`, from the decision points' released cells.

Everything told here is a function of released numbers, and so adds nothing to what they say; but for the
second way of counting races, whose argument stands in combination.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa

from etl import spc
from etl.disclose.rules import Policy
from etl.equity import combination, formula
from etl.judge.series import DIRECTION, Series, judge_series
from etl.sqlfile import load, render

SQL = Path(__file__).with_name("sql")
COUNTED = "race_combination"  # the breakdown that a decision point counts for the second way
COMPONENTS = ("events", "base", "others")
WHOSE = ("measure_id", "scope_kind", "scope", "characteristic", "level", "reference", "grain")
VERDICT = pa.schema(
    [(name, pa.string()) for name in (*WHOSE, "code", "direction", "sentence", "short", "gap")]
    + [("n_points", pa.int32()), ("period", pa.date32())]
)
GAP = pa.schema(
    [(name, pa.string()) for name in WHOSE]
    + [("period", pa.date32())]
    + [(name, pa.float64()) for name in ("gap", "center", "limit_low", "limit_high")]
    + [("signal", pa.string()), ("direction", pa.string()), ("narrowing", pa.bool_())]
)


def disparity(con: Any, policy: Policy, measures: Mapping[str, Any] | None = None) -> None:
    """Writes TEMP TABLES `disparity`, `disparity_trend` and `disparity_gap`; reads `released` and `measured`.

    disparity: one row a decision point, scope, way of counting, characteristic, level, reference, grain and
    period. disparity_trend: the verdict on each gap; narrowing is an improvement. disparity_gap: the points
    that it was judged by, with their limits. measures: by default the project's; decision points are those
    that count combinations of races.
    """
    if measures is None:
        from etl.definitions import measures as defined

        measures = defined()
    points = [each for each in measures.values() if COUNTED in each.grain_breakdowns.get("counted", ())]
    con.register(
        "equity_measure",
        pa.table({
            "measure_id": pa.array([each.id for each in points], pa.string()),
            "events_of": pa.array([each.events_of for each in points], pa.string()),
            "of_residents": pa.array([each.agg == "count" for each in points], pa.bool_()),
        }),
    )  # fmt: skip
    con.execute(load(SQL / "cell.sql"))
    _in_combination(con, policy)
    con.execute(load(SQL / "pair.sql"))
    _compared(con)
    _judged(con)
    con.unregister("equity_measure")


def _few(policy: Policy, count: str) -> str:
    """SQL: this count is 1 to the largest hidden one."""
    return f"({count}) between 1 and {policy.largest_hidden:d}"


def _in_combination(con: Any, policy: Policy) -> None:
    """TEMP TABLE equity_any: the groups told alone or in combination; none under a policy that rounds."""
    added = ("a.events", "a.base", "a.base - a.events", "a.people", "a.base_people", "a.other_people")
    left = ("a.many_events - a.events", "a.many_base - a.base",
            "(a.many_base - a.many_events) - (a.base - a.events)")  # fmt: skip
    rest = ("a.events - o.events", "a.base - o.base", "(a.base - a.events) - (o.base - o.events)")
    conditions = {
        name: " or ".join(_few(policy, each) for each in counts)
        for name, counts in (("few_added", added), ("few_left", left), ("few_of_rest", rest))
    }
    con.execute(render(SQL / "combination.sql", **conditions))
    candidates = con.execute(load(SQL / "candidates.sql")).fetchall()
    counts = con.execute(load(SQL / "combinations.sql")).fetchall()
    kept = [] if policy.round_to else _kept(candidates, counts, policy)
    con.register("equity_kept", pa.Table.from_pylist(kept, schema=_KEPT))
    con.execute(load(SQL / "in_combination.sql"))
    con.unregister("equity_kept")


_KEPT = pa.schema([
    ("measure_id", pa.string()), ("scope", pa.string()), ("period", pa.date32()), ("level", pa.string())
])  # fmt: skip


def _kept(candidates: list[tuple], counts: list[tuple], policy: Policy) -> list[dict]:
    """Of each place's candidates those that may be told together, by every component (rule 4)."""
    places: dict[tuple, dict[tuple, tuple]] = {}
    for measure_id, scope, period, names, *numbers in counts:
        places.setdefault((measure_id, scope, period), {})[frozenset(names.split("|"))] = tuple(numbers)
    found = []
    for measure_id, scope, period, levels, *whole in candidates:
        told, known = set(levels), places.get((measure_id, scope, period), {})
        for at, _ in enumerate(COMPONENTS):
            component = {names: numbers[at] for names, numbers in known.items()}
            told = combination.allowed(told, whole[at], component, policy.largest_hidden, policy.width)
        found += [
            {"measure_id": measure_id, "scope": scope, "period": period, "level": level} for level in told
        ]
    return found


def _compared(con: Any) -> None:
    """TEMP TABLE disparity: the pairs with their statistics."""
    columns = con.execute(load(SQL / "numbers.sql")).fetchnumpy()
    columns = {name: np.ma.getdata(values) for name, values in columns.items()}
    number = columns.pop("number")
    found = formula.compare(**columns)
    status = found.pop("status")
    arrays = {name: pa.array(values, mask=np.isnan(values)) for name, values in found.items()}
    con.register("equity_found", pa.table({"number": number, "said": status.tolist()} | arrays))
    con.execute(load(SQL / "disparity.sql"))
    con.unregister("equity_found")


def _judged(con: Any) -> None:
    """TEMP TABLES disparity_trend and disparity_gap: whether each gap really changes, and its points."""
    verdicts, points = [], []
    for *key, first, steps, gaps in con.execute(load(SQL / "gaps.sql")).fetchall():
        whose = dict(zip(WHOSE, key, strict=True))
        verdict, found = judged_gap(whose["grain"], first, steps, gaps)
        verdicts.append(whose | verdict)
        points += [whose | point for point in found]
    con.register("equity_verdict", pa.Table.from_pylist(verdicts, schema=VERDICT))
    con.execute("create or replace temp table disparity_trend as from equity_verdict")
    con.unregister("equity_verdict")
    con.register("equity_gap", pa.Table.from_pylist(points, schema=GAP))
    con.execute("create or replace temp table disparity_gap as from equity_gap")
    con.unregister("equity_gap")


def judged_gap(
    grain: str, first: int, steps: Sequence[int], gaps: Sequence[float]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The verdict on one gap, and its points with their limits: (columns of VERDICT, of GAP).

    steps: the periods that have a gap, numbered on the grid of their grain (quarter: year * 4 + 0 to 3), as
    `first` is; a period between them without a gap is a hole, which no run goes across. A gap is judged by an
    XmR chart like a count; to come nearer to zero is its improvement, from either side, and to go past zero
    further than the mean lies on this side is none.
    """
    at = np.array(steps) - first
    grid = np.full(at[-1] + 1, np.nan)
    grid[at] = gaps
    mean = np.nanmean(grid)
    past = (grid * mean < 0) & (np.abs(grid) >= abs(mean))
    nearer = np.where((mean > 0) != past, -1, 1)  # the direction that is to the good, point by point
    judging = SimpleNamespace(chart="xmr", good=DIRECTION[int(nearer[-1])], unit="percent")
    one = Series(("", "", "", "", "", grain), judging, first, grid, grid, grid)
    judged = judge_series(one, {}, None)
    said = judged.verdict
    verdict = {name: said[name] for name in ("code", "direction", "sentence", "short", "n_points", "period")}
    points = [
        {
            "period": one.period(place),
            "gap": float(grid[place]),
            "center": _known(judged.center[place]),
            "limit_low": _known(judged.low[place]),
            "limit_high": _known(judged.high[place]),
            "signal": spc.RULES[judged.rule[place]] or "",
            "direction": DIRECTION[int(judged.direction[place])],
            "narrowing": bool(judged.direction[place] == nearer[place]) if judged.rule[place] else None,
        }
        for place in at
    ]
    return verdict | {"gap": "above" if mean > 0 else "below"}, points


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
