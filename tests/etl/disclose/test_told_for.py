"""Measures told for some kinds of scope only, and breakdowns told however few of their levels may show."""

from tests.etl.disclose.battery import Attack
from tests.etl.disclose.county import PARTNERSHIP, County, definition

YEAR = 12
PARTLY = {"grain_breakdowns": {"personal": ("sex",)}, "told_for": ("partnership",), "partly": True}


def county(**facts) -> County:
    """A measure told for the partnership only, by year."""
    return County({"m": definition("m", **(PARTLY | facts))}, grains=("year",))


def test_agencies_have_no_rows_in_the_release():
    release = county().put("a", [20] * YEAR, sex="F").put("b", [30] * YEAR, sex="M").release()
    assert {row.scope_kind for row in release.rows} == {"partnership"}
    assert release.report.passed


def test_an_agency_that_is_not_told_still_knows_its_own_and_subtracts_it():
    """Of 64 women 60 are agency b's: b knows that 4 are agency a's, though no row of an agency is told."""
    made = county().put("a", [4], sex="F").put("b", [60], sex="F")
    made.put("a", [40], sex="M").put("b", [70], sex="M").put("a", [50], sex="X").put("b", [50], sex="X")
    release = made.release()
    assert release.numbers(PARTNERSHIP, "sex", "F") == [None]
    assert release.report.passed
    assert not Attack(made, release.rows).breaches()


def test_a_breakdown_of_mostly_small_groups_is_told_where_it_can_be():
    made = county()
    levels = {"A": 400, "B": 300, "C": 250, "D": 4, "E": 5, "F": 3, "G": 6, "H": 2}
    for level, number in levels.items():
        made.put("a", [number], sex=level).put("b", [number], sex=level)
    release = made.release()
    shown = {row.level for row in release.rows if row.breakdown == "sex" and row.numerator is not None}
    assert {"A", "B", "C"} & shown
    assert not shown & {"D", "E", "F", "H"}
    assert not Attack(made, release.rows).breaches()


def test_the_same_breakdown_is_withheld_when_it_must_mostly_show():
    made = County({"m": definition("m", grain_breakdowns={"personal": ("sex",)})}, grains=("year",))
    levels = {"A": 400, "B": 300, "C": 250, "D": 4, "E": 5, "F": 3, "G": 6, "H": 2}
    for level, number in levels.items():
        made.put("a", [number], sex=level)
    assert made.release().withheld(PARTNERSHIP, "sex")


def test_what_is_counted_is_never_told():
    definitions = {"m": definition("m", grain_breakdowns={"personal": (), "counted": ("sex",)})}
    release = County(definitions, grains=("year",)).put("a", [40], sex="F").put("a", [50], sex="M").release()
    assert {row.breakdown for row in release.rows} == {"all"}
    assert release.report.passed


def waiting(**facts) -> County:
    """Days of waiting, out of 25 people at a and of 12 at b."""
    definitions = {"m": definition("m", "median", **facts)}
    return County(definitions, grains=("year",)).put("a", [None], [25]).put("b", [None], [12])


def test_out_of_how_many_is_never_told_where_the_measure_says_so():
    """That there are enough for a median still decides whether it is told."""
    rows = {row.scope: row for row in waiting(n_untold=True).release().rows if row.breakdown == "all"}
    assert [(rows[name].value, rows[name].denominator) for name in ("a", "b")] == [(14, None), (None, None)]
    assert rows["a"].status == "shown"
    told = {row.scope: row for row in waiting().release().rows if row.breakdown == "all"}
    assert told["a"].denominator == 25


def test_the_audit_refuses_a_release_that_tells_it_all_the_same():
    made = waiting(n_untold=True)
    assert made.release().report.passed
    made.con.execute("update released set denominator = 25 where scope = 'a'")
    report = made.audit(stop=False)
    assert not report.passed
    assert report.forbidden == 1
