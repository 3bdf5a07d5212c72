insert into problem
select _row, 'agency_id', 'agency_mismatch', null, null
from typed
where agency_id <> $agency
    and _row not in (select _row from problem where name = 'agency_id');
