select
    *,
    coalesce(referral_date, start_date) as period_date,
    status <> 'referred' as is_den,
    is_accepted as is_num
from fact_enrollments
