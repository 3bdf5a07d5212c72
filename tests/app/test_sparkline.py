"""The same grammar, small: an SVG that needs no charting library."""

from __future__ import annotations

import base64
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from app import sparkline
from app.theme import DARK, LIGHT
from tests.app.conftest import series, with_status

SVG = "{http://www.w3.org/2000/svg}"


def shapes(picture: str, tag: str) -> list[dict]:
    """The attributes of every element of one kind; parsing proves the SVG well formed."""
    return [element.attrib for element in ET.fromstring(picture).iter(SVG + tag)]


def test_a_line_breaks_at_a_gap():
    lines = shapes(sparkline.svg(series([1, 2, "missing", 3, 4]), LIGHT), "polyline")
    assert len(lines) == 2
    assert all("stroke-dasharray" not in line for line in lines)


def test_a_hidden_point_is_a_cross_and_never_on_the_line():
    picture = sparkline.svg(series([10, 11, "suppressed", 12]), LIGHT)
    assert len(shapes(picture, "path")) == 1
    assert len(shapes(picture, "polyline")[0]["points"].split()) == 2


def test_a_provisional_point_is_hollow_on_a_dotted_line():
    picture = sparkline.svg(with_status(series([10, 11, 12]), 2, "provisional"), LIGHT)
    (hollow,) = [dot for dot in shapes(picture, "circle") if "stroke" in dot]
    assert (hollow["fill"], hollow["stroke"]) == (LIGHT.page, LIGHT.ink)
    assert [line for line in shapes(picture, "polyline") if line.get("stroke-dasharray")]


def test_a_signal_is_colored():
    one = series([10, 11, 19])
    one.frame["improvement"] = one.frame["improvement"].astype(object)
    one.frame.loc[2, ["signal", "improvement"]] = ["point", False]
    assert [dot["fill"] for dot in shapes(sparkline.svg(one, LIGHT), "circle")] == [LIGHT.concern]


def test_the_usual_range_is_one_band_and_the_target_a_dashed_red_line():
    picture = sparkline.svg(series([50, 60], unit="percent", target=65.0), LIGHT)
    assert [band["fill"] for band in shapes(picture, "polygon")] == [LIGHT.band]
    assert [line for line in shapes(picture, "line") if line["stroke"] == LIGHT.target]


def test_only_the_last_periods_are_drawn():
    picture = sparkline.svg(series(list(range(40))), LIGHT, last=12)
    assert len(shapes(picture, "polyline")[0]["points"].split()) == 12


@pytest.mark.parametrize("values", [[], ["missing"], ["suppressed", "suppressed"], [7], [7, 7, 7]])
def test_thin_series_still_draw(values):
    one = series(values or [1])
    if not values:
        one = replace(one, frame=one.frame[:0])
    ET.fromstring(sparkline.svg(one, DARK))


def test_everything_stays_inside_the_picture():
    picture = sparkline.svg(series([1, 500, 3, 4], target=900.0), LIGHT, sparkline.ROW)
    for dot in shapes(picture, "polyline")[0]["points"].split():
        x, y = map(float, dot.split(","))
        assert 0 <= x <= sparkline.ROW.width
        assert 0 <= y <= sparkline.ROW.height


def test_the_data_address_holds_the_picture():
    address = sparkline.data_uri("<svg/>")
    assert base64.b64decode(address.removeprefix("data:image/svg+xml;base64,")) == b"<svg/>"


def test_a_picture_that_begins_with_a_gap_keeps_its_scale():
    picture = sparkline.svg(series(["suppressed", 10, 20]), LIGHT)
    line = shapes(picture, "polyline")[0]["points"].split()
    heights = [float(point.split(",")[1]) for point in line]
    assert 0 < heights[1] < heights[0] < sparkline.CARD.height
