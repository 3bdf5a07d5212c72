"""What is taken to be known of the difference between two cells."""

import numpy as np

from etl.disclose import relations
from etl.disclose.cells import load_cells
from etl.disclose.remainders import find, key_of
from etl.disclose.rules import Rules
from tests.etl.disclose.county import County, definition

MEASURES = {
    "m": definition("m"),
    "d": definition("d", within=({"cell": "numerator", "of": "m", "of_cell": "numerator"},)),
}


def differences(encounters: list[int], diversions: list[int]) -> list[float]:
    """The values of what nobody is taken to know: encounters that were no diversions, month by month."""
    county = County(MEASURES, grains=("month",)).put("a", encounters).put("a", diversions, measure="d")
    county.measure()
    cells = load_cells(county.con, "measured", MEASURES)
    agency = cells.take(np.flatnonzero([cells.names.scopes[scope][0] == "agency" for scope in cells.scope]))
    system = relations.build(agency, np.ones(agency.size, dtype=bool), Rules(complement=False))
    return sorted(system.value[system.row < 0].tolist())


def test_a_difference_that_is_0_by_chance_is_unknown_like_any_other():
    assert differences([20, 30, 40], [20, 25, 38]) == [0, 2, 5]


def test_one_that_is_0_in_every_month_is_known():
    assert differences([20, 30, 40], [20, 30, 40]) == []


def test_a_services_exits_by_reason_add_up_to_the_services_exits():
    county = County(grains=("year",))
    for kind, reason, number in (("k", "left", 5), ("k", "moved", 40), ("l", "left", 30), ("l", "moved", 50)):
        county.put("a", [number], kind=kind, sex=f"{kind}:{reason}")
    release = county.release()
    shown = {level: release.numbers("harbor", "sex", level)[0] for level in ("k:left", "k:moved")}
    whole = release.numbers("harbor", "kind", "k")[0]
    assert shown["k:left"] is None
    assert shown["k:moved"] is None or whole is None  # else the hidden 5 is their difference


def test_what_is_not_the_numerator_can_be_another_measures_cell():
    link = ({"cell": "numerator", "of": "m", "of_cell": "complement"},)
    found = {"m": definition("m", agg="proportion"), "n": definition("n", within=link)}
    county = County(found, grains=("year",)).put("a", [60], [100]).put("a", [40], measure="n")
    county.measure()
    cells = load_cells(county.con, "measured", found)
    system = relations.build(cells, np.ones(cells.size, dtype=bool), Rules())
    tied = {
        frozenset(
            (cells.names.measures[cells.measure[system.row[v]]], int(system.component[v]))
            for v in system.variable[system.equality == number]
        )
        for number in range(system.equalities)
    }
    assert frozenset({("m", relations.COMPLEMENT), ("n", relations.NUMERATOR)}) in tied


def test_a_kind_of_service_is_the_sum_of_its_programs():
    served = definition("m", grain_breakdowns={"operational": ("service_type",)})
    county = County({"m": served}, grains=("month",))
    county.put("a", [30, 40], program="p", kind="k").put("a", [25, 50], program="q", kind="k")
    county.put("a", [5, 60], program="r", kind="l")
    county.measure()
    county.con.execute("update measured set breakdown = 'service_type' where breakdown = 'kind'")
    county.con.execute("create temp table ref_programs (program_id varchar, service_type varchar)")
    county.con.execute("insert into ref_programs values ('p', 'k'), ('q', 'k'), ('r', 'l')")
    cells = load_cells(county.con, "measured", {"m": served})
    system = relations.build(cells, np.ones(cells.size, dtype=bool), Rules())
    names = [cells.names.scopes[scope][1] for scope in cells.scope]
    tied = {
        frozenset(names[system.row[v]] for v in system.variable[system.equality == number])
        for number in range(system.equalities)
    }
    assert {frozenset({"harbor", "p", "q"}), frozenset({"harbor", "r"})} <= tied


STARTS = {
    "m": definition("m"),
    "open": definition("open"),
    "done": definition(
        "done",
        agg="proportion",
        within=({"cell": "denominator", "of": "m", "of_cell": "numerator", "rest": "open"},),
    ),
}


def left_of_starts(starts: list[int], done: list[int], still_open: list[int]) -> tuple[list, list]:
    """(values of nameless rests that are protected as people, values of those of the measure `open`)."""
    county = County(STARTS, grains=("month",)).put("a", starts).put("a", still_open, measure="open")
    county.put("a", [number // 2 for number in done], done, measure="done")
    county.measure()
    cells = load_cells(county.con, "measured", STARTS)
    agency = cells.take(np.flatnonzero([cells.names.scopes[scope][0] == "agency" for scope in cells.scope]))
    system = relations.build(agency, np.ones(agency.size, dtype=bool), Rules(complement=False))
    mine = np.array([cells.names.measures[agency.measure[row]] == "open" for row in system.row])
    tied = np.unique(system.variable[np.isin(system.variable, np.flatnonzero((system.row >= 0) & mine))])
    return sorted(system.value[system.lacking].tolist()), sorted(system.value[tied].tolist())


def test_a_rest_that_another_measure_counts_is_that_measures_cell():
    assert left_of_starts([30, 40], [26, 28], [4, 12]) == ([], [4, 12])


def test_a_rest_that_it_does_not_count_is_protected_as_people():
    assert left_of_starts([30, 40], [26, 28], [2, 12]) == ([4], [12])


def test_a_cell_that_lies_beyond_all_rows_is_no_other_cell():
    """A program's kind of service is no level of any row while totals alone are protected."""
    county = County(grains=("month",)).put("a", [20, 30, 40]).put("b", [10, 20, 30])
    county.measure()
    cells = load_cells(county.con, "measured", county.definitions)
    keys = np.sort(key_of(cells))
    for beyond in range(1, 400):
        level = np.array([int(cells.level.max()) + 1 + beyond])
        assert (find(keys, key_of(cells, level=level)) == -1).all()
