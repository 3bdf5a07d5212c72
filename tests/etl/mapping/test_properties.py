"""For any table: what a partner writes in their own way maps back to its values; records always add up."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.definitions import codes
from tests.etl.mapping.staged import TODAY

# Few and fast: every example is a whole file mapped in DuckDB.
FILES = settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
DAYS = st.dates(date(1990, 1, 1), TODAY)
ORDERS = {"mdy": "{m}/{d}/{y}", "dmy": "{d}.{m}.{y}", "ymd": "{y}-{m:02}-{d:02}"}
WORDS = st.text(st.characters(codec="ascii", categories=("Lu", "Ll", "Nd")), min_size=1, max_size=6)


def written(day: date, style: str) -> str:
    """A day in a partner's style."""
    return style.format(y=day.year, m=day.month, d=day.day)


@st.composite
def dialects(draw):
    """Rows of true values, and the same rows in a partner's words, order of columns, dates and decimals."""
    order = draw(st.sampled_from(sorted(ORDERS)))
    decimal = draw(st.sampled_from([".", ","]))
    words = {name: {} for name in ("sex", "disposition")}
    for name in words:
        for code in codes(name).labels:
            words[name][code] = f"{name[0]}{len(words[name])}_{draw(WORDS)}"
    rows = []
    for number in range(draw(st.integers(1, 12))):
        minutes = draw(st.none() | st.integers(0, 100_000).map(lambda tenths: tenths / 10))
        rows.append(
            {
                "encounter_id": f"x{number}",
                "encounter_date": draw(DAYS),
                "sex": draw(st.none() | st.sampled_from(sorted(words["sex"]))),
                "disposition": draw(st.sampled_from(sorted(words["disposition"]))),
                "response_minutes": minutes,
                "officer_count": draw(st.none() | st.integers(0, 9_999)),
            }
        )
    headings = draw(st.permutations(list(rows[0])))
    texts = [[_text(row[name], words.get(name), order, decimal) for name in headings] for row in rows]
    return order, decimal, words, rows, headings, texts


def _text(value, words, order, decimal):
    if value is None:
        return None
    if words:
        return words[value]
    if isinstance(value, date):
        return written(value, ORDERS[order])
    return str(value).replace(".", decimal) if isinstance(value, float) else str(value)


@FILES
@given(dialects())
def test_a_table_in_any_dialect_maps_back_to_its_values(desk, dialect):
    order, decimal, words, rows, headings, texts = dialect
    columns = {name: {"from": f"Col {name}"} for name in headings}
    for name, codings in words.items():
        columns[name]["values"] = {word: code for code, word in codings.items()}
    fixed = {"intercept": "1", "source": "911", "responder": "patrol", "bh_need": "none"}
    mapping = {
        "feed": "encounters",
        "agency": "pd",
        "dates": {"order": order},
        "numbers": {"decimal": decimal},
        "columns": columns | {name: {"value": value} for name, value in fixed.items()},
    }
    result = desk.map(mapping, [f"COL {name.upper()}" for name in headings], texts)
    assert result.rules() == []
    assert [{name: row[name] for name in rows[0]} for row in result.rows] == rows


@FILES
@given(st.lists(DAYS, min_size=1, max_size=12), st.sampled_from(sorted(ORDERS)), st.booleans())
def test_a_date_is_the_day_that_was_written_or_it_is_asked_about(desk, days, order, short):
    """Without being told the order, no day is ever read as another."""
    texts = [written(day, ORDERS[order]) for day in days]
    if short and order != "ymd":
        texts = [text[:-4] + text[-2:] for text in texts]
    result = desk.encounters([{"encounter_date": text} for text in texts])
    for day, read in zip(days, result.column("encounter_date"), strict=True):
        assert read in (day, None)
        assert read == day or result.rules()


@FILES
@given(
    st.lists(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12), max_size=8)
)
def test_any_text_in_any_column_is_read_or_told_and_every_record_is_counted(desk, texts):
    names = ("encounter_date", "intercept", "sex", "race_ethnicity", "response_minutes", "zip3", "force_used")
    result = desk.encounters([dict.fromkeys(names, text) for text in texts])
    assert result.counted.records == len(texts) == result.counted.mapped + result.counted.refused
    blocked = {row for finding in result.findings if finding.severity == "block" for row in finding.rows}
    for row in result.rows:
        if row["encounter_date"] is None or row["intercept"] is None:
            assert row["_row"] in blocked


@FILES
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["male", "female", ""])), max_size=12))
def test_rows_that_repeat_are_loaded_once_told_and_counted(desk, pairs):
    result = desk.bookings([{"booking_id": key, "sex": sex} for key, sex in pairs])
    assert result.counted.records == len(pairs)
    assert result.counted.mapped == len(set(pairs))
    keys = [key for key, _ in set(pairs)]
    assert ("duplicate_key" in result.rules()) == (len(keys) > len(set(keys)))


@FILES
@given(
    st.dictionaries(
        st.integers(0, 400).map(lambda n: date(2024, 1, 1) + timedelta(n)), st.integers(0, 9_999), min_size=1
    ),
)
def test_daily_counts_keep_their_sum_and_their_days(desk, counts):
    mapping = {
        "feed": "monthly_counts",
        "agency": "pd",
        "columns": {"measure_id": {"value": "jail_adp_total"}, "numerator": "Held"},
        "aggregate": {"by": "month", "date": "Day", "how": "mean_daily"},
    }
    rows = [[day.isoformat(), str(count)] for day, count in counts.items()]
    result = desk.map(mapping, ["Day", "Held"], rows)
    assert sum(result.column("numerator")) == sum(counts.values())
    assert sum(result.column("denominator")) == len(counts)
    assert {row["month"] for row in result.rows} == {day.replace(day=1) for day in counts}
