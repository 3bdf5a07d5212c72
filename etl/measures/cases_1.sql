select *, encounter_date as period_date, true as is_num
from fact_encounters
where intercept = '1'
