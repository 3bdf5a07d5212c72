-- Parts of a person or an event, where the measure counts them.
select _row from mapped
where numerator <> round(numerator) and list_contains($measures::varchar[], measure_id)
order by _row
