-- How many rows each rule found wrong in each feed column.
select rule, name, count(distinct _row)::bigint from problem group by all order by all
