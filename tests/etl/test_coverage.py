"""Who reported which month, what is late, and when a month's rows are complete."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.etl.measuring import County


def days(first: str, count: int, step: int = 1) -> list[str]:
    return [str(date.fromisoformat(first) + timedelta(days=step * number)) for number in range(count)]


JUNE = {"agency_id": "pd", "_first_received": "2024-07-10"}


@pytest.fixture
def county(tmp_path):
    return County(tmp_path).partner("pd").sends("pd", "encounters", due_day=10)


def through(county: County, agency: str = "pd", feed: str = "encounters") -> str:
    return str(
        county.con.execute(
            "select through_date from through where agency_id = ? and feed = ?", [agency, feed]
        ).fetchone()[0]
    )


def final(county: County) -> dict[str, bool]:
    return {
        str(m)[:7]: f
        for m, f in county.con.execute("select month, final from coverage order by 1").fetchall()
    }


def test_months_are_received_or_missing_late_or_only_expected(county):
    county.partner("so").sends("so", "encounters", due_day=10).partner("ps").sends(
        "ps", "encounters", due_day=28
    )
    county.add("encounters", *({"encounter_date": day} for day in days("2024-01-01", 31)), agency_id="pd")
    county.add(
        "encounters",
        *({"encounter_date": day} for day in days("2024-03-01", 31)),
        agency_id="pd",
        _first_received="2024-04-15",
    )
    for agency in ("so", "ps"):
        county.add(
            "encounters", *({"encounter_date": day} for day in days("2024-01-01", 60)), agency_id=agency
        )
    county.cover()
    assert county.states("pd", "encounters") == {
        "2024-01": "received",
        "2024-02": "missing",
        "2024-03": "received",
    }
    assert county.states("so", "encounters")["2024-03"] == "late"  # due April 10, and it is April 15
    assert county.states("ps", "encounters")["2024-03"] == "expected"  # due April 28


def test_the_due_date_is_in_the_next_month(county):
    county.add("encounters", {"encounter_date": "2024-12-05"}, agency_id="pd")
    county.cover()
    assert str(county.con.execute("select max(due_date) from coverage").fetchone()[0]) == "2025-01-10"


def test_rows_are_complete_through_the_last_month_that_is_over(county):
    county.add("encounters", *({"encounter_date": day} for day in days("2024-01-01", 60)), agency_id="pd")
    assert through(county.cover()) == "2024-02-29"


def test_a_partial_month_is_complete_through_its_last_row(county):
    county.add("encounters", *({"encounter_date": day} for day in days("2024-01-01", 50)), agency_id="pd")
    assert through(county.cover()) == "2024-02-19"


def test_where_only_months_are_known_a_partial_month_is_complete_through_the_month_before(tmp_path):
    county = County(tmp_path).partner("pd", date_precision="month")
    county.add("encounters", {"encounter_date": "2024-01-01"}, agency_id="pd")
    county.add("encounters", {"encounter_date": "2024-02-01"}, agency_id="pd", _first_received="2024-02-20")
    assert through(county.cover()) == "2024-01-31"


def test_an_office_closed_at_the_weekend_has_not_stopped_early(county):
    weekdays = [
        day
        for day in days("2024-01-01", 91)
        if county.con.execute("select isodow(?::date) < 6", [day]).fetchone()[0]
    ]
    county.add("encounters", *({"encounter_date": day} for day in weekdays for _ in range(9)), agency_id="pd")
    county.cover()
    assert weekdays[-1] == "2024-03-29"  # March 30 and 31 are a weekend
    assert county.states("pd", "encounters")["2024-03"] == "received"


def test_a_quiet_month_of_a_small_agency_is_zero_and_of_a_large_one_a_gap(county):
    county.partner("tiny").sends("tiny", "encounters")
    county.add(
        "encounters", *({"encounter_date": day} for day in days("2024-01-05", 6, 60)), agency_id="tiny"
    )
    county.add(
        "encounters",
        *({"encounter_date": day} for day in days("2024-01-01", 31) + days("2024-03-01", 215)),
        agency_id="pd",
    )
    county.cover()
    assert county.states("tiny", "encounters")["2024-02"] == "received"
    assert county.states("pd", "encounters")["2024-02"] == "missing"


def test_a_month_is_not_final_while_this_agencys_months_usually_still_grow(county):
    # Every month 6 of 10 rows come ten days after its end, the rest 45 days after it.
    for month in range(1, 11):
        day = f"2024-{month:02}-28"
        for received, count in ((10, 6), (45, 4)):
            at = county.con.execute("select (last_day(?::date) + ?)::varchar", [day, received]).fetchone()[0]
            if at <= "2024-11-12":
                county.add(
                    "encounters", *[{"encounter_date": day}] * count, agency_id="pd", _first_received=at
                )
    county.cover()
    told = final(county)
    assert not told["2024-10"]  # 12 days after its end 60% are usually there
    assert not told["2024-09"]  # 43 days
    assert told["2024-08"]  # 73 days: all
    assert county.states("pd", "encounters")["2024-10"] == "received"


def test_what_usually_comes_all_at_once_is_final_when_it_has_come(county):
    for month in range(1, 11):
        day = f"2024-{month:02}-28"
        at = (
            "2024-11-05"
            if month == 10
            else county.con.execute("select (last_day(?::date) + 20)::varchar", [day]).fetchone()[0]
        )
        county.add("encounters", *[{"encounter_date": day}] * 5, agency_id="pd", _first_received=at)
    county.cover()
    assert all(final(county).values())  # October came on day 5 instead of 20, and is whole


def test_a_history_loaded_at_once_says_nothing_about_arrival_and_is_final(county):
    county.add(
        "encounters",
        *({"encounter_date": day} for day in days("2023-01-01", 500)),
        agency_id="pd",
        _first_received="2025-12-31",
    )
    county.cover()
    assert final(county)["2024-04"]


def test_a_file_that_changed_nothing_still_says_until_when_one_knows(county):
    county.add(
        "encounters",
        *({"encounter_date": day} for day in days("2024-01-05", 4, 20)),
        agency_id="pd",
        _first_received="2024-03-10",
    )
    county.con.execute(
        "create table submission (agency_id varchar, feed varchar, received_date date, withdrawn boolean)"
    )
    county.con.execute("insert into submission values ('pd', 'encounters', '2024-05-10', false)")
    county.cover()
    assert county.states("pd", "encounters")["2024-04"] == "received"
    assert through(county) == "2024-04-30"


def test_a_month_of_which_only_stragglers_came_with_a_later_file_is_partial(county):
    for month in range(1, 9):
        rows = days(f"2024-{month:02}-01", 28)
        if month == 5:  # its file never came; two late rows came in June's
            county.add("encounters", *({"encounter_date": day} for day in rows[:2]), **JUNE)
        else:
            county.add("encounters", *({"encounter_date": day} for day in rows), agency_id="pd")
    county.cover()
    assert county.states("pd", "encounters")["2024-05"] == "partial"
    assert not final(county)["2024-05"]
    assert final(county)["2024-06"]


def test_a_really_bad_month_that_came_on_time_is_final(county):
    for month in range(1, 9):
        rows = days(f"2024-{month:02}-01", 2 if month == 5 else 28)
        county.add("encounters", *({"encounter_date": day} for day in rows), agency_id="pd")
    county.cover()
    assert final(county)["2024-05"]
