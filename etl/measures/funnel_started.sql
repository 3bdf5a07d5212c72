select *, coalesce(referral_date, start_date) as period_date, is_accepted as is_den, is_start as is_num
from fact_enrollments
