-- Rows that the mapping knows to be totals of the others.
insert into refused
select _row, 'total_row', 'A total of the other rows, by its name in the first column.'
from raw
where list_contains($labels::varchar[], lower(trim(c0)));
