"""Whatever the table, nobody works anything out of its release."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.etl.disclose.battery import Attack
from tests.etl.disclose.county import County, definition

INSIDE = ({"cell": "numerator", "of": "m", "of_cell": "numerator"},)
OFTEN = st.sampled_from([0, 1, 3, 9, 10, 11, 12, 14, 20, 30, 60])
quickly = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@st.composite
def counts(draw) -> County:
    """Two to four agencies, some of totals only, some with programs, by kind, over one to six months."""
    county, months = County(), draw(st.sampled_from([1, 3, 6]))
    for agency in "abcd"[: draw(st.integers(2, 4))]:
        totals_only, programs = draw(st.sampled_from([(True, False), (False, False), (False, True)]))
        for kind in [None] if totals_only else "xy":
            for program in (agency + "1", agency + "2") if programs else [None]:
                numbers = draw(st.lists(OFTEN, min_size=months, max_size=months))
                county.put(agency, numbers, kind=kind, program=program)
    return county


@st.composite
def rates(draw) -> County:
    """Two or three agencies, a rate by sex or kind, and a measure inside its numerator."""
    by = draw(st.sampled_from(["kind", "sex"]))
    county = County({"m": definition("m", "proportion"), "d": definition("d", within=INSIDE)})
    months = draw(st.sampled_from([1, 3]))
    for agency in "abc"[: draw(st.integers(2, 3))]:
        for level in "xy":
            inner, more, rest = (draw(st.lists(OFTEN, min_size=months, max_size=months)) for _ in range(3))
            some = [a + b for a, b in zip(inner, more, strict=True)]
            county.put(agency, some, [a + b for a, b in zip(some, rest, strict=True)], **{by: level})
            county.put(agency, inner, measure="d", **{by: level})
    return county


@quickly
@given(counts())
def test_counts_of_agencies_programs_and_kinds_stay_protected(county):
    release = county.release()
    assert release.report.passed
    assert Attack(county, release.rows).breaches() == []


@quickly
@given(rates())
def test_rates_and_their_parts_stay_protected(county):
    release = county.release()
    assert release.report.passed
    assert Attack(county, release.rows).breaches() == []


@settings(quickly, max_examples=10)
@given(counts())
def test_rounded_counts_stay_protected(county):
    release = county.release("public")
    assert release.report.passed
    assert Attack(county, release.rows, few=12, step=5).breaches() == []


@settings(quickly, max_examples=10)
@given(rates())
def test_characteristics_stay_protected_beside_exact_totals(county):
    release = county.release(totals="exact")
    assert release.report.passed
    assert Attack(county, release.rows, exempt=True).breaches() == []
