select *, release_date as period_date, smi = 'yes' as is_num, smi = 'no' as is_den, stay_days as amount
from fact_releases
where smi in ('yes', 'no') and stay_days >= 0
