-- Shares above 100%.
select _row from mapped
where numerator > denominator and list_contains($measures::varchar[], measure_id)
order by _row
