select *, release_date as period_date, true as is_num
from fact_bookings
where release_date is not null
