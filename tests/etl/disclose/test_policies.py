"""What partners and the public read: thin figures, grains, layers, exact totals, rounding."""

import pytest

from etl.disclose.cells import load_cells
from etl.disclose.protect import _layers
from tests.etl.disclose.battery import Attack
from tests.etl.disclose.county import County, definition

YEAR = 12
RATE = {"m": definition("m", "proportion")}


def test_what_is_plenty_is_released_as_it_is():
    county = County().put("police", [40] * YEAR, kind="walk in").put("police", [30] * YEAR, kind="call")
    release = county.release()
    assert release.numbers("harbor") == [70] * YEAR
    assert release.numbers("police", "kind", "call") == [30] * YEAR
    assert {row.status for row in release.rows} == {"shown"}


def test_zeros_show_beside_hidden_numbers():
    release = County().put("police", [20, 0, 20, 4, 20, 20]).release()
    assert release.numbers("police") == [20, 0, 20, None, 20, 20]


def test_few_and_protected_numbers_carry_the_same_mark():
    county = County().put("a", [40, 5, 41]).put("b", [30, 31, 32]).put("c", [20, 21, 22])
    hidden = [row for row in county.release().rows if row.status == "suppressed"]
    assert {row.scope for row in hidden} > {"a"}
    assert {row.reason for row in hidden} == {"fewer than 11, or protected"}
    assert all(row.numerator is None and row.value is None for row in hidden)


def test_a_few_in_one_month_hide_numbers_of_that_month_only():
    county = County().put("a", [40, 5, 41, 42, 43, 44]).put("b", [30] * 6).put("c", [20] * 6)
    hidden = {row.period.month for row in county.release().rows if row.numerator is None}
    assert hidden == {2}


def test_fifteen_events_of_one_person_are_hidden_with_whatever_gives_them_away():
    county = County().put("a", [15] * 4, people=[1, 15, 15, 15]).put("b", [40] * 4).put("c", [50] * 4)
    release = county.release()
    assert release.numbers("a")[0] is None
    assert Attack(county, release.rows).breaches() == []


def test_a_rate_on_fewer_than_thirty_is_blank_while_its_counts_show():
    release = County(RATE).put("a", [12] * 4, [29, 30, 30, 30]).release()
    first, second, *_ = release.series("a")
    assert (first.numerator, first.denominator, first.value) == (12, 29, None)
    assert first.reason == "too few cases for this figure"
    assert second.value == 40


def test_a_median_of_fewer_than_twenty_is_blank():
    medians = {"m": definition("m", "median", additive={"scope": False, "time": False})}
    release = County(medians).put("a", [None] * 4, [19, 20, 30, 40]).release()
    assert [row.value for row in release.series("a")] == [None, 14, 14, 14]


def test_few_people_on_an_average_day_are_hidden_however_many_days_they_stay():
    """248 bed-days of a month are 8 people on an average day; 620 are 20."""
    daily = {"m": definition("m", "mean_daily", additive={"scope": True, "time": False})}
    release = County(daily, grains=("month",)).put("a", [620, 248, 620, 620], [31] * 4).release()
    assert release.numbers("a") == [620, None, 620, 620]


@pytest.mark.parametrize(
    ("monthly", "grain", "shown"),
    [
        ([20] * 8 + [5] * 4, "month", True),
        ([20] * 7 + [5] * 5, "quarter", True),
        ([5] * 12, "quarter", True),
        ([2] * 12, "year", True),
        ([0] * 11 + [2], "year", False),
    ],
    ids=["two thirds of the months", "fewer than six in ten", "quarters", "years", "nothing"],
)
def test_a_series_goes_by_the_finest_grain_at_which_six_in_ten_show(monthly, grain, shown):
    release = County().put("a", monthly).release()
    assert release.grain("a") == grain
    assert release.withheld("a") != shown


@pytest.mark.parametrize(("small", "told"), [(3, True), (4, False)])
def test_by_year_four_in_ten_are_enough_since_no_coarser_grain_is_left(small, told):
    """Two of five levels are a table; one of five is none."""
    county = County(grains=("year",))
    for level in range(5):
        county.put("a", [7 if level < small else 300], kind=str(level))
    release = county.release()
    assert release.withheld("a", "kind") != told
    assert release.report.passed


@pytest.mark.parametrize("adds_up", [False, True])
def test_an_outcome_by_kind_of_service_is_decided_before_that_of_each_program(monkeypatch, adds_up):
    """Counts of programs add up to those of their kind; of a rate, the kind is what is asked for."""
    monkeypatch.setattr("etl.disclose.relations.SERVICE", "kind")
    measures = {"m": definition("m", "km", additive={"scope": adds_up, "time": False})}
    county = County(measures, grains=("year",)).put("a", [30], [40], kind="x", program="p")
    county.measure()
    cells = load_cells(county.con, "measured", measures)
    kinds = [cells.names.scopes[scope][0] for scope in cells.scope]
    order = [
        next(number for number, (rows, _) in enumerate(_layers(cells)) if rows[at])
        for at in (
            next(i for i, kind in enumerate(kinds) if kind == "partnership" and cells.breakdown[i]),
            next(i for i, kind in enumerate(kinds) if kind == "program" and not cells.breakdown[i]),
        )
    ]
    assert (order[0] < order[1]) != adds_up


def test_zeros_alone_do_not_carry_a_series():
    release = County(grains=("month",)).put("a", [0] * 11 + [4]).release()
    assert release.withheld("a")
    assert release.numbers("a") == [None] * 12


def test_a_year_of_nothing_but_zeros_is_told():
    assert County().put("a", [0] * 12).release().numbers("a") == [0] * 12


def test_all_levels_of_a_breakdown_go_by_one_grain():
    county = County().put("a", [40] * YEAR, kind="x").put("a", [5] * YEAR, kind="y")
    release = county.release()
    assert {row.grain for row in release.rows if row.scope == "a" and row.breakdown == "kind"} == {"quarter"}
    assert release.numbers("a", "kind", "y") == [15] * 4


def test_a_breakdown_that_starts_by_month_goes_by_quarter_once_siblings_are_hidden():
    """Every month shows two of its three levels, until the few of z cost y its months too."""
    county = County()
    for agency in ("a", "b", "c"):
        county.put(agency, [40] * YEAR, kind="x").put(agency, [30] * YEAR, kind="y")
        county.put(agency, [2] * YEAR, kind="z")
    release = county.release()
    assert release.grain("harbor", "kind") == "quarter"
    assert release.numbers("harbor", "kind", "z") == [18] * 4
    assert Attack(county, release.rows).breaches() == []


def small_level_in_one_month() -> County:
    """Agencies whose totals are plenty; in one month a has few of kind y."""
    county = County(grains=("month",))
    for agency, often in (("a", 40), ("b", 50), ("c", 60)):
        county.put(agency, [often] * YEAR, kind="x")
        county.put(agency, [often - 10] * YEAR if agency != "a" else [30] * 5 + [4] + [30] * 6, kind="y")
    return county


def test_a_total_stays_where_a_breakdown_can_be_hidden_instead():
    county = small_level_in_one_month()
    release = county.release()
    for scope in ("harbor", "a", "b", "c"):
        assert None not in release.numbers(scope)
    assert release.numbers("a", "kind", "x")[5] is None
    assert release.numbers("a", "kind", "y")[5] is None
    assert Attack(county, release.rows).breaches() == []


def test_the_partnerships_breakdown_stays_where_agencies_can_be_hidden_instead():
    release = small_level_in_one_month().release()
    assert None not in release.numbers("harbor", "kind", "x") + release.numbers("harbor", "kind", "y")


def by_sex() -> County:
    """Three agencies of which one is small, by sex."""
    county = County()
    for agency, women, men in (("a", 1, 2), ("b", 30, 40), ("c", 25, 35)):
        county.put(agency, [women] * YEAR, sex="F").put(agency, [men] * YEAR, sex="M")
    return county


def test_exact_totals_are_released_however_few_and_characteristics_are_not():
    county = by_sex()
    release = county.release(totals="exact")
    assert release.numbers("a") == [3] * YEAR
    assert release.grain("a") == "month"
    assert all(row.numerator is None or row.numerator > 10 for row in release.rows if row.breakdown == "sex")
    assert release.report.passed
    assert Attack(county, release.rows, exempt=True).breaches() == []


def test_exact_totals_are_taken_as_known():
    """Of 12 starts a quarter 4 were women: with the total known, the men give the women away."""
    county = County().put("a", [4, 0, 0], sex="F").put("a", [40, 0, 0], sex="M")
    release = county.release(totals="exact")
    assert release.numbers("a") == [44, 0, 0]
    assert release.numbers("a", "sex", "M") == [None]


def test_protected_totals_hide_the_same_small_agency():
    release = by_sex().release()
    assert all(number is None or number > 10 for number in release.numbers("a"))


@pytest.fixture
def public():
    county = (
        County(grains=("month",))
        .put("a", [40, 41, 42, 43, 12, 47, 13], kind="x")
        .put("a", [60] * 7, kind="y")
    )
    county.put("b", [33, 34, 35, 36, 37, 38, 39], kind="x").put("b", [0] * 7, kind="y")
    county.put("c", [71, 72, 73, 74, 75, 76, 77], kind="x").put("c", [50] * 7, kind="y")
    return county, county.release("public")


def test_the_public_reads_multiples_of_five_and_zero(public):
    _, release = public
    assert {row.numerator % 5 for row in release.rows if row.numerator is not None} == {0}
    assert County().put("a", [40, 0, 43]).release("public").numbers("a") == [40, 0, 45]


def test_the_public_reads_nothing_below_thirteen(public):
    _, release = public
    shown = release.numbers("a", "kind", "x")
    assert shown[4] is None
    assert 0 not in shown
    assert {row.reason for row in release.rows if row.status == "suppressed"} == {
        "fewer than 13, or protected"
    }


def test_public_rates_are_those_of_the_rounded_counts():
    release = County(RATE).put("a", [41] * 4, [83] * 4).release("public")
    assert [row.value for row in release.series("a")] == [pytest.approx(100 * 40 / 85)] * 4


def test_nobody_works_out_what_the_public_must_not_read(public):
    county, release = public
    assert Attack(county, release.rows, few=12, step=5).breaches() == []
