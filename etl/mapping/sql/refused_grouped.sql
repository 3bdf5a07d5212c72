select rule, reason, count(*)::bigint, (list(_row order by _row))[:20]
from refused
group by rule, reason
order by min(_row)
