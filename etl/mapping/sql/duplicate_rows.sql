-- The later copies of a row that is in the file twice with the same values.
insert into refused
select _row, 'duplicate_row', 'The same row stands in the file before, value for value.'
from mapped
where {{whole}}
qualify row_number() over (partition by {{columns}} order by _row) > 1;

delete from mapped where _row in (select _row from refused where rule = 'duplicate_row');
