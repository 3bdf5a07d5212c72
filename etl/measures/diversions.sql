select *, encounter_date as period_date, true as is_num
from fact_encounters
where is_diverted(disposition) and (intercept <> '1' or coalesce(bh_need, 'unknown') <> 'none')
