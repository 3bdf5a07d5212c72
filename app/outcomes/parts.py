"""What the pages on outcomes share: a panel's heading, and the table, CSV and definition under it."""

from __future__ import annotations

import streamlit as st

from app import exports, panels
from app.markup import fill, joined
from app.model import Measure


def head(title: str, *lines: str) -> None:
    """A panel's heading with quiet lines under it; empty ones are left out."""
    st.html(
        fill(
            '<div class="chart-head"><h2>{title}</h2>{lines}</div>',
            title=title,
            lines=joined(fill('<p class="quiet">{one}</p>', one=one) for one in lines if one),
        )
    )


@st.fragment
def under(rows: list[dict], name: str, file: str, measure: Measure, with_table: bool = True) -> None:
    """The rows as a table one keystroke away, unless it stands there already; their CSV; the definition."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"under_{name}"):
        opened = with_table and st.toggle("Data table", key=f"table_{name}")
        st.download_button(
            "Download CSV",
            data=lambda: exports.csv_bytes(rows),
            file_name=f"{file}.csv",
            mime="text/csv",
            on_click="ignore",
            key=f"csv_{name}",
            icon=":material/download:",
        )
        panels.definition_link(measure)
    if opened:
        st.table(rows, hide_index=True, border="horizontal")
