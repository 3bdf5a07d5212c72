select
    *,
    exit_date as period_date,
    true as is_num,
    coalesce(service_type, 'unknown') || ':' || exit_place as service_exit_place
from fact_enrollments
where is_start and status = 'exited' and exit_date is not null
