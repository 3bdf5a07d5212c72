select *, coalesce(referral_date, start_date) as period_date, true as is_num
from fact_enrollments
