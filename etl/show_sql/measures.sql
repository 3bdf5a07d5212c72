select measure_id, count(*) filter (where status in ('shown', 'provisional')) > 0 as has_numbers
from trend
group by measure_id;
