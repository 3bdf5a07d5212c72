"""Verdicts over released tables: what a chief reads aloud."""

from datetime import date
from types import SimpleNamespace

import duckdb
import pytest

from etl.judge import judge

RELEASED = """
create temp table released(
    measure_id varchar, scope_kind varchar, scope varchar, breakdown varchar, level varchar, grain varchar,
    period date, numerator double, denominator double, value double, value_high double, status varchar,
    reason varchar, reporting int, expected int, owner varchar)
"""
QUIET = [20, 22, 21, 19, 20, 23, 21, 20, 22, 19, 21, 20]


def measure(chart="xmr", good="up", unit="count", agg="count"):
    return SimpleNamespace(chart=chart, good=good, unit=unit, agg=agg)


@pytest.fixture
def con():
    with duckdb.connect() as connection:
        connection.execute(RELEASED)
        yield connection


def month(index):
    return date(2024 + index // 12, index % 12 + 1, 1)


def put(
    con, values, *, grain="month", scope=("partnership", "harbor"), breakdown="all", status=None, den=None
):
    """One series of measure m; None leaves the month out of the table, a status of its own is `status[i]`."""
    step = {"month": 1, "quarter": 3, "year": 12}[grain]
    status = status or {}
    for i, value in enumerate(values):
        if value is None:
            continue
        row = ["m", *scope, breakdown, "all", grain, month(i * step), value, den and den[i]]
        shown = status.get(i, "shown")
        result = (100 * value / den[i]) if den else value
        row = row if shown == "shown" else [*row[:7], None, None]
        con.execute(
            "insert into released values (?,?,?,?,?,?,?,?,?,?,null,?,'',1,1,null)",
            [*row, result if shown == "shown" else None, shown],
        )


def verdict(con, **definition):
    judge(con, measures={"m": measure(**definition)})
    rows = con.sql("select * from verdict").df().to_dict("records")
    assert len(rows) == 1
    return SimpleNamespace(**rows[0])


class TestSentences:
    def test_improvement_by_a_run(self, con):
        put(con, [*QUIET, 23, 24, 23, 24, 23, 24, 23])
        found = verdict(con)
        assert found.sentence == "Real improvement: 7 months in a row above the average"
        assert (found.code, found.direction, found.rule, found.run_length) == (
            "improvement",
            "up",
            "shift",
            7,
        )
        assert found.since.date() == date(2025, 1, 1)

    def test_a_lasting_step_is_told_since_its_first_month(self, con):
        put(con, [*QUIET, 40, 41, 40])
        found = verdict(con)
        assert (found.code, found.rule, found.run_length) == ("improvement", "point", 3)
        assert found.sentence == "Real improvement: above the usual range 3 months in a row"
        assert found.period.date() == date(2025, 3, 1)
        assert found.since.date() == date(2025, 1, 1)

    def test_the_same_run_is_a_concern_where_down_is_good(self, con):
        put(con, [*QUIET, 23, 24, 23, 24, 23, 24, 23])
        assert verdict(con, good="down").sentence == "Real concern: 7 months in a row above the average"

    def test_and_a_change_where_neither_is_good(self, con):
        put(con, [*QUIET, 23, 24, 23, 24, 23, 24, 23])
        assert verdict(con, good="neither").sentence == "A real change: 7 months in a row above the average"

    def test_a_point_outside_the_limits_names_its_month(self, con):
        put(con, [*QUIET, 60])
        assert verdict(con).sentence == "Real improvement: January 2025 is above the usual range"

    def test_a_month_inside_the_range_begins_the_count_of_those_outside_anew(self, con):
        put(con, [*QUIET, 40, 20, 40, 41])
        found = verdict(con)
        assert found.sentence == "Real improvement: above the usual range 2 months in a row"
        assert (found.rule, found.run_length) == ("point", 2)

    def test_one_month_outside_after_a_long_stay_on_its_side_tells_both(self, con):
        put(con, [*QUIET * 2, 23, 24, 23, 24, 23, 24, 23, 24, 40])
        found = verdict(con)
        assert (found.rule, found.run_length) == ("point", 1)
        assert found.sentence == (
            "Real improvement: September 2026 is above the usual range, "
            "after 8 months in a row above the average"
        )

    def test_a_trend(self, con):
        put(con, [20, 28, 20, 28, 20, 28, 20, 28, 26, 25, 24, 23, 22, 21, 20.5])
        assert verdict(con).sentence == "Real concern: falling 8 months in a row"

    def test_near_the_edge(self, con):
        put(con, [10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 10, 12, 14.5, 14.6])
        judge(con, measures={"m": measure()})
        put(con, [None] * 14 + [12])
        assert verdict(con).code == "normal"  # the verdict is about the latest month

    def test_normal(self, con):
        put(con, QUIET)
        found = verdict(con)
        assert found.sentence == "Normal month-to-month variation"
        assert (found.code, found.direction, found.rule, found.n_points) == ("normal", "", "", 12)

    @pytest.mark.parametrize(
        ("grain", "said"),
        [("quarter", "Normal quarter-to-quarter variation"), ("year", "Normal year-to-year variation")],
    )
    def test_other_grains(self, con, grain, said):
        put(con, QUIET, grain=grain)
        assert verdict(con).sentence == said

    def test_five_points_are_too_few(self, con):
        put(con, QUIET[:5])
        found = verdict(con)
        assert found.sentence == "Too few months to say (5 of 6 needed)"
        assert found.code == "too_few"

    def test_six_points_are_early(self, con):
        put(con, QUIET[:6])
        found = verdict(con)
        assert found.code == "early"
        assert found.sentence == "Early: normal month-to-month variation so far (6 of 12 months)"

    def test_eleven_points_with_a_signal_are_an_early_sign(self, con):
        put(con, [*QUIET[:10], 60])
        found = verdict(con)
        assert (found.code, found.direction) == ("early", "up")
        assert found.sentence == (
            "Early sign of improvement: November 2024 is above the usual range (11 of 12 months)"
        )

    def test_a_measure_without_a_chart_is_not_judged(self, con):
        put(con, QUIET)
        found = verdict(con, chart="none")
        assert (found.code, found.sentence) == ("none", "")


class TestPoints:
    def test_provisional_months_are_not_judged_and_break_runs(self, con):
        put(con, [*QUIET, 23, 24, 23, 24, 23, 24, 23], status={15: "provisional"})
        found = verdict(con)
        assert (found.code, found.n_points) == ("normal", 18)

    def test_a_month_left_out_of_the_table_is_a_gap(self, con):
        put(con, [*QUIET, 23, 24, 23, None, 23, 24, 23, 24])
        assert verdict(con).code == "normal"

    def test_a_last_month_that_is_provisional_leaves_the_verdict_on_the_one_before(self, con):
        put(con, [*QUIET, 90], status={12: "provisional"})
        found = verdict(con)
        assert found.period.date() == month(11)
        assert found.code == "normal"

    def test_limits_and_flags_are_written_beside_the_values(self, con):
        put(con, [*QUIET[:5], 20.5, *QUIET[:5], 30], status={5: "provisional"})
        verdict(con)
        rows = con.sql(
            "select center, limit_low, limit_high, signal, improvement from trend order by period"
        ).fetchall()
        assert len(rows) == 12
        assert rows[-1][3:] == ("point", True)
        assert rows[0][3:] == ("", None)
        assert rows[0][1] < rows[0][0] < rows[0][2] < 30

    def test_percent_is_judged_in_percent_with_intervals(self, con):
        den = [100.0, 120, 90, 110, 100, 105, 95, 100, 120, 90, 110, 100]
        put(con, [50.0, 61, 46, 54, 51, 52, 48, 50, 59, 46, 55, 51], den=den)
        found = verdict(con, chart="p_prime", unit="percent", agg="proportion")
        assert found.code == "normal"
        assert found.center == pytest.approx(100 * 623 / 1240)
        low, high = con.execute("select low, high from trend order by period limit 1").fetchone()
        assert (low, high) == (pytest.approx(40.38, abs=0.01), pytest.approx(59.62, abs=0.01))

    def test_limits_come_from_released_values_alone(self, con):
        """Whatever a hidden month was, no published number moves, even if its value were left in its row."""
        put(con, [*QUIET, 20, *QUIET], status={12: "suppressed"})
        published = []
        for secret in (3.0, 9.0, None):
            con.execute(
                "update released set numerator = $secret, value = $secret where status = 'suppressed'",
                {"secret": secret},
            )
            judge(con, measures={"m": measure()})
            trend = con.sql("select * exclude (numerator, value) from trend").fetchall()
            published.append((trend, con.sql("select * from verdict").fetchall()))
        assert published[0] == published[1] == published[2]


class TestReference:
    @pytest.fixture
    def step(self, con):
        """Twelve months at 20, twelve at 40."""
        put(con, QUIET + [value + 20 for value in QUIET])
        con.execute(
            "create temp table ref_events(event_id varchar, date date, name varchar, measure_ids varchar,"
            " scope varchar, rebase varchar, reason varchar)"
        )
        return con

    def add(
        self, con, day="2025-01-01", ids="m", scope="partnership:harbor", rebase="yes", reason="new building"
    ):
        con.execute(
            "insert into ref_events"
            " values ('e', $day, 'Crisis center opens', $ids, $scope, $rebase, $reason)",
            {"day": day, "ids": ids, "scope": scope, "rebase": rebase, "reason": reason},
        )

    def centers(self, con):
        judge(con, measures={"m": measure()})
        return con.sql("select distinct round(center) from trend order by 1").fetchall()

    def test_without_an_event_one_center(self, step):
        assert self.centers(step) == [(31,)]

    def test_a_rebase_breaks_the_line(self, step):
        self.add(step)
        assert self.centers(step) == [(21,), (41,)]
        assert step.execute("select code from verdict").fetchone() == ("normal",)

    @pytest.mark.parametrize(
        "odd",
        [
            {"ids": "other"},
            {"scope": "agency:elsewhere"},
            {"rebase": "no"},
            {"reason": ""},
            {"day": "2030-01-01"},
        ],
    )
    def test_an_event_of_others_or_without_reason_breaks_nothing(self, step, odd):
        self.add(step, **odd)
        assert self.centers(step) == [(31,)]

    def test_a_blank_scope_and_measure_means_all(self, step):
        self.add(step, ids="", scope="")
        assert len(self.centers(step)) == 2

    def test_an_event_of_the_partnership_concerns_its_agencies_and_programs(self, step):
        step.execute("update released set scope_kind = 'program', scope = 'acct'")
        step.execute(
            "create temp table ref_partners as select 'hca' agency_id, 'h' county, 'harbor' partnership"
        )
        step.execute("create temp table ref_programs as select 'acct' program_id, 'hca' agency_id")
        self.add(step)
        assert len(self.centers(step)) == 2

    def test_too_few_points_since_the_event_is_said(self, step):
        self.add(step, day="2025-10-02")
        judge(step, measures={"m": measure()})
        assert step.execute("select sentence from verdict").fetchone() == (
            'Too few months since "Crisis center opens" to say (3 of 6 needed)',
        )

    def test_a_change_late_in_a_month_starts_the_next(self, step):
        self.add(step, day="2024-12-20")
        assert self.centers(step) == [(21,), (41,)]

    @pytest.mark.parametrize(
        ("value", "good", "code", "said"),
        [
            (10, "up", "met", "The target of 10 or more is consistently met"),
            (20, "up", "hit_and_miss", "The target of 20 or more is hit and miss: "),
            (40, "up", "missed", "The target of 40 or more is consistently missed"),
            (40, "down", "met", "The target of 40 or less is consistently met"),
        ],
    )
    def test_targets(self, con, value, good, code, said):
        put(con, QUIET)
        con.execute(
            "create temp table ref_targets as"
            " select 'm' measure_id, 'partnership' scope_kind, 'harbor' as scope,"
            " $value as value, '2024-01' as good_from, '2023-12-01' as agreed_on union all"
            " select 'm', 'partnership', 'harbor', 999, '2025-01', '2024-12-01'",
            {"value": value},
        )
        found = verdict(con, good=good)
        assert (found.target_code, found.target_value) == (code, value)
        assert found.target_sentence.startswith(said)
