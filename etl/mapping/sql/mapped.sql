-- Durations from whole dates, then dates cut to the month for agencies whose agreement does not allow days.
create or replace temp table mapped as
select
    t._row,
    {{values}}
from typed t
left join precision_of p on p.agency_id = t.agency_id;
