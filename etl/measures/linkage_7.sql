select
    *,
    encounter_date as period_date,
    true as is_den,
    coalesce(days_to_service between 0 and 7, false) as is_num
from fact_encounters
where is_referral
