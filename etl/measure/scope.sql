-- Every month of every scope's series: how many agencies were expected, how many reported, and whether it is final.
-- A series runs from the scope's first reported month to the last month that anybody in its partnership reported.
-- Levels that only some agencies work at (m_part) have their own: a month that none of these reported is a gap.
create or replace temp table m_scope_month as
with member as (
    select
        e.measure_id, 'agency' as scope_kind, e.agency_id as scope, e.breakdown, e.level, e.agency_id,
        null::date as first_month
    from m_part as e
    union all
    select e.measure_id, 'partnership', p.partnership, e.breakdown, e.level, e.agency_id, null
    from m_part as e inner join m_partner as p using (agency_id)
    where p.partnership is not null
    union all
    select e.measure_id, 'county', p.county, e.breakdown, e.level, e.agency_id, null
    from m_part as e inner join m_partner as p using (agency_id)
    where p.county in (from m_county)
    union all
    select
        c.measure_id, 'program', c.scope, 'all', 'all', min(c.owner),
        coalesce(min(c.period) filter (c.grain = 'month'), min(c.period) filter (c.grain = 'quarter'))
    from m_cell as c
    where c.scope_kind = 'program'
    group by all
),

reach as (
    select
        a.measure_id, coalesce(p.partnership, a.agency_id) as circle,
        max(a.month) as last_month
    from m_agency_month as a
    left join m_partner as p using (agency_id)
    group by all
),

own as (
    select measure_id, agency_id, min(month) as first_month, max(month) as last_month
    from m_agency_month
    group by all
),

span as (
    select
        m.measure_id, m.scope_kind, m.scope, m.breakdown, m.level,
        greatest(min(o.first_month), max(m.first_month)) as first_month,
        max(case when e.listed then r.last_month else o.last_month end) as last_month
    from member as m
    inner join own as o using (measure_id, agency_id)
    inner join m_expected as e using (measure_id, agency_id)
    left join m_partner as p using (agency_id)
    left join reach as r on r.measure_id = m.measure_id and r.circle = coalesce(p.partnership, m.agency_id)
    group by all
),

month as (
    select
        measure_id, scope_kind, scope, breakdown, level,
        unnest(generate_series(first_month, last_month, interval 1 month))::date as month
    from span
),

told as (
    select
        s.measure_id, s.scope_kind, s.scope, s.breakdown, s.level, s.month, a.by_rows, a.days,
        a.month is not null as reported,
        a.month is not null
        or (s.month >= coalesce(e.from_month, o.first_month) and (e.listed or s.month <= o.last_month)) as expected,
        coalesce(a.final, false) as final,
        coalesce(p.part2, false) as part2
    from month as s
    inner join member as m using (measure_id, scope_kind, scope, breakdown, level)
    inner join m_expected as e using (measure_id, agency_id)
    left join own as o using (measure_id, agency_id)
    left join m_partner as p using (agency_id)
    left join m_agency_month as a
        on a.measure_id = m.measure_id and a.agency_id = m.agency_id and a.month = s.month
)

-- At the grain of a month (`own_`), agencies under 42 CFR Part 2 are neither counted nor expected.
select
    measure_id, scope_kind, scope, breakdown, level, month,
    count(*) filter (reported) as reporting,
    count(*) filter (expected) as expected,
    count(*) filter (final) as final,
    count(*) filter (by_rows) as by_rows,
    max(days) as days,
    count(*) filter (reported and not part2) as own_reporting,
    count(*) filter (expected and not part2) as own_expected,
    count(*) filter (final and not part2) as own_final,
    count(*) filter (by_rows and not part2) as own_by_rows,
    max(days) filter (not part2) as own_days
from told
group by all;

-- The same by quarter and year: an agency has reported a quarter when it reported all its months, so the least
-- month counts. Provisional: a month of it is, or is not there at all.
create or replace temp table m_scope_period as
select
    measure_id, scope_kind, scope, breakdown, level, 'month' as grain, month as period,
    own_reporting as reporting, own_expected as expected, own_reporting > 0 as reported,
    own_by_rows > 0 as by_rows, own_final < own_expected as provisional, own_days as days
from m_scope_month
union all
select
    measure_id, scope_kind, scope, breakdown, level, grain, period,
    min(reporting), max(expected), bool_or(reporting > 0), bool_or(by_rows > 0),
    bool_or(final < expected) or count(*) < any_value(months),
    sum(days)
from (
    select *, 'quarter' as grain, date_trunc('quarter', month)::date as period, 3 as months from m_scope_month
    union all by name
    select *, 'year' as grain, date_trunc('year', month)::date as period, 12 as months from m_scope_month
)
group by all;
