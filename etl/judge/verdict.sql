create or replace temp table verdict as
select
    s.measure_id, s.scope_kind, s.scope, s.breakdown, s.level, s.grain,
    s.period::date as period, s.code, s.direction, s.rule, s.run_length::int as run_length, s.since::date as since,
    s.sentence, s.short, s.center, s.limit_low, s.limit_high,
    s.target_value, s.target_code, s.target_sentence, s.n_points::int as n_points
from judge_verdict as s
order by s.measure_id, s.scope_kind, s.scope, s.breakdown, s.level, s.grain;
