-- Groups of the breakdowns that have a list of codes.
select breakdown, level, count(*)::bigint, (list(_row order by _row))[:20]
from mapped
where breakdown is not null and level is not null
group by breakdown, level
order by min(_row)
