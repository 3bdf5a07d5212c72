-- Every group beside every other as its reference. The reference is always counted alone: nobody is on both sides.
create or replace temp table equity_pair as
with cell as (
    from equity_cell
    union all by name
    from equity_any
    union all by name
    -- Groups that are told alone only stand there as not told.
    select c.* replace ('any' as counting, null as events, null as base)
    from equity_cell as c
    anti join equity_any as a
        on
            a.measure_id = c.measure_id and a.scope = c.scope and a.level = c.level and a.period = c.period
            and a.grain = c.grain
    where c.characteristic = 'race_ethnicity' and c.grain = 'year' and c.level <> 'multiple'
)

select
    row_number() over () - 1 as number,
    c.measure_id, c.of_residents, c.scope_kind, c.scope, c.counting, c.characteristic, c.level,
    r.level as reference, c.grain, c.period, c.events, c.base, r.events as ref_events, r.base as ref_base,
    case
        when 'missing' in (c.status, r.status) then 'missing'
        when 'too_early' in (c.status, r.status) then 'too_early'
    end as not_yet,
    'provisional' in (c.status, r.status) as provisional,
    c.reporting, c.expected
from cell as c
inner join equity_cell as r
    on
        r.measure_id = c.measure_id and r.scope_kind = c.scope_kind and r.scope = c.scope
        and r.characteristic = c.characteristic and r.grain = c.grain and r.period = c.period and r.level <> c.level
where c.level <> 'unknown' and r.level <> 'unknown';
