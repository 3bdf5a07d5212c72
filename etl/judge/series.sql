-- One row a series, in the order of its number.
select measure_id, scope_kind, scope, breakdown, level, grain, count(*)::bigint as cells
from judge_row
group by measure_id, scope_kind, scope, breakdown, level, grain, _series
order by _series;
