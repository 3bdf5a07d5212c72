select *, start_date as period_date, true as is_den, status = 'active' as is_num
from fact_enrollments
where is_start
