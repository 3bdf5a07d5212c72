"""The chart grammar, read off the figures that draw it."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pandas as pd
import pytest

from app import figures
from app.theme import DARK, LIGHT
from tests.app.conftest import series, with_status


def traces(figure, name: str) -> list:
    """The figure's traces of one name."""
    return [trace for trace in figure.data if trace.name == name]


def lines(figure) -> list[tuple[str, list]]:
    """(dash, values) of every line that draws the series itself."""
    skip = {"Usual range", "Mean"}
    return [(t.line.dash, list(t.y)) for t in figure.data if t.mode == "lines" and t.name not in skip]


def test_shown_points_are_one_solid_dark_line():
    figure = figures.trend(series([10, 11, 12]), LIGHT)
    assert lines(figure) == [("solid", [10, 11, 12])]
    assert traces(figure, "Diversions")[0].line.color == LIGHT.ink


@pytest.mark.parametrize("gap", ["missing", "suppressed", "too_early", "no_cases"])
def test_a_line_breaks_at_every_kind_of_gap(gap):
    figure = figures.trend(series([10, 11, gap, 12, 13]), LIGHT)
    assert lines(figure) == [("solid", [10, 11]), ("solid", [12, 13])]


def test_a_gap_is_never_drawn_as_zero():
    figure = figures.trend(series([10, "missing", "suppressed", 12]), LIGHT)
    drawn = [y for trace in figure.data if trace.name in ("Diversions", "Shown") for y in trace.y]
    assert 0 not in drawn


def test_a_hidden_point_is_marked_on_the_floor_with_its_reason():
    (mark,) = traces(figures.trend(series([10, "suppressed", 12]), LIGHT), "Not shown")
    assert list(mark.x) == ["2025-02-01"]
    assert mark.marker.symbol == "x-thin"
    assert mark.hovertext[0] == "<b>Feb 2025</b><br>Protects a small number"


def test_a_provisional_point_is_hollow_and_hangs_on_a_dotted_line():
    figure = figures.trend(with_status(series([10, 11, 12]), 2, "provisional"), LIGHT)
    assert lines(figure) == [("dot", [11, 12]), ("solid", [10, 11])]
    (hollow,) = [t for t in traces(figure, "Provisional") if t.mode == "markers"]
    assert hollow.marker.color == LIGHT.page
    assert list(hollow.y) == [12]


def test_a_count_of_an_unfinished_quarter_hangs_on_no_line():
    one = with_status(series([200, 210, 70]), 2, "provisional")
    one.frame["grain"] = "quarter"
    figure = figures.trend(one, LIGHT)
    assert lines(figure) == [("solid", [200, 210])]
    assert [list(t.y) for t in traces(figure, "Provisional")] == [[70]]


@pytest.mark.parametrize(
    ("improvement", "tone", "symbol"),
    [(True, "improvement", "circle"), (False, "concern", "circle"), (None, "change", "diamond")],
)
def test_a_signal_has_a_color_a_shape_and_a_word(improvement, tone, symbol):
    one = series([10, 11, 19])
    one.frame["improvement"] = one.frame["improvement"].astype(object)
    one.frame.loc[2, ["signal", "improvement"]] = ["point", improvement]
    (flagged,) = traces(figures.trend(one, LIGHT), tone)
    assert list(flagged.y) == [19]
    assert flagged.marker.color == LIGHT.tone(tone)
    assert flagged.marker.symbol == symbol
    assert "Part of a real" in flagged.hovertext[0]


def test_the_usual_range_is_a_band_clipped_to_what_can_happen():
    one = series([90, 95], unit="percent")
    one.frame[["limit_low", "limit_high"]] = [80.0, 130.0]
    (band,) = traces(figures.trend(one, LIGHT), "Usual range")
    assert list(band.y) == [100, 100, 80, 80]


def test_the_mean_breaks_at_a_rebase():
    one = series([10, 10, 20, 20])
    one.frame["center"] = [10.0, 10.0, 20.0, 20.0]
    means = traces(figures.trend(one, LIGHT), "Mean")
    assert [list(mean.y) for mean in means] == [[10, 10], [20, 20]]


def test_counts_start_at_zero_and_percentages_stay_within_0_and_100():
    assert figures.trend(series([100, 110]), LIGHT).layout.yaxis.range[0] == 0
    low, high = figures.trend(series([95, 99], unit="percent"), LIGHT).layout.yaxis.range
    assert 0 <= low < high <= 100


def test_there_is_one_y_axis_and_no_legend():
    figure = figures.trend(series([1, 2], target=3.0), LIGHT)
    assert figure.layout.showlegend is False
    assert not [
        name for name in figure.layout.to_plotly_json() if name.startswith("yaxis") and name != "yaxis"
    ]


def test_the_target_is_dashed_red_and_named():
    figure = figures.trend(series([50, 60], unit="percent", target=65.0), LIGHT)
    (line,) = figure.layout.shapes
    assert (line.line.dash, line.line.color, line.y0) == ("dash", LIGHT.target, 65.0)
    assert [note.text for note in figure.layout.annotations] == ["Target<br>65%"]


def test_an_event_is_a_thin_vertical_line_with_its_name_as_text():
    one = series(
        [1, 2, 3], events=((dt.date(2025, 2, 1), "Center <opened>"), (dt.date(2020, 1, 1), "Before"))
    )
    figure = figures.trend(one, LIGHT)
    (line,) = figure.layout.shapes
    assert (line.x0, line.x1, line.line.width) == ("2025-02-01", "2025-02-01", 1)
    assert [note.text for note in figure.layout.annotations] == ["Center &lt;opened&gt;"]


def test_young_cohorts_are_said_to_be_too_early():
    figure = figures.trend(series([50, 60, "too_early"], unit="percent"), LIGHT)
    assert [note.text for note in figure.layout.annotations] == ["too early to say"]


def test_hover_gives_month_value_n_range_and_coverage():
    (points,) = traces(figures.trend(series([61.4], unit="percent"), LIGHT), "Shown")
    assert (
        points.hovertext[0] == "<b>Jan 2025: 61%</b><br>61 of 100<br>Usual range 5–15%<br>3 of 4 agencies in"
    )


def test_at_most_seven_labels_stand_under_a_chart():
    long = series(list(range(48)))
    labels = figures.trend(long, LIGHT).layout.xaxis.ticktext
    assert len(labels) <= 7
    assert figures.trend(series(list(range(6))), LIGHT).layout.xaxis.ticktext[0] == "Jan 2025"


def test_levels_are_strips_on_one_scale_named_directly():
    found = [
        series([10, 12], breakdown="sex", level="female", label="Female"),
        series([30, 32], breakdown="sex", level="male", label="Male"),
        series(["suppressed", "suppressed"], breakdown="sex", level="other", label="Other"),
    ]
    figure = figures.levels(found, LIGHT)
    axes = [figure.layout.yaxis, figure.layout.yaxis2, figure.layout.yaxis3]
    assert len({tuple(axis.range) for axis in axes}) == 1
    names = [note.text for note in figure.layout.annotations]
    assert names[0].startswith("<b>Female</b>")
    assert "fewer than 11, or protected" in names[2]
    domains = [axis.domain for axis in axes]
    assert all(upper[0] > lower[1] for upper, lower in pairwise(domains))


def test_flow_bars_carry_their_name_and_number_and_hide_what_is_hidden():
    found = [
        series([60], breakdown="outcome", level="a", label="Referred"),
        series(["suppressed"], breakdown="outcome", level="b", label="Held"),
    ]
    figure = figures.flow(found, dt.date(2025, 1, 1), LIGHT)
    texts = [note.text for note in figure.layout.annotations]
    assert texts == ["Referred: <b>60</b>, 100% of those shown", "Held: fewer than 11, or protected"]
    (bars,), (crosses,) = traces(figure, "Shown"), traces(figure, "Not shown")
    assert list(bars.x) == [60, 0]
    assert list(crosses.y) == [bars.y[1]]


@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_both_themes_color_the_page_and_the_line(palette):
    figure = figures.trend(series([1, 2]), palette)
    assert figure.layout.paper_bgcolor == palette.page
    assert traces(figure, "Diversions")[0].line.color == palette.ink


def test_heights_are_fixed_so_that_pages_do_not_jump():
    assert figures.trend(series([1]), LIGHT).layout.height == figures.HEIGHT


def test_a_series_without_any_number_still_draws():
    figure = figures.trend(series(["missing", "suppressed"]), LIGHT)
    assert lines(figure) == []


def test_the_shared_frame_is_not_changed_by_drawing():
    one = series([10, "suppressed", 12])
    before = one.frame.copy()
    figures.trend(one, LIGHT)
    pd.testing.assert_frame_equal(one.frame, before)
