-- For each feed column the rows whose cell was found wrong; in `mapped` they are blank.
select name, count(distinct _row)::bigint
from problem
where _row in (select _row from mapped)
group by name
