-- Every cell in its type, days still in memory. _month_<date> is true where only the month is known.
create or replace temp table typed as
select
    s._row,
    {{values}}
from source s
{{joins}};
