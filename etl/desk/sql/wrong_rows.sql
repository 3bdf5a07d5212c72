-- The rows that one rule found wrong in one column.
select distinct _row from problem where rule = $rule and name = $name order by _row limit $most
