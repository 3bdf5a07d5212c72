-- Every row, when all of several numbers are 0.
select _row from mapped
qualify count(*) over () > 1 and max(numerator) over () = 0 and min(numerator) over () = 0
order by _row
