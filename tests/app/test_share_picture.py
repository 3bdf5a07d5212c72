"""How full the answers are, drawn small: always on 0 to 100, with a gap where nothing is shown."""

from __future__ import annotations

import datetime as dt
import re

from app import share_picture, theme


def points(*shares: int | None) -> list[share_picture.Point]:
    return [(dt.date(2026, n, 1), share) for n, share in enumerate(shares, start=1)]


def heights(picture: str) -> list[float]:
    return [float(y) for y in re.findall(r'cy="([\d.]+)"', picture)]


def test_the_scale_is_always_nothing_to_everything():
    top, bottom, half = heights(share_picture.svg(points(100, 0, 50), theme.LIGHT))
    assert top < half < bottom
    assert heights(share_picture.svg(points(100, 100), theme.LIGHT)) == [top, top]


def test_the_line_breaks_at_a_period_that_is_not_shown():
    picture = share_picture.svg(points(90, 90, None, 90, 90), theme.LIGHT)
    assert picture.count("<polyline") == 2
    assert picture.count("<circle") == 4


def test_the_picture_in_words():
    told = share_picture.alternative("Answers given", points(90, None, 100), "month")
    assert told == (
        "Answers given, by month, Jan 2026 to Mar 2026. Newest: 100% in Mar 2026; between 90% and 100%."
    )
    told = share_picture.alternative("Answers given", points(90, 90), "month")
    assert told.endswith("Newest: 90% in Feb 2026; the same throughout.")
    assert share_picture.alternative("Answers given", points(None), "month") == "Answers given: not shown."
