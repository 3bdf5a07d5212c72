"""Which charts are drawn at once."""

from types import SimpleNamespace

from app import charts


def line(number: int, code: str) -> SimpleNamespace:
    return SimpleNamespace(number=number, verdict=SimpleNamespace(code=code))


def numbers(codes: list[str]) -> list[int]:
    found = [line(number, code) for number, code in enumerate(codes)]
    return [one.number for one in charts.news_at_once(found)]


def test_a_real_change_is_not_left_behind_show_more():
    codes = ["normal"] * charts.AT_ONCE + ["early", "concern"]
    told = numbers(codes)
    assert told[: charts.AT_ONCE] == [*range(charts.AT_ONCE - 1), charts.AT_ONCE + 1]
    assert sorted(told) == list(range(len(codes)))


def test_the_order_stays_where_everything_fits():
    assert numbers(["normal", "concern", "early", "improvement"]) == [0, 1, 2, 3]


def test_with_more_changes_than_places_the_first_ones_are_drawn():
    assert numbers(["normal", *["change"] * (charts.AT_ONCE + 1)])[: charts.AT_ONCE] == [
        *range(1, charts.AT_ONCE + 1)
    ]
