-- Overlap with the last day: booked by then, and not released before it.
select b.*, r.month_end as period_date, true as is_den, r.month_end - b.booking_date as amount
from fact_bookings as b
inner join reported_month as r
    on
        r.agency_id = b.agency_id
        and r.feed = 'bookings'
        and b.booking_date <= r.month_end
        and (b.release_date is null or b.release_date >= r.month_end)
where b.smi = 'no'
