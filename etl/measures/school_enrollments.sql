select *, start_date as period_date, true as is_num
from fact_enrollments
where service_type = 'school_based' and is_start
