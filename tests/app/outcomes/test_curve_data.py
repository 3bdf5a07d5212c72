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

DAYS = (0, 90, 180, 270, 365)


def curve(year: int = 2024, level: str = "all", share: float = 40.0, mature: bool = True, **facts) -> Curve:
    """A curve that rises evenly to `share` percent within a year."""
    shares = np.array([share * day / 365 for day in DAYS])
    frame = pd.DataFrame({
        "day": DAYS, "at_risk": [1000.0, 950, 800, 700, 600], "events": [0.0, 30, 100, 75, 75],
        "censored": [0.0, 20, 50, 25, 25], "share": shares, "low": shares - 2, "high": shares + 2,
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
    few = replace(curve(), frame=curve().frame.iloc[[0, 2, 4]].reset_index(drop=True))
    drawn = curve_figure.figure([few], LIGHT)
    line = next(trace for trace in drawn.data if trace.mode == "lines+markers")
    assert (line.line.dash, line.line.width) == ("dot", 1)
    assert line.marker.size > 4
    assert line.error_y.array[-1] == pytest.approx(2)  # its interval stands at the points only
    assert not [trace for trace in drawn.data if trace.fill == "toself"]


def test_numbers_at_risk_stand_under_the_marks_of_the_days_that_all_tell():
    drawn = curve_figure.figure([curve(level="yes"), curve(level="no")], LIGHT)
    marks = list(drawn.layout.xaxis.tickvals)
    numbers = ("1,000", "950", "800", "700", "600")
    under = {note.x for note in drawn.layout.annotations if note.text in numbers}
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


def only(*days: int, **facts) -> Curve:
    """A curve told on some days only, rising evenly to 40% in a year."""
    share = np.array(days) * 40 / 365
    at_risk = 1000.0 - np.array(days)
    frame = pd.DataFrame({"day": days, "at_risk": at_risk, "events": 20.0, "censored": 15.0, "share": share,
                          "low": share - 2, "high": share + 2})  # fmt: skip
    return replace(curve(**facts), frame=frame)


def lines(drawn) -> list:
    return [trace for trace in drawn.data if trace.mode == "lines+markers"]


def test_no_course_is_drawn_over_a_gap_of_more_than_a_third():
    drawn = curve_figure.figure([only(0, 400, 410, 420, 630)], LIGHT)
    assert not [trace for trace in drawn.data if trace.fill == "toself"]
    assert (lines(drawn)[0].line.dash, lines(drawn)[0].marker.size) == ("dot", 8)
    whole = curve_figure.figure([only(0, 200, 400, 500, 630)], LIGHT)
    assert [trace for trace in whole.data if trace.fill == "toself"]


def test_a_cohort_is_read_at_no_day_beyond_what_its_last_people_were_followed():
    """Started until Dec 31, 2025, followed until Oct 31, 2026: 304 days at most."""
    late = only(0, 100, 200, 300, 400, 460, year=2025)
    assert late.followed == 304
    assert curve_data.common_day([late]) == 300
    assert "within 10 months" in curve_data.finding([late])
    assert "within 10 months" in curve_data.alternative([late], "Curves")
    never = only(0, 400, 430, 460, year=2025)
    assert (curve_data.finding([never]), never.young) == ("", "too early to compare")


def test_a_line_is_gray_after_the_days_that_all_its_people_were_followed():
    drawn = curve_figure.figure([only(0, 100, 200, 300, 400, 460, year=2025)], LIGHT)
    later, whole = lines(drawn)
    assert (list(whole.x), whole.line.color) == ([0, 100, 200, 300], LIGHT.ink)
    assert (list(later.x), later.line.color) == ([300, 400, 460], LIGHT.mean)
    (band,) = [trace for trace in drawn.data if trace.fill == "toself"]
    assert max(band.x) == 300
    texts = [note.text for note in drawn.layout.annotations]
    assert any("gray after 10 months" in text for text in texts)
    assert any("<br>33% at 10 mo" in text for text in texts)


def test_a_curve_followed_long_enough_is_in_one_color_to_its_end():
    drawn = curve_figure.figure([curve(2024)], LIGHT)
    assert len(lines(drawn)) == 1
    assert not any("gray" in note.text for note in drawn.layout.annotations)


def test_all_bands_lie_under_all_lines():
    drawn = curve_figure.figure([curve(2023), curve(2024)], LIGHT)
    assert [trace.fill == "toself" for trace in drawn.data] == [True, True, False, False]


def test_the_axis_has_even_months_where_few_days_are_told_by_all():
    drawn = curve_figure.figure([only(0, 410, 420, 630), only(0, 170, 180, 510, 630)], LIGHT)
    assert list(drawn.layout.xaxis.ticktext) == ["0", "6 mo", "12 mo", "18 mo"]


def test_numbers_at_risk_away_from_a_mark_say_their_day():
    drawn = curve_figure.figure([only(0, 410, 420, 630), only(0, 170, 180, 510, 630)], LIGHT)
    texts = [note.text for note in drawn.layout.annotations]
    assert {"1,000", "820", "590 (13 mo)", "370"} <= set(texts)  # day 0, 180 (a mark), 410, and 630 (the end)
    assert not any(text.startswith("490") for text in texts)  # day 510: no room for its day


def test_years_are_named_with_the_months_that_they_cover(monkeypatch):
    curves = (curve(2022, "act", months=(11, 12)), curve(2023, "act"), curve(2022, "peer"))
    monkeypatch.setattr(curve_data, "found", lambda *_: curves)
    named = curve_data.year_labels("b1", "retention", "service_type", "act", None)
    assert named == {2022: "2022 (Nov–Dec)", 2023: "2023"}
    monkeypatch.setattr(curve_data, "found", lambda *_: None)
    assert curve_data.year_labels("b1", "retention", "service_type", "act", None) == {}


def test_the_name_of_a_line_stands_clear_of_the_intervals_of_a_longer_one():
    drawn = curve_figure.figure([only(0, 180, 340, year=2024), only(0, 180, 330, year=2025)], LIGHT)
    named = [note.x for note in drawn.layout.annotations if " at " in note.text and "<br>" in note.text]
    assert named == [340, 340]


def test_why_a_line_is_gray_fits_a_phone():
    one = only(0, 100, 200, 300, 400, 460, year=2025)
    longest = max(len(f"{name}: {one.caution}") for name in curve_data.SHORT.values())
    assert longest <= 59  # what stands in 315 pixels
