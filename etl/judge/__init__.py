"""Verdicts: is a change real? Reads what disclosure control released, writes the trend and verdict tables."""

from etl.judge.tables import judge

__all__ = ["judge"]
