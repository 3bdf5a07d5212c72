-- The true counts of each combination: events, base, base without events.
select
    r.measure_id, r.scope, r.period, r.level,
    coalesce(r.numerator, 0) as events, coalesce(r.denominator, 0) as base,
    coalesce(r.denominator, 0) - coalesce(r.numerator, 0) as others
from measured as r
inner join equity_measure as m using (measure_id)
where
    r.breakdown = 'race_combination' and r.level not in ('one', 'unknown')
    and r.grain = 'year' and r.scope_kind = 'partnership'
order by r.measure_id, r.scope, r.period, r.level;
