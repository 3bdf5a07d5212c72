-- Of the rows with a booking day: how many, how many with a release, and how many days the bookings span.
select
    count(*)::bigint,
    count(release_date)::bigint,
    coalesce(date_diff('day', min(booking_date), max(booking_date)), 0)::bigint
from mapped
where booking_date is not null
