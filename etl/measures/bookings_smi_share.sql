select *, booking_date as period_date, true as is_den, smi = 'yes' as is_num
from fact_bookings
where screened = 'yes'
