create table shared.verdict as
select
    measure_id::varchar as measure_id,
    scope_kind::varchar as scope_kind,
    scope::varchar as scope,
    breakdown::varchar as breakdown,
    level::varchar as level,
    grain::varchar as grain,
    period::date as period,
    code::varchar as code,
    direction::varchar as direction,
    "rule"::varchar as "rule",
    run_length::integer as run_length,
    since::date as since,
    sentence::varchar as sentence,
    short::varchar as short,
    center::double as center,
    limit_low::double as limit_low,
    limit_high::double as limit_high,
    target_value::double as target_value,
    target_code::varchar as target_code,
    target_sentence::varchar as target_sentence,
    n_points::integer as n_points
from verdict
order by scope_kind, scope, measure_id, breakdown, level;
