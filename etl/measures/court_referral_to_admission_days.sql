select *, start_date as period_date, true as is_den, days_referral_to_start as amount
from fact_enrollments
where
    service_type in ('mental_health_court', 'drug_court', 'veterans_court', 'pretrial_diversion', 'prosecutor_diversion')
    and is_start
    and days_referral_to_start >= 0
