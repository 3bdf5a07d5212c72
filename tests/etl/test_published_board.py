"""What the submissions board reads from a build: restated months, arrivals, shares that give nothing away."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from etl import builds, published_board, submissions
from etl.sqlfile import render
from etl.store_shape import feed_shapes
from tests.etl import crash, sending
from tests.etl.measuring import County
from tests.etl.sending import enrollment

JANUARY = [enrollment(n, f"2024-01-{n:02}") for n in range(1, 16)]
FEBRUARY = [enrollment(20 + n, f"2024-02-{n:02}") for n in range(1, 16)]
LEFT = enrollment(1, "2024-01-01", "exited", "2024-03-01", "left")
FINISHED = enrollment(1, "2024-01-01", "exited", "2024-03-01", "completed")


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setattr("etl.publish._compute", crash.count_rows)
    return sending.home_in(tmp_path)


@pytest.fixture
def send(home, tmp_path):
    """Load rows as one file, received on a day."""

    def send(rows, received, **how):
        (receipt,) = submissions.load(
            home, [sending.write(tmp_path / "file.csv", rows)], received=date.fromisoformat(received), **how
        )
        assert receipt.status == "loaded"

    return send


def read(home, sql: str) -> list[tuple]:
    with duckdb.connect(str(builds.current(home).shared), read_only=True) as con:
        return con.execute(sql).fetchall()


def restated(home) -> list[tuple[str, str]]:
    return [
        (str(month)[:7], str(day))
        for month, day in read(home, 'select "month", restated_on from restatement order by 1')
    ]


def test_another_answer_than_the_published_one_restates_its_month(home, send):
    send([LEFT, *JANUARY[1:], *FEBRUARY], "2024-03-05")
    assert restated(home) == []
    send([FINISHED], "2024-04-05")
    assert restated(home) == [("2024-01", "2024-04-05")]


def test_a_row_that_moves_restates_the_month_it_left_and_the_one_it_came_to(home, send):
    send(JANUARY + FEBRUARY, "2024-03-05")
    send([enrollment(1, "2024-02-09")], "2024-04-05")
    assert restated(home) == [("2024-01", "2024-04-05"), ("2024-02", "2024-04-05")]


def test_an_open_answer_that_is_given_and_a_new_row_restate_nothing(home, send):
    send(JANUARY, "2024-02-05")
    send([LEFT, *FEBRUARY, enrollment(60, "2024-01-20")], "2024-04-05")
    assert restated(home) == []


def test_what_was_corrected_before_anything_was_published_is_no_restatement(home, send):
    send([LEFT, *JANUARY[1:]], "2024-03-05", publish=False)
    send([FINISHED], "2024-03-06")
    assert restated(home) == []


def test_a_withdrawn_correction_restates_nothing(home, send):
    send([LEFT, *JANUARY[1:]], "2024-03-05")
    send([FINISHED], "2024-04-05")
    submissions.withdraw(home, submissions.kept_list(home)[-1]["submission_id"])
    assert restated(home) == []


def test_each_file_is_listed_with_its_day_and_newest_month_and_without_a_count(home, send):
    send(JANUARY, "2024-02-05")
    send(FEBRUARY, "2024-03-05")
    assert read(home, "from arrival") == [
        ("harbor_court", "enrollments", date(2024, 3, 5), date(2024, 2, 1)),
        ("harbor_court", "enrollments", date(2024, 2, 5), date(2024, 1, 1)),
    ]


def test_a_month_without_rows_came_as_any_other_so_that_no_hidden_zero_is_told(home, send):
    send(JANUARY + FEBRUARY, "2024-03-05")
    send([enrollment(99, "2024-02-20")], "2024-04-05")  # March had none, which is likely for so few
    con = duckdb.connect(str(home.store))
    con.execute("attach ':memory:' as shared")
    con.execute(
        "create temp table coverage as select 'harbor_court' as agency_id, 'enrollments' as feed, "
        "date '2024-03-01' as \"month\", null::date as first_received, 'received' as state"
    )
    con.execute("create table shared.arrival (agency_id varchar, feed varchar, came date, newest date)")
    con.execute(render(published_board.SQL / "arrival.sql", **feed_shapes()["enrollments"].fragments()))
    told = con.execute("select came, newest from shared.arrival").fetchall()
    assert told == [(date(2024, 4, 5), date(2024, 3, 1)), (date(2024, 3, 5), date(2024, 2, 1))]


@pytest.fixture
def county(tmp_path):
    return County(tmp_path).partner("pd").sends("pd", "encounters")


def add(county: County, month: str, rows: int, agency: str = "pd", **facts) -> None:
    days = ({"encounter_date": f"{month}-{n % 28 + 1:02}"} | facts for n in range(rows))
    county.add("encounters", *days, agency_id=agency)


def shares(county: County, agency: str = "pd", feed: str = "encounters") -> dict[str, tuple]:
    """{period: (complete, unknown)} as published."""
    con = county.cover().con
    con.execute("attach ':memory:' as shared")
    con.execute(
        "create table shared.quality (agency_id varchar, feed varchar, grain varchar, period date, "
        "complete integer, unknown integer)"
    )
    published_board.quality(con, feed)
    found = con.execute("from shared.quality where agency_id = ? order by period", [agency]).fetchall()
    return {
        f"{grain} {str(period)[:7]}": (complete, unknown) for _, _, grain, period, complete, unknown in found
    }


def test_answers_given_and_unknown_are_pooled_over_the_columns_that_the_agency_fills(county):
    # Five columns are filled in every row (source, responder, need, disposition, sex); sex in half of them.
    add(county, "2024-01", 50, sex="female")
    add(county, "2024-01", 50)
    add(county, "2024-02", 100, sex="unknown", responder="unknown")
    assert shares(county) == {"month 2024-01": (90, 0), "month 2024-02": (100, 40)}


def test_shares_come_in_whole_steps_of_five_percent(county):
    add(county, "2024-01", 93, sex="female")
    add(county, "2024-01", 7)
    assert shares(county) == {"month 2024-01": (100, 0)}  # 98.6% of the answers


def test_a_period_of_fewer_than_30_rows_has_no_share(county):
    add(county, "2024-01", 200)
    add(county, "2024-02", 29)
    add(county, "2024-03", 30)
    assert shares(county) == {
        "month 2024-01": (100, 0),
        "month 2024-02": (None, None),
        "month 2024-03": (100, 0),
    }


def test_an_agency_of_few_rows_goes_by_whole_quarters_and_a_smaller_one_has_no_shares(county):
    county.partner("town", "village")
    for month in ("2024-01", "2024-02", "2024-03", "2024-04"):
        add(county, month, 90)
        add(county, month, 25, agency="town")
        add(county, month, 12, agency="village")
    assert list(shares(county, "town")) == ["quarter 2024-01"]
    assert county.con.execute(
        "select count(*) from shared.quality where agency_id = 'village'"
    ).fetchone() == (0,)


def test_whether_an_agency_has_shares_does_not_hang_on_the_month_itself(county):
    # The same month of 40 rows: shown where the agency is usually large, not where it never is.
    county.partner("small")
    for month in ("2024-01", "2024-02", "2024-03"):
        add(county, month, 40 if month == "2024-02" else 200)
        add(county, month, 40 if month == "2024-02" else 5, agency="small")
    assert shares(county)["month 2024-02"] == (100, 0)
    assert county.con.execute("select count(*) from shared.quality where agency_id = 'small'").fetchone() == (
        0,
    )


def test_part_2_goes_by_quarter_and_tells_no_characteristics(tmp_path):
    county = County(tmp_path).partner("clinic", part2="yes").sends("clinic", "encounters")
    for month in ("2024-01", "2024-02", "2024-03"):
        add(county, month, 100, agency="clinic", sex="unknown")
    assert shares(county, "clinic") == {"quarter 2024-01": (100, 0)}


def test_totals_have_no_shares(tmp_path):
    county = County(tmp_path).partner("pd").sends("pd", "monthly_counts", granularity="counts")
    county.add(
        "monthly_counts",
        *(
            {"month": "2024-01-01", "measure_id": "diversions", "level": str(n), "numerator": 40}
            for n in range(90)
        ),
        agency_id="pd",
    )
    assert shares(county, feed="monthly_counts") == {}
