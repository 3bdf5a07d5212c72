"""What a check found, in the sender's words."""

from __future__ import annotations

from dataclasses import asdict, dataclass

BLOCK, WARN, NOTE = "block", "warn", "note"


@dataclass(frozen=True)
class Finding:
    """One finding about a file.

    `severity` is block (nothing is loaded until it is mended), warn or note. `row` is the first row as the
    sender's spreadsheet numbers it, `rows` the first few, `count` how many rows have it. `column` is the
    heading in the sender's file. No field carries a value of a key, an identifier or a free text.
    """

    rule: str
    severity: str
    message: str
    remedy: str = ""
    row: int | None = None
    column: str | None = None
    count: int = 1
    rows: tuple[int, ...] = ()

    def as_dict(self) -> dict:
        """Plain values, ready for JSON."""
        return asdict(self)


def blocking(findings: list[Finding]) -> list[Finding]:
    """Those that keep a file out."""
    return [finding for finding in findings if finding.severity == BLOCK]
