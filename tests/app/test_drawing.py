"""The wall-sized chart, read off its SVG."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from xml.etree import ElementTree as Xml

import pandas as pd
import pytest

from app import drawing
from app import facts as say
from app.flags import planted
from app.lettering import width
from app.theme import DARK, LIGHT
from tests.app.conftest import series, with_status

SVG = "{http://www.w3.org/2000/svg}"
COUNTRYSIDE = (
    "Crisis center opened its drop-off door", "A second co-responder shift begins",
    "Peer support at the door",
    "Warrants are reviewed each month", "Clinic opens on Fridays again", "Jail screens every booking",
    "Mobile crisis answers at night", "New judge takes the docket",
)  # fmt: skip


def drawn(one, palette=LIGHT, marks=(), **size) -> Xml.Element:
    """The chart as an element tree: SVG that does not parse fails here."""
    return Xml.fromstring(drawing.trend_svg(one, palette, marks, **size))


def of_class(chart: Xml.Element, name: str) -> list[Xml.Element]:
    return [element for element in chart.iter() if element.get("class") == name]


def texts(chart: Xml.Element) -> list[str]:
    return [element.text for element in chart.iter(f"{SVG}text")]


def lengths(chart: Xml.Element) -> list[tuple[int, bool]]:
    """(number of points, dotted) of every line of the series."""
    return [
        (len(line.get("points").split()), "stroke-dasharray" in line.attrib)
        for line in of_class(chart, "line")
    ]


def test_shown_points_are_one_solid_dark_line():
    chart = drawn(series([10, 11, 12]))
    assert lengths(chart) == [(3, False)]
    assert of_class(chart, "line")[0].get("stroke") == LIGHT.ink
    assert len(of_class(chart, "plain")) == 3


@pytest.mark.parametrize("gap", ["missing", "suppressed", "too_early", "no_cases"])
def test_a_line_breaks_at_every_kind_of_gap_and_nothing_is_drawn_there(gap):
    chart = drawn(series([10, 11, gap, 12, 13]))
    assert lengths(chart) == [(2, False), (2, False)]
    assert len(of_class(chart, "plain")) == 4


def test_a_hidden_period_is_a_cross_and_a_missing_one_is_not():
    chart = drawn(series([10, "suppressed", "missing", 12]))
    assert len(of_class(chart, "hidden")) == 1


def test_a_provisional_point_is_hollow_on_a_dotted_line():
    chart = drawn(with_status(series([10, 11, 12]), 2, "provisional"))
    assert sorted(lengths(chart)) == [(2, False), (2, True)]
    (hollow,) = of_class(chart, "open")
    assert (hollow.get("fill"), hollow.get("stroke")) == (LIGHT.page, LIGHT.ink)


def test_a_count_of_an_unfinished_quarter_hangs_on_no_line():
    one = with_status(series([200, 210, 70]), 2, "provisional")
    one.frame["grain"] = "quarter"
    assert lengths(drawn(one)) == [(2, False)]


@pytest.mark.parametrize(
    ("improvement", "tone", "shape"),
    [(True, "improvement", "circle"), (False, "concern", "circle"), (None, "change", "path")],
)
def test_a_real_change_has_a_color_a_size_and_where_it_is_neutral_a_shape(improvement, tone, shape):
    one = series([10, 11, 19])
    one.frame["improvement"] = one.frame["improvement"].astype(object)
    one.frame.loc[2, ["signal", "improvement"]] = ["point", improvement]
    chart = drawn(one)
    (flagged,) = of_class(chart, tone)
    assert flagged.tag == f"{SVG}{shape}"
    assert flagged.get("fill") == LIGHT.tone(tone)
    assert len(of_class(chart, "plain")) == 2


def test_the_usual_range_breaks_where_the_mean_moves():
    one = series([10, 10, 20, 20])
    one.frame["center"] = [10.0, 10.0, 20.0, 20.0]
    assert len(of_class(drawn(one), "usual")) == 2


def test_the_usual_range_is_drawn_within_what_can_happen():
    one = series([90, 95], unit="percent")
    one.frame[["limit_low", "limit_high"]] = [80.0, 130.0]
    chart = drawn(one)
    places = [float(place.split(",")[1]) for place in of_class(chart, "usual")[0].get("points").split()]
    assert min(places) >= 0
    assert max(float(label.rstrip("%")) for label in texts(chart) if re.fullmatch(r"\d+%", label)) <= 100


def test_counts_start_at_zero_and_percentages_say_percent():
    assert "0" in texts(drawn(series([100, 110])))
    assert {"60%", "61%"} & set(texts(drawn(series([60, 61], unit="percent"))))


def test_a_percentage_over_100_is_drawn_where_it_lies():
    chart = drawn(series([50, 60, 130], unit="percent"))
    heights = [float(dot.get("cy")) for dot in of_class(chart, "plain")]
    assert (heights[1] - heights[2]) == pytest.approx(7 * (heights[0] - heights[1]), rel=0.02)


def test_the_target_is_dashed_red_with_its_value_at_the_end_of_the_line():
    chart = drawn(series([50, 60], unit="percent", target=65.0))
    dashed = [line for line in chart.iter(f"{SVG}line") if "stroke-dasharray" in line.attrib]
    assert [line.get("stroke") for line in dashed] == [LIGHT.target]
    (label,) = [element for element in chart.iter(f"{SVG}text") if element.text == "Target 65%"]
    assert float(label.get("x")) > float(dashed[0].get("x2"))


def test_the_newest_number_stands_at_its_point_and_apart_from_the_target():
    chart = drawn(series([50, 64.8], unit="percent", target=65.0))
    at = {element.text: float(element.get("y")) for element in chart.iter(f"{SVG}text")}
    assert abs(at["65%"] - at["Target 65%"]) >= 24


@pytest.mark.parametrize("values", [[50, 60], [70, 60]])
@pytest.mark.parametrize("target", [58.0, 59.0, 60.0, 61.0, 62.0])
def test_no_target_runs_through_the_newest_number_inside_the_plot(values, target):
    chart = drawn(series([*values, "suppressed", "suppressed", "suppressed"], unit="percent", target=target))
    (line,) = [line for line in chart.iter(f"{SVG}line") if "stroke-dasharray" in line.attrib]
    [foot] = [float(each.get("y")) for each in chart.iter(f"{SVG}text") if each.get("font-weight") == "700"]
    assert not foot - 18 < float(line.get("y1")) < foot + 6


def test_the_newest_number_is_the_last_one_shown_when_the_last_is_hidden():
    assert "12" in texts(drawn(series([10, 11.0, 12, "suppressed"])))


def test_young_cohorts_are_said_to_be_too_early():
    assert "too early to say" in texts(drawn(series([50, 60, "too_early"], unit="percent")))


def test_at_most_seven_periods_are_named_in_the_words_of_the_page():
    named = [
        text
        for text in texts(drawn(series(list(range(10, 34)))))
        if re.fullmatch(r"[A-Z][a-z]{2} \d{4}", text)
    ]
    assert named[0] == "Jan 2025"
    assert len(named) <= 7


def test_events_and_marks_are_thin_lines_with_their_names_and_those_outside_are_left_out():
    one = series(
        list(range(12)), events=((dt.date(2025, 2, 1), "Center <opened>"), (dt.date(2020, 1, 1), "Old"))
    )
    chart = drawn(one, marks=((dt.date(2025, 8, 3), "Decision: two shifts"),))
    assert [g.find(f"{SVG}text").text for g in of_class(chart, "event")] == [
        "Center <opened>",
        "Decision: two shifts",
    ]
    assert "Old" not in texts(chart)


@pytest.mark.parametrize(
    "months", [range(1, 9), (3, 3, 3, 4, 4, 11, 12, 12), (9, 10, 10, 10, 11, 11, 12, 12)]
)
def test_no_event_name_covers_another_or_is_cut_by_a_line(months):
    marks = tuple(
        (dt.date(2025, month, 1 + 3 * n), name)
        for n, (month, name) in enumerate(zip(months, COUNTRYSIDE, strict=True))
    )
    events = of_class(drawn(series(list(range(13))), marks=marks), "event")
    boxes, poles = [], []
    for event in events:
        pole = event.find(f"{SVG}line")
        poles.append((float(pole.get("x1")), float(pole.get("y1"))))
        for text in event.iter(f"{SVG}text"):
            x, y, long = float(text.get("x")), float(text.get("y")), width(text.text, 24)
            boxes.append((x - long, x, y) if text.get("text-anchor") == "end" else (x, x + long, y))
    assert boxes
    for n, (left, right, y) in enumerate(boxes):
        assert left >= 0
        assert right <= 1760
        assert not [b for b in boxes[n + 1 :] if b[2] == y and b[0] < right and left < b[1]]
        assert not [x for x, top in poles if left < x < right and top <= y]


def test_an_event_whose_name_is_cut_or_left_out_tells_it_whole_on_hover():
    marks = tuple((dt.date(2025, 6, 1 + 3 * n), name) for n, name in enumerate(COUNTRYSIDE))
    chart = drawn(series(list(range(12))), marks=marks)
    told = "; ".join(event.find(f"{SVG}title").text for event in of_class(chart, "event"))
    assert all(name in told for name in COUNTRYSIDE)
    shown = [event.findtext(f"{SVG}text") for event in of_class(chart, "event")]
    assert None in shown


def test_agreed_things_of_one_day_are_counted_above_their_line_and_named_on_hover_and_in_words():
    day = dt.date(2025, 3, 24)
    agreed = ("Action: train dispatchers", "Action: write the guide", "Decision: a second shift")
    one = series([10, 11, 12], events=tuple((day, name) for name in agreed))
    chart = drawn(one)
    (event,) = of_class(chart, "event")
    assert event.findtext(f"{SVG}text") == "Mar 24: 1 decision, 2 actions"
    assert event.findtext(f"{SVG}title") == "; ".join(agreed)
    assert f"On the chart: Mar 24, 2025, {'; '.join(agreed)}." in chart.findtext(f"{SVG}title")


def test_names_of_late_days_stand_left_of_their_lines_where_they_are_read_whole():
    late = dt.date(2027, 1, 5)
    events = [(1003.0, dt.date(2025, 9, 1), "Crisis center opened its drop-off door for officers"),
              (1593.0, dt.date(2026, 11, 30), "Decision: Open nights"),
              (1640.0, late, "Done: Ask for a liaison at night")]  # fmt: skip
    flags, _ = planted(events, 26, (0.0, 1812.0), 3)
    assert [flag.words for flag in flags] == [name for _, _, name in events]
    assert flags[-1].side == "left"


def test_a_long_name_is_cut_with_an_ellipsis():
    name = "The county commission agreed on " + "a very long thing " * 20
    (text,) = of_class(drawn(series([1, 2, 3]), marks=((dt.date(2025, 2, 1), name),)), "event")[0].iter(
        f"{SVG}text"
    )
    assert text.text.endswith("…")
    assert name.startswith(text.text[:-1])


def test_the_chart_is_an_image_with_its_text_alternative():
    one = series([10, "suppressed", 12])
    chart = drawn(one)
    assert chart.get("role") == "img"
    assert chart.find(f"{SVG}title").text == say.alternative(one)


def test_every_text_has_the_type_size_and_stays_inside_the_picture():
    one = series(list(range(900, 936)), target=950.0)
    chart = drawn(one, width=1200, height=500, type_size=30)
    assert chart.get("viewBox") == "0 0 1200 500"
    assert chart.get("font-size") == "30"
    for text in chart.iter(f"{SVG}text"):
        assert "font-size" not in text.attrib
        x, long = float(text.get("x")), width(text.text, 30)
        reach = {"start": (x, x + long), "end": (x - long, x), "middle": (x - long / 2, x + long / 2)}
        left, right = reach[text.get("text-anchor")]
        assert left >= -1
        assert right <= 1201


@pytest.mark.parametrize("values", [["missing", "suppressed"], [5], [0, 0], ["too_early"]])
def test_series_with_next_to_nothing_in_them_still_draw(values):
    assert drawn(series(values)).get("role") == "img"


def test_an_empty_series_still_draws():
    one = series([1])
    assert drawn(replace(one, frame=one.frame.iloc[:0])).get("role") == "img"


def test_the_dark_theme_draws_light_on_dark():
    assert of_class(drawn(series([1, 2]), DARK), "line")[0].get("stroke") == DARK.ink


def test_the_shared_frame_is_not_changed_by_drawing():
    one = series([10, "suppressed", 12])
    before = one.frame.copy()
    drawn(one)
    pd.testing.assert_frame_equal(one.frame, before)
