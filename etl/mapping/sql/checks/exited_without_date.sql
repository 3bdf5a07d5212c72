select _row from mapped where status = 'exited' and exit_date is null order by _row
