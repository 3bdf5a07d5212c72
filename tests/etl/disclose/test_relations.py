"""What is taken to be known of the difference between two cells."""

import numpy as np

from etl.disclose import relations
from etl.disclose.cells import load_cells
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
