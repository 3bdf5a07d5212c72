-- The cells that one rule found wrong in one column, as the file has them.
select p._row, r.{{column}}
from (select distinct _row from problem where rule = $rule and name = $name) p
inner join raw r on r._row = p._row
order by p._row
limit $most
