-- The sender's corrections of one column, typed over what the file says.
update {{table}}
set {{column}} = nullif(trim(f.text), '')
from (select unnest($rows::bigint[]) as row_number, unnest($texts::varchar[]) as text) f
where _row = f.row_number;
