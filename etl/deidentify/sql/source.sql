-- The cells of the columns that are turned into something else, trimmed; a blank is NULL.
create or replace temp table source as
select _row, {{cells}}
from raw
