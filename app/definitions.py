"""What every number means, what partners send, how to read a chart, and what is not shown."""

from __future__ import annotations

import streamlit as st

from app import exports, filters, panels, published, series, wording
from app.markup import fill, joined
from app.model import Measure

SECTIONS = ("Measures", "What partners send", "How to read a chart", "What is not shown")
UNITS = {
    "count": "A count", "percent": "A percentage", "days": "Days", "minutes": "Minutes", "rate": "A rate",
    "mean_daily": "An average over the days of the month", "ratio": "A ratio", "usd": "Dollars",
}  # fmt: skip
GOOD = {"up": "Higher is better", "down": "Lower is better", "neither": "Neither higher nor lower is better"}
METHODS = {
    "xmr": "XmR chart: limits from month-to-month differences",
    "p_prime": "Laney p′ chart: limits for proportions, wider for small months",
    "u_prime": "Laney u′ chart: limits for rates",
    "none": "Not judged against limits",
}
ALLOWED_USE = (
    "Planning and review by the partnership. Not for decisions about a person, for ranking officers or "
    "staff, or for anything outside the partners' agreements."
)
GRAMMAR = (
    (
        "Solid line with points",
        "What was measured, by month (by quarter where months would be too small).",
    ),
    ("Gray band", "The usual range: where months fall when nothing changes. From the series' own history."),
    (
        "Thin gray line",
        "The average of that history. It breaks where a dated event starts it afresh.",
    ),
    (
        "Large blue points",
        "A real change for the better: outside the range, a run, or a trend.",
    ),
    ("Large orange points", "A real change for the worse, by the same rules."),
    ("Purple diamonds", "A real change of a measure of which neither direction is better."),
    (
        "Hollow point, dotted line",
        "Provisional: something expected has not arrived, or cases are not decided yet. Never judged.",
    ),
    ("Gap", "No agency reported that month. A gap is never a zero."),
    (
        "Cross at the foot",
        "A number not shown, to protect people. The reason stands on hover and in the table.",
    ),
    ("“Too early to say”", "People have not been followed long enough. Shown when they have."),
    ("Red dashed line", "The target that the partners agreed, from its month on."),
    ("Thin vertical line", "A dated event, with its name."),
)
VERDICTS = (
    (
        "Real improvement, real concern",
        "The series left its usual range in the better or the worse direction.",
    ),
    ("Real change", "It left its usual range; neither direction is better."),
    ("Normal variation", "Up and down as always: nothing to explain, nothing to celebrate."),
    ("Early", "Six to eleven periods: a first look, with wide margins."),
    ("Too few to say", "Fewer than six periods."),
)
RULES = (
    "A change is called real when one of these holds, in this order: a point outside the usual range; seven "
    "periods rising or falling in a row; two of three in a row near the same limit; seven in a row on one "
    "side of the average. This is the method of the NHS program “Making Data Count”."
)
PROTECTION = (
    "No count of one to ten people or events is shown, and no percentage or median that rests on one. Zero "
    "may show.",
    "Further numbers are hidden so that none of those can be worked out by subtraction, from totals, other "
    "months, other groups or other measures. Such a number reads the same: “Fewer than 11, or protected”.",
    "Percentages need at least 30 in the denominator, medians at least 20 people.",
    "Age, sex, race and similar characteristics are shown by quarter or year, one at a time.",
    "Where an agency's own numbers would give a small one away, they are not shown; they still count in the "
    "partnership's.",
    "Every build is checked as a whole before it is published: what could still be worked out is hidden as "
    "well, and what fails the check is not published.",
    "A line breaks at a hidden number. It is never drawn as zero.",
)


def draw() -> None:
    """The page for the current build."""
    build_id = published.current()
    panels.head("Definitions", "What every number means, and where it comes from")
    section = st.segmented_control(
        "Section", SECTIONS, default=SECTIONS[0], key="section", required=True, bind="query-params",
        label_visibility="collapsed",
    )  # fmt: skip
    {SECTIONS[1]: _feeds, SECTIONS[2]: _grammar, SECTIONS[3]: _protection}.get(section, _measures)(build_id)


def _measures(build_id: str) -> None:
    measures = published.measures(build_id)
    wanted = st.query_params.get("measure")
    if wanted in measures:
        _measure(build_id, measures[wanted])
        if st.button("Show all measures", icon=":material/arrow_back:"):
            del st.query_params["measure"]
            st.rerun()
        return
    filters.from_address("Measure", list(measures), "measure", "all measures")
    asked = st.text_input(
        "Search", key="search", placeholder="A word: diversion, screened, jail …", type="search"
    )
    found = [measure for measure in measures.values() if matches(measure, asked)]
    panels.note(f"{len(found)} of {len(measures)} measures")
    if not found:
        st.info("No measure uses these words. Try a shorter one, or clear the search.")
    names = {step.number: step.name for step in published.intercepts(build_id)}
    found.sort(key=lambda measure: (_first_intercept(measure), series.is_flow(measure)))
    place = None
    for measure in found:
        if _first_intercept(measure) != place:
            place = _first_intercept(measure)
            st.html(fill('<h2 class="group">{n} {name}</h2>', n=place, name=names.get(place, "Others")))
        with st.expander(f"**{wording.plain_markdown(measure.title)}**", key=f"about_{measure.id}"):
            _facts(build_id, measure)


def _first_intercept(measure: Measure) -> int:
    return min(measure.intercepts, default=9)


def matches(measure: Measure, asked: str) -> bool:
    """Whether every word asked for stands somewhere in the definition."""
    text = " ".join((
        measure.id, measure.title, measure.short, measure.question, measure.why, measure.numerator,
        measure.denominator, measure.source, measure.caveats, measure.area,
    )).lower()  # fmt: skip
    return all(word in text for word in asked.lower().split())


def _measure(build_id: str, measure: Measure) -> None:
    st.html(fill('<h2 class="one">{title}</h2>', title=measure.title))
    _facts(build_id, measure)


def _facts(build_id: str, measure: Measure) -> None:
    names = {step.number: step.name for step in published.intercepts(build_id)}
    places = [f"{n} {names.get(n, '')}" for n in measure.intercepts]
    follow = f"{wording.many(measure.followup_days, 'day')}; younger cohorts read “too early”"
    rows = (
        ("Question", measure.question),
        ("Why it matters", measure.why),
        ("Counted", measure.numerator),
        ("Out of", measure.denominator),
        ("Shown as", f"{UNITS.get(measure.unit, measure.unit)}. {GOOD.get(measure.good, '')}."),
        ("Judged by", METHODS.get(measure.chart, measure.chart)),
        ("Followed for", follow if measure.followup_days else ""),
        ("Intercepts", ", ".join(places)),
        ("Area", measure.area),
        ("Take care", measure.caveats),
        ("Allowed use", ALLOWED_USE),
        ("Source", measure.source),
        ("Name in files", measure.id),
    )
    st.html(_list(rows))


def _list(rows: tuple[tuple[str, str], ...]) -> str:
    return fill(
        '<dl class="facts">{rows}</dl>',
        rows=joined(fill("<div><dt>{a}</dt><dd>{b}</dd></div>", a=a, b=b) for a, b in rows if b),
    )


def _feeds(build_id: str) -> None:
    """The data dictionary: one table a feed, with the template that partners fill in."""
    columns = published.feed_columns(build_id)
    st.write(
        "Four files, each a plain CSV. A column marked “yes” must be there; a blank cell means unknown, "
        "which is not “no”. Names, addresses, birth dates, phone numbers, case numbers "
        "and free text are refused."
    )
    for feed, rows in columns.groupby("feed", sort=False):
        name = str(feed)
        st.header(name.replace("_", " ").capitalize())
        st.download_button(
            f"Template for {name.replace('_', ' ')} (CSV)", data=exports.csv_header(list(rows["column"])),
            file_name=f"{name}_template.csv", mime="text/csv", key=f"template_{name}", on_click="ignore",
            icon=":material/download:",
        )  # fmt: skip
        table = [
            {
                "Column": row.column, "Must be there": "yes" if row.required else "", "Type": row.type,
                "Allowed": exports.text(row.allowed).replace("|", ", "), "Meaning": exports.text(row.help),
            }
            for row in rows.itertuples(index=False)
        ]  # fmt: skip
        st.table(table, hide_index=True, border="horizontal")


def _grammar(build_id: str) -> None:
    st.html(fill("<h2>Charts</h2>{list}<h2>Verdicts</h2>{verdicts}<p>{rules}</p>",
                 list=_list(GRAMMAR), verdicts=_list(VERDICTS), rules=RULES))  # fmt: skip


def _protection(build_id: str) -> None:
    lines = joined(fill("<li>{line}</li>", line=line) for line in PROTECTION)
    policy = published.build(build_id).policy
    told = f"This build was released under the policy “{policy}”." if policy else ""
    st.html(fill('<ul class="plain">{lines}</ul><p class="quiet">{told}</p>', lines=lines, told=told))
