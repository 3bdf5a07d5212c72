"""Disclosure control: what may be shown of the measured table, decided for all of it together and audited."""

from etl.disclose.audit import AuditFailed, AuditReport, audit
from etl.disclose.run import Report, disclose

__all__ = ["AuditFailed", "AuditReport", "Report", "audit", "disclose"]
