-- Rows that were mended or left out, but that the file does not have.
select unnest($rows::bigint[]) as row_number
except
select _row from {{table}}
order by 1;
