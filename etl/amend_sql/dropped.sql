-- Rows that the sender leaves out, each with the reason; only those that the file has.
create or replace temp table dropped as
select d.row_number as _row, any_value(d.reason) as reason
from (select unnest($rows::bigint[]) as row_number, unnest($reasons::varchar[]) as reason) d
where d.row_number in (select _row from {{table}})
group by d.row_number;
