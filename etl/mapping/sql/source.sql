-- The file's cells under the feed's column names, still as text.
create or replace temp table source as
select _row, {{cells}}
from {{records}}
where _row not in (select _row from refused);
