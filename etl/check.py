"""What is wrong with a mapped file, in the sender's words: their headings, their rows, how to mend it."""

from __future__ import annotations

import duckdb

from etl.definitions import Feed, feeds
from etl.findings import BLOCK, NOTE, WARN, Finding
from etl.mapping.findings import cell_findings, kept_notes, refused_findings
from etl.mapping.history import history_findings
from etl.mapping.spec import Mapping
from etl.mapping.tables import table_findings
from etl.reference import Registry

_ORDER = {BLOCK: 0, WARN: 1, NOTE: 2}


def check(
    con: duckdb.DuckDBPyConnection,
    feed: Feed | str,
    mapping: Mapping,
    registry: Registry | None = None,
    accepted: frozenset[str] = frozenset(),
) -> list[Finding]:
    """All findings about the file that `map_rows` has just mapped, blocks first.

    Reads the temp tables mapped, refused, problem and map_note of this connection; where the connection also
    has the store's core_<feed> view, compares with what the agency sent before. Findings of one rule and
    column are one finding with a count and the first 20 rows. `registry` may be left out: unknown agencies
    and programs are found while mapping. `accepted`: rules that somebody who knows the file has decided of.
    """
    feed = feeds()[feed] if isinstance(feed, str) else feed
    cells = cell_findings(con, mapping)
    findings = [
        *kept_notes(con),
        *cells,
        *refused_findings(con, mapping),
        *_of_table(con, feed, mapping, cells, accepted),
        *history_findings(con, feed, mapping),
    ]
    return sorted(findings, key=lambda finding: (_ORDER[finding.severity], finding.row or 0))


def _of_table(
    con, feed: Feed, mapping: Mapping, cells: list[Finding], accepted: frozenset[str]
) -> list[Finding]:
    """Findings of the whole table; where dates could not be read, nothing is said of months without rows."""
    heading = mapping.heading(feed.date_column)
    unread = any(each.severity == BLOCK and each.column == heading for each in cells)
    found = table_findings(con, feed, mapping, accepted)
    return [each for each in found if not (unread and each.rule == "month_missing")]
