"""The tables `disparity` and `disparity_trend`, from the released cells of the decision points.

Everything told here is a function of released numbers, and so adds nothing to what they say; but for the
second way of counting races, whose argument stands in combination.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow as pa

from etl.disclose.rules import Policy
from etl.equity import combination, formula
from etl.judge.series import Series, judge_series
from etl.sqlfile import load, render

SQL = Path(__file__).with_name("sql")
COUNTED = "race_combination"  # the breakdown that a decision point counts for the second way
COMPONENTS = ("events", "base", "others")
VERDICT = pa.schema(
    [(name, pa.string()) for name in ("measure_id", "scope_kind", "scope", "characteristic", "level")]
    + [(name, pa.string()) for name in ("reference", "grain", "code", "direction", "sentence", "short")]
    + [("gap", pa.string()), ("n_points", pa.int32())]
)


def disparity(con: Any, policy: Policy, measures: Mapping[str, Any] | None = None) -> None:
    """Writes TEMP TABLES `disparity` and `disparity_trend` from `released`, `measured` and the population.

    disparity: one row a decision point, scope, way of counting, characteristic, level, reference, grain and
    period. disparity_trend: the verdict on each gap, where it is narrowing an improvement. measures: by
    default the project's; decision points are those that count combinations of races.
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
    """TEMP TABLE disparity_trend: whether each gap really changes; narrowing is an improvement."""
    verdicts = []
    for *key, first, steps, gaps in con.execute(load(SQL / "gaps.sql")).fetchall():
        grain = key[6]
        grid = np.full(steps[-1] - first + 1, np.nan)
        grid[np.array(steps) - first] = gaps
        above = np.nanmean(grid) > 0
        judging = SimpleNamespace(chart="xmr", good="down" if above else "up", unit="percent")
        whose = (key[0], key[1], key[2], key[3], f"{key[4]} - {key[5]}", grain)
        said = judge_series(Series(whose, judging, first, grid, grid, grid), {}, None).verdict
        names = ("measure_id", "scope_kind", "scope", "characteristic", "level", "reference", "grain")
        verdicts.append(
            dict(zip(names, key, strict=True))
            | {name: said[name] for name in ("code", "direction", "sentence", "short", "n_points")}
            | {"gap": "above" if above else "below"}
        )
    con.register("equity_verdict", pa.Table.from_pylist(verdicts, schema=VERDICT))
    con.execute("create or replace temp table disparity_trend as from equity_verdict")
    con.unregister("equity_verdict")
