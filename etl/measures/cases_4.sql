select
    *,
    release_date as period_date,
    true as is_num,
    case when days_to_connection between 0 and 30 then 'connected' else 'not_connected' end as outcome
from fact_releases
where smi = 'yes'
