"""What changed since the meeting before: worked out once; all of it for the meeting's page."""

from __future__ import annotations

from functools import lru_cache

import streamlit as st

from app import published, series, wording
from app.markup import fill, joined
from app.since_words import new_words, restated_words, verdict_words
from app.together import agenda
from app.together.records import Meeting
from app.together.since import Since, compare
from app.together.store import Store


def last(shop: Store, this: Meeting) -> Meeting | None:
    """The meeting before, if the numbers that it saw are still on this computer."""
    found = agenda.before(shop, this)
    return found if found and published.has(found.build_id) else None


@lru_cache(maxsize=8)
def between(before: str, now: str) -> Since:
    """What changed from one build to another, neither of which ever changes."""
    return compare(before, now, series.home_scope(now))


def draw(shop: Store, this: Meeting, build_id: str) -> None:
    """Everything that changed, restated numbers one by one; nothing where there is no meeting before."""
    before = last(shop, this)
    if before is None:
        return
    found = between(before.build_id, build_id)
    parts = (
        ("Verdicts that changed", [verdict_words(each) for each in found.verdicts]),
        ("New months", [new_words(period, measures) for period, measures in found.new.items()]),
        ("Restated months", [restated_words(each) for each in found.restated]),
    )
    told = [
        fill('<h3>{heading}</h3><ul class="plain">{lines}</ul>', heading=heading,
             lines=joined(fill("<li>{line}</li>", line=line) for line in lines))
        for heading, lines in parts
        if lines
    ]  # fmt: skip
    with st.expander(f"All that changed since {wording.day(before.day)}", icon=":material/difference:"):
        st.html(joined(told) or fill("<p>{none}</p>", none="Nothing new has been published since."))
