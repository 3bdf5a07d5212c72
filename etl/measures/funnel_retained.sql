select
    *,
    coalesce(referral_date, start_date) as period_date,
    is_start and (is_retained or status = 'exited') as is_den,
    is_retained as is_num
from fact_enrollments
