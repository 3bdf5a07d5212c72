"""Applies statistical process control to every released series and writes the trend and verdict tables.

The judge runs after disclosure control and sees only what was released. Limits computed from true values
would give hidden ones away: publish the mean of a series with one hidden month, and that month is known. So
center lines, limits, signals and sentences are functions of released values alone, and publishing them adds
nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from etl import spc
from etl.judge.reference import rebases, target_at, targets
from etl.judge.series import Series, date_step, judge_series
from etl.sqlfile import load

HERE = Path(__file__).parent


def _grid(
    columns: Mapping[str, np.ndarray], rows: slice, measure: Any, key: tuple
) -> tuple[Series, np.ndarray]:
    """The series of some rows on its regular grid, and the grid positions of the rows."""
    steps = columns["step"][rows]
    at = steps - steps[0]
    judged = columns["judged"][rows]

    def spread(name: str) -> np.ndarray:
        grid = np.full(int(at[-1]) + 1, np.nan)
        grid[at[judged]] = columns[name][rows][judged]
        return grid

    value, numerator, denominator = (spread(name) for name in ("value", "numerator", "denominator"))
    if measure.chart == "p_prime":  # judged in percent units, from the counts themselves
        with np.errstate(invalid="ignore", divide="ignore"):
            value = np.where(np.isnan(value), np.nan, 100 * numerator / denominator)
    return Series(key, measure, int(steps[0]), value, numerator, denominator), at


def judge(con: Any, measures: Mapping[str, Any] | None = None) -> None:
    """Writes TEMP TABLES `trend` (`released` + low, high, center, limits, signal, improvement) and `verdict`.

    released: one grain a series, as `disclose` makes it. measures: {measure_id: definition}, by default
    those of the project. Reads rebases and targets from the temp tables ref_events and ref_targets where they
    exist.
    """
    if measures is None:
        from etl.definitions import measures as defined

        measures = defined()
    con.execute(load(HERE / "rows.sql"))
    columns = con.execute(load(HERE / "points.sql")).fetchnumpy()
    columns = {name: np.ma.getdata(values) for name, values in columns.items()}
    keys = con.execute(load(HERE / "series.sql")).fetchall()
    events, goals = rebases(con), targets(con)

    n = columns["step"].size
    out = {name: np.full(n, np.nan) for name in ("center", "limit_low", "limit_high")}
    rule, direction, good = (np.zeros(n, np.int8) for _ in range(3))
    proportion = np.zeros(n, dtype=bool)
    verdicts = []
    begin = 0
    for *key, cells in keys:
        rows = slice(begin, begin + cells)
        begin += cells
        measure = measures[key[0]]
        series, at = _grid(columns, rows, measure, tuple(key))
        starts = {date_step(day, series.grain): name for day, name in events(key[0], key[1], key[2])}
        known = goals.get(tuple(key[:3]), []) if key[3] == "all" else []
        goal = target_at(known, series.period(at[-1]))
        judged = judge_series(series, starts, goal)
        out["center"][rows], out["limit_low"][rows] = judged.center[at], judged.low[at]
        out["limit_high"][rows] = judged.high[at]
        rule[rows], direction[rows] = judged.rule[at], judged.direction[at]
        good[rows] = {"up": 1, "down": -1}.get(measure.good, 0)
        proportion[rows] = measure.agg == "proportion"
        verdicts.append(judged.verdict)
    out |= {"rule": rule, "direction": direction, "good": good}
    _write(con, columns, out, proportion)
    _write_verdicts(con, verdicts)


def _write(con, columns, out, proportion) -> None:
    """The trend table: the source's rows with intervals, limits and signals."""
    known = proportion & ~np.isnan(columns["value"])
    low, high = spc.wilson(
        np.where(known, columns["numerator"], np.nan), np.where(known, columns["denominator"], np.nan)
    )
    names = np.array(["", "point_", "trend_", "near_", "shift_"])
    plain = {"point_up": "point", "point_down": "point", "near_up": "near", "near_down": "near"}
    ends = np.array(["down", "", "up"])
    signal = np.char.add(names[out["rule"]], ends[out["direction"] + 1])
    signal = [plain.get(name, name) for name in signal.tolist()]
    silent = (out["rule"] == 0) | (out["good"] == 0)
    floats = {"low": low, "high": high, **{name: out[name] for name in ("center", "limit_low", "limit_high")}}
    result = pa.table(
        {"row_number": np.arange(proportion.size)}
        | {name: pa.array(values, mask=np.isnan(values)) for name, values in floats.items()}
        | {"signal": signal, "improvement": pa.array(out["direction"] == out["good"], mask=silent)}
    )
    con.register("judge_result", result)
    con.execute(load(HERE / "trend.sql"))
    con.unregister("judge_result")
    con.execute("drop table judge_row")


VERDICT = pa.schema(
    [(name, pa.string()) for name in ("measure_id", "scope_kind", "scope", "breakdown", "level", "grain")]
    + [("period", pa.date32()), ("code", pa.string()), ("direction", pa.string()), ("rule", pa.string())]
    + [("run_length", pa.int32()), ("since", pa.date32()), ("sentence", pa.string()), ("short", pa.string())]
    + [(name, pa.float64()) for name in ("center", "limit_low", "limit_high", "target_value")]
    + [("target_code", pa.string()), ("target_sentence", pa.string()), ("n_points", pa.int32())]
)


def _write_verdicts(con, rows: list[dict[str, Any]]) -> None:
    con.register("judge_verdict", pa.Table.from_pylist(rows, schema=VERDICT))
    con.execute(load(HERE / "verdict.sql"))
    con.unregister("judge_verdict")
