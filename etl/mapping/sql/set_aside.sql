-- Rows that the mapping tells to refuse one by one.
insert into refused
select distinct _row, rule, $reason
from problem
where rule = $rule and name = $name and _row not in (select _row from refused);
