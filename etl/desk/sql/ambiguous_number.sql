-- One number of the column that reads both ways.
select trim({{column}}) as example from raw where regexp_matches(trim({{column}}), '\d[.,]\d') order by _row limit 1
