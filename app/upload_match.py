"""The first two steps: whose file it is, and which column is which."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import streamlit as st

from app import panels, wording
from app import upload_words as say
from app.desk import Draft
from app.markup import fill, joined
from app.viewer import Viewer

Asks = Callable[..., None]
ANOTHER = "Another agency, which is not in the list"
TIDY = ("encounter_id", "enrollment_id", "booking_id", "person_key")


def facts(working: Draft) -> None:
    """How the file was read."""
    read = working.report.get("read") or {}
    if "records" in read:
        panels.notes(*say.facts(read, working.report.get("covers")))


def whose(working: Draft, viewer: Viewer, asks: Asks) -> None:
    """Sheet, agency and feed; how the file was read, and the way to read it otherwise."""
    report = working.report
    if report["stage"] == "sheet":
        sheet = st.selectbox("Which sheet holds the records?", report["read"]["sheets"])
        if st.button("Go on", type="primary"):
            asks(layout={**working.decided.get("layout", {}), "sheet": sheet})
        return
    facts(working)
    names = {name: agency for agency, name in report["agencies"]}
    titles = {f"{title}: {grain}": feed for feed, title, grain in report["feeds"]}
    now = next(name for name, feed in titles.items() if feed == report["feed"])
    if viewer.own:
        agency, block = viewer.own, None
    else:
        agency, block = _agency(names, report)
    feed = titles[st.radio("What does it hold?", list(titles), index=list(titles).index(now))]
    layout = _layout(working)
    if st.button("Go on", type="primary", disabled=agency is None):
        # Looked at anew: the agency may have a mapping of its own for a file like this one.
        asks(agency=agency, feed=feed, layout=layout, partner=block, entry=None, confirmed=False)


def _agency(names: dict[str, str], report: dict[str, Any]) -> tuple[str | None, dict[str, Any] | None]:
    likely = report.get("agency") or report.get("likely")
    known = next((name for name, agency in names.items() if agency == likely), None)
    listed = [*sorted(names), ANOTHER]
    chosen = st.selectbox(
        "Whose file is it?",
        listed,
        index=listed.index(known) if known else None,
        placeholder="Choose the agency",
    )
    if chosen is None:
        return None, None
    if chosen != ANOTHER:
        return names[chosen], None
    with st.container(border=True):
        name = st.text_input("Its name", key="agency_name")
        kind = st.selectbox(
            "What it is", report["kinds"], format_func=lambda each: wording.KIND_WORDS.get(each, each)
        )
        county = st.text_input("Its county", key="agency_county")
        panels.note("Its dates are kept by month until an agreement that allows days is in the registry.")
    if not name.strip() or not county.strip():
        return None, None
    block = {"agency_id": say.slug(name), "name": name.strip(), "kind": kind, "county": say.slug(county)}
    return block["agency_id"], block | report["partnership"]


def _layout(working: Draft) -> dict[str, Any]:
    """How the file is laid out, where it was read wrong."""
    read, layout = working.report["read"], dict(working.decided.get("layout", {}))
    with st.expander("It was read wrong"):
        row = st.number_input("The headings are in row", 1, 1000, int(read["header_row"]), 1)
        if int(row) != read["header_row"]:
            layout["header_row"] = int(row)
        if read["delimiter"]:
            marks = list(say.DELIMITERS)
            at = marks.index(read["delimiter"]) if read["delimiter"] in marks else 0
            mark = st.selectbox("Columns are separated by", marks, at, format_func=say.DELIMITERS.get)
            if mark != read["delimiter"]:
                layout["delimiter"] = mark
        if len(read["sheets"]) > 1:
            sheets = read["sheets"]
            layout["sheet"] = st.selectbox("Sheet", sheets, sheets.index(read["sheet"]))
    return layout


def columns(working: Draft, asks: Asks) -> None:
    """Each feed column beside the file's: required ones first."""
    report, entry = working.report, deepcopy(working.report["entry"])
    facts(working)
    _refused_columns(report)
    if report.get("listed"):
        st.warning(wording.plain_markdown(report["listed"]))
    if report.get("fresh"):
        named = wording.listed([f"“{each}”" for each in report["fresh"]])
        st.info(f"New since last time: {wording.plain_markdown(named)}. Left out unless you use it below.")
    listed = [each for each in report["columns"] if each["name"] != "agency_id" or not report["agency"]]
    if entry["feed"] == "monthly_counts":
        _numbers(working, entry)
        several = bool(entry.get("unpivot"))
        listed = [each for each in listed if not (several and each["name"] in ("measure_id", "numerator"))]
        if entry.get("aggregate"):
            listed = [each for each in listed if each["name"] not in ("month", "denominator")]
    required = [each for each in listed if each["required"]]
    optional = [each for each in listed if not each["required"]]
    st.subheader("What every record needs", anchor=False)
    for column in required:
        _column(working, column, entry)
    found = [each for each in optional if each["name"] in report["entry"]["columns"]]
    if found:
        st.subheader("Found besides", anchor=False)
    for column in found:
        _column(working, column, entry)
    rest = [each for each in optional if each not in found]
    if rest:
        with st.expander(f"{wording.many(len(rest), 'more column')} that your file may have"):
            for column in rest:
                _column(working, column, entry)
    _left_out(report, entry)
    _twice(entry)
    lacking = _lacking(entry, required)
    if lacking:
        if any(each["type"] == "key" for each in lacking):
            st.info(say.NO_KEY)
        panels.note(f"Still needed: {wording.listed([each['title'].lower() for each in lacking])}.")
    if st.button("These are right", type="primary", disabled=bool(lacking)):
        asks(entry=entry, confirmed=True)


def _refused_columns(report: dict[str, Any]) -> None:
    """What the identifier gate found: those columns must go."""
    blocks = [group for group in report["findings"] if group["severity"] == "block"]
    for group in blocks:
        for message, remedy in group["messages"]:
            st.error(wording.plain_markdown(f"{message} {remedy}"))
    if blocks:
        panels.note(
            "Nothing of the file was stored. Choose “Not in this file” for such a column to leave it out."
        )
    if report.get("trouble"):
        st.error(wording.plain_markdown(report["trouble"]))


def _column(working: Draft, column: dict[str, Any], entry: dict[str, Any]) -> None:
    """One feed column: what it is, the file's column, how that looks."""
    report, name = working.report, column["name"]
    headings = report["read"]["headings"]
    before = report["entry"]["columns"].get(name)
    shown, more = say.chosen(before, headings)
    options = [say.NOT_HERE, *headings]
    options += [say.SAME] if column["options"] else []
    options += [say.MADE] if name in TIDY else []
    if column["required"]:
        options[0] = say.CHOOSE
        shown = say.CHOOSE if shown == say.NOT_HERE else shown
    about, choice, look = st.columns([5, 5, 6], vertical_alignment="center")
    star = " *" if column["required"] else ""
    about.html(
        fill(
            '<p class="column"><b>{title}{star}</b><br><span class="quiet">{help}</span></p>',
            title=column["title"], star=star, help=column["help"],
        )
    )  # fmt: skip
    with choice:
        key = f"col_{working.token}_{entry['feed']}_{name}"
        picked = st.selectbox(
            f"{column['title']}: column in your file", options, options.index(shown), key=key,
            label_visibility="collapsed",
        )  # fmt: skip
        more = _more(picked, column, more, headings, key)
    source = say.source_of(picked, more, before)
    if source is None:
        entry["columns"].pop(name, None)
    else:
        entry["columns"][name] = source
    guess = (report.get("guesses") or {}).get(name) if picked == shown else None
    told = [say.shape(report["shapes"].get(picked)), say.suggested(guess)]
    if report["missing"].get(name, "needed") != "needed":
        told.append(report["missing"][name])
    look.html(fill('<p class="quiet look">{told}</p>', told=". ".join(each for each in told if each)))


def _more(picked: str, column: dict[str, Any], before: Any, headings: list[str], key: str) -> Any:
    """What a choice needs besides: the constant, or the columns that a code is made from."""
    if picked == say.SAME:
        labels = dict(column["options"])
        codes = list(labels)
        at = codes.index(before) if before in codes else None
        return st.selectbox(
            f"{column['title']} of every row", codes, at, key=f"{key}_same", placeholder="Choose",
            format_func=lambda code: labels[code],
        )  # fmt: skip
    if picked == say.MADE:
        chosen = st.multiselect(
            f"{column['title']} from", headings, before if isinstance(before, list) else [], key=f"{key}_made"
        )
        panels.note("They are scrambled before anything is stored. Together they must name one record.")
        return chosen
    return None


def _numbers(working: Draft, entry: dict[str, Any]) -> None:
    """Totals: one column of numbers, or several that are a measure each; by month or by day."""
    report = working.report
    headings, titles = report["read"]["headings"], dict(report["measures"])
    key = f"num_{working.token}"
    wide = st.toggle(
        "The numbers stand in several columns, one a measure", bool(entry.get("unpivot")), key=f"{key}_wide"
    )
    entry.pop("unpivot", None)
    if wide:
        before = {each["column"]: each["measure_id"] for each in report["entry"].get("unpivot") or ()}
        several = []
        for heading in headings:
            codes = [None, *titles]
            picked = st.selectbox(
                f"{wording.plain_markdown(heading)} counts", codes, codes.index(before.get(heading)),
                key=f"{key}_{heading}",
                format_func=lambda code: titles.get(code, "Not one of the numbers"),
            )  # fmt: skip
            several += [{"column": heading, "measure_id": picked}] if picked else []
        if several:
            entry["unpivot"] = several
            entry["columns"].pop("numerator", None)
            entry["columns"].pop("measure_id", None)
    daily = st.toggle(
        "A row is a day, not a month: use the average day of each month",
        bool(entry.get("aggregate")), key=f"{key}_daily",
    )  # fmt: skip
    entry.pop("aggregate", None)
    if daily:
        now = (report["entry"].get("aggregate") or {}).get("date")
        day = st.selectbox(
            "The day is in", headings, headings.index(now) if now in headings else None, key=f"{key}_day"
        )
        if day:
            entry["aggregate"] = {"by": "month", "date": day, "how": "mean_daily"}
            entry["columns"].pop("month", None)
            entry["columns"].pop("denominator", None)


def _read_by(entry: dict[str, Any]) -> list[str]:
    found: list[str] = []
    for source in entry["columns"].values():
        found += [source["from"]] if "from" in source else source.get("surrogate", source.get("concat", []))
    found += [each["column"] for each in entry.get("unpivot") or ()]
    return found + ([entry["aggregate"]["date"]] if entry.get("aggregate") else [])


def _left_out(report: dict[str, Any], entry: dict[str, Any]) -> None:
    """Headings that nothing uses: they are dropped, and why some of them must be."""
    used = set(_read_by(entry))
    rest = [heading for heading in report["read"]["headings"] if heading not in used]
    entry["drop"] = rest
    if rest:
        told = [
            fill(
                "<li>{name}{why}</li>", name=each, why=f": {report['announced'][each]}, which may not be sent"
            )
            if each in report["announced"]
            else fill("<li>{name}</li>", name=each)
            for each in rest
        ]
        st.html(
            fill(
                '<div class="left-out"><p><b>Left out, never stored:</b></p><ul>{told}</ul></div>',
                told=joined(told),
            )
        )


def _twice(entry: dict[str, Any]) -> None:
    used = [source["from"] for source in entry["columns"].values() if "from" in source]
    twice = sorted({heading for heading in used if used.count(heading) > 1})
    if twice:
        panels.note(
            f"Used for more than one column: {wording.listed(twice)}. That is fine where it is meant."
        )


def _lacking(entry: dict[str, Any], required: list[dict[str, Any]]) -> list[dict[str, Any]]:
    given = set(entry["columns"]) | ({"measure_id", "numerator"} if entry.get("unpivot") else set())
    given |= {"month", "denominator"} if entry.get("aggregate") else set()
    return [each for each in required if each["name"] not in given]
