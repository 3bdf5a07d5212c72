select *, release_date as period_date, medicaid_active in ('yes', 'no') as is_den, medicaid_active = 'yes' as is_num
from fact_releases
where smi = 'yes'
