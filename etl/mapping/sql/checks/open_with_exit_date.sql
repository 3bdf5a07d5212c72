select _row from mapped where status in ('referred', 'waitlisted', 'active') and exit_date is not null order by _row
