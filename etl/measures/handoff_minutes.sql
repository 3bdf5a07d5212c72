select *, encounter_date as period_date, true as is_den, handoff_minutes as amount
from fact_encounters
where intercept = '1' and disposition = 'transported_crisis_center' and handoff_minutes is not null
