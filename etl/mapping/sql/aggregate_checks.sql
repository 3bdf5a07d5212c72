insert into refused
select _row, 'no_values', 'The day has no count; it is not one of the days observed.'
from typed
where numerator is null and not exists (select 1 from problem p where p._row = typed._row);

insert into problem
select _row, 'month', 'duplicate_day', null, null
from typed
where numerator is not null
qualify count(*) over (partition by agency_id, "month", measure_id, breakdown, level) > 1;
