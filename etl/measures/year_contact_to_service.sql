select *, encounter_date as period_date, true as is_den, days_to_service as amount
from fact_encounters
where is_referral and days_to_service between 0 and 30
