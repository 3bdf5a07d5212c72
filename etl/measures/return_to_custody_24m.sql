select
    *,
    release_date as period_date,
    true as is_den,
    coalesce(days_to_return <= 730, false) as is_num
from fact_releases
where has_key
