"""What the equity page says first: where the gap is widest, whether it is real, whether it changes."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from app import grammar
from app.model import Scope
from app.outcomes import equity_lead
from tests.app.conftest import measure
from tests.app.outcomes import test_equity as words
from tests.app.outcomes import test_equity_gap as made

RACE = "race_ethnicity"
BLACK = {"level": "black"} | words.TOLD
ASIAN = {"level": "asian"} | words.TOLD | {"rri": 0.5, "low": 0.3, "high": 0.8, "excess": -3.0}


def told(point, line=None):
    """The three answers on this decision point's widest gap."""
    found, group = equity_lead.widest([point])
    return equity_lead.answers([point], found, group, RACE, line)


def test_the_widest_gap_is_furthest_from_the_same_rate_either_way():
    near = words.point(BLACK)
    over = measure("percent", id="equity_arrested", short="Arrested", good="down")
    far = words.point(BLACK | {"rri": 1.9, "low": 1.5, "high": 2.4}, of=over)
    low = words.point(ASIAN)
    assert equity_lead.widest([near, far])[0] is far
    assert equity_lead.widest([near, far, low])[1].level == "asian"


def test_a_difference_that_chance_explains_is_no_widest_gap_however_wide():
    assert equity_lead.widest([words.point(BLACK | {"rri": 4.0, "low": 0.9, "high": 17.8})]) is None


def test_the_title_names_year_point_group_and_ratio():
    one = words.point(BLACK)
    said = equity_lead.title(one, one.groups[0], RACE, 2025)
    assert said == "Widest gap in 2025: diverted. Black people 0.82 times as often as White people"
    early = replace(one, provisional=True)
    assert "in 2026 so far: diverted" in equity_lead.title(early, early.groups[0], RACE, 2026)


def test_every_rate_has_what_it_is_out_of_and_the_largest_in_number_is_named():
    where, _, _ = told(words.point(BLACK, ASIAN))
    assert where.answer == "▼ Diverted" and where.tone == "concern"
    assert where.lines[1] == "White: 25% (250 of 1,000)."
    assert "(61 of 300)" in where.lines[0]
    assert where.lines[2].endswith("Largest in number: Black people, 14 fewer than at the same rate.")


def test_whether_it_is_real_says_the_interval_and_how_many_lie_outside_by_chance():
    _, real, _ = told(words.point(BLACK))
    assert real.answer == "More than chance"
    assert real.lines[0] == "95% interval 0.74 to 0.91; 1 would be the same rate."
    assert "by chance" in real.lines[1]
    _, early, _ = told(replace(words.point(BLACK), provisional=True, of_residents=True))
    assert early.answer.endswith("provisional") and equity_lead.NOT_PEOPLE in early.lines


@pytest.mark.parametrize(
    ("code", "answer", "tone"),
    [
        ("improvement", "Yes, it narrows", "improvement"),
        ("concern", "Yes, it widens", "concern"),
        ("normal", "No real change", "ink"),
        ("early", "Too early to say", "ink"),
    ],
)
def test_whether_it_changes_is_the_verdict_with_its_newest_gap_and_usual_range(code, answer, tone):
    (line,) = made.lines(made.BLACK, code=code)
    changing = told(words.point(BLACK), line)[2]
    assert (changing.answer, changing.tone) == (answer, tone)
    assert changing.lines[1] == "Gap +3.6 points in Q4 2025; usual range +2.9 to +4.2."


def test_a_gap_of_too_few_periods_is_not_judged():
    (line,) = made.lines(made.rows("black", [3.0, 3.1, 3.2], "year", limits=None))
    assert told(words.point(BLACK), line)[2].answer == "Too few to say"
    assert told(words.point(BLACK))[2].lines == (equity_lead.NOT_JUDGED,)


def test_a_quarter_without_a_gap_is_a_hole_in_the_small_picture():
    (line,) = made.lines(made.ASIAN)
    drawn = equity_lead.as_series(line, words.DIVERTED, Scope("partnership", "harbor", "Harbor County"))
    assert drawn.frame["status"].tolist()[3] == "missing"
    assert len(grammar.solid(drawn.frame)) == 2
    assert grammar.signals(drawn.frame)["improvement"].tolist() == [False]


def page():
    """The lead over one decision point, with its gap over time."""
    from app.model import Scope
    from app.outcomes import equity_page
    from tests.app.outcomes import test_equity as words
    from tests.app.outcomes import test_equity_gap as made

    one = words.point({"level": "black"} | words.TOLD, {"level": "asian"} | words.FEW)
    lines = {"equity_diverted": made.lines(made.BLACK)}
    equity_page._lead([one], "race_ethnicity", 2025, lines, Scope("partnership", "harbor", "Harbor County"))
    equity_page._finding([one], "race_ethnicity")


def test_the_page_says_it_first_and_shows_the_gap_over_time_beside_it():
    at = AppTest.from_function(page, default_timeout=30).run()
    assert not at.exception
    said = [each.proto.body for each in at.get("html")]
    assert said[0].index("Widest gap in 2025") < said[0].index("Is it real?") < said[0].index("<img")
    assert 'alt="Black: ' in said[0]
    assert "0.82 times" not in said[1]  # it stands above
