select
    *,
    encounter_date as period_date,
    is_known(disposition) as is_den,
    disposition in ('resolved_on_scene', 'referred', 'transported_crisis_center', 'transferred_line') as is_num
from fact_encounters
where intercept = '0'
