select
    *,
    encounter_date as period_date,
    is_known(disposition) as is_den,
    is_diverted(disposition) as is_num
from fact_encounters
where intercept in ('2', '3')
