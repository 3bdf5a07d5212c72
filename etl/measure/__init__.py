"""Computes every measure for every scope, breakdown and period, from the rows in the private store."""

from etl.measure.engine import facts, measure

__all__ = ["facts", "measure"]
