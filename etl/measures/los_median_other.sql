select *, release_date as period_date, true as is_den, stay_days as amount
from fact_bookings
where smi = 'no' and release_date is not null and stay_days >= 0
