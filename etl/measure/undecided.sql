-- Where too much of a count is not decided yet: encounters whose disposition is pending, against those counted.
-- Such a period is provisional, or the newest month would be taken for a drop; level is the intercept, or 'all'.
insert into m_undecided
with event as (
    {{measure}}
),

row_ as (
    select partnership, county, agency_id, intercept, period_date, false as pending from event where is_num
    union all
    select partnership, county, agency_id, intercept, encounter_date, true
    from fact_encounters
    where disposition = 'pending'
),

scoped as (
    select 'partnership' as scope_kind, partnership as scope, intercept, period_date, pending from row_
    union all
    select 'county', county, intercept, period_date, pending from row_
    union all
    select 'agency', agency_id, intercept, period_date, pending from row_
)

select
    $measure_id as measure_id, scope_kind, scope, g.grain,
    case g.grain
        when 'month' then date_trunc('month', period_date)
        when 'quarter' then date_trunc('quarter', period_date)
        else date_trunc('year', period_date)
    end::date as period,
    case when grouping(intercept) = 1 then 'all' else intercept end as level
from scoped
cross join (select unnest(['month', 'quarter', 'year']) as grain) as g
group by grouping sets (
    (scope_kind, scope, g.grain, period), (scope_kind, scope, g.grain, period, intercept)
)
having count(*) filter (pending) > 0.05 * count(*);
