"""The ETL's own errors: a docstring is the meaning; messages are for the person at the keyboard."""

from __future__ import annotations

from etl.findings import Finding


class EtlError(Exception):
    """Something the operator can act on; shown without a traceback."""


class Refused(EtlError):
    """A file was refused and nothing of it was stored; `findings` say where and how to mend it."""

    def __init__(self, findings: list[Finding] | Finding, message: str = ""):
        self.findings = [findings] if isinstance(findings, Finding) else list(findings)
        super().__init__(message or "; ".join(finding.message for finding in self.findings))


class Busy(EtlError):
    """Another upload is being published; try again in a moment."""
