-- Numbers for measures, and for breakdowns and their levels; "all" is 0.
create or replace temp table disclose_measure as
select measure_id, row_number() over (order by measure_id) - 1 as number
from (select distinct measure_id from disclose_row);

create or replace temp table disclose_breakdown as
select breakdown, row_number() over (order by breakdown <> 'all', breakdown) - 1 as number
from (select distinct breakdown from disclose_row);

create or replace temp table disclose_level as
select level, row_number() over (order by level <> 'all', level) - 1 as number
from (select distinct level from disclose_row);
