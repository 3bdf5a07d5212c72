-- Where `released` hides a part of a year's starts, or of how many of them completed, and where it tells how many
-- have ended.
select
    scope_kind,
    scope,
    level,
    year(period)::int as cohort,
    coalesce(bool_or(measure_id = 'enrollments' and status = 'suppressed'), false) as starts,
    coalesce(bool_or(measure_id = 'start_completion' and status = 'suppressed'), false) as completed,
    coalesce(bool_or(measure_id = 'start_completion' and denominator is not null), false) as ended
from {{released}}
where
    measure_id in ('enrollments', 'start_completion')
    and (breakdown = 'service_type' or (breakdown = 'all' and scope_kind in ('program', 'partnership')))
group by all;
