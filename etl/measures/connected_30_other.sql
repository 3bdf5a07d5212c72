select
    *,
    release_date as period_date,
    true as is_den,
    coalesce(days_to_connection between 0 and 30, false) as is_num
from fact_releases
where smi = 'no'
