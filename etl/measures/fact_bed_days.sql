-- Nights in jail within a year of the start, on either side; stays that go on count to the window's end.
with start as (
    select *, start_date as period_date
    from fact_enrollments
    where service_type in ('act', 'fact') and is_start
),

side as (
    select *, period_date - 365 as from_date, period_date as to_date, false as is_num, true as is_den from start
    union all
    select *, period_date as from_date, period_date + 365 as to_date, true as is_num, false as is_den from start
)

select
    side.* exclude (from_date, to_date),
    coalesce((
        select sum(
            least(coalesce(b.release_date, side.to_date), side.to_date) - greatest(b.booking_date, side.from_date)
        )
        from fact_bookings as b
        where
            b.person = side.person
            and b.booking_date < side.to_date
            and (b.release_date is null or b.release_date > side.from_date)
    ), 0) as amount
from side
