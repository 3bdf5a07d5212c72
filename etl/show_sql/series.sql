-- The published numbers of one measure with the verdict of their series, in reading order.
select
    t.measure_id, m.title, m.unit, t.scope_kind, t.scope, s.name as scope_name, t.breakdown, t.level,
    t.grain, t.period, t.numerator, t.denominator, t.value, t.value_high, t.low, t.high, t.center,
    t.limit_low, t.limit_high, t.signal, t.improvement, t.status, t.reason, t.reporting, t.expected,
    v.sentence as verdict, v.code as verdict_code
from trend t
inner join meta_measure m on m.id = t.measure_id
left join meta_scope s on s.scope_kind = t.scope_kind and s.scope = t.scope
left join verdict v
    on v.measure_id = t.measure_id and v.scope_kind = t.scope_kind and v.scope = t.scope
    and v.breakdown = t.breakdown and v.level = t.level
left join meta_level l on l.breakdown = t.breakdown and l.level = t.level
where t.measure_id = $measure
    and t.breakdown = $breakdown
    and list_contains($scopes, t.scope_kind || ':' || t.scope)
order by s.name, t.scope, l.sort, t.level, t.period;
