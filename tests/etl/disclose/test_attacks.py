"""Attacks, one by one: what somebody would try, and what it must not give away."""

import itertools

import numpy as np
import pytest

from tests.etl.disclose.battery import Attack
from tests.etl.disclose.county import County, definition

RATE = {"m": definition("m", "proportion")}
MONTHS = 6


def safe(county: County, **options) -> bool:
    """Whether nobody works anything out of the county's release, and the project's own audit agrees."""
    release = county.release(**options)
    return release.report.passed and not Attack(county, release.rows).breaches()


def three_agencies(small: list[int]) -> County:
    """Two agencies with plenty and one with a few."""
    return County().put("a", small).put("b", [30] * len(small)).put("c", [20] * len(small))


def test_the_battery_itself_wins_against_a_table_that_only_hides_what_is_few():
    county = three_agencies([40, 5, 41])
    county.release()
    county.con.execute(
        "create or replace temp table released as select * exclude (numerator, value, status), "
        "case when numerator > 10 then numerator end as numerator, null::double as value, '' as reason, "
        "case when numerator > 10 then 'shown' else 'suppressed' end as status from measured "
        "where grain = 'month'"
    )
    found = Attack(county, county.released()).breaches()
    assert {(breach.secret[2], round(breach.low), round(breach.high)) for breach in found} == {("a", 5, 5)}


def test_an_outsider_subtracts_the_shown_agencies_from_the_total():
    county = three_agencies([40, 5, 41, 42, 43, 44])
    release = county.release()
    hidden = [scope for scope in ("harbor", "a", "b", "c") if release.numbers(scope)[1] is None]
    assert len(hidden) >= 2
    assert safe(county)


def test_an_agency_subtracts_its_own_from_the_total():
    """Two hidden agencies know each other; a third number must be hidden too."""
    county = three_agencies([40, 5, 41, 42, 43, 44])
    release = county.release()
    assert sum(release.numbers(scope)[1] is None for scope in ("harbor", "a", "b", "c")) >= 3


def test_the_levels_are_subtracted_from_their_total():
    county = County().put("a", [40, 41, 42, 43], kind="x").put("a", [20, 21, 4, 22], kind="y")
    county.put("a", [30, 31, 32, 33], kind="z")
    release = county.release()
    assert sum(release.numbers("a", "kind", level)[2] is None for level in "xyz") >= 2
    assert safe(county)


def test_programs_are_subtracted_from_their_agency():
    county = County().put("a", [40, 5, 41, 42, 40, 40], program="p").put("a", [30] * MONTHS, program="q")
    county.put("b", [50] * MONTHS, program="r")
    assert safe(county)


def test_months_are_subtracted_from_their_quarter():
    """Levels by quarter say what the total's quarter is; one hidden month would be what is left of it."""
    county = County().put("a", [3, 12, 12, 20, 20, 20], sex="F").put("a", [3, 12, 12, 20, 20, 20], sex="M")
    release = county.release()
    assert release.numbers("a", "sex", "F") != release.numbers(
        "a", "sex", "M"
    ) or None not in release.numbers("a")
    assert safe(county)


def test_quarters_of_others_are_subtracted_from_the_months_of_the_partnership():
    """The partnership goes by month, two agencies by quarter: that leaves the third's, which nobody lists."""
    county = County().put("a", [5, 5, 70] * 4).put("b", [2, 3, 3] * 4).put("c", [8, 60, 5] * 4)
    assert county.release().grain("b") == "year"
    assert safe(county)


def test_a_rate_times_its_denominator_is_no_hidden_numerator():
    county = County(RATE).put("a", [5, 40, 41, 42], [80, 90, 91, 92]).put("b", [30] * 4, [60] * 4)
    county.put("c", [45] * 4, [95] * 4)
    release = county.release()
    for row in release.rows:
        if row.value is not None:
            assert row.numerator is not None
            assert row.denominator is not None
    assert safe(county)


def test_a_rate_of_almost_everybody_says_who_is_left():
    county = County(RATE).put("a", [76, 40, 41, 42], [80, 90, 91, 92])
    first = county.release().series("a")[0]
    assert first.numerator is None or first.denominator is None
    assert safe(county)


def test_a_part_of_another_measure_bounds_it():
    """Nine diversions of eleven encounters, twice: who knows the third agency's finds 7 to 11."""
    measures = {
        "m": definition("m"),
        "d": definition("d", within=({"cell": "numerator", "of": "m", "of_cell": "numerator"},)),
    }
    county = County(measures)
    for agency, all_of_them, some in (("a", 52, 50), ("b", 11, 9), ("c", 11, 9)):
        county.put(agency, [all_of_them] * MONTHS)
        county.put(agency, [some] + [all_of_them if agency != "a" else some] * (MONTHS - 1), measure="d")
    assert safe(county)


@pytest.mark.parametrize("rest", ["people", "open"])
def test_starts_less_those_who_left_do_not_tell_who_is_still_enrolled(rest):
    """205 starts, 199 have left: six are still there, whether a measure counts them or none does."""
    link = {"cell": "denominator", "of": "m", "of_cell": "numerator"}
    starts, left = [205, 190, 180], [199, 150, 140]

    def published(**protected: str) -> list:
        measures = {
            "m": definition("m"),
            "open": definition("open"),
            "done": definition("done", "proportion", within=(link | protected,), partly=True),
        }
        county = County(measures, grains=("year",))
        for agency, started, gone in zip("abc", starts, left, strict=True):
            county.put(agency, [started]).put(agency, [gone // 2], [gone], measure="done")
            if rest == "open":
                county.put(agency, [started - gone], measure="open")
        release = county.release()
        assert release.report.passed
        rows = [release.series("a", measure=name)[0] for name in ("m", "done")]
        return [rows[0].numerator, rows[1].denominator]

    assert published() == [205, 199]  # who does not say that the rest is people tells six
    assert None in published(rest=rest)


def test_two_filters_are_subtracted():
    """The partnership's walk-ins less those of two agencies are the third's."""
    county = County()
    for agency, walk_in, call in (("a", [20, 3, 20, 20], 30), ("b", [25] * 4, 40), ("c", [35] * 4, 50)):
        county.put(agency, walk_in, kind="walk in").put(agency, [call] * 4, kind="call")
    assert safe(county)


@pytest.mark.parametrize("small", [4, 14])
def test_an_agency_of_totals_only_is_what_the_levels_lack(small):
    county = County().put("a", [40] * MONTHS, kind="x").put("a", [30] * MONTHS, kind="y")
    county.put("b", [35] * MONTHS, kind="x").put("b", [45] * MONTHS, kind="y").put("c", [small] * MONTHS)
    assert safe(county)


def test_an_agency_of_totals_only_beside_one_that_is_small():
    county = County().put("a", [40] * MONTHS, kind="x").put("a", [5] * MONTHS, kind="y")
    county.put("b", [35] * MONTHS, kind="x").put("b", [45] * MONTHS, kind="y").put("c", [25] * MONTHS)
    assert safe(county)


TINY = {
    "levels": {"a": (33, 5), "b": (3, 30), "c": (20, 22)},
    "one agency": {"a": (14, 3), "b": (15, 12), "c": (13, 16)},
    "rows of a few": {"a": (20, 1), "b": (2, 14), "c": (12, 3)},
    "zeros": {"a": (20, 0), "b": (11, 2), "c": (0, 14)},
    "one and one": {"a": (1, 30), "b": (30, 1), "c": (12, 12)},
}


@pytest.mark.parametrize("table", TINY.values(), ids=TINY)
def test_by_brute_force_every_hidden_cell_has_values_five_apart(table):
    """All tables of whole numbers that fit what is released, one after the other."""
    county = County(grains=("year",))
    for agency, numbers in table.items():
        for kind, number in zip("xy", numbers, strict=True):
            county.put(agency, [number], kind=kind)
    release = county.release()
    fitting = tables_that_fit(county, release.rows)
    truth = np.array([fact.numerator for fact in county.facts])
    assert (fitting == truth).all(axis=1).any()
    place = [(fact.agency, fact.kind) for fact in county.facts]
    for row in release.rows:
        cell = np.array([_in(row, agency, kind) for agency, kind in place])
        if 1 <= truth @ cell <= 10:
            assert row.numerator is None
            possible = np.unique(fitting @ cell)
            assert possible.size >= 2
            assert possible.max() - possible.min() >= 5


def _in(row, agency: str, kind: str) -> bool:
    return row.scope in (agency, "harbor") and row.level in (kind, "all")


def tables_that_fit(county: County, rows) -> np.ndarray:
    """int (tables, facts): every way to fill the facts with 0 to 33 that gives the released numbers.

    Facts are filled agency by agency, and a partial table is dropped as soon as it cannot be completed.
    """
    limit, place = 33, [(fact.agency, fact.kind) for fact in county.facts]
    sums = np.array([[_in(row, *each) for each in place] for row in rows], dtype=int)
    known = np.array([np.nan if row.numerator is None else row.numerator for row in rows])
    keys = [(row.scope, row.breakdown) for row in rows]
    told = {key for key, row in zip(keys, rows, strict=True) if row.numerator is not None}
    marked = np.array([key in told for key in keys]) & np.isnan(known)
    pairs = np.array(list(itertools.product(range(limit + 1), repeat=2)))
    found = np.zeros((1, 0), dtype=int)
    for agency in range(len(place) // 2):
        assert len(found) * len(pairs) < 4_000_000, "too much is hidden for this test"
        found = np.hstack([np.repeat(found, len(pairs), axis=0), np.tile(pairs, (len(found), 1))])
        width = found.shape[1]
        total = found @ sums[:, :width].T
        done = sums[:, width:].sum(axis=1) == 0
        fits = (np.isnan(known) | np.where(done, total == known, total <= known)).all(axis=1)
        fits &= (~(marked & done) | (total >= 1)).all(axis=1)
        found = found[fits]
        assert len(found), f"nothing fits after agency {agency}"
    return found
