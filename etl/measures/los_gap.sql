select *, release_date as period_date, smi = 'yes' as is_num, smi = 'no' as is_den, stay_days as amount
from fact_bookings
where smi in ('yes', 'no') and release_date is not null and stay_days >= 0
