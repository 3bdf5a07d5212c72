select *, booking_date as period_date, true as is_num
from fact_bookings
