-- The headline numbers that are not the same in two builds, by measure and period, the newest first; both are
-- what disclosure control released. The agency's own come after the partnership's.
with told as (
    select id, title, short, unit, headline, intercepts from after.meta_measure where headline is not null
),

old as (
    select t.* from before.trend t inner join told on told.id = t.measure_id
    where t.breakdown = 'all' and list_contains($scopes::varchar[], t.scope_kind || ':' || t.scope)
),

new as (
    select t.* from after.trend t inner join told on told.id = t.measure_id
    where t.breakdown = 'all' and list_contains($scopes::varchar[], t.scope_kind || ':' || t.scope)
)

select
    told.id as measure,
    told.title,
    told.unit,
    coalesce(new.scope_kind, old.scope_kind) as scope_kind,
    s.name as scope_name,
    coalesce(new.period, old.period)::varchar as period,
    coalesce(new.grain, old.grain) as grain,
    old.value as before,
    old.denominator as before_of,
    coalesce(old.status, 'missing') as before_status,
    -- What is hidden now is not told before it is published: else trying files would work hidden numbers out.
    case when old.status is distinct from 'suppressed' then new.value end as after,
    case when old.status is distinct from 'suppressed' then new.denominator end as after_of,
    coalesce(new.status, 'missing') as after_status
from new
full join old
    on new.measure_id = old.measure_id and new.scope_kind = old.scope_kind and new.scope = old.scope
    and new.level = old.level and new.period = old.period and new.grain = old.grain
inner join told on told.id = coalesce(new.measure_id, old.measure_id)
left join after.meta_scope s
    on s.scope_kind = coalesce(new.scope_kind, old.scope_kind) and s.scope = coalesce(new.scope, old.scope)
where new.value is distinct from old.value
    or coalesce(new.status, 'missing') is distinct from coalesce(old.status, 'missing')
order by scope_kind desc, told.intercepts, told.headline, told.id, period desc
limit $most
