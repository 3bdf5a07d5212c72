-- Where `released` hides a part of a year's starts, or of how many of them completed.
select
    scope_kind,
    scope,
    level,
    year(period)::int as cohort,
    bool_or(measure_id = 'enrollments') as starts,
    bool_or(measure_id = 'start_completion') as completed
from {{released}}
where
    measure_id in ('enrollments', 'start_completion') and status = 'suppressed'
    and (breakdown = 'service_type' or (breakdown = 'all' and scope_kind in ('program', 'partnership')))
group by all;
