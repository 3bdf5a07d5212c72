select *, booking_date as period_date, true as is_den, coalesce(screen_result = 'positive', false) as is_num
from fact_bookings
where screened = 'yes'
