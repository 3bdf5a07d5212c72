"""Rows by their place in the table, and those that hold what the levels of a breakdown do not."""

from __future__ import annotations

import numpy as np

from etl.disclose.cells import COLUMNS, Cells

EPS = 1e-6


def key_of(cells: Cells, **changed: np.ndarray) -> np.ndarray:
    """int64 by row: one number for (measure, scope, breakdown, level, grain, step), in the rows' order.

    -1 where what was changed is beyond all rows (a kind of service when no row has levels): no row is that.
    """
    sizes = _sizes(cells)
    key, beyond = np.zeros(cells.size, dtype=np.int64), np.zeros(cells.size, dtype=bool)
    for name, size in sizes.items():
        number = changed.get(name, getattr(cells, name))
        key, beyond = key * size + number, beyond | (number >= size)
    return np.where(beyond, -1, key)


def _sizes(cells: Cells) -> dict[str, int]:
    top = {name: int(getattr(cells, name).max(initial=0)) + 2 for name in ("level", "step")}
    names = cells.names
    return {
        "measure": len(names.measures),
        "scope": len(names.scopes),
        "breakdown": len(names.breakdowns),
        "level": top["level"],
        "grain": 3,
        "step": top["step"],
    }


def find(keys: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Position of each wanted key among the sorted keys, -1 where it is not there."""
    at = np.searchsorted(keys, wanted).clip(max=max(keys.size - 1, 0))
    return np.where(keys[at] == wanted, at, -1) if keys.size else np.full(wanted.shape, -1)


def with_remainders(cells: Cells) -> Cells:
    """The rows, and an unpublished one by total and breakdown: a level that holds what the levels do not.

    An agency that sends totals only has no levels; its whole total is that remainder, and the partnership's
    remainder is the sum of its agencies'. So the levels add up over scopes too. Levels that exceed their
    total (people in several) leave none.
    """
    names, keys = cells.names, key_of(cells)
    leveled = cells.breakdown > 0
    kinds = np.array([kind == "program" for kind, _ in names.scopes])
    rest_level = int(cells.level.max(initial=0)) + 1
    added = []
    for number in range(1, len(names.breakdowns)):
        part = np.flatnonzero(leveled & (cells.breakdown == number))
        whole = find(keys, key_of(cells, breakdown=np.zeros(1, int), level=np.zeros(1, int))[part])
        part, whole = part[whole >= 0], whole[whole >= 0]
        if not part.size:
            continue
        told = np.zeros((len(names.measures), 3), dtype=bool)
        told[cells.measure[part], cells.grain[part]] = True
        with_levels = np.unique(cells.scope[part])
        usable = (cells.breakdown == 0) & told[cells.measure, cells.grain]
        usable &= ~kinds[cells.scope] | np.isin(cells.scope, with_levels)
        rows = cells.take(np.flatnonzero(usable))
        position = np.full(cells.size, -1)
        position[usable] = np.arange(rows.size)
        at = position[whole]
        left = {}
        for name in ("numerator", "denominator"):
            gap = getattr(rows, name) - np.bincount(at, np.nan_to_num(getattr(cells, name)[part]), rows.size)
            exceeded = np.zeros(len(names.measures), dtype=bool)
            exceeded[rows.measure[gap < -EPS]] = True
            left[name] = np.where(exceeded[rows.measure], np.nan, gap)
        rest = (left["numerator"] > EPS) | (left["denominator"] > EPS)
        columns = {name: getattr(rows, name)[rest] for name in COLUMNS}
        size = int(rest.sum())
        columns |= {name: values[rest] for name, values in left.items()}
        columns |= {"breakdown": np.full(size, number), "level": np.full(size, rest_level)}
        columns |= {"row_id": np.full(size, -1), "measured": np.zeros(size, bool)}
        columns |= {
            name: np.full(size, np.nan) for name in ("numerator_people", "denominator_people", "value")
        }
        added.append(columns)
    joined = {
        name: np.concatenate([getattr(cells, name), *(columns[name] for columns in added)])
        for name in COLUMNS
    }
    everything = Cells(names, **joined)
    return everything.take(np.argsort(key_of(everything), kind="stable"))
