select *, release_date as period_date, true as is_den, stay_days as amount
from fact_releases
where smi = 'no' and stay_days >= 0
