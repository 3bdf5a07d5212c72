-- The de-identified rows, in the order of the file.
create or replace temp table result as
select
    source._row,
    {{cells}}
from source
{{joins}}
