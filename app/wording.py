"""The words and number formats of every page: one name per thing, months as "Mar 2026", n beside a rate."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

HIDDEN_COUNT = "Fewer than 11, or protected"
HIDDEN_RATE = "Not shown: it rests on fewer than 11, or protects such a number"
UNKNOWN = "—"
LARGE_DENOMINATOR = 1000  # above it a rate carries one decimal

UNIT_AXIS = {
    "percent": "percent",
    "days": "days",
    "minutes": "minutes",
    "mean_daily": "people a day, on average",
    "rate": "rate",
    "ratio": "ratio",
    "count": "count",
    "usd": "dollars",
}
STATUS_WORDS = {
    "shown": "Shown",
    "provisional": "Provisional: not everything has arrived",
    "suppressed": HIDDEN_COUNT,
    "missing": "Missing: no agency reported",
    "too_early": "Too early: not followed long enough",
    "no_cases": "No cases",
}
KIND_WORDS = {
    "police": "Police",
    "sheriff": "Sheriff",
    "jail": "Jail",
    "court": "Court",
    "prosecutor": "Prosecutor",
    "public_defender": "Public defender",
    "mental_health": "Mental health",
    "crisis_center": "Crisis center",
    "probation": "Probation",
    "nami_affiliate": "NAMI affiliate",
    "nami_state": "NAMI state organization",
    "housing": "Housing",
    "school": "Schools",
    "provider": "Provider",
}
YEAR_BEFORE = {"month": "Same month last year", "quarter": "Same quarter last year", "year": "Year before"}


@dataclass(frozen=True)
class Mark:
    """How a verdict looks: a word, a shape and a tone (the tone names a color of the theme)."""

    word: str
    shape: str
    tone: str


NOT_JUDGED = Mark("Not judged", "–", "quiet")
_MARKS = {
    "improvement": Mark("Real improvement", "◆", "improvement"),
    "concern": Mark("Real concern", "◆", "concern"),
    "change": Mark("Real change", "◆", "change"),
    "normal": Mark("Normal variation", "●", "normal"),
    "early": Mark("Early: too soon to judge", "◌", "quiet"),
    "too_few": Mark("Too few months to say", "◌", "quiet"),
}
_ARROWS = {"up": "▲", "down": "▼"}


def mark(code: str | None, direction: str | None = None, grain: str = "month") -> Mark:
    """The word, shape and tone of a verdict code; real changes point the way they went."""
    found = _MARKS.get(code or "", NOT_JUDGED)
    if found.shape == "◆" and direction in _ARROWS:
        return Mark(found.word, _ARROWS[direction], found.tone)
    if code == "too_few" and grain != "month":
        return Mark(f"Too few {grain}s to say", found.shape, found.tone)
    return found


def period(day: dt.date, grain: str = "month") -> str:
    """'Mar 2026', 'Q1 2026' or '2026'."""
    if grain == "year":
        return str(day.year)
    if grain == "quarter":
        return f"Q{(day.month - 1) // 3 + 1} {day.year}"
    return f"{MONTHS[day.month - 1]} {day.year}"


def first_of(month: str) -> dt.date:
    """The first day of a month as targets write it (YYYY-MM)."""
    return dt.date.fromisoformat(f"{month}-01")


def month(text: str) -> str:
    """'Jan 2027' of '2027-01'."""
    return period(first_of(text))


def long_month(day: dt.date) -> str:
    """'October 2026'."""
    return f"{LONG_MONTHS[day.month - 1]} {day.year}"


def day(value: dt.date | None) -> str:
    """'Nov 12, 2026'; a dash when there is none."""
    return f"{MONTHS[value.month - 1]} {value.day}, {value.year}" if value else UNKNOWN


def short_day(value: dt.date | None) -> str:
    """'Nov 12'; a dash when there is none."""
    return f"{MONTHS[value.month - 1]} {value.day}" if value else UNKNOWN


def is_number(value: object) -> bool:
    """True for a finite number (None, NaN and NaT are not)."""
    return isinstance(value, (int, float)) and math.isfinite(value)


def count(value: float | None) -> str:
    """Whole, with thousands separators."""
    return f"{value:,.0f}" if is_number(value) else UNKNOWN


def amount(value: float | None, unit: str, denominator: float | None = None) -> str:
    """A measure's value as people read it: '61%', '143', '19 days', '$12,300'."""
    if not is_number(value):
        return UNKNOWN
    if unit == "percent":
        decimals = 1 if is_number(denominator) and denominator > LARGE_DENOMINATOR else 0
        return f"{value:.{decimals}f}%"
    if unit in ("days", "minutes"):
        whole = f"{value:,.0f}"
        return f"{whole} {unit[:-1] if whole == '1' else unit}"
    if unit == "usd":
        return f"${round(value, -2):,.0f}"
    if unit in ("rate", "ratio"):
        return f"{value:,.1f}"
    return f"{value:,.0f}"


def target(value: float | None, unit: str) -> str:
    """A target as it was agreed, never rounded: '62.5%', '4.5 days', '$12,345' (as etl/judge/words.py)."""
    if not is_number(value):
        return UNKNOWN
    exact = f"{value:,.10g}" if value % 1 else f"{value:,.0f}"
    if unit in ("days", "minutes"):
        return f"{exact} {unit[:-1] if exact == '1' else unit}"
    return f"${exact}" if unit == "usd" else f"{exact}%" if unit == "percent" else exact


def bare(value: float | None, unit: str) -> str:
    """The number alone, for tables and ranges: no unit, one decimal for ratios."""
    if not is_number(value):
        return UNKNOWN
    return f"{value:,.1f}" if unit in ("rate", "ratio") else f"{value:,.0f}"


def usual_range(low: float | None, high: float | None, unit: str) -> str:
    """'150–196' or '55–70%', cut to values that can happen; '' when there is no range."""
    if not (is_number(low) and is_number(high)):
        return ""
    low = max(low, 0.0)
    high = min(high, 100.0) if unit == "percent" else high
    ending = {"percent": "%", "days": " days", "minutes": " minutes"}.get(unit, "")
    return f"{bare(low, unit)}–{bare(high, unit)}{ending}"


def of(numerator: float | None, denominator: float | None, unit: str, agg: str = "") -> str:
    """The n beside a rate: '38 of 81'; for a median or a cohort, 'n = 81'; '' for counts."""
    if unit in ("count", "mean_daily") or not is_number(denominator):
        return ""
    if unit == "percent" and agg != "km" and is_number(numerator):
        return f"{count(numerator)} of {count(denominator)}"
    return f"n = {count(denominator)}"


def hidden(unit: str) -> str:
    """What stands where a protected number would: never a zero, never a guess."""
    return "<11 or protected" if unit == "count" else "Not shown"


def hidden_reason(unit: str, reason: str | None = None) -> str:
    """Why a point is not shown; the build's own reason where it gives one."""
    told = reason or (HIDDEN_COUNT if unit == "count" else HIDDEN_RATE)
    return told[:1].upper() + told[1:]


def agencies_in(reporting: float | None, expected: float | None) -> str:
    """'9 of 11 agencies in'; '' when nobody said how many are expected."""
    if not (is_number(reporting) and is_number(expected)) or expected == 0:
        return ""
    noun = "agency" if expected == 1 else "agencies"
    return f"{reporting:.0f} of {expected:.0f} {noun} in"


def many(number: int, one: str, more: str | None = None) -> str:
    """'1 month', '7 months'."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def listed(names: list[str]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def lower_first(text: str) -> str:
    """The sentence continued after a colon; acronyms keep their capitals."""
    return text if len(text) > 1 and text[1].isupper() else text[:1].lower() + text[1:]


def finding(name: str, sentence: str | None) -> str:
    """A chart's title: 'Diversions: real improvement, 7 months above the usual range'."""
    if not sentence:
        return name
    told = sentence.rstrip(".")
    if ":" in name:
        return f"{name}. {told}"
    return f"{name}: {lower_first(told).replace(': ', ', ', 1)}"


def plain_markdown(text: str) -> str:
    """Text made safe inside Streamlit's Markdown (labels, links): no markup of its own survives."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()<>#+!|~$:" else sign for sign in text)
