"""The order of day, month and year: told by the mapping, proved by the dates, or asked. Never guessed."""

from __future__ import annotations

from dataclasses import dataclass

# One slip (31/1/2024 in a file of month/day dates) proves nothing: this share of the distinct dates must.
PROOF_SHARE = 0.05


@dataclass(frozen=True)
class Profile:
    """Counts of distinct texts in a date column; see date_profile.sql."""

    parts: int
    day_first: int
    month_first: int
    either: int
    two_digit: int
    not_ymd: int
    serial: int
    month_only: int


@dataclass(frozen=True)
class Order:
    """`order` mdy, dmy, ymd or iso when it is known; `unproved`: the rule that dates break when it is not."""

    order: str | None
    unproved: str = "date_ambiguous"
    proved_by: int = 0


def decide(profile: Profile, told: str | None) -> Order:
    """The order of a column. What the mapping tells wins; dates that contradict it are bad dates."""
    if told is not None:
        return Order(told)
    first, other = profile.month_first, profile.day_first
    if first and other and min(first, other) >= PROOF_SHARE * (first + other):
        return Order(None, "date_mixed")
    proofs = max(first, other)
    if proofs < PROOF_SHARE * max(profile.parts, 1):
        return Order(None)
    if first > other:
        return Order("mdy", proved_by=first)
    # 24/01/15 may begin with the day or with the year; one date that cannot begin with a year settles it.
    if profile.two_digit == profile.parts and not profile.not_ymd:
        return Order(None)
    return Order("dmy", proved_by=other)
