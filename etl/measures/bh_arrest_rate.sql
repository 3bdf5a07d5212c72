select
    *,
    encounter_date as period_date,
    is_known(disposition) as is_den,
    is_arrested(disposition) as is_num
from fact_encounters
where intercept = '1' and coalesce(bh_need, 'unknown') <> 'none'
