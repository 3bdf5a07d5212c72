select *, start_date as period_date, true as is_den, days_referral_to_start as amount
from fact_enrollments
where is_start and days_referral_to_start >= 0
