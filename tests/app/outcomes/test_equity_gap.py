"""The gap over time: its picture, its table and what is said of the chosen year."""

import datetime as dt

import pandas as pd
import pytest

from app.outcomes import equity_figure, equity_gap
from app.theme import LIGHT

LABELS = {("race_ethnicity", "asian"): (1, "Asian"), ("race_ethnicity", "black"): (2, "Black")}
QUARTERS = pd.date_range("2024-01-01", periods=8, freq="QS")


def rows(level: str, gaps: list[float | None], grain: str = "quarter", limits=(-1.92, -0.03), **marked: str):
    """Published points of one group; marked: a period's place -> where it lies outside."""
    out = {int(place[1:]): direction for place, direction in marked.items()}
    every = QUARTERS if grain == "quarter" else pd.date_range("2023-01-01", periods=8, freq="YS")
    return [
        {"measure_id": "equity_encounters", "characteristic": "race_ethnicity", "level": level,
         "grain": grain, "period": every[n], "gap": gap, "center": sum(limits) / 2 if limits else None,
         "limit_low": limits[0] if limits else None, "limit_high": limits[1] if limits else None,
         "signal": "point" if n in out else "", "direction": out.get(n, ""),
         "narrowing": False if n in out else None}
        for n, gap in enumerate(gaps) if gap is not None
    ]  # fmt: skip


def lines(*groups: list[dict], code: str = "normal") -> list[equity_gap.Line]:
    """The lines of these groups, all with one verdict."""
    gaps = pd.DataFrame([row for group in groups for row in group])
    said = gaps.groupby(["measure_id", "level", "grain"]).agg(
        n_points=("gap", "size"), period=("period", "max")
    )
    verdicts = said.reset_index().assign(code=code)
    verdicts.loc[verdicts["n_points"] < 6, "code"] = "too_few"
    return equity_gap.lines(gaps, verdicts, LABELS, "race_ethnicity")["equity_encounters"]


ASIAN = rows("asian", [-1.0, -0.9, -0.8, None, -0.7, -0.9, -1.94, -1.0], q6="down")
BLACK = rows("black", [3.5, 3.6, 3.4, 3.5, 3.7, 3.5, 3.4, 3.6], limits=(2.9, 4.2))


def test_the_verdict_names_the_period_it_speaks_of():
    (asian,) = lines(ASIAN)
    assert asian.verdict == "no real change in the gap up to Q4 2025 (7 quarters)"
    assert asian.until == dt.date(2025, 10, 1)


def test_the_chosen_years_quarters_outside_the_limits_are_told_though_the_newest_is_usual():
    found = lines(ASIAN, BLACK)
    told = equity_gap.in_year(found, 2025, of_residents=True)
    assert told == "Gap outside its usual range in 2025: Asian, Q3 (−1.94, below −1.92 to −0.03)."
    assert equity_gap.in_year(found, 2024, of_residents=True) == ""
    assert equity_gap.headline("Met by police", found, 2025) == (
        "Met by police: no real change in any gap up to Q4 2025; outside the usual range in 2025: Asian"
    )
    assert equity_gap.headline("Met by police", found, 2024).endswith("up to Q4 2025")


def test_a_real_change_is_named_with_its_groups():
    found = lines(BLACK, code="concern")
    assert equity_gap.headline("Arrested", found, 2025) == "Arrested: the gap really widens for Black"


def test_groups_told_by_year_only_say_why_there_is_no_verdict_and_are_not_drawn():
    found = lines(ASIAN, rows("black", [3.0, 3.1, 3.2], "year", limits=None))
    assert [line.label for line in equity_gap.drawn(found)] == ["Asian"]
    assert equity_gap.yearly(found) == (
        "Told by year only, and a verdict needs 6 years; there are so many: Black (3)."
    )
    assert found[1].verdict == "told by year only: too few years to say (3 of 6 needed)"


def test_the_table_has_every_period_the_usual_range_and_the_verdict():
    table = equity_gap.table(lines(ASIAN, BLACK), of_residents=True)
    assert [row["Period"] for row in table] == [
        "Q4 2025", "Q3 2025", "Q2 2025", "Q1 2025", "Q4 2024", "Q3 2024", "Q2 2024", "Q1 2024",
        "Usual range", "Verdict",
    ]  # fmt: skip
    by = {row["Period"]: row for row in table}
    assert by["Q3 2025"] == {"Period": "Q3 2025", "Asian": "−1.94 ▼ below usual", "Black": "+3.40"}
    assert by["Q4 2024"]["Asian"] == "—"
    assert by["Usual range"] == {
        "Period": "Usual range",
        "Asian": "−1.92 to −0.03",
        "Black": "+2.90 to +4.20",
    }


def test_the_picture_has_band_line_with_its_hole_and_a_marked_point_for_every_group():
    found = lines(ASIAN, BLACK)
    figure = equity_figure.gaps(found, True, 2025, LIGHT).to_dict()
    names = [trace["name"] for trace in figure["data"]]
    assert names == ["Usual range", "Mean", "Asian", "Gap", "Usual range", "Mean", "Black", "Gap"]
    band, _, line, points = figure["data"][:4]
    assert sorted(set(band["y"])) == [-1.92, -0.03]
    assert line["y"][3] is None and line["connectgaps"] is False
    marker = points["marker"]
    assert marker["symbol"][5] == "triangle-down" and marker["color"][5] == LIGHT.concern
    assert "below it: the gap widens" in points["hovertext"][5]
    assert set(marker["symbol"]) == {"circle", "triangle-down"}


def test_the_picture_is_told_in_words_too():
    told = equity_gap.alternative(lines(ASIAN), of_residents=True)
    assert told == (
        "Asian: −1.00 in Q4 2025, usual range −1.92 to −0.03, no real change in the gap up to Q4 2025 "
        "(7 quarters); outside it: Q3 2025."
    )


@pytest.mark.parametrize(("value", "of_residents", "told"), [(0.001, True, "0.00"), (-4.96, False, "−5.0")])
def test_a_gap_is_signed_unless_it_is_nothing(value, of_residents, told):
    assert equity_gap.amount(value, of_residents) == told
