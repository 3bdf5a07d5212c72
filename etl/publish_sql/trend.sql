create table shared.trend as
select
    measure_id::varchar as measure_id,
    scope_kind::varchar as scope_kind,
    scope::varchar as scope,
    breakdown::varchar as breakdown,
    level::varchar as level,
    period::date as period,
    grain::varchar as grain,
    numerator::double as numerator,
    denominator::double as denominator,
    value::double as value,
    value_high::double as value_high,
    low::double as low,
    high::double as high,
    center::double as center,
    limit_low::double as limit_low,
    limit_high::double as limit_high,
    signal::varchar as signal,
    improvement::boolean as improvement,
    status::varchar as status,
    reason::varchar as reason,
    reporting::integer as reporting,
    expected::integer as expected
from trend
order by scope_kind, scope, measure_id, breakdown, level, period;
