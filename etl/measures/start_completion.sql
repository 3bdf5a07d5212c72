select
    *,
    start_date as period_date,
    status = 'exited' as is_den,
    status = 'exited' and coalesce(exit_reason = 'completed', false) as is_num
from fact_enrollments
where is_start
