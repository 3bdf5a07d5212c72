"""What a packet holds, as plain values: a cover, a picture for each measure, and tables.

Everything comes from the published file and from what the partners wrote down themselves; a measure that is
withheld is named with the reason, and no number is worked out here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app import published, series, wording
from app.model import REAL, Scope, Series
from app.packet import paging, pictures, reports
from app.packet.pages import Column, Cover, Picture, Table
from app.record_words import owner
from app.together.marks import Agreed
from app.together.records import STATUSES, Action, Decision, by_urgency

Page = Cover | Picture | Table
MONTHS = 24
FREE = "text"  # the kind of an agenda item of its own


class Item(Protocol):
    """An item of an agenda: what its screen shows. Kinds that show no numbers are passed over."""

    @property
    def kind(self) -> str: ...

    @property
    def subject(self) -> str: ...


@dataclass(frozen=True)
class Wanted:
    """An item without a meeting. `kind`: intercept (`subject` 0 to 5), measure (its id), submissions, since,
    decisions or actions."""

    kind: str
    subject: str = ""


@dataclass(frozen=True)
class Deck:
    """A whole packet. `name`: how its files are called, without an ending."""

    name: str
    title: str
    partnership: str
    day: dt.date
    pages: tuple[Page, ...]


def everything(build_id: str) -> tuple[Wanted, ...]:
    """What a packet without a meeting shows: all intercepts, who has sent data, decisions and actions."""
    steps = (Wanted("intercept", str(step.number)) for step in published.intercepts(build_id))
    return (*steps, Wanted("submissions"), Wanted("decisions"), Wanted("actions"))


def make(
    build_id: str,
    scope: Scope,
    items: Iterable[Item],
    *,
    title: str,
    day: dt.date,
    decisions: Sequence[Decision] = (),
    actions: Sequence[Action] = (),
    since: Sequence[tuple[str, Sequence[str]]] = (),
    agencies: Mapping[str, str] | None = None,
    months: int | None = MONTHS,
    agreed: Agreed | None = None,
    notes: Sequence[tuple[str, str]] = (),
    own: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    whole: bool = True,
) -> Deck:
    """The packet of one build for one scope: each measure once, in the order of the items.

    `since`: headings and lines of what is new since the last meeting. `agencies`: id -> name, for owners of
    actions (default: the build's). `months`: how far the charts go back, None for all. Overdue: on `day`.
    `agreed`: what stands on the charts (default: the decisions and actions given). `notes`: (item, text).
    `own`: (what, words) written at each item of the kind FREE, by its title, which is its subject.
    `whole`: every measure of an intercept; else its headline, real changes, and what decisions and actions
    are about.
    """
    names = agencies if agencies is not None else reports.agency_names(build_id)
    asked = [(item.kind, item.subject) for item in items]
    marks = agreed or Agreed(actions=tuple(actions), decisions=tuple(decisions))
    about = None if whole else {each.measure_id for each in (*decisions, *actions) if each.measure_id}
    drawn, hidden, left = _measures(build_id, scope, asked, marks, months, about)
    pages: list[Page] = [_cover(build_id, scope, title, day, left)]
    pages += paging.paged(_since(since)) if since else []
    for kind, subject in dict.fromkeys(asked):
        pages += drawn.get((kind, subject), [])
        pages += paging.paged(reports.table(build_id, scope, day)) if kind == "submissions" else []
        pages += paging.paged(_own(subject, (own or {}).get(subject, ()))) if kind == FREE else []
    kinds = {kind for kind, _ in asked}
    pages += paging.paged(_decisions(decisions)) if decisions or "decisions" in kinds else []
    pages += paging.paged(_actions(actions, names, day)) if actions or "actions" in kinds else []
    pages += paging.paged(_notes(notes)) if notes else []
    pages += paging.paged(_not_shown(hidden)) if hidden else []
    unsaid = [page.series for page in pages if isinstance(page, Picture) and page.defined_apart]
    pages += paging.paged(pictures.definitions(unsaid)) if unsaid else []
    return Deck(_file_name(build_id, scope), title, scope.name, day, tuple(pages))


def _measures(
    build_id: str,
    scope: Scope,
    asked: list[tuple[str, str]],
    agreed: Agreed,
    months: int | None,
    about: set[str] | None,
) -> tuple[dict[tuple[str, str], list[Picture]], list[tuple[str, str]], int]:
    """The pictures of each item, (measure, why) of what has none, and how many were left out.

    about: where an intercept does not show all its measures, the ones that it shows in any case.
    """
    known = published.measures(build_id)
    steps = {str(step.number): f"{step.number} {step.name}" for step in published.intercepts(build_id)}
    seen: set[str] = set()
    drawn: dict[tuple[str, str], list[Picture]] = {}
    hidden: list[tuple[str, str]] = []
    left: set[str] = set()
    if about is not None:
        about = about | {one.measure.id for one in series.headlines(build_id, scope).values()}
    for kind, subject in asked:
        for name in _named(build_id, kind, subject):
            if name in seen:
                continue
            one = series.one(build_id, name, scope)
            if kind == "intercept" and _usual(name, one, about):
                left.add(name)
                continue
            seen.add(name)
            why = _untold(one, published.build(build_id).policy)
            if why:
                hidden.append((known[name].title if name in known else name, why))
                continue
            place = subject if kind == "intercept" else str(next(iter(one.measure.intercepts), ""))
            page = pictures.picture(
                agreed.on_chart(one), steps.get(place, ""), published.build(build_id), months
            )
            drawn.setdefault((kind, subject), []).append(page)
    return drawn, hidden, len(left - seen)


def _usual(name: str, one: Series | None, about: set[str] | None) -> bool:
    """Whether a measure has nothing to say beside the headlines: it varies as usual, or is not judged."""
    told = one is not None and one.has_numbers and not one.withheld
    return about is not None and name not in about and told and one.verdict.code not in REAL


def _named(build_id: str, kind: str, subject: str) -> list[str]:
    """The measures that an item asks for."""
    if kind == "measure":
        return [subject]
    if kind == "intercept" and subject.isdigit():
        return [measure.id for measure in series.intercept_measures(build_id, int(subject))]
    return []


def _untold(one: Series | None, policy: str) -> str:
    """Why a measure has no picture; '' when it has."""
    if one is None or one.empty:
        return "No agency has sent what it needs."
    if one.withheld:
        return (
            f"Its numbers are fewer than {pictures.least(policy)} in every period, or would let such a "
            "number be worked out."
        )
    if not one.has_numbers:
        return "Too early: nobody has been followed long enough."
    return ""


def _cover(build_id: str, scope: Scope, title: str, day: dt.date, left: int) -> Cover:
    build = published.build(build_id)
    through = wording.long_month(build.through_month) if build.through_month else ""
    lines = (
        f"Numbers through {through}, as of {wording.day(build.as_of)}" if through else "",
        reports.all_in(build_id, scope, day),
        _left_out(left),
    )
    return Cover(title, scope.name, wording.day(day), tuple(line for line in lines if line),
                 pictures.disclosure(build.policy))  # fmt: skip


def _left_out(number: int) -> str:
    """What a short packet does not have; '' when it has everything."""
    if not number:
        return ""
    verb = "is" if number == 1 else "are"
    left = f"{wording.many(number, 'other measure')} without a real change {verb} not in this packet"
    return f"{left}; the dashboard shows them all"


def _since(since: Sequence[tuple[str, Sequence[str]]]) -> Table:
    rows = tuple(
        (heading if n == 0 else "", line)
        for heading, lines in since
        for n, line in enumerate(lines or ("Nothing",))
    )
    return Table("Since the last meeting", (Column("What", 0.26), Column("New", 0.74)), rows)


def _decisions(decisions: Sequence[Decision]) -> Table:
    rows = tuple((each.title, each.agreed_by, wording.day(each.day)) for each in decisions)
    columns = (Column("Decision", 0.6), Column("Agreed by", 0.24), Column("On", 0.16))
    return Table("Decisions", columns, rows, empty="No decision has been written down.")


def _actions(actions: Sequence[Action], names: Mapping[str, str], day: dt.date) -> Table:
    rows = tuple(
        (each.title, owner(each, dict(names)), wording.day(each.due), standing(each, day))
        for each in by_urgency(actions, day)
    )
    columns = (Column("Action", 0.42), Column("Who", 0.28), Column("Due", 0.14), Column("Status", 0.16))
    return Table("Actions", columns, rows, empty="No action is open.")


def standing(action: Action, day: dt.date) -> str:
    """'Under way', 'Open, overdue by 12 days', 'Done Nov 3, 2026'."""
    word = STATUSES.get(action.status, action.status)
    if action.overdue(day):
        return f"{word}, overdue by {wording.many((day - action.due).days, 'day')}"
    return f"{word} {wording.day(action.ended)}" if action.ended and not action.live else word


def _own(title: str, written: Sequence[tuple[str, str]]) -> Table:
    """An agenda item of its own: what was written down at it."""
    rows = tuple((what, _as_written(text)) for what, text in written)
    return Table(title, (Column("What", 0.2), Column("Written down", 0.8)), rows,
                 empty="Nothing was written down at this item.")  # fmt: skip


def _as_written(text: str) -> str:
    """With its lines, but none of them empty."""
    return "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


def _notes(notes: Sequence[tuple[str, str]]) -> Table:
    """What was written down at each item; its name stands once."""
    rows = tuple(
        ("" if n and notes[n - 1][0] == item else item, _as_written(text))
        for n, (item, text) in enumerate(notes)
    )
    return Table("Notes", (Column("Item", 0.26), Column("Note", 0.74)), rows)


def _not_shown(hidden: list[tuple[str, str]]) -> Table:
    columns = (Column("Measure", 0.42), Column("Why", 0.58))
    return Table("Not shown", columns, tuple(hidden))


def _file_name(build_id: str, scope: Scope) -> str:
    """packet-harbor-2026-10: whose numbers, through which month."""
    month = published.build(build_id).through_month
    words = "".join(letter if letter.isalnum() else "-" for letter in scope.id.lower())
    return "-".join(part for part in ("packet", words, f"{month:%Y-%m}" if month else "") if part)
