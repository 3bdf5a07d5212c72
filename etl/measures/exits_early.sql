select
    *,
    exit_date as period_date,
    true as is_num,
    coalesce(service_type, 'unknown') || ':' || coalesce(exit_reason, 'unknown') as service_exit_reason
from fact_enrollments
where is_start and status = 'exited' and exit_date is not null and coalesce(exit_reason, 'unknown') <> 'completed'
