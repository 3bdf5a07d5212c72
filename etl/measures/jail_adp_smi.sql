-- Nights in custody that fall into the month; a stay that goes on counts to the last day known.
select
    b.*,
    r.month as period_date,
    true as is_num,
    least(coalesce(b.release_date, r.month_end + 1), r.month_end + 1) - greatest(b.booking_date, r.month) as weight
from fact_bookings as b
inner join reported_month as r
    on
        r.agency_id = b.agency_id
        and r.feed = 'bookings'
        and b.booking_date <= r.month_end
        and (b.release_date is null or b.release_date > r.month)
where b.smi = 'yes' and b.release_date is distinct from b.booking_date
