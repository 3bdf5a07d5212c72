"""Return to custody and retention over time: Kaplan-Meier curves, protected, for the table `curve`."""

from etl.curves.engine import curves

__all__ = ["curves"]
