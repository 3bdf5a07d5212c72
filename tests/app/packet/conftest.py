"""One packet of the demo county for all tests that look at it, with decisions and actions written by hand."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.presentation import Presentation as Opened

from app import published, series
from app.packet import slides
from app.packet.deck import Deck, everything, make
from app.packet.pages import Picture
from app.together.records import Action, Decision

DAY = dt.date(2026, 11, 23)


def action(
    number: int, title: str, due: dt.date | None = None, status: str = "open", **more: object
) -> Action:
    """An action that nobody has changed."""
    about = {"measure_id": None, "intercept": None, "meeting_id": None, "item_id": None, "ended": None}
    owner = {"owner_role": "Jail director", "owner_agency": "harbor_jail", "day": dt.date(2026, 9, 14)}
    return Action(id=number, version=1, title=title, due=due, status=status, **(owner | about | more))


def decision(number: int, title: str, **more: object) -> Decision:
    """A decision that nobody has changed."""
    about = {"measure_id": None, "intercept": None, "meeting_id": None, "item_id": None}
    rest = {"agreed_by": "All partners", "day": dt.date(2026, 10, 20)} | about | more
    return Decision(id=number, version=1, title=title, **rest)


@dataclass(frozen=True)
class Packet:
    """A packet as it was asked for and as its file holds it."""

    home: Path
    deck: Deck
    content: bytes

    def opened(self) -> Opened:
        return Presentation(io.BytesIO(self.content))

    def pictures(self) -> Iterator[tuple[Picture, object]]:
        """Each measure's page with its slide."""
        for page, slide in zip(self.deck.pages, self.opened().slides, strict=True):
            if isinstance(page, Picture):
                yield page, slide


@pytest.fixture(scope="session")
def packet(demo_county) -> Packet:
    """Everything that the demo county has, in one packet."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASHBOARD_DATA", str(demo_county.home))
        build_id = published.current()
        deck = make(
            build_id, series.home_scope(build_id), everything(build_id), title="Monthly meeting", day=DAY,
            decisions=[decision(1, "Pay for a second co-responder shift", measure_id="diversions")],
            actions=[action(1, "Send the screening list every Monday", dt.date(2026, 11, 1))],
            since=[("Restated", ["Harbor County Court, Jul 2026"])],
        )  # fmt: skip
    return Packet(demo_county.home, deck, slides.pptx_bytes(deck))
