"""Computes every measure for every scope, breakdown and period, from the rows in the private store."""

from etl.measure.engine import measure

__all__ = ["measure"]
