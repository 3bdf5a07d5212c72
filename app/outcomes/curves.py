"""A panel with survival curves: its finding, the figure with the number at risk, the table and the CSV.

curves.panel(build_id, "retention", "service_type", level="act")      a line a year of start
curves.panel(build_id, "return", "smi", year=2024)                    a line a level, side by side
"""

from __future__ import annotations

import streamlit as st

from app import exports, panels, series, wording
from app.markup import fill, joined
from app.outcomes import curve_data
from app.outcomes.curve_data import ALL, Curve
from app.theme import Palette

WHAT = {
    "return": "Share of releases followed by a new booking, by time since release",
    "retention": "Share who left without completing, by time since the start",
}
HOW = {
    "return": "Kaplan-Meier, from the day of release. Whoever has not returned is watched until bookings are "
    "complete. Transfers and deaths in jail are no releases. Each release counts, so one person may count "
    "more than once.",
    "retention": "Kaplan-Meier, from the day of the start. Leaving for any reason but completion is the "
    "event; who completes, dies, moves away or is transferred is watched until then, who is still enrolled "
    "until the last complete day. The measure “Still enrolled or completed at 180 days” counts completion as "
    "staying.",
}
NOT_CONTROLLED = (
    "Not a controlled comparison: who starts a program differs from who does not, in ways these data do not "
    "hold. Everybody here was free and watched on day 30 after the release; the curves start there, "
    "while days and months are counted from the release. They start there because counting from the "
    "release would credit the program with the days people had to stay free to start it (immortal time)."
)
OLDER = "This build was made by an earlier version and holds no curves. They come with the next publication."
TOO_FEW = "Too few to say: so few people cannot be followed over time without telling of one of them."


def panel(
    build_id: str,
    kind: str,
    grouping: str,
    *,
    level: str = ALL,
    year: int | None = None,
    without: tuple[str, ...] = (),
    title: str = "",
    key: str = "",
) -> None:
    """One panel. With `year`: its levels side by side (less those in `without`); else a line a year.

    Says what is missing where the build has no curves or too few people for any.
    """
    found = curve_data.found(build_id, kind, grouping, series.home_scope(build_id))
    name = key or "_".join(str(part) for part in ("curve", kind, grouping, level, year or "years"))
    what = title or WHAT[kind]
    chosen = _chosen(found or (), level, year, without)
    shown = [one for one in chosen if one.shown]
    with st.container(border=True, key=panels.card_key(name, bool(shown))):
        if not shown:
            st.html(_head(what, OLDER if found is None else TOO_FEW, "", ""))
            return
        st.html(
            _head(_title(shown, what), WHAT[kind] if title else "", _whose(build_id, shown), _hidden(chosen))
        )
        palette = panels.colors()
        st.plotly_chart(
            _figure((build_id, name, palette.name), shown, palette), key=f"plot_{name}", theme=None,
            width="stretch", alt=curve_data.alternative(shown, what),
            config={"displayModeBar": False, "scrollZoom": False, "doubleClick": False},
        )  # fmt: skip
        unknown = [] if year is None else [
            one for one in curve_data.of_year(found, year) if one.level in without
        ]  # fmt: skip
        if unknown:
            panels.note(curve_data.left_out(unknown))
        panels.note(NOT_CONTROLLED if grouping == "program" else HOW[kind])
        _under(shown, name)


def _chosen(found: tuple[Curve, ...], level: str, year: int | None, without: tuple[str, ...]) -> list[Curve]:
    if year is not None:
        return [one for one in curve_data.of_year(found, year) if one.level not in without]
    return curve_data.of_level(found, level)


def _title(shown: list[Curve], what: str) -> str:
    """The finding: of the newest year that may be compared; without one, what the figure shows."""
    years = {one.year for one in shown if one.compared}
    newest = [one for one in shown if one.compared and one.year == max(years)] if years else []
    return curve_data.finding(newest) or f"{what}: no whole year followed long enough to compare yet"


def _whose(build_id: str, shown: list[Curve]) -> str:
    """For whom and until when."""
    through = max((one.through for one in shown if one.through), default=None)
    parts = [series.home_scope(build_id).name, f"followed through {wording.day(through)}" if through else ""]
    return " · ".join(part for part in parts if part)


def _hidden(chosen: list[Curve]) -> str:
    names = [one.label if len({c.year for c in chosen}) > 1 else one.short for one in chosen if not one.shown]
    return f"Too few to say, or protected: {wording.listed(names)}." if names else ""


def _head(title: str, what: str, whose: str, hidden: str):
    rows = [fill('<p class="quiet">{text}</p>', text=text) for text in (what, whose, hidden) if text]
    return fill('<div class="chart-head"><h2>{title}</h2>{rows}</div>', title=title, rows=joined(rows))


@st.cache_resource(max_entries=100, show_spinner=False)
def _figure(key: tuple, _shown: list[Curve], _palette: Palette):
    """The figure for one build, panel and theme (all in `key`). Shared between sessions: never changed."""
    from app.outcomes import curve_figure  # Plotly loads when the first chart is drawn

    return curve_figure.figure(_shown, _palette)


@st.fragment
def _under(shown: list[Curve], name: str) -> None:
    """The numbers as a table one keystroke away, and as a CSV."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"under_{name}"):
        table = st.toggle("Data table", key=f"table_{name}")
        st.download_button(
            "Download CSV", data=lambda: exports.csv_bytes(curve_data.download_rows(shown)),
            file_name=f"{name}.csv", mime="text/csv", on_click="ignore", key=f"csv_{name}",
            icon=":material/download:",
        )  # fmt: skip
    if table:
        st.table(curve_data.table(shown), hide_index=True, border="horizontal")
