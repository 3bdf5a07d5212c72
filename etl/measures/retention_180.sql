select
    *,
    start_date as period_date,
    true as is_den,
    -- Completing is staying engaged; dying, moving and being transferred end the watch without an answer.
    case when exit_reason = 'completed' then 181 else coalesce(days_to_exit, through_date - start_date) end as event_days,
    not is_open and coalesce(exit_reason, 'unknown') not in ('completed', 'deceased', 'moved', 'transferred') as observed,
    observed and event_days <= 180 as is_num
from fact_enrollments
where is_start and coalesce(days_to_exit, through_date - start_date) >= 0
