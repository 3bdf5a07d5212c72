"""Gaps, provisional periods, late and skipped agencies, totals of agencies that send no rows."""

from __future__ import annotations

import pytest

from tests.etl.measuring import County


def daily(county: County, agency: str, first: str, last: str, each: int = 1, **facts) -> None:
    """`each` encounters on every day from first to last."""
    days = county.con.execute(
        "select unnest(generate_series(?::date, ?::date, interval 1 day))::date::varchar", [first, last]
    ).fetchall()
    county.add(
        "encounters",
        *({"encounter_date": day} for (day,) in days for _ in range(each)),
        agency_id=agency,
        **facts,
    )


@pytest.fixture
def county(tmp_path):
    made = County(tmp_path).partner("pd", "so")
    return made.sends("pd", "encounters", intercepts="1").sends("so", "encounters", intercepts="1")


def test_a_skipped_month_is_a_gap_for_the_agency_and_provisional_for_the_partnership(county):
    daily(county, "pd", "2024-01-01", "2024-04-30")
    daily(county, "so", "2024-01-01", "2024-01-31")
    daily(county, "so", "2024-03-01", "2024-04-30")
    county.run("bh_encounters", "eligible_diversion_rate")
    assert county.series("bh_encounters", scope_kind="agency", scope="so") == {
        "2024-01": 31,
        "2024-02": None,
        "2024-03": 31,
        "2024-04": 30,
    }
    gap = county.cell("bh_encounters", "2024-02", scope_kind="agency", scope="so")
    assert (gap["status"], gap["numerator"], gap["reporting"], gap["expected"]) == ("missing", None, 0, 1)
    whole = county.rows("bh_encounters")
    assert [(row["value"], row["reporting"], row["expected"], row["provisional"]) for row in whole] == [
        (62, 2, 2, False),
        (29, 1, 2, True),
        (62, 2, 2, False),
        (60, 2, 2, False),
    ]


def test_a_quarter_with_a_gap_in_it_is_provisional(county):
    daily(county, "pd", "2024-01-01", "2024-06-30")
    daily(county, "so", "2024-01-01", "2024-01-31")
    daily(county, "so", "2024-03-01", "2024-06-30")
    county.run("bh_encounters")
    assert [row["provisional"] for row in county.rows("bh_encounters", grain="quarter")] == [True, False]
    own = county.rows("bh_encounters", grain="quarter", scope_kind="agency", scope="so")
    assert [(row["value"], row["provisional"], row["reporting"]) for row in own] == [
        (62, True, 0),
        (91, False, 1),
    ]


def test_an_agency_late_with_the_last_month_makes_it_provisional(county):
    daily(county, "pd", "2024-01-01", "2024-03-31")
    daily(county, "so", "2024-01-01", "2024-02-29")
    county.run("bh_encounters")
    last = county.cell("bh_encounters", "2024-03")
    assert (last["provisional"], last["reporting"], last["expected"]) == (True, 1, 2)
    assert county.cell("bh_encounters", "2024-03", scope_kind="agency", scope="so")["status"] == "missing"


def test_a_listed_agency_that_never_sent_is_expected(county):
    daily(county, "pd", "2024-01-01", "2024-01-31")
    cell = county.run("bh_encounters").cell("bh_encounters", "2024-01")
    assert (cell["reporting"], cell["expected"], cell["provisional"]) == (1, 2, True)


def test_an_agency_is_expected_at_its_intercepts_and_from_its_first_month(county):
    county.partner("court", "new")
    county.sends("court", "encounters", intercepts="2|3").sends(
        "new", "encounters", intercepts="1", from_month="2024-03"
    )
    for agency in ("pd", "so"):
        daily(county, agency, "2024-01-01", "2024-03-31")
    daily(county, "court", "2024-01-01", "2024-03-31", intercept=2)
    daily(county, "new", "2024-03-01", "2024-03-31")
    county.run("bh_encounters", "cases_2")
    assert [row["expected"] for row in county.rows("bh_encounters")] == [2, 2, 3]
    assert [row["provisional"] for row in county.rows("bh_encounters")] == [False] * 3
    assert [row["expected"] for row in county.rows("cases_2")] == [1, 1, 1]
    assert county.rows("cases_2", scope_kind="agency", scope="pd") == []


def test_rows_from_before_an_agencys_first_month_are_left_out(county):
    daily(county, "pd", "2023-11-01", "2024-02-29")
    daily(county, "so", "2024-01-01", "2024-02-29")
    assert [*county.run("bh_encounters").series("bh_encounters")] == ["2024-01", "2024-02"]


def test_quarters_hold_only_what_their_reported_months_hold(tmp_path):
    county = County(tmp_path).partner("pr").sends("pr", "enrollments", from_month="2024-02")
    rows = [{"start_date": f"2024-0{month}-15"} for month in (2, 3, 3, 6) for _ in range(9)]
    rows += [{"start_date": "2024-01-20"}, {"start_date": "2024-02-20", "exit_date": "2024-06-20"}]
    facts = {"agency_id": "pr", "person_key": "a", "exit_date": "2024-05-05"}  # April and May were skipped
    county.add("enrollments", *rows, **facts).run("enrollments", "exits_completed")
    assert [row["value"] for row in county.rows("enrollments", grain="quarter")] == [28, 9]
    assert [row["denominator"] for row in county.rows("exits_completed", grain="quarter")] == [0, 1]


def test_an_unlisted_agency_expects_itself_from_its_first_to_its_last_month(tmp_path):
    county = County(tmp_path).partner("pd", partnership="elsewhere")
    daily(county, "pd", "2024-01-01", "2024-01-31")
    daily(county, "pd", "2024-03-01", "2024-03-31")
    county.run("bh_encounters")
    found = county.rows("bh_encounters", scope="elsewhere")
    assert [(row["value"], row["reporting"], row["expected"], row["status"]) for row in found] == [
        (31, 1, 1, "measured"),
        (None, 0, 1, "missing"),
        (31, 1, 1, "measured"),
    ]


def test_a_month_received_before_it_was_over_is_provisional(county):
    for agency in ("pd", "so"):
        daily(county, agency, "2024-01-01", "2024-01-31")
    daily(county, "pd", "2024-02-01", "2024-02-29")
    daily(county, "so", "2024-02-01", "2024-02-15", _first_received="2024-02-16")
    county.con.execute(
        "update core_encounters set _first_received = '2024-02-01' where encounter_date < '2024-02-01'"
    )
    county.run("bh_encounters")
    assert [row["provisional"] for row in county.rows("bh_encounters")] == [False, True]
    assert county.states("so", "encounters") == {"2024-01": "received", "2024-02": "partial"}


def test_a_month_whose_rows_stop_early_is_provisional_though_it_was_received_later(county):
    for agency, last in (("pd", "2024-03-31"), ("so", "2024-03-20")):
        daily(county, agency, "2024-01-01", last)
    county.run("bh_encounters")
    assert county.states("so", "encounters")["2024-03"] == "partial"  # exp(-11 x 1 a day) < 1%
    assert [row["provisional"] for row in county.rows("bh_encounters")] == [False, False, True]


def test_a_rate_waits_for_its_follow_up_from_the_day_the_rows_end(county):
    for agency in ("pd", "so"):
        daily(county, agency, "2024-01-01", "2024-02-29", disposition="referred")
        daily(county, agency, "2024-03-01", "2024-03-20", disposition="referred")
    county.run("linkage_7", "linkage_30")
    assert [row["status"] for row in county.rows("linkage_7")] == ["measured", "measured", "too_early"]
    assert [row["status"] for row in county.rows("linkage_30")] == ["measured", "too_early", "too_early"]


def counts(county: County, agency: str, measure: str, *rows: tuple, **facts) -> None:
    county.add(
        "monthly_counts",
        *({"month": f"{month}-01", "numerator": above, "denominator": below} for month, above, below in rows),
        agency_id=agency,
        measure_id=measure,
        **facts,
    )


def test_totals_of_an_agency_without_rows_join_its_partnership(county):
    county.partner("by").sends(
        "by", "monthly_counts", granularity="counts", measures="bh_arrest_rate|bh_encounters"
    )
    for agency in ("pd", "so"):
        daily(county, agency, "2024-01-01", "2024-02-29", disposition="arrest_booked")
    counts(county, "by", "bh_arrest_rate", ("2024-01", 2, 38), ("2024-02", 5, 42))
    county.run("bh_arrest_rate", "bh_encounters")
    own = county.cell("bh_arrest_rate", "2024-01", scope_kind="agency", scope="by")
    assert (own["numerator"], own["denominator"], own["value"]) == (2, 38, pytest.approx(100 * 2 / 38))
    whole = county.cell("bh_arrest_rate", "2024-01")
    assert (whole["numerator"], whole["denominator"], whole["value"]) == (64, 100, 64.0)
    assert (whole["reporting"], whole["expected"], whole["provisional"]) == (3, 3, False)
    assert county.cell("bh_encounters", "2024-01")["reporting"] == 2  # it sent no total for this one
    assert county.cell("bh_encounters", "2024-01")["provisional"] is True


def test_rows_win_over_totals_of_the_same_month(county):
    for agency in ("pd", "so"):
        daily(county, agency, "2024-01-01", "2024-01-31")
    counts(county, "pd", "bh_encounters", ("2024-01", 500, None), ("2024-02", 12, None))
    county.run("bh_encounters")
    assert county.series("bh_encounters", scope_kind="agency", scope="pd") == {"2024-01": 31, "2024-02": 12}


def test_a_suppressed_total_is_never_zero_and_keeps_the_sum_provisional(county):
    county.partner("by").sends("by", "monthly_counts", granularity="counts", measures="bh_encounters")
    for agency in ("pd", "so"):
        daily(county, agency, "2024-01-01", "2024-02-29")
    counts(county, "by", "bh_encounters", ("2024-01", 20, None))
    counts(county, "by", "bh_encounters", ("2024-02", None, None), suppressed=True)
    county.run("bh_encounters")
    own = county.cell("bh_encounters", "2024-02", scope_kind="agency", scope="by")
    assert (own["status"], own["value"], own["numerator"]) == ("sender_suppressed", None, None)
    assert [(row["value"], row["provisional"]) for row in county.rows("bh_encounters")] == [
        (82, False),
        (58, True),
    ]


def test_counts_by_county_keep_stars_and_make_no_total(tmp_path):
    county = County(tmp_path).partner("care", partnership="care", county="california")
    facts = {
        "agency_id": "care",
        "measure_id": "care_petitions",
        "breakdown": "county",
        "month": "2025-08-01",
    }
    county.add(
        "monthly_counts",
        facts | {"level": "alameda", "numerator": 125},
        facts | {"level": "alpine", "numerator": 0},
        facts | {"level": "amador", "numerator": None, "suppressed": True},
        facts | {"level": "butte", "numerator": None},
    )
    county.add("monthly_counts", facts | {"level": "kern", "numerator": 88, "month": "2025-07-01"})
    county.run("care_petitions")
    found = county.rows("care_petitions", scope="care", breakdown="county")
    assert [(row["level"], row["value"]) for row in found if row["status"] == "measured"] == [
        ("alameda", 125),
        ("alpine", 0),
        ("kern", 88),
    ]
    withheld = {row["level"] for row in found if row["status"] == "sender_suppressed"}
    assert withheld == {"amador", "butte"}
    assert county.rows("care_petitions", scope="care") == []  # a sum beside a star would give it away


def test_daily_counts_give_the_mean_of_the_days_that_were_counted(tmp_path):
    county = County(tmp_path).partner("jail", kind="jail")
    counts(
        county, "jail", "jail_adp_total", ("2024-01", 2800, 28), ("2024-02", 2900, 29), ("2024-04", 1000, 10)
    )
    county.run("jail_adp_total")
    found = county.rows("jail_adp_total")
    assert [(row["value"], row["denominator"], row["status"], row["provisional"]) for row in found] == [
        (100, 28, "measured", False),
        (100, 29, "measured", False),
        (None, None, "missing", False),
        (100, 10, "measured", True),  # 20 days of the last month are not there yet
    ]
    assert county.rows("jail_adp_total", grain="quarter")[0]["denominator"] == 57


def test_two_jails_populations_add_up_whatever_days_one_of_them_missed(tmp_path):
    county = County(tmp_path).partner("jail", "annex", kind="jail")
    counts(county, "jail", "jail_adp_total", ("2024-01", 1000, 10), ("2024-02", 2900, 29))
    counts(county, "annex", "jail_adp_total", ("2024-01", 1550, 31), ("2024-02", 1450, 29))
    assert county.run("jail_adp_total").series("jail_adp_total") == {"2024-01": 150, "2024-02": 150}


def test_part_2_programs_are_told_by_quarter_and_without_demographics(county):
    county.partner("unity", part2="yes").program("u", "unity", part2="yes")
    county.add(
        "enrollments",
        {"sex": "female"},
        agency_id="unity",
        program_id="u",
        person_key="a",
        start_date="2024-01-05",
    )
    county.run("enrollments")
    for where in ({"scope_kind": "agency"}, {"scope_kind": "program"}, {"breakdown": "service_type"}):
        assert county.rows("enrollments", **where) == []
        assert [row["value"] for row in county.rows("enrollments", grain="quarter", **where)] == [1]
    assert [row["level"] for row in county.rows("enrollments", grain="quarter", breakdown="sex")] == [
        "unknown"
    ]


def test_a_month_holds_no_part_2_row_so_that_no_total_less_its_parts_tells_one(county):
    county.partner("unity", part2="yes").partner("clinic").program("u", "unity", part2="yes")
    facts = {"start_date": "2024-01-05", "person_key": "a"}
    county.add("enrollments", facts, facts, agency_id="clinic", program_id="p")
    county.add("enrollments", facts, agency_id="unity", program_id="u")
    county.run("enrollments")
    month, (quarter,) = county.cell("enrollments", "2024-01"), county.rows("enrollments", grain="quarter")
    assert (month["value"], month["reporting"], month["expected"]) == (2, 1, 1)
    assert (quarter["value"], quarter["expected"]) == (3, 2)
    by_program = county.rows("enrollments", grain="quarter", scope_kind="program")
    assert [(row["scope"], row["value"]) for row in by_program] == [("p", 2), ("u", 1)]


@pytest.fixture
def programs(tmp_path):
    """A clinic at intercept 4; probation at 4 and 5, which never sends its March."""
    county = County(tmp_path).partner("clinic", "probation")
    county.sends("clinic", "enrollments", intercepts="4").sends("probation", "enrollments", intercepts="4|5")
    for agency, program, facts, months in (
        ("clinic", "act", {"service_type": "act", "intercept": 4}, 3),
        ("probation", "reentry", {"service_type": "reentry", "intercept": 4}, 2),
        ("probation", "caseload", {"service_type": "specialized_probation", "intercept": 5}, 2),
    ):
        county.program(program, agency, capacity=20, **facts)
        county.add(
            "enrollments",
            *({"start_date": f"2024-{month:02}-{day}"} for month in range(1, months + 1) for day in (12, 28)),
            agency_id=agency,
            program_id=program,
            person_key="a",
            **facts,
        )
    return county


def told(rows: list[dict]) -> list[tuple]:
    """What a page says of each row."""
    return [
        (row["status"], row["value"], row["reporting"], row["expected"], row["provisional"]) for row in rows
    ]


@pytest.mark.parametrize(
    ("measure", "values"), [("active_census", [(4, 8, 6), (2, 4)]), ("enrollments", [(4, 4, 2), (2, 2)])]
)
def test_an_intercept_whose_only_agency_is_late_is_a_gap_and_not_zero(programs, measure, values):
    four, five = values
    programs.run(measure)
    late = programs.rows(measure, breakdown="intercept", level="5")
    assert told(late) == [
        *(("measured", value, 1, 1, False) for value in five),
        ("missing", None, 0, 1, False),
    ]
    own = programs.rows(measure, breakdown="intercept", level="5", scope_kind="agency", scope="probation")
    assert told(own) == told(late)
    assert told(programs.rows(measure, breakdown="intercept", level="4")) == [
        *(("measured", value, 2, 2, False) for value in four[:2]),
        ("measured", four[2], 1, 2, True),
    ]
    assert told(programs.rows(measure))[-1] == ("measured", four[2], 1, 2, True)


@pytest.mark.parametrize("measure", ["active_census", "capacity_used", "enrollments"])
def test_a_service_counts_the_agencies_that_give_it(programs, measure):
    programs.run(measure)
    act = programs.rows(measure, breakdown="service_type", level="act")
    assert [(row["reporting"], row["expected"], row["provisional"]) for row in act] == [(1, 1, False)] * 3
    late = programs.rows(measure, breakdown="service_type", level="specialized_probation")[-1]
    assert (late["status"], late["numerator"], late["value"]) == ("missing", None, None)


def test_an_agency_that_never_sent_is_expected_at_its_own_intercepts_and_services(programs):
    programs.partner("new").sends("new", "enrollments", intercepts="5")
    programs.program("new_caseload", "new", service_type="specialized_probation", intercept=5).run(
        "enrollments"
    )
    january = {"period": "2024-01-01"}
    for breakdown, expected in (
        ("intercept", {"4": 2, "5": 2}),
        ("service_type", {"act": 1, "reentry": 1, "specialized_probation": 2}),
    ):
        rows = programs.rows("enrollments", breakdown=breakdown, **january)
        assert {row["level"]: row["expected"] for row in rows} == expected
    assert programs.cell("enrollments", "2024-01")["expected"] == 3


@pytest.mark.parametrize(("pending", "provisional"), [(1, False), (2, True), (20, True)])
def test_a_month_whose_decisions_are_pending_is_no_drop_in_diversions(tmp_path, pending, provisional):
    """Provisional with more than one in twenty of what is counted or may still be."""
    county = County(tmp_path).partner("court").sends("court", "encounters", intercepts="2")
    for first, last in (
        ("2024-01-01", "2024-01-31"),
        ("2024-02-01", "2024-02-29"),
        ("2024-03-02", "2024-03-31"),
    ):
        daily(county, "court", first, last, intercept=2, disposition="diverted_court")
    daily(county, "court", "2024-03-31", "2024-03-31", each=pending, intercept=2, disposition="pending")
    county.run("diversions")
    assert county.series("diversions") == {"2024-01": 31, "2024-02": 29, "2024-03": 30}
    assert [row["provisional"] for row in county.rows("diversions")] == [False, False, provisional]
    by_intercept = county.rows("diversions", breakdown="intercept", level="2")
    assert [row["provisional"] for row in by_intercept] == [False, False, provisional]
    own = county.rows("diversions", scope_kind="agency", scope="court")
    assert [row["provisional"] for row in own] == [False, False, provisional]
