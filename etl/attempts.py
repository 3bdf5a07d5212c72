"""What came in that the build may not show: refused files, and accepted ones that are not published yet.

    published/attempts.json    {"attempts": [{agency, feed, refused_at, rules, received_at, months}, ...]}

The pages read it beside the pointer. It holds no value, heading or row of a file: only the rules that refused
it, with how many rows each met, and the months of accepted files.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from etl.durable import write_json
from etl.findings import BLOCK

if TYPE_CHECKING:
    from etl.paths import DataHome
    from etl.submissions import LoadRequest, Receipt


@dataclass(frozen=True)
class Attempt:
    """The last files of one agency and feed. Times are UTC ISO, '' for never.

    `refused_at` is set while the newest file was refused, by `rules` (id -> rows, at least 1). `months`
    (YYYY-MM) came with accepted files, the last at `received_at`: they are not published where the build is
    older.
    """

    agency: str
    feed: str
    refused_at: str = ""
    rules: dict[str, int] = field(default_factory=dict)
    received_at: str = ""
    months: tuple[str, ...] = ()


def note(home: DataHome, request: LoadRequest, receipt: Receipt) -> None:
    """Take a receipt down: a refusal stands until a later file of the same agency and feed is accepted.

    A refused file of which agency or feed is not known is left out. Needs the writer's lock; a dry run is not
    noted.
    """
    agency, feed = receipt.agency_id or request.agency, receipt.feed or request.feed
    if not agency or not feed:
        return
    known = {(each.agency, each.feed): each for each in read(home)}
    before = known.get((agency, feed), Attempt(agency, feed))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    if receipt.status == "refused":
        rules: Counter[str] = Counter()
        for finding in receipt.findings:
            if finding.severity == BLOCK:
                rules[finding.rule] += max(finding.count, 1)
        after = replace(before, refused_at=now, rules=dict(rules))
    else:
        months = tuple(sorted({*before.months, *receipt.months}))
        after = Attempt(agency, feed, received_at=now, months=months)
    _write(home, (known | {(agency, feed): after}).values())


def read(home: DataHome) -> list[Attempt]:
    """What is noted, by agency and feed; a file that is missing or damaged reads as nothing noted."""
    try:
        content = json.loads(path(home).read_text(encoding="utf-8"))
        return [Attempt(**each | {"months": tuple(each["months"])}) for each in content["attempts"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def path(home: DataHome) -> Path:
    """Where it is kept."""
    return home.published / "attempts.json"


def _write(home: DataHome, attempts: Iterable[Attempt]) -> None:
    home.published.mkdir(parents=True, exist_ok=True)
    ordered = sorted(attempts, key=lambda each: (each.agency, each.feed))
    write_json(path(home), {"attempts": [asdict(each) for each in ordered]})
