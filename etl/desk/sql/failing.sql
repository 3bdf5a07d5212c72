-- The rows that break a rule of whole rows, the first of them.
select distinct _row from failing where rule = $rule order by _row limit $most
