select *, start_date as period_date, true as is_num
from fact_enrollments
where service_type in ('pretrial_diversion', 'prosecutor_diversion') and intercept in ('2', '3') and is_start
