select
    *,
    coalesce(referral_date, start_date) as period_date,
    is_retained and status = 'exited' as is_den,
    is_retained and status = 'exited' and coalesce(exit_reason = 'completed', false) as is_num
from fact_enrollments
