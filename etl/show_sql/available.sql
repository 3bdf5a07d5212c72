-- Where a measure has published numbers: one row a scope and breakdown.
select t.scope_kind, t.scope, coalesce(s.name, t.scope) as name, t.breakdown, s.partnership, s.parent
from (
    select distinct scope_kind, scope, breakdown
    from trend
    where measure_id = $measure and status <> 'missing'
) t
left join meta_scope s on s.scope_kind = t.scope_kind and s.scope = t.scope
order by t.scope_kind, t.scope, t.breakdown;
