select
    *,
    encounter_date as period_date,
    force_used in ('yes', 'no') as is_den,
    force_used = 'yes' as is_num
from fact_encounters
where intercept = '1' and coalesce(bh_need, 'unknown') <> 'none'
