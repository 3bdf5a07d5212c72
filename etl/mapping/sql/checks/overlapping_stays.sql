-- Stays of one person in one jail that begin before the one before has ended.
select _row from mapped
where person_key is not null
qualify booking_date < max(coalesce(release_date, date '9999-12-31')) over (
    partition by agency_id, person_key order by booking_date, _row rows between unbounded preceding and 1 preceding
)
order by _row
