"""The board: a ribbon of six intercepts, the headline measures, and what stands out this month."""

from __future__ import annotations

import datetime as dt

import streamlit as st

from app import coordination, markup, navigation, panels, published, series, sparkline, wording
from app import facts as say
from app.markup import fill, joined
from app.model import NO_HEADLINE, Intercept, Measure, Scope, Series
from app.record_words import reports, reports_due
from app.together.records import Action, Meeting

# The rows below the ribbon where no definition claims a place there (`leaders: ['board:1']` does).
ROWS = ("diversions", "jail_adp_smi", "los_smi", "return_to_custody_12m")
MOST = 4  # changes beside the rows
NO_NUMBER = (
    '<div class="card-body"><h2>No number yet</h2>'
    '<p class="quiet">It fills when this intercept\'s agencies send their files.</p></div>'
)


def draw() -> None:
    """The whole board for the current build."""
    build_id = published.current()
    scope = series.home_scope(build_id)
    steps = published.intercepts(build_id)
    cards = series.headlines(build_id, scope)
    rows = _rows(build_id, scope, {card.measure.id for card in cards.values()})
    through = published.build(build_id).through_month
    month = wording.period(through) if through else ""
    panels.head(scope.name, panels.when(build_id), _all_in(build_id))
    with st.container(key="ribbon"):
        for step in steps:
            _card(step, cards.get(step.number), month)
    with st.container(key="lower"):
        with st.container(key="rows"):
            for one in rows:
                _row(one, month)
        with st.container(key="aside"):
            _stands_out(build_id, scope)
    panels.note(panels.GRAMMAR)


def _rows(build_id: str, scope: Scope, on_ribbon: set[str]) -> list[Series]:
    """The board's own measures in their order; none that a card of the ribbon shows already."""
    measures = [
        m for m in published.measures(build_id).values() if m.id not in on_ribbon and not series.is_flow(m)
    ]

    def order(measure: Measure) -> tuple[int, int, int, str]:
        place = ROWS.index(measure.id) if measure.id in ROWS else len(ROWS)
        return measure.place("board"), place, measure.headline, measure.title

    names = tuple(measure.id for measure in sorted(measures, key=order))
    found = series.of_scope(build_id, names, scope)
    telling = [found[name][0] for name in names if name in found and found[name][0].tells]
    telling.sort(key=lambda one: one.verdict.code not in series.JUDGED)  # stable: the order above stays
    return telling[: len(ROWS)]


def _card(step: Intercept, one: Series | None, month: str) -> None:
    tone = one.mark.tone if one else "quiet"
    with st.container(key=f"card_{step.number}_{tone}"):
        st.page_link(
            navigation.INTERCEPTS[step.number].file,
            label=f"**{step.number}**  {wording.plain_markdown(step.name)}",
            width="stretch",
        )
        if one is None:
            st.html(NO_NUMBER)
        else:
            st.html(panels.card(one, panels.colors(), month))


def _row(one: Series, month: str) -> None:
    place = one.measure.intercepts[0] if one.measure.intercepts else 0
    with st.container(key=f"row_{one.measure.id}"):
        st.page_link(
            navigation.INTERCEPTS[place].file,
            label=wording.plain_markdown(one.measure.title),
            width="stretch",
        )
        st.html(panels.row_text(one, month))
        st.html(markup.picture(one, panels.colors(), sparkline.ROW, 36, say.alternative(one)))


def _all_in(build_id: str) -> str:
    rows = reports_due(build_id)
    if not len(rows):
        return ""
    complete = rows.groupby("agency_id")["state"].agg(lambda states: states.isin(["received"]).all())
    return wording.agencies_in(float(complete.sum()), float(len(complete)))


def _stands_out(build_id: str, scope: Scope) -> None:
    """The newest real changes, each a link to its page; then who is late or missing."""
    month = published.build(build_id).through_month
    st.html(fill("<h2>What stands out</h2>"))
    today = dt.date.today()
    live = [action for action in coordination.agreed_now().actions if action.live]
    meeting = coordination.next_meeting(today)
    # One screen: where something is agreed, it takes the room of the last change.
    changes = _newest_changes(build_id, scope, MOST - bool(live or meeting))
    for one in changes:
        with st.container(key=f"out_{one.measure.id}_{one.mark.tone}"):
            since = f" since {wording.period(one.verdict.since, one.grain)}" if one.verdict.since else ""
            told = f"{one.mark.shape} {one.measure.title}: {wording.lower_first(one.mark.word)}{since}"
            st.page_link(
                navigation.CURVE.file, label=wording.plain_markdown(told), width="stretch",
                query_params={"measure": one.measure.id},
            )  # fmt: skip
    if not changes:
        panels.note("No measure shows a real change: what moves is normal month-to-month variation.")
    heading = f"Reports for {wording.period(month)}" if month else "Reports"
    st.html(fill("<h2>{heading}</h2><ul>{lines}</ul>", heading=heading, lines=joined(_reports(build_id))))
    with st.container(key="on_screen_reports"):
        st.page_link(navigation.SUBMISSIONS.file, label="All reports, and who to call", width="stretch")
    if live or meeting:
        _agreed(live, meeting, today)


def _agreed(live: list[Action], meeting: Meeting | None, today: dt.date) -> None:
    """What the partners have to do, and when they meet."""
    late = sum(action.overdue(today) for action in live)
    st.html("<h2>Agreed</h2>")
    if live:
        told = f"{wording.many(late, 'action')} overdue, " if late else ""
        with st.container(key=f"out_actions_{'concern' if late else 'normal'}"):
            label = f"{told}{len(live)} to be done"
            st.page_link(navigation.ACTIONS.file, label=label, width="stretch")
    if meeting is not None:
        with st.container(key="out_meeting_normal"):
            when = "Under way" if meeting.status == "open" else wording.day(meeting.day)
            label = f"{wording.plain_markdown(meeting.title)}: {when}"
            st.page_link(navigation.MEETING.file, label=label, width="stretch")


def _newest_changes(build_id: str, scope: Scope, most: int) -> list[Series]:
    """Real changes of the partnership: concerns, improvements, then others, the most recent first."""
    headlines = [m for m in published.measures(build_id).values() if m.headline < NO_HEADLINE]
    everything = tuple(measure.id for measure in headlines)
    verdicts = published.verdicts(build_id, everything, scope, "all")
    order = {"concern": 0, "improvement": 1, "change": 2}
    real = verdicts[verdicts["code"].isin(list(order))]
    real = real.assign(kind=real["code"].map(order), place=real["measure_id"].map(everything.index))
    ordered = real.sort_values(["kind", "since", "place"], ascending=[True, False, True])
    names = tuple(ordered["measure_id"])
    found = series.of_scope(build_id, names, scope)
    return [found[name][0] for name in names if name in found and not found[name][0].stale][:most]


def _reports(build_id: str) -> list:
    today = dt.date.today()
    lines = [
        fill(
            '<li class="{tone}"><b>{agency}</b>: {words}</li>',
            tone=each.tone, agency=each.agency, words=each.words,
        )
        for each in reports(build_id, today)
    ]  # fmt: skip
    # The page's own day is that of the newest numbers; who is late is counted to today.
    lines += [fill('<li class="quiet">Counted to {day}.</li>', day=wording.short_day(today))] if lines else []
    return lines or [fill("<li>Everything expected has arrived.</li>")]
