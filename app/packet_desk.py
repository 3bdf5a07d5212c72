"""The packet on a page: chosen items, one button, then PowerPoint, PDF and print view to take away.

It is made by a process of its own (`python -m app.packet`), as the scheduled command makes it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from app import published
from app.together.agenda import Minutes

PROJECT = Path(__file__).resolve().parent.parent
SECONDS = 180
REFUSED = 2  # the command has nothing to make a packet of, and says why
FAILED = "The packet could not be made. Try again; `python -m app.packet --out DIR` says more."
KINDS = {
    "pptx": ("PowerPoint", "application/vnd.openxmlformats-officedocument.presentationml.presentation", "S"),
    "pdf": ("PDF", "application/pdf", "F"),
    "html": ("Print view", "text/html", "V"),
}


@dataclass(frozen=True)
class Packet:
    """The files by their ending, and what was said about one that could not be made."""

    name: str
    files: dict[str, bytes]
    said: str


def draw(found: Minutes, choose: bool = True) -> None:
    """The button, and what it made; on the wall (`choose` false) always all items."""
    items = {item.id: item for item in found.items}
    chosen: list[int] = []
    whole = False
    if choose:
        chosen = st.multiselect(
            "Items", list(items), format_func=lambda number: items[number].title, key="packet_items",
            placeholder="All items", help="Leave it empty for all of them.",
        )  # fmt: skip
        whole = st.toggle(
            "All measures of each intercept", key="packet_whole",
            help="Else what the wall shows, real changes, and what decisions, targets and actions are about.",
        )  # fmt: skip
    key = f"packet_{found.meeting.id}"
    if st.button("Make the packet", key="make_packet", shortcut=None if choose else "P"):
        with st.spinner("Drawing the slides …", show_time=True):
            st.session_state[key] = make(found.meeting.id, chosen, whole)
    made: Packet | str | None = st.session_state.get(key)
    if isinstance(made, str):
        st.error(made)
    elif made is not None:
        _files(made, with_keys=not choose)


def _files(made: Packet, with_keys: bool) -> None:
    with st.container(horizontal=True, key="packet_files"):
        for ending, (label, mime, letter) in KINDS.items():
            if ending in made.files:
                st.download_button(
                    label, made.files[ending], file_name=f"{made.name}.{ending}", mime=mime,
                    on_click="ignore", key=f"packet_{ending}", icon=":material/download:",
                    shortcut=f"Shift+{letter}" if with_keys else None,
                )  # fmt: skip
    if made.said:
        st.info(made.said)


def make(meeting: int, items: list[int], whole: bool = False) -> Packet | str:
    """Run the command for one meeting; gives the files, or words that say why there are none."""
    with tempfile.TemporaryDirectory(prefix="packet-") as folder:
        command = [sys.executable, "-m", "app.packet", "--out", folder, "--meeting", str(meeting)]
        command += [part for number in items for part in ("--item", str(number))]
        command += ["--all"] if whole else []
        env = os.environ | {"DASHBOARD_DATA": str(published.root().parent), "PYTHONUTF8": "1"}
        try:
            done = subprocess.run(
                command, cwd=PROJECT, env=env, capture_output=True, encoding="utf-8", timeout=SECONDS,
                check=False,
            )  # fmt: skip
        except (OSError, subprocess.TimeoutExpired):
            return FAILED
        files = {path.suffix[1:]: path.read_bytes() for path in Path(folder).iterdir()}
        names = [path.stem for path in Path(folder).iterdir()]
    if done.returncode != 0 or not files:
        return done.stderr.strip() if done.returncode == REFUSED else FAILED
    said = "\n".join(line for line in done.stdout.splitlines() if not line.startswith(folder))
    return Packet(names[0], files, said)
