"""What the equity page says in words."""

from dataclasses import replace

import pandas as pd
import pytest

from app.outcomes import equity
from tests.app.conftest import measure

LABELS = {
    ("race_ethnicity", "white"): (6, "White"),
    ("race_ethnicity", "black"): (2, "Black"),
    ("race_ethnicity", "asian"): (1, "Asian"),
}
DIVERTED = measure("percent", id="equity_diverted", title="Diverted, for equity", short="Diverted", good="up")
TOLD = {"events": 61.0, "base": 300.0, "rate": 20.3, "rri": 0.82, "low": 0.74, "high": 0.91, "gap": -4.5,
        "excess": -13.6, "status": "told"}  # fmt: skip
FEW = dict.fromkeys(("events", "base", "rate", "rri", "low", "high", "gap", "excess")) | {"status": "few"}


def point(*groups: dict, verdicts: pd.DataFrame | None = None, of=DIVERTED) -> equity.Point:
    """One decision point; groups beside white people."""
    common = {
        "measure_id": of.id, "of_residents": False, "characteristic": "race_ethnicity", "reference": "white",
        "ref_events": 250.0, "ref_base": 1000.0, "ref_rate": 25.0, "provisional": False, "reporting": 3,
        "expected": 3,
    }  # fmt: skip
    rows = pd.DataFrame([common | group for group in groups])
    verdicts = pd.DataFrame(columns=["measure_id", "level"]) if verdicts is None else verdicts
    return equity.points(rows, verdicts, {of.id: of}, LABELS)[0]


def test_the_sentence_says_ratio_interval_and_excess():
    one = point({"level": "black"} | TOLD)
    assert equity.sentence(one, one.groups[0], "race_ethnicity") == (
        "Diverted: Black people 0.82 times as often as White people, interval 0.74 to 0.91: 14 fewer than "
        "at the same rate"
    )


@pytest.mark.parametrize(
    ("good", "ratio", "word", "tone"),
    [
        ("up", 0.8, "Less often, to their harm", "concern"),
        ("up", 1.5, "More often, to their good", "improvement"),
        ("down", 1.5, "More often, to their harm", "concern"),
        ("down", 0.8, "Less often, to their good", "improvement"),
        ("neither", 1.5, "More often", "change"),
    ],
)
def test_whether_it_is_to_their_good_depends_on_the_measure(good, ratio, word, tone):
    of = measure("percent", id="equity_diverted", short="Diverted", good=good)
    numbers = TOLD | {"rri": ratio, "low": ratio - 0.1, "high": ratio + 0.1}
    one = point({"level": "black"} | numbers, of=of)
    said = equity.mark(one, one.groups[0])
    assert (said.word, said.tone) == (word, tone)


def test_an_interval_that_holds_one_is_no_difference():
    one = point({"level": "black"} | TOLD | {"high": 1.04})
    assert equity.headline([one]) == "No difference beyond chance at 1 decision point"
    assert equity.mark(one, one.groups[0]).tone == "normal"


def test_a_small_group_reads_too_few_to_say():
    one = point({"level": "black"} | TOLD, {"level": "asian"} | FEW)
    assert equity.untold_line(one) == "Too few to say: Asian."
    rows = {row["Group"]: row for row in equity.table(one)}
    assert rows["Asian"]["Times as often"] == "Too few to say"
    assert rows["Asian"]["n"] == "<11 or protected"


def test_nobody_of_a_group_has_no_ratio():
    one = point({"level": "asian"} | FEW | {"events": 0.0, "base": 200.0, "status": "zero", "gap": -25.0})
    assert "none of 200, so no ratio" in equity.sentence(one, one.groups[0], "race_ethnicity")


def test_chance_alone_is_counted():
    many = point(*({"level": "black"} | TOLD for _ in range(40)))
    assert "about 2 would still lie outside by chance" in equity.by_chance([many])


def test_the_gap_over_time_has_its_verdict():
    said = {"measure_id": "equity_diverted", "level": "black", "grain": "quarter"}
    verdicts = pd.DataFrame([said | {"code": "improvement", "n_points": 14}])
    one = point({"level": "black"} | TOLD, verdicts=verdicts)
    assert equity.over_time(one) == "Over time: the gap really narrows (14 quarters) for Black."
    few = pd.DataFrame([said | {"code": "too_few", "n_points": 4}])
    assert point({"level": "black"} | TOLD, verdicts=few).groups[0].trend == (
        "too few quarters to say (4 of 6 needed)"
    )


def test_a_rate_of_residents_says_what_it_leaves_out():
    of_residents = replace(point({"level": "black"} | FEW), of_residents=True)
    told = equity.caution(of_residents, ["Bayside Police Department"])
    assert "not people" in told
    assert "Bayside Police Department sends totals only" in told and "too low" in told
    assert "totals" not in equity.caution(of_residents, [])
    assert equity.caution(replace(of_residents, of_residents=False), ["A"]) == ""


def test_without_a_base_that_is_the_reason():
    none = replace(point({"level": "black"} | FEW), of_residents=True, any_counting=True)
    assert none.without_base and equity.untold_line(none) == equity.NO_BASE
    assert not replace(none, any_counting=False).without_base
