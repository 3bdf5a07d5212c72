select
    *,
    encounter_date as period_date,
    is_known(responder) as is_den,
    responder in ('cit_officer', 'co_responder', 'mobile_crisis', 'peer') as is_num
from fact_encounters
where intercept = '1' and coalesce(bh_need, 'unknown') <> 'none'
