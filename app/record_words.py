"""Actions, targets and reports as lines of a list, for the wall, the desk and paper alike."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from app import published, series, wording
from app.markup import fill
from app.model import Measure
from app.together.records import STATUSES, Action, Target

REPORTS = {"late": "late", "missing": "missing", "partial": "incomplete", "expected": "not due yet"}
WRONG = ("late", "missing")
NOBODY = "Nobody yet"  # an action without an owner


@dataclass(frozen=True)
class Report:
    """What one agency owes for a month: the feeds, whether they are late, and when they were due."""

    agency: str
    feeds: tuple[str, ...]
    state: str
    due: dt.date | None

    @property
    def tone(self) -> str:
        """concern when somebody must act."""
        return "concern" if self.state in WRONG else "normal"

    @property
    def words(self) -> str:
        """'late, due Nov 15'."""
        ending = f", due {wording.short_day(self.due)}" if self.due and self.state != "partial" else ""
        return REPORTS[self.state] + ending


def owner(action: Action, agencies: dict[str, str]) -> str:
    """'Records supervisor, Harbor City Police': a role and its agency."""
    agency = agencies.get(action.owner_agency, action.owner_agency)
    return ", ".join(part for part in (action.owner_role, agency) if part) or NOBODY


def due(action: Action, today: dt.date) -> str:
    """'due Dec 3', 'overdue since Oct 3', 'done Nov 12'."""
    if not action.live:
        ended = f" {wording.short_day(action.ended)}" if action.ended else ""
        return f"{STATUSES[action.status].lower()}{ended}"
    if action.due is None:
        return "no date"
    word = "overdue since" if action.overdue(today) else "due"
    year = "" if action.due.year == today.year else f", {action.due.year}"
    return f"{word} {wording.short_day(action.due)}{year}"


def action_line(action: Action, agencies: dict[str, str], today: dt.date) -> Markup:
    """One action: what, who, by when."""
    late = action.overdue(today)
    shape = "▲" if late else {"done": "✓", "dropped": "–"}.get(action.status, "●")
    tone = "concern" if late else "improvement" if action.status == "done" else "normal"
    state = STATUSES["doing"].lower() if action.status == "doing" else ""
    when = " · ".join(part for part in (state, due(action, today)) if part)
    return fill(
        '<li><span class="{tone}" aria-hidden="true">{shape}</span> '
        '<span>{title} <span class="quiet">{owner}</span> <b class="{tone}">{when}</b></span></li>',
        tone=tone, shape=shape, title=action.title, owner=owner(action, agencies), when=when,
    )  # fmt: skip


def target_words(target: Target, measures: dict[str, Measure]) -> str:
    """'Share of ...: target 65% from Jan 2027'."""
    measure = measures.get(target.measure_id)
    title = measure.title if measure else target.measure_id
    value = wording.target(target.value, measure.unit if measure else "count")
    return f"{title}: target {value} from {wording.month(target.good_from)}"


def target_line(target: Target, measures: dict[str, Measure]) -> Markup:
    """One target that was set."""
    return fill(
        '<li><span aria-hidden="true">◇</span> <span>{told} <span class="quiet">{by}</span></span></li>',
        told=target_words(target, measures), by=f"Agreed by: {target.agreed_by}",
    )  # fmt: skip


def reports_due(build_id: str) -> pd.DataFrame:
    """What the partnership's agencies owe for the month of the board."""
    rows = published.submissions(build_id)
    build = published.build(build_id)
    home = series.home_scope(build_id)
    mine = {
        s.id for s in published.scopes(build_id) if s.kind == "agency" and s.partnership == home.partnership
    }
    month = build.through_month
    return rows[(rows["month"] == pd.Timestamp(month)) & rows["agency_id"].isin(mine)] if month else rows[:0]


def reports(build_id: str, today: dt.date) -> list[Report]:
    """Who owes something for the month of the board, what is missing first."""
    rows = reports_due(build_id)
    found = []
    for (name, state), group in rows[rows["state"].isin(REPORTS)].groupby(["agency_name", "state"]):
        day = None if group["due_date"].isna().all() else pd.Timestamp(group["due_date"].min()).date()
        if state == "expected" and day and day < today:
            state = "late"  # nothing has come in since, which would have said so
        feeds = tuple(sorted(feed.replace("_", " ") for feed in group["feed"]))
        found.append(Report(str(name), feeds, state, day))
    return sorted(found, key=lambda each: (list(REPORTS).index(each.state), each.agency))


def submission_lines(build_id: str, today: dt.date) -> list[Markup]:
    """Who has not sent everything for the month, what is missing first; then how many have."""
    owed = reports(build_id, today)
    lines = [
        fill(
            '<li><span class="{tone}" aria-hidden="true">{shape}</span> '
            '<span>{name} <span class="quiet">{feeds}</span> <b class="{tone}">{told}</b></span></li>',
            tone=each.tone, shape="▲" if each.state in WRONG else "●", name=each.agency,
            feeds=wording.listed(list(each.feeds)), told=each.words,
        )
        for each in owed
    ]  # fmt: skip
    sent = set(reports_due(build_id)["agency_name"]) - {each.agency for each in owed}
    if sent and lines:
        told = f"{wording.many(len(sent), 'agency', 'agencies')} sent everything"
        lines.append(
            fill(
                '<li><span class="improvement" aria-hidden="true">✓</span> <span>{told}</span></li>',
                told=told,
            )
        )
    return lines
