-- Stays of one person in one jail that begin before an earlier one has ended; by days, before they are cut.
insert into problem
select _row, 'booking_date', 'overlapping_stays', null, null
from typed
where person_key is not null and booking_date is not null
qualify booking_date < max(coalesce(release_date, date '9999-12-31')) over (
    partition by agency_id, person_key
    order by booking_date, release_date, _row
    rows between unbounded preceding and 1 preceding
);
