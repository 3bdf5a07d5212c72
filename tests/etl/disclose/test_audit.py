"""The audit reads the released table as it stands, and fails closed."""

import pytest

from etl.disclose import AuditFailed
from etl.disclose.rules import Rules
from tests.etl.disclose.county import County

MONTHS = 6
FILL_IN = (
    "update released set numerator = 5, value = 5, status = 'shown' "
    "where status = 'suppressed' and scope = 'a' and period = date '2025-02-01'"
)


@pytest.fixture
def county():
    """One agency hides a month, and with it others do."""
    county = County().put("a", [40, 5, 41, 42, 43, 44]).put("b", [30] * MONTHS).put("c", [20] * MONTHS)
    assert county.release().report.passed
    return county


def test_a_release_that_protects_everything_passes(county):
    report = county.audit()
    assert report.passed
    assert report.targets > 0
    assert report.summary.endswith("all protected")


def test_a_hidden_number_filled_in_is_refused(county):
    county.con.execute(FILL_IN)
    with pytest.raises(AuditFailed) as refusal:
        county.audit()
    assert refusal.value.report.forbidden > 0


def test_a_protected_sibling_filled_in_is_refused(county):
    county.con.execute(
        "update released as r set numerator = m.numerator, value = m.value, status = 'shown' "
        "from measured as m where m.scope = r.scope and m.grain = r.grain and m.period = r.period "
        "and r.numerator is null and m.numerator > 10"
    )
    with pytest.raises(AuditFailed) as refusal:
        county.audit()
    assert refusal.value.report.breaches > 0
    assert refusal.value.report.altered == 0


def test_an_altered_number_is_refused(county):
    county.con.execute(
        "update released set numerator = numerator + 1 where scope = 'b' and numerator is not null"
    )
    with pytest.raises(AuditFailed) as refusal:
        county.audit()
    assert refusal.value.report.altered > 0


def test_a_value_beside_a_blank_count_is_refused(county):
    county.con.execute("update released set value = 5 where status = 'suppressed'")
    with pytest.raises(AuditFailed):
        county.audit()


def test_the_refusal_counts_and_names_no_cell(county):
    county.con.execute(FILL_IN)
    with pytest.raises(AuditFailed, match="forbidden") as refusal:
        county.audit()
    assert "2025" not in str(refusal.value)


def test_a_caller_may_ask_for_the_report_instead(county):
    county.con.execute(FILL_IN)
    assert not county.audit(stop=False).passed


def test_a_release_that_cannot_pass_is_reported_as_failed(monkeypatch):
    """Were the protection broken, `disclose` would say so and the build would stay unpublished."""
    monkeypatch.setattr("etl.disclose.protect.suppress.complete", lambda *_: 0)
    monkeypatch.setattr("etl.disclose.protect.repair", lambda *_: (0, _nothing()))
    county = County().put("a", [40, 5, 41, 42, 43, 44]).put("b", [30] * MONTHS).put("c", [20] * MONTHS)
    report = county.release().report
    assert not report.passed
    assert report.audit.breaches > 0


def _nothing():
    from etl.disclose.attack import NOTHING

    assert Rules().audit
    return NOTHING
