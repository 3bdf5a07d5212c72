"""The page of one measure in words: finding, newest number with its n, coverage, definition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from app import facts as say
from app import grammar, wording
from app.model import MONTHS_IN, REAL, Build, Measure, Series
from app.packet import paging
from app.packet.pages import Column, Picture, Table

LEAST = {"partners": 11, "public": 13}


def picture(one: Series, step: str, build: Build, months: int | None) -> Picture:
    """One measure's page. `step`: the intercept under which it stands, as '1 Law enforcement'."""
    told = say.facts(one)
    title = wording.finding(one.measure.title, told.sentence)
    defined, hidden = definition(one.measure), disclosure(build.policy)
    drawn = cut(one, months)
    short = f"{one.measure.question} The definition is on the last page. {hidden}"
    fits = paging.fits_footer(f"{defined} {hidden}")
    return Picture(
        title=title,
        kicker=_kicker(one, step),
        series=reaching(drawn),
        number=told.value,
        under=_under(one, told),
        facts=_facts(one, told, build, gaps(drawn)),
        footer=f"{defined} {hidden}" if fits else short,
        notes=_notes(one, told, title, build),
        defined_apart=not fits,
    )


def definition(measure: Measure) -> str:
    """The question and what is counted out of what, in a line."""
    return " ".join(
        part
        for part in (
            measure.question,
            f"Counted: {_clause(measure.numerator)}." if measure.numerator else "",
            f"Out of: {_clause(measure.denominator)}." if measure.denominator else "",
        )
        if part
    )


def definitions(found: Sequence[Series]) -> Table:
    """The definitions that did not fit under their charts."""
    rows = tuple(
        (one.measure.title, one.measure.question, one.measure.numerator, one.measure.denominator)
        for one in found
    )
    columns = (
        Column("Measure", 0.24),
        Column("Question", 0.26),
        Column("Counted", 0.26),
        Column("Out of", 0.24),
    )
    return Table("What the measures mean", columns, rows)


def least(policy: str) -> int:
    """The smallest number that a release policy shows, but for zero."""
    return LEAST.get(policy, LEAST["partners"])


def disclosure(policy: str) -> str:
    """What is hidden, and that it is."""
    return f"Numbers of fewer than {least(policy)}, and those that would give one away, are not shown."


def _clause(text: str) -> str:
    return wording.lower_first(text.rstrip("."))


def _kicker(one: Series, step: str) -> str:
    """Whose number, under its intercept; one of several intercepts stands under none of them."""
    if len(one.measure.intercepts) > 1 and one.breakdown == "all":
        return f"{one.scope.name}, all intercepts"
    return " · ".join(part for part in (step, one.scope.name) if part)


def _under(one: Series, told: say.Facts) -> str:
    """'Oct 2026, provisional'; 'median, Oct 2026' where the number is one."""
    median = "median" if told.period and one.measure.agg == "median" else ""
    return ", ".join(part for part in (median, told.period, "provisional" * told.provisional) if part)


def _against_target(one: Series) -> str:
    """How often the build's target is met; '' where partners agreed on another one since, or where the
    newest numbers left the usual range from which that is told."""
    verdict = one.verdict
    if not verdict.target_sentence or one.target != verdict.target_value or verdict.code in REAL:
        return ""
    return f"{verdict.target_sentence.rstrip('.')}."


def _facts(one: Series, told: say.Facts, build: Build, missing: str) -> tuple[tuple[str, str], ...]:
    rows = (
        ("n", told.of.removeprefix("n = ")),
        ("Newest shown", told.before),
        ("Why it is not shown", told.why_hidden),
        (wording.YEAR_BEFORE[one.grain], told.last_year),
        ("Usual range", told.usual),
        ("Target", told.target),
        ("Agencies", told.coverage.replace(" agencies in", " in").replace(" agency in", " in")),
        ("Gaps in the line", missing),
        ("As of", wording.day(build.as_of)),
    )
    return tuple((name, value) for name, value in rows if value)


def reaching(one: Series) -> Series:
    """With blank periods at its end where something was agreed after the last one: it has its place there."""
    last = one.frame["period"].iloc[-1]
    _, end = grammar.reach(one.frame, [day for day, _ in one.events])
    step = pd.DateOffset(months=MONTHS_IN[one.grain])
    blank = pd.date_range(last + step, end, freq=step)
    if not len(blank):
        return one
    rows = pd.DataFrame({"period": blank, "grain": one.grain, "status": grammar.AHEAD})
    return replace(one, frame=pd.concat([one.frame, rows], ignore_index=True))


def cut(one: Series, months: int | None) -> Series:
    """The last so many months up to the newest number, and what follows it: cohorts still too young, gaps."""
    newest = one.latest_drawn
    if months is None or newest is None:
        return one
    last = one.frame["period"].iloc[-1]
    after = (last.year - newest.period.year) * 12 + last.month - newest.period.month
    return one.last(months + after)


def gaps(one: Series) -> str:
    """'3 months not shown, 1 month missing, 2 months too early to say'; '' when the line has none."""
    counts = one.frame["status"].value_counts()
    words = {"suppressed": "not shown", "missing": "missing", "no_cases": "without cases",
             "too_early": "too early to say"}  # fmt: skip
    return ", ".join(
        f"{wording.many(int(counts[status]), one.grain)} {word}"
        for status, word in words.items()
        if counts.get(status)
    )


def _notes(one: Series, told: say.Facts, title: str, build: Build) -> str:
    newest = f"{told.value} in {told.period}" if told.period else told.value
    n = f" ({told.of})" if told.of else ""
    return "\n".join(
        part
        for part in (
            f"{title}.",
            " · ".join(part for part in (f"Newest: {newest}{n}", say.context(told), told.coverage) if part),
            _against_target(one),
            f"Definition: {definition(one.measure)}",
            f"Keep in mind: {one.measure.caveats}" if one.measure.caveats else "",
            f"{one.scope.name}, as of {wording.day(build.as_of)}. {disclosure(build.policy)}",
        )
        if part
    )
