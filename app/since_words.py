"""What changed between two meetings, in words: few lines for the wall and the packet, all for the record."""

from __future__ import annotations

from markupsafe import Markup

from app import wording
from app.markup import fill
from app.model import Measure
from app.together.since import Restated, Since, Verdicts

MEASURES_NAMED = 3
RESTATED_NAMED = 8  # measures on the wall; with verdicts and the new months that is two screens
PROTECTED = "no longer shown, to protect people"


def since_lines(found: Since) -> list[Markup]:
    """For the wall: verdicts that turned; the new months in one line; the largest of what was restated."""
    lines = [
        _row("verdict changed", verdict_words(each), each.now.shape, each.now.tone) for each in found.verdicts
    ]
    lines += [_row("new", new_in_a_line(found), "+", "normal")] if found.new else []
    return lines + [_row("restated", told, "↻", "change") for told in restated_lines(found, RESTATED_NAMED)]


def verdict_words(each: Verdicts) -> str:
    """'Diversions: was normal variation, now real improvement'."""
    was, now = wording.lower_first(each.before.word), wording.lower_first(each.now.word)
    return f"{each.measure.title}: was {was}, now {now}"


def restated_words(each: Restated) -> str:
    """'Diversions, Sep 2026: was 398, now 410'; of what is protected now never the old number."""
    why = " (had been provisional)" if each.provisional else ""
    if not each.now:
        told = PROTECTED
    else:
        told = f"was {each.before}, now {each.now}" if each.before else f"was not shown, now {each.now}"
    return f"{each.measure.title}, {each.period}: {told}{why}"


def restated_lines(found: Since, most: int | None = None) -> list[str]:
    """A line a measure that reads otherwise, the largest change first; `most` of them, the rest counted.

    The last line counts the months that read as before, of which only the counts behind them moved.
    """
    groups = found.by_measure
    lines = [_of_measure(group) for group in groups[:most]]
    more = len(groups) - len(lines)
    same = sum(each.reads_same for each in found.restated)
    counted = [f"{wording.many(more, 'more measure')} by less"] if more else []
    reads = "1 number reads" if same == 1 else f"{same:,} numbers read"
    counted += [f"{reads} as before"] if same else []
    return lines + ([f"{'; '.join(counted)}. The meeting's page lists them all"] if counted else [])


def _of_measure(group: list[Restated]) -> str:
    """Its largest change in numbers, the others counted; where no number moved, all are counted."""
    first, *rest = group
    if rest and not (first.before and first.now):
        return f"{first.measure.title}: {'; '.join(_counted(group))}"
    return "; ".join([restated_words(first), *_counted(rest)])


def _counted(group: list[Restated]) -> list[str]:
    """'2 months by less', '3 months no longer shown, to protect people': those that there are."""
    moved = [each for each in group if each.before and each.now]
    hidden = [each for each in group if not each.now]
    shown = [each for each in group if each.now and not each.before]
    kinds = ((moved, "by less"), (hidden, PROTECTED), (shown, "that had not been shown"))
    return [f"{_periods(some)} {told}" for some, told in kinds if some]


def _periods(group: list[Restated]) -> str:
    grains = {each.grain for each in group}
    return wording.many(len(group), grains.pop() if len(grains) == 1 else "period")


def new_words(period: str, measures: list[Measure]) -> str:
    """'Oct 2026: 31 measures' or their names where they are few."""
    if len(measures) <= MEASURES_NAMED:
        return f"{period}: {wording.listed([measure.title for measure in measures])}"
    return f"{period}: {len(measures)} measures"


def new_in_a_line(found: Since) -> str:
    """'Oct 2026: 31 measures; Q4 2026: 1 measure', that of the most measures first."""
    if len(found.new) == 1:
        return "".join(new_words(period, measures) for period, measures in found.new.items())
    most = sorted(found.new.items(), key=lambda each: -len(each[1]))
    return "; ".join(f"{period}: {wording.many(len(measures), 'measure')}" for period, measures in most)


def _row(kind: str, told: str, shape: str, tone: str) -> Markup:
    return fill(
        '<li><span class="{tone}" aria-hidden="true">{shape}</span> '
        '<span><b>{kind}</b> {told}</span></li>',
        tone=tone, shape=shape, kind=f"{kind[:1].upper()}{kind[1:]}.", told=told,
    )  # fmt: skip
