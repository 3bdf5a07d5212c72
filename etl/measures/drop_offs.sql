select *, encounter_date as period_date, true as is_num
from fact_encounters
where intercept = '1' and disposition = 'transported_crisis_center'
