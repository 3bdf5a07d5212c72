"""What the page asks: one file, and all that its uploader has decided about it so far."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from etl.amend import Amendment
from etl.strict import DefinitionError, check_keys
from etl.submissions import LoadRequest

_KNOWN = (
    "feed",
    "agency",
    "layout",
    "entry",
    "confirmed",
    "amendment",
    "left",
    "received",
    "accepted",
    "partner",
)


@dataclass(frozen=True)
class Asked:
    """A file and the decisions about it.

    `agency`: whose file it is. `entry`: the mapping as plain values, `confirmed` once the uploader has looked
    at it. `left`: (feed column, text) pairs that are typing mistakes, to be mended rather than mapped.
    `accepted`: what the uploader has ticked, as rule and column: warnings, and that bookings of whom nobody
    was released are all of them (custody_list). `partner`: what is registered of an agency that the registry
    does not have.
    """

    path: Path
    name: str
    sender: str | None = None
    feed: str | None = None
    agency: str | None = None
    layout: dict[str, Any] = field(default_factory=dict)
    entry: dict[str, Any] | None = None
    confirmed: bool = False
    amendment: Amendment = field(default_factory=Amendment)
    left: frozenset[tuple[str, str]] = frozenset()
    received: date | None = None
    accepted: frozenset[tuple[str, str]] = frozenset()
    partner: dict[str, Any] | None = None

    @classmethod
    def of(cls, path: Path, name: str, sender: str | None, decided: dict[str, Any]) -> Asked:
        """From plain values, as the page or a decisions file gives them. Raises DefinitionError."""
        check_keys("decisions", decided, (), _KNOWN)
        layout = decided.get("layout") or {}
        check_keys("decisions: layout", layout, (), ("header_row", "sheet", "delimiter", "skip_rows"))
        try:
            received = date.fromisoformat(decided["received"]) if decided.get("received") else None
        except ValueError:
            raise DefinitionError("decisions: received must be a day such as 2026-11-03") from None
        return cls(
            path=path,
            name=name,
            sender=sender,
            feed=decided.get("feed") or None,
            agency=decided.get("agency") or None,
            layout={key: value for key, value in layout.items() if value is not None},
            entry=dated(decided.get("entry")),
            confirmed=bool(decided.get("confirmed")),
            amendment=Amendment.of(decided.get("amendment")),
            left=frozenset((str(column), str(text)) for column, text in decided.get("left") or ()),
            received=received,
            accepted=frozenset((str(rule), str(column)) for rule, column in decided.get("accepted") or ()),
            partner=decided.get("partner") or None,
        )

    @property
    def accepted_rules(self) -> frozenset[str]:
        """The rules of what was ticked."""
        return frozenset(rule for rule, _ in self.accepted)

    def request(self, entry: dict[str, Any]) -> LoadRequest:
        """What the loader is asked to do with it under the mapping `entry`."""
        return LoadRequest(
            path=self.path,
            agency=self.agency,
            received=self.received,
            shown_name=self.name,
            sender=self.sender,
            entry=deepcopy(entry),
            layout=self.layout,
            amendment=self.amendment,
            accepted=self.accepted_rules,
        )


def dated(entry: dict[str, Any] | None) -> dict[str, Any] | None:
    """A mapping that went through JSON, where days are texts."""
    until = ((entry or {}).get("partner") or {}).get("agreement_until")
    if not isinstance(until, str):
        return entry
    try:
        return entry | {"partner": entry["partner"] | {"agreement_until": date.fromisoformat(until)}}
    except ValueError:
        raise DefinitionError("partner: agreement_until must be a day such as 2027-12-31") from None
