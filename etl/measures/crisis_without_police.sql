select
    *,
    encounter_date as period_date,
    is_known(responder) as is_den,
    responder in ('mobile_crisis', 'peer', 'ems') as is_num
from fact_encounters
where intercept = '0'
