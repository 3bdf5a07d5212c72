-- The released numbers of the decision points, group by group: by year, and by quarter where the measure that
-- counts the same events is told so. A count has residents as its base.
create or replace temp table equity_cell as
with residents as (
    select
        p.partnership as scope, try_cast(r.year as integer) as year,
        r.race_ethnicity, r.sex, r.age_band, try_cast(r.population as double) as population
    from ref_population as r
    inner join (
        select distinct partnership, county from ref_partners where partnership is not null and county is not null
    ) as p using (county)
),

base as (
    select scope, year, 'race_ethnicity' as characteristic, race_ethnicity as level, sum(population) as residents
    from residents group by all
    union all
    select scope, year, 'sex', sex, sum(population) from residents group by all
    union all
    select scope, year, 'age_band', age_band, sum(population) from residents group by all
),

cell as (
    select
        m.measure_id, m.of_residents, r.scope_kind, r.scope, r.breakdown as characteristic, r.level, r.grain, r.period,
        r.numerator, r.denominator, r.status, r.reporting, r.expected
    from released as r
    inner join equity_measure as m
        on (r.measure_id = m.measure_id and r.grain = 'year')
        or (r.measure_id = m.events_of and r.grain = 'quarter')
    where r.scope_kind = 'partnership' and r.breakdown in ('race_ethnicity', 'sex', 'age_band')
)

select
    c.measure_id, c.of_residents, c.scope_kind, c.scope, 'alone' as counting, c.characteristic, c.level, c.grain,
    c.period,
    c.numerator as events,
    case when c.of_residents then b.residents else c.denominator end as base,
    c.status, c.reporting, c.expected
from cell as c
left join base as b
    on b.scope = c.scope and b.characteristic = c.characteristic and b.level = c.level and b.year = year(c.period);
