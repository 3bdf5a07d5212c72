select *, exit_date as period_date, true as is_den, coalesce(exit_reason = 'completed', false) as is_num
from fact_enrollments
where is_start and status = 'exited' and exit_date is not null
