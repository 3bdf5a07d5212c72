update typed
set level = named.code
from (
    select unnest($breakdowns::varchar[]) as breakdown, unnest($levels::varchar[]) as level, unnest($codes::varchar[]) as code
) named
where typed.breakdown = named.breakdown and typed.level = named.level and typed.level <> named.code;
