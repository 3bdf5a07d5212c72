"""Records as they stood at an earlier moment, worked out backward from what the history says was changed."""

from __future__ import annotations

import datetime as dt

from app.together import schema
from app.together.store import Row, Store


def rows(store: Store, kind: str, until: str) -> list[Row]:
    """The records of a kind as they stood at a moment (UTC, as the store writes it), the oldest first.

    Those made later are not among them; those taken back later still stand. Version, author and time of the
    last change stay today's.
    """
    found = {row["id"]: row for row in store.rows(kind)}
    days = schema.days(kind)
    history = store.history(kind)
    for entry in reversed([each for each in history if each["at"] > until]):
        for name, (before, _) in entry["changes"].items():
            day = name in days and before is not None
            found[entry["record_id"]][name] = dt.date.fromisoformat(before) if day else before
    known = {entry["record_id"] for entry in history if entry["at"] <= until}
    return [row for number, row in found.items() if number in known]
