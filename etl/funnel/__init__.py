"""The way through a program by year of referral: counted and protected as one chain."""

from etl.funnel.engine import funnel

__all__ = ["funnel"]
