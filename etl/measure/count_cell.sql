-- The counts as cells of their agency, county and partnership, by month, quarter and year. A cumulative count or
-- census stands in the last month sent of its quarter or year. A mean daily population is scaled to whole months
-- before agencies are added up, so that a day one of them missed does not thin the sum.
insert into m_cell by name
with contributor as (
    select measure_id, partnership, count(distinct agency_id) as agencies
    from (
        select distinct measure_id, agency_id, partnership from m_count
        union
        select distinct c.measure_id, c.scope, p.partnership
        from m_cell as c left join m_partner as p on p.agency_id = c.scope
        where c.scope_kind = 'agency'
    )
    group by all
),

daily as (
    select
        c.* replace (
            case
                when c.agg = 'mean_daily' and c.denominator is null then c.numerator * day(last_day(c.month))
                else c.numerator
            end as numerator,
            case
                when c.agg = 'mean_daily' then coalesce(c.denominator, day(last_day(c.month)))
                else c.denominator
            end as denominator
        ),
        coalesce(n.agencies, 1) > 1 as several
    from m_count as c
    left join contributor as n on n.measure_id = c.measure_id and n.partnership = c.partnership
),

scoped as (
    select *, 'agency' as scope_kind, agency_id as scope, agency_id as owner, false as scaled from daily
    union all by name
    select *, 'partnership' as scope_kind, partnership as scope, null as owner, several and agg = 'mean_daily' as scaled
    from daily where partnership is not null
    union all by name
    select *, 'county' as scope_kind, county as scope, null as owner, several and agg = 'mean_daily' as scaled
    from daily where county in (from m_county)
),

dated as (
    select *, 'month' as grain, month as period from scoped where not part2
    union all by name
    select *, 'quarter' as grain, date_trunc('quarter', month)::date as period
    from scoped where agg <> 'snapshot' or ends_quarter
    union all by name
    select *, 'year' as grain, date_trunc('year', month)::date as period
    from scoped where agg <> 'snapshot' or ends_year
)

select
    measure_id, scope_kind, scope, owner, breakdown, level, grain, period,
    sum(case when scaled then numerator * day(last_day(month)) / denominator else numerator end)
        filter (not withheld) as numerator,
    sum(case when not scaled then denominator end) filter (not withheld) as denominator,
    sum(numerator) filter (not withheld)::bigint as numerator_people,
    sum(denominator) filter (not withheld)::bigint as denominator_people,
    bool_and(part2) as part2,
    count(*) filter (withheld) as withheld,
    count(*) filter (not withheld) as known
from dated
group by all;
