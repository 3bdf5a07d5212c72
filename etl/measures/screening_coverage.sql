select *, booking_date as period_date, true as is_den, coalesce(screened = 'yes', false) as is_num
from fact_bookings
where release_date is null or release_date > booking_date
