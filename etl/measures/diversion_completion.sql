select
    *,
    start_date as period_date,
    status = 'exited' as is_den,
    status = 'exited' and exit_reason = 'completed' as is_num
from fact_enrollments
where intercept in ('2', '3') and is_start
