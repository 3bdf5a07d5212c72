insert into {{row_table}} by name
select *, $submission_id as _submission_id, $seq as _seq
from incoming
order by _row;
