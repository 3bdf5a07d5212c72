"""The sentences of a verdict, for a chief to read aloud: what was found, by which rule, in plain words."""

from __future__ import annotations

from datetime import date

from etl.spc import FULL_POINTS, MIN_POINTS, RUN

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
UNITS = {"percent": "{}%", "days": "{} days", "minutes": "{} minutes", "usd": "${}"}
SHORT = {
    "improvement": "Real improvement",
    "concern": "Real concern",
    "change": "A real change",
    "normal": "No real change",
    "none": "",
}
LEAD = {"improvement": "Real improvement", "concern": "Real concern", "change": "A real change"}
EARLY_LEAD = {"improvement": "of improvement", "concern": "of concern", "change": "of a change"}


def period_name(period: date, grain: str) -> str:
    """'March 2026', 'January to March 2026' or '2026'."""
    if grain == "month":
        return f"{MONTHS[period.month - 1]} {period.year}"
    if grain == "quarter":
        return f"{MONTHS[period.month - 1]} to {MONTHS[period.month + 1]} {period.year}"
    return str(period.year)


def counted(number: int, grain: str) -> str:
    """'1 month', '7 months'."""
    return f"{number} {grain}" if number == 1 else f"{number} {grain}s"


def finding(rule: str, direction: int, length: int, period: date, grain: str, side: int = 0) -> str:
    """The rule that fired at `period`, in plain words; direction +1 up, -1 down.

    `length`: for a point, how many in a row lie outside the limits. `side`: how many in a row, these
    included, lie on that side of the average; a long stay there is said of a single point too.
    """
    if rule == "point":
        where = "above" if direction > 0 else "below"
        if length > 1:
            return f"{where} the usual range {length} {grain}s in a row"
        found = f"{period_name(period, grain)} is {where} the usual range"
        return found + (f", after {side - 1} {grain}s in a row {where} the average" if side > RUN else "")
    if rule == "trend":
        return f"{'rising' if direction > 0 else 'falling'} {counted(length, grain)} in a row"
    if rule == "near":
        edge = "top" if direction > 0 else "bottom"
        return f"{length} of the last 3 {grain}s near the {edge} of the usual range"
    return f"{counted(length, grain)} in a row {'above' if direction > 0 else 'below'} the average"


def real(kind: str, found: str) -> str:
    """A signal over a full series; kind is improvement, concern or change."""
    return f"{LEAD[kind]}: {found}"


def normal(grain: str) -> str:
    return f"Normal {grain}-to-{grain} variation"


def early(kind: str, found: str, points: int, grain: str) -> str:
    """6 to 11 points; kind is '' when no rule fired."""
    so_far = f"({points} of {FULL_POINTS} {grain}s)"
    if kind:
        return f"Early sign {EARLY_LEAD[kind]}: {found} {so_far}"
    return f"Early: normal {grain}-to-{grain} variation so far {so_far}"


def too_few(points: int, grain: str, since: str = "") -> str:
    """Fewer than 6 points, perhaps because the series starts anew at an event named `since`."""
    after = f' since "{since}"' if since else ""
    return f"Too few {grain}s{after} to say ({points} of {MIN_POINTS} needed)"


def amount(value: float, unit: str) -> str:
    """A target with its unit: '70%', '14 days', '1,200'."""
    return UNITS.get(unit, "{}").format(f"{value:,.10g}" if value % 1 else f"{value:,.0f}")


def target(code: str, value: float, unit: str, good: str) -> str:
    """How the usual range stands to the target; good is up (at least) or down (at most)."""
    goal = f"The target of {amount(value, unit)} or {'more' if good == 'up' else 'less'}"
    endings = {
        "met": "is consistently met",
        "missed": "is consistently missed",
        "hit_and_miss": "is hit and miss: the usual range reaches both sides of it",
    }
    return f"{goal} {endings[code]}"
