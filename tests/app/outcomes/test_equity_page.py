"""The equity page's part on the gap over time, drawn from a few groups alone."""

from streamlit.testing.v1 import AppTest


def page():
    """Two decision points: one with quarters, one that is told by year only."""
    from dataclasses import replace
    from unittest.mock import patch

    from app import panels
    from app.outcomes import equity_page
    from tests.app.outcomes import test_equity as words
    from tests.app.outcomes import test_equity_gap as made

    yearly = made.lines(made.rows("black", [3.0, 3.1, 3.2], "year", limits=None))
    diverted = words.point({"level": "black"} | words.TOLD)
    met = replace(
        diverted, measure=replace(diverted.measure, id="equity_met", short="Met"), of_residents=True
    )
    lines = {"equity_met": made.lines(made.ASIAN, made.BLACK), "equity_diverted": yearly}
    with patch.object(panels, "definition_link"):  # there is no other page here
        equity_page._over_time([met, diverted], lines, 2025, "alone")


def test_each_gap_has_its_finding_picture_and_table_and_the_others_their_reason():
    at = AppTest.from_function(page, default_timeout=30).run()
    assert not at.exception
    said = " ".join(each.proto.body for each in at.get("html"))
    assert "Met: no real change in any gap up to Q4 2025; outside the usual range in 2025: Asian" in said
    assert "per 1,000 residents, by quarter" in said
    assert "Diverted: told by year only, and a verdict needs 6 years; there are so many: Black (3)." in said
    assert len(at.get("plotly_chart")) == 1
    at.toggle(key="table_gap_equity_met").set_value(True).run()
    assert at.table[0].value["Asian"].tolist()[1] == "−1.94 ▼ below usual"
