"""Curves in words, as a table and as a figure."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from app.outcomes import curve_data, curve_figure
from app.outcomes.curve_data import Curve
from app.theme import LIGHT

DAYS = (0, 30, 180, 365)


def curve(year: int = 2024, level: str = "all", share: float = 40.0, mature: bool = True, **facts) -> Curve:
    """A curve that rises evenly to `share` percent within a year."""
    shares = np.array([share * day / 365 for day in DAYS])
    frame = pd.DataFrame({
        "day": DAYS, "at_risk": [1000.0, 950, 800, 600], "events": [0.0, 30, 100, 150],
        "censored": [0.0, 20, 50, 50], "share": shares, "low": shares - 2, "high": shares + 2,
    })  # fmt: skip
    frame.loc[0, ["low", "high"]] = np.nan
    given = {"kind": "return", "grouping": "smi" if level != "all" else "all", "n": 1000.0,
             "through": dt.date(2026, 10, 31)} | facts  # fmt: skip
    name = curve_data.LONG.get((given["grouping"], level), level)
    return Curve(level=level, year=year, mature=mature, frame=frame, name=name, **given)


def test_one_curve_is_told_with_its_n_and_interval():
    assert curve_data.finding([curve()]) == (
        "Of the 1,000 releases of 2024, 40% (95% interval 38–42%) had returned to custody within 12 months."
    )


def test_two_levels_are_told_side_by_side_and_whether_they_differ():
    told = curve_data.finding([curve(level="yes", share=40), curve(level="no", share=42)])
    assert told.startswith("Of people released in 2024, 40%")
    assert told.endswith("The intervals overlap: no clear difference.")
    apart = curve_data.finding([curve(level="yes", share=50), curve(level="no", share=40)])
    assert apart.endswith("The intervals do not overlap.")


def test_intervals_that_only_rounding_makes_touch_are_told_to_a_tenth():
    near = [curve(level="yes", share=46.3), curve(level="no", share=42.2)]
    told = curve_data.finding(near)
    assert "46.3% (95% interval 44.3–48.3%)" in told
    assert "42.2% (95% interval 40.2–44.2%)" in told
    assert told.endswith("The intervals do not overlap.")


def test_a_service_keeps_its_name():
    court = curve(kind="retention", grouping="service_type", level="Mental health court")
    assert curve_data.finding([court]).startswith("Of people who started in Mental health court in 2024, 40%")


def test_who_is_in_neither_line_is_counted_where_that_may_be_told():
    assert "1,000 releases" in curve_data.left_out([curve(level="unknown")])
    hidden = replace(curve(level="unknown"), frame=curve().frame.iloc[:0])
    assert curve_data.left_out([hidden]) == "Releases for which this is not known are in neither line."


def test_a_cohort_of_two_months_says_so_and_is_compared_with_nothing():
    short = curve(2022, months=(11, 12))
    assert short.label == "2022 (Nov–Dec)"
    assert curve_data.finding([short]) == ""
    assert curve_data.newest_mature((short,)) is None
    assert curve(2026, mature=False, months=(1, 10)).label == "2026"


def test_few_days_are_points_and_no_course():
    few = replace(curve(), frame=curve().frame.iloc[[0, 2, 3]].reset_index(drop=True))
    drawn = curve_figure.figure([few], LIGHT)
    line = next(trace for trace in drawn.data if trace.mode == "lines+markers")
    assert (line.line.dash, line.line.width) == ("dot", 1)
    assert line.marker.size > 4
    assert line.error_y.array[-1] == pytest.approx(2)  # its interval stands at the points only
    assert not [trace for trace in drawn.data if trace.fill == "toself"]


def test_numbers_at_risk_stand_under_the_marks_of_the_days_that_all_tell():
    drawn = curve_figure.figure([curve(level="yes"), curve(level="no")], LIGHT)
    marks = list(drawn.layout.xaxis.tickvals)
    under = {note.x for note in drawn.layout.annotations if note.text in ("1,000", "950", "800", "600")}
    assert under == set(marks)


def test_a_line_ends_with_the_time_it_was_followed():
    drawn = curve_figure.figure([curve(2024), curve(2025, mature=False)], LIGHT)
    assert any("<br>40% at 12 mo" in note.text for note in drawn.layout.annotations)


def test_with_and_without_a_program_is_never_told_as_a_comparison():
    both = [curve(level=each, share=share, grouping="program") for each, share in
            (("started", 20), ("not_started", 40))]  # fmt: skip
    told = curve_data.finding(both)
    assert "not back within 30 days" in told
    assert "within 12 months of the release" in told
    assert told.endswith("This is not a controlled comparison and says nothing about what the program did.")


def test_a_cohort_that_is_not_mature_is_compared_with_nothing():
    assert curve_data.finding([curve(mature=False)]) == ""
    assert curve_data.newest_mature((curve(2023), curve(2024), curve(2025, mature=False))) == 2024


def test_a_group_about_which_nothing_is_known_is_no_side_of_a_comparison():
    told = curve_data.finding([curve(level="yes"), curve(level="no"), curve(level="unknown")])
    assert "not known" not in told


def test_the_table_tells_who_is_still_watched():
    row = curve_data.table([curve()])[-1]
    assert row["Still watched"] == "600"
    assert row["95% interval"] == "38.0–42.0%"


@pytest.mark.parametrize("curves", [[curve(2023), curve(2024), curve(2025, mature=False)],
                                    [curve(level="yes"), curve(level="no")]])  # fmt: skip
def test_the_figure_names_every_line_and_puts_numbers_at_risk_under_their_days(curves):
    drawn = curve_figure.figure(curves, LIGHT)
    texts = [note.text for note in drawn.layout.annotations]
    for one in curves:
        name = str(one.year) if one.level == "all" else one.short
        assert sum(name.split(" ")[0] in text for text in texts) >= 2  # at its end and in the table
    under = [note for note in drawn.layout.annotations if note.text == "1,000"]
    assert [note.x for note in under] == [0] * len(curves)
    assert [note.x for note in drawn.layout.annotations if note.text == "600"] == [365] * len(curves)


def test_a_young_cohort_is_dotted_gray_and_has_no_band():
    drawn = curve_figure.figure([curve(2024), curve(2025, mature=False)], LIGHT)
    lines = [trace for trace in drawn.data if trace.mode == "lines+markers"]
    assert [line.line.dash for line in lines] == ["solid", "dot"]
    assert len([trace for trace in drawn.data if trace.fill == "toself"]) == 1
    assert any("too early to compare" in note.text for note in drawn.layout.annotations)
