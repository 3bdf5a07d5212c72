insert into problem
select _row, $name, 'ends_before_start', null, null
from typed
where {{days}} < 0;
